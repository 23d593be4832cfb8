"""A customer that becomes another legal entity, or whose account is merged: every deal of theirs records it once, and
shows the account that stands."""

from dataclasses import replace
from datetime import date

import pytest

from kit.journal.entry import Entry
from services.opportunity.app import customer_change
from services.opportunity.app.account_standing import account_standing
from services.opportunity.app.chain_outcome import apply_chain
from services.opportunity.app.customer_change import follow_customer
from services.opportunity.app.file_registration import file_registration
from services.opportunity.app.read import registration_facts
from services.opportunity.domain.opportunity import OPPORTUNITY, Opportunity
from tas.contracts.account import AccountCoreChanged, AccountMerged, ChangeReason, CoreField, FieldChange
from tas.contracts.chain import Outcome
from tas.core.actor import Actor
from tas.core.ids import natural_id
from tests.support.filing import account_entry
from tests.support.opportunity import ACME, BOLT, CHANNEL, REQUEST, Bench, ask, bench, command_id, ended

ACCOUNT, OTHER = natural_id("account", REQUEST.credit_code), natural_id("account", "other")
CHAIN = natural_id("chain", "renamed")
SHOWN = """query($r: ID!, $o: ID!) {
  registration(id: $r) { customerName account { id } customerEntityChanges { effectiveOn fields chain { id } } }
  opportunity(id: $o) { account { id } customerEntityChanges { effectiveOn fields chain { id } } } }"""


def renamed(legal_entity: bool = True, account: str = ACCOUNT, version: int = 5) -> Entry:
    change = (FieldChange(CoreField.LEGAL_NAME, "华东制造", "华东重工"),)
    day = date(2026, 4, 1)
    event = AccountCoreChanged(account, CHAIN, 3, change, ChangeReason.RENAME, ("e",), day, legal_entity, None)
    return replace(account_entry(account, event), version=version)


def merged(into: str = OTHER) -> Entry:
    return replace(account_entry(ACCOUNT, AccountMerged(ACCOUNT, into, "the same")), version=6)


async def deals_of(suite: Bench, name: str = "a", actor: Actor = ACME) -> tuple[str, str]:
    """An approved registration and its opportunity."""
    id = (await file_registration(suite.deals, actor, command_id(name), None, REQUEST)).registration_id
    await apply_chain(suite.deals, ended(id, Outcome.APPROVED))
    return id, str((await suite.registration(id)).opportunity_id)


async def opportunity(suite: Bench, id: str) -> Opportunity:
    return (await suite.deals.ledger.load(OPPORTUNITY, id)).state


async def test_another_legal_entity_is_recorded_once_on_every_deal_and_shown_to_our_people() -> None:
    suite = bench()
    registration, opened = await deals_of(suite)
    loser = (await file_registration(suite.deals, BOLT, command_id("b"), None, REQUEST)).registration_id
    for _ in range(2):
        await follow_customer(suite.deals, renamed())
    for type in ("registration", "opportunity"):
        assert suite.types(type).count("CustomerEntityChanged") == (2 if type == "registration" else 1)
    assert len((await suite.registration(loser)).entity_changes) == 1
    said = [{"effectiveOn": "2026-04-01", "fields": ["legalName"], "chain": {"id": CHAIN}}]
    shown = (await ask(suite, CHANNEL, SHOWN, {"r": registration, "o": opened}))["data"]
    assert shown["registration"]["customerEntityChanges"] == shown["opportunity"]["customerEntityChanges"] == said
    assert shown["registration"]["customerName"] == REQUEST.legal_name, "what was filed stays as filed"
    theirs = (await ask(suite, ACME, SHOWN, {"r": registration, "o": opened}))["data"]
    assert theirs["registration"]["customerEntityChanges"] == theirs["opportunity"]["customerEntityChanges"] == []


@pytest.mark.parametrize("entry", [renamed(legal_entity=False), renamed(account=OTHER)])
async def test_other_changes_and_other_customers_change_nothing(entry: Entry) -> None:
    suite = bench()
    await deals_of(suite)
    before = dict(suite.store.by_id)
    await follow_customer(suite.deals, entry)
    assert suite.store.by_id == before


async def test_a_merged_account_s_deals_are_the_other_one_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_change, "LARGEST_PAGE", 1)  # so that there are pages
    suite = bench()
    registration, opened = await deals_of(suite)
    loser = (await file_registration(suite.deals, BOLT, command_id("b"), None, REQUEST)).registration_id
    for _ in range(2):
        await follow_customer(suite.deals, merged())
    assert (await opportunity(suite, opened)).account_id == OTHER
    assert [(await suite.registration(id)).account_id for id in (registration, loser)] == [OTHER, OTHER]
    assert suite.types("registration").count("CustomerMerged") == 2
    shown = (await ask(suite, CHANNEL, SHOWN, {"r": registration, "o": opened}))["data"]
    assert shown["registration"]["account"] == shown["opportunity"]["account"] == {"id": OTHER}
    assert (await registration_facts(suite.deals, registration))["accountId"] == OTHER
    standing = await account_standing(suite.deals, [ACCOUNT, OTHER])
    assert (standing[ACCOUNT]["opportunities"], standing[OTHER]["opportunities"]) == ([], [opened])
    await follow_customer(suite.deals, renamed(account=OTHER, version=9))
    assert len((await opportunity(suite, opened)).entity_changes) == 1, "what comes later reaches them too"
