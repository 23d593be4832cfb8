"""Which entries start a run, whatever the order they come in and however often."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kit.journal.entry import Draft, Entry
from kit.journal.intake import Intake
from kit.journal.seal import seal
from services.approval.app.submit import submit_for_registration
from tas.chain.decide import Decide, Withdraw
from tas.chain.event import Verdict
from tas.chain.request import ActRequest, Standing
from tas.contracts.opportunity import RegistrationApproved, RegistrationRejected
from tas.contracts.people import AccountVerified
from tas.core.actor import Actor, ActorKind
from tas.core.codec import from_json, to_json
from tas.core.errors import Unavailable
from tas.core.event import Recorded, record
from tests.support.filing import PARTNER, chain_of, filed
from tests.support.journal import MemoryFeed
from tests.support.position import DirectOwner, MemoryPositions
from tests.support.running import ApprovalBench
from tests.support.starting import NotedRuns, StoredChains, append_rebuild
from workflows.consumer.chain import ChainStarting
from workflows.consumer.protection import ProtectionArming
from workflows.consumer.subscription import subscriptions
from workflows.consumer.verification import VerificationArming

CHAIN = chain_of(filed())
RUN = f"chain/{CHAIN}"
CHM = Actor(ActorKind.EMPLOYEE, "emp_chm", ("CHM",))
APPROVED = RegistrationApproved(
    "reg_1", CHAIN, "opp_1", datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=90)
)


class Bench:
    """A submitted chain, its journal, and the worker's consumer over it."""

    def __init__(self) -> None:
        self.approval = ApprovalBench()
        self.runs = NotedRuns()
        self.journal = StoredChains(self.approval.store)
        self.chain = ChainStarting(self.journal, self.runs)

    async def submit(self) -> Entry:
        await submit_for_registration(self.approval.submitting, filed())
        return await self.entry(1)

    async def entry(self, version: int) -> Entry:
        found = await self.approval.store.entry(f"chain/{CHAIN}", version)
        assert found is not None
        return found

    async def rebuild(self, epoch: int) -> Entry:
        return await self.entry(await append_rebuild(self.approval, CHAIN, epoch))

    def started(self) -> list[Standing]:
        return [from_json(Standing, run["standing"]) for run in self.runs.runs.get(RUN, [])]


def of_registration(*events: object) -> Entry:
    draft = Draft("registration/reg_1", 3, "k", "d", tuple(map(record, events)), {}, PARTNER, None, APPROVED.protected_from)  # fmt: skip # noqa: E501
    return seal(draft, "")


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC"])
async def test_a_verified_account_arms_a_timer_for_the_end_of_its_last_day_by_the_company_s_clock(zone: str) -> None:
    runs = NotedRuns()
    verified = AccountVerified("acc_1", CHAIN, APPROVED.protected_from, date(2027, 3, 2), "C1", None, ())
    draft = Draft("account/acc_1", 3, "k", "d", (record(verified),), {}, PARTNER, None, APPROVED.protected_from)
    for _ in range(2):
        await VerificationArming(runs, zone).follow(seal(draft, ""))
        await VerificationArming(runs, zone).follow(of_registration(APPROVED))
    over = "2027-03-02T16:00:00Z" if zone == "Asia/Shanghai" else "2027-03-03T00:00:00Z"
    assert runs.runs == {"verification/acc_1/2027-03-02": [{"accountId": "acc_1", "over": over}]}


async def test_a_submission_starts_one_run_however_often_it_comes() -> None:
    bench = Bench()
    first = await bench.submit()
    await bench.chain.follow(first)
    await bench.chain.follow(first)
    (run,) = bench.started()
    assert (run.chain_id, run.version, run.epoch, run.state.subject.id) == (CHAIN, 1, 0, filed().aggregate[13:])


async def test_a_chain_that_has_moved_is_not_started_again() -> None:
    bench = Bench()
    first = await bench.submit()
    await bench.approval.start(CHAIN)
    await bench.chain.follow(first)
    assert bench.runs.runs == {}


async def test_a_chain_that_has_ended_is_not_started_again() -> None:
    bench = Bench()
    first = await bench.submit()
    run = await bench.approval.start(CHAIN)
    assert "answer" in await run.act(ActRequest("k", "d", PARTNER, Withdraw("late")))
    await bench.chain.follow(first)
    assert bench.runs.runs == {}


async def test_what_a_run_appended_starts_nothing() -> None:
    bench = Bench()
    await bench.submit()
    await bench.approval.start(CHAIN)
    await bench.chain.follow(await bench.entry(2))
    assert bench.runs.runs == {}


async def test_an_event_of_another_time_is_passed_over() -> None:
    bench = Bench()
    first = await bench.submit()
    await bench.chain.follow(replace(first, events=(Recorded("FromTheFuture", 1, {}), *first.events)))
    assert len(bench.started()) == 1


async def test_a_silent_temporal_is_told_so_that_the_entry_comes_again() -> None:
    bench = Bench()
    first = await bench.submit()
    bench.runs.down = True
    with pytest.raises(Unavailable, match="TEMPORAL_UNAVAILABLE"):
        await bench.chain.follow(first)
    bench.runs.down = False
    await bench.chain.follow(first)
    assert len(bench.started()) == 1


async def test_a_rebuilt_chain_runs_on_from_its_entries() -> None:
    bench = Bench()
    await bench.submit()
    run = await bench.approval.start(CHAIN)
    task = run.state.open_tasks()[0]
    await run.act(ActRequest("k", "d", CHM, Decide(task.id, Verdict.APPROVE, "fine")))
    at = run.standing.version
    rebuilt = await bench.rebuild(1)
    await bench.chain.follow(rebuilt)
    await bench.chain.follow(rebuilt)
    fresh = bench.started()[-1]
    assert (fresh.epoch, fresh.version) == (1, at + 1)
    assert to_json(fresh.state) == to_json(run.state)


async def test_only_the_last_rebuild_is_started() -> None:
    bench = Bench()
    first = await bench.submit()
    entries = [first, await bench.rebuild(1), await bench.rebuild(2)]
    for entry in reversed(entries):
        await bench.chain.follow(entry)
    assert [(run.epoch, run.version) for run in bench.started()] == [(2, 3)]


async def test_a_journal_that_does_not_reach_the_rebuild_is_asked_again() -> None:
    bench = Bench()
    await bench.submit()
    rebuilt = await bench.rebuild(1)
    with pytest.raises(Unavailable, match="ENTRIES_MISSING"):
        await bench.chain.follow(replace(rebuilt, version=7))
    assert bench.runs.runs == {}


async def test_entries_out_of_order_start_the_chain_once() -> None:
    bench = Bench()
    await bench.submit()
    await bench.approval.start(CHAIN)
    positions, owner = MemoryPositions(), DirectOwner(MemoryFeed(bench.approval.store))
    chains, registrations, _ = subscriptions(bench.journal, bench.runs, "Asia/Shanghai")
    intake = Intake(chains, positions, owner)
    for version in (2, 1, 2):
        await intake.take(await bench.entry(version))
    assert await positions.handled(chains.consumer, f"chain/{CHAIN}") == 2
    assert bench.runs.runs == {}
    assert (registrations.owner, set(registrations.handlers)) == ("opportunity", {"registration"})


async def test_an_approved_registration_arms_its_timer_once() -> None:
    runs = NotedRuns()
    arming = ProtectionArming(runs)
    for _ in range(2):
        await arming.follow(of_registration(APPROVED))
    assert runs.runs == {
        "protection/reg_1": [{"registrationId": "reg_1", "protectedTo": to_json(APPROVED.protected_to)}]
    }


async def test_a_rejected_registration_arms_nothing() -> None:
    runs = NotedRuns()
    await ProtectionArming(runs).follow(of_registration(RegistrationRejected("reg_1", CHAIN, "no")))
    assert runs.runs == {}
