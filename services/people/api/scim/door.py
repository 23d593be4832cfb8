"""The SCIM door: a request of the company's directory, with its bearer token, becomes commands and answers in SCIM's
form. Versions travel as ETags: `If-Match` guards a change, `If-None-Match` saves a read."""

import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from kit.http.body import read_body
from services.people.api.scim.discovery import LARGEST_PAGE, configuration, listed, resource_types, schemas
from services.people.api.scim.error import status_of, write_scim_error
from services.people.api.scim.resource import RESOURCES, Kind
from services.people.app.container import People
from services.people.domain.scim.patch import patched, read_operations
from services.people.domain.scim.resource import ENTERPRISE
from tas.core.errors import Invalid, Missing, TasError, Unauthenticated, Unavailable
from tas.core.message import choose_locale

log = logging.getLogger("tas.scim")
PREFIX = "/scim/v2"
MEDIA = "application/scim+json"
CONTENT = (MEDIA, "application/json")
LARGEST_BODY = 1_000_000
SHORTEST_TOKEN = 32
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
Answer = tuple[int, dict[str, Any] | None]


def add_scim(web: FastAPI, people: People, token: str) -> None:
    """Adds the door where a token is set; without one there is none. Raises ValueError for a short token."""
    if not token:
        return
    if len(token) < SHORTEST_TOKEN:
        raise ValueError(f"TAS_SCIM_TOKEN has fewer than {SHORTEST_TOKEN} characters")
    door = ScimDoor(people, token)
    web.add_route(PREFIX + "/{rest:path}", door.serve, methods=METHODS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was let in. `base` is the address that locations begin with."""

    request: Request
    base: str

    def version(self, header: str) -> int | None:
        """The version in an ETag header; None for none or any, -1 for one that is not ours."""
        text = self.request.headers.get(header, "").strip()
        if text in ("", "*"):
            return None
        number = text.removeprefix("W/").strip('"')
        return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else -1

    async def body(self) -> Mapping[str, Any]:
        """Raises Invalid(CONTENT_TYPE | SCIM_BODY) and what reading raises."""
        kind = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in CONTENT:
            raise Invalid("CONTENT_TYPE")
        try:
            found = orjson.loads(await read_body(self.request, LARGEST_BODY))
        except ValueError:
            raise Invalid("SCIM_BODY") from None
        if not isinstance(found, dict):
            raise Invalid("SCIM_BODY")
        return found


class ScimDoor:
    """Answers everything under `/scim/v2`."""

    def __init__(self, people: People, token: str) -> None:
        self._people = people
        self._token = token.encode()

    async def serve(self, request: Request) -> Response:
        locale = choose_locale(request.headers.get("accept-language", ""))
        try:
            self._let_in(request)
            asked = Asked(request, str(request.url.replace(path=PREFIX, query="", fragment="")).rstrip("?#"))
            status, body = await self._answer(asked, request.path_params["rest"].strip("/").split("/"))
        except TasError as refusal:
            return _respond(status_of(refusal), write_scim_error(refusal, locale))
        except Exception:
            log.exception("unexpected error at %s", request.url.path)
            broken = write_scim_error(Unavailable("INTERNAL", trace=""), locale)
            return _respond(500, {**broken, "status": "500"})
        return _respond(status, body)

    def _let_in(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), self._token):
            raise Unauthenticated("SCIM_TOKEN")

    async def _answer(self, asked: Asked, parts: list[str]) -> Answer:
        method = asked.request.method
        kind = RESOURCES.get(parts[0])
        if kind is not None and len(parts) == 1:
            return await self._many(asked, kind)
        if kind is not None and len(parts) == 2:
            return await self._one(asked, kind, parts[1])
        described = _described(asked.base, parts)
        if method != "GET":
            raise Invalid("SCIM_METHOD", method=method)
        return 200, described

    async def _many(self, asked: Asked, kind: Kind) -> Answer:
        people, method = self._people, asked.request.method
        if method == "GET":
            return 200, await self._page(asked, kind)
        if method != "POST":
            raise Invalid("SCIM_METHOD", method=method)
        made = await kind.create(people, await asked.body())
        return 201, _chosen(asked, await kind.show(people, made, asked.base))

    async def _page(self, asked: Asked, kind: Kind) -> dict[str, Any]:
        query = asked.request.query_params
        start, count = max(1, _number(query.get("startIndex"), 1)), _number(query.get("count"), LARGEST_PAGE)
        found = await kind.listed(self._people, asked.base, query.get("filter"))
        items = found[start - 1 : start - 1 + max(0, min(count, LARGEST_PAGE))]
        return listed([_chosen(asked, one) for one in items], len(found), start)

    async def _one(self, asked: Asked, kind: Kind, id: str) -> Answer:
        people, version = self._people, asked.version("if-match")
        match asked.request.method:
            case "GET":
                loaded = await kind.load(people, id)
                if asked.version("if-none-match") == loaded.version:
                    return 304, None
            case "PUT":
                loaded = await kind.replace(people, id, await asked.body(), version)
            case "PATCH":
                stands = await kind.load(people, id)
                resource = await kind.show(people, stands, asked.base)
                operations = read_operations(await asked.body())
                changed = kind.patched(resource, patched(resource, operations, (ENTERPRISE,)))
                # upon the version that the patch was applied to, or somebody else's change would be undone
                loaded = await kind.replace(people, id, changed, stands.version if version is None else version)
            case "DELETE":
                await kind.remove(people, id, version)
                return 204, None
            case method:
                raise Invalid("SCIM_METHOD", method=method)
        return 200, _chosen(asked, await kind.show(people, loaded, asked.base))


def _described(base: str, parts: list[str]) -> dict[str, Any]:
    """Raises Missing(SCIM_UNKNOWN)."""
    if parts == ["ServiceProviderConfig"]:
        return configuration(base)
    lists = {"ResourceTypes": resource_types(base), "Schemas": schemas(base)}
    found = lists.get(parts[0])
    if found is not None and len(parts) == 1:
        return listed(found, len(found), 1)
    for one in found or ():
        if len(parts) == 2 and one["id"] == parts[1]:
            return one
    raise Missing("SCIM_UNKNOWN", id="/".join(parts)[:80])


def _chosen(asked: Asked, resource: dict[str, Any]) -> dict[str, Any]:
    """The resource with the attributes that were asked for; id, schemas and meta are always there."""
    query = asked.request.query_params
    only = _names(query.get("attributes"))
    out = _names(query.get("excludedAttributes"))
    kept = {"id", "schemas", "meta"}
    return {
        key: value
        for key, value in resource.items()
        if key in kept or ((not only or key.lower() in only) and key.lower() not in out)
    }


def _names(text: str | None) -> set[str]:
    """Top-level attributes: of `name.formatted` the whole `name`, of an extension's the extension."""
    names = [one.strip() for one in (text or "").split(",") if one.strip()]
    return {
        (ENTERPRISE if one.lower().startswith(ENTERPRISE.lower()) else one.rpartition(":")[2].partition(".")[0]).lower()
        for one in names
    }


def _number(text: str | None, absent: int) -> int:
    if text is None:
        return absent
    try:
        return int(text[:12])
    except ValueError:
        raise Invalid("SCIM_VALUE", attribute="startIndex or count") from None


def _respond(status: int, body: dict[str, Any] | None) -> Response:
    headers = {"www-authenticate": "Bearer"} if status == 401 else {}
    meta = (body or {}).get("meta")
    if isinstance(meta, Mapping) and "version" in meta:
        headers |= {"etag": str(meta["version"]), "location": str(meta["location"])}
    if body is None:
        return Response(status_code=status, headers=headers)
    return Response(orjson.dumps(body), status, headers=headers, media_type=MEDIA)
