"""What may stand in a core field, who owns it, what may be asked for, and which accounts may be one customer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import pytest

from services.people.domain.account_change import ChangeAsked, Wanted, cooled, decide_request
from services.people.domain.account_state import Account, AccountStatus, OpenChange
from services.people.domain.core_history import CoreChange
from services.people.domain.core_policy import policies, read_policies
from services.people.domain.core_value import read_value
from services.people.domain.duplicate import Known, Likeness, domain_of, grams, likeness, matches
from tas.contracts.account import AccountChangeRequested, ChangeReason, CoreField, Impact
from tas.core.errors import Conflict, Invalid, Missing, Refused, TasError
from tests.support.account import code_of

TODAY = date(2026, 3, 2)
ACC, EMP = "acc_" + "1" * 32, "emp_" + "2" * 32
ACCOUNT = Account(ACC, "Acme", credit_code=code_of(1), status=AccountStatus.ACTIVE)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (CoreField.LEGAL_NAME, "  Acme   Ltd ", "Acme Ltd"),
        (CoreField.CREDIT_CODE, code_of(1).lower(), code_of(1)),
        (CoreField.ACCOUNT_TYPE, "GOV", "GOV"),
        (CoreField.BLACKLIST, "true", "true"),
        (CoreField.TAX_NO, "91350100ABC", "91350100ABC"),
        (CoreField.PARENT, ACC, ACC),
        (CoreField.OWNER, EMP, EMP),
        (CoreField.OWNER, "", None),
        (CoreField.BANK, None, None),
    ],
)
def test_a_value_is_kept_in_its_written_form(field: CoreField, text: str | None, value: str | None) -> None:
    assert read_value(field, text) == value


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        (CoreField.LEGAL_NAME, " ", "CORE_VALUE_MISSING"),
        (CoreField.CREDIT_CODE, None, "CORE_VALUE_MISSING"),
        (CoreField.CREDIT_CODE, "91350100M000100Y44", "CREDIT_CODE_INVALID"),
        (CoreField.ACCOUNT_TYPE, "gov", "CORE_VALUE_WRONG"),
        (CoreField.BLACKLIST, "yes", "CORE_VALUE_WRONG"),
        (CoreField.TAX_NO, "12 34", "CORE_VALUE_WRONG"),
        (CoreField.PARENT, EMP, "CORE_VALUE_WRONG"),
        (CoreField.OWNER, "mira.lang", "CORE_VALUE_WRONG"),
        (CoreField.BANK, "x" * 201, "CORE_VALUE_WRONG"),
        (CoreField.BANK, "a\x07b", "CORE_VALUE_WRONG"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(field: CoreField, text: str | None, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_value(field, text)
    assert refusal.value.code == code


def test_every_core_field_has_a_policy() -> None:
    assert set(policies()) == set(CoreField)
    assert {field for field, one in policies().items() if one.legal_entity} == {
        CoreField.LEGAL_NAME, CoreField.CREDIT_CODE,
    }  # fmt: skip
    financial = {CoreField.INVOICE_TITLE, CoreField.TAX_NO, CoreField.BANK}
    assert {field for field, one in policies().items() if one.financial} == financial
    assert all(one.owner_post and one.approver_posts and one.downstream for one in policies().values())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("[bank]", "[bonk]"),
        lambda text: text.replace('owner = "FIN"', 'owner = "KING"'),
        lambda text: text.replace('method = "THIRD_PARTY"', 'method = "GUESS"'),
        lambda text: text.replace("cooldown = 0", "cooldowns = 0"),
    ],
)
def test_a_wrong_policy_is_refused(spoil: object) -> None:
    text = (files("services.people.domain") / "core_policy.toml").read_text("utf-8")
    assert set(read_policies(text)) == set(CoreField)
    with pytest.raises((ValueError, KeyError)):
        read_policies(spoil(text))  # type: ignore[operator]


def asked(*wanted: Wanted, evidence: tuple[str, ...] = ("e",), on: date = TODAY, comment: str = "") -> ChangeAsked:
    return ChangeAsked(wanted, ChangeReason.OTHER, evidence, on, comment)


INDUSTRY = Wanted(CoreField.INDUSTRY, "retail")
RUNNING = OpenChange(
    3,
    AccountChangeRequested(ACC, (), ChangeReason.OTHER, (), TODAY, "", False, False, None, Impact()),
    EMP,
    datetime(2026, 3, 1, tzinfo=UTC),
)


def refusals(account: Account, change: ChangeAsked) -> list[str]:
    try:
        decide_request(account, change, Impact(), TODAY)
    except Refused as refused:
        return [error.code for error in refused.errors]
    except TasError as error:
        return [error.code]
    return []


def changed(days_ago: int) -> Account:
    at = datetime(2026, 3, 2, tzinfo=UTC) - timedelta(days=days_ago)
    change = CoreChange(CoreField.INDUSTRY, None, "it", at.date(), at, chain_id="chn_1")
    return replace(ACCOUNT, industry="it", history=(change,))


@pytest.mark.parametrize(
    ("account", "change", "codes"),
    [
        (ACCOUNT, asked(INDUSTRY), []),
        (ACCOUNT, asked(INDUSTRY, evidence=()), []),
        (ACCOUNT, asked(Wanted(CoreField.LEGAL_NAME, "New"), evidence=()), ["CORE_EVIDENCE_MISSING"]),
        (ACCOUNT, asked(Wanted(CoreField.LEGAL_NAME, "Acme")), ["CORE_VALUE_SAME"]),
        (ACCOUNT, asked(), ["CORE_NOTHING_CHANGES"]),
        (ACCOUNT, asked(INDUSTRY, INDUSTRY), ["CORE_FIELD_TWICE"]),
        (ACCOUNT, asked(INDUSTRY, on=TODAY + timedelta(days=366)), []),
        (ACCOUNT, asked(INDUSTRY, on=TODAY + timedelta(days=367)), ["CORE_DAY_FAR"]),
        (ACCOUNT, asked(INDUSTRY, on=TODAY - timedelta(days=367)), ["CORE_DAY_FAR"]),
        (ACCOUNT, asked(INDUSTRY, evidence=("x" * 501,)), ["CORE_EVIDENCE_LONG"]),
        (ACCOUNT, asked(INDUSTRY, evidence=(" ",)), ["CORE_EVIDENCE_LONG"]),
        (ACCOUNT, asked(INDUSTRY, evidence=("e",) * 21), ["CORE_EVIDENCE_LONG"]),
        (ACCOUNT, asked(INDUSTRY, comment="x" * 501), ["CORE_EVIDENCE_LONG"]),
        (ACCOUNT, asked(Wanted(CoreField.OWNER, "x"), Wanted(CoreField.TAX_NO, "?")), ["CORE_VALUE_WRONG"] * 2),
        (changed(29), asked(INDUSTRY), ["CORE_COOLDOWN"]),
        (changed(30), asked(INDUSTRY), []),
        (replace(ACCOUNT, open_changes=(RUNNING,)), asked(INDUSTRY), []),
        (replace(ACCOUNT, status=AccountStatus.DRAFT), asked(INDUSTRY), ["ACCOUNT_NOT_VERIFIED"]),
        (replace(ACCOUNT, status=AccountStatus.MERGED), asked(INDUSTRY), ["ACCOUNT_MERGED"]),
        (Account(ACC), asked(INDUSTRY), ["ACCOUNT_UNKNOWN"]),
    ],
)  # fmt: skip
def test_what_may_be_asked_for(account: Account, change: ChangeAsked, codes: list[str]) -> None:
    assert sorted(refusals(account, change)) == sorted(codes)


def test_a_field_that_is_being_changed_may_not_be_asked_for_again() -> None:
    first = decide_request(ACCOUNT, asked(INDUSTRY), Impact(), TODAY).events[0]
    running = replace(ACCOUNT, open_changes=(replace(RUNNING, requested=first),))
    assert refusals(running, asked(INDUSTRY)) == ["CORE_CHANGE_UNDER_WAY"]
    assert refusals(running, asked(Wanted(CoreField.REGION, "West"))) == []


def test_what_was_described_before_the_verification_does_not_cool_down() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    account = replace(ACCOUNT, history=(CoreChange(CoreField.INDUSTRY, None, "it", at.date(), at),))
    assert cooled(account, policies()[CoreField.INDUSTRY], TODAY) is None


def test_a_request_says_what_it_touches() -> None:
    wanted = (Wanted(CoreField.LEGAL_NAME, "New"), Wanted(CoreField.BANK, "ICBC 1"), Wanted(CoreField.OWNER, EMP))
    (event,) = decide_request(ACCOUNT, asked(*wanted), Impact(children=("acc_2",)), TODAY).events
    assert (event.legal_entity, event.financial, event.new_owner_id) == (True, True, EMP)
    assert [(one.field, one.old, one.new) for one in event.changes] == [
        (CoreField.LEGAL_NAME, "Acme", "New"), (CoreField.BANK, None, "ICBC 1"), (CoreField.OWNER, None, EMP),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("华东制造股份有限公司", "华东制造股份有限公司", True),
        ("上海浦东华东机械制造股份有限公司", "上海浦东华东机械制造有限公司", True),
        ("Acme Tools GmbH", "ACME. tools gmbh", True),
        ("Acme Tools GmbH", "Acme Tool GmbH", True),
        ("Acme", "Acne", False),
        ("华东制造", "华西制造", False),
    ],
)
def test_names_that_are_alike(one: str, other: str, alike: bool) -> None:
    found = matches(Known("a", (one,)), [Known("b", (other,))])
    assert bool(found) is alike is (likeness(one, other) >= 0.9)
    if alike:
        assert grams(one) & grams(other), "what is alike is found by its pieces"


def test_one_web_domain_is_asked_about_and_an_account_is_not_its_own_double() -> None:
    me = Known("a", ("Acme",), "acme.cn")
    others = [me, Known("b", ("Zeta",), "acme.cn"), Known("c", ("ACME.",)), Known("d", ("Beta",), "beta.cn")]
    assert [(one.id, one.likeness) for one in matches(me, others)] == [("c", Likeness.NAME), ("b", Likeness.DOMAIN)]


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.Acme.cn/about?x=1", "acme.cn"), ("acme.com.cn:8443", "acme.com.cn"), (" ACME.CN ", "acme.cn"),
        ("http://user@shop.acme.cn", "shop.acme.cn"), ("not an address", ""), ("localhost", ""), (None, ""), ("", ""),
    ],
)  # fmt: skip
def test_web_domains(website: str | None, domain: str) -> None:
    assert domain_of(website) == domain


def test_who_asks_about_nothing_is_told_so() -> None:
    with pytest.raises(Missing):
        decide_request(Account(ACC), asked(INDUSTRY), Impact(), TODAY)
    with pytest.raises(Conflict):
        decide_request(replace(ACCOUNT, status=AccountStatus.MERGED), asked(INDUSTRY), Impact(), TODAY)
