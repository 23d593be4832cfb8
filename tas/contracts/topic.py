"""Names on the broker and in Temporal, shared by the services and the worker."""

EXCHANGE = "tas.events"
DEAD_LETTER_EXCHANGE = "tas.dead"

SERVICES = ("opportunity", "people", "approval")

TOLD = ("registration", "chain")
"""Aggregate types of which partners are told cursors too. Their ids come from what only their filers and starters know;
a scope's key or an account's id anybody can work out from a credit code."""

CHAIN_WORKFLOW = "Chain"
PROTECTION_WORKFLOW = "Protection"
VERIFICATION_WORKFLOW = "Verification"
CHAIN_ACT = "act"
"""The chain workflow's one Update: every act on a running chain comes through it."""
TASK_QUEUE = "tas"


def routing_key(service: str, aggregate_type: str) -> str:
    return f"{service}.{aggregate_type}"


def chain_workflow_id(chain_id: str) -> str:
    return f"chain/{chain_id}"


def protection_workflow_id(registration_id: str) -> str:
    return f"protection/{registration_id}"


def verification_workflow_id(account_id: str, valid_until: str) -> str:
    """One for each verification: an account is verified again and again."""
    return f"verification/{account_id}/{valid_until}"
