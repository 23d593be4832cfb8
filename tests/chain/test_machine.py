"""Any order of eighteen operations on a chain, against a model that knows only words and seats, not how they are kept.

The model holds, for one node at a time, who must sign and what each has said; it predicts whether the node is done,
rejected or waits. The invariants hold after every step.
"""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tas.chain.act_event import OperatorReason, Place
from tas.chain.clock import timers
from tas.chain.decide import (
    Act,
    AddSigner,
    Advise,
    BeginAbsence,
    Decide,
    Delegate,
    Extend,
    Hold,
    Reassign,
    RemoveSigner,
    Resubmit,
    Resume,
    Skip,
    TakeBack,
    TimerFired,
    Transfer,
    Urge,
    Withdraw,
)
from tas.chain.event import Verdict
from tas.chain.evolve import fold
from tas.chain.preview import approval
from tas.chain.state import ChainState, NodeStatus, Status, Task, initial
from tas.chain.vote import waits_for_signers
from tas.core.codec import from_json, to_json
from tas.core.errors import TasError
from tas.core.event import record, revive
from tas.flows.definition import Mode, NodeKind, ReturnPolicy
from tests.support.chain import CHAIN, NOW, REASON, STARTER, Chain, flow, node

PEOPLE = tuple("uvwxyz")
OTHERS = (*(f"o{at}" for at in range(6)), STARTER)
PICK = st.integers(0, 30)
WHY = OperatorReason.OTHER


class Walk(RuleBasedStateMachine):
    """Three nodes in a row and one beside; random modes, holders and acts."""

    chain: Chain

    @initialize(modes=st.lists(st.sampled_from(Mode), min_size=4, max_size=4), data=st.data())
    def begin(self, modes: list[Mode], data: st.DataObject) -> None:
        holders = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True)
        people = {key: data.draw(holders) for key in "abcd"}
        policies = [data.draw(st.sampled_from(ReturnPolicy)) for _ in modes]
        made = [
            node(key, *after, mode=mode, may_add_signer=True, return_policy=policy)
            for key, after, mode, policy in zip("abcd", ("", "a", "a", "bc"), modes, policies, strict=True)
        ]
        self.chain, self.at = Chain(flow(*made), people), NOW
        self.said: dict[str, Verdict] = {}

    def attempt(self, act: Act, who: str) -> bool:
        """False when it was refused; then nothing has changed."""
        before, self.at = self.chain.state, self.at + timedelta(minutes=30)
        try:
            self.chain.act(act, who, self.at)
        except TasError:
            assert self.chain.state == before
            return False
        return True

    def open(self, pick: int) -> Task | None:
        tasks = self.chain.state.open_tasks()
        return tasks[pick % len(tasks)] if tasks else None

    @rule(pick=PICK, verdict=st.sampled_from([Verdict.APPROVE] * 4 + [Verdict.ABSTAIN, Verdict.REJECT]))
    def decide(self, pick: int, verdict: Verdict) -> None:
        task = self.open(pick)
        if task is not None and self.attempt(Decide(task.id, verdict, REASON), task.approver_id):
            self.said[task.id] = verdict
            after = self.chain.state.tasks[task.id]
            assert (after.verdict, after.closed_by) == (verdict, task.approver_id)

    @rule(pick=PICK, back_to=st.sets(st.sampled_from("abc"), max_size=2), policy=st.sampled_from(ReturnPolicy))
    def give_back(self, pick: int, back_to: set[str], policy: ReturnPolicy) -> None:
        task = self.open(pick)
        if task is None:
            return
        act = Decide(task.id, Verdict.RETURN, REASON, return_to=tuple(sorted(back_to)), policy=policy)
        if self.attempt(act, task.approver_id) and not back_to:
            assert self.chain.state.status is Status.RETURNED

    @rule(pick=PICK, place=st.sampled_from(Place), mode=st.sampled_from(Mode), person=st.sampled_from(OTHERS))
    def add_signer(self, pick: int, place: Place, mode: Mode, person: str) -> None:
        task = self.open(pick)
        if task is not None and self.attempt(AddSigner(task.id, (person,), place, mode), task.approver_id):
            assert person != STARTER

    @rule(pick=PICK, person=st.sampled_from(OTHERS))
    def remove_signer(self, pick: int, person: str) -> None:
        task = self.open(pick)
        if task is not None and self.attempt(RemoveSigner(task.node, person), task.approver_id):
            assert person not in self.chain.holders()

    @rule(pick=PICK, person=st.sampled_from(OTHERS), kind=st.sampled_from(["transfer", "delegate", "reassign"]))
    def move(self, pick: int, person: str, kind: str) -> None:
        task = self.open(pick)
        if task is None:
            return
        acts: dict[str, Act] = {
            "transfer": Transfer(task.id, person),
            "delegate": Delegate(task.id, person),
            "reassign": Reassign(task.id, person, WHY, REASON),
        }
        who = "op" if kind == "reassign" else task.approver_id
        if self.attempt(acts[kind], who):
            assert person in self.chain.holders()

    @rule(pick=PICK)
    def advise(self, pick: int) -> None:
        task = self.open(pick)
        if task is not None and self.attempt(Advise(task.id, REASON), task.approver_id):
            assert task.delegator is not None and task.delegator.id in self.chain.holders()

    @rule(pick=PICK)
    def take_back(self, pick: int) -> None:
        tasks = list(self.chain.state.tasks.values())
        task = tasks[pick % len(tasks)] if tasks else None
        if task is not None and self.attempt(TakeBack(task.id), task.approver_id):
            assert task.approver_id in self.chain.holders()

    @rule(pick=PICK)
    def urge(self, pick: int) -> None:
        task = self.open(pick)
        if task is not None and self.attempt(Urge(task.id), STARTER):
            assert not self.attempt(Urge(task.id), STARTER)

    @rule(pick=PICK)
    def absence(self, pick: int) -> None:
        task = self.open(pick)
        if task is not None:
            self.attempt(BeginAbsence(task.approver_id), "people")
            assert not any(one.away for one in self.chain.state.open_tasks()) or self.chain.state.held_at

    @rule()
    def hold(self) -> None:
        if self.attempt(Hold(WHY), "op"):
            assert timers(self.chain.state) == ()

    @precondition(lambda self: self.chain.state.held_at is not None)
    @rule()
    def resume(self) -> None:
        assert self.attempt(Resume(), "op")

    @rule(pick=PICK)
    def extend(self, pick: int) -> None:
        task = self.open(pick)
        if task is not None:
            self.attempt(Extend(task.id, "1wd", WHY, REASON), "op")

    @rule(key=st.sampled_from("abcd"), who=st.sampled_from(["op1", "op2"]))
    def skip(self, key: str, who: str) -> None:
        before = self.chain.state.nodes.get(key)
        if self.attempt(Skip(key, WHY, REASON), who) and before is not None and before.skip is not None:
            assert before.skip.by != who

    @rule(pick=PICK)
    def fire(self, pick: int) -> None:
        armed = timers(self.chain.state)
        if armed:
            timer = armed[pick % len(armed)]
            self.at = max(self.at, timer.due)
            assert self.attempt(TimerFired(timer), "worker")

    @rule(who=st.sampled_from([STARTER, "x"]))
    def resubmit(self, who: str) -> None:
        returned = self.chain.state.status is Status.RETURNED
        assert self.attempt(Resubmit({}), who) == (returned and who == STARTER)

    @rule(who=st.sampled_from(["x", "y", "x"]), late=st.integers(0, 9))
    def withdraw(self, who: str, late: int) -> None:
        ended = self.chain.state.ended
        assert self.attempt(Withdraw(), STARTER if late == 9 else who) == (late == 9 and not ended)

    @rule(pick=PICK)
    def act_on_a_closed_task(self, pick: int) -> None:
        closed = [task for task in self.chain.state.tasks.values() if not task.is_open]
        if closed:
            task = closed[pick % len(closed)]
            assert not self.attempt(Decide(task.id, Verdict.APPROVE), task.approver_id)
            assert not self.attempt(Transfer(task.id, "o1"), task.approver_id)

    @invariant()
    def nobody_sits_where_they_may_not(self) -> None:
        state = self.chain.state
        for task in state.open_tasks():
            assert task.approver_id != STARTER or state.definition.node(task.node).kind is NodeKind.CONFIRM
            assert state.nodes[task.node].status is NodeStatus.ACTIVE
        assert not (state.ended or state.status is Status.RETURNED) or not state.open_tasks()

    @invariant()
    def what_was_said_stands_as_said(self) -> None:
        for id, verdict in self.said.items():
            assert self.chain.state.tasks[id].verdict is verdict

    @invariant()
    def the_words_at_a_node_make_its_end(self) -> None:
        """The simple model: nodes of ANY and ALL without added signers, skips and escalations, by counting words."""
        state = self.chain.state
        for key, standing in state.nodes.items():
            if standing.panels or standing.removed or standing.status is NodeStatus.SKIPPED:
                continue
            tasks, mode = state.tasks_at(key), state.definition.node(key).mode
            approved = {task.seat for task in tasks if task.verdict is Verdict.APPROVE and not task.taken_back}
            silent = {task.seat for task in tasks if task.verdict is Verdict.ABSTAIN and not task.taken_back}
            everyone = set(range(len(standing.approvers)))
            if mode is Mode.ANY:
                assert (standing.status is NodeStatus.DONE) == bool(approved)
            elif mode in (Mode.ALL, Mode.SEQUENTIAL) and standing.status is not NodeStatus.REJECTED:
                assert (standing.status is NodeStatus.DONE) == (approved | silent >= everyone)

    @invariant()
    def each_open_node_can_be_completed(self) -> None:
        chain = Chain.__new__(Chain)
        chain.people, chain.news, chain.events = self.chain.people, {}, list(self.chain.events)
        chain.state = self.chain.state
        if chain.state.status is not Status.RUNNING:
            return
        if chain.state.held_at is not None:
            chain.act(Resume(), "op", self.at)
        for _ in range(200):
            free = [
                task
                for task in chain.state.open_tasks()
                if not waits_for_signers(chain.state, chain.state.nodes[task.node], task.seat)
            ]
            if not free:
                break
            chain.act(approval(chain.state, free[0]), free[0].approver_id, self.at)
        assert chain.state.status.value == "APPROVED"

    @invariant()
    def the_record_folds_to_the_state(self) -> None:
        events = [revive(record(event)) for event in self.chain.events]
        assert fold(initial(CHAIN), events) == self.chain.state
        assert from_json(ChainState, to_json(self.chain.state)) == self.chain.state


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
