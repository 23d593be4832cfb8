"""What may be asked of the contact map. All of it is for employees, each as far as `app.contact.sight` shows."""

from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.page import After, Before, Connection, First, Last, connection
from kit.page import window
from services.people.api.contact.contact_map import ContactMap, map_of
from services.people.api.contact.customer_unit import CustomerUnit, show_unit
from services.people.api.contact.loader import sight
from services.people.api.contact.network import (
    ContactAlert,
    InfluenceShare,
    IntroductionPath,
    PersonMove,
    RelationshipHandOver,
    SingleThreadedDeal,
    show_alert,
    show_hand_over,
    show_move,
    show_path,
    show_thread,
)
from services.people.api.contact.person import Person, show_person
from services.people.api.contact.stance import StanceScale, show_scales
from services.people.api.contact.tie import Tie
from services.people.app.contact import ask
from services.people.app.contact.read import find_persons, persons_of, units_of
from services.people.app.contact.sight import require_employee

Id = Annotated[strawberry.ID, strawberry.argument(description="The global id.")]
AccountId = Annotated[strawberry.ID, strawberry.argument(description="The account.")]
Most = Annotated[int, strawberry.argument(description="At most so many answers, 1–100.")]
Since = Annotated[date, strawberry.argument(description="From this day on.")]


@strawberry.enum(description="What somebody is looked up by.")
class PersonKey(Enum):
    NAME = "name"
    MAIL = "mail"
    PHONE = "phone"


By = Annotated[PersonKey, strawberry.argument(description="What `value` is. A Chinese name is found by pinyin too.")]
Value = Annotated[str, strawberry.argument(description="The whole name, mail address or phone number.")]


@strawberry.type
class ContactQuery:
    """Inherited by the schema's `Query`."""

    @resolved_field(description="Somebody at a customer; null when there is nobody to see.")
    async def person(self, info: Info, id: Id) -> Person | None:
        return await Person.resolve_reference(info, id)

    @resolved_field(description="The people of an account, by id. For employees.")
    async def persons(
        self, info: Info, account_id: AccountId, first: First = None, last: Last = None, after: After = None,
        before: Before = None,
    ) -> Connection[Person]:  # fmt: skip
        require_employee(info.context.actor)
        seen, asked = await sight(info), window(first, last, after, before)
        return connection(persons_of(seen, account_id, asked), asked, lambda one: show_person(seen, one))

    @resolved_field(description="People by their whole name, mail or phone; details only where shown. For employees.")
    async def find_persons(self, info: Info, by: By, value: Value, first: Most = 10) -> list[Person]:
        require_employee(info.context.actor)
        seen = await sight(info)
        found = await find_persons(info.context.app, seen, by.value, value, ask.bounded(first))
        return [show_person(seen, one) for one in found]

    @resolved_field(description="A customer's unit; null when there is none to see.")
    async def customer_unit(self, info: Info, id: Id) -> CustomerUnit | None:
        return await CustomerUnit.resolve_reference(info, id)

    @resolved_field(description="The units of an account, by name. For employees.")
    async def customer_units(
        self, info: Info, account_id: AccountId, first: First = None, last: Last = None, after: After = None,
        before: Before = None,
    ) -> Connection[CustomerUnit]:  # fmt: skip
        require_employee(info.context.actor)
        seen, asked = await sight(info), window(first, last, after, before)
        return connection(units_of(seen, account_id, asked), asked, lambda one: show_unit(seen, one))

    @resolved_field(description="A tie; null when there is none to see.")
    async def tie(self, info: Info, id: Id) -> Tie | None:
        return await Tie.resolve_reference(info, id)

    @resolved_field(description="The contact map of an opportunity or account; null when there is none to see.")
    async def contact_map(self, info: Info, id: Id) -> ContactMap | None:
        return map_of(await sight(info), id)

    @resolved_field(description="What each level of each measure means.")
    async def stance_scales(self) -> list[StanceScale]:
        return show_scales()

    @resolved_field(description="The shortest ways from our people to a person, the best first. For employees.")
    async def introductions(self, info: Info, person_id: Id, first: Most = 3) -> list[IntroductionPath]:
        require_employee(info.context.actor)
        seen = await sight(info)
        ways = ask.introductions(info.context.app, seen, person_id, first)
        return [show_path(seen, one) for one in ways]

    @resolved_field(description="Who worked beside somebody at an account of the reader's circle, with no tie yet.")
    async def former_colleagues(self, info: Info, person_id: Id, first: Most = 20) -> list[Person]:
        require_employee(info.context.actor)
        seen = await sight(info)
        return [show_person(seen, one) for one in ask.former_colleagues(seen, person_id, first)]

    @resolved_field(description="Who has most influence at an account, the greatest first. For the account's circle.")
    async def influence(self, info: Info, account_id: AccountId, first: Most = 10) -> list[InfluenceShare]:
        require_employee(info.context.actor)
        seen = await sight(info)
        found = ask.influence(info.context.app, seen, account_id, first)
        return [InfluenceShare(person=show_person(seen, one), share=share) for one, share in found]

    @resolved_field(description="Deals of which fewer than three persons were touched in 60 days. For employees.")
    async def single_threaded_deals(self, info: Info, first: Most = 20) -> list[SingleThreadedDeal]:
        require_employee(info.context.actor)
        seen = await sight(info)
        return [show_thread(seen, one) for one in ask.single_threaded(seen, info.context.app.now(), first)]

    @resolved_field(description="People who went from one of our accounts to another, the latest first. For employees.")
    async def person_moves(self, info: Info, since: Since, first: Most = 20) -> list[PersonMove]:
        require_employee(info.context.actor)
        seen = await sight(info)
        return [show_move(seen, one) for one in ask.moved_since(seen, since, first)]

    @resolved_field(description="What the reader should know of accounts of their circle, the latest first.")
    async def contact_alerts(self, info: Info, since: Since, first: Most = 20) -> list[ContactAlert]:
        require_employee(info.context.actor)
        seen = await sight(info)
        return [show_alert(seen, one) for one in ask.alerts(seen, since, first)]

    @resolved_field(description="What an employee who leaves hands over: for them, those over them, ADM and audit.")
    async def relationships_to_hand_over(
        self, info: Info, employee_id: Id, first: Most = 50
    ) -> list[RelationshipHandOver]:
        require_employee(info.context.actor)
        seen = await sight(info)
        return [show_hand_over(seen, one) for one in ask.hand_over(seen, employee_id, first)]
