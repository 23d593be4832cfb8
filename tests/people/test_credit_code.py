"""The check character of GB 32100: codes in use, mistakes that it must find, and the forms it is read from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.people.domain.credit_code import ALPHABET, check_character, is_valid, normalise, read
from tas.core.errors import Invalid

BODIES = st.from_regex(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{9}}", fullmatch=True)


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91350100M000100Y43", True),  # the standard's own example
        ("91440300708461136T", True),
        ("91110000802100433B", True),
        ("91350100M000100Y44", False),  # wrong check character
        ("91350100M000100Y4", False),  # short
        ("91350100M000100Y433", False),  # long
        ("9135010OM000100Y43", False),  # the letter O is not in the alphabet
        ("9I350100M000100Y43", False),
        ("91A50100M000100Y43", False),  # a letter in the division's digits
        ("", False),
    ],
)
def test_known_codes(code: str, valid: bool) -> None:
    assert is_valid(code) is valid


@given(body=BODIES, place=st.integers(0, 17), other=st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_found(body: str, place: int, other: str) -> None:
    code = body + check_character(body)
    assert is_valid(code)
    wrong = code[:place] + other + code[place + 1 :]
    assert is_valid(wrong) is (wrong == code)


@given(body=BODIES)
def test_two_neighbours_swapped_are_found(body: str) -> None:
    code = body + check_character(body)
    for place in range(8, 16):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert is_valid(swapped) is (swapped == code)


@pytest.mark.parametrize("text", [" 91350100m000100y43 ", "91350100 M000100Y 43", "91350100M000100Y43"])
def test_other_spellings_are_read(text: str) -> None:
    assert normalise(text) == read(text) == "91350100M000100Y43"


def test_a_wrong_code_is_refused_with_its_field() -> None:
    with pytest.raises(Invalid) as refused:
        read("91350100M000100Y44")
    assert (refused.value.code, refused.value.field) == ("CREDIT_CODE_INVALID", ("creditCode",))
