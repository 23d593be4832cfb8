"""Sealed texts of one request, opened all together: a question about many costs one query for its names, however deep
in the answer they stand."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from services.people.app.contact.port import Sealed

Open = Callable[[Sequence[Sealed]], Awaitable[Sequence[str | None]]]
QUIET_TURNS = 30
"""So many turns of the loop without another text to open: the answer has unfolded as far as it goes without names."""
MOST_TURNS = 20_000
LARGEST_BATCH = 20_000


class Opening:
    """Collects what is to be opened until nothing more comes, then opens it. One for a request."""

    def __init__(self, open_all: Open) -> None:
        self._open_all = open_all
        self._known: dict[Sealed, asyncio.Future[str | None]] = {}
        self._waiting: list[Sealed] = []
        self._task: asyncio.Task[None] | None = None

    async def open(self, sealed: Sequence[Sealed]) -> list[str | None]:
        """The plain texts, place by place; None where the key is gone. Raises what opening raises."""
        for one in sealed:
            if one not in self._known:
                self._known[one] = asyncio.get_running_loop().create_future()
                self._waiting.append(one)
        if self._waiting and self._task is None:
            self._task = asyncio.create_task(self._collect())
        return [await asyncio.shield(self._known[one]) for one in sealed]

    async def _collect(self) -> None:
        quiet = seen = 0
        for _ in range(MOST_TURNS):
            await asyncio.sleep(0)
            quiet = quiet + 1 if len(self._waiting) == seen else 0
            seen = len(self._waiting)
            if quiet >= QUIET_TURNS or seen >= LARGEST_BATCH:
                break
        batch, self._waiting, self._task = self._waiting, [], None
        for first in range(0, len(batch), LARGEST_BATCH):
            await self._answer(batch[first : first + LARGEST_BATCH])

    async def _answer(self, batch: Sequence[Sealed]) -> None:
        try:
            plain = await self._open_all(batch)
        except Exception as error:  # told to each who waits; a future that nobody awaits any more says nothing
            for one in batch:
                self._known[one].set_exception(error)
                self._known[one].exception()
            return
        for one, text in zip(batch, plain, strict=True):
            self._known[one].set_result(text)
