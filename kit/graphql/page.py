"""Relay connections: the GraphQL types of a page, and a page as a connection. `kit.page` holds what a page is."""

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

import strawberry
from strawberry.federation import field, type

from kit.page import Page, Window, write_key

T = TypeVar("T")
N = TypeVar("N")

First = Annotated[int | None, strawberry.argument(description="How many from the start, 1–100; or give `last`.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end, 1–100; or give `first`.")]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]


@type(shareable=True, description="Where a page of a list stands.")
class PageInfo:
    has_next_page: bool = field(description="Whether more follow.")
    has_previous_page: bool = field(description="Whether more come before.")
    start_cursor: str | None = field(description="The cursor of the first item of the page.")
    end_cursor: str | None = field(description="The cursor of the last item of the page.")


@type(shareable=True, description="An item of a list and where it stands.")
class Edge(Generic[N]):
    node: N = field(description="The item.")
    cursor: str = field(description="Where it stands; opaque, and right when items are added around it.")


@type(shareable=True, description="A page of a list, in a stable order.")
class Connection(Generic[N]):
    edges: list[Edge[N]] = field(description="The items with their cursors.")
    nodes: list[N] = field(description="The items alone.")
    page_info: PageInfo = field(description="Where the page stands.")


def connection(page: Page[T], asked: Window, node: Callable[[T], N]) -> Connection[N]:
    """A page as a connection; `node` makes the GraphQL object of an item."""
    nodes = [node(item) for item in page.items]
    cursors = [write_key(key) for key in page.keys]
    return Connection(
        edges=[Edge(node=one, cursor=cursor) for one, cursor in zip(nodes, cursors, strict=True)],
        nodes=nodes,
        page_info=PageInfo(
            has_next_page=asked.before is not None if asked.backwards else page.more,
            has_previous_page=page.more if asked.backwards else asked.after is not None,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        ),
    )
