"""What chains make of registrations, what follows in this service, and the end of a protection window."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.opportunity.app.chain_outcome import apply_chain
from services.opportunity.app.effect import follow
from services.opportunity.app.expire_protection import expire_protection
from services.opportunity.app.file_registration import Filed, file_registration
from services.opportunity.domain.opportunity import OPPORTUNITY
from tas.contracts.chain import Outcome
from tas.contracts.opportunity import RegistrationStatus, Verdict
from tas.core.actor import Actor, service
from tas.core.errors import Conflict, Missing, Unavailable
from tests.support.opportunity import (
    ACME,
    BOLT,
    NOW,
    REQUEST,
    Bench,
    bench,
    chain_id,
    command_id,
    ended,
    of_other_type,
    resubmitted,
    returned,
)

WORKER = service("worker")


async def file(suite: Bench, actor: Actor, name: str) -> Filed:
    return await file_registration(suite.deals, actor, command_id(name), None, REQUEST)


async def test_an_approval_opens_one_opportunity_and_the_window_of_the_setting() -> None:
    suite = bench()
    suite.deals = replace(suite.deals, protection=timedelta(days=30))
    filed = await file(suite, ACME, "a")
    for _ in range(2):
        await apply_chain(suite.deals, ended(filed.registration_id, Outcome.APPROVED))
    state = await suite.registration(filed.registration_id)
    assert (state.status, state.chain_id) == (RegistrationStatus.ACTIVE, chain_id(filed.registration_id))
    assert (state.protected_from, state.protected_to) == (NOW, NOW + timedelta(days=30))
    assert suite.types("opportunity") == ["OpportunityOpened"]
    opened = (await suite.deals.ledger.load(OPPORTUNITY, str(state.opportunity_id))).state
    assert (opened.grade, opened.stage, opened.registration_id) == ("E", "S1", filed.registration_id)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.REJECTED, RegistrationStatus.REJECTED),
        (Outcome.WITHDRAWN, RegistrationStatus.WITHDRAWN),
        (Outcome.CANCELLED, RegistrationStatus.WITHDRAWN),
    ],
)
async def test_a_scope_that_is_given_up_is_open_again_and_its_losers_are_told(
    outcome: Outcome, status: RegistrationStatus
) -> None:
    suite = bench()
    first, second = await file(suite, ACME, "a"), await file(suite, BOLT, "b")
    await apply_chain(suite.deals, ended(first.registration_id, outcome, comment="no budget"))
    assert (await suite.registration(first.registration_id)).status is status
    loser = await suite.registration(second.registration_id)
    assert (loser.status, loser.freed) == (RegistrationStatus.CONFLICT, True)
    assert (await file(suite, BOLT, "c")).verdict is Verdict.ACCEPTED


async def test_a_return_keeps_the_scope_and_its_word_until_the_partner_answers() -> None:
    suite = bench()
    filed = await file(suite, ACME, "a")
    await apply_chain(suite.deals, returned(filed.registration_id))
    state = await suite.registration(filed.registration_id)
    assert (state.status, state.comment) == (RegistrationStatus.RETURNED, "whom have you met, and when?")
    assert (await file(suite, BOLT, "b")).verdict is Verdict.CONFLICT
    await apply_chain(suite.deals, resubmitted(filed.registration_id))
    state = await suite.registration(filed.registration_id)
    assert (state.status, state.comment) == (RegistrationStatus.SUBMITTED, "")


async def test_chains_about_something_else_are_passed_over() -> None:
    suite = bench()
    filed = await file(suite, ACME, "a")
    before = dict(suite.store.by_id)
    await apply_chain(suite.deals, of_other_type(ended(filed.registration_id, Outcome.APPROVED)))
    await apply_chain(suite.deals, ended(filed.registration_id, Outcome.APPROVED, code="TAS_1_2"))
    assert suite.store.by_id == before


async def test_an_outcome_that_does_not_fit_is_refused() -> None:
    suite = bench()
    await file(suite, ACME, "a")
    loser = await file(suite, BOLT, "b")
    with pytest.raises(Conflict, match="REGISTRATION_NOT_OPEN"):
        await apply_chain(suite.deals, ended(loser.registration_id, Outcome.APPROVED))


async def test_a_loser_whose_first_entry_is_owed_to_it_is_told_afterwards() -> None:
    """The process died between the loser's scope entry and its own; the holder is rejected meanwhile."""
    suite = bench()
    first = await file(suite, ACME, "a")
    loser = await file(suite, BOLT, "b")
    aggregate = f"registration/{loser.registration_id}"
    lost = suite.store.by_id.pop(f"{aggregate}@1")
    suite.store.by_key.pop(lost.command_key)
    suite.store.states.pop(("registration", loser.registration_id))
    with pytest.raises(Unavailable, match="REGISTRATION_INCOMPLETE"):
        await apply_chain(suite.deals, ended(first.registration_id, Outcome.REJECTED))
    for entry in [one for one in suite.store.by_id.values() if one.type == "scope"]:
        await follow(suite.deals, entry)
    await apply_chain(suite.deals, ended(first.registration_id, Outcome.REJECTED))
    told = [event.type for version in (1, 2) for event in suite.store.by_id[f"{aggregate}@{version}"].events]
    assert told == ["RegistrationFiled", "RegistrationScopeFreed"]


async def approved(suite: Bench) -> str:
    filed = await file(suite, ACME, "a")
    await apply_chain(suite.deals, ended(filed.registration_id, Outcome.APPROVED))
    return filed.registration_id


async def test_a_window_that_has_passed_ends_once_and_frees_the_scope() -> None:
    suite = bench()
    id = await approved(suite)
    loser = await file(suite, BOLT, "b")
    assert loser.reason is not None
    assert (loser.reason.code, loser.reason.until) == ("SCOPE_PROTECTED", (NOW + timedelta(days=90)).date())
    suite.clock.at = NOW + timedelta(days=90)
    for _ in range(2):
        expiry = await expire_protection(suite.deals, WORKER, command_id("timer"), id)
        assert (expiry.expired, expiry.protected_to) == (True, NOW + timedelta(days=90))
    assert (await suite.registration(id)).status is RegistrationStatus.EXPIRED
    assert (await suite.registration(loser.registration_id)).freed
    assert suite.types("registration").count("RegistrationExpired") == 1


async def test_asked_too_early_nothing_ends() -> None:
    suite = bench()
    id = await approved(suite)
    before = dict(suite.store.by_id)
    suite.clock.at = NOW + timedelta(days=89)
    expiry = await expire_protection(suite.deals, WORKER, command_id("timer"), id)
    assert (expiry.expired, expiry.protected_to) == (False, NOW + timedelta(days=90))
    suite.clock.at = NOW + timedelta(days=90, seconds=-30)
    with pytest.raises(Unavailable, match="PROTECTION_ENDS_SOON"):
        await expire_protection(suite.deals, WORKER, command_id("timer"), id)
    with pytest.raises(Missing, match="REGISTRATION_UNKNOWN"):
        await expire_protection(suite.deals, WORKER, command_id("other"), "reg_" + "0" * 32)
    assert suite.store.by_id == before
