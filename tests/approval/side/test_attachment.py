"""Files: announced, put with a ticket, looked at, given out with a ticket; each refusal, and who may."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from services.approval.api.side.file import add_files
from services.approval.app.side.ticket import DOWNLOAD, UPLOAD
from tas.core.actor import ANONYMOUS, Actor
from tests.support.asking import AM, CHM, MDS, OTHER_PARTNER, Graph
from tests.support.filing import PARTNER

DATA = b"%PDF-1.7 the contract"
FIELDS = "attachment { id name status chainId upload { path method } download { path } } errors { code field }"
ANNOUNCE = f"mutation($input: AnnounceAttachmentInput!) {{ done: announceAttachment(input: $input) {{ {FIELDS} }} }}"
PLACE = f"mutation($input: PlaceAttachmentInput!) {{ done: placeAttachment(input: $input) {{ {FIELDS} }} }}"
LIST = "query($id: ID!) { attachments(chainId: $id, first: 10) { nodes { id status download { path } } } }"


def described(data: bytes = DATA, **more: Any) -> dict[str, Any]:
    told = {"name": "合同.pdf", "mediaType": "application/pdf", "size": len(data)}
    return {**told, "sha256": hashlib.sha256(data).hexdigest(), **more}


async def do(graph: Graph, actor: Actor, mutation: str, **input: Any) -> dict[str, Any]:
    given = {"commandId": str(uuid4()), **input}
    done: dict[str, Any] = (await graph.data(actor, mutation, {"input": given}))["done"]
    return done


async def call(graph: Graph, method: str, path: str, data: bytes | None = None) -> Response:
    web = FastAPI()
    add_files(web, graph.app.side)
    async with AsyncClient(transport=ASGITransport(app=web), base_url="http://here") as client:
        return await client.request(method, path, content=data, headers={"accept-language": "en"})


async def stored(graph: Graph, actor: Actor = CHM, **more: Any) -> dict[str, Any]:
    """An attachment whose bytes are here."""
    announced = (await do(graph, actor, ANNOUNCE, **described(), **more))["attachment"]
    answer = await call(graph, "PUT", announced["upload"]["path"], DATA)
    assert answer.status_code == 201, answer.text
    return dict(announced)


async def test_a_file_is_announced_put_and_fetched_with_its_name() -> None:
    graph = Graph()
    chain, _ = await graph.chain()
    announced = await stored(graph, chainId=chain)
    assert (announced["status"], announced["download"]) == ("EXPECTED", None)
    (found,) = (await graph.data(MDS, LIST, {"id": chain}))["attachments"]["nodes"]
    answer = await call(graph, "GET", found["download"]["path"])
    assert (answer.content, answer.headers["content-type"]) == (DATA, "application/pdf")
    assert answer.headers["content-disposition"].endswith("%E5%90%88%E5%90%8C.pdf")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = await call(graph, "PUT", announced["upload"]["path"], DATA)
    assert again.status_code == 201, "the same bytes may come again"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": "../etc/passwd"}, "ATTACHMENT_NAME"),
        ({"name": " "}, "ATTACHMENT_NAME"),
        ({"name": "a\u202efdp.exe"}, "ATTACHMENT_NAME"),
        ({"name": "x" * 201}, "ATTACHMENT_NAME"),
        ({"mediaType": "text/html"}, "ATTACHMENT_TYPE"),
        ({"mediaType": "image/svg+xml"}, "ATTACHMENT_TYPE"),
        ({"size": 0}, "ATTACHMENT_SIZE"),
        ({"size": 20_000_001}, "ATTACHMENT_SIZE"),
        ({"sha256": "AB" * 32}, "ATTACHMENT_HASH"),
        ({"chainId": "chn_" + "9" * 32}, "CHAIN_UNKNOWN"),
    ],
)
async def test_what_is_not_taken_is_refused_before_any_byte(more: dict[str, Any], code: str) -> None:
    graph = Graph()
    done = await do(graph, CHM, ANNOUNCE, **described(**more))
    assert (done["attachment"], done["errors"][0]["code"]) == (None, code)


async def test_other_bytes_than_announced_are_refused_and_malware_is_never_kept() -> None:
    graph = Graph()
    announced = (await do(graph, CHM, ANNOUNCE, **described()))["attachment"]
    for data in (DATA + b"!", DATA[:-1] + b"!", b""):
        answer = await call(graph, "PUT", announced["upload"]["path"], data)
        assert (answer.status_code, answer.json()["code"]) == (422, "ATTACHMENT_OTHER")
    virus = b"virus in it"
    bad = (await do(graph, CHM, ANNOUNCE, **described(virus)))["attachment"]
    for _ in range(2):
        answer = await call(graph, "PUT", bad["upload"]["path"], virus)
        assert (answer.status_code, answer.json()["code"]) == (409, "ATTACHMENT_REFUSED")
    assert graph.bench.beside.objects.kept == {}


async def test_without_its_scanner_nothing_is_taken_and_it_may_be_tried_again() -> None:
    graph = Graph()
    announced = (await do(graph, CHM, ANNOUNCE, **described()))["attachment"]
    graph.bench.beside.scanner.away = True
    answer = await call(graph, "PUT", announced["upload"]["path"], DATA)
    assert (answer.status_code, graph.bench.beside.objects.kept) == (503, {})
    graph.bench.beside.scanner.away = False
    assert (await call(graph, "PUT", announced["upload"]["path"], DATA)).status_code == 201


async def test_a_ticket_is_for_one_act_one_file_and_some_minutes() -> None:
    graph = Graph()
    announced = await stored(graph)
    tickets = graph.app.side.tickets
    upload = announced["upload"]["path"].rpartition("/")[2]
    download, until = tickets.write(DOWNLOAD, announced["id"])
    assert (await call(graph, "GET", f"/files/{download}")).status_code == 200
    body, _, seal = download.partition(".")
    other = tickets.write(DOWNLOAD, "att_" + "9" * 32)[0].partition(".")[0]
    for wrong in (upload, f"{body}.{seal[:-2]}AA", f"{other}.{seal}", "x", f"{body}.", f".{seal}", "a.é"):
        answer = await call(graph, "GET", f"/files/{wrong}")
        assert (answer.status_code, answer.json()["code"]) == (403, "TICKET_INVALID"), wrong
    assert (await call(graph, "PUT", f"/files/{download}", DATA)).status_code == 403
    graph.bench.clock.move(until - graph.bench.clock.at - timedelta(seconds=1))
    assert (await call(graph, "GET", f"/files/{download}")).status_code == 200
    graph.bench.clock.move(timedelta(seconds=1))
    late = await call(graph, "GET", f"/files/{download}")
    assert (late.status_code, late.json()["code"]) == (403, "TICKET_EXPIRED")
    assert tickets.read(tickets.write(UPLOAD, "att_1")[0], UPLOAD).attachment_id == "att_1"


async def test_who_may_fetch_what() -> None:
    graph = Graph()
    chain, _ = await graph.chain()
    mine = await stored(graph, PARTNER)
    placed = (await do(graph, PARTNER, PLACE, attachmentId=mine["id"], chainId=chain))["attachment"]
    assert placed["chainId"] == chain and placed["download"] is not None
    (seen,) = (await graph.data(CHM, LIST, {"id": chain}))["attachments"]["nodes"]
    assert seen["download"] is not None
    for actor in (PARTNER, OTHER_PARTNER, AM, ANONYMOUS):
        answer = await graph.ask(actor, LIST, {"id": chain})
        assert answer["errors"][0]["extensions"]["code"] == "CHAIN_UNKNOWN"


async def test_only_an_own_file_is_placed_once_and_where_one_sees() -> None:
    graph = Graph()
    chain, _ = await graph.chain()
    other, _ = await graph.chain(2)
    mine = await stored(graph, PARTNER)
    assert (await do(graph, CHM, PLACE, attachmentId=mine["id"], chainId=chain))["errors"][0]["code"] == (
        "ATTACHMENT_UNKNOWN"
    )
    foreign = await stored(graph, replace(AM))
    assert (await do(graph, AM, PLACE, attachmentId=foreign["id"], chainId=chain))["errors"][0]["code"] == (
        "CHAIN_UNKNOWN"
    )
    command = str(uuid4())
    for _ in range(2):
        done = await do(graph, PARTNER, PLACE, commandId=command, attachmentId=mine["id"], chainId=chain)
        assert done["errors"] == []
    again = await do(graph, PARTNER, PLACE, attachmentId=mine["id"], chainId=other)
    assert again["errors"][0]["code"] == "ATTACHMENT_PLACED"
    refused = await do(graph, ANONYMOUS, ANNOUNCE, **described())
    assert refused["errors"][0]["code"] == "UPLOAD_NOT_YOURS"
