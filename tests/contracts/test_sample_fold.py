"""Every committed sample, of old versions too, is folded by the aggregates of the services: a state moves by it.

An event that moves nothing where nothing was before is named here; whatever else moves nothing was forgotten by a fold.
"""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import pytest

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Draft
from kit.journal.seal import seal
from services.approval import main as approval
from services.opportunity import main as opportunity
from services.people import main as people
from tas.core.actor import service
from tas.core.event import revive
from tests.contracts.test_sample import committed, read
from tests.support.people import NOW

ENTRY = seal(Draft("test/x", 1, "k", "d", (), {}, service("test"), None, NOW), "")
SERVICES: Mapping[str, ModuleType] = {"people": people, "opportunity": opportunity, "approval": approval}
NOTHING_TO_END = frozenset(
    [
        "AbsenceSettled",
        "AccountChangeClosed",
        "AwayEnded",
        "DealRoleEnded",
        "DecisionTakenBack",
        "DefinitionPublished",
        "EmployeeLeft",
        "GroupChangeDropped",
        "MapMemberRemoved",
        "NodeClosed",
        "OpportunityGraded",
        "PersonReleased",
        "PersonUnmerged",
        "PostEnded",
        "ScopeReleased",
        "SignersAdded",
        "StanceSeconded",
        "TaskClosed",
        "TaskDecided",
        "TaskEscalated",
        "TaskExtended",
        "TaskMoved",
        "TaskUrged",
        "TimerPassed",
    ]
)
"""Ends, answers and take-backs of what is not there: their own tests fold them over what they end."""
OF_A_DEFINITION = frozenset({"FlowSubmitted", "NodeChecked", "NodeEntered"})
"""They name nodes of a whole definition, which a sample does not hold: tests/chain and the committed history of a
workflow fold them."""
FOLDED = sorted(sample for sample in committed() if sample[0] not in OF_A_DEFINITION)


def kinds() -> Sequence[AggregateType[Any]]:
    return [kind for module in SERVICES.values() for kind in module.KINDS]


def moves(event: object) -> bool:
    """Whether any aggregate is another one by it, from where nothing was before, than by an event that says nothing."""
    return any(
        kind.evolve(kind.initial("x"), event, ENTRY) != kind.evolve(kind.initial("x"), object(), ENTRY)
        for kind in kinds()
    )


@pytest.mark.parametrize("sample", FOLDED, ids=lambda sample: f"{sample[0]}.v{sample[1]}")
def test_a_sample_is_folded(sample: tuple[str, int]) -> None:
    assert moves(revive(read(sample))) == (sample[0] not in NOTHING_TO_END)


def test_an_event_of_nobody_is_found() -> None:
    assert not moves(object())
