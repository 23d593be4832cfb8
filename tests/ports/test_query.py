"""Pages over state documents, on the real store; and which queries a declared index serves."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from kit.local.server import Addresses
from kit.mongo.client import Database, connect, database
from kit.mongo.index import Index, Sent, create, recording, sent, unserved
from kit.mongo.query import key_of, page

INDEX = Index("state_deal", ("owner", "amount", "_id"))


@pytest.fixture
async def deals(servers: Addresses) -> AsyncIterator[Database]:
    client = connect(servers.mongodb_url)
    name = f"tas_contract_{uuid4().hex}"
    made = database(client, name)
    await create(made, [INDEX])
    await made["state_deal"].insert_many(
        [{"_id": f"d{n}", "owner": "ann" if n < 7 else "bob", "amount": n // 2} for n in range(9)]
    )
    yield made
    await client.drop_database(name)
    client.close()


async def walk(deals: Database, descending: bool, backwards: bool) -> list[str]:
    ids: list[str] = []
    key, more = None, True
    while more:
        got = await page(
            deals,
            "deal",
            {"owner": "ann"},
            sort="amount",
            descending=descending,
            size=2,
            after=None if backwards else key,
            before=key if backwards else None,
            backwards=backwards,
        )
        here = [str(row["_id"]) for row in got.rows]
        ids = here + ids if backwards else ids + here
        key, more = key_of(got.rows[0 if backwards else -1], "amount"), got.more
    return ids


@pytest.mark.server
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("backwards", [False, True])
async def test_pages_give_every_row_once_in_order(deals: Database, descending: bool, backwards: bool) -> None:
    with recording() as queries:
        ids = await walk(deals, descending, backwards)
    expected = [f"d{n}" for n in range(7)]
    assert ids == (expected[::-1] if descending else expected)
    assert unserved(queries, [INDEX]) == []
    assert unserved(queries, []) == [queries[0]]


@pytest.mark.parametrize(
    ("query", "served"),
    [
        (sent("state_deal", {"owner": "ann"}, ("amount", "_id")), True),
        (sent("state_deal", {"owner": {"$in": ["ann"]}}, ("amount", "_id")), True),
        (sent("state_deal", {"owner": "ann", "amount": {"$gt": 1}}, ()), True),
        (sent("state_deal", {"owner": "ann"}, ("_id",)), False),
        (sent("state_deal", {"amount": 1}, ("_id",)), False),
        (sent("state_deal", {"stage": "x"}, ()), False),
        (sent("state_other", {"owner": "ann"}, ("amount", "_id")), False),
        (sent("state_other", {"_id": "x"}, ()), True),
    ],
)
def test_an_index_serves_equality_then_order(query: Sent, served: bool) -> None:
    assert (unserved([query], [INDEX]) == []) is served
