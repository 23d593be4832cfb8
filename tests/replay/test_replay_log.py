"""Reading logs, and the one shape that is found in them: the family's other logs too, in small."""

import gzip
from pathlib import Path

import pytest

from cli.replay.definition import definition_of, form_of, posts_of
from cli.replay.log import Case, Step, Verb, read_log
from cli.replay.rule import Rule, broken
from cli.replay.run import Log, spread, understand
from tas.core.errors import Invalid
from tests.support.log import journey, write_log, xes

D = "Declaration"
TRIP = (
    "Start trip", *journey("Permit", "ADMINISTRATION", "SUPERVISOR", paid=False), "End trip", "Send Reminder",
    *journey(D, "ADMINISTRATION", "BUDGET OWNER", "SUPERVISOR"),
)  # fmt: skip


def log_of(folder: Path, *cases: tuple[str, ...]) -> Log:
    path = write_log(folder / "log.xes", {f"case {number}": steps for number, steps in enumerate(cases)})
    return understand(tuple(read_log(path)))


def rules_of(log: Log) -> list[Rule | None]:
    return [broken(log.shape, log.shape.steps_of(case)) for case in log.cases]


def test_a_plain_and_a_gzipped_log_are_read_alike(tmp_path: Path) -> None:
    told = {"a": journey(D, "SUPERVISOR")}
    plain = write_log(tmp_path / "plain.xes", told)
    packed = tmp_path / "packed.xes.gz"
    packed.write_bytes(gzip.compress(xes(told).encode()))
    expected = (
        Step(D, Verb.SUBMITTED, "EMPLOYEE"),
        Step(D, Verb.FINAL_APPROVED, "SUPERVISOR"),
        Step("Request Payment", Verb.OTHER, "SYSTEM"),
        Step("Payment Handled", Verb.OTHER, "SYSTEM"),
    )
    assert list(read_log(plain)) == list(read_log(packed)) == [Case("a", expected)]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE log [<!ENTITY a "b">]><log>&a;</log>',
        '<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>',
        "<log><trace>",
        "no log",
    ],
)
def test_what_is_no_log_or_declares_anything_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.xes"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match="LOG_MALFORMED"):
        list(read_log(path))


def test_reviewers_come_in_their_order_and_those_that_are_not_always_there_are_asked_for(tmp_path: Path) -> None:
    log = log_of(
        tmp_path,
        *[journey(D, "ADMINISTRATION", "BUDGET OWNER", "SUPERVISOR")] * 3,
        *[journey(D, "ADMINISTRATION", "SUPERVISOR")] * 3,
        journey(D, "PRE_APPROVER", "SUPERVISOR"),
    )
    route = log.shape.routes[D]
    assert route.reviewers[-1] == "SUPERVISOR" and route.desk == ("Request Payment", "Payment Handled")
    assert route.reviewers.index("ADMINISTRATION") < route.reviewers.index("BUDGET OWNER")
    assert route.asked == {"ADMINISTRATION", "BUDGET OWNER", "PRE_APPROVER"}
    assert rules_of(log) == [None] * 7
    assert len(definition_of(log.shape).nodes) == 6 and posts_of(log.shape)["EMPLOYEE"] == "AM"


def test_a_trip_with_a_permit_is_two_documents_under_one_definition(tmp_path: Path) -> None:
    plain = tuple(step for step in TRIP if step != "Send Reminder")
    log = log_of(tmp_path, TRIP, *[plain] * 3)
    assert log.shape.aside == {"Start trip", "End trip", "Send Reminder"}
    assert log.shape.routes["Permit"].desk == () and len(log.shape.routes[D].desk) == 2
    assert rules_of(log) == [None] * 4
    definition = definition_of(log.shape)
    assert definition.form[0].options == (D, "Permit")
    assert form_of(log.shape, "Permit", {}) == {"document": "Permit"}


def test_a_request_for_payment_is_a_document_and_not_its_payment(tmp_path: Path) -> None:
    thing = "Request For Payment"
    log = log_of(tmp_path, *[journey(thing, "ADMINISTRATION", "SUPERVISOR")] * 3, (f"{thing} SAVED by EMPLOYEE",))
    assert list(log.shape.routes) == [thing] and rules_of(log) == [None] * 4


def test_at_most_three_facts_are_brought_however_many_reviewers_are_optional(tmp_path: Path) -> None:
    roles = ("A", "B", "C", "DIRECTOR")
    log = log_of(tmp_path, *[journey(D, *(r for r in roles if r != out), "SUPERVISOR") for out in roles])
    assert len(log.shape.routes[D].asked) == 3


@pytest.mark.parametrize(
    ("steps", "rule"),
    [
        ((f"{D} SUBMITTED by EMPLOYEE", f"{D} FINAL_APPROVED by SUPERVISOR", f"{D} REJECTED by MISSING"),
         Rule.UNNAMED_ROLE),
        ((f"{D} SUBMITTED by EMPLOYEE", f"{D} REJECTED by SUPERVISOR", *journey(D, "SUPERVISOR")), Rule.UNSAID_RETURN),
        ((f"{D} SUBMITTED by EMPLOYEE", f"{D} REJECTED by EMPLOYEE"), Rule.TAKEN_BACK_EARLY),
        ((f"{D} SUBMITTED by EMPLOYEE", f"{D} REJECTED by SUPERVISOR"), Rule.LEFT_REJECTED),
        ((f"{D} SAVED by EMPLOYEE", "Request Payment"), Rule.WITHOUT_APPROVAL),
        ((f"{D} SUBMITTED by EMPLOYEE", f"{D} FOR_APPROVAL by SUPERVISOR"), Rule.FORWARDED),
        ((f"{D} SUBMITTED by EMPLOYEE", f"{D} REJECTED by A", f"{D} REJECTED by EMPLOYEE", *journey(D, "SUPERVISOR")),
         Rule.OTHER_REVIEWERS),
    ],
)  # fmt: skip
def test_each_rule_is_broken_by_a_case(tmp_path: Path, steps: tuple[str, ...], rule: Rule) -> None:
    sound = [journey(D, "SUPERVISOR")] * 30 + [journey(D, "A", "SUPERVISOR")]
    assert rules_of(log_of(tmp_path, steps, *sound))[0] is rule


def test_a_limit_takes_cases_of_the_whole_log() -> None:
    cases = [Case(str(number), ()) for number in range(10)]
    assert [case.id for case in spread(cases, 5)] == ["0", "2", "4", "6", "8"]
    assert spread(cases, None) == spread(cases, 99) == cases
