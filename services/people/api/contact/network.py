"""Answers of the network as the graph shows them."""

from datetime import date, datetime

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from services.people.api.account import Account
from services.people.api.contact.colleague import employee_of
from services.people.api.contact.contact_map import ContactMap, show_map
from services.people.api.contact.person import Person, person_of, show_person
from services.people.api.contact.tie import Tie, show_tie, tie_of
from services.people.api.employee import Employee
from services.people.app.contact import ask
from services.people.app.contact.ask import AlertCode
from services.people.app.contact.sight import Sight
from services.people.domain.contact.lead import lead_id_of
from services.people.domain.contact.route import Introduction
from tas.core.message import message

strawberry.enum(
    AlertCode, description="CONTACT_LOST: for the old account's circle; CONTACT_ARRIVED: for the new one's."
)


@federation.type(description="A step of an introduction: a person, and the tie by which the one before knows them.")
class IntroductionStep:
    person: Person | None = federation.field(description="Who is met.")
    tie: Tie | None = federation.field(description="How the one before knows them.")


@federation.type(description="A way from one of our people to a person.")
class IntroductionPath:
    employee: Employee | None = federation.field(description="Who of us begins.")
    steps: list[IntroductionStep] = federation.field(description="Whom to go through, the person asked for last.")
    cost: float = federation.field(description="1 for a strong fresh tie up to 9 for a weak old one, summed.")


@federation.type(description="Somebody's share of the influence at their account.")
class InfluenceShare:
    person: Person = federation.field(description="Who.")
    share: float = federation.field(description="Their share; those of an account add up to 1.")


@federation.type(description="A deal that hangs by a thread.")
class SingleThreadedDeal:
    map: ContactMap = federation.field(description="Its map.")
    active: list[Person] = federation.field(description="Who was touched in the last 60 days.")


@federation.type(description="Somebody went from one of our accounts to another: a contact lost here, a lead there.")
class PersonMove:
    person: Person = federation.field(description="Who.")
    moved_on: date = federation.field(description="Their first day there.")
    state: strawberry.Private[ask.Move]

    @resolved_field(description="Where they left.")
    async def from_account(self, info: Info) -> Account | None:
        return await Account.resolve_reference(info, self.state.from_account_id)

    @resolved_field(description="Where they went.")
    async def to_account(self, info: Info) -> Account | None:
        return await Account.resolve_reference(info, self.state.to_account_id)


@federation.type(description="Something that the circle of an account should know.")
class ContactAlert:
    code: AlertCode = federation.field(description="What it is.")
    day: date = federation.field(description="Since when.")
    person: Person | None = federation.field(description="Who; null when they are not the reader's to see any more.")
    lead_id: strawberry.ID | None = federation.field(description="The lead that it suggests.")
    state: strawberry.Private[ask.Alert]
    seen: strawberry.Private[Sight]

    @resolved_field(description="Why, in the language of the request.")
    def reason(self, info: Info) -> str:
        accounts = self.seen.picture.account
        names = {
            slot: found.legal_name if (found := accounts.get(id)) else ""
            for slot, id in (("account", self.state.account_id), ("other", self.state.other_account_id))
        }
        return message(self.state.code.value, {**names, "day": str(self.day)}, info.context.locale)

    @resolved_field(description="Whose circle it is told to.")
    async def account(self, info: Info) -> Account | None:
        return await Account.resolve_reference(info, self.state.account_id)


@federation.type(description="A relationship that an employee leaves behind.")
class RelationshipHandOver:
    person: Person = federation.field(description="With whom.")
    tie: Tie | None = federation.field(description="How strong it is.")
    maps: list[ContactMap] = federation.field(description="The maps it counts in.")
    last_touch_at: datetime | None = federation.field(description="When the two met last.")
    others: list[Employee] = federation.field(description="Who else of us knows the person.")


def show_path(sight: Sight, way: Introduction) -> IntroductionPath:
    employee, *persons = way.ids
    steps = [
        IntroductionStep(person=person_of(sight, id), tie=tie_of(sight, tie))
        for id, tie in zip(persons, way.tie_ids, strict=True)
    ]
    return IntroductionPath(employee=employee_of(sight, employee), steps=steps, cost=way.cost)


def show_thread(sight: Sight, thread: ask.Thread) -> SingleThreadedDeal:
    active = [one for id in thread.active if (one := person_of(sight, id)) is not None]
    return SingleThreadedDeal(map=show_map(sight, thread.map), active=active)


def show_move(sight: Sight, move: ask.Move) -> PersonMove:
    return PersonMove(person=show_person(sight, move.person), moved_on=move.moved_on, state=move)


def show_alert(sight: Sight, alert: ask.Alert) -> ContactAlert:
    move = alert.move
    lead = lead_id_of(move.person.id, move.to_account_id, move.moved_on)
    return ContactAlert(
        code=alert.code,
        day=move.moved_on,
        person=person_of(sight, move.person.id),
        lead_id=strawberry.ID(lead) if alert.code is AlertCode.CONTACT_ARRIVED else None,
        state=alert,
        seen=sight,
    )


def show_hand_over(sight: Sight, one: ask.HandOver) -> RelationshipHandOver:
    return RelationshipHandOver(
        person=show_person(sight, one.person),
        tie=show_tie(sight, one.tie) if one.tie else None,
        maps=[show_map(sight, sight.picture.map[id]) for id in one.map_ids],
        last_touch_at=one.last_touch_at,
        others=[found for id in one.others if (found := employee_of(sight, id)) is not None],
    )
