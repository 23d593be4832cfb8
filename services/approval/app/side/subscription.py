"""Which entries of this service's own feed raise notices, and which each channel takes: consumers of their own."""

from functools import partial

from kit.journal.intake import Subscription
from services.approval.app.side.container import Side
from services.approval.app.side.delivering import deliver_digest, deliver_notice
from services.approval.app.side.raising import tell_of_chain, tell_of_comment, tell_of_request

OWNER = "approval"


def subscriptions(app: Side) -> tuple[Subscription, ...]:
    raising = Subscription(
        "approval-notice",
        OWNER,
        {
            "chain": partial(tell_of_chain, app),
            "comment": partial(tell_of_comment, app),
            "information-request": partial(tell_of_request, app),
        },
    )
    channels = [
        Subscription(
            f"approval-{channel.value.lower()}",
            OWNER,
            {"notice": partial(deliver_notice, app, channel), "digest": partial(deliver_digest, app, channel)},
        )
        for channel in app.senders
    ]
    return (raising, *channels)
