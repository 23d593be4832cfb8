"""Who sees what of the contact map. Everything about customers' people goes through here: root fields, lists, entities,
networks, sums. What may not be seen is absent, exactly as what does not exist.

| | employee | circle of the account | circle of the deal | AUD | partner, service, nobody |
|---|---|---|---|---|---|
| a person's name, title, place | yes | yes | yes | yes | no |
| a RESTRICTED person, at all | no | yes | yes | yes | no |
| contact details | no | yes | yes | yes | no |
| ties open to the company | yes | yes | yes | yes | no |
| hidden-line ties | no | yes | yes | yes | no |
| an account's own map | no | yes | yes | yes | no |
| a deal's map: chain, scores, touches, path, findings | no | owner and line | yes | yes | no |

The circle of a deal is its team, the account's owner, and the lines over them; that of an account the owner, the teams
of all its deals, and the lines over them. Who was erased, or merged into another record, is seen by none.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from services.people.app.container import People
from services.people.domain.contact.contact_map import ContactMap
from services.people.domain.contact.customer_unit import CustomerUnit
from services.people.domain.contact.person import Person
from services.people.domain.contact.picture import Picture, line_over, open_to_company, owner_of, team_of
from services.people.domain.contact.tie import Tie
from tas.contracts.contact_term import Confidentiality
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Forbidden, Unauthenticated

AUDIT = "AUD"
STEWARD = "MDS"
"""Who keeps customers' data may record persons and units at any account; that opens no hidden line."""


class Sight:
    """What one actor sees, by one picture on one day. Answers are kept: a sight is for one request."""

    def __init__(self, picture: Picture, actor: Actor, day: date) -> None:
        self.picture = picture
        self.actor = actor
        self.day = day
        self.employee = actor.kind is ActorKind.EMPLOYEE and _serves(picture, actor.id, day)
        self.all = self.employee and actor.holds(AUDIT)
        self._under: dict[str, bool] = {}
        self._accounts: dict[str, bool] = {}
        self._deals: dict[str, list[str]] = defaultdict(list)
        for one in picture.map.values():
            if one.opportunity_id is not None:
                self._deals[one.account_id].append(one.opportunity_id)

    def account(self, account_id: str) -> bool:
        """Whether the account's hidden line is the actor's to see."""
        if account_id not in self._accounts:
            self._accounts[account_id] = self.all or self._circle(account_id)
        return self._accounts[account_id]

    def map(self, map: ContactMap) -> bool:
        """Whether the map, all of it, is."""
        if not map.exists or not self.employee:
            return False
        if map.opportunity_id is None:
            return self.account(map.account_id)
        own = team_of(self.picture, map.opportunity_id, self.day) | owner_of(self.picture, map.account_id)
        return self.all or self._any_under(own)

    def person(self, person: Person) -> bool:
        """Whether the person is: their name, title and place."""
        if not person.stands or not self.employee:
            return False
        return person.confidentiality is Confidentiality.NORMAL or self.account(person.account_id)

    def details(self, person: Person) -> bool:
        """Whether the person's contact details are."""
        return self.person(person) and self.account(person.account_id)

    def unit(self, unit: CustomerUnit) -> bool:
        return unit.exists and self.employee

    def tie(self, tie: Tie) -> bool:
        """Whether the tie is: of a hidden-line tie, to the circle of each account that its people work for."""
        if not tie.exists or not self.employee:
            return False
        if open_to_company(self.picture, tie):
            return True
        people = [self.picture.person.get(id) for id in tie.person_ids]
        return all(one is not None and self.account(one.account_id) for one in people)

    def writes_map(self, map: ContactMap) -> bool:
        """Whether the actor may put something on the map; audit only reads."""
        return self.map(map) and not self._reads_only(map)

    def writes_account(self, account_id: str) -> bool:
        """Whether the actor may change the account's persons, units and ties."""
        return self.employee and (self.actor.holds(STEWARD) or self._circle(account_id))

    def over(self, employee_id: str) -> bool:
        """Whether the actor is the employee or stands over them."""
        return self.employee and self._is_under(employee_id)

    def _reads_only(self, map: ContactMap) -> bool:
        if map.opportunity_id is None:
            return not self._circle(map.account_id)
        own = team_of(self.picture, map.opportunity_id, self.day) | owner_of(self.picture, map.account_id)
        return not self._any_under(own)

    def _circle(self, account_id: str) -> bool:
        if not self.employee:
            return False
        teams = [team_of(self.picture, id, self.day) for id in self._deals.get(account_id, ())]
        return self._any_under(owner_of(self.picture, account_id).union(*teams))

    def _any_under(self, employee_ids: Iterable[str]) -> bool:
        return any(self._is_under(id) for id in employee_ids)

    def _is_under(self, employee_id: str) -> bool:
        """Whether the actor is this employee, or stands over them."""
        if employee_id not in self._under:
            over = line_over(self.picture, employee_id, self.day)
            self._under[employee_id] = self.actor.id == employee_id or self.actor.id in over
        return self._under[employee_id]


def _serves(picture: Picture, employee_id: str, day: date) -> bool:
    """Not for one who has left, though their access token lives for a while."""
    employee = picture.employee.get(employee_id)
    return employee is None or not employee.exists or employee.on(day).active


async def sight_of(people: People, actor: Actor) -> Sight:
    """What the actor sees now. Raises Unavailable."""
    return Sight(await people.mirror.read(), actor, people.today())


def require_employee(actor: Actor) -> None:
    """Raises Unauthenticated(TOKEN_REQUIRED) or Forbidden(CONTACT_FORBIDDEN)."""
    if actor.kind is ActorKind.ANONYMOUS:
        raise Unauthenticated("TOKEN_REQUIRED")
    if actor.kind is not ActorKind.EMPLOYEE:
        raise Forbidden("CONTACT_FORBIDDEN")
