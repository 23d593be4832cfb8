"""The contract of a store of persons' keys, on the fake and on the real server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from kit.mongo.client import connect, database
from kit.mongo.key import MongoKeys
from kit.privacy.port import Erasure, KeyStore
from tas.core.errors import Missing
from tests.support.keys import MemoryKeys

ANNA = Erasure("per_anna", datetime(2026, 3, 2, 9, tzinfo=UTC), "emp_1", "REQUESTED")


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.server)])
async def keys(request: pytest.FixtureRequest) -> AsyncIterator[KeyStore]:
    if request.param == "fake":
        yield MemoryKeys()
        return
    client = connect(request.getfixturevalue("servers").mongodb_url)
    name = f"tas_contract_{uuid4().hex}"
    yield MongoKeys(database(client, name))
    await client.drop_database(name)
    client.close()


async def test_the_first_key_of_a_person_stays(keys: KeyStore) -> None:
    made = await asyncio.gather(*(keys.make("per_anna", f"key {number}") for number in range(5)))
    assert len(set(made)) == 1
    await keys.make("per_bo", "another")
    assert await keys.keys(["per_anna", "per_bo", "per_nobody"]) == {"per_anna": made[0], "per_bo": "another"}
    assert await keys.keys([]) == {}


async def test_persons_are_found_by_any_token_by_id_once(keys: KeyStore) -> None:
    for person in ("per_c", "per_a", "per_b"):
        await keys.make(person, person)
        await keys.note(person, ["t1", f"only {person}", "t2"])
        await keys.note(person, ["t1"])
        await keys.note(person, [])
    assert await keys.find(["t1", "t2", "absent"], 10) == ["per_a", "per_b", "per_c"]
    assert await keys.find(["t1", "t2"], 2) == ["per_a", "per_b"]
    assert await keys.find(["only per_c"], 2) == ["per_c"]
    assert await keys.find(["absent"], 2) == []
    assert await keys.find([], 2) == []


async def test_an_erasure_takes_key_and_tokens_and_leaves_its_first_stub(keys: KeyStore) -> None:
    for person in ("per_anna", "per_bo"):
        await keys.make(person, person)
        await keys.note(person, ["t1"])
    await keys.erase(ANNA)
    await keys.erase(replace(ANNA, reason="RETENTION"))
    assert await keys.keys(["per_anna", "per_bo"]) == {"per_bo": "per_bo"}
    assert await keys.find(["t1"], 10) == ["per_bo"]
    assert await keys.erasures("", 10) == [ANNA]


async def test_an_erased_person_never_has_a_key_again(keys: KeyStore) -> None:
    await keys.erase(ANNA)
    with pytest.raises(Missing) as refused:
        await keys.make("per_anna", "again")
    assert refused.value.code == "PERSON_ERASED"
    with pytest.raises(Missing):
        await keys.note("per_anna", ["t1"])
    assert await keys.find(["t1"], 10) == []
    assert await keys.keys(["per_anna"]) == {}


async def test_tokens_noted_while_a_person_is_erased_do_not_stay(keys: KeyStore) -> None:
    for number in range(10):
        person = f"per_{number}"
        await keys.make(person, person)
        await asyncio.gather(
            keys.note(person, ["t1", "t2"]), keys.erase(replace(ANNA, person=person)), return_exceptions=True
        )
    assert await keys.find(["t1", "t2"], 10) == []


async def test_erasures_are_walked_by_person(keys: KeyStore) -> None:
    for person in ("per_c", "per_a", "per_b"):
        await keys.erase(replace(ANNA, person=person))
    walked = [one.person for one in await keys.erasures("", 2)]
    assert walked == ["per_a", "per_b"]
    assert [one.person for one in await keys.erasures("per_b", 2)] == ["per_c"]
