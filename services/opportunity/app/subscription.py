"""Which entries this service reacts to: its own (`effect`), those of approval chains (`chain_outcome`) and of customers
(`customer_change`)."""

from functools import partial

from kit.journal.intake import Subscription
from services.opportunity.app.chain_outcome import apply_chain
from services.opportunity.app.container import SERVICE, Deals
from services.opportunity.app.customer_change import follow_customer
from services.opportunity.app.effect import follow


def subscriptions(deals: Deals) -> tuple[Subscription, ...]:
    own = partial(follow, deals)
    return (
        Subscription(SERVICE, SERVICE, {"scope": own, "registration": own}),
        Subscription(SERVICE, "approval", {"chain": partial(apply_chain, deals)}),
        Subscription(SERVICE, "people", {"account": partial(follow_customer, deals)}),
    )
