"""The approval service's process: the only place where its parts meet, and the only reader of settings."""

from functools import partial
from typing import Any

from fastapi import FastAPI

from kit.http.subgraph import create_subgraph
from kit.journal.aggregate import AggregateType
from kit.runtime import open_runtime, serve
from kit.settings import Settings
from kit.telemetry.log import start_logging
from kit.temporal.client import connect
from services.approval.adapters.clock import company_calendar, now
from services.approval.adapters.door import TemporalDoor
from services.approval.adapters.index import INDEXES, StoredChains
from services.approval.adapters.people import RemoteOrganisation
from services.approval.adapters.side.opening import SIDE_KINDS, keep_time, open_side
from services.approval.adapters.side.shelf import INDEXES as SIDE_INDEXES
from services.approval.adapters.variant import read_flows, read_variants
from services.approval.api import SCHEMA, make_loaders
from services.approval.api.side.file import add_files
from services.approval.app.act import START_SECONDS, Acting
from services.approval.app.container import SERVICE, Approvals
from services.approval.app.record import Recording
from services.approval.app.submit import Submitting
from services.approval.app.subscription import subscriptions
from services.approval.domain.chain import CHAIN
from services.approval.domain.definition import FLOW
from services.approval.domain.draft import DRAFT
from services.approval.domain.subject_change import SUBJECT_CHANGE
from tas.contracts.topic import TOLD

KINDS: tuple[AggregateType[Any], ...] = (CHAIN, SUBJECT_CHANGE, DRAFT, FLOW, *SIDE_KINDS)
ACT_SHARE = 0.8
START_SHARE = 0.5
"""An act has this share of a call's time, and a chain that does not run yet that one to start, so that the caller hears
CHAIN_SLOW or CHAIN_NOT_STARTED and not just silence."""


def build(settings: Settings) -> FastAPI:
    """The service's application; nothing is reached yet. Raises what a wrong setting is: a folder of flows that cannot
    be read or holds a wrong one, a country without holidays, a key file that is none."""
    runtime = open_runtime(settings, SERVICE, KINDS)
    ledger = runtime.ledger
    join = partial(connect, settings.temporal_address, settings.temporal_namespace)
    door = TemporalDoor(join, settings.call_seconds * ACT_SHARE)
    patience = min(START_SECONDS, settings.call_seconds * START_SHARE)
    company = company_calendar(settings.calendar_country, settings.calendar_zone)
    approvals = Approvals(
        Acting(ledger, door, StoredChains(runtime.database), now, patience=patience),
        Recording(ledger, runtime.store),
        Submitting(ledger, read_flows(settings.flows_folder), company, now, read_variants(settings.flows_folder)),
        RemoteOrganisation(runtime.caller("people")),
        runtime.feed,
        open_side(settings, runtime, company),
    )
    web = create_subgraph(
        runtime,
        SCHEMA,
        approvals,
        loaders=make_loaders,
        subscriptions=subscriptions(approvals),
        indexes=(*INDEXES, *SIDE_INDEXES),
        told=TOLD,
    )
    add_files(web, approvals.side)
    keep_time(web, runtime, approvals.side)
    return web


if __name__ == "__main__":
    told = Settings()
    start_logging(told, SERVICE)
    serve(build(told), told.host, told.approval_port, told.stop_seconds)
