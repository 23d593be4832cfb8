"""The mutation `requestAccountChange`: asks for a change of core fields, which flow TAS 1-3 decides."""

from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.cursor import write_cursor
from kit.graphql.error import UserError
from kit.journal.aggregate import Committed
from kit.journal.command import Command
from services.people.api.account import Account
from services.people.api.account_payload import CoreValueInput, answer, wanted
from services.people.api.enumeration import ChangeReason
from services.people.app.container import People
from services.people.app.request_change import request_change
from services.people.domain.account_change import ChangeAsked
from tas.core.codec import to_json
from tas.core.ids import aggregate_name, caused_id, entry_id, event_id


@strawberry.input(description="A change of core fields of a verified account.")
class RequestAccountChangeInput:
    command_id: str = strawberry.field(description="A UUID that the client makes; sent again, it gets the same answer.")
    account_id: strawberry.ID = strawberry.field(description="The account.")
    changes: list[CoreValueInput] = strawberry.field(description="The fields with their new values.")
    reason: ChangeReason = strawberry.field(description="Why.")
    evidence: list[str] = strawberry.field(default_factory=list, description="What it rests on, at most 20 items.")
    effective_on: date = strawberry.field(description="The day from which it is to hold.")
    comment: str = strawberry.field(default="", description="What is to be said with it.")


@federation.type(description="What became of a requested change.")
class RequestAccountChangePayload:
    account: Account | None = federation.field(description="The account, with its open changes.")
    chain_id: strawberry.ID | None = federation.field(description="The chain of flow TAS 1-3 that decides it.")
    errors: list[UserError] = federation.field(description="Why it was refused; empty when it was not.")
    cursor: str | None = federation.field(description="The chain's start: a query after it finds the chain.")


async def request_account_change(
    info: Info, input: Annotated[RequestAccountChangeInput, strawberry.argument(description="The change.")]
) -> RequestAccountChangePayload:
    """Resolves the mutation. The chain's id follows from the request's entry, so it is told before it runs."""
    asked = ChangeAsked(wanted(input.changes), input.reason, tuple(input.evidence), input.effective_on, input.comment)
    account_id = str(input.account_id)
    body = ["requestAccountChange", account_id, to_json(asked)]
    entry: list[str] = []

    async def work(people: People, command: Command) -> Committed[Any]:
        done = await request_change(people, command, account_id, asked)
        entry.append(entry_id(done.aggregate, done.version))
        return done

    payload = await answer(info, input.command_id, body, work)
    if not entry:
        return RequestAccountChangePayload(account=None, chain_id=None, errors=payload.errors, cursor=None)
    chain = caused_id("chain", event_id(entry[0], 0), "submit-TAS_1_3")
    return RequestAccountChangePayload(
        account=payload.account,
        chain_id=strawberry.ID(chain),
        errors=[],
        cursor=write_cursor("approval", aggregate_name("chain", chain), 1),
    )
