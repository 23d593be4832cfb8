"""Recording a customer's ties between people: who reports to whom, who influences whom, who of ours knows whom."""

from dataclasses import dataclass
from datetime import date
from secrets import token_bytes
from typing import Any

from kit.journal.command import user_command
from services.people.app.contact.change_line import change_line, complete_customer_line
from services.people.app.contact.command import Changed, answered, carry_out, private_command, tidy_text
from services.people.app.contact.record_person import seen_person
from services.people.app.contact.sight import Sight, require_employee, sight_of
from services.people.app.container import People
from services.people.domain.contact.customer_line import PERSONS, closes_circle
from services.people.domain.contact.picture import Picture, standing
from services.people.domain.contact.share import split
from services.people.domain.contact.tie import (
    ALWAYS_MUTUAL,
    ALWAYS_ONE_WAY,
    POLITICAL,
    STRONGEST,
    TIE,
    WEAKEST,
    Tie,
    tie_id_of,
)
from services.people.domain.period import Period
from services.people.domain.staff import EMPLOYEE
from tas.contracts.contact import CustomerLineChanged, TieEnded, TieRecorded
from tas.contracts.contact_term import Direction, TieKind, TieVisibility
from tas.core.actor import Actor
from tas.core.errors import Forbidden, Invalid, Missing

LONGEST_EVIDENCE = 1000


@dataclass(frozen=True, slots=True)
class TieTold:
    """A tie as somebody tells of it; `direction` counts where the kind leaves it open."""

    from_id: str
    to_id: str
    kind: TieKind
    direction: Direction
    strength: int
    evidence: str
    valid_from: date
    valid_to: date | None
    confirmed_on: date
    visibility: TieVisibility


async def record_tie(people: People, actor: Actor, command_id: str, told: TieTold) -> Changed:
    """Records a tie as it stands from now on, under the id that its ends and kind give. An employee may always tell
    whom they know themselves; all else is for the circle of each person's account and data stewards. Raises
    Missing(PERSON_UNKNOWN), Invalid(TIE_ENDS | TIE_STRENGTH | TIE_PERIOD | TIE_CIRCLE | PERSON_TEXT_INVALID),
    Forbidden(CONTACT_FORBIDDEN)."""
    require_employee(actor)
    command = private_command(people, actor, command_id, ["tie", told])
    done = await answered(people, command)
    if done:
        await complete_customer_line(people, PERSONS)
        return done
    _check(told, people.today())
    sight = await sight_of(people, actor)
    await _require_ends(people, sight, told)
    evidence = tidy_text(told.evidence, "evidence", LONGEST_EVIDENCE, "evidence")
    if told.kind is TieKind.REPORTS_TO:
        _require_line(sight.picture, told)  # refuses before anything is sealed
        line = CustomerLineChanged(await _sealed(people, told, evidence), None)
        return await change_line(people, PERSONS, command, line, lambda picture: _require_line(picture, told))
    event = await _sealed(people, told, evidence)
    return await carry_out(people, TIE, event.tie_id, command, lambda _: (event,))


async def end_tie(people: People, actor: Actor, command_id: str, tie_id: str, ended_on: date) -> Changed:
    """It does not hold beyond that day, which is no later than the day it ends anyway. Raises Missing(TIE_UNKNOWN),
    Invalid(TIE_PERIOD), Forbidden(CONTACT_FORBIDDEN)."""
    require_employee(actor)
    command = user_command(actor, command_id, ["end-tie", tie_id, ended_on.isoformat()], people.now())
    sight = await sight_of(people, actor)
    await complete_customer_line(people, PERSONS)

    def decide(tie: Tie) -> tuple[Any, ...]:
        if not sight.tie(tie):
            raise Missing("TIE_UNKNOWN", field=("tieId",), id=tie_id[:50])
        if not _may_tell(sight, tie.kind, tie.from_id, tie.person_ids):
            raise Forbidden("CONTACT_FORBIDDEN")
        if ended_on < tie.valid_from or (tie.valid_to is not None and ended_on > tie.valid_to):
            raise Invalid("TIE_PERIOD", field=("endedOn",))
        return (TieEnded(tie_id, ended_on),)

    return await carry_out(people, TIE, tie_id, command, decide)


def _require_line(picture: Picture, told: TieTold) -> None:
    """Nobody reports to themselves on any day; records of one person are that person. Raises Invalid(TIE_CIRCLE)."""

    def same(id: str) -> str:
        found = standing(picture, id)
        return found.id if found else id

    if closes_circle(picture.tie.values(), told.from_id, told.to_id, Period(told.valid_from, told.valid_to), same):
        raise Invalid("TIE_CIRCLE", field=("toId",))


async def _sealed(people: People, told: TieTold, evidence: str) -> TieRecorded:
    persons = [told.to_id] if told.kind is TieKind.COVERED_BY_EMPLOYEE else [told.from_id, told.to_id]
    shares = split(evidence, len(persons), token_bytes)
    sealed = [(await people.vault.seal(id, [("note", one)]))[0] for id, one in zip(persons, shares, strict=True)]
    direction = told.direction
    if told.kind in ALWAYS_MUTUAL or told.kind in ALWAYS_ONE_WAY:
        direction = Direction.MUTUAL if told.kind in ALWAYS_MUTUAL else Direction.ONE_WAY
    return TieRecorded(
        tie_id=tie_id_of(told.from_id, told.to_id, told.kind),
        from_id=told.from_id,
        to_id=told.to_id,
        kind=told.kind,
        direction=direction,
        strength=told.strength,
        evidence_sealed=tuple(sealed),
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        confirmed_on=told.confirmed_on,
        visibility=TieVisibility.HIDDEN_LINE if told.kind in POLITICAL else told.visibility,
    )


def _check(told: TieTold, today: date) -> None:
    if told.from_id == told.to_id:
        raise Invalid("TIE_ENDS", field=("toId",))
    if not WEAKEST <= told.strength <= STRONGEST:
        raise Invalid("TIE_STRENGTH", field=("strength",), weakest=WEAKEST, strongest=STRONGEST)
    if (told.valid_to is not None and told.valid_to < told.valid_from) or told.confirmed_on > today:
        raise Invalid("TIE_PERIOD", field=("validTo",))


async def _require_ends(people: People, sight: Sight, told: TieTold) -> None:
    covered = told.kind is TieKind.COVERED_BY_EMPLOYEE
    persons = [told.to_id] if covered else [told.from_id, told.to_id]
    if covered and not (await people.ledger.load(EMPLOYEE, told.from_id)).state.exists:
        raise Invalid("TIE_ENDS", field=("fromId",))
    found = [await seen_person(people, sight, id) for id in persons]
    if not _may_tell(sight, told.kind, told.from_id, persons, {one.id: one.account_id for one in found}):
        raise Forbidden("CONTACT_FORBIDDEN")


def _may_tell(
    sight: Sight, kind: TieKind, from_id: str, person_ids: Any, accounts: dict[str, str] | None = None
) -> bool:
    if kind is TieKind.COVERED_BY_EMPLOYEE and sight.over(from_id):
        return True
    known = accounts or {id: sight.picture.person[id].account_id for id in person_ids if id in sight.picture.person}
    return all(id in known and sight.writes_account(known[id]) for id in person_ids)
