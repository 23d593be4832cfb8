"""A person's record under merging, erasing and the passing of time: nothing is lost by a merge, nothing left by an
erasure, and what is due is found by the day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.journal.entry import Draft, Entry
from kit.journal.seal import seal
from kit.privacy.cipher import ERASED
from services.people.domain.contact.hold import RETENTION, Hold, due_on
from services.people.domain.contact.merge import MOST_ABSORBED, absorb, merge, release, unmerge
from services.people.domain.contact.person import NEVER, PERSON, Person
from tas.contracts.contact import (
    PersonContactsRecorded,
    PersonEmploymentAdded,
    PersonLeft,
    PersonMoved,
    PersonRecorded,
)
from tas.contracts.contact_term import Confidentiality, PersonStatus
from tas.contracts.privacy import (
    ConsentBasis,
    ErasureReason,
    PersonAbsorbed,
    PersonConsentRecorded,
    PersonConsentWithdrawn,
    PersonErased,
    PersonMerged,
    PersonReleased,
    PersonRetained,
    PersonUnmerged,
)
from tas.core.actor import service
from tas.core.codec import from_json, to_json
from tas.core.errors import Conflict, Missing

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = AT.date()
WORDS = st.sampled_from(["tas1.a.x", "tas1.b.y", "tas1.c.z"])
GONE = (PersonStatus.LEFT, PersonStatus.RETIRED)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def recorded(id: str, word: str = "tas1.a.x", account: str = "acc_1", since: date | None = None) -> PersonRecorded:
    return PersonRecorded(id, account, word, word, None, 2, None, None, Confidentiality.NORMAL, "test", since)


def entry(at: datetime = AT) -> Entry:
    return seal(Draft("person/x", 1, "k", "d", (), {}, service("test"), None, at), "")


def fold(state: Person, *events: Any, at: datetime = AT) -> Person:
    for event in events:
        state = PERSON.evolve(state, event, entry(at))
    return state


def told(id: str) -> st.SearchStrategy[list[Any]]:
    """Any history of a record, without merging and erasing."""
    later = st.one_of(
        st.builds(lambda word, since: recorded(id, word, since=since), WORDS, st.none() | DAYS),
        st.builds(lambda m, p: PersonContactsRecorded(id, tuple(m), tuple(p), None), st.lists(WORDS), st.lists(WORDS)),
        st.builds(lambda word, day: PersonEmploymentAdded(id, None, word, word, day, None), WORDS, st.none() | DAYS),
        st.builds(lambda day: PersonMoved(id, "acc_1", "acc_2", None, None, day), DAYS),
        st.builds(lambda status, day: PersonLeft(id, "acc_1", status, day), st.sampled_from(GONE), DAYS),
        st.builds(lambda day: PersonConsentRecorded(id, ConsentBasis.CONSENT, day, None), DAYS),
        st.builds(lambda day: PersonRetained(id, day), DAYS),
    )
    return st.lists(later, max_size=6).map(lambda more: [recorded(id), *more])


@settings(deadline=None)
@given(left=told("psn_a"), right=told("psn_b"), meanwhile=told("psn_a"))
def test_unmerging_restores_both(left: list[Any], right: list[Any], meanwhile: list[Any]) -> None:
    one, other = fold(Person("psn_a"), *left), fold(Person("psn_b"), *right)
    merged_one, merged_other = fold(one, *absorb(one, "psn_b")), fold(other, *merge(other, "psn_a"))
    assert (merged_other.status, merged_other.merged_into, merged_one.absorbed) == (
        PersonStatus.MERGED, "psn_a", ("psn_b",),
    )  # fmt: skip
    changed = fold(merged_one, *meanwhile)
    assert fold(changed, *release(changed, "psn_b")) == fold(one, *meanwhile)
    assert fold(merged_other, *unmerge(merged_other, "psn_a")) == other


@settings(deadline=None)
@given(left=told("psn_a"))
def test_while_merged_the_record_loses_no_field(left: list[Any]) -> None:
    one = fold(Person("psn_a"), *left)
    merged = fold(one, *merge(one, "psn_b"))
    assert replace(merged, status=one.status, merged_into=None, status_before=None) == one


@settings(deadline=None)
@given(left=told("psn_a"), after=told("psn_a"))
def test_an_erased_record_holds_nothing_and_takes_nothing(left: list[Any], after: list[Any]) -> None:
    erased = fold(Person("psn_a"), *left, PersonErased("psn_a", ErasureReason.REQUESTED))
    account = fold(Person("psn_a"), *left).account_id
    assert erased == Person("psn_a", account, ERASED, status=PersonStatus.ERASED)
    assert "tas1" not in str(to_json(erased)) and erased.exists and not erased.stands
    assert fold(erased, *after, PersonAbsorbed("psn_a", "psn_c")) == erased
    assert PERSON.view(erased)["dueOn"] == NEVER


@settings(deadline=None)
@given(events=told("psn_a"))
def test_a_record_is_written_and_read_unchanged(events: list[Any]) -> None:
    state = fold(Person("psn_a"), *events, PersonAbsorbed("psn_a", "psn_b"), PersonConsentWithdrawn("psn_a", DAY))
    assert from_json(Person, to_json(state)) == state


MERGED = fold(Person("psn_m"), recorded("psn_m"), PersonMerged("psn_m", "psn_a"))
ERASED_ONE = fold(Person("psn_e"), recorded("psn_e"), PersonErased("psn_e", ErasureReason.REQUESTED))
PLAIN = fold(Person("psn_a"), recorded("psn_a"))
FULL = fold(PLAIN, *(PersonAbsorbed("psn_a", f"psn_{n}") for n in range(MOST_ABSORBED)))


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: absorb(Person("psn_x"), "psn_b"), "PERSON_UNKNOWN"),
        (lambda: absorb(ERASED_ONE, "psn_b"), "PERSON_ERASED"),
        (lambda: absorb(MERGED, "psn_b"), "PERSON_MERGED"),
        (lambda: absorb(PLAIN, "psn_a"), "PERSON_SAME"),
        (lambda: absorb(FULL, "psn_1"), "PERSON_ABSORBED"),
        (lambda: absorb(FULL, "psn_b"), "TOO_MANY_MERGED"),
        (lambda: merge(FULL, "psn_b"), "PERSON_HAS_MERGED"),
        (lambda: merge(MERGED, "psn_b"), "PERSON_MERGED"),
        (lambda: merge(ERASED_ONE, "psn_b"), "PERSON_ERASED"),
        (lambda: merge(Person("psn_x"), "psn_b"), "PERSON_UNKNOWN"),
    ],
)
def test_what_may_not_be_merged(act: Any, code: str) -> None:
    with pytest.raises((Conflict, Missing)) as refused:
        act()
    assert refused.value.code == code


def test_what_stands_so_already_needs_no_event() -> None:
    assert [
        *merge(MERGED, "psn_a"),
        *release(PLAIN, "psn_b"),
        *unmerge(PLAIN, "psn_b"),
        *unmerge(MERGED, "psn_z"),
    ] == []
    assert list(release(FULL, "psn_3")) == [PersonReleased("psn_a", "psn_3")]
    assert list(unmerge(MERGED, "psn_a")) == [PersonUnmerged("psn_m", "psn_a")]


GIVEN = PersonConsentRecorded("psn_a", ConsentBasis.CONSENT, DAY, DAY + timedelta(days=100))
KEPT = PersonRetained("psn_a", DAY + RETENTION + timedelta(days=50))
WITHDRAWN = PersonConsentWithdrawn("psn_a", DAY + timedelta(days=10))


@pytest.mark.parametrize(
    ("events", "days"),
    [
        ([], RETENTION.days),
        ([KEPT], RETENTION.days + 51),
        ([PersonRetained("psn_a", DAY)], RETENTION.days),
        ([GIVEN], 101),
        ([GIVEN, KEPT], 101),
        ([PersonConsentRecorded("psn_a", ConsentBasis.CONTRACT, DAY, None)], RETENTION.days),
        ([WITHDRAWN], 10),
        ([GIVEN, KEPT, WITHDRAWN], 10),
        ([WITHDRAWN, GIVEN], 101),
        ([PersonMerged("psn_a", "psn_b")], RETENTION.days),
    ],
)
def test_the_day_on_which_it_is_due(events: list[Any], days: int) -> None:
    person = fold(PLAIN, *events, at=AT + timedelta(days=5))
    assert due_on(person.hold) == DAY + timedelta(days=days)


def test_recording_again_puts_the_day_off_and_nothing_recorded_is_never_due() -> None:
    later = fold(PLAIN, PersonContactsRecorded("psn_a", (), (), None), at=AT + timedelta(days=7))
    assert due_on(later.hold) == DAY + RETENTION + timedelta(days=7)
    assert PERSON.view(later)["dueOn"] == (DAY + RETENTION + timedelta(days=7)).isoformat()
    assert PERSON.view(MERGED)["dueOn"] == NEVER
    assert due_on(Hold()) is None
