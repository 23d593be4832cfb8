"""What goes on beside a chain through the gateway of a whole suite: a real mail server, a real receiver of webhooks, a
file up and down; and a mail server that refuses holds nothing but mail."""

import hashlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from services.people.domain.name import employee_id_of
from tests.support.client import GraphClient
from tests.support.hook import Receiver, hook_receiver
from tests.support.mail import Mailbox, mail_server
from tests.support.stage import CHANNEL_MANAGER, Stage, filing, fresh_code, running_stage
from tests.support.wait import until

pytestmark = pytest.mark.e2e
SECONDS = 60.0
CHOOSE = (
    """mutation($input: ChooseNoticesInput!) { chooseNotices(input: $input) { choices { quiet } errors { code } } }"""
)
NOTICES = """{ notices(first: 50) { nodes { id kind title taskId chain { id registration { id } }
  deliveries { channel sent reason } } } unreadNotices { count more } }"""
COMMENT = "mutation($input: CommentChainInput!) { commentChain(input: $input) { comment { id } errors { code } } }"
ANNOUNCE = """mutation($input: AnnounceAttachmentInput!) { announceAttachment(input: $input) {
  attachment { id upload { path } } errors { code } } }"""
FILES = "query($id: ID!) { attachments(chainId: $id, first: 5) { nodes { name status download { path } } } }"


@dataclass(slots=True)
class World:
    stage: Stage
    box: Mailbox
    receiver: Receiver


@pytest.fixture(scope="module")
async def world() -> AsyncIterator[World]:
    """A suite of its own that knows both channels; the channel manager wants to be told at any hour."""
    with tempfile.TemporaryDirectory(prefix="tas-beside-", ignore_cleanup_errors=True) as folder:
        async with mail_server() as box, hook_receiver(Path(folder)) as receiver:
            place = f"localhost:{receiver.port}"
            env = {
                "TAS_SMTP_HOST": "127.0.0.1", "TAS_SMTP_PORT": str(box.port), "TAS_SMTP_TLS": "none",
                "TAS_MAIL_DOMAIN": "tas.example", "TAS_MAIL_FROM": "TAS <tas@tas.example>",
                "TAS_PUBLIC_URL": "https://tas.example", "TAS_WEBHOOK_URL": f"https://{place}/hook",
                "TAS_WEBHOOK_HOSTS": place, "TAS_WEBHOOK_SECRET": "secret", "TAS_WEBHOOK_PRIVATE": "true",
                "TAS_WEBHOOK_AUTHORITY_FILE": str(receiver.authority), "TAS_NOTICE_SECONDS": "1",
            }  # fmt: skip
            async with running_stage(Path(folder) / "stage", env) as stage:
                channel = await stage.employee()
                choices = {"commandId": str(uuid4()), "locale": "zh-CN", "quiet": False}
                assert (await channel.data(CHOOSE, {"input": choices}))["chooseNotices"]["errors"] == []
                yield World(stage, box, receiver)


async def opened(world: World, channel: GraphClient) -> dict[str, Any]:
    """A new registration's task as the channel manager is told of it."""
    partner = await world.stage.partner()
    filed = await partner.file(str(uuid4()), filing(fresh_code()))
    registration = filed["registration"]["id"]

    async def look() -> dict[str, Any] | None:
        found = (await channel.data(NOTICES))["notices"]["nodes"]
        mine = (one for one in found if (one["chain"]["registration"] or {}).get("id") == registration)
        return next((one for one in mine if one["kind"] == "TASK_OPENED"), None)

    found: dict[str, Any] = await until(look, SECONDS, "a notice")
    return found


async def test_a_task_is_told_in_the_product_by_mail_and_in_the_chat(world: World) -> None:
    channel = await world.stage.employee()
    notice = await opened(world, channel)
    await until(lambda: letters(world, notice) and told(world, notice), SECONDS, "both channels")
    (letter,) = letters(world, notice)
    assert letter[0] == ["chen.mei@tas.example"] and "等待您审批" in letter[1]["Subject"]
    assert f"https://tas.example/tasks/{notice['taskId']}" in letter[1].get_content()
    (body,) = told(world, notice)
    assert body["person"] == employee_id_of(CHANNEL_MANAGER) and body["links"] == [
        f"https://tas.example/tasks/{notice['taskId']}"
    ]

    async def noted() -> bool:
        found = (await channel.data(NOTICES))["notices"]["nodes"]
        mine = next(one for one in found if one["id"] == notice["id"])
        return [one["sent"] for one in mine["deliveries"]] == [True, True]

    await until(noted, SECONDS, "both noted")
    assert not [one for one in await world.stage.scene.entries() if "@tas.example" in str(one.events)]


async def test_a_mail_server_that_refuses_holds_nothing_but_mail(world: World) -> None:
    channel, scene = await world.stage.employee(), world.stage.scene
    world.box.answer = "451 try later"
    notice = await opened(world, channel)
    await until(lambda: told(world, notice), SECONDS, "the chat tool")
    payload = await channel.decide(str(uuid4()), notice["taskId"], "APPROVE", "Looks right to me")
    assert payload["errors"] == [] and payload["chain"]["status"] == "APPROVED"

    async def parked() -> list[str]:
        return [one for one in await scene.parked() if one.startswith("approval-mail<approval notice/")]

    await until(parked, SECONDS, "an operator sees it")
    assert letters(world, notice) == []
    world.box.answer = ""

    async def through() -> bool:
        return len(letters(world, notice)) == 1 and not await parked()

    await until(through, SECONDS, "mail goes on by itself")


async def test_a_file_and_a_comment_beside_a_chain_through_the_gateway(world: World) -> None:
    channel, session, url = await world.stage.employee(), world.stage.session, world.stage.url
    chain = (await opened(world, channel))["chain"]["id"]
    data = b"a,b\n1,2\n" * 40_000
    described = {"name": "报价.csv", "mediaType": "text/csv", "size": len(data)}
    told_ = {"commandId": str(uuid4()), "chainId": chain, "sha256": hashlib.sha256(data).hexdigest(), **described}
    made = (await channel.data(ANNOUNCE, {"input": told_}))["announceAttachment"]
    assert made["errors"] == []
    async with session.put(url + made["attachment"]["upload"]["path"], data=data) as answer:
        assert answer.status == 201, await answer.text()
    (file,) = (await channel.data(FILES, {"id": chain}))["attachments"]["nodes"]
    assert (file["name"], file["status"]) == ("报价.csv", "STORED")
    async with session.get(url + file["download"]["path"]) as answer:
        assert (answer.status, await answer.read()) == (200, data)
    said = {"commandId": str(uuid4()), "chainId": chain, "text": "请看附件"}
    assert (await channel.data(COMMENT, {"input": said}))["commentChain"]["errors"] == []
    partner = await world.stage.partner()
    hidden = await partner.ask(FILES, {"id": chain})
    assert hidden["errors"][0]["extensions"]["code"] == "CHAIN_UNKNOWN"


def letters(world: World, notice: dict[str, Any]) -> list[Any]:
    return [one for one in world.box.letters if one[1]["Message-ID"].startswith(f"<{notice['id']}@")]


def told(world: World, notice: dict[str, Any]) -> list[dict[str, Any]]:
    bodies = [orjson.loads(body) for _, body in world.receiver.taken]
    return [body for body in bodies if body["id"] == notice["id"]]
