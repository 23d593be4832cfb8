"""Partner REST: POST and GET of registrations. Each call is a GraphQL document executed by the same engine as the same
actor; who may do what is decided in the subgraphs."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from kit.http.body import read_body
from services.gateway.api.entrance import Entrance, Visit, begin_visit
from services.gateway.api.partner import document, problem
from services.gateway.api.partner.key import command_id, read_key
from services.gateway.api.partner.model import Filed, Model, NewRegistration, Query, Registration, Registrations
from services.gateway.api.partner.openapi import ONE, REGISTRATIONS, SPECIFICATION, describe
from services.gateway.api.transport import JSON, require_json
from services.gateway.api.wording import worded_result
from services.gateway.execution.engine import Engine, GraphQLRequest
from services.gateway.execution.error import RequestError
from services.gateway.execution.port import Asking
from tas.core.actor import ActorKind
from tas.core.errors import Missing, TasError, Unauthenticated, Unavailable

log = logging.getLogger("tas.gateway.partner")
Work = Callable[[Request, Visit, Asking], Awaitable[Response]]
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class PartnerDoor:
    """Serves /partner/v1. `max_body` is in bytes."""

    engine: Engine
    entrance: Entrance
    max_body: int

    def add_to(self, app: Starlette) -> None:
        """Gives each call its address."""
        described = orjson.dumps(describe())

        async def specification(_: Request) -> Response:
            return Response(described, media_type=JSON)

        app.add_route(REGISTRATIONS, self._guarded(self.file), methods=["POST"])
        app.add_route(REGISTRATIONS, self._guarded(self.list), methods=["GET"])
        app.add_route(ONE, self._guarded(self.one), methods=["GET"])
        app.add_route(SPECIFICATION, specification, methods=["GET"])

    async def file(self, request: Request, visit: Visit, asking: Asking) -> Response:
        """201 with the verdict, also for every repetition with the same key and body."""
        key = read_key(request)
        require_json(request)
        asked = NewRegistration.model_validate_json(await read_body(request, self.max_body))
        told = asked.model_dump(mode="json", by_alias=True, exclude_none=True)
        variables = {"input": {"commandId": command_id(asking.actor, asked.partner_id, key), **told}}
        payload = (await self._execute(document.FILE, variables, visit, asking))["fileRegistration"]
        if payload["errors"]:
            raise problem.refusal_of_payload(payload["errors"])
        id = payload["registration"]["id"]
        url = ONE.format(id=id)
        filed = Filed(id=id, verdict=payload["verdict"], reason=payload["reason"], url=url)
        return respond(filed, visit, 201, {"location": url})

    async def one(self, request: Request, visit: Visit, asking: Asking) -> Response:
        """The registration, if the caller may see it."""
        id = str(request.path_params["id"])
        found = (await self._execute(document.ONE, {"id": id}, visit, asking))["registration"]
        if found is None:
            raise Missing("REGISTRATION_UNKNOWN", registration=id[:80])
        return respond(Registration.model_validate(found), visit)

    async def list(self, request: Request, visit: Visit, asking: Asking) -> Response:
        """A page of what the caller may see."""
        given: dict[str, Any] = dict(request.query_params)
        if "status" in given:
            given["status"] = request.query_params.getlist("status")
        asked = Query.model_validate(given)
        wanted = {"status": asked.status, "partnerId": asked.partner_id}
        variables = {
            "first": asked.first,
            "after": asked.after,
            "filter": {name: value for name, value in wanted.items() if value is not None},
        }
        found = (await self._execute(document.LIST, variables, visit, asking))["registrations"]
        page = found["pageInfo"]
        next_page = page["endCursor"] if page["hasNextPage"] else None
        return respond(Registrations.model_validate({"items": found["nodes"], "next": next_page}), visit)

    async def _execute(
        self, query: str, variables: Mapping[str, Any], visit: Visit, asking: Asking
    ) -> Mapping[str, Any]:
        """The data of an answer without errors."""
        result = await self.engine.execute(GraphQLRequest(query, variables=variables), asking)
        result = worded_result(result, visit.locale, visit.trace_id)
        if result.get("errors"):
            raise problem.refusal_of_answer(result["errors"], visit.trace_id, visit.locale)
        data: Mapping[str, Any] = result["data"]
        return data

    def _guarded(self, work: Work) -> Handler:
        """The call with its caller admitted, and every refusal told as a problem."""

        async def handle(request: Request) -> Response:
            visit = begin_visit(request)
            try:
                asking = await self.entrance.admit(visit, request)
                if asking.actor.kind is ActorKind.ANONYMOUS:
                    raise Unauthenticated("TOKEN_REQUIRED")
                return await work(request, visit, asking)
            except Exception as error:
                return problem.tell(refusal_of(error, visit), visit)

        return handle


def refusal_of(error: Exception, visit: Visit) -> problem.Refusal:
    """What to tell of it; what nobody expected is logged and masked."""
    match error:
        case problem.Refusal():
            return error
        case TasError():
            return problem.refusal_of(error, visit.locale)
        case RequestError():
            return problem.refusal_of_request(error, visit.locale)
        case ValidationError() if error.title in (NewRegistration.__name__, Query.__name__):
            return problem.refusal_of_input(error, visit.locale)
    log.error("a request failed", exc_info=error)
    return problem.refusal_of(Unavailable("INTERNAL", trace=visit.trace_id), visit.locale)


def respond(model: Model, visit: Visit, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(model.model_dump_json(by_alias=True), status, {**visit.headers, **(headers or {})}, media_type=JSON)
