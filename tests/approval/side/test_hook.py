"""Webhooks over real TLS: what is sent and how it is signed; and every place that may not be called."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp.resolver import ThreadedResolver

from services.approval.adapters.side.hook import GuardedResolver, Hook, HookSender, is_public, refused
from services.approval.app.side.port import Message
from tas.core.errors import Unavailable
from tests.support.hook import Receiver, hook_receiver

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
MESSAGE = Message("ntc_1", "emp_1", "zh-CN", "等待您审批", "等待您审批\nhttps://tas.example/tasks/1", ("https://x",))


def hook(receiver: Receiver) -> Hook:
    place = f"localhost:{receiver.port}"
    return Hook(f"https://{place}/hook", "secret", (place,), True, str(receiver.authority), 5)


async def test_a_message_is_signed_and_says_who_what_and_where(tmp_path: Path) -> None:
    async with hook_receiver(tmp_path) as receiver:
        assert await HookSender(hook(receiver), lambda: NOW).send(MESSAGE) == ""
        ((headers, body),) = receiver.taken
    told = json.loads(body)
    assert (told["person"], told["text"], told["links"]) == ("emp_1", MESSAGE.text, ["https://x"])
    signed = f"ntc_1.{int(NOW.timestamp())}.".encode() + body
    expected = base64.b64encode(hmac.new(b"secret", signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}" and headers["webhook-id"] == "ntc_1"


@pytest.mark.parametrize("status", [302, 307, 400, 404, 429, 500])
async def test_anything_but_success_is_tried_again_and_no_redirect_is_followed(status: int, tmp_path: Path) -> None:
    async with hook_receiver(tmp_path) as receiver:
        receiver.status = status
        with pytest.raises(Unavailable, match="WEBHOOK_UNAVAILABLE"):
            await HookSender(hook(receiver), lambda: NOW).send(MESSAGE)
        assert len(receiver.taken) == 1


async def test_an_unknown_certificate_and_a_private_address_are_never_told(tmp_path: Path) -> None:
    async with hook_receiver(tmp_path) as receiver:
        for wrong in (replace(hook(receiver), authority=""), replace(hook(receiver), private=False)):
            with pytest.raises(Unavailable, match="WEBHOOK_UNAVAILABLE"):
                await HookSender(wrong, lambda: NOW).send(MESSAGE)
        assert receiver.taken == []


@pytest.mark.parametrize(
    "url",
    [
        "http://chat.example/hook",
        "https://other.example/hook",
        "https://chat.example:8443/hook",
        "https://chat.example@evil.example/hook",
        "https://user@chat.example/hook",
        "https://chat.example.evil.example/",
        "https://evil.example/#chat.example",
        "file:///etc/passwd",
        "gopher://chat.example/",
        "https://",
        "https://chat.example:99999/",
        "",
    ],
)
def test_an_address_that_may_not_be_called_stops_the_process(url: str) -> None:
    assert refused(url, ("chat.example",)) != ""
    with pytest.raises(ValueError, match="TAS_WEBHOOK_URL"):
        HookSender(Hook(url, "secret", ("chat.example",), True, "", 1), lambda: NOW)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1", "[::ffff:10.0.0.1]"])
def test_an_own_network_by_number_is_refused_unless_meant(host: str) -> None:
    hosts = (host.strip("[]"),)
    assert refused(f"https://{host}/", hosts) == ""
    with pytest.raises(ValueError, match="public"):
        HookSender(Hook(f"https://{host}/", "s", hosts, False, "", 1), lambda: NOW)
    HookSender(Hook(f"https://{host}/", "s", hosts, True, "", 1), lambda: NOW)


def test_allowed_ones_are_let_through_whatever_their_case() -> None:
    assert refused("https://Chat.Example/hook?key=1", (" chat.example ",)) == ""
    assert refused("https://chat.example:8443/", ("chat.example:8443",)) == ""


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("192.168.1.1", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),
     ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False), ("2606:4700::1111", True),
     ("::ffff:127.0.0.1", False)],
)  # fmt: skip
def test_which_addresses_are_out_in_the_world(address: str, public: bool) -> None:
    assert is_public(address) is public


async def test_a_name_that_turns_to_the_own_network_is_not_called() -> None:
    with pytest.raises(OSError, match="no public network"):
        await GuardedResolver(False, ThreadedResolver()).resolve("localhost", 443)
    assert await GuardedResolver(True, ThreadedResolver()).resolve("localhost", 443)
