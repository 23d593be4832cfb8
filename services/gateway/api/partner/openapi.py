"""The OpenAPI document of partner REST, made of the models that the calls use."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from services.gateway.api.partner.key import LONGEST
from services.gateway.api.partner.model import Filed, NewRegistration, Problem, Query, Registration, Registrations

BASE = "/partner/v1"
REGISTRATIONS = f"{BASE}/registrations"
ONE = f"{REGISTRATIONS}/{{id}}"
SPECIFICATION = f"{BASE}/openapi.json"
REFERENCE = "#/components/schemas/{model}"
TAKEN, GIVEN = (NewRegistration,), (Filed, Registration, Registrations, Problem)
REFUSALS: Mapping[int, str] = {
    400: "The request cannot be read, or lacks its Idempotency-Key.",
    401: "No access token, or not a good one.",
    403: "You may not do this.",
    404: "There is no such registration for you, or no such partner.",
    408: "The body did not arrive in time.",
    409: "COMMAND_REUSED: the key was used with another body.",
    413: "The body is too large.",
    415: "The body is not application/json.",
    422: "The input cannot be accepted; `errors` names each field.",
    429: "Too many requests; Retry-After tells when to ask again.",
    500: "Something went wrong here.",
    503: "A part does not answer; ask again with the same key after Retry-After.",
}
READING = (401, 403, 404, 422, 429, 500, 503)


def describe() -> dict[str, Any]:
    """The whole document, OpenAPI 3.1."""
    inputs = [(model, "validation") for model in TAKEN]
    outputs = [(model, "serialization") for model in GIVEN]
    _, schemas = models_json_schema([*inputs, *outputs], ref_template=REFERENCE)  # type: ignore[list-item]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "TAS Suite, partner REST",
            "version": "1.0.0",
            "description": "Registering deals. Messages come in English or Chinese, by Accept-Language.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths(),
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def paths() -> dict[str, Any]:
    filing = {
        "operationId": "fileRegistration",
        "summary": "Register a deal",
        "description": "The same key and body are answered alike however often they are sent; nothing is filed twice.",
        "parameters": [key_parameter()],
        "requestBody": {"required": True, "content": content("NewRegistration")},
        "responses": {"201": answer("Filed: see the verdict.", "Filed", located=True), **refusals(tuple(REFUSALS))},
    }
    listing = {
        "operationId": "listRegistrations",
        "summary": "Your registrations, newest first",
        "parameters": query_parameters(),
        "responses": {"200": answer("A page.", "Registrations"), **refusals(READING)},
    }
    reading = {
        "operationId": "readRegistration",
        "summary": "One registration as it stands",
        "parameters": [parameter("id", "path", "The registration's id.", {"type": "string"}, required=True)],
        "responses": {"200": answer("The registration.", "Registration"), **refusals(READING)},
    }
    return {REGISTRATIONS: {"post": filing, "get": listing}, ONE: {"get": reading}}


def key_parameter() -> dict[str, Any]:
    form = {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[ -~]+$"}
    return parameter("Idempotency-Key", "header", "Made by you, one for each filing.", form, required=True)


def query_parameters() -> list[dict[str, Any]]:
    """The fields of `Query`, one parameter each."""
    found: dict[str, Any] = Query.model_json_schema()["properties"]
    return [parameter(name, "query", form.pop("description"), form) for name, form in found.items()]


def parameter(name: str, place: str, text: str, form: Mapping[str, Any], required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": place, "description": text, "required": required, "schema": form}


def content(model: str, media: str = "application/json") -> dict[str, Any]:
    return {media: {"schema": {"$ref": REFERENCE.format(model=model)}}}


def answer(text: str, model: str, located: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {"description": text, "content": content(model)}
    if located:
        location = {"description": "Where the registration can be read.", "schema": {"type": "string"}}
        found["headers"] = {"Location": location}
    return found


def refusals(statuses: Sequence[int]) -> dict[str, Any]:
    problem = content("Problem", "application/problem+json")
    return {str(status): {"description": REFUSALS[status], "content": problem} for status in statuses}
