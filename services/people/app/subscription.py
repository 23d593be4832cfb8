"""Which entries this service reacts to: its own claimed credit codes, placed reporting lines and merged accounts, and the
ends of approval chains."""

from functools import partial

from kit.journal.intake import Subscription
from services.people.app.container import SERVICE, People
from services.people.app.merge import take_merge
from services.people.app.place import take_line
from services.people.app.verify import take_chain, take_claim


def subscriptions(people: People) -> tuple[Subscription, ...]:
    return (
        Subscription(
            SERVICE,
            SERVICE,
            {
                "credit-code": partial(take_claim, people),
                "reporting-line": partial(take_line, people),
                "account": partial(take_merge, people),
            },
        ),
        Subscription(SERVICE, "approval", {"chain": partial(take_chain, people)}),
    )
