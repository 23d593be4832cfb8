"""What every mutation on a chain answers."""

from collections.abc import Awaitable, Callable

from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.cursor import write_cursor
from kit.graphql.error import UserError, run
from services.approval.api.chain import Chain, chain_of
from services.approval.api.task import Task, task_of
from services.approval.app import authorise
from services.approval.app.act import Acted
from services.approval.app.container import SERVICE
from services.approval.app.read import Seat
from services.approval.domain.chain import CHAIN, ChainRecord
from tas.core.ids import aggregate_name


@federation.type(description="What an act on a chain came to.")
class ChainPayload:
    chain: Chain | None = federation.field(description="The chain after it.")
    task: Task | None = federation.field(description="The task that it was about.")
    errors: list[UserError] = federation.field(description="Why it was refused; empty when it was not.")
    cursor: str | None = federation.field(description="The change: a reader can wait for it.")


async def answer(info: Info, work: Callable[[], Awaitable[Acted]], task_id: str = "") -> ChainPayload:
    """Does the work; an expected refusal is data."""
    acted, errors = await run(work, info.context.locale)
    if acted is None:
        return ChainPayload(chain=None, task=None, errors=errors, cursor=None)
    record: ChainRecord = (await info.context.app.ledger.load(CHAIN, acted.chain_id)).state
    return ChainPayload(
        chain=chain_of(record) if authorise.sees(info.context.actor, record.chain) else None,
        task=_task(info, record, task_id),
        errors=[],
        cursor=write_cursor(SERVICE, aggregate_name(CHAIN.name, acted.chain_id), acted.version),
    )


def _task(info: Info, record: ChainRecord, task_id: str) -> Task | None:
    task = record.chain.tasks.get(task_id)
    seen = task is not None and authorise.sees_inside(info.context.actor, record.chain)
    return task_of(Seat(record, task)) if task is not None and seen else None
