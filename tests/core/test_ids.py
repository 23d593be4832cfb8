"""Ids name their kind, derive the same everywhere, and never mix."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tas.core import ids

KINDS = st.sampled_from(sorted(ids.PREFIXES))


@given(KINDS, st.uuids())
def test_an_id_names_its_kind(kind: str, unique: UUID) -> None:
    assert ids.kind_of(ids.make_id(kind, unique)) == kind


@pytest.mark.parametrize("text", ["", "acc_", "acc_1", "xyz_" + "0" * 32, "acc_" + "G" * 32, "acc" + "0" * 32])
def test_what_is_not_an_id_has_no_kind(text: str) -> None:
    assert ids.kind_of(text) is None


@given(st.lists(st.text(alphabet="ab/", max_size=4), min_size=2, max_size=4))
def test_parts_are_kept_apart(parts: list[str]) -> None:
    """('a', 'b') and ('ab', '') must not meet: they are different commands."""
    joined = ["".join(parts[:2]), "", *parts[2:]]
    assert (ids.derive(*parts) == ids.derive(*joined)) == (parts == joined)


def test_effects_of_one_event_have_ids_of_their_own() -> None:
    event = ids.event_id(ids.entry_id("registration/reg_1", 1), 0)
    made = {
        ids.caused_command_id(event, consumer, effect, target)
        for consumer in ("approval", "worker")
        for effect in ("submit", "arm")
        for target in ("chain/1", "chain/2")
    }
    assert len(made) == 8
