"""Attachments over REST: PUT and GET of /files/TICKET. The ticket alone says who may do what, and for how long; a file
is given out for saving, never for showing."""

from urllib.parse import quote

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kit.http.body import CLOSING, read_body
from services.approval.app.side.attachment import download, store
from services.approval.app.side.container import Side
from services.approval.domain.side.attachment import LARGEST
from tas.core.errors import Conflict, Forbidden, Invalid, Missing, TasError, Unavailable
from tas.core.message import choose_locale, message

PATH = "/files/{ticket}"
STATUS: dict[type[TasError], int] = {Forbidden: 403, Missing: 404, Conflict: 409, Invalid: 422, Unavailable: 503}
STATUS_OF_CODE = {"BODY_TOO_LARGE": 413, "BODY_TOO_SLOW": 408, "CONTENT_ENCODING": 415}
PROBLEM = "application/problem+json"


def add_files(web: FastAPI, side: Side) -> None:
    """Gives both calls their address."""

    async def put(request: Request) -> Response:
        try:
            stored = await store(side, request.path_params["ticket"], await read_body(request, LARGEST))
        except TasError as refusal:
            return refused(refusal, request)
        return JSONResponse({"id": stored.id, "sha256": stored.sha256, "size": stored.size}, 201)

    async def get(request: Request) -> Response:
        try:
            found, data = await download(side, request.path_params["ticket"])
        except TasError as refusal:
            return refused(refusal, request)
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
            "x-content-type-options": "nosniff",
            "content-security-policy": "sandbox; default-src 'none'",
            "cache-control": "private, no-store",
            "etag": f'"{found.sha256}"',
        }
        return Response(data, 200, headers, media_type=found.media_type)

    web.add_route(PATH, put, methods=["PUT"])
    web.add_route(PATH, get, methods=["GET"])


def refused(refusal: TasError, request: Request) -> Response:
    """The refusal as RFC 9457 has it."""
    locale = choose_locale(request.headers.get("accept-language", ""))
    status = STATUS_OF_CODE.get(refusal.code) or STATUS.get(type(refusal), 400)
    told = {
        "type": "about:blank",
        "title": message(refusal.code, refusal.params, locale),
        "status": status,
        "code": refusal.code,
    }
    headers = {"connection": "close"} if refusal.code in CLOSING else {}
    return JSONResponse(told, status, headers, media_type=PROBLEM)
