"""Counting: what the words said at a node come to, seat by seat. Reads a state, changes nothing."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from tas.chain.act_event import Place
from tas.chain.event import Verdict
from tas.chain.state import ChainState, NodeState, Panel
from tas.flows.definition import Mode, Node, RejectRule


class Word(StrEnum):
    """STUCK: nobody is left who could approve, and nobody has rejected."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    ABSTAINED = "ABSTAINED"
    STUCK = "STUCK"


def node_word(state: ChainState, node: Node) -> Word:
    """What the node has come to by all that was said at it."""
    standing = state.nodes[node.key]
    words = {seat: seat_word(state, standing, seat) for seat in standing.roots}
    if node.reject_rule is RejectRule.VETO and Word.REJECTED in words.values():
        return Word.REJECTED
    if node.mode is Mode.QUORUM:
        return _quorum(standing, node, words)
    if node.mode is Mode.PER_GROUP:
        return _groups(standing, node, words)
    if node.mode is Mode.ANY:
        return _first(words.values())
    said = {word: _weight(standing, words, word) for word in Word}
    if said[Word.REJECTED] * 2 > sum(said.values()) - said[Word.ABSTAINED]:
        return Word.REJECTED
    if Word.PENDING in words.values():
        return Word.PENDING
    return Word.APPROVED if Word.APPROVED in words.values() else Word.STUCK


def seat_word(state: ChainState, standing: NodeState, seat: int) -> Word:
    """The seat's own word together with those of the signers added at it."""
    words = [own_word(state, standing, seat), *(_panel(state, standing, one) for one in standing.panels_at(seat))]
    for decisive in (Word.REJECTED, Word.PENDING, Word.APPROVED):
        if decisive in words:
            return decisive
    return Word.ABSTAINED


def own_word(state: ChainState, standing: NodeState, seat: int) -> Word:
    """What was said at the seat itself; of several holders (an escalation) the first approval or rejection counts."""
    tasks = [task for task in state.tasks_at(standing.key) if task.seat == seat]
    for task in tasks:
        if task.word is Verdict.APPROVE:
            return Word.APPROVED
        if task.word is Verdict.REJECT:
            return Word.REJECTED
    silent = any(task.is_open for task in tasks) or not any(task.word is Verdict.ABSTAIN for task in tasks)
    return Word.PENDING if silent else Word.ABSTAINED


def waits_for_signers(state: ChainState, standing: NodeState, seat: int) -> bool:
    """Whether signers that the seat's holder put before itself have not signed yet."""
    before = standing.panels_at(seat, Place.BEFORE)
    return any(_panel(state, standing, panel) is Word.PENDING for panel in before)


def needless(state: ChainState, standing: NodeState, seat: int) -> bool:
    """Whether nothing more is to be heard from the seat: its word is said, or the added signers that it is one of have
    come to a word without it."""
    if own_word(state, standing, seat) is not Word.PENDING:
        return True
    panel = next((one for one in standing.panels if seat in one.seats), None)
    return panel is not None and _panel(state, standing, panel) is not Word.PENDING


def wanted(state: ChainState, node: Node) -> tuple[int, ...]:
    """The seats whose holders are to be asked now, in order."""
    standing = state.nodes[node.key]
    return _of_seats(state, standing, standing.roots, node.mode)


def _of_seats(state: ChainState, standing: NodeState, seats: Iterable[int], mode: Mode) -> tuple[int, ...]:
    pending = [seat for seat in seats if seat_word(state, standing, seat) is Word.PENDING]
    if mode is Mode.SEQUENTIAL:
        pending = pending[:1]
    return tuple(asked for seat in pending for asked in _of_seat(state, standing, seat))


def _of_seat(state: ChainState, standing: NodeState, seat: int) -> tuple[int, ...]:
    def of(*places: Place) -> tuple[int, ...]:
        panels = standing.panels_at(seat, *places)
        open_ones = [panel for panel in panels if _panel(state, standing, panel) is Word.PENDING]
        return tuple(at for panel in open_ones for at in _of_seats(state, standing, panel.seats, panel.mode))

    if waits_for_signers(state, standing, seat):
        return of(Place.BEFORE, Place.PARALLEL)
    if own_word(state, standing, seat) is Word.PENDING:
        return (seat, *of(Place.PARALLEL))
    return of(Place.PARALLEL, Place.AFTER)


def _panel(state: ChainState, standing: NodeState, panel: Panel) -> Word:
    words = [seat_word(state, standing, seat) for seat in panel.seats]
    if panel.mode is Mode.ANY:
        return _first(words)
    for decisive in (Word.REJECTED, Word.PENDING, Word.APPROVED):
        if decisive in words:
            return decisive
    return Word.ABSTAINED


def _first(words: Iterable[Word]) -> Word:
    said = set(words)
    for decisive in (Word.APPROVED, Word.PENDING, Word.REJECTED):
        if decisive in said:
            return decisive
    return Word.STUCK


def _quorum(standing: NodeState, node: Node, words: Mapping[int, Word]) -> Word:
    approved, pending = _weight(standing, words, Word.APPROVED), _weight(standing, words, Word.PENDING)
    need = votes_needed(node, sum(standing.approvers[seat].weight for seat in words))
    if approved >= need:
        return Word.APPROVED
    return Word.PENDING if approved + pending >= need else Word.REJECTED


def votes_needed(node: Node, total: int) -> int:
    """The weighted votes that a QUORUM node of so many votes needs; at least one."""
    said = node.quorum
    if said is None or said.percent is None:
        return said.count or 1 if said is not None else 1
    return max(1, -(-total * said.percent // 100))


def _groups(standing: NodeState, node: Node, words: Mapping[int, Word]) -> Word:
    lacking = False
    for group in node.groups:
        inside = {seat: word for seat, word in words.items() if standing.groups[seat] == group.key}
        approved, pending = _weight(standing, inside, Word.APPROVED), _weight(standing, inside, Word.PENDING)
        if approved + pending < group.need:
            return Word.REJECTED if Word.REJECTED in inside.values() else Word.STUCK
        lacking = lacking or approved < group.need
    return Word.PENDING if lacking else Word.APPROVED


def _weight(standing: NodeState, words: Mapping[int, Word], word: Word) -> int:
    return sum(standing.approvers[seat].weight for seat, said in words.items() if said is word)
