"""Notices to a chat tool: one signed POST, to hosts that the operator has allowed and no other place of the network.

Signed as Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`. No redirect is followed; names are looked up and
checked when the connection is made, so that a name cannot turn to another address in between.
"""

import base64
import hashlib
import hmac
import ipaddress
import socket
import ssl
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp
import orjson
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from services.approval.app.side.port import Message
from tas.core.errors import Unavailable

PORT = 443


@dataclass(frozen=True, slots=True)
class Hook:
    """`hosts` are host or host:port; `private`: their addresses may be of the company's own network. `authority`: a
    file of certificates beside the system's."""

    url: str
    secret: str
    hosts: Collection[str]
    private: bool
    authority: str
    seconds: float


def refused(url: str, hosts: Collection[str]) -> str:
    """Why an address may not be called; "" when it may: https, an allowed host, nothing of a user in it."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
    except ValueError:
        return "malformed"
    if parts.scheme != "https":
        return "not https"
    if parts.username is not None or parts.password is not None:
        return "names a user"
    host = (parts.hostname or "").lower()
    allowed = {one.strip().lower() for one in hosts}
    if not host or (f"{host}:{port}" not in allowed and not (port == PORT and host in allowed)):
        return "host is not allowed"
    return ""


def is_public(address: str) -> bool:
    """Whether an IP address is out in the world."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_global and not (mapped or found).is_multicast)


class GuardedResolver(AbstractResolver):
    """Gives only public addresses, unless the company's own are meant."""

    def __init__(self, private: bool, inner: AbstractResolver | None = None) -> None:
        self._private = private
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        kept = [one for one in found if self._private or is_public(one["host"])]
        if not kept:
            raise OSError(f"{host} is in no public network")
        return kept

    async def close(self) -> None:
        await self._inner.close()


class HookSender:
    """Holds `app.side.port.Sender`. Raises ValueError at once for an address that may not be called."""

    def __init__(self, hook: Hook, now: Callable[[], datetime]) -> None:
        problem = refused(hook.url, hook.hosts)
        host = (urlsplit(hook.url).hostname or "") if not problem else ""
        if not problem and not hook.private and _is_address(host) and not is_public(host):
            problem = "in no public network"
        if problem:
            raise ValueError(f"TAS_WEBHOOK_URL: {problem}")
        self._hook = hook
        self._now = now
        self._ssl = ssl.create_default_context()
        if hook.authority:
            self._ssl.load_verify_locations(hook.authority)

    async def send(self, message: Message) -> str:
        body = orjson.dumps(
            {
                "type": "notice",
                "id": message.id,
                "person": message.person_id,
                "language": message.locale,
                "subject": message.subject,
                "text": message.text,
                "links": message.links,
            }
        )
        connector = aiohttp.TCPConnector(resolver=GuardedResolver(self._hook.private), ssl=self._ssl)
        timeout = aiohttp.ClientTimeout(total=self._hook.seconds)
        try:
            async with (
                aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session,
                session.post(
                    self._hook.url, data=body, headers=self._headers(message.id, body), allow_redirects=False
                ) as response,
            ):
                if 200 <= response.status < 300:
                    return ""
                raise Unavailable("WEBHOOK_UNAVAILABLE", reason=f"status {response.status}")
        except (aiohttp.ClientError, OSError, TimeoutError) as problem:
            raise Unavailable("WEBHOOK_UNAVAILABLE", reason=type(problem).__name__) from problem

    def _headers(self, id: str, body: bytes) -> dict[str, str]:
        at = str(int(self._now().timestamp()))
        return {
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{sign(self._hook.secret, id, at, body)}",
        }


def sign(secret: str, id: str, at: str, body: bytes) -> str:
    """The signature of a message, in base64."""
    signed = b".".join((id.encode(), at.encode(), body))
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
