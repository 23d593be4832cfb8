"""The composition root of the gateway: supergraph file, planner, client and doors are put together here."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import tas_planner
from fastapi import FastAPI

from services.gateway.adapters.client import Signer, SubgraphClient
from services.gateway.api.app import Asker, create_gateway
from services.gateway.execution.composed import mended
from services.gateway.execution.engine import Engine
from services.gateway.execution.limit import Limits
from services.gateway.execution.port import SubgraphCaller
from services.gateway.execution.supergraph import api_schema, read_supergraph

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
    return create_gateway(build_engine(sdl, client, limits), client.close, asker)
