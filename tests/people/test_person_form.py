"""Spellings of one name, mail or phone find each other; others do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.people.domain.contact.form import forms


def meet(field: str, one: str, other: str) -> bool:
    return bool(set(forms(field, one)) & set(forms(field, other)))


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("name", "王小明", "Wang Xiaoming"),
        ("name", "王小明", "Xiaoming WANG"),
        ("name", "王小明", "Xiao-Ming Wang"),
        ("name", "王小明", "Wang Xiao Ming"),
        ("name", "王小明", "王 小明"),
        ("name", "王偉", "王伟"),
        ("name", "王伟 (David Wang)", "David Wang"),
        ("name", "王伟 (David Wang)", "王伟"),
        ("name", "欧阳修", "Xiu Ouyang"),
        ("name", "曾国藩", "Guofan Zeng"),
        ("name", "解晓东", "Xie Xiaodong"),
        ("name", "吕布", "Lü Bu"),
        ("name", "吕布", "LYU BU"),
        ("name", "吕布", "Lv Bu"),
        ("name", "Jürgen Müller", "Muller, Jurgen"),
        ("name", "ＡＮＮＡ Lee", "Anna Lee"),
        ("name", "O'Brien Pat", "Pat O’Brien"),
        ("mail", " Anna@Example.COM", "anna@example.com"),
        ("phone", "+86 138-0013-8000", "13800138000"),
        ("phone", "0086 13800138000", "138 0013 8000"),
        ("phone", "8613800138000", "１３８００１３８０００"),
        ("phone", "+86 (0)21 6888 0000", "021-68880000 转 12"),
        ("phone", "+49 30 123456", "004930123456"),
    ],
)
def test_spellings_of_one_thing_meet(field: str, one: str, other: str) -> None:
    assert meet(field, one, other)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("name", "王小明", "王小红"),
        ("name", "Wang Xiaoming", "Wang Xiaohong"),
        ("name", "Anna Lee", "Ann Lee"),
        ("name", "Tester 1", "Tester 2"),
        ("mail", "anna@example.com", "anna@example.org"),
        ("phone", "13800138000", "13800138001"),
        ("phone", "+1 212 555 0100", "+86 212 555 0100"),
    ],
)
def test_others_do_not(field: str, one: str, other: str) -> None:
    assert not meet(field, one, other)


def test_what_is_not_looked_up_or_says_nothing_has_no_form() -> None:
    said = (("note", "tea"), ("name", " - "), ("mail", " "), ("phone", "-"))
    assert [one for one in said if forms(*one)] == []


@given(st.sampled_from(["name", "mail", "phone"]), st.text(max_size=60))
def test_any_text_has_forms_that_meet_themselves_and_none_is_empty(field: str, text: str) -> None:
    found = forms(field, text)
    assert "" not in found and len(found) <= 12
    assert not found or meet(field, text, f" {text} ")
