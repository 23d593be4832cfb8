"""The Idempotency-Key of a filing, and the command id that it becomes."""

import re

from starlette.requests import Request

from tas.core.actor import Actor
from tas.core.errors import Invalid
from tas.core.ids import derive

HEADER = "idempotency-key"
LONGEST = 255
FORM = re.compile(rf"[\x20-\x7e]{{1,{LONGEST}}}")


def read_key(request: Request) -> str:
    """Raises Invalid IDEMPOTENCY_KEY_REQUIRED, or IDEMPOTENCY_KEY_INVALID, also when there are two."""
    found = request.headers.getlist(HEADER)
    if not found:
        raise Invalid("IDEMPOTENCY_KEY_REQUIRED")
    if len(found) > 1 or not FORM.fullmatch(found[0]):
        raise Invalid("IDEMPOTENCY_KEY_INVALID", longest=LONGEST)
    return found[0]


def command_id(actor: Actor, partner_id: str | None, key: str) -> str:
    """UUIDv5 of partner and key: the same key of the same partner is the same command on every machine."""
    return str(derive("idempotency-key", actor.partner or partner_id or "", key))
