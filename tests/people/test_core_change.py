"""Core fields change through flow 1-3 and by no other path: requests, what their chains' ends make of them, and every
path around it refused."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from kit.journal.aggregate import Decided
from kit.journal.command import Command, user_command
from services.people.app.account import load_account
from services.people.app.container import People
from services.people.app.describe import describe_account, note_website, record_evidence
from services.people.app.duplicate import duplicates_of
from services.people.app.ensure import AccountAsked, ensure_account
from services.people.app.fact import account_facts
from services.people.app.importing import import_files
from services.people.app.port import DealStanding
from services.people.app.verify import take_chain, take_claim
from services.people.domain.account import ACCOUNT
from services.people.domain.account_change import Wanted
from services.people.domain.account_state import AccountStatus, value_on
from services.people.domain.claim import CREDIT_CODE
from services.people.domain.name import account_id_of
from services.people.domain.staff import EMPLOYEE
from tas.contracts.account import (
    AccountCoreChanged,
    AccountFieldsDescribed,
    ChangeReason,
    CoreField,
    FieldChange,
    VerifyMethod,
)
from tas.contracts.chain import Outcome
from tas.contracts.people import (
    AccountCodeTaken,
    AccountDescribed,
    AccountDrafted,
    AccountOwnerAssigned,
    EmployeeRecorded,
    Verification,
)
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Conflict, Forbidden, Invalid, Missing, Refused, Unavailable
from tas.core.ids import natural_id
from tests.support.account import (
    AM,
    MDS,
    TODAY,
    ask_for,
    asked,
    chain_end,
    change,
    code_of,
    drafted,
    stands,
    verified,
)
from tests.support.contact_world import add_person
from tests.support.people import NOW, FakeChains, FakeContracts, FakeDeals, ask, command, fake_people

NEW_OWNER = natural_id("employee", "new")
INDUSTRY = (CoreField.INDUSTRY, "retail")


def user(people: People, id: str, actor: Actor = AM) -> Command:
    return user_command(actor, id, [], people.now())


async def employ(people: People, id: str = NEW_OWNER, active: bool = True) -> None:
    event = EmployeeRecorded(id, "new", "New", "unt_" + "9" * 32, None, active)
    await people.ledger.execute(EMPLOYEE, id, command(f"employ {id} {active}"), lambda _: Decided((event,), {}))


async def test_an_approved_change_takes_effect_and_is_recorded_once() -> None:
    people, store = fake_people()
    id = await verified(people)
    version = await ask_for(people, id, asked(INDUSTRY))
    end = chain_end(id, version, Outcome.APPROVED, "TAS_1_3")
    await take_chain(people, end)
    count = len(store.by_id)
    await take_chain(people, end)
    assert len(store.by_id) == count
    account = await stands(people, id)
    assert (account.industry, account.open_changes) == ("retail", ())
    assert account.history[-1].chain_id and account.history[-1].new == "retail"
    assert account.verification is Verification.VERIFIED, "an industry makes no other legal entity"


async def test_a_change_for_a_later_day_holds_from_that_day_on() -> None:
    people, _ = fake_people()
    id = await verified(people)
    day = TODAY + timedelta(days=10)
    account = await change(people, id, asked(INDUSTRY, on=day))
    assert (account.industry, value_on(account, CoreField.INDUSTRY, day)) == (None, "retail")
    for days, industry in ((0, None), (9, None), (10, "retail"), (400, "retail")):
        later = replace(people, now=lambda days=days: NOW + timedelta(days=days))  # type: ignore[misc]
        assert (await load_account(later, id)).industry == industry


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.CANCELLED])
async def test_a_change_that_is_not_approved_changes_nothing(outcome: Outcome) -> None:
    people, _ = fake_people()
    id = await verified(people)
    account = await change(people, id, asked(INDUSTRY), outcome)
    assert (account.industry, account.open_changes, account.verification) == (None, (), Verification.VERIFIED)
    assert await ask_for(people, id, asked(INDUSTRY)), "and it may be asked for again at once"


async def test_another_legal_entity_is_evaluated_again_and_flagged() -> None:
    people, store = fake_people()
    id = await verified(people)
    version = await ask_for(people, id, asked((CoreField.LEGAL_NAME, "Acme Group")))
    assert (await account_facts(people, id))["account.entityChangeRunning"] is True
    await take_chain(people, chain_end(id, version, Outcome.APPROVED, "TAS_1_3"))
    account = await stands(people, id)
    assert (account.legal_name, account.verification, account.locked) == ("Acme Group", Verification.PENDING, True)
    last = max((e for e in store.by_id.values() if e.aggregate == f"account/{id}"), key=lambda e: e.version)
    assert [event.type for event in last.events] == ["AccountCoreChanged", "AccountEvaluationRequested"]
    assert last.events[0].data["legal_entity"] is True
    assert (await account_facts(people, id))["account.entityChangeRunning"] is False


async def test_a_new_code_names_the_account_and_so_does_the_old_one() -> None:
    people, _ = fake_people()
    id = await verified(people)
    account = await change(people, id, asked((CoreField.CREDIT_CODE, code_of(2))))
    assert account.credit_code == code_of(2)
    for number in (1, 2):
        answer = await ensure_account(people, AccountAsked(code_of(number), "X", None, "f"), command(f"again {number}"))
        assert (answer["accountId"], answer["created"]) == (id, False)
    assert (await stands(people, id)).credit_code == code_of(2), "the old code changes nothing"


async def test_a_code_that_was_taken_meanwhile_fails_the_change() -> None:
    people, _ = fake_people()
    id = await verified(people)
    version = await ask_for(people, id, asked((CoreField.CREDIT_CODE, code_of(2))))
    await drafted(people, "Somebody else", 2)
    await take_chain(people, chain_end(id, version, Outcome.APPROVED, "TAS_1_3"))
    account = await stands(people, id)
    assert (account.credit_code, account.open_changes) == (code_of(1), ())
    with pytest.raises(Conflict, match="CREDIT_CODE_TAKEN"):
        await ask_for(people, id, asked((CoreField.CREDIT_CODE, code_of(2))))


async def test_the_claim_of_a_scheduled_code_does_not_bring_it_forward() -> None:
    people, store = fake_people()
    id = await verified(people)
    await change(people, id, asked((CoreField.CREDIT_CODE, code_of(2)), on=TODAY + timedelta(days=5)))
    claim = await store.entry(f"credit-code/{code_of(2)}", 1)
    assert claim is not None
    await take_claim(people, claim)
    assert (await stands(people, id)).credit_code == code_of(1)


async def test_a_new_owner_brings_their_unit() -> None:
    people, _ = fake_people()
    id = await verified(people)
    with pytest.raises(Invalid, match="CORE_VALUE_WRONG"):
        await ask_for(people, id, asked((CoreField.OWNER, NEW_OWNER)))
    await employ(people)
    account = await change(people, id, asked((CoreField.OWNER, NEW_OWNER), on=TODAY + timedelta(days=2)))
    assert (account.owner_employee_id, account.owner_unit_id) == (None, None)
    later = replace(people, now=lambda: NOW + timedelta(days=2))
    account = await load_account(later, id)
    assert (account.owner_employee_id, account.owner_unit_id) == (NEW_OWNER, "unt_" + "9" * 32)


async def test_a_new_owner_who_left_meanwhile_fails_the_change() -> None:
    people, _ = fake_people()
    id = await verified(people)
    await employ(people)
    version = await ask_for(people, id, asked((CoreField.OWNER, NEW_OWNER)))
    await employ(people, active=False)
    later = replace(people, now=lambda: NOW + timedelta(days=1))
    await take_chain(later, chain_end(id, version, Outcome.APPROVED, "TAS_1_3"))
    assert ((await stands(people, id)).owner_employee_id, (await stands(people, id)).open_changes) == (None, ())


async def test_a_group_has_no_circle() -> None:
    people, _ = fake_people()
    ids = [await verified(people, f"Group member number {n} of many", n) for n in range(3)]
    for child, parent in ((0, 1), (1, 2)):
        await change(people, ids[child], asked((CoreField.PARENT, ids[parent])))
    for above in ids:
        with pytest.raises(Conflict, match="GROUP_CIRCLE"):
            await ask_for(people, ids[2], asked((CoreField.PARENT, above)))
    with pytest.raises(Invalid, match="CORE_VALUE_WRONG"):
        await ask_for(people, ids[2], asked((CoreField.PARENT, "acc_" + "e" * 32)))


async def test_of_two_changes_that_close_a_circle_together_the_second_fails() -> None:
    people, _ = fake_people()
    one, other = [await verified(people, f"Group member number {n} of many", n) for n in range(2)]
    first = await ask_for(people, one, asked((CoreField.PARENT, other)))
    second = await ask_for(people, other, asked((CoreField.PARENT, one)))
    await take_chain(people, chain_end(one, first, Outcome.APPROVED, "TAS_1_3"))
    await take_chain(people, chain_end(other, second, Outcome.APPROVED, "TAS_1_3"))
    assert [(await stands(people, id)).parent_account_id for id in (one, other)] == [other, None]


async def test_a_request_names_what_rests_on_the_account() -> None:
    people, _ = fake_people()
    id = await verified(people)
    child = await drafted(people, "A subsidiary", 5)
    await describe_account(people, user(people, "d"), child, [Wanted(CoreField.PARENT, id)])
    running = {("account", id): "chn_1", ("registration", "reg_1"): "chn_2", ("account", "other"): "chn_3"}
    running |= {("opportunity", "opp_1"): "chn_4"}
    chains = FakeChains(running, {("opportunity", "opp_1"): "chn_5", ("opportunity", "opp_2"): "chn_6"})
    deals = FakeDeals({id: DealStanding(("reg_1",), ("opp_1",), 1, False)})
    contracts = FakeContracts({id: ("ctr_1",), child: ("ctr_2",)})
    await add_person(people, natural_id("person", "wang"), id, name="Wang")
    await add_person(people, natural_id("person", "li"), child, name="Li")
    whole = replace(people, deals=deals, chains=chains, contracts=contracts)
    await ask_for(whole, id, asked(INDUSTRY))
    impact = (await stands(people, id)).open_changes[0].requested.impact
    assert (impact.registrations, impact.opportunities, impact.children) == (("reg_1",), ("opp_1",), (child,))
    assert (set(impact.chains), impact.more) == ({"chn_1", "chn_2", "chn_4"}, False)
    assert (impact.approved, impact.contracts) == (("chn_5",), ("ctr_1",))
    assert impact.persons == (natural_id("person", "wang"),)
    query = "query($id: ID!) { accountImpact(id: $id) { approvedChainIds personIds contractIds } }"
    told = (await ask(whole, MDS, query, {"id": id}))["data"]["accountImpact"]
    assert told == {"approvedChainIds": ["chn_5"], "personIds": list(impact.persons), "contractIds": ["ctr_1"]}


async def test_without_its_impact_list_nothing_is_asked_for() -> None:
    people, _ = fake_people()
    id = await verified(people)
    with pytest.raises(Unavailable):
        await ask_for(replace(people, deals=FakeDeals(away=True)), id, asked(INDUSTRY))
    assert (await stands(people, id)).open_changes == ()


async def test_an_end_of_a_change_that_nobody_asked_for_is_set_aside() -> None:
    people, _ = fake_people()
    id = await verified(people)
    with pytest.raises(Missing, match="CORE_CHANGE_UNKNOWN"):
        await take_chain(people, chain_end(id, 99, Outcome.APPROVED, "TAS_1_3"))


async def test_only_who_may_asks() -> None:
    people, _ = fake_people()
    id = await verified(people)
    for actor in (Actor(ActorKind.EMPLOYEE, "emp_1", ("PE",)), Actor(ActorKind.PARTNER, "pus_1", ("AM",))):
        with pytest.raises(Forbidden, match="POST_REQUIRED"):
            await ask_for(people, id, asked(INDUSTRY), actor)


# The choke point: every path by which a core field of a verified account could change around flow 1-3.


async def _describe(people: People, id: str) -> None:
    await describe_account(people, user(people, "d"), id, [Wanted(*INDUSTRY)])


def _event(event: Callable[[str], object]) -> Callable[[People, str], Awaitable[None]]:
    async def append(people: People, id: str) -> None:
        await people.ledger.execute(ACCOUNT, id, command("around"), lambda _: Decided((event(id),), {}))

    return append


async def _append_on(people: People, id: str) -> None:
    loaded = await people.ledger.load(ACCOUNT, id)
    event = AccountDescribed(id, "Other name", None, None, None, None, False)
    await people.ledger.append_on(ACCOUNT, id, loaded, command("around"), (event,), {})


CHANGED = (FieldChange(CoreField.INDUSTRY, None, "retail"),)
AROUND: dict[str, Callable[[People, str], Awaitable[None]]] = {
    "the mutation that describes": _describe,
    "an import's words": _event(lambda id: AccountDescribed(id, "Acme Tools", "West", None, None, None, False)),
    "an import's append": _append_on,
    "an assigned owner": _event(lambda id: AccountOwnerAssigned(id, NEW_OWNER, None)),
    "a code taken": _event(lambda id: AccountCodeTaken(id, code_of(7))),
    "drafted again": _event(lambda id: AccountDrafted(id, "Other", code_of(1), "f")),
    "described fields": _event(lambda id: AccountFieldsDescribed(id, CHANGED)),
    "a change that nobody asked for": _event(
        lambda id: AccountCoreChanged(id, "chn_1", 1, CHANGED, ChangeReason.OTHER, (), TODAY, False, None)
    ),
}


@pytest.mark.parametrize("path", AROUND)
async def test_no_path_around_flow_1_3(path: str) -> None:
    people, store = fake_people()
    id = await verified(people)
    before, count = await stands(people, id), len(store.by_id)
    with pytest.raises(Conflict) as refusal:
        await AROUND[path](people, id)
    assert refusal.value.code in ("CORE_FIELD_LOCKED", "CORE_CHANGE_NOT_ASKED")
    assert (await stands(people, id), len(store.by_id)) == (before, count)


async def test_another_change_than_the_one_asked_for_is_refused() -> None:
    people, _ = fake_people()
    id = await verified(people)
    version = await ask_for(people, id, asked((CoreField.INDUSTRY, "it")))
    event = AccountCoreChanged(id, "chn_1", version, CHANGED, ChangeReason.OTHER, (), TODAY, False, None)
    with pytest.raises(Conflict, match="CORE_CHANGE_NOT_ASKED"):
        await people.ledger.execute(ACCOUNT, id, command("x"), lambda _: Decided((event,), {}))


@pytest.mark.parametrize("path", [name for name in AROUND if name != "a change that nobody asked for"])
async def test_before_the_verification_the_same_paths_are_open(path: str) -> None:
    people, _ = fake_people()
    id = await drafted(people)
    before = await stands(people, id)
    await AROUND[path](people, id)
    assert (await stands(people, id)).history != before.history


HEADER = "account,sector,year_established,revenue,employees,office_location,subsidiary_of,credit_code,owner,region,credit_rating_needed"  # noqa: E501


async def test_an_import_reports_each_core_field_that_it_may_not_change_and_records_the_rest() -> None:
    people, _ = fake_people()
    row = f"Acme Tools,medical,,,,China,,{code_of(1)},,East,"
    await import_files(people, {"accounts.csv": f"{HEADER}\n{row}\n".encode()})
    id = account_id_of("Acme Tools")
    await take_chain(people, chain_end(id, 1, Outcome.APPROVED, "TAS_1_2"))
    again = await import_files(people, {"accounts.csv": f"{HEADER}\n{row}\n".encode()})
    assert (again.refused, again.unchanged) == ([], {"account": 1})
    other = f"ACME tools,retail,,,,Norway,,{code_of(2)},,West,yes"
    report = await import_files(people, {"accounts.csv": f"{HEADER}\n{other}\n".encode()})
    assert {(one.column, one.code) for one in report.refused} == {
        (column, "CORE_FIELD_LOCKED") for column in ("account", "sector", "credit_code", "region")
    }
    account = await stands(people, id)
    assert (account.legal_name, account.industry, account.region) == ("Acme Tools", "medical", "East")
    assert (account.country, account.credit_rating_needed) == ("Norway", True), "what is no core field is recorded"
    assert (await people.ledger.load(CREDIT_CODE, code_of(2))).state.account_id is None


async def test_an_approved_evaluation_locks_the_account_and_issues_its_code_once() -> None:
    people, _ = fake_people()
    first, second = await verified(people, "Acme Tools", 1), await verified(people, "Zeta Yards", 2)
    await record_evidence(people, user(people, "e", MDS), first, VerifyMethod.SITE_VISIT, ["a photo"])
    assert (await stands(people, first)).verify_method is None
    later = NOW + timedelta(days=366)
    await take_chain(people, chain_end(first, 9, Outcome.APPROVED, "TAS_1_2", later))
    account = await stands(people, first)
    assert (account.customer_code, account.verify_method, account.evidence) == (
        "C000001", VerifyMethod.SITE_VISIT, ("a photo",),
    )  # fmt: skip
    assert (account.status, account.locked, account.pending_evidence) == (AccountStatus.ACTIVE, True, ())
    assert account.valid_until == (later + timedelta(days=365)).date()
    assert (await stands(people, second)).customer_code == "C000002"


async def test_a_rejected_evaluation_later_on_leaves_the_fields_locked() -> None:
    people, _ = fake_people()
    id = await verified(people)
    await take_chain(people, chain_end(id, 9, Outcome.REJECTED, "TAS_1_2"))
    assert (await stands(people, id)).verification is Verification.REJECTED
    with pytest.raises(Conflict, match="CORE_FIELD_LOCKED"):
        await _describe(people, id)


async def test_a_draft_is_described_with_code_owner_and_parent() -> None:
    people, _ = fake_people()
    await import_files(people, {"accounts.csv": f"{HEADER}\nNameless Co,medical,,,,China,,,,East,\n".encode()})
    id, parent = account_id_of("Nameless Co"), await drafted(people, "The Parent", 8)
    await employ(people)
    wanted = [
        Wanted(CoreField.CREDIT_CODE, code_of(3)),
        Wanted(CoreField.OWNER, NEW_OWNER),
        Wanted(CoreField.PARENT, parent),
        Wanted(CoreField.BLACKLIST, "true"),
        Wanted(CoreField.LEGAL_REP, "Wang"),
    ]
    done = user(people, "d")
    for _ in range(2):
        await describe_account(people, done, id, wanted)
    account = await stands(people, id)
    assert (account.credit_code, account.owner_employee_id, account.owner_unit_id) == (
        code_of(3), NEW_OWNER, "unt_" + "9" * 32,
    )  # fmt: skip
    assert (account.parent_account_id, account.blacklisted, account.legal_rep) == (parent, True, "Wang")
    assert account.verification is Verification.UNVERIFIED
    with pytest.raises(Conflict, match="CREDIT_CODE_TAKEN"):
        await describe_account(people, user(people, "x"), id, [Wanted(CoreField.CREDIT_CODE, code_of(8))])
    with pytest.raises((Conflict, Refused)):
        await describe_account(people, user(people, "y"), id, [Wanted(CoreField.LEGAL_REP, "Wang")])


async def test_alike_names_and_one_domain_are_asked_about() -> None:
    people, _ = fake_people()
    one = await drafted(people, "上海浦东华东机械制造股份有限公司", 1)
    two = await drafted(people, "上海浦东华东机械制造有限公司", 2)
    three = await drafted(people, "Zeta Yards", 3)
    for id, site in ((one, "https://www.hdjx.cn"), (three, "hdjx.cn/en")):
        await note_website(people, user(people, id), id, site)
    found = await duplicates_of(people, await stands(people, one))
    assert [(match.id, match.likeness) for match in found] == [(two, "NAME"), (three, "DOMAIN")]
    assert (await account_facts(people, two))["account.similar"] is True
    assert (await account_facts(people, two))["account.duplicate"] is False
    with pytest.raises(Invalid, match="WEBSITE_WRONG"):
        await note_website(people, user(people, "w"), one, "nowhere")
