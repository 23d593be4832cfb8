"""Which entries the worker takes, and from whom."""

from kit.journal.intake import Subscription
from workflows.consumer.chain import ChainStarting
from workflows.consumer.port import ChainJournal, Runs
from workflows.consumer.protection import ProtectionArming
from workflows.consumer.verification import VerificationArming

NAME = "workflows"


def subscriptions(journal: ChainJournal, runs: Runs, zone: str) -> tuple[Subscription, ...]:
    """`zone`: where the company's days end."""
    return (
        Subscription(NAME, "approval", {"chain": ChainStarting(journal, runs).follow}),
        Subscription(NAME, "opportunity", {"registration": ProtectionArming(runs).follow}),
        Subscription(NAME, "people", {"account": VerificationArming(runs, zone).follow}),
    )
