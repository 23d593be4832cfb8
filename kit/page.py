"""A page of a list without any transport: which stretch is asked for, and its keys as opaque cursors. Pure, so that
`app` may use it. The GraphQL types are in `kit.graphql.page`, the store's side in `kit.mongo.query`."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from tas.core.errors import Invalid

T = TypeVar("T")
Key: TypeAlias = tuple[Any, str]
"""Where an item stands in its order: the value it is sorted by (text: every list sorts by a name or an instant) and its
id."""
LARGEST_PAGE = 100
LONGEST_CURSOR = 2000


@dataclass(frozen=True, slots=True)
class Window:
    """`size` items strictly between two keys; `backwards` takes those nearest to `before`, or the last ones."""

    size: int
    after: Key | None = None
    before: Key | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items in the order asked, the key of each, and whether more lie beyond them in walking direction."""

    items: tuple[T, ...]
    keys: tuple[Key, ...]
    more: bool


def window(first: int | None, last: int | None, after: str | None = None, before: str | None = None) -> Window:
    """Raises Invalid PAGE_SIZE unless exactly one of `first` and `last` is given, 1–100; PAGE_CURSOR for a cursor that
    is not one of ours."""
    if (first is None) == (last is None):
        raise Invalid("PAGE_SIZE", field=("first",), largest=LARGEST_PAGE)
    size, name = (first, "first") if first is not None else (last, "last")
    if size is None or not 1 <= size <= LARGEST_PAGE:
        raise Invalid("PAGE_SIZE", field=(name,), largest=LARGEST_PAGE)
    return Window(size, _key(after, "after"), _key(before, "before"), backwards=first is None)


def write_key(key: Key) -> str:
    """The opaque cursor of an item: it stays right when items are inserted or removed around it."""
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def read_key(cursor: str, field: str = "after") -> Key:
    """The key in a cursor. Raises Invalid PAGE_CURSOR."""
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError(cursor)
        value = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise Invalid("PAGE_CURSOR", field=(field,)) from None
    # Anybody can make one up: an object would reach the store as an operator, a huge number or half a character would
    # break it, and a number cannot be compared with the instants of a list.
    if not isinstance(value, list) or len(value) != 2 or not all(map(_is_text, value)):
        raise Invalid("PAGE_CURSOR", field=(field,))
    return value[0], value[1]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not any("\ud800" <= char <= "\udfff" for char in value)


def _key(cursor: str | None, field: str) -> Key | None:
    return None if cursor is None else read_key(cursor, field)
