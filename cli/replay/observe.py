"""What came of a case: read from the API alone, and what the log says of it, in the same words.

A document's history has its owner's acts; its chain's history has who decided what in which round. Both are joined here
and put into one order by their times.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cli.replay.definition import DOCUMENT, desk_keys
from cli.replay.log import EMPLOYEE, Step, Verb
from cli.replay.shape import Shape

DRAFT, APPROVED, BACK, RETURNED, IN_REVIEW = "draft", "approved", "back with the employee", "returned", "in review"
REJECTED = "rejected for good"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`finals`: where each document ended, in the order in which they began; `steps` with who took them; `rejections`:
    how many of them are one."""

    finals: tuple[str, ...]
    steps: tuple[str, ...]
    rejections: int

    def differs(self, other: "Outcome") -> list[str]:
        """What is not the same."""
        pairs = (("final state", self.finals, other.finals), ("order of steps", self.steps, other.steps))
        found = [name for name, mine, theirs in pairs if mine != theirs]
        return found + ([] if self.rejections == other.rejections else ["number of rejections"])


def told_by_log(shape: Shape, steps: Sequence[Step]) -> Outcome:
    """What the log says: its steps, and the final state that the last step of each document is."""
    finals = tuple(f"{one.thing}: {_final(shape, one.thing, one.steps[-1])}" for one in shape.documents(steps))
    return Outcome(finals, tuple(map(str, steps)), sum(step.verb is Verb.REJECTED for step in steps))


def read_outcome(shape: Shape, roles: Mapping[str, str], drafts: Sequence[Mapping[str, Any]]) -> Outcome:
    """What the API says of a case's drafts. `roles`: employee's id → role."""
    lines = [line for draft in drafts for line in _lines(shape, roles, draft)]
    steps = [step for _, step in sorted(lines, key=lambda line: line[0])]
    finals = tuple(f"{_thing(shape, draft)}: {_standing(shape, draft)}" for draft in drafts)
    return Outcome(finals, tuple(map(str, steps)), sum(step.verb is Verb.REJECTED for step in steps))


def _final(shape: Shape, thing: str, last: Step) -> str:
    desk = shape.routes[thing].desk
    if last.verb is Verb.OTHER:
        done = desk.index(last.thing) + 1 if last.thing in desk else 0
        return f"awaits {desk[done]}" if done < len(desk) else APPROVED
    if last.verb is Verb.FINAL_APPROVED:
        return f"awaits {desk[0]}" if desk else APPROVED
    if last.verb is Verb.REJECTED:
        return BACK if last.role == EMPLOYEE else REJECTED
    return DRAFT if last.verb is Verb.SAVED else IN_REVIEW


def _standing(shape: Shape, draft: Mapping[str, Any]) -> str:
    chain = draft["chain"]
    if chain is None:
        return DRAFT if draft["status"] == "OPEN" else str(draft["status"])
    if chain["status"] == "RETURNED":
        return BACK if draft["status"] == "OPEN" else RETURNED
    if chain["status"] != "RUNNING":
        return str(chain["status"]).lower()
    desk = desk_keys(shape)
    waiting = [desk[node["key"]] for node in chain["nodes"] if node["status"] == "ACTIVE" and node["key"] in desk]
    return f"awaits {waiting[0]}" if waiting else IN_REVIEW


def _thing(shape: Shape, draft: Mapping[str, Any]) -> str:
    return str(draft["form"].get(DOCUMENT) or next(iter(shape.routes)))


def _lines(shape: Shape, roles: Mapping[str, str], draft: Mapping[str, Any]) -> Iterator[tuple[str, Step]]:
    """(when, step) of one document, in its order. Saving right before submitting is a part of submitting."""
    thing, chain, round = _thing(shape, draft), draft["chain"], 0
    history = draft["history"]
    for at, moment in enumerate(history):
        following = history[at + 1]["what"] if at + 1 < len(history) else ""
        if moment["what"] == "SUBMITTED":
            round += 1
            yield moment["at"], Step(thing, Verb.SUBMITTED, _role(roles, chain["starterId"]))
            told = [one for one in chain["history"] if one["round"] == round]
            yield from _decided(shape, thing, roles, told)
        elif moment["what"] == "REOPENED":
            yield moment["at"], Step(thing, Verb.REJECTED, _role(roles, chain["starterId"]))
        elif following != "SUBMITTED":
            yield moment["at"], Step(thing, Verb.SAVED, EMPLOYEE)


def _decided(
    shape: Shape, thing: str, roles: Mapping[str, str], told: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, Step]]:
    """The decisions of one round. The final approval is the one after which the desk is entered, or the chain ends."""
    desk = desk_keys(shape)
    for at, moment in enumerate(told):
        if moment["what"] not in ("APPROVE", "REJECT"):
            continue
        role = _role(roles, moment["whoId"])
        if moment["node"] in desk:
            yield moment["at"], Step(desk[moment["node"]], Verb.OTHER, role)
        elif moment["what"] == "REJECT":
            yield moment["at"], Step(thing, Verb.REJECTED, role)
        else:
            after = next((one for one in told[at + 1 :] if one["what"] in ("ENTERED", "APPROVED")), None)
            last = after is not None and (after["what"] == "APPROVED" or after["node"] in desk)
            yield moment["at"], Step(thing, Verb.FINAL_APPROVED if last else Verb.APPROVED, role)


def _role(roles: Mapping[str, str], id: str | None) -> str:
    return roles.get(id or "", f"somebody else ({id})")
