"""The GraphQL door: HTTP into engine requests and back. Whatever goes wrong is coded and told in the caller's language;
what nobody expected is logged with its stack, and masked under the trace id that the caller is told."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from services.gateway.api import status, wording
from services.gateway.api.entrance import Entrance, Visit, begin_visit
from services.gateway.api.page.door import page
from services.gateway.api.transport import JSON, answer, negotiated, read_request, refused, wants_page
from services.gateway.execution.engine import Engine
from services.gateway.execution.error import RequestError, refusal
from tas.core.errors import TasError, Unavailable

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
ALLOWED: Mapping[str, str] = {"GET": "POST"}
"""Method of a request that was refused with 405 → what is allowed instead: a mutation by GET wants a POST."""
log = logging.getLogger("tas.gateway")


@dataclass(frozen=True, slots=True)
class GraphQLDoor:
    """Serves /graphql. `max_body` is in bytes."""

    engine: Engine
    entrance: Entrance
    max_body: int

    async def serve(self, request: Request) -> Response:
        """One GraphQL request, or the page for a browser."""
        if wants_page(request):
            return page(request)
        visit = begin_visit(request)
        media = negotiated(request.headers.get("accept", ""))
        try:
            if media is None:
                raise refusal("NOT_ACCEPTABLE", "Answers are JSON.", 406)
            return await self._answer(request, visit, media)
        except RequestError as error:
            errors = wording.worded(error.errors, visit.locale, visit.trace_id)
            if error.status == 405:
                visit.headers["allow"] = ALLOWED.get(request.method, "GET, POST")
            return refused(errors, error.status, media or JSON, visit.headers)
        except TasError as error:
            return self._refused(error, visit, media or JSON)
        except Exception:
            log.exception("a request failed")
            return self._refused(Unavailable("INTERNAL", trace=visit.trace_id), visit, media or JSON)

    async def _answer(self, request: Request, visit: Visit, media: str) -> Response:
        if request.method not in ("GET", "POST"):
            raise refusal("METHOD_NOT_ALLOWED", "GraphQL is asked by GET or POST.", 405)
        asking = await self.entrance.admit(visit, request)
        asked = await read_request(request, self.max_body)
        result = await self.engine.execute(asked.request, replace(asking, after=asked.after))
        return answer(wording.worded_result(result, visit.locale, visit.trace_id), media, visit.headers)

    def _refused(self, error: TasError, visit: Visit, media: str) -> Response:
        told = wording.refused(error, visit.locale, visit.trace_id)
        headers = {**visit.headers, **status.headers_of(error)}
        return refused([told], status.status_of(error), media, headers)
