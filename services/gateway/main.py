"""The composition root of the gateway: supergraph file, planner, client, identity and doors are put together here."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import tas_planner
from fastapi import FastAPI

from kit.auth.emergency import with_emergency
from kit.auth.keys import read_key
from kit.auth.signature import Signer as CallerSigner
from kit.auth.token import TokenVerifier
from kit.http.serving import serve
from kit.settings import SERVICES, Settings
from kit.telemetry.log import start_logging
from services.gateway.adapters.client import Signer, SubgraphClient
from services.gateway.adapters.identity import TokenAsker
from services.gateway.adapters.readiness import Readiness
from services.gateway.adapters.signer import CallSigner
from services.gateway.adapters.standing import StandingAsker
from services.gateway.api.app import create_gateway
from services.gateway.api.entrance import Asker
from services.gateway.api.file import FileDoor
from services.gateway.api.rate import RateLimit
from services.gateway.execution.composed import mended
from services.gateway.execution.engine import Engine
from services.gateway.execution.limit import Limits
from services.gateway.execution.port import SubgraphCaller
from services.gateway.execution.supergraph import api_schema, read_supergraph

NAME = "gateway"
SUPERGRAPH = Path(__file__).parent / "supergraph" / "supergraph.graphql"


def build_engine(
    sdl: str, caller: SubgraphCaller, limits: Limits | None = None, hide_suggestions: bool = True
) -> Engine:
    """An engine over a composed schema. Raises ValueError when the planner cannot read it."""
    planner = tas_planner.Planner(mended(sdl))
    return Engine(read_supergraph(sdl), api_schema(planner.api_schema), planner, caller, limits, hide_suggestions)


def build_gateway(
    sdl: str,
    urls: Mapping[str, Sequence[str]] | None = None,
    asker: Asker | None = None,
    signer: Signer | None = None,
    limits: Limits | None = None,
) -> FastAPI:
    """The web application over any supergraph; `urls` replaces addresses that the file gives."""
    found: dict[str, Sequence[str]] = {name: (url,) for name, url in read_supergraph(sdl).endpoints.items()}
    client = SubgraphClient({**found, **(urls or {})}, signer)
    return create_gateway(build_engine(sdl, client, limits), (client.close,), asker)


def build(settings: Settings, supergraph: Path = SUPERGRAPH) -> FastAPI:
    """The suite's gateway: the committed supergraph over the addresses of the settings, users by their tokens, signed
    calls, partner REST. Raises OSError or ValueError when supergraph or key cannot be read."""
    replicas = {name: settings.replicas(name) for name in SERVICES}
    urls = {name: tuple(f"{url}/graphql" for url in found) for name, found in replicas.items()}
    signer = CallSigner(CallerSigner(read_key(Path(settings.signing_key_file))))
    client = SubgraphClient(urls, signer, settings.call_seconds)
    issuer, keys = settings.oidc_issuer, settings.oidc_jwks_url
    provider = TokenVerifier(issuer, settings.oidc_audience, keys, settings.algorithms)
    tokens = with_emergency(provider, settings.oidc_audience, settings.emergency_trust_file)
    rate = RateLimit(settings.rate_per_minute) if settings.rate_per_minute else None
    files = FileDoor(replicas["approval"], rate)
    return create_gateway(
        build_engine(supergraph.read_text(encoding="utf-8"), client),
        (client.close, files.close),
        StandingAsker(TokenAsker(tokens), client),
        Readiness(replicas).parts,
        rate,
        settings.body_bytes,
        partner=True,
        files=files,
    )


if __name__ == "__main__":
    told = Settings()
    start_logging(told, NAME)
    serve(build(told), told.host, told.gateway_port, told.stop_seconds)
