"""A command's identity: whose, which, and what it said. The same id and body are answered once for all."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tas.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Command:
    """`key` is unique in a service's journal; `digest` tells a retry from a reuse with another body."""

    key: str
    digest: str
    actor: Actor
    at: datetime
    on_behalf_of: str | None = None


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(body: Any) -> str:
    """JSON with sorted keys and no spaces: the text that hashes are made of."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def user_command(
    actor: Actor, command_id: str, body: Any, at: datetime, digest: Callable[[str], str] = sha256
) -> Command:
    """A command of a user or client: its key is theirs alone (a partner's is the partner's, whoever files). Where the
    body holds personal data, `digest` is a keyed one (`kit.privacy`): a plain hash could be guessed."""
    owner = actor.partner or actor.id
    return Command(sha256(f"{owner}\x1f{command_id}"), digest(canonical(body)), actor, at)


def caused_command(actor: Actor, command_id: str, at: datetime) -> Command:
    """A command that an event or a timer caused: its digest covers the id alone, whatever else has moved."""
    return Command(sha256(f"{actor.id}\x1f{command_id}"), sha256(command_id), actor, at)
