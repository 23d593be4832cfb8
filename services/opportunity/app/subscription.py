"""Which entries this service reacts to: its own (`effect`) and those of approval chains (`chain_outcome`)."""

from functools import partial

from kit.journal.intake import Subscription
from services.opportunity.app.chain_outcome import apply_chain
from services.opportunity.app.container import SERVICE, Deals
from services.opportunity.app.effect import follow


def subscriptions(deals: Deals) -> tuple[Subscription, ...]:
    own = partial(follow, deals)
    return (
        Subscription(SERVICE, SERVICE, {"scope": own, "registration": own}),
        Subscription(SERVICE, "approval", {"chain": partial(apply_chain, deals)}),
    )
