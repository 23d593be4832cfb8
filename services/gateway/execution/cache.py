"""Prepared operations by document and operation name, least recently used first to go. Bounded in number, and in the
length of the documents too: what is kept of one grows with it, and anybody may send long ones."""

from collections import OrderedDict

from services.gateway.execution.operation import Prepared

SIZE = 1_000
CHARACTERS = 1_000_000
Key = tuple[str, str | None]


class PlanCache:
    """At most `size` operations, of at most `characters` of document altogether."""

    def __init__(self, size: int = SIZE, characters: int = CHARACTERS) -> None:
        self._size = size
        self._characters = characters
        self._kept: OrderedDict[Key, Prepared] = OrderedDict()
        self._length = 0

    def find(self, key: Key) -> Prepared | None:
        """The operation, now the most recently used."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: Key, made: Prepared) -> None:
        """Keeps a new operation and lets go of what has no room beside it."""
        self._kept[key] = made
        self._length += len(key[0])
        while len(self._kept) > self._size or self._length > self._characters:
            (document, _), _ = self._kept.popitem(last=False)
            self._length -= len(document)
