"""Everybody at once, by id: persons, ties and maps with our own employees, units, deal teams and the accounts they work
for. What is told of many (networks, circles, hand-overs) is computed from it. Nothing in it is readable personal data
of a customer's people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kit.journal.aggregate import AggregateType
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.contact.contact_map import ContactMap
from services.people.domain.contact.customer_unit import CustomerUnit
from services.people.domain.contact.person import Person
from services.people.domain.contact.tie import POLITICAL, Tie
from services.people.domain.deal_team import DealTeam
from services.people.domain.period import all_on
from services.people.domain.staff import EMPLOYEE, UNIT, Employee, Unit
from tas.contracts.contact_term import Confidentiality, TieVisibility

HIGHEST = 20
"""How far a line is followed; a circle ends here."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`revision` changes whenever anything in it does."""

    revision: int = 0
    person: Mapping[str, Person] = field(default_factory=dict)
    customer_unit: Mapping[str, CustomerUnit] = field(default_factory=dict)
    tie: Mapping[str, Tie] = field(default_factory=dict)
    map: Mapping[str, ContactMap] = field(default_factory=dict)
    employee: Mapping[str, Employee] = field(default_factory=dict)
    unit: Mapping[str, Unit] = field(default_factory=dict)
    team: Mapping[str, DealTeam] = field(default_factory=dict)
    account: Mapping[str, Account] = field(default_factory=dict)

    def part(self, kind: AggregateType[Any]) -> Mapping[str, Any] | None:
        """What it has of a kind of aggregate that others than the contact map show too; None for others."""
        return {EMPLOYEE.name: self.employee, UNIT.name: self.unit, ACCOUNT.name: self.account}.get(kind.name)


def line_over(picture: Picture, employee_id: str, day: date) -> frozenset[str]:
    """Everybody who stands over an employee on the day: their line heads, and the heads of their unit and of those
    above it. Never the employee."""
    over: set[str] = set()
    current: str | None = employee_id
    for _ in range(HIGHEST):
        employee = picture.employee.get(current or "")
        if employee is None:
            break
        standing = employee.on(day)
        over |= _heads(picture, standing.unit_id, day)
        current = standing.head_employee_id
        if current is None or current in over:
            over |= {current} if current else set()
            break
        over.add(current)
    return frozenset(over - {employee_id})


def _heads(picture: Picture, unit_id: str | None, day: date) -> set[str]:
    heads: set[str] = set()
    for _ in range(HIGHEST):
        unit = picture.unit.get(unit_id or "")
        if unit is None:
            break
        standing = unit.on(day)
        heads |= set(standing.head_employee_ids)
        unit_id = standing.parent_unit_id
    return heads


def team_of(picture: Picture, opportunity_id: str, day: date) -> frozenset[str]:
    """Who has a role in the deal on the day."""
    team = picture.team.get(opportunity_id)
    return frozenset(one.employee_id for one in all_on(team.members, day)) if team else frozenset()


def owner_of(picture: Picture, account_id: str) -> frozenset[str]:
    """The account's owner, as a set of one or none."""
    account = picture.account.get(account_id)
    return frozenset({account.owner_employee_id} - {None}) if account else frozenset()  # type: ignore[arg-type]


def standing(picture: Picture, person_id: str) -> Person | None:
    """The record that stands for a person: of a merged one the one that it was merged into."""
    person = picture.person.get(person_id)
    return picture.person.get(person.merged_into) if person and person.merged_into else person


def open_to_company(picture: Picture, tie: Tie) -> bool:
    """Whether any employee may know of the tie: it is no judgement, and nobody in it is restricted."""
    if tie.visibility is not TieVisibility.COMPANY or tie.kind in POLITICAL:
        return False
    people = [picture.person.get(id) for id in tie.person_ids]
    return all(one is not None and one.confidentiality is Confidentiality.NORMAL for one in people)
