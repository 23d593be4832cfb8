"""The mutation `ensureAccount`: the one account of a credit code, for services that meet a customer first."""

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.internal import internal_mutation
from kit.journal.command import user_command
from services.people.api.enumeration import Verification
from services.people.app.ensure import AccountAsked, ensure_account


@federation.input(inaccessible=True, description="Which account is meant, and whose filing it comes from.")
class EnsureAccountInput:
    command_id: str = federation.field(description="The id of this command: its retries get the first answer.")
    credit_code: str = federation.field(description="The unified social credit code.")
    legal_name: str = federation.field(description="The legal name, as given.")
    region: str | None = federation.field(default=None, description="The sales region, where known.")
    source: str = federation.field(description="Where it comes from, such as partner-filing.")


@federation.type(inaccessible=True, description="The account of a credit code.")
class EnsuredAccount:
    account_id: strawberry.ID = federation.field(description="The account.")
    legal_name: str = federation.field(description="Its legal name.")
    verification: Verification = federation.field(description="How far its evaluation is.")
    created: bool = federation.field(description="Whether this command made it.")


@strawberry.type
class Mutation:
    @internal_mutation(description="The account of a credit code, made as a draft when there is none.")
    async def ensure_account(self, info: Info, input: EnsureAccountInput) -> EnsuredAccount:
        people = info.context.app
        asked = AccountAsked(input.credit_code, input.legal_name, input.region, input.source)
        body = [input.credit_code, input.legal_name, input.region, input.source]
        command = user_command(info.context.actor, input.command_id, body, people.now())
        done = await ensure_account(people, asked, command)
        return EnsuredAccount(
            account_id=strawberry.ID(done["accountId"]),
            legal_name=done["legalName"],
            verification=Verification(done["verification"]),
            created=done["created"],
        )
