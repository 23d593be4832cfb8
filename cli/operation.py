"""`tas ops`: what operators see of consumers that could not go on, and how they set them going again.

A parked aggregate waits for its consumer's next turn, which a replay grants from the first try on. A dead letter is a
message that nobody could read or take; a replay hands it to its queue again.
"""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Annotated, Any, TypeVar

import aio_pika
import typer
from rich.table import Table

from cli.complaint import complaint
from cli.home import console, home
from kit.journal.intake import LOT, replay
from kit.journal.port import Parked
from kit.messaging.publisher import CONNECT_SECONDS, PUBLISH_SECONDS
from kit.messaging.publisher import connect as connect_broker
from kit.mongo.client import connect, database
from kit.mongo.position import MongoPositions
from kit.settings import SERVICES, Settings
from tas.core.errors import Missing, TasError

app = typer.Typer(help="Parked aggregates and dead letters: what consumers could not go on with.", no_args_is_help=True)
CONSUMERS = (*SERVICES, "workflows")
"""Who consumes; the owners are the services. Not every pair is bound."""
DEAD = ".dead"
Answer = TypeVar("Answer")
FAILURES = (TasError, TimeoutError, OSError, aio_pika.exceptions.AMQPError)


@app.command("parked")
def parked() -> None:
    """List every aggregate that a consumer could not go on with, and why."""
    rows = _run(all_parked(home().settings()))
    table = Table("consumer", "aggregate", "version", "tries", "reason")
    for row in rows:
        table.add_row(row.consumer, row.aggregate, str(row.version), str(row.attempts), row.reason)
    console.print(table if rows else "nothing is parked")


@app.command("replay")
def replay_parked(
    consumer: Annotated[str, typer.Argument(help="as `tas ops parked` shows it, such as 'approval<opportunity'")],
    aggregate: Annotated[str, typer.Argument(help="as `tas ops parked` shows it")],
) -> None:
    """Let the consumer try a parked aggregate again, from the first try on."""
    if not _run(replay_one(home().settings(), consumer, aggregate)):
        console.print(f"tas ops: {consumer} has not parked {aggregate}", markup=False)
        raise typer.Exit(1)
    console.print(f"{consumer} tries {aggregate} at its next turn", markup=False)


@app.command("dead")
def dead() -> None:
    """Count the dead letters of every queue."""
    table = Table("queue", "dead letters")
    for queue, count in _run(count_dead(home().settings().amqp_url.get_secret_value())).items():
        table.add_row(queue, str(count))
    console.print(table)


@app.command("redeliver")
def redeliver(
    queue: Annotated[str, typer.Argument(help="as `tas ops dead` shows it, such as approval.opportunity")],
) -> None:
    """Hand every dead letter of a queue to that queue again."""
    count = _run(replay_dead(home().settings().amqp_url.get_secret_value(), queue))
    console.print(f"{count} handed to {queue} again")


async def all_parked(settings: Settings) -> Sequence[Parked]:
    """Of all consumers, at most `LOT` of each pair."""
    found: list[Parked] = []
    for name in CONSUMERS:
        positions = _positions(settings, name)
        for owner in SERVICES:
            found += await positions.parked(f"{name}<{owner}", LOT)
    return found


async def replay_one(settings: Settings, consumer: str, aggregate: str) -> bool:
    """False when it is not parked. Raises Unavailable."""
    name = consumer.split("<")[0]
    if name not in CONSUMERS:
        return False
    positions = _positions(settings, name)
    waiting = [one for one in await positions.parked(consumer, LOT) if one.aggregate == aggregate]
    for one in waiting:
        await replay(positions, one)
    return bool(waiting)


async def count_dead(amqp_url: str) -> dict[str, int]:
    """Queue → messages in its dead-letter queue; pairs that nobody declared are left out."""
    connection = await connect_broker(amqp_url)
    found = {}
    async with connection:
        for queue in (f"{name}.{owner}" for name in CONSUMERS for owner in SERVICES):
            # A passive declaration of what is not there closes its channel: each has one of its own.
            channel = await connection.channel()
            try:
                declared = await channel.declare_queue(queue + DEAD, passive=True, timeout=CONNECT_SECONDS)
                found[queue] = declared.declaration_result.message_count or 0
            except aio_pika.exceptions.ChannelNotFoundEntity:
                continue
    return found


async def replay_dead(amqp_url: str, queue: str) -> int:
    """Publishes each dead letter to the queue, confirmed, and only then takes it from the dead. Those that come back
    meanwhile wait for the next replay. Raises Missing(QUEUE_UNKNOWN)."""
    connection = await connect_broker(amqp_url)
    async with connection:
        channel = await connection.channel(publisher_confirms=True)
        try:
            dead_queue = await channel.declare_queue(queue + DEAD, passive=True, timeout=CONNECT_SECONDS)
        except aio_pika.exceptions.ChannelNotFoundEntity:
            raise Missing("QUEUE_UNKNOWN", queue=queue) from None
        count = dead_queue.declaration_result.message_count or 0
        for done in range(count):
            letter = await dead_queue.get(fail=False, timeout=CONNECT_SECONDS)
            if letter is None:
                return done
            again = aio_pika.Message(
                letter.body,
                content_type=letter.content_type,
                message_id=letter.message_id,
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            )
            await channel.default_exchange.publish(again, queue, mandatory=True, timeout=PUBLISH_SECONDS)
            await letter.ack()
        return count


def _positions(settings: Settings, name: str) -> MongoPositions:
    client = connect(settings.mongodb_url.get_secret_value())
    return MongoPositions(database(client, settings.database(name)))


def _run(work: Coroutine[Any, Any, Answer]) -> Answer:
    logging.getLogger("aiormq").addHandler(logging.NullHandler())  # it would say on its own what is said below
    try:
        return asyncio.run(work)
    except FAILURES as problem:
        console.print(f"tas ops: {complaint(problem)}", markup=False)
        raise typer.Exit(2) from None
