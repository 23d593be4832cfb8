"""The mutations on accounts, each from a file of its own."""

import strawberry

from kit.graphql.field import mutation_field
from services.people.api.describe_account import describe_account
from services.people.api.merge_accounts import merge_accounts
from services.people.api.note_account_website import note_account_website
from services.people.api.record_account_evidence import record_account_evidence
from services.people.api.request_account_change import request_account_change


@strawberry.type
class AccountMutation:
    """Inherited by the schema's `Mutation`."""

    request_account_change = mutation_field(
        description="Asks for a change of core fields of a verified account; flow TAS 1-3 decides it."
    )(request_account_change)
    describe_account = mutation_field(description="Says what core fields of an account are that was never verified.")(
        describe_account
    )
    note_account_website = mutation_field(description="Notes an account's website.")(note_account_website)
    record_account_evidence = mutation_field(
        description="Records what the next approved evaluation of an account rests on. For data stewards."
    )(record_account_evidence)
    merge_accounts = mutation_field(
        description="Merges an account into another one: its id names that one from then on. For data stewards."
    )(merge_accounts)
