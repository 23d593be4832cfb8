"""A contact map as the graph shows it, to its circle only: decision chain, scores, path, health, findings, touches."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.page import After, Before, Connection, First, Last, connection
from kit.page import window
from services.people.api.account import Account
from services.people.api.contact.enumeration import FindingCode, Health, Measure
from services.people.api.contact.member import ChainMember, show_member
from services.people.api.contact.person import Person, person_of
from services.people.api.contact.stance import StanceAssessment, show_assessment
from services.people.api.contact.touch import Touch, show_touch
from services.people.app.contact.read import access_of, gone_of, touches_of
from services.people.app.contact.sight import Sight
from services.people.domain.contact import contact_map as domain
from services.people.domain.contact.coaching import Finding, findings, health
from services.people.domain.contact.stance import chain_score, coverage, scores_of, what_if
from tas.contracts import contact
from tas.core.errors import Missing
from tas.core.message import message

PersonId = Annotated[strawberry.ID, strawberry.argument(description="A person of the decision chain.")]
OneMeasure = Annotated[Measure, strawberry.argument(description="Which measure rises.")]
Rise = Annotated[int, strawberry.argument(description="By how many levels; negative to fall. Levels stay within 0–5.")]


@federation.type(description="A step on the customer's way to a decision.")
class ApprovalStep:
    body: str = federation.field(description="Who decides there, as they call it.")
    expected_on: date = federation.field(description="The day on which it is expected.")
    done_on: date | None = federation.field(description="The day on which it was done.")
    state: strawberry.Private[contact.ApprovalStep]
    seen: strawberry.Private[Sight]

    @resolved_field(description="The person of the chain who decides it.")
    async def person(self) -> Person | None:
        return person_of(self.seen, self.state.person_id)


@federation.type(description="Something that a coach would point out.")
class CoachingFinding:
    code: FindingCode = federation.field(description="What it is.")
    state: strawberry.Private[Finding]
    seen: strawberry.Private[Sight]

    @resolved_field(description="Why, in the language of the request.")
    def reason(self, info: Info) -> str:
        return message(self.state.code.value, self.state.params, info.context.locale)

    @resolved_field(description="Whom it is about.")
    async def persons(self) -> list[Person]:
        return [one for id in self.state.person_ids if (one := person_of(self.seen, id)) is not None]


@federation.type(description="The chain's score as it is, and as it would be.")
class ScoreShift:
    level: int = federation.field(description="The level that the person would stand at.")
    person_score: int = federation.field(description="The person's score then, 0–100.")
    before: Decimal = federation.field(description="The chain's score now, 0–100.")
    after: Decimal = federation.field(description="The chain's score then, 0–100.")
    shift: Decimal = federation.field(description="By how much it moves.")


@federation.type(description="Who decides in a deal, or at an account whatever the deal, and how they stand to us.")
class ContactMap:
    id: strawberry.ID = federation.field(description="The id of the opportunity, or of the account.")
    grade: str | None = federation.field(description="The deal's grade.")
    state: strawberry.Private[domain.ContactMap]
    seen: strawberry.Private[Sight]

    @resolved_field(description="The account.")
    async def account(self, info: Info) -> Account | None:
        return await Account.resolve_reference(info, self.state.account_id)

    @resolved_field(description="The decision chain.")
    async def members(self, info: Info) -> list[ChainMember]:
        now = info.context.app.now()
        shown = [show_member(self.seen, self.state, one, now) for one in self.state.members]
        return [one for one in shown if one is not None]

    @resolved_field(description="The customer's way to a decision, in order.")
    async def approval_path(self) -> list[ApprovalStep]:
        return [
            ApprovalStep(body=one.body, expected_on=one.expected_on, done_on=one.done_on, state=one, seen=self.seen)
            for one in self.state.path
        ]

    @resolved_field(description="The decision chain's score, 0–100; null for nobody. Who is unknown counts 0.")
    async def score(self, info: Info) -> Decimal | None:
        return chain_score(self.state.members, scores_of(self.state, info.context.app.now()))

    @resolved_field(description="The share of key players with a score above 0, in percent; null without any.")
    async def coverage_percent(self, info: Info) -> int | None:
        return coverage(self.state.members, scores_of(self.state, info.context.app.now()))

    @resolved_field(description="The map's colour.")
    async def health(self) -> Health:
        return health(self.state.members, gone_of(self.seen, self.state))

    @resolved_field(description="What a coach would point out.")
    async def findings(self, info: Info) -> list[CoachingFinding]:
        access = access_of(self.seen, self.state, self.seen.day)
        found = findings(self.state, info.context.app.now(), access, gone_of(self.seen, self.state))
        return [CoachingFinding(code=one.code, state=one, seen=self.seen) for one in found]

    @resolved_field(description="What becomes of the chain's score when one person's level changes.")
    async def what_if(self, info: Info, person_id: PersonId, measure: OneMeasure, rise: Rise = 1) -> ScoreShift:
        seen = person_of(self.seen, person_id)
        found = what_if(self.state, person_id, measure, rise, info.context.app.now()) if seen else None
        if found is None:
            raise Missing("MEMBER_UNKNOWN", field=("personId",), id=str(person_id)[:50])
        return ScoreShift(
            level=found.level,
            person_score=found.person_score,
            before=found.before,
            after=found.after,
            shift=found.after - found.before,
        )

    @resolved_field(description="Assessments that wait for a second assessor.")
    async def pending(self) -> list[StanceAssessment]:
        return [show_assessment(self.seen, one) for one in self.state.assessments if not one.counts]

    @resolved_field(description="The touches, by time.")
    async def touches(
        self, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[Touch]:
        asked = window(first, last, after, before)
        return connection(touches_of(self.state, asked), asked, lambda one: show_touch(self.seen, one))


def map_of(sight: Sight, id: object) -> ContactMap | None:
    """The map of an opportunity or account, if the reader sees it; no further query."""
    found = sight.picture.map.get(id) if isinstance(id, str) else None
    return show_map(sight, found) if found and sight.map(found) else None


def show_map(sight: Sight, state: domain.ContactMap) -> ContactMap:
    """A visible map as a GraphQL object."""
    return ContactMap(id=strawberry.ID(state.id), grade=state.grade, state=state, seen=sight)
