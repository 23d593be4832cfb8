"""The people service: its process (`python -m services.people.main`), and an import that runs beside it on the same
store."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from kit.http.subgraph import create_subgraph
from kit.journal.aggregate import AggregateType
from kit.journal.ledger import Ledger
from kit.mongo.client import Database, connect, database
from kit.mongo.feed import MongoFeed
from kit.mongo.index import create
from kit.mongo.journal import MongoStore
from kit.runtime import open_runtime, serve
from kit.settings import Settings
from kit.telemetry.log import start_logging
from services.people.adapters.calendar import CountryCalendars
from services.people.adapters.directory import INDEXES, StoredDirectory
from services.people.adapters.folder import read_folder, read_organisation
from services.people.adapters.mirror import StoredMirror
from services.people.adapters.neighbour import NoChains, NoContracts, NoDeals, RemoteChains, RemoteDeals
from services.people.adapters.network import RustworkxNetwork
from services.people.adapters.privacy import INDEXES as PRIVACY_INDEXES
from services.people.adapters.privacy import StoredPrivacyIndex
from services.people.adapters.retention import keep_retention
from services.people.adapters.vault import open_vault
from services.people.api import SCHEMA
from services.people.api.loader import make_loaders
from services.people.api.scim.door import add_scim
from services.people.app.container import SERVICE, People
from services.people.app.importing import import_files
from services.people.app.port import ChainSource, DealSource
from services.people.app.privacy.port import Privacy
from services.people.app.subscription import subscriptions
from services.people.domain.account import ACCOUNT
from services.people.domain.claim import CREDIT_CODE
from services.people.domain.contact.contact_map import CONTACT_MAP
from services.people.domain.contact.customer_line import CUSTOMER_LINE
from services.people.domain.contact.customer_unit import CUSTOMER_UNIT
from services.people.domain.contact.erasure import ERASURE
from services.people.domain.contact.export import EXPORT
from services.people.domain.contact.lead import SUGGESTED_LEAD
from services.people.domain.contact.person import PERSON
from services.people.domain.contact.tie import TIE
from services.people.domain.customer_code import CUSTOMER_CODE
from services.people.domain.group_order import GROUP_ORDER
from services.people.domain.partner import PARTNER, PARTNER_USER
from services.people.domain.report import Report
from services.people.domain.staff import EMPLOYEE, UNIT
from services.people.domain.staff_kind import STAFF_KINDS
from tas.contracts.topic import TOLD

__all__ = ["build", "import_organisation", "open_people", "read_folder", "read_organisation"]

KINDS: tuple[AggregateType[Any], ...] = (
    ACCOUNT,
    GROUP_ORDER,
    CREDIT_CODE,
    CUSTOMER_CODE,
    EMPLOYEE,
    UNIT,
    PARTNER,
    PARTNER_USER,
    *STAFF_KINDS,
    PERSON,
    CUSTOMER_UNIT,
    CUSTOMER_LINE,
    SUGGESTED_LEAD,
    TIE,
    CONTACT_MAP,
    ERASURE,
    EXPORT,
)

KEYS = "keys"
"""Whose database the keys of persons are in."""


def build(settings: Settings) -> FastAPI:
    """The web application with its background work; nothing is reached until it starts."""
    runtime = open_runtime(settings, SERVICE, KINDS)
    neighbours = (RemoteDeals(runtime.caller("opportunity")), RemoteChains(runtime.caller("approval")))
    people = _people(settings, runtime.database, runtime.store, runtime.feed, runtime.ledger, neighbours)
    web = create_subgraph(
        runtime,
        SCHEMA,
        people,
        loaders=make_loaders,
        subscriptions=subscriptions(people),
        indexes=(*INDEXES, *PRIVACY_INDEXES),
        told=TOLD,
    )
    add_scim(web, people, settings.scim_token.get_secret_value())
    keep_retention(web, runtime.tasks, people, settings.retention_grace_days)
    return web


@asynccontextmanager
async def open_people(settings: Settings) -> AsyncIterator[People]:
    """The service's commands and queries on its store, without a process: no key, no port, no relay. What is appended
    is fed by the relay of the running service, at its next sweep or start. Raises Unavailable."""
    client = connect(settings.mongodb_url.get_secret_value())
    try:
        base = database(client, settings.database(SERVICE))
        store, feed = MongoStore(base), MongoFeed(base)
        await store.prepare()
        await feed.prepare()
        await create(base, (*INDEXES, *PRIVACY_INDEXES))
        yield _people(settings, base, store, feed, Ledger(store), (NoDeals(), NoChains()))
    finally:
        client.close()


async def import_organisation(settings: Settings, files: Mapping[str, bytes]) -> Report:
    """Imports files by name (see `read_organisation`) straight into the store, beside running services or without
    them. What is wrong with the files is in the report. Raises Unavailable when the store does not answer."""
    async with open_people(settings) as people:
        return await import_files(people, files)


def _people(
    settings: Settings,
    base: Database,
    store: MongoStore,
    feed: MongoFeed,
    ledger: Ledger,
    neighbours: tuple[DealSource, ChainSource],
) -> People:
    vault = open_vault(base, settings.database(KEYS), Path(settings.privacy_key_file))
    return People(
        store,
        feed,
        ledger,
        StoredDirectory(base),
        CountryCalendars(_now, settings.calendar_country, settings.calendar_zone),
        *neighbours,
        _now,
        vault,
        StoredMirror(base, feed, ledger),
        RustworkxNetwork(),
        Privacy(vault, StoredPrivacyIndex(base)),
        NoContracts(),
        settings.calendar_zone,
        settings.mail_domain,
    )


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    settings = Settings()
    start_logging(settings, SERVICE)
    serve(build(settings), settings.host, settings.port(SERVICE), settings.stop_seconds)
