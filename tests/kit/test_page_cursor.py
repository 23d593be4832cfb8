"""Cursors of lists that anybody can make up: only text comes out of them, or a coded refusal."""

import base64

import pytest

from kit.page import read_key, window, write_key
from tas.core.errors import Invalid

MADE_UP = (
    '["\\ud800", "x"]', '["a", "\\udfff"]', '[123456789012345678901234567890, "x"]', '[5, "x"]', '[NaN, "x"]',
    '[Infinity, "x"]', '[true, "x"]', '[null, "x"]', '[{"$gt": ""}, "x"]', '[["a"], "x"]', '["a", 5]', '["a"]',
    '["a", "b", "c"]', '{"0": "a", "1": "b"}', '"ab"', "[" * 1400,
)  # fmt: skip
"""What would be a cursor by its form, and breaks the store, its order, or the comparison with an instant."""


def test_what_was_written_is_read() -> None:
    for key in (("2026-03-02T09:00:00Z", "reg_1"), ("华东 😀", "acc_1 tsk_2"), ("", "")):
        assert read_key(write_key(key)) == key


@pytest.mark.parametrize("text", MADE_UP)
@pytest.mark.parametrize("end", ["after", "before"])
def test_what_was_made_up_is_refused_by_the_end_it_was_given_for(text: str, end: str) -> None:
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    with pytest.raises(Invalid) as refusal:
        window(1, None, **{end: cursor})
    assert (refusal.value.code, refusal.value.field) == ("PAGE_CURSOR", (end,))
