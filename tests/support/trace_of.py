"""Looks for words wherever the running suite may have left them: every row of every database as raw bytes, everything
that went through the broker, every Temporal history, every log and file of every process."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aio_pika
import bson
from temporalio.client import Client as Temporal

from kit.messaging.publisher import connect as connect_broker
from kit.messaging.publisher import declare_exchange
from kit.mongo.client import connect

Found = Mapping[str, tuple[str, ...]]
"""Where (`store people_journal`, `broker`, `temporal`, `log people.log` …) → the words that were found there."""


@dataclass(slots=True)
class Places:
    """The bytes of each place."""

    bytes_of: dict[str, bytes] = field(default_factory=dict)

    def add(self, place: str, content: bytes) -> None:
        self.bytes_of[place] = self.bytes_of.get(place, b"") + b"\n" + content

    def holding(self, words: Iterable[str]) -> Found:
        """The places that hold any of the words, as UTF-8 or with escapes as in JSON."""
        forms = {word: (word.encode(), json.dumps(word)[1:-1].encode()) for word in words}
        found = {
            place: tuple(word for word, written in forms.items() if any(one in content for one in written))
            for place, content in self.bytes_of.items()
        }
        return {place: words for place, words in found.items() if words}


@asynccontextmanager
async def overheard(amqp_url: str) -> AsyncIterator[list[bytes]]:
    """The bodies of all messages that pass meanwhile, in a queue of its own bound to every key."""
    heard: list[bytes] = []
    connection = await connect_broker(amqp_url)
    async with connection:
        channel = await connection.channel()
        assert isinstance(channel, aio_pika.RobustChannel)
        exchange = await declare_exchange(channel)
        queue = await channel.declare_queue(exclusive=True, auto_delete=True)
        await queue.bind(exchange, "#")

        async def hear(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            heard.append(message.body + repr(message.headers).encode())
            await message.ack()

        await queue.consume(hear)
        yield heard


async def read_stores(places: Places, mongodb_url: str, prefix: str) -> None:
    """Every row of every collection of the databases with this prefix."""
    client = connect(mongodb_url)
    for name in await client.list_database_names():
        if not name.startswith(prefix):
            continue
        for collection in await client[name].list_collection_names():
            async for row in client[name][collection].find({}):
                places.add(f"store {name}.{collection}", bson.encode(row))
    client.close()


async def read_histories(places: Places, temporal: Temporal) -> None:
    """Every event of every run that Temporal knows, and what its lists show of it."""
    async for run in temporal.list_workflows():
        history = await temporal.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
        for one in history.events:
            places.add("temporal", one.SerializeToString())
        places.add("temporal", f"{run.id} {dict(run.search_attributes)} {await run.memo()}".encode())


async def read_files(places: Places, folder: Path) -> None:
    """Every file under the folder, but for keys."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "keys" not in path.parts:
            places.add(f"file {path.relative_to(folder)}", await asyncio.to_thread(path.read_bytes))
