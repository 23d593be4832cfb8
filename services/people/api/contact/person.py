"""Somebody at a customer as the graph shows them. Only the id is never null: other subgraphs refer to people whom this
reader may not see."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Optional

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.people.api.account import Account
from services.people.api.contact.enumeration import Adaptability, Confidentiality, Orientation, PersonStatus
from services.people.api.contact.loader import opened, opened_one, sight
from services.people.app.contact.read import ties_of
from services.people.app.contact.sight import Sight
from services.people.domain.contact import person as domain
from services.people.domain.contact.picture import standing

if TYPE_CHECKING:
    from services.people.api.contact.customer_unit import CustomerUnit
    from services.people.api.contact.tie import Tie

UnitRef = Annotated["CustomerUnit", strawberry.lazy("services.people.api.contact.customer_unit")]
TieRef = Annotated["Tie", strawberry.lazy("services.people.api.contact.tie")]


@federation.type(description="A time for which somebody worked somewhere.")
class PersonEmployment:
    began_on: date | None = federation.field(description="The first day, where known.")
    ended_on: date | None = federation.field(description="The last day; null while it goes on or when not known.")
    state: strawberry.Private[domain.Employment]
    person_id: strawberry.Private[str]

    @resolved_field(description="The employer, where it is an account of ours.")
    async def account(self, info: Info) -> Account | None:
        return await Account.resolve_reference(info, self.state.account_id)

    @resolved_field(description="The employer by name, where it is none.")
    async def employer(self, info: Info) -> str | None:
        return await opened_one(info, self.person_id, "note", self.state.employer_sealed)

    @resolved_field(description="What they were there.")
    async def title(self, info: Info) -> str | None:
        return await opened_one(info, self.person_id, "note", self.state.title_sealed)


@federation.type(keys=["id"], description="Somebody at a customer. Never shown to partners.")
class Person(Node):
    level: int | None = federation.field(description="How far below the top they are, 1 being the top.")
    orientation: Orientation | None = federation.field(description="What they decide by.")
    adaptability: Adaptability | None = federation.field(description="How they take to what is new.")
    confidentiality: Confidentiality | None = federation.field(description="For whom it is that they are known.")
    status: PersonStatus | None = federation.field(description="Whether they work at their account.")
    details_shown: bool | None = federation.field(description="Whether contact details are shown to this reader.")
    state: strawberry.Private[domain.Person]
    seen: strawberry.Private[Sight]

    @resolved_field(description="Their name.")
    async def name(self, info: Info) -> str | None:
        return await opened_one(info, self.state.id, "name", self.state.name_sealed)

    @resolved_field(description="What they are at their account.")
    async def title(self, info: Info) -> str | None:
        return await opened_one(info, self.state.id, "note", self.state.title_sealed)

    @resolved_field(description="The account they work at, or worked at last.")
    async def account(self, info: Info) -> Account | None:
        return await Account.resolve_reference(info, self.state.account_id)

    @resolved_field(description="The unit they work in there.")
    async def customer_unit(self, info: Info) -> UnitRef | None:
        from services.people.api.contact.customer_unit import CustomerUnit

        return await CustomerUnit.resolve_reference(info, self.state.customer_unit_id)

    @resolved_field(description="Mail addresses; null where this reader is not shown them.")
    async def mails(self, info: Info) -> list[str] | None:
        return await self._details(info, self._sealed("mail"))

    @resolved_field(description="Phone numbers; null where this reader is not shown them.")
    async def phones(self, info: Info) -> list[str] | None:
        return await self._details(info, self._sealed("phone"))

    @resolved_field(description="Their birthday; null where this reader is not shown it.")
    async def birthday(self, info: Info) -> date | None:
        sealed = [(one.id, "birthday", one.birthday_sealed) for one in self._records() if one.birthday_sealed]
        found = await self._details(info, sealed)
        return date.fromisoformat(found[0]) if found else None

    @resolved_field(description="Where they worked, in the order in which it became known; null as for mails.")
    async def employment(self) -> list[PersonEmployment] | None:
        if not self.details_shown:
            return None
        return [
            PersonEmployment(began_on=one.began_on, ended_on=one.ended_on, state=one, person_id=self.state.id)
            for one in self.state.employment
        ]

    @resolved_field(description="The ties that hold today, as far as this reader sees them.")
    async def ties(self) -> list[TieRef] | None:
        from services.people.api.contact.tie import show_tie

        return [show_tie(self.seen, one) for one in ties_of(self.seen, self.state.id, self.seen.day)]

    def _records(self) -> list[domain.Person]:
        """This record and those merged into it, of accounts whose hidden line is this reader's to see."""
        others = (self.seen.picture.person.get(id) for id in self.state.absorbed)
        return [self.state, *(one for one in others if one is not None and self.seen.account(one.account_id))]

    def _sealed(self, field: str) -> list[tuple[str, str, str]]:
        """Every mail or phone, as it is kept."""
        kept = ((one.id, one.mails_sealed if field == "mail" else one.phones_sealed) for one in self._records())
        return [(id, field, text) for id, texts in kept for text in texts]

    async def _details(self, info: Info, sealed: list[tuple[str, str, str]]) -> list[str] | None:
        if not self.details_shown:
            return None
        return list(dict.fromkeys(one for one in await opened(info, sealed) if one is not None))

    @classmethod
    async def resolve_reference(cls, info: Info, id: object) -> Optional["Person"]:
        """The person whom another subgraph refers to, or None."""
        return person_of(await sight(info), id)


def person_of(sight: Sight, id: object) -> Person | None:
    """The person, or the one that stands for a merged record, as far as the reader sees them; no further query."""
    found = standing(sight.picture, id) if isinstance(id, str) else None
    return show_person(sight, found) if found and sight.person(found) else None


def show_person(sight: Sight, state: domain.Person) -> Person:
    """A visible person as a GraphQL object."""
    return Person(
        id=strawberry.ID(state.id),
        level=state.level,
        orientation=state.orientation,
        adaptability=state.adaptability,
        confidentiality=state.confidentiality,
        status=state.status,
        details_shown=sight.details(state),
        state=state,
        seen=sight,
    )
