"""Which text is taken as it is, in whatever script, and which hides something or says nothing."""

import pytest

from tas.core.text import is_blank, is_clean

TAKEN = (
    "华东制造(上海)有限公司",
    "line\none\ttwo\r\n",
    "שלום",
    "مرحبا",
    "👩\u200d🔧",
    "क्\u200dष",
    "e\u0301",
    "\u3000x",
    "",
)


@pytest.mark.parametrize("text", TAKEN)
def test_what_people_write_is_clean(text: str) -> None:
    assert is_clean(text)


@pytest.mark.parametrize("char", "\0\x07\x08\x1b\x7f\x85\x9b\u202a\u202e\u2066\u2069\ufffe\ud800\udfff")
def test_what_hides_or_turns_the_text_is_not(char: str) -> None:
    assert not is_clean(f"a{char}b")


@pytest.mark.parametrize("text", ["", " \n\t", "\u3000", "\u200b\u200d\ufeff", "\xad", "\u3164", "\xa0\u2060"])
def test_what_cannot_be_seen_says_nothing(text: str) -> None:
    assert is_blank(text) and not is_blank(f"{text}.")
