"""What the contact map asks of the world: a vault for personal data, a picture of everybody, and graph algorithms.

The vault is made of `kit.privacy`, which keeps one key per person. All have fakes in the tests.
"""

from collections.abc import Sequence
from typing import Protocol

from services.people.domain.contact.picture import Picture
from services.people.domain.contact.route import Influence, Introduction, Introductions

Sealed = tuple[str, str, str]
"""Whose, which field (`name`, `mail`, `phone`, `birthday` …), and the sealed text."""

FIELDS = ("name", "mail", "phone", "birthday", "note")
"""What is sealed of a person. The field is bound to the sealed text: one cannot be passed off as another. Of `mail` and
`phone` there may be several, each sealed by itself; `note` is free text about a person that others wrote."""


class Vault(Protocol):
    """Personal data under one key per person: sealed texts go into the journal, plain ones never. Who erases the key
    erases the data everywhere."""

    async def seal(self, person_id: str, fields: Sequence[tuple[str, str]]) -> Sequence[str]:
        """Seals (field, plain text) pairs under the person's key, made when there is none; text safe to keep in any
        event, in their order. The same plain text is sealed differently each time. Raises Missing(PERSON_ERASED) once
        the person was erased, Unavailable."""

    async def open(self, sealed: Sequence[Sealed]) -> Sequence[str | None]:
        """The plain texts, place by place, of any number of persons in one store query; None where the key is erased.
        Raises Unavailable, and ValueError for a text that was not sealed for this person and field."""

    async def find(self, field: str, plain: str, first: int) -> Sequence[str]:
        """Ids of persons under whose key this field was once sealed with this text, compared in a form normalised by
        its field (a Chinese name also by its Latin spelling); at most `first`, by id. Keyed look-up tokens (HMAC) are
        kept with the keys and go when a key is erased: never in an event. One query. May name a person who has that
        text no longer, or whose command was refused after sealing: whoever needs to know opens and compares."""

    def digest(self, text: str) -> str:
        """The keyed digest of a command's body that carries personal data: a plain one could be guessed."""


class Mirror(Protocol):
    """What questions about many are answered from: state documents kept in memory and brought up to date."""

    async def read(self) -> Picture:
        """The picture as the journal has it. Two store queries when nothing has changed; some more when much has, or
        when the process has just begun. Raises Unavailable."""


class Network(Protocol):
    """Graph questions over one picture, computed by a graph library; pure computation, no store."""

    def introductions(self, ask: Introductions) -> tuple[Introduction, ...]:
        """The cheapest way from each employee who has one, the cheapest first."""

    def influence(self, ask: Influence) -> tuple[tuple[str, float], ...]:
        """(person, share of all influence) of the persons asked about, the greatest first; shares add up to 1."""
