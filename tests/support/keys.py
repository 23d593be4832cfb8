"""The fake key store: one process's memory, with a yield at every step so that races can happen."""

import asyncio
from collections.abc import Mapping, Sequence

from kit.privacy.port import Erasure
from kit.privacy.secret import Secret, make_secret
from tas.core.errors import Missing

SECRET: Secret = make_secret(bytes(range(32)))


class MemoryKeys:
    """Holds the contract of `kit.privacy.port.KeyStore`. `asked` counts the calls that read."""

    def __init__(self) -> None:
        self.wrapped: dict[str, str] = {}
        self.tokens: set[tuple[str, str]] = set()
        self.stubs: dict[str, Erasure] = {}
        self.asked = 0

    async def keys(self, persons: Sequence[str]) -> Mapping[str, str]:
        await asyncio.sleep(0)
        self.asked += 1
        return {person: self.wrapped[person] for person in persons if person in self.wrapped}

    async def make(self, person: str, wrapped: str) -> str:
        await asyncio.sleep(0)
        if person in self.stubs:
            raise Missing("PERSON_ERASED", id=person)
        return self.wrapped.setdefault(person, wrapped)

    async def note(self, person: str, tokens: Sequence[str]) -> None:
        await asyncio.sleep(0)
        if person not in self.wrapped:
            raise Missing("PERSON_ERASED", id=person)
        self.tokens |= {(token, person) for token in tokens}

    async def find(self, tokens: Sequence[str], first: int) -> Sequence[str]:
        await asyncio.sleep(0)
        self.asked += 1
        return sorted({person for token, person in self.tokens if token in set(tokens)})[:first]

    async def erase(self, erasure: Erasure) -> None:
        await asyncio.sleep(0)
        self.stubs.setdefault(erasure.person, erasure)
        self.wrapped.pop(erasure.person, None)
        self.tokens = {(token, person) for token, person in self.tokens if person != erasure.person}

    async def erasures(self, after: str, first: int) -> Sequence[Erasure]:
        await asyncio.sleep(0)
        return [self.stubs[person] for person in sorted(self.stubs) if person > after][:first]
