"""The gateway's door of attachments against a real approval side over HTTP: carried byte for byte within its limit."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI

from kit.local.port import free_ports
from services.approval.api.side.file import add_files
from services.approval.app.side.attachment import announce
from services.approval.app.side.ticket import DOWNLOAD, UPLOAD
from services.gateway.api.file import LARGEST, FileDoor
from services.gateway.api.rate import RateLimit
from tests.support.asking import CHM, Graph
from tests.support.host import serving

DATA = bytes(range(256)) * 4000


@asynccontextmanager
async def doors(graph: Graph, rate: RateLimit | None = None) -> AsyncIterator[str]:
    """The gateway's address; its first replica takes no connection."""
    approval, gateway = FastAPI(), FastAPI()
    add_files(approval, graph.app.side)
    async with serving(approval) as url:
        (dead,) = free_ports(1)
        door = FileDoor((f"http://127.0.0.1:{dead}", url), rate)
        door.add_to(gateway)
        async with serving(gateway) as address:
            yield address
        await door.close()


async def ticket(graph: Graph, act: str = UPLOAD, data: bytes = DATA) -> str:
    digest, command = hashlib.sha256(data).hexdigest(), "00000000-0000-4000-8000-000000000001"
    made = await announce(graph.app.side, CHM, command, None, "a.zip", "application/zip", len(data), digest)
    return f"/files/{graph.app.side.tickets.write(act, made.id)[0]}"


async def test_a_file_goes_up_and_comes_back_byte_for_byte() -> None:
    graph = Graph()
    async with doors(graph) as url, aiohttp.ClientSession() as client:
        async with client.put(url + await ticket(graph), data=DATA) as answer:
            assert answer.status == 201, await answer.text()
        async with client.get(url + await ticket(graph, DOWNLOAD)) as answer:
            assert (answer.status, await answer.read()) == (200, DATA)
            assert answer.headers["content-disposition"].startswith("attachment")
            assert answer.headers["x-content-type-options"] == "nosniff"
        async with client.get(f"{url}/files/wrong") as answer:
            assert (answer.status, (await answer.json(content_type=None))["code"]) == (403, "TICKET_INVALID")


async def test_an_upload_says_its_length_and_keeps_the_limit() -> None:
    graph = Graph()
    async with doors(graph) as url, aiohttp.ClientSession() as client:

        async def pieces() -> AsyncIterator[bytes]:
            yield DATA

        async with client.put(url + await ticket(graph), data=pieces()) as answer:
            assert (answer.status, (await answer.json(content_type=None))["code"]) == (422, "FILE_LENGTH_REQUIRED")
        too_long = {"content-length": str(LARGEST + 1)}
        async with client.put(url + await ticket(graph), data=b"x", headers=too_long) as answer:
            assert (answer.status, (await answer.json(content_type=None))["code"]) == (413, "BODY_TOO_LARGE")
    assert graph.bench.beside.objects.kept == {}


async def test_who_asks_too_often_and_a_service_that_is_away_are_told() -> None:
    graph = Graph()
    async with doors(graph, RateLimit(1)) as url, aiohttp.ClientSession() as client:
        for status in (403, 429):
            async with client.get(f"{url}/files/wrong") as answer:
                assert answer.status == status
    (dead,) = free_ports(1)
    gateway, door = FastAPI(), FileDoor((f"http://127.0.0.1:{dead}",))
    door.add_to(gateway)
    async with serving(gateway) as url, aiohttp.ClientSession() as client, client.get(f"{url}/files/x") as answer:
        assert (answer.status, (await answer.json(content_type=None))["code"]) == (503, "SUBGRAPH_UNAVAILABLE")
    await door.close()
