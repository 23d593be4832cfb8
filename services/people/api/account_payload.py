"""What every mutation on an account answers, and reading what they all carry."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.cursor import write_cursor
from kit.graphql.error import UserError, run
from kit.journal.aggregate import Committed
from kit.journal.command import Command, user_command
from services.people.api.account import Account, show_account
from services.people.app.access import visible
from services.people.app.access_staff import require_serving
from services.people.app.account import load_account
from services.people.app.container import SERVICE, People
from services.people.domain.account_change import Wanted
from tas.contracts.account import CoreField
from tas.core.errors import Invalid

Work = Callable[[People, Command], Awaitable[Committed[Any]]]


@federation.type(description="What became of an account.")
class AccountPayload:
    account: Account | None = federation.field(description="The account after it.")
    errors: list[UserError] = federation.field(description="Why it was refused; empty when it was not.")
    cursor: str | None = federation.field(description="The change.")


@strawberry.input(description="A core field and the value that is to stand in it.")
class CoreValueInput:
    field: CoreField = strawberry.field(description="The field.")
    value: str | None = strawberry.field(
        default=None,
        description="The value as text: an id for PARENT and OWNER, true or false for BLACKLIST; null for none.",
    )


def wanted(values: list[CoreValueInput]) -> tuple[Wanted, ...]:
    """The values as the domain reads them."""
    return tuple(Wanted(one.field, one.value) for one in values)


async def answer(info: Info, command_id: str, body: Any, work: Work) -> AccountPayload:
    """Does the work under the caller's command; an expected refusal is data."""
    people, actor = info.context.app, info.context.actor

    async def run_once() -> Committed[Any]:
        await require_serving(people, actor)
        return await work(people, read_command(info, command_id, body))

    done, errors = await run(run_once, info.context.locale)
    if done is None:
        return AccountPayload(account=None, errors=errors, cursor=None)
    account = visible(actor, await load_account(people, str(done.answer["accountId"])))
    return AccountPayload(
        account=show_account(info, account) if account else None,
        errors=[],
        cursor=write_cursor(SERVICE, done.aggregate, done.version),
    )


def read_command(info: Info, command_id: str, body: Any) -> Command:
    """The command under the actor's own key. Raises Invalid(COMMAND_ID_INVALID)."""
    try:
        unique = str(UUID(command_id))
    except ValueError:
        raise Invalid("COMMAND_ID_INVALID", field=("commandId",)) from None
    return user_command(info.context.actor, unique, body, info.context.app.now())
