"""A command of the contact map: its identity, and what it came to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import AggregateType, Committed, Decided
from kit.journal.command import Command, canonical, user_command
from services.people.app.container import People
from tas.core.actor import Actor
from tas.core.codec import to_json
from tas.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Changed:
    """What stands now: the id it is known by, and the change's place in the journal."""

    id: str
    aggregate: str
    version: int


def private_command(people: People, actor: Actor, command_id: str, body: Any) -> Command:
    """A user's command whose body carries personal data: its digest is keyed, as a plain one could be guessed."""
    plain = user_command(actor, command_id, None, people.now())
    return Command(plain.key, people.vault.digest(canonical(to_json(body))), actor, plain.at)


async def carry_out(
    people: People, kind: AggregateType[Any], key: str, command: Command, decide: Callable[[Any], tuple[Any, ...]]
) -> Changed:
    """Appends what `decide` gives, once; the answer of every retry names the same id."""
    done: Committed[Any] = await people.ledger.execute(
        kind, key, command, lambda state: Decided(decide(state), {"id": key})
    )
    return Changed(str(done.answer["id"]), done.aggregate, done.version)


async def answered(people: People, command: Command) -> Changed | None:
    """What an earlier call of this command came to, before anything is sealed again."""
    done = await people.ledger.answered(command)
    return Changed(str(done.answer["id"]), done.aggregate, done.version) if done else None


def tidy_text(text: str, what: str, longest: int, *field: str) -> str:
    """A short text as it is kept. Raises Invalid(PERSON_TEXT_INVALID)."""
    kept = " ".join(text.split())
    if not kept or len(kept) > longest or not kept.isprintable():
        raise Invalid("PERSON_TEXT_INVALID", field=field, what=what, longest=longest)
    return kept
