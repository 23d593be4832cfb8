"""Who sees what, on every path of the schema: fields, lists, nodes, entities. What one may not see is as not there."""

from typing import Any

import pytest

from services.opportunity.app.chain_outcome import apply_chain
from services.opportunity.app.file_registration import Filed, file_registration
from tas.contracts.chain import Outcome
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tests.support.opportunity import (
    ACME,
    ACME_TOO,
    BOLT,
    CHANNEL,
    REQUEST,
    Bench,
    ask,
    bench,
    codes,
    command_id,
    employee,
    ended,
    partner,
    partner_user,
)

NOBODY = "0" * 32
READERS: dict[str, tuple[Actor, bool]] = {
    "who filed": (ACME, True),
    "a colleague": (ACME_TOO, True),
    "another partner": (BOLT, False),
    "a partner of no partner": (Actor(ActorKind.PARTNER, "pus_" + NOBODY), False),
    "a partner user with a post": (Actor(ActorKind.PARTNER, BOLT.id, ("CHM", "ADM"), partner=partner("bolt")), False),
    "channel manager": (CHANNEL, True),
    "sales director": (employee("SD"), True),
    "account manager": (employee("AM"), True),
    "auditor": (employee("AUD"), True),
    "an employee without such a post": (employee("LAB"), False),
    "an employee without any post": (employee(), False),
    "nobody known": (ANONYMOUS, False),
}
BY_ID = {
    "field": "query($id: ID!) { found: %s(id: $id) { id } }",
    "node": "query($id: ID!) { found: node(id: $id) { id } }",
    "nodes": "query($id: ID!) { found: nodes(ids: [$id]) { id } }",
    "entities": "query($r: [_Any!]!) { found: _entities(representations: $r) { ... on %s { id region } } }",
}


async def deal(suite: Bench) -> tuple[str, str]:
    """An approved registration and its opportunity."""
    filed = await file_registration(suite.deals, ACME, command_id("a"), None, REQUEST)
    await apply_chain(suite.deals, ended(filed.registration_id, Outcome.APPROVED))
    state = await suite.registration(filed.registration_id)
    return filed.registration_id, str(state.opportunity_id)


async def found(suite: Bench, actor: Actor, path: str, kind: str, id: str) -> bool:
    """Whether the reader is given the thing by this path."""
    query = BY_ID[path] % (kind.capitalize() if path == "entities" else kind) if "%s" in BY_ID[path] else BY_ID[path]
    variables = {"r": [{"__typename": kind.capitalize(), "id": id}]} if path == "entities" else {"id": id}
    answer = await ask(suite, actor, query, variables)
    assert "errors" not in answer, answer
    value = answer["data"]["found"]
    value = value[0] if isinstance(value, list) else value
    assert value is None or value["id"] == id
    return value is not None


@pytest.mark.parametrize("path", BY_ID)
@pytest.mark.parametrize("kind", ["registration", "opportunity"])
@pytest.mark.parametrize("reader", READERS)
async def test_by_id(path: str, kind: str, reader: str) -> None:
    suite = bench()
    ids = dict(zip(("registration", "opportunity"), await deal(suite), strict=True))
    actor, sees = READERS[reader]
    assert await found(suite, actor, path, kind, ids[kind]) is sees
    unknown = ids[kind][:4] + NOBODY
    assert not await found(suite, actor, path, kind, unknown)


@pytest.mark.parametrize("kind", ["registrations", "opportunities"])
@pytest.mark.parametrize("reader", READERS)
async def test_in_lists(kind: str, reader: str) -> None:
    suite = bench()
    await deal(suite)
    actor, sees = READERS[reader]
    answer = await ask(suite, actor, f"{{ {kind}(first: 10) {{ nodes {{ id }} }} }}")
    if actor is BOLT or READERS[reader][0].partner == partner("bolt"):
        assert answer["data"][kind]["nodes"] == []
    elif sees:
        assert len(answer["data"][kind]["nodes"]) == 1
    else:
        assert codes(answer) == ["LIST_NOT_ALLOWED"]


@pytest.mark.parametrize("kind", ["registrations", "opportunities"])
async def test_a_partner_asks_for_anothers_list_in_vain(kind: str) -> None:
    suite = bench()
    await deal(suite)
    query = f"query($p: ID!) {{ {kind}(first: 10, filter: {{partnerId: $p}}) {{ nodes {{ id }} }} }}"
    assert codes(await ask(suite, BOLT, query, {"p": partner("acme")})) == ["LIST_NOT_ALLOWED"]
    assert (await ask(suite, ACME, query, {"p": partner("acme")}))["data"][kind]["nodes"] != []
    assert (await ask(suite, CHANNEL, query, {"p": partner("bolt")}))["data"][kind]["nodes"] == []


async def test_a_service_reads_as_itself() -> None:
    suite = bench()
    registration, opportunity = await deal(suite)
    worker = service("worker")
    assert await found(suite, worker, "entities", "registration", registration)
    assert await found(suite, worker, "entities", "opportunity", opportunity)


WHOLE = """
query($id: ID!) {
  registration(id: $id) {
    account { id } partner { id } filedBy { __typename id }
    opportunity { name grade account { id } registration { id account { id } } }
  }
}"""


@pytest.mark.parametrize(("actor", "sees"), [(ACME, False), (CHANNEL, True)])
async def test_partners_never_see_our_account_on_any_way(actor: Actor, sees: bool) -> None:
    suite = bench()
    id, _ = await deal(suite)
    told = (await ask(suite, actor, WHOLE, {"id": id}))["data"]["registration"]
    inner = told["opportunity"]
    accounts = [told["account"], inner["account"], inner["registration"]["account"]]
    assert [account is not None for account in accounts] == [sees] * 3
    assert told["filedBy"] == {"__typename": "PartnerUser", "id": ACME.id}
    assert told["partner"] == {"id": partner("acme")}
    assert (inner["name"], inner["grade"]) == ("MES", "E")


async def test_partners_are_not_told_which_of_our_staff_filed_for_them() -> None:
    suite = bench()
    filed = await file_registration(suite.deals, CHANNEL, command_id("a"), partner("acme"), REQUEST)
    query = "query($id: ID!) { registration(id: $id) { filedBy { id } } }"
    for actor, told in ((ACME, None), (CHANNEL, {"id": CHANNEL.id})):
        answer = await ask(suite, actor, query, {"id": filed.registration_id})
        assert answer["data"]["registration"] == {"filedBy": told}


FILE = """
mutation($input: FileRegistrationInput!) {
  fileRegistration(input: $input) {
    registration { id status reason { code message until } } verdict reason { code message until }
    errors { code field message } cursor
  }
}"""


async def filed_by(suite: Bench, actor: Actor, name: str) -> Filed:
    return await file_registration(suite.deals, actor, command_id(name), None, REQUEST)


@pytest.mark.parametrize(
    ("locale", "approved", "code", "words"),
    [
        ("en", False, "SCOPE_AWAITS_DECISION", "a decision on that is due by 2026-03-09"),
        ("zh-CN", False, "SCOPE_AWAITS_DECISION", "预计不晚于 2026-03-09"),
        ("en", True, "SCOPE_PROTECTED", "protected until 2026-05-31"),
        ("zh-CN", True, "SCOPE_PROTECTED", "保护期最晚至 2026-05-31"),
    ],
)
async def test_a_conflict_is_told_in_words_that_never_name_the_holder(
    locale: str, approved: bool, code: str, words: str
) -> None:
    suite = bench()
    holder = await filed_by(suite, ACME, "a")
    if approved:
        await apply_chain(suite.deals, ended(holder.registration_id, Outcome.APPROVED))
    loser = await filed_by(suite, BOLT, "b")
    query = "query($id: ID!) { registration(id: $id) { __typename %s reason { code message until } } }"
    fields = "status verdict customerName projectName comment scopeFreed opportunity { id } protectedFrom protectedTo"
    answer = await ask(suite, BOLT, query % fields, {"id": loser.registration_id}, locale=locale)
    reason = answer["data"]["registration"]["reason"]
    assert reason["code"] == code
    assert words in reason["message"]
    held = (await suite.registration(holder.registration_id)).filing
    assert held is not None
    secrets = (holder.registration_id, partner("acme"), ACME.id, held.account_id)
    assert [secret for secret in secrets if secret in str(answer)] == []


async def test_internal_fields_are_closed_to_every_reader() -> None:
    suite = bench()
    id, _ = await deal(suite)
    queries = [
        f'{{ registrationFacts(registrationId: "{id}") }}',
        "{ opportunityFeed(after: 0, first: 5) }",
        f'{{ opportunityEntries(aggregate: "registration/{id}", after: 0, first: 5) }}',
        f'mutation {{ expireProtection(input: {{commandId: "{command_id("t")}", registrationId: "{id}"}}) }}',
    ]
    outsiders = [actor for actor, _ in READERS.values()] + [service("gateway"), service("worker")]
    for query in queries:
        for actor in outsiders:
            assert codes(await ask(suite, actor, query)) == ["INTERNAL_ONLY"], (query, actor)
        inside = await ask(suite, service("worker"), query, caller="worker")
        assert "errors" not in inside, inside


NEIGHBOURS = {
    "acc": "Account",
    "emp": "Employee",
    "unt": "Unit",
    "ptn": "Partner",
    "pus": "PartnerUser",
    "chn": "Chain",
    "tsk": "Task",
}


async def test_a_node_of_another_service_is_named_and_left_to_its_owner() -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    ids = [f"{prefix}_{NOBODY}" for prefix in NEIGHBOURS]
    answer = await ask(bench(), BOLT, query, {"ids": [*ids, "nonsense", "", "reg_1"]})
    expected: list[Any] = [{"__typename": name, "id": id} for id, name in zip(ids, NEIGHBOURS.values(), strict=True)]
    assert answer["data"]["nodes"] == [*expected, None, None, None]


async def test_the_mutation_asks_who_files() -> None:
    suite = bench()
    filing = {
        "customer": {"legalName": REQUEST.legal_name, "creditCode": REQUEST.credit_code},
        "projectName": "MES", "productLine": "GTX", "region": "EAST", "contactMet": "王工",
        "amount": {"amount": "1", "currency": "CNY"}, "expectedSignDate": "2026-09-01",
    }  # fmt: skip
    cases: list[tuple[Actor, str | None, list[str]]] = [
        (ANONYMOUS, None, ["FILING_NOT_ALLOWED"]),
        (employee("AM"), partner("acme"), ["FILING_NOT_ALLOWED"]),
        (partner_user("bob", "bolt"), partner("acme"), ["FILING_NOT_ALLOWED"]),
        (CHANNEL, None, ["PARTNER_REQUIRED"]),
        (service("worker"), partner("acme"), ["FILING_NOT_ALLOWED"]),
        (CHANNEL, partner("acme"), []),
    ]
    for actor, whose, expected in cases:
        asked = {"commandId": command_id("x"), "partnerId": whose, **filing}
        payload = (await ask(suite, actor, FILE, {"input": asked}))["data"]["fileRegistration"]
        assert [error["code"] for error in payload["errors"]] == expected
        assert (payload["registration"] is None) is bool(expected)
