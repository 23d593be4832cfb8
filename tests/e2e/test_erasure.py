"""After an erasure no word of the person is found in any store, queue, Temporal history, log or file of the running
suite; before it neither, as only ciphertext ever got there; and the hash chains still verify."""

from typing import Any
from uuid import uuid4

import pytest

from cli.journal import verify_all
from kit.mongo.client import connect, database
from kit.temporal.client import connect as connect_temporal
from tests.support.client import GraphClient
from tests.support.stage import NAME, STEWARD, Stage, filing, fresh_code, settings_of
from tests.support.trace_of import Places, overheard, read_files, read_histories, read_stores
from tests.support.wait import until

pytestmark = pytest.mark.e2e
OFFICER, AUDITOR = "oskar.adler", "audra.quill"
WORDS = (
    "欧阳小芸", "Xiaoyun", "xiaoyun.ouyang@kunde.example", "13812349876", "138 1234 9876", "1979-04-17",
    "Oberste Einkaufsleitung", "Bergsteigen", "Segelschein",
)  # fmt: skip
SHEET = (
    "name,title,mail,phone,birthday\n"
    "欧阳小芸,Oberste Einkaufsleitung,xiaoyun.ouyang@kunde.example,+86 138 1234 9876,1979-04-17\n"
)
ACCOUNT = "{ accounts(first: 1) { nodes { id } } }"
IMPORT = """mutation($input: ImportPersonsInput!) { importPersons(input: $input) {
  rows { outcome personId } refusals { code } errors { code } } }"""
RECORD = """mutation($input: RecordPersonInput!) { recordPerson(input: $input) { person { id } errors { code } } }"""
EMPLOYED = """mutation($input: AddPersonEmploymentInput!) {
  addPersonEmployment(input: $input) { person { id } errors { code } } }"""
SHEET_OUT = """mutation($input: ExportPersonsInput!) { exportPersons(input: $input) {
  export { id } content errors { code } } }"""
REQUEST = """mutation($input: RequestPersonErasureInput!) { requestPersonErasure(input: $input) {
  erasure { status exportIds } errors { code } } }"""
CONFIRM = """mutation($input: OnPerson!) { confirmPersonErasure(input: $input) {
  erasure { status } errors { code } } }"""
SEEN = """query($id: ID!) { person(id: $id) { name mails phones birthday title } }"""
FOUND = """query($value: String!) { findPersons(by: NAME, value: $value) { id } }"""


async def done(client: GraphClient, query: str, **input: Any) -> Any:
    """What the one field of the mutation answers, which is not refused."""
    (told,) = (await client.data(query, {"input": {"commandId": str(uuid4()), **input}})).values()
    assert told["errors"] == []
    return told


async def everywhere(stage: Stage, heard: list[bytes]) -> Places:
    """All that the suite holds now."""
    places = Places()
    await read_stores(places, stage.servers.addresses().mongodb_url, NAME)
    await read_histories(places, await connect_temporal(stage.servers.addresses().temporal_address, "default"))
    await read_files(places, stage.suite.folder.parent)
    for body in list(heard):
        places.add("broker", body)
    return places


async def with_histories(stage: Stage, heard: list[bytes]) -> Places | None:
    """The same, once Temporal has run anything."""
    places = await everywhere(stage, heard)
    return places if places.bytes_of.get("temporal") else None


async def told_of(steward: GraphClient) -> str:
    """Somebody recorded by every way in: a file, a record, an employment, and asked for with wrong words too."""
    account = (await steward.data(ACCOUNT))["accounts"]["nodes"][0]["id"]
    imported = await done(steward, IMPORT, accountId=account, format="CSV", content=SHEET)
    assert [row["outcome"] for row in imported["rows"]] == ["CREATED"], imported
    id = str(imported["rows"][0]["personId"])
    await done(steward, RECORD, accountId=account, personId=id, name="欧阳小芸", title="Bergsteigen")
    await done(steward, EMPLOYED, personId=id, employer="Segelschein", title="Oberste Einkaufsleitung")
    await steward.ask(f'mutation {{ recordPerson(input: {{name: "{WORDS[0]}"}}) {{ person {{ {WORDS[1]} }} }} }}')
    await steward.ask(RECORD, {"input": {"commandId": "1", "accountId": "x", "name": WORDS[0], "title": WORDS[2]}})
    assert (await steward.data(FOUND, {"value": "Ouyang Xiaoyun"}))["findPersons"] == [{"id": id}]
    return id


async def test_nothing_of_the_person_is_left_anywhere(stage: Stage) -> None:
    steward, officer = await stage.employee(STEWARD), await stage.employee(OFFICER)
    auditor = await stage.employee(AUDITOR)
    await (await stage.partner()).file(str(uuid4()), filing(fresh_code()))
    async with overheard(stage.servers.addresses().amqp_url) as heard:
        id = await told_of(steward)
        left = await done(auditor, SHEET_OUT, personIds=[id], format="VCARD", purpose="SUBJECT_ACCESS")
        assert WORDS[0] in left["content"]
        asked = await done(officer, REQUEST, personId=id, reason="REQUESTED")
        assert asked["erasure"] == {"status": "REQUESTED", "exportIds": [left["export"]["id"]]}
        before = (await auditor.data(SEEN, {"id": id}))["person"]
        assert (before["name"], before["birthday"]) == (WORDS[0], "1979-04-17")
        assert (await done(officer, CONFIRM, personId=id))["erasure"]["status"] == "CONFIRMED"
        await until(
            lambda: any(id.encode() in one and b"PersonErased" in one for one in heard), 30, "all that was heard"
        )
        places = await until(lambda: with_histories(stage, heard), 30, "a chain that Temporal runs")

    assert places.holding(WORDS) == {}
    where = places.holding((id,))
    assert {f"store {NAME}_people.journal", f"store {NAME}_people.state_person", f"store {NAME}_keys.person_key"} <= {
        *where
    }
    assert "broker" in where
    assert any(place.endswith("people.log") for place in places.bytes_of)
    assert f"store {NAME}_keys.lookup" not in where
    assert (await auditor.data(SEEN, {"id": id}))["person"] is None
    assert (await steward.data(FOUND, {"value": WORDS[0]}))["findPersons"] == []
    await nothing_opens_it(stage, id)
    faults = {service: found for service, (found, _) in (await verify_all(settings_of(stage.suite), {})).items()}
    assert faults == {service: [] for service in faults} and faults


async def nothing_opens_it(stage: Stage, id: str) -> None:
    """The journal still has the ciphertext, and the key store has no key: a stub that says when and why."""
    client = connect(stage.servers.addresses().mongodb_url)
    entries = await database(client, f"{NAME}_people")["journal"].find({}).to_list(None)
    sealed = [row for row in entries if id in row["_id"] and "tas1." in str(row["entry"])]
    keys = await database(client, f"{NAME}_keys")["person_key"].find_one({"_id": id})
    client.close()
    assert sealed and keys is not None
    assert "key" not in keys and keys["stub"]["reason"] == "REQUESTED"


def test_a_word_that_is_left_is_found() -> None:
    """The scan itself can fail: the word as it is, and as JSON writes it."""
    places = Places()
    places.add("store", "a 欧阳小芸 b".encode())
    places.add("broker", b'{"name": "\\u6b27\\u9633\\u5c0f\\u82b8"}')
    places.add("temporal", b"nobody")
    assert places.holding(("欧阳小芸", "nowhere")) == {"store": ("欧阳小芸",), "broker": ("欧阳小芸",)}
