"""Which entries this service reacts to: filings and accounts, each of which may start a flow or change what running
chains are about; deals whose customer changes; people who are away or leave while they hold seats; its own chains,
comments and requests, which raise notices; and notices, which each channel takes."""

from functools import partial

from kit.journal.entry import Entry
from kit.journal.intake import Subscription
from services.approval.app.absence import follow_absence
from services.approval.app.container import SERVICE, Approvals
from services.approval.app.side.subscription import subscriptions as beside
from services.approval.app.subject_change import note_subject
from services.approval.app.submit import submit_for_account, submit_for_registration


def subscriptions(app: Approvals) -> tuple[Subscription, ...]:
    note = partial(note_subject, app.ledger, app.chains)

    async def registration(entry: Entry) -> None:
        await submit_for_registration(app.submitting, entry)
        await note(entry)

    async def account(entry: Entry) -> None:
        await submit_for_account(app.submitting, entry)
        await note(entry)

    return (
        Subscription(SERVICE, "opportunity", {"registration": registration, "opportunity": note}),
        Subscription(SERVICE, "people", {"account": account, "employee": partial(follow_absence, app.acting)}),
        *beside(app.side),
    )
