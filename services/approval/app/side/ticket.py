"""Tickets: addresses that let whoever holds them do one thing with one attachment, for a few minutes."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tas.core.errors import Forbidden

UPLOAD, DOWNLOAD = "upload", "download"
LASTS = timedelta(minutes=10)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Ticket:
    """`act` is UPLOAD or DOWNLOAD; `until` the moment it ends at."""

    act: str
    attachment_id: str
    until: datetime


class Tickets:
    """Writes and reads them under a secret that all replicas share."""

    def __init__(self, secret: bytes, now: Callable[[], datetime]) -> None:
        self._secret = secret
        self._now = now

    def write(self, act: str, attachment_id: str) -> tuple[str, datetime]:
        """The ticket's text, safe in a URL, and when it ends."""
        until = (self._now() + LASTS).replace(microsecond=0)
        body = _encode(json.dumps([act, attachment_id, int(until.timestamp())], separators=(",", ":")).encode())
        return f"{body}.{self._seal(body)}", until

    def read(self, text: str, act: str) -> Ticket:
        """Raises Forbidden TICKET_INVALID, TICKET_EXPIRED."""
        body, _, seal = text[:LONGEST].partition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(body).encode()):
            raise Forbidden("TICKET_INVALID")
        try:
            found, attachment_id, until = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        except (ValueError, binascii.Error):
            raise Forbidden("TICKET_INVALID") from None
        if found != act:
            raise Forbidden("TICKET_INVALID")
        ticket = Ticket(act, str(attachment_id), datetime.fromtimestamp(int(until), UTC))
        if self._now() >= ticket.until:
            raise Forbidden("TICKET_EXPIRED")
        return ticket

    def _seal(self, body: str) -> str:
        return _encode(hmac.new(self._secret, body.encode("utf-8", "replace"), hashlib.sha256).digest())


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
