"""Which entries this service reacts to: filings and accounts, each of which may start a flow; its own
chains, comments and requests, which raise notices; and notices, which each channel takes."""

from functools import partial

from kit.journal.intake import Subscription
from services.approval.app.container import SERVICE, Approvals
from services.approval.app.side.subscription import subscriptions as beside
from services.approval.app.submit import submit_for_account, submit_for_registration


def subscriptions(app: Approvals) -> tuple[Subscription, ...]:
    return (
        Subscription(SERVICE, "opportunity", {"registration": partial(submit_for_registration, app.submitting)}),
        Subscription(SERVICE, "people", {"account": partial(submit_for_account, app.submitting)}),
        *beside(app.side),
    )
