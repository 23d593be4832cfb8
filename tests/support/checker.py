"""The checker: compares what clients were told with what the journals hold, and counts acknowledged, lost, doubled.

Pure: it takes the clients' own logs and the entries of all three journals, read when everything has settled.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kit.journal.command import sha256
from kit.journal.entry import Entry
from tas.chain.event import TaskDecided
from tas.contracts.chain import ChainEnded, FlowSubmitted, Outcome
from tas.contracts.opportunity import (
    OpportunityOpened,
    RegistrationApproved,
    RegistrationFiled,
    ScopeFiled,
    ScopeReleased,
    Verdict,
)
from tas.core.event import knows, revive
from tests.support.client import Call


@dataclass(frozen=True, slots=True)
class Count:
    """`lost`: acknowledged and not in the journal, or an effect that never came. `duplicated`: more than once.
    `contradicted`: two answers to one command, or one that is not what the journal holds."""

    acknowledged: int
    lost: tuple[str, ...]
    duplicated: tuple[str, ...]
    contradicted: tuple[str, ...]

    @property
    def clean(self) -> bool:
        return not (self.lost or self.duplicated or self.contradicted)


@dataclass(slots=True)
class Facts:
    """How often each thing stands in the journals, by what it is about."""

    commands: Counter[str] = field(default_factory=Counter)
    scoped: Counter[str] = field(default_factory=Counter)
    filed: Counter[str] = field(default_factory=Counter)
    submitted: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    approved_chains: Counter[str] = field(default_factory=Counter)
    approved: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Entry] = field(default_factory=dict)
    double_holders: list[str] = field(default_factory=list)


def check(calls: Sequence[Call], entries: Iterable[Entry]) -> Count:
    """Counts over a whole run. Commands that were never answered may stand or not, but once at most."""
    facts = read_facts(list(entries))
    lost: list[str] = []
    doubled: list[str] = [f"scope held twice: {scope}" for scope in facts.double_holders]
    for call in calls:
        _count(facts.commands[key_of(call)], call.acknowledged, f"{call.kind} {call.command_id}", lost, doubled)
        if call.acknowledged and call.kind == "decide":
            task = str(call.body["taskId"])
            _count(facts.decided[task], True, f"decision on {task}", lost, doubled)
    _effects(facts, lost, doubled)
    return Count(
        acknowledged=len({key_of(call) for call in calls if call.acknowledged}),
        lost=tuple(dict.fromkeys(lost)),
        duplicated=tuple(dict.fromkeys(doubled)),
        contradicted=tuple(_contradictions(calls, facts)),
    )


def key_of(call: Call) -> str:
    """The command's key in the journal, as `kit.journal.command` makes it."""
    return sha256(f"{call.owner}\x1f{call.command_id}")


def read_facts(entries: Sequence[Entry]) -> Facts:
    """Counts events by what they are about."""
    facts = Facts()
    holders: dict[str, str] = {}
    for entry in sorted(entries, key=lambda one: (one.aggregate, one.version)):
        facts.commands[entry.command_key] += 1
        facts.answers.setdefault(entry.command_key, entry)
        for recorded in entry.events:
            if knows(recorded.type):
                _note(facts, holders, entry, revive(recorded))
    return facts


def _note(facts: Facts, holders: dict[str, str], entry: Entry, event: object) -> None:
    match event:
        case ScopeFiled():
            _note_scope(facts, holders, entry, event)
        case ScopeReleased():
            holders.pop(entry.aggregate, None)
        case RegistrationFiled(filing=filing, verdict=verdict):
            facts.filed[f"{filing.registration_id} {verdict.value}"] += 1
        case FlowSubmitted(subject=subject) if subject.type == "registration":
            facts.submitted[subject.id] += 1
        case TaskDecided(task_id=task, copied_from=None):
            facts.decided[task] += 1
        case ChainEnded(outcome=Outcome.APPROVED, subject=subject) if subject.type == "registration":
            facts.approved_chains[subject.id] += 1
        case RegistrationApproved(registration_id=registration):
            facts.approved[registration] += 1
        case OpportunityOpened(registration_id=registration):
            facts.opened[registration] += 1


def _note_scope(facts: Facts, holders: dict[str, str], entry: Entry, event: ScopeFiled) -> None:
    facts.scoped[f"{event.filing.registration_id} {event.verdict.value}"] += 1
    if event.verdict is Verdict.ACCEPTED:
        if entry.aggregate in holders:
            facts.double_holders.append(entry.aggregate)
        holders[entry.aggregate] = event.filing.registration_id


def _effects(facts: Facts, lost: list[str], doubled: list[str]) -> None:
    """What must follow from what: a filing's chain, an approval's opportunity; each once."""
    for filed in {**facts.scoped, **facts.filed}:
        registration, verdict = filed.split()
        _count(facts.scoped[filed], True, f"scope entry of {registration}", lost, doubled)
        _count(facts.filed[filed], True, f"registration {registration}", lost, doubled)
        if verdict == Verdict.ACCEPTED.value:
            _count(facts.submitted[registration], True, f"flow of {registration}", lost, doubled)
    for registration in facts.approved_chains:
        _count(facts.approved_chains[registration], True, f"end of the flow of {registration}", lost, doubled)
        _count(facts.approved[registration], True, f"approval of {registration}", lost, doubled)
        _count(facts.opened[registration], True, f"opportunity of {registration}", lost, doubled)


def _count(times: int, wanted: bool, what: str, lost: list[str], doubled: list[str]) -> None:
    if wanted and times == 0:
        lost.append(what)
    if times > 1:
        doubled.append(f"{what}: {times} times")


def _contradictions(calls: Sequence[Call], facts: Facts) -> list[str]:
    found: list[str] = []
    told: dict[str, object] = {}
    for call in calls:
        if call.answer is None or call.kind != "file":
            continue
        said = (call.answer["registration"]["id"], call.answer["verdict"])
        if told.setdefault(key_of(call), said) != said:
            found.append(f"{call.command_id} was answered in two ways")
        entry = facts.answers.get(key_of(call))
        if entry is not None and (entry.answer.get("registrationId"), entry.answer.get("verdict")) != said:
            found.append(f"{call.command_id} was answered otherwise than the journal says")
    return found
