"""Which entries this service reacts to: its own claimed credit codes, merged accounts, erased and merged persons and
touches, deals that open, and the ends of approval chains."""

from functools import partial

from kit.journal.entry import Entry
from kit.journal.intake import Subscription
from services.people.app.contact.change_line import take_customer_line
from services.people.app.contact.effect import take_opportunity, take_touch
from services.people.app.contact.lead import take_move
from services.people.app.container import SERVICE, People
from services.people.app.group_order import take_group_order
from services.people.app.merge import take_merge
from services.people.app.place import take_line
from services.people.app.privacy.erase import take_erasure
from services.people.app.privacy.merge_person import take_person
from services.people.app.provision_group import take_group
from services.people.app.verify import take_chain, take_claim


async def _take_person(people: People, entry: Entry) -> None:
    await take_person(people, entry)
    await take_move(people, entry)


def subscriptions(people: People) -> tuple[Subscription, ...]:
    return (
        Subscription(
            SERVICE,
            SERVICE,
            {
                "credit-code": partial(take_claim, people),
                "reporting-line": partial(take_line, people),
                "customer-line": partial(take_customer_line, people),
                "directory-group": partial(take_group, people),
                "account": partial(take_merge, people),
                "account-group": partial(take_group_order, people),
                "erasure": partial(take_erasure, people),
                "person": partial(_take_person, people),
                "contact-map": partial(take_touch, people),
            },
        ),
        Subscription(SERVICE, "opportunity", {"opportunity": partial(take_opportunity, people)}),
        Subscription(SERVICE, "approval", {"chain": partial(take_chain, people)}),
    )
