"""Random flows and random acts: what must hold for every chain, however it goes."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tas.chain.advance import advance
from tas.chain.clock import timers
from tas.chain.decide import Act, Cancel, Decide, Resubmit, TimerFired, Withdraw, decide
from tas.chain.event import TaskClosed, TaskDecided, Verdict
from tas.chain.evolve import evolve, fold
from tas.chain.preview import Passage, approval, preview
from tas.chain.state import ENDS, ChainState, NodeStatus, Status, initial
from tas.contracts.chain import ChainEnded
from tas.core.codec import from_json, to_json
from tas.core.errors import TasError
from tas.core.event import record, revive
from tas.flows.definition import FlowDefinition, Mode, Node, NodeKind, OnReject, RejectRule, ReturnPolicy
from tests.support.chain import CHAIN, NOW, REASON, STARTER, Chain, check, flow, node, seated, submitted

PEOPLE = ("x", "y*2", "z", STARTER)
SEATED = (NodeKind.DISPATCH, NodeKind.REVIEW_SCORE)


@st.composite
def flows(draw: st.DrawFn) -> FlowDefinition:
    """Up to six nodes, each after any of the earlier ones: acyclic by making."""
    nodes: list[Node] = []
    for at in range(draw(st.integers(1, 6))):
        keys = [made.key for made in nodes]
        after = draw(st.lists(st.sampled_from(keys), unique=True, max_size=2)) if keys else []
        if draw(st.integers(0, 5)) == 0:
            nodes.append(check(f"n{at}", *after, must="small == true", on_reject=draw(st.sampled_from(OnReject))))
            continue
        nodes.append(
            node(
                f"n{at}",
                *after,
                mode=draw(st.sampled_from(Mode)),
                condition=draw(st.sampled_from([None, "small == true", "big > 3", "absent == 1"])),
                on_reject=draw(st.sampled_from(OnReject)),
                kind=draw(st.sampled_from([NodeKind.APPROVE, NodeKind.APPROVE, NodeKind.CONFIRM, *SEATED])),
                covers=("big",),
                return_policy=draw(st.sampled_from(ReturnPolicy)),
                reject_rule=draw(st.sampled_from(RejectRule)),
                may_add_signer=True,
                cc=draw(st.sampled_from([(), ({"kind": "POST", "post": "c"},)])),
                separate_from=tuple(draw(st.lists(st.sampled_from(keys), unique=True, max_size=1))) if keys else (),
            )
        )
    return flow(*nodes)


FACTS = st.fixed_dictionaries({"small": st.booleans(), "big": st.integers(1, 5)})
SEATS = st.dictionaries(
    st.sampled_from([f"n{at}" for at in range(6)]), st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True)
)
WALKS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 7)), max_size=25)


def act_of(state: ChainState, kind: int, pick: int) -> tuple[Act, str]:
    """Some act: mostly decisions on any task (open or not) by its holder, sometimes anything else."""
    tasks, armed = list(state.tasks.values()), timers(state)
    if kind == 9:
        return Cancel(REASON), "emp_admin"
    if kind == 8:
        return Withdraw(), STARTER
    if kind == 7:
        return Resubmit({"small": True, "big": 5}), STARTER
    if kind >= 5 and armed:
        return TimerFired(armed[pick % len(armed)]), "worker"
    if not tasks:
        return Withdraw(), "somebody"
    task = tasks[pick % len(tasks)]
    verdict = Verdict.APPROVE if kind < 3 else Verdict.REJECT if kind == 3 else Verdict.RETURN
    return Decide(task.id, verdict, REASON), task.approver_id


def holds(state: ChainState) -> None:
    """The invariants of a state."""
    if state.ended or state.status is Status.RETURNED:
        assert state.open_tasks() == ()
        assert timers(state) == ()
    for key in (entered for entered in state.nodes):
        node = state.definition.node(key)
        assert all(state.nodes[before].status in (NodeStatus.DONE, NodeStatus.SKIPPED) for before in node.after)
        holders = [seat.id for seat in state.nodes[key].approvers]
        assert len(holders) == len(set(holders))
        if node.kind is not NodeKind.CONFIRM:
            assert STARTER not in holders
    for node in state.definition.nodes:
        for other in node.separate_from:
            here, there = ({t.approver_id for t in state.tasks_at(k) if t.approved} for k in (node.key, other))
            assert not here & there
    if state.status is Status.APPROVED:
        assert {state.nodes[node.key].status for node in state.definition.nodes} <= {
            NodeStatus.DONE, NodeStatus.SKIPPED,
        }  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(flows(), FACTS, SEATS, WALKS)
def test_no_walk_breaks_a_chain(
    definition: FlowDefinition, facts: dict[str, object], seats: dict[str, list[str]], walk: list[tuple[int, int]]
) -> None:
    chain, at = Chain(definition, seats, facts), NOW
    for kind, pick in walk:
        act, who = act_of(chain.state, kind, pick)
        before, at = chain.state, at + timedelta(hours=20)
        try:
            chain.act(act, who, at)
        except TasError:
            assert chain.state == before
        if before.status in ENDS:
            assert chain.state == before
        holds(chain.state)
    assert sum(isinstance(event, ChainEnded) for event in chain.events) == int(chain.state.ended)
    again = fold(initial(CHAIN), [revive(record(event)) for event in chain.events])
    assert again == chain.state
    assert from_json(ChainState, to_json(chain.state)) == chain.state


@settings(max_examples=80, deadline=None)
@given(flows(), FACTS, SEATS)
def test_timers_never_decide(definition: FlowDefinition, facts: dict[str, object], seats: dict[str, list[str]]) -> None:
    chain = Chain(definition, seats, facts)
    status, count = chain.state.status, len(chain.events)
    for _ in range(500):
        armed = timers(chain.state)
        if not armed:
            break
        chain.act(TimerFired(armed[0]), "worker", armed[0].due)
    assert timers(chain.state) == ()
    assert chain.state.status is status
    assert not any(isinstance(event, TaskDecided | TaskClosed | ChainEnded) for event in chain.events[count:])


@settings(max_examples=150, deadline=None)
@given(flows(), FACTS, SEATS)
def test_the_preview_is_the_route_when_nothing_changes(
    definition: FlowDefinition, facts: dict[str, object], seats: dict[str, list[str]]
) -> None:
    start = evolve(initial(CHAIN), submitted(definition, facts))
    route = preview(start, seated(start, seats), NOW)
    chain = Chain(definition, seats, facts)
    for _ in range(60):
        for task in sorted(chain.state.open_tasks(), key=lambda task: task.due() or NOW):
            try:
                chain.act(approval(chain.state, task), task.approver_id, task.due() or NOW)
            except TasError:
                continue
            break
        else:
            break
    assert route.status is chain.state.status
    for step in route.steps:
        taken = chain.state.nodes.get(step.node)
        assert (taken is None) == (step.passage is Passage.OPEN)
        if taken is not None:
            assert (step.reason, step.approvers) == (taken.reason, taken.approvers)
            assert (step.enters_at, step.leaves_at) == (taken.at, taken.closed_at)


@settings(max_examples=80, deadline=None)
@given(flows(), FACTS, SEATS)
def test_the_same_asked_twice_gives_the_same(
    definition: FlowDefinition, facts: dict[str, object], seats: dict[str, list[str]]
) -> None:
    """Replays agree: ids and order come from the arguments alone, and a second advance finds nothing to do."""
    start = evolve(initial(CHAIN), submitted(definition, facts))
    answers = seated(start, seats)
    events = advance(start, answers, NOW)
    assert events == advance(start, answers, NOW)
    after = fold(start, events)
    assert advance(after, answers, NOW) == ()
    for task in after.open_tasks():
        act = approval(after, task)
        assert decide(after, act, task.approver_id, NOW) == decide(after, act, task.approver_id, NOW)
