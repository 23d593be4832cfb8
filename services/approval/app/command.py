"""Reading what every command of a user carries: its id and the words that come with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from kit.journal.command import Command, user_command
from tas.core.actor import Actor
from tas.core.errors import Invalid
from tas.core.text import is_blank, is_clean

LONGEST_COMMENT = 2000


def read_command(actor: Actor, command_id: str, body: Any, at: datetime) -> Command:
    """The command under the actor's own key. Raises Invalid COMMAND_ID_INVALID."""
    try:
        unique = str(UUID(command_id))
    except ValueError:
        raise Invalid("COMMAND_ID_INVALID", field=("commandId",)) from None
    return user_command(actor, unique, body, at)


def read_comment(comment: str) -> str:
    """The comment without blanks around it; "" when nothing of it can be seen. Raises Invalid COMMENT_TOO_LONG,
    TEXT_UNREADABLE."""
    if len(comment) > LONGEST_COMMENT:
        raise Invalid("COMMENT_TOO_LONG", field=("comment",), maximum=LONGEST_COMMENT)
    if not is_clean(comment):
        raise Invalid("TEXT_UNREADABLE", field=("comment",))
    return "" if is_blank(comment) else comment.strip()
