"""Erasures leave the stores as a list, and a restore of everything from a backup made before them is erased again, on
real servers: the journal, the documents and the keys go back, the list does not."""

import copy
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cli.erasure import erase_again, find_erasures, merged, read_erasures
from kit.auth.keys import PRIVACY_KEY, make_keys
from kit.journal.verify import verify_journal
from kit.local.server import Addresses
from kit.mongo.audit import MongoAudit
from kit.mongo.client import Client, connect, database
from kit.settings import Settings
from services.people.app.privacy.erase import confirm_erasure, request_erasure
from services.people.main import open_people
from tas.contracts.contact_term import PersonStatus
from tas.contracts.privacy import ErasureReason
from tas.core.codec import to_json
from tests.support.record import OFFICER, add_person, person, texts

pytestmark = pytest.mark.server
NAME, MAIL = "王小明", "xiaoming@example.com"
Dump = dict[str, dict[str, list[dict[str, Any]]]]


@pytest.fixture
def settings(servers: Addresses, tmp_path: Path) -> Settings:
    make_keys(tmp_path)
    return Settings.model_validate(
        {
            "mongodb_url": servers.mongodb_url,
            "mongodb_name": f"erasure_{uuid4().hex[:8]}",
            "privacy_key_file": str(tmp_path / PRIVACY_KEY),
        }
    )


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[Client]:
    made = connect(settings.mongodb_url.get_secret_value())
    yield made
    for owner in ("people", "keys"):
        await made.drop_database(settings.database(owner))
    made.close()


async def dump(client: Client, settings: Settings) -> Dump:
    """Every row of the journal's database and of the keys'."""
    found: Dump = {}
    for name in (settings.database("people"), settings.database("keys")):
        base = database(client, name)
        found[name] = {one: await base[one].find({}).to_list(None) for one in await base.list_collection_names()}
    return found


async def restore(client: Client, held: Dump) -> None:
    for name, collections in held.items():
        base = database(client, name)
        for one in await base.list_collection_names():
            await base[one].delete_many({})
        for one, rows in collections.items():
            if rows:
                await base[one].insert_many(copy.deepcopy(rows))


async def test_a_restored_backup_is_erased_again_from_the_list(
    settings: Settings, client: Client, tmp_path: Path
) -> None:
    async with open_people(settings) as people:
        id = await add_person(people, NAME, MAIL)
        kept = await add_person(people, "Bo Berg")
    backup = await dump(client, settings)
    async with open_people(settings) as people:
        await request_erasure(people, OFFICER, "r1", id, ErasureReason.REQUESTED)
        await confirm_erasure(people, OFFICER, "c1", id)
        assert await texts(people, id) == [None]
    listed = await find_erasures(settings)
    assert [(one.person, one.by, one.reason) for one in listed] == [(id, OFFICER.id, "REQUESTED")]
    file = tmp_path / "erasures.jsonl"
    file.write_text("".join(f"{json.dumps(to_json(one))}\n" for one in listed), encoding="utf-8")

    await restore(client, backup)
    async with open_people(settings) as people:
        assert await texts(people, id) == [NAME, MAIL]
    assert await find_erasures(settings) == []
    for _ in range(2):
        assert await erase_again(settings, read_erasures(file)) == 1
    async with open_people(settings) as people:
        assert await texts(people, id) == [None]
        assert (await person(people, id)).status is PersonStatus.ERASED
        assert await people.vault.find("mail", MAIL, 10) == []
        assert await texts(people, kept) == ["Bo Berg"]
    assert [(one.person, one.reason) for one in await find_erasures(settings)] == [(id, "REQUESTED")]
    faults, _ = await verify_journal(MongoAudit(database(client, settings.database("people"))))
    assert faults == []


async def test_keys_alone_restored_are_destroyed_again(settings: Settings, client: Client) -> None:
    async with open_people(settings) as people:
        id = await add_person(people, NAME, MAIL)
        before = await dump(client, settings)
        await request_erasure(people, OFFICER, "r1", id, ErasureReason.REQUESTED)
        await confirm_erasure(people, OFFICER, "c1", id)
    keys = settings.database("keys")
    await restore(client, {keys: before[keys]})
    async with open_people(settings) as people:
        assert await people.vault.find("mail", MAIL, 10) == [id]
    assert await erase_again(settings, []) == 1
    async with open_people(settings) as people:
        assert await people.vault.find("mail", MAIL, 10) == []


async def test_lists_are_joined_and_the_first_stub_stays(settings: Settings, client: Client, tmp_path: Path) -> None:
    async with open_people(settings) as people:
        for name in ("a", "b"):
            id = await add_person(people, name)
            await request_erasure(people, OFFICER, f"r{name}", id, ErasureReason.REQUESTED)
            await confirm_erasure(people, OFFICER, f"c{name}", id)
    one, other = await find_erasures(settings)
    assert merged([], [other, one]) == merged([other], [one]) == merged([one, other], [other]) == [one, other]
    for content in ("[]", "{}", "no json", '{"person": 1}'):
        (tmp_path / "bad.jsonl").write_text(content)
        with pytest.raises(ValueError, match=r"bad\.jsonl"):
            read_erasures(tmp_path / "bad.jsonl")
