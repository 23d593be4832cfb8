"""The opportunity service as a process: `python -m services.opportunity.main`."""

from datetime import timedelta

from fastapi import FastAPI

from kit.http.subgraph import create_subgraph
from kit.runtime import open_runtime, serve
from kit.settings import Settings
from kit.telemetry.log import start_logging
from services.opportunity.adapters.clock import SystemClock
from services.opportunity.adapters.index import INDEXES, StoredIndex
from services.opportunity.adapters.people import RemotePeople
from services.opportunity.api import SCHEMA, make_loaders
from services.opportunity.app.container import SERVICE, Deals
from services.opportunity.app.subscription import subscriptions
from services.opportunity.domain.opportunity import OPPORTUNITY
from services.opportunity.domain.registration import REGISTRATION
from services.opportunity.domain.scope import SCOPE
from tas.contracts.topic import TOLD

KINDS = (SCOPE, REGISTRATION, OPPORTUNITY)


def build(settings: Settings) -> FastAPI:
    """The web application; nothing is reached before it starts. Raises ValueError for a key file that is not one."""
    runtime = open_runtime(settings, SERVICE, KINDS)
    deals = Deals(
        ledger=runtime.ledger,
        entries=runtime.store,
        feed=runtime.feed,
        people=RemotePeople(runtime.caller("people")),
        index=StoredIndex(runtime.database),
        clock=SystemClock(),
        protection=timedelta(days=settings.protection_days),
    )
    return create_subgraph(
        runtime,
        SCHEMA,
        deals,
        loaders=make_loaders,
        subscriptions=subscriptions(deals),
        indexes=INDEXES,
        told=TOLD,
    )


if __name__ == "__main__":
    settings = Settings()
    start_logging(settings, SERVICE)
    serve(build(settings), settings.host, settings.port(SERVICE), settings.stop_seconds)
