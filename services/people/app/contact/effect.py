"""What the contact map does because of entries: a deal that opens has its map, which follows its grade, and a touch
shows who of ours knows whom. Doing it twice changes nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from kit.journal.entry import Entry
from services.people.app.container import SELF, SERVICE, People
from services.people.domain.contact.contact_map import CONTACT_MAP, ContactMap
from services.people.domain.contact.tie import TIE, WEAKEST, Tie, tie_id_of
from tas.contracts.contact import MapGraded, MapOpened, TieRecorded, TouchRecorded
from tas.contracts.contact_term import Direction, TieKind, TieVisibility
from tas.contracts.opportunity import OpportunityGraded, OpportunityOpened
from tas.core.event import revive
from tas.core.ids import caused_command_id


class NothingNew(Exception):
    """The state says it already."""


async def take_opportunity(people: People, entry: Entry) -> None:
    """Opens the map of a deal that was opened, and lets it follow the deal's grade."""
    for index, recorded in enumerate(entry.events):
        if recorded.type == "OpportunityOpened":
            await _open(people, entry, entry.event_id(index), revive(recorded))
        elif recorded.type == "OpportunityGraded":
            await _grade(people, entry, entry.event_id(index), revive(recorded))


async def take_touch(people: People, entry: Entry) -> None:
    """Makes or freshens the ties between our people and theirs who met."""
    for index, recorded in enumerate(entry.events):
        if recorded.type == "TouchRecorded":
            touch: TouchRecorded = revive(recorded)
            for employee_id in touch.employee_ids:
                for person_id in touch.person_ids:
                    await _met(people, entry, entry.event_id(index), employee_id, person_id, people.day(touch.at))


async def _open(people: People, entry: Entry, event_id: str, opened: OpportunityOpened) -> None:
    id = opened.opportunity_id
    event = MapOpened(id, opened.account_id, id, opened.grade)

    def decide(state: ContactMap) -> Decided:
        if state.exists:
            raise NothingNew
        return Decided((event,), {})

    await _carry_out(people, CONTACT_MAP, id, caused_command_id(event_id, SERVICE, "open-map", id), entry, decide)


async def _grade(people: People, entry: Entry, event_id: str, graded: OpportunityGraded) -> None:
    """An entry even where the grade is the same: an event that left none would be taken anew when it comes late."""
    id = graded.opportunity_id

    def decide(state: ContactMap) -> Decided:
        if not state.exists:
            raise NothingNew
        return Decided((MapGraded(id, graded.grade),), {})

    await _carry_out(people, CONTACT_MAP, id, caused_command_id(event_id, SERVICE, "grade-map", id), entry, decide)


async def _met(people: People, entry: Entry, event_id: str, employee_id: str, person_id: str, day: date) -> None:
    id = tie_id_of(employee_id, person_id, TieKind.COVERED_BY_EMPLOYEE)

    def decide(state: Tie) -> Decided:
        tie = state if state.exists else _first(id, employee_id, person_id, day)
        ended = tie.valid_to is not None and tie.valid_to < day
        if state.exists and not ended and day <= tie.confirmed_on:
            raise NothingNew
        tie = replace(tie, confirmed_on=max(day, tie.confirmed_on), valid_to=None if ended else tie.valid_to)
        return Decided((_recorded(tie),), {})

    await _carry_out(people, TIE, id, caused_command_id(event_id, SERVICE, "met", id), entry, decide)


async def _carry_out(people: People, kind: Any, key: str, command_id: str, entry: Entry, decide: Any) -> None:
    try:
        await people.ledger.execute(kind, key, caused_command(SELF, command_id, entry.at), decide)
    except NothingNew:
        return


def _first(id: str, employee_id: str, person_id: str, day: date) -> Tie:
    return Tie(
        id=id,
        from_id=employee_id,
        to_id=person_id,
        kind=TieKind.COVERED_BY_EMPLOYEE,
        direction=Direction.MUTUAL,
        strength=WEAKEST,
        valid_from=day,
        confirmed_on=day,
        visibility=TieVisibility.COMPANY,
    )


def _recorded(tie: Tie) -> TieRecorded:
    return TieRecorded(
        tie_id=tie.id,
        from_id=tie.from_id,
        to_id=tie.to_id,
        kind=tie.kind,
        direction=tie.direction,
        strength=tie.strength,
        evidence_sealed=tie.evidence_sealed,
        valid_from=tie.valid_from,
        valid_to=tie.valid_to,
        confirmed_on=tie.confirmed_on,
        visibility=tie.visibility,
    )
