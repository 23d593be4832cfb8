"""The three servers: what they hold survives a stop and a start, and a stop leaves nothing behind."""

import os
from pathlib import Path

import aio_pika
import pytest
from temporalio.client import Client

from kit.local.port import free_ports
from kit.local.server import GIVEN, Addresses, Ports, Servers, listens, name_daemon
from kit.messaging.publisher import connect as connect_broker
from kit.mongo.client import connect, database

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(any(os.environ.get(name) for name in GIVEN.values()), reason="servers are given, not ours"),
]
QUEUE = "kept"


async def write(addresses: Addresses) -> None:
    client = connect(addresses.mongodb_url)
    await database(client, "kept")["thing"].insert_one({"_id": "one"})
    client.close()
    connection = await connect_broker(addresses.amqp_url)
    async with connection:
        channel = await connection.channel(publisher_confirms=True)
        await channel.declare_queue(QUEUE, durable=True, arguments={"x-queue-type": "quorum"}, timeout=10)
        letter = aio_pika.Message(b"kept", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(letter, QUEUE, timeout=10)
    temporal = await Client.connect(addresses.temporal_address)
    await temporal.start_workflow("Kept", id="kept", task_queue="nobody")


async def read(addresses: Addresses) -> tuple[str, bytes, str]:
    client = connect(addresses.mongodb_url)
    row = await database(client, "kept")["thing"].find_one({"_id": "one"})
    client.close()
    connection = await connect_broker(addresses.amqp_url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(QUEUE, passive=True, timeout=10)
        letter = await queue.get(timeout=10)
        await letter.ack()
    temporal = await Client.connect(addresses.temporal_address)
    kept = await temporal.get_workflow_handle("kept").describe()
    return str(row and row["_id"]), letter.body, kept.status.name if kept.status else ""


async def test_what_they_hold_survives_a_stop_and_a_start(tmp_path: Path) -> None:
    numbers = free_ports(7)
    servers = Servers(tmp_path, Ports(*numbers))
    try:
        await write(servers.start())
        assert name_daemon(numbers[4]) and not name_daemon(numbers[0])
        servers.stop()
        assert [number for number in numbers if listens(number)] == []
        assert await read(servers.start()) == ("one", b"kept", "RUNNING")
    finally:
        servers.stop()
    assert [number for number in numbers if listens(number)] == []
