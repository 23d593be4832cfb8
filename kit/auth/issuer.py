"""The development issuer: gives a token to whoever names a login. It stands in for a company's OpenID Connect provider
on one's own machine, and starts nowhere else."""

import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse

from kit.auth.token import CLAIM
from kit.http.body import read_body
from kit.http.serving import add_health
from kit.http.signed import SignedClient
from kit.http.subgraph import require_json, status_of
from kit.settings import Settings
from kit.telemetry.trace import HEADER, begin
from tas.core.errors import Invalid, Missing, TasError
from tas.core.message import choose_locale, message

LOOPBACK = ("127.0.0.1", "localhost")
ALGORITHM = "ES256"
SECONDS = 3600
MOST_SECONDS = 86_400
LARGEST_BODY = 4_000
LOGIN_ACTOR = "query LoginActor($login: String!) { loginActor(login: $login) }"
log = logging.getLogger("tas.issuer")


@dataclass(frozen=True, slots=True)
class Issuer:
    """Makes tokens. `now` gives seconds since 1970."""

    url: str
    audience: str
    key: ECKey
    now: Callable[[], float] = time.time

    def token(self, actor: Mapping[str, Any], seconds: int = SECONDS) -> str:
        """A token for an actor {kind, id, posts, units, partner}, good for so many seconds."""
        at = int(self.now())
        claims = {
            "iss": self.url,
            "aud": self.audience,
            "sub": actor["id"],
            "iat": at,
            "exp": at + seconds,
            CLAIM: {name: actor.get(name) for name in ("kind", "posts", "units", "partner")},
        }
        return jwt.encode({"alg": ALGORITHM, "kid": self.key.kid}, claims, self.key, [ALGORITHM])


def refuse_elsewhere(settings: Settings) -> None:
    """Raises ValueError in production, and on any address that another machine could reach."""
    if settings.env == "production":
        raise ValueError("the development issuer gives tokens to anybody: it does not start in production")
    if settings.host not in LOOPBACK:
        raise ValueError(f"the development issuer listens on loopback only, not on {settings.host}")


def create_issuer(issuer: Issuer, address: str, people: SignedClient) -> FastAPI:
    """The application at `address`: keys, discovery and POST /token {login, seconds?}."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await people.close()

    app = FastAPI(title="TAS development issuer", openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK])  # a page elsewhere cannot rebind its name
    keys = {"keys": [issuer.key.as_dict(private=False, use="sig", alg=ALGORITHM)]}
    discovery = {
        "issuer": issuer.url,
        "jwks_uri": f"{address}/jwks.json",
        "token_endpoint": f"{address}/token",
        "id_token_signing_alg_values_supported": [ALGORITHM],
    }

    async def jwks(_: Request) -> JSONResponse:
        return JSONResponse(keys)

    async def configuration(_: Request) -> JSONResponse:
        return JSONResponse(discovery)

    async def token(request: Request) -> JSONResponse:
        begin(request.headers.get(HEADER, ""))
        try:
            return JSONResponse(await _issue(issuer, people, request))
        except TasError as refusal:
            locale = choose_locale(request.headers.get("accept-language", ""))
            told = {"error": refusal.code, "message": message(refusal.code, refusal.params, locale)}
            return JSONResponse(told, 404 if isinstance(refusal, Missing) else status_of(refusal))

    app.add_route("/jwks.json", jwks, methods=["GET"])
    app.add_route("/.well-known/openid-configuration", configuration, methods=["GET"])
    app.add_route("/token", token, methods=["POST"])
    add_health(app, _no_parts)
    return app


async def _issue(issuer: Issuer, people: SignedClient, request: Request) -> dict[str, Any]:
    require_json(request)
    login, seconds = _read(await read_body(request, LARGEST_BODY))
    actor = (await people.graphql(LOGIN_ACTOR, {"login": login}))["loginActor"]
    log.info("a token for %s, who is %s", login, actor["id"])
    return {"access_token": issuer.token(actor, seconds), "token_type": "Bearer", "expires_in": seconds}


def _read(body: bytes) -> tuple[str, int]:
    """(login, seconds). Raises Invalid TOKEN_REQUEST."""
    try:
        asked = orjson.loads(body)
        login, seconds = asked["login"], asked.get("seconds", SECONDS)
    except (ValueError, LookupError, TypeError):
        raise Invalid("TOKEN_REQUEST", longest=MOST_SECONDS) from None
    good = isinstance(seconds, int) and not isinstance(seconds, bool) and 1 <= seconds <= MOST_SECONDS
    if not isinstance(login, str) or not login or not good:
        raise Invalid("TOKEN_REQUEST", longest=MOST_SECONDS)
    return login, seconds


async def _no_parts() -> Mapping[str, bool]:
    return {}
