"""Mail over a real server: what a letter holds, whom it goes to, and which refusals are tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from kit.local.port import free_ports
from services.approval.adapters.side.mail import MailSender, MailServer
from services.approval.app.side.port import Message
from tas.core.errors import Unavailable
from tests.support.mail import mail_server

WHO = "emp_" + "c" * 32
MESSAGE = Message(
    "ntc_1", WHO, "zh-CN", "E类商机报备流程:等待您审批", "请处理\nhttps://tas.example/tasks/tsk_1", ("https://x",)
)


@dataclass
class FakeAddresses:
    known: dict[str, str] = field(default_factory=lambda: {WHO: "chen.mei@tas.example"})

    async def of(self, person_ids: Sequence[str]) -> Mapping[str, str]:
        return {id: self.known[id] for id in person_ids if id in self.known}


def sender(port: int, addresses: FakeAddresses | None = None) -> MailSender:
    server = MailServer("127.0.0.1", port, "none", "", "", "TAS 流程 <tas@tas.example>", 5)
    return MailSender(server, addresses or FakeAddresses())


async def test_a_letter_arrives_in_its_language_under_the_notice_s_id() -> None:
    async with mail_server() as box:
        assert await sender(box.port).send(MESSAGE) == ""
        ((to, letter),) = box.letters
    assert to == ["chen.mei@tas.example"]
    assert (letter["Subject"], letter["Message-ID"]) == (MESSAGE.subject, "<ntc_1@tas.example>")
    assert letter["Content-Language"] == "zh-CN" and letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().split() == MESSAGE.text.split()


async def test_who_has_no_address_is_not_written_to() -> None:
    async with mail_server() as box:
        assert await sender(box.port, FakeAddresses({})).send(MESSAGE) == "NO_ADDRESS"
        assert box.letters == []


async def test_an_address_refused_for_good_is_none_and_for_now_is_tried_again() -> None:
    async with mail_server() as box:
        box.recipient = "550 no such mailbox"
        assert await sender(box.port).send(MESSAGE) == "NO_ADDRESS"
        box.recipient = "450 mailbox busy"
        with pytest.raises(Unavailable, match="MAIL_UNAVAILABLE"):
            await sender(box.port).send(MESSAGE)


async def test_a_server_that_refuses_or_is_away_is_tried_again() -> None:
    async with mail_server() as box:
        box.answer = "451 try later"
        with pytest.raises(Unavailable, match="MAIL_UNAVAILABLE"):
            await sender(box.port).send(MESSAGE)
    (port,) = free_ports(1)
    with pytest.raises(Unavailable, match="MAIL_UNAVAILABLE"):
        await sender(port).send(MESSAGE)


async def test_nobody_writes_further_headers_through_a_title() -> None:
    async with mail_server() as box:
        with pytest.raises(ValueError, match=r"newline|linefeed"):
            await sender(box.port).send(Message("ntc_1", WHO, "en", "a\r\nBcc: x@y.z", "text", ()))
        assert box.letters == []
