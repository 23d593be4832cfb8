"""A customer that becomes another legal entity, or is merged, while chains run: noted beside each of them, once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit.journal.entry import Entry
from services.approval.app.subject_change import note_subject
from services.approval.app.submit import submit_for_account, submit_for_registration
from services.approval.app.subscription import subscriptions
from services.approval.domain.subject_change import SUBJECT_CHANGE
from tas.contracts.account import AccountCoreChanged, AccountMerged, ChangeReason
from tas.contracts.opportunity import CustomerEntityChanged
from tas.contracts.people import AccountEvaluationRequested
from tas.contracts.subject import SubjectChanged, SubjectChangeKind
from tas.core.event import record
from tests.support.asking import MDS, Graph
from tests.support.filing import FILING, PARTNER, account_entry, chain_of, filed
from tests.support.running import START, ApprovalBench

ACCOUNT, LATER = FILING.account_id, START + timedelta(days=2)
DAY = date(2026, 4, 1)


def renamed(legal_entity: bool = True) -> Entry:
    event = AccountCoreChanged(ACCOUNT, "chn_1", 3, (), ChangeReason.RENAME, (), DAY, legal_entity, None)
    entry = replace(account_entry(ACCOUNT, event), version=5, at=LATER)
    again = (record(AccountEvaluationRequested(ACCOUNT)),) if legal_entity else ()
    return replace(entry, events=(*entry.events, *again))


async def running(bench: ApprovalBench) -> str:
    """The chain of an account that is evaluated."""
    await submit_for_account(bench.submitting, account_entry(ACCOUNT, AccountEvaluationRequested(ACCOUNT)))
    (chain,) = await bench.chains.of_subjects("account", [ACCOUNT])
    return chain.chain.id


async def noted(bench: ApprovalBench, chain: str) -> tuple[SubjectChanged, ...]:
    return (await bench.ledger.load(SUBJECT_CHANGE, chain)).state.changes


async def test_it_is_noted_once_beside_what_ran_before_and_not_beside_what_it_starts() -> None:
    bench = ApprovalBench()
    chain = await running(bench)
    bench.clock.at = LATER + timedelta(seconds=1)
    take = {one.owner: one.handlers for one in subscriptions(bench.app)[:2]}
    for _ in range(2):
        await take["people"]["account"](renamed())
    (one,) = await noted(bench, chain)
    assert (one.kind, one.account_id, one.at) == (SubjectChangeKind.ENTITY_CHANGED, ACCOUNT, LATER)
    (other,) = {each.chain.id for each in await bench.chains.of_subjects("account", [ACCOUNT])} - {chain}
    assert await noted(bench, other) == (), "it was submitted because of the change"


@pytest.mark.parametrize("merged", [True, False])
async def test_merging_counts_and_a_change_of_no_legal_entity_does_not(merged: bool) -> None:
    bench = ApprovalBench()
    chain = await running(bench)
    other = replace(account_entry(ACCOUNT, AccountMerged(ACCOUNT, "acc_2", "same")), version=5, at=LATER)
    await note_subject(bench.ledger, bench.chains, other if merged else renamed(legal_entity=False))
    assert [one.kind for one in await noted(bench, chain)] == ([SubjectChangeKind.MERGED] if merged else [])


async def test_the_chain_of_a_deal_hears_it_by_the_deal_and_shows_it_to_insiders() -> None:
    graph = Graph()
    bench = graph.bench
    entry = filed()
    await submit_for_registration(bench.submitting, entry)
    change = record(CustomerEntityChanged(ACCOUNT, "chn_1", (), DAY))
    await note_subject(bench.ledger, bench.chains, replace(entry, version=2, events=(change,), at=LATER))
    query = "query($id: ID!) { chain(id: $id) { subjectChanges { kind at account { id } } } }"
    asked = {"id": chain_of(entry)}
    (told,) = (await graph.ask(MDS, query, asked))["data"]["chain"]["subjectChanges"]
    assert (told["kind"], told["account"]["id"]) == ("ENTITY_CHANGED", ACCOUNT)
    assert (await graph.ask(PARTNER, query, asked))["data"]["chain"]["subjectChanges"] == []
