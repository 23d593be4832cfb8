"""Files of persons: what is written is read the same, no cell begins a formula, what is wrong is told by its line."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.people.domain.contact.card import read_cards, write_cards
from services.people.domain.contact.entry_row import PersonRow, check
from services.people.domain.contact.person_sheet import COLUMNS, harmless, meant, read_sheet, write_sheet
from services.people.domain.name import tidy
from services.people.domain.report import Report

PRINTED = st.characters(exclude_categories=("Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"))
SHOWN = PRINTED | st.sampled_from(" ;,'\\=+-@:")
TEXT = st.text(SHOWN, max_size=80).map(tidy)
VALUE = TEXT.map(lambda text: text.replace(";", "_")).map(tidy).filter(bool)
ROWS = st.lists(
    st.builds(
        lambda name, title, mails, phones, birthday, organisation: PersonRow(
            0, name, title, tuple(dict.fromkeys(mails)), tuple(dict.fromkeys(phones)), birthday, organisation
        ),
        TEXT.filter(bool),
        TEXT,
        st.lists(VALUE, max_size=3),
        st.lists(VALUE.filter(lambda text: not text.lower().startswith("tel:")), max_size=3),
        st.none() | st.dates(date(1000, 1, 1)),
        TEXT,
    ),
    max_size=4,
)


def without_line(rows: object) -> list[PersonRow]:
    assert isinstance(rows, list | tuple)
    return [PersonRow(0, one.name, one.title, one.mails, one.phones, one.birthday, one.organisation) for one in rows]


@settings(deadline=None)
@given(ROWS)
def test_a_written_sheet_is_read_the_same(rows: list[PersonRow]) -> None:
    report = Report()
    assert without_line(read_sheet("a.csv", write_sheet(rows).encode(), report)) == rows
    assert (report.refused, report.mended) == ([], [])


@settings(deadline=None)
@given(ROWS)
def test_written_cards_are_read_the_same(rows: list[PersonRow]) -> None:
    report = Report()
    written = write_cards(rows)
    assert without_line(read_cards("a.vcf", written.encode(), report)) == rows
    assert report.refused == []
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))


@given(st.text(max_size=20))
def test_no_cell_begins_a_formula_and_none_is_lost(cell: str) -> None:
    assert not harmless(cell).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert meant(harmless(cell)) == cell


@pytest.mark.parametrize("evil", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "'=1", "＝1+1"])
def test_a_formula_is_written_as_text(evil: str) -> None:
    cells = list(csv.reader(io.StringIO(write_sheet([PersonRow(1, evil, evil)]).removeprefix("\ufeff"))))[1]
    assert cells[0] == cells[1] == f"'{evil}"


def test_a_sheet_is_read_row_by_row() -> None:
    lines = [
        "Name,mail,PHONE,birthday",
        "王小明,a@x.com; b@x.com;a@x.com,+86 138 0013 8000,1980-03-31",
        "Anna,,,31.3.1980",
        "Bo,,",
        "'+Cy,,'+1 212 555 0100,",
    ]
    report = Report()
    rows = read_sheet("p.csv", "\r\n".join(lines).encode(), report)
    assert rows == [
        PersonRow(2, "王小明", "", ("a@x.com", "b@x.com"), ("+86 138 0013 8000",), date(1980, 3, 31)),
        PersonRow(5, "+Cy", "", (), ("+1 212 555 0100",)),
    ]
    assert [(one.line, one.column, one.code) for one in report.refused] == [
        (4, "", "ROW_LENGTH"),
        (3, "birthday", "DATE_WRONG"),
    ]


def test_a_sheet_with_another_header_is_refused_whole() -> None:
    for header, code in (("mail", "HEADER_MISSING"), ("name,salary", "HEADER_UNKNOWN"), ("name,name", "HEADER_TWICE")):
        report = Report()
        assert read_sheet("p.csv", f"{header}\nx,y".encode(), report) == []
        assert [one.code for one in report.refused] == [code]
    assert COLUMNS[0] == "name"


CARD = """BEGIN:VCARD
VERSION:4.0
KIND:individual
N:Müller;Jürgen;Peter;Dr.,Prof.;
FN;PREF=2:J. Müller
FN;PREF=1;LANGUAGE=de:Jürgen P.
  Müller\\, Dr.
item1.EMAIL;TYPE=work:old@example.com
item1.EMAIL;TYPE="work,home";PREF="1":juergen@example.com
TEL;VALUE=uri;TYPE="voice,cell":tel:+49-30-123456;ext=12
TEL:+49 171 1234567
TITLE:Head of plant\\; north
ORG:Aurora Instruments;R&D\\, optics
BDAY:19800331T000000Z
X-OTHER;A=b:whatever:more
NOTE:line one\\nline two
END:VCARD
"""


def test_a_card_is_read_as_the_format_says() -> None:
    report = Report()
    rows = read_cards("c.vcf", CARD.encode(), report)
    assert report.refused == []
    assert rows == [
        PersonRow(
            1, "Jürgen P. Müller, Dr.", "Head of plant; north", ("juergen@example.com", "old@example.com"),
            ("+49-30-123456", "+49 171 1234567"), date(1980, 3, 31), "Aurora Instruments R&D, optics",
        )
    ]  # fmt: skip


def test_a_card_without_fn_is_named_by_n_and_a_day_without_year_is_none() -> None:
    text = "BEGIN:VCARD\nVERSION:4.0\nN:Lee;Anna;Q.,R.;;\nBDAY:--0331\nEND:VCARD\n"
    assert read_cards("c.vcf", text.encode(), Report()) == [PersonRow(1, "Anna Q. R. Lee")]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD", [(1, "CARD_VERSION")]),
        ("BEGIN:VCARD\nFN:A\nVERSION:4.0\nEND:VCARD", [(1, "CARD_VERSION")]),
        ("BEGIN:VCARD\nEND:VCARD", [(1, "CARD_VERSION")]),
        ("BEGIN:VCARD\nVERSION:4.0\nFN:A", [(1, "CARD_OPEN")]),
        ("BEGIN:VCARD\nVERSION:4.0\nBEGIN:VCARD\nVERSION:4.0\nFN:B\nEND:VCARD", [(1, "CARD_OPEN")]),
        ("FN:A\nBEGIN:VCARD\nVERSION:4.0\nFN:B\nEND:VCARD", [(1, "CARD_OUTSIDE")]),
        ("BEGIN:VCARD\nVERSION:4.0\nFN:B\nno colon\nEND:VCARD", [(4, "CARD_LINE")]),
        ("BEGIN:VCARD\nVERSION:4.0\nFN:B\nBDAY:31.3.80\nEND:VCARD", [(1, "DATE_WRONG")]),
        ("BEGIN:VCARD\nVERSION:4.0\nFN:B\nBDAY:19801331\nEND:VCARD", [(1, "DATE_WRONG")]),
    ],
)
def test_what_is_wrong_with_cards_is_told_by_its_line(text: str, refused: list[tuple[int, str]]) -> None:
    report = Report()
    read_cards("c.vcf", text.encode(), report)
    assert [(one.line, one.code) for one in report.refused] == refused


def test_other_encodings_are_refused_whole() -> None:
    report = Report()
    assert read_cards("c.vcf", "BEGIN:VCARD\nFN:王".encode("gb18030"), report) == ()
    assert [one.code for one in report.refused] == ["FILE_NOT_UTF8"]


@settings(deadline=None)
@given(st.text(max_size=300) | st.lists(st.sampled_from(CARD.splitlines()), max_size=12).map("\n".join))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    read_cards("c.vcf", text.encode(errors="replace"), Report())
    read_sheet("c.csv", text.encode(errors="replace"), Report())


GOOD = PersonRow(1, "Anna", "CTO", ("a@x.com",), ("+86 138 0013 8000",))


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        (GOOD, []),
        (PersonRow(1, " "), ["CELL_EMPTY"]),
        (PersonRow(1, "A" * 101), ["CELL_UNREADABLE"]),
        (PersonRow(1, "A", "B\x00"), ["CELL_UNREADABLE"]),
        (PersonRow(1, "A", mails=("anna",)), ["MAIL_WRONG"]),
        (PersonRow(1, "A", mails=("a@b@c.com", "a@b.com")), ["MAIL_WRONG"]),
        (PersonRow(1, "A", phones=("call me",)), ["PHONE_WRONG"]),
        (PersonRow(1, "A", phones=("1380013;8000",)), ["PHONE_WRONG"]),
        (PersonRow(1, "A", phones=tuple(f"1380013800{n}" for n in range(11))), ["TOO_MANY_VALUES"]),
    ],
)
def test_what_must_be_mended_before_a_row_can_stand(row: PersonRow, codes: list[str]) -> None:
    assert [fault.code for fault in check(row)] == codes
