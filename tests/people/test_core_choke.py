"""The one choke point: whatever is appended to a verified account, by whichever command and in whatever order, its core
fields change by approved changes of flow 1-3 alone.

A command can only append events. So the first property goes over every event that there is; the second over everything
that people, imports and others' entries can ask of an account, in any order."""

from collections.abc import Awaitable, Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.journal.aggregate import Decided
from kit.journal.command import user_command
from services.people.app.container import People
from services.people.app.describe import describe_account, note_website, record_evidence
from services.people.app.ensure import AccountAsked, ensure_account
from services.people.app.importing import import_files
from services.people.app.merge import merge_accounts
from services.people.app.request_change import request_change
from services.people.app.verify import take_chain, take_claim
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.account_change import Wanted, decide_application
from services.people.domain.account_state import value_now
from services.people.domain.claim import CREDIT_CODE
from tas.contracts import account as account_language
from tas.contracts import people as people_language
from tas.contracts.account import AccountCoreChanged, CoreField, FieldChange, VerifyMethod
from tas.contracts.chain import Outcome
from tas.core.errors import Conflict, Refused, TasError
from tas.core.event import knows
from tests.support.account import AM, MDS, TODAY, ask_for, asked, chain_end, code_of, drafted, stands, verified
from tests.support.people import NOW, command, fake_people

NAME, OTHER = "Acme Tools", "Zeta Yards"
SHEET = "account,sector,year_established,revenue,employees,office_location,subsidiary_of,credit_code,owner,region,credit_rating_needed"  # noqa: E501
PER_PROPERTY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_ids = count()


def language() -> list[type[Any]]:
    """Every event that people's aggregates may hold about customers."""
    known = [one for module in (account_language, people_language) for one in vars(module).values()]
    classes = {one for one in known if isinstance(one, type) and is_dataclass(one) and knows(one.__name__)}
    return sorted(classes, key=lambda one: one.__name__)


def values_of(account: Account) -> dict[CoreField, str | None]:
    return {field: value_now(account, field) for field in CoreField}


def sound(event: type[Any], id: str) -> st.SearchStrategy[Any]:
    """Any event of the class about this account; its texts are codes, names and what nobody expects."""
    words = st.sampled_from(["", NAME, OTHER, "retail", "true", code_of(1), code_of(7), "acc_" + "e" * 32])
    hints = get_type_hints(event)
    given: dict[str, st.SearchStrategy[Any]] = {
        one.name: st.just(id) if one.name == "account_id" else _of(hints[one.name], words) for one in fields(event)
    }
    return st.builds(event, **given)


def _of(hint: Any, words: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    changes = st.builds(FieldChange, st.sampled_from(CoreField), st.none() | words, st.none() | words)
    special: dict[Any, st.SearchStrategy[Any]] = {
        str: words,
        str | None: st.none() | words,
        date: st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9)),
        int: st.integers(0, 9),
        datetime: st.just(NOW),
        tuple[FieldChange, ...]: st.lists(changes, min_size=1, max_size=3).map(tuple),
        tuple[str, ...]: st.lists(words, max_size=2).map(tuple),
    }
    return special[hint] if hint in special else st.from_type(hint)


def test_the_language_is_all_there() -> None:
    names = {one.__name__ for one in language()}
    assert {"AccountDescribed", "AccountFieldsDescribed", "AccountOwnerAssigned", "AccountCodeTaken"} <= names
    assert len(names) > 20


@pytest.mark.parametrize("event", language(), ids=lambda one: one.__name__)
@PER_PROPERTY
@given(data=st.data(), straight=st.booleans(), request=st.booleans())
async def test_no_event_changes_a_core_field_around_the_flow(
    event: type[Any], data: st.DataObject, straight: bool, request: bool
) -> None:
    people, store = fake_people()
    id = await verified(people, NAME)
    version = await ask_for(people, id, asked((CoreField.INDUSTRY, "retail"))) if request else 0
    one = data.draw(sound(event, id))
    before, entries = await stands(people, id), len(store.by_id)
    try:
        if straight:
            loaded = await people.ledger.load(ACCOUNT, id)
            await people.ledger.append_on(ACCOUNT, id, loaded, command("around"), (one,), {})
        else:
            await people.ledger.execute(ACCOUNT, id, command("around"), lambda _: Decided((one,), {}))
    except TasError as refusal:
        assert refusal.code in ("CORE_FIELD_LOCKED", "CORE_CHANGE_NOT_ASKED")
        assert len(store.by_id) == entries, "what is refused leaves no entry"
    after = await stands(people, id)
    if isinstance(one, AccountCoreChanged) and after.history != before.history:
        opened = before.opened(version)
        assert opened is not None and one.request_version == version
        assert [(c.field, c.new) for c in one.changes] == [(c.field, c.new) for c in opened.requested.changes]
        assert one.legal_entity is opened.requested.legal_entity
        return
    assert (after.history, values_of(after)) == (before.history, values_of(before))


# Everything that can be asked of an account, each with what a step chooses.

Step = Callable[[People, str, str, int], Awaitable[Any]]


def said(people: People, actor: Any = MDS) -> Any:
    return user_command(actor, f"step {next(_ids)}", [], people.now())


async def _describe(people: People, id: str, other: str, n: int) -> None:
    field = list(CoreField)[n % len(CoreField)]
    text = {CoreField.PARENT: other, CoreField.CREDIT_CODE: code_of(n + 20), CoreField.BLACKLIST: "true"}.get(field)
    await describe_account(people, said(people), id, [Wanted(field, text or f"value {n}")])


async def _import(people: People, id: str, other: str, n: int) -> None:
    name = (NAME, OTHER)[n % 2]
    row = f"{name},sector {n},,,,China,{OTHER if n % 3 else ''},{code_of(n % 9)},,Region {n},yes"
    await import_files(people, {"accounts.csv": f"{SHEET}\n{row}\n".encode()})


async def _ensure(people: People, id: str, other: str, n: int) -> None:
    await ensure_account(people, AccountAsked(code_of(n % 9), NAME, f"Region {n}", "f"), command(f"e {next(_ids)}"))


async def _merge(people: People, id: str, other: str, n: int) -> None:
    pair = (id, other) if n % 2 else (other, id)
    await merge_accounts(people, said(people), *pair, "one company")


async def _evaluate(people: People, id: str, other: str, n: int) -> None:
    await take_chain(people, chain_end(id, n, list(Outcome)[n % len(Outcome)], "TAS_1_2", people.now()))


async def _claim(people: People, id: str, other: str, n: int) -> None:
    claim = await people.store.entry(f"{CREDIT_CODE.name}/{code_of(n % 9)}", 1)
    if claim is not None:
        await take_claim(people, claim)


async def _ask(people: People, id: str, other: str, n: int) -> None:
    await request_change(people, said(people, AM), id, asked((CoreField.REGION, f"Region {n}")))


async def _end(people: People, id: str, other: str, n: int) -> None:
    await take_chain(people, chain_end(id, n % 12, Outcome.REJECTED, "TAS_1_3", people.now()))


async def _site(people: People, id: str, other: str, n: int) -> None:
    await note_website(people, said(people), id, f"acme{n}.cn")


async def _evidence(people: People, id: str, other: str, n: int) -> None:
    await record_evidence(people, said(people), id, list(VerifyMethod)[n % 4], ["photo"])


STEPS: tuple[Step, ...] = (
    _describe, _import, _ensure, _merge, _evaluate, _claim, _ask, _end, _site, _evidence,
)  # fmt: skip


@PER_PROPERTY
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 27)), min_size=1, max_size=12))
async def test_nothing_that_is_asked_changes_a_core_field_without_approval(steps: list[tuple[Step, int]]) -> None:
    people, _ = fake_people()
    id, other = await verified(people, NAME, 1), await drafted(people, OTHER, 2)
    before = await stands(people, id)
    for step, number in steps:
        try:
            await step(people, id, other, number)
        except (TasError, Refused):
            continue
    after = await stands(people, id)
    assert (after.history, values_of(after)) == (before.history, values_of(before))


async def test_the_property_would_see_a_change() -> None:
    people, _ = fake_people()
    id = await drafted(people, NAME, 1)
    before = await stands(people, id)
    await _describe(people, id, "", 5)
    assert values_of(await stands(people, id)) != values_of(before)


@pytest.mark.parametrize("spoil", [{"legal_entity": False}, {"effective_on": TODAY - timedelta(days=1)}, {}])
async def test_an_applied_change_is_what_was_asked_for_legal_entity_and_day_too(spoil: dict[str, Any]) -> None:
    people, _ = fake_people()
    id = await verified(people, NAME)
    version = await ask_for(people, id, asked((CoreField.LEGAL_NAME, OTHER)))
    opened = (await stands(people, id)).opened(version)
    assert opened is not None
    sound = decide_application(await stands(people, id), opened, "chn_1", None).events[0]
    event = replace(sound, **spoil)
    if spoil:
        with pytest.raises(Conflict, match="CORE_CHANGE_NOT_ASKED"):
            await people.ledger.execute(ACCOUNT, id, command("x"), lambda _: Decided((event,), {}))
        return
    await people.ledger.execute(ACCOUNT, id, command("x"), lambda _: Decided((event,), {}))
    assert (await stands(people, id)).legal_name == OTHER
