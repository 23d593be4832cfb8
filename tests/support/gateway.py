"""The gateway's doors in the test's own process: the real engine over a small composed supergraph, and a subgraph that
answers what a test says and remembers who asked; or the whole process over real HTTP."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
from fastapi import FastAPI
from joserfc import jwt

from kit.auth.keys import TRUST, make_keys, make_token_key, read_trust
from kit.auth.signature import Verifier
from kit.auth.token import TokenVerifier
from kit.local.port import free_ports
from kit.settings import Settings
from services.gateway.adapters.identity import TokenAsker
from services.gateway.api.app import create_gateway
from services.gateway.api.rate import RateLimit
from services.gateway.execution.error import SubgraphFailure
from services.gateway.execution.port import Asking
from services.gateway.main import build, build_engine
from tas.core.message import message
from tests.support.host import serving

SUPERGRAPH = Path(__file__).resolve().parents[1] / "gateway" / "door" / "supergraph.graphql"
ISSUER, AUDIENCE = "http://issuer.test", "tas"
PARTNER = {"kind": "PARTNER", "posts": ["PTN"], "units": [], "partner": "ptn_acme"}
EMPLOYEE = {"kind": "EMPLOYEE", "posts": ["CHM"], "units": ["unt_1"], "partner": None}
NOW = 1_800_000_000


@dataclass
class Answering:
    """Implements SubgraphCaller: `answers` are given in turn, the last one for ever. `down` is a failure's code."""

    answers: list[dict[str, Any]] = field(default_factory=lambda: [{"data": {"me": {"id": "x", "kind": "PARTNER"}}}])
    down: str = ""
    calls: list[tuple[dict[str, Any], Asking]] = field(default_factory=list)

    async def call(self, service: str, body: bytes, asking: Asking) -> dict[str, Any]:
        self.calls.append((orjson.loads(body), asking))
        if self.down:
            raise SubgraphFailure(self.down, message(self.down, {"service": service}, asking.locale))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return orjson.loads(orjson.dumps(answer))  # type: ignore[no-any-return]

    @property
    def asking(self) -> Asking:
        return self.calls[-1][1]

    @property
    def variables(self) -> dict[str, Any]:
        found: dict[str, Any] = self.calls[-1][0]["variables"]
        return found


class Issuer:
    """An issuer of tokens at a standing clock."""

    def __init__(self) -> None:
        self.key = make_token_key()
        self.away = False

    async def keys(self) -> Any:
        if self.away:
            raise TimeoutError
        return {"keys": [self.key.as_dict(private=False)]}

    def verifier(self) -> TokenVerifier:
        return TokenVerifier(ISSUER, AUDIENCE, "", ("ES256",), fetch=self.keys, now=lambda: NOW)

    def token(self, said: Mapping[str, Any] = PARTNER, **more: Any) -> str:
        """A good token; `more` are claims that spoil it."""
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "pus_pat", "iat": NOW, "exp": NOW + 600, "tas": dict(said)}
        return jwt.encode({"alg": "ES256", "kid": str(self.key.kid)}, {**claims, **more}, self.key, ["ES256"])


@dataclass
class Doors:
    """A gateway, its one subgraph, and a client of it."""

    app: FastAPI
    subgraph: Answering
    issuer: Issuer
    client: httpx.AsyncClient

    async def graphql(self, query: str = "{ me { id } }", token: str = "", **headers: str) -> httpx.Response:
        """One POST to /graphql."""
        given = {"accept": "application/graphql-response+json", **headers}
        if token:
            given["authorization"] = f"Bearer {token}"
        return await self.client.post("/graphql", json={"query": query}, headers=given)


def open_doors(rate: RateLimit | None = None, max_body: int = 10_000) -> Doors:
    """Everything in process; the client believes that it speaks HTTP."""
    subgraph, issuer = Answering(), Issuer()
    engine = build_engine(SUPERGRAPH.read_text(encoding="utf-8"), subgraph)
    asker = TokenAsker(issuer.verifier())
    app = create_gateway(engine, asker=asker, rate=rate, max_body=max_body, partner=True)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return Doors(app, subgraph, issuer, httpx.AsyncClient(transport=transport, base_url="http://gateway.test"))


Token = Callable[..., str]


def issuer_of(key: Any) -> FastAPI:
    """What publishes the issuer's keys."""
    app = FastAPI()

    @app.get("/jwks.json")
    async def jwks() -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False)]}

    return app


@asynccontextmanager
async def gateway_over(
    make: Callable[[Verifier], FastAPI], folder: Path, supergraph: Path
) -> AsyncIterator[tuple[str, Token]]:
    """The gateway as its process builds it, over one subgraph by real HTTP with a dead replica beside it. Yields its
    address and what makes tokens: `token(tas-claim, **claims)`."""
    files, key, (dead,) = make_keys(folder), make_token_key(), free_ports(1)
    subgraph = make(Verifier(read_trust(folder / TRUST)))
    async with serving(subgraph) as up, serving(issuer_of(key)) as issuer:
        settings = Settings(
            opportunity_url=f"http://127.0.0.1:{dead},{up}", people_url=up, approval_url=up, oidc_issuer=issuer,
            oidc_jwks_url=f"{issuer}/jwks.json", signing_key_file=str(files["gateway"]), call_seconds=3,
        )  # fmt: skip

        def token(said: Mapping[str, Any] = PARTNER, **more: Any) -> str:
            now = int(time.time())
            claims = {"iss": issuer, "aud": "tas", "sub": "pus_pat", "iat": now, "exp": now + 600, "tas": dict(said)}
            return jwt.encode({"alg": "ES256", "kid": str(key.kid)}, {**claims, **more}, key, ["ES256"])

        async with serving(build(settings, supergraph)) as url:
            yield url, token
