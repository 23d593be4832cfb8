"""No person at a customer reports to themselves on any day, and no unit lies below itself: whatever is recorded, in
whatever order, also by two at once, also when a process dies half way."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.people.app.contact.change_line import take_customer_line
from services.people.app.container import People
from services.people.domain.contact.customer_line import CUSTOMER_LINE, DEEPEST, PERSONS, closes_circle
from services.people.domain.contact.tie import TIE, Tie, tie_id_of
from services.people.domain.period import Period
from tas.contracts.contact import CustomerLineChanged, TieRecorded
from tas.contracts.contact_term import Direction, TieKind, TieVisibility
from tas.core.ids import aggregate_name
from tests.support import contact_world as world
from tests.support.contact_world import CHEN, HARBOUR, LIN, MIRA, ROE, WANG, employee
from tests.support.people import ask, codes, fake_people

AM = employee(MIRA)
START = date(2026, 1, 1)
PEOPLE = ("a", "b", "c", "d")
DAYS = 12


@pytest.fixture
async def people() -> People:
    made, _ = fake_people()
    await world.build_world(made)
    return made


async def told(people: People, field: str, command: str, **input: Any) -> tuple[list[str], dict[str, Any]]:
    """The codes that a command is refused with, and what it answers. `command` makes the command id."""
    wanted = {"recordTie": "tie { id validTo }", "endTie": "tie { id validTo }"}.get(field, "customerUnit { id }")
    query = (
        f"mutation($i: {field[0].upper()}{field[1:]}Input!) {{ {field}(input: $i) {{ {wanted} errors {{ code }} }} }}"
    )
    answer = await ask(people, AM, query, {"i": {"commandId": command.ljust(36, "x"), **input}})
    assert codes(answer) == [], answer
    found: dict[str, Any] = answer["data"][field]
    return [one["code"] for one in found["errors"]], found


async def line(people: People, from_id: str, to_id: str, first: str = "2026-01-01", last: str | None = None) -> str:
    """'' when the line is accepted, else why not."""
    refused, _ = await told(
        people, "recordTie", f"{from_id[-8:]}{to_id[-8:]}{first}{last}"[:36], fromId=from_id, toId=to_id,
        kind="REPORTS_TO", strength=2, evidence="the chart", validFrom=first, validTo=last, confirmedOn="2026-02-01",
    )  # fmt: skip
    return "".join(refused)


def tie(from_id: str, to_id: str, first: int, last: int | None) -> Tie:
    period = (START + timedelta(days=first), None if last is None else START + timedelta(days=last))
    return Tie(f"{from_id}{to_id}{first}", from_id, to_id, TieKind.REPORTS_TO, Direction.ONE_WAY, 1, (), *period)


def circle_on(ties: list[Tie], day: date) -> bool:
    """Whether anybody reports to themselves on the day, by walking from everybody."""
    heads: Mapping[str, set[str]] = {
        id: {one.to_id for one in ties if one.from_id == id and one.holds_on(day)} for id in PEOPLE
    }
    for id in PEOPLE:
        reached = set(heads[id])
        for _ in PEOPLE:
            reached |= {head for one in reached for head in heads[one]}
        if id in reached:
            return True
    return False


lines = st.tuples(
    st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, DAYS - 1), st.none() | st.integers(0, DAYS)
).filter(lambda one: one[0] != one[1] and (one[3] is None or one[3] >= one[2]))


@given(st.lists(lines, max_size=14))
def test_a_line_is_refused_exactly_when_it_would_close_a_circle_on_some_day(drawn: list[Any]) -> None:
    kept: list[Tie] = []
    for one in drawn:
        new = tie(*one)
        would = any(circle_on([*kept, new], START + timedelta(days=number)) for number in range(DAYS + 2))
        refused = closes_circle(kept, new.from_id, new.to_id, Period(new.valid_from, new.valid_to))
        assert refused == would, (kept, new)
        if not refused:
            kept.append(new)


async def test_circles_to_come_past_and_over_three_are_refused_but_not_lines_one_after_the_other(
    people: People,
) -> None:
    assert await line(people, WANG, LIN, "2026-09-01") == ""
    assert await line(people, LIN, WANG, "2026-10-01") == "TIE_CIRCLE"
    assert await line(people, LIN, WANG, "2026-03-01", "2026-09-01") == "TIE_CIRCLE"  # both hold on the last day
    assert await line(people, LIN, WANG, "2026-03-01", "2026-08-31") == ""
    assert await line(people, CHEN, WANG, "2020-01-01", "2021-01-01") == ""
    assert await line(people, WANG, CHEN, "2020-06-01", "2020-07-01") == "TIE_CIRCLE"
    assert await line(people, LIN, CHEN, "2026-12-01") == ""
    assert await line(people, CHEN, WANG, "2026-12-24") == "TIE_CIRCLE"  # Wang, Lin, Chen, Wang


async def test_of_two_at_once_one_is_refused(people: People) -> None:
    answers = await asyncio.gather(line(people, WANG, LIN), line(people, LIN, WANG), line(people, WANG, LIN, "2026-02-01"))  # fmt: skip # noqa: E501
    assert answers[1] == "TIE_CIRCLE" or (answers[0] == answers[2] == "TIE_CIRCLE"), answers
    assert "" in answers


async def test_a_line_whose_process_died_half_way_stands_for_the_next_one_and_a_retry(people: People) -> None:
    recorded = TieRecorded(
        tie_id_of(WANG, LIN, TieKind.REPORTS_TO), WANG, LIN, TieKind.REPORTS_TO, Direction.ONE_WAY, 1, (), START, None,
        START, TieVisibility.COMPANY,
    )  # fmt: skip
    await world.append(people, CUSTOMER_LINE, PERSONS, CustomerLineChanged(recorded, None))
    assert not (await people.ledger.load(TIE, recorded.tie_id)).state.exists
    assert await line(people, LIN, WANG) == "TIE_CIRCLE"
    assert (await people.ledger.load(TIE, recorded.tie_id)).version == 1
    for entry in await people.store.entries(aggregate_name("customer-line", PERSONS), 0, 9):
        await take_customer_line(people, entry)
    assert (await people.ledger.load(TIE, recorded.tie_id)).version == 1


async def test_a_retry_has_the_same_answer_and_changes_nothing(people: People) -> None:
    for _ in range(2):
        assert await line(people, WANG, LIN) == ""
    assert (await people.ledger.load(TIE, tie_id_of(WANG, LIN, TieKind.REPORTS_TO))).version == 1
    first = await told(people, "recordCustomerUnit", "unit", accountId=HARBOUR, name="Board")
    assert first == await told(people, "recordCustomerUnit", "unit", accountId=HARBOUR, name="Board")


async def test_units_lie_below_each_other_in_one_order_only_also_when_two_are_moved_at_once(people: People) -> None:
    a, b = [
        (await told(people, "recordCustomerUnit", name, accountId=HARBOUR, name=name))[1]["customerUnit"]["id"]
        for name in ("A", "B")
    ]

    async def below(name: str, id: str, parent: str) -> str:
        refused, _ = await told(people, "recordCustomerUnit", f"below {name}", accountId=HARBOUR, name=name, customerUnitId=id, parentId=parent)  # fmt: skip # noqa: E501
        return "".join(refused)

    assert sorted(await asyncio.gather(below("A", a, b), below("B", b, a))) == ["", "CUSTOMER_UNIT_CIRCLE"]


async def test_units_are_as_deep_as_the_bound_and_the_next_one_says_so(people: People) -> None:
    above = None
    for number in range(DEEPEST):
        refused, done = await told(people, "recordCustomerUnit", str(number), accountId=HARBOUR, name=f"L{number}", parentId=above)  # fmt: skip # noqa: E501
        assert refused == [], number
        above = done["customerUnit"]["id"]
    refused, _ = await told(people, "recordCustomerUnit", "last", accountId=HARBOUR, name="one more", parentId=above)
    assert refused == ["CUSTOMER_UNIT_DEEP"]


@pytest.mark.parametrize(
    ("input", "code"),
    [
        ({"headPersonId": ROE}, "PERSON_NOT_THERE"),
        ({"function": "x" * 201}, "PERSON_TEXT_INVALID"),
        ({"parentId": "cun_x"}, "CUSTOMER_UNIT_UNKNOWN"),
        ({"customerUnitId": "cun_x"}, "CUSTOMER_UNIT_UNKNOWN"),
    ],
)
async def test_a_unit_that_cannot_be(people: People, input: dict[str, Any], code: str) -> None:
    refused, _ = await told(people, "recordCustomerUnit", "odd", accountId=HARBOUR, name="Odd", **input)
    assert refused == [code]


def test_who_was_merged_is_one_person_in_every_line() -> None:
    ties = [tie("a", "b", 0, None)]
    assert closes_circle(ties, "c", "a", Period(START), lambda id: "b" if id == "c" else id)
    assert not closes_circle(ties, "c", "a", Period(START))
