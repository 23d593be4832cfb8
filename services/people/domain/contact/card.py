"""Persons as vCard 4.0 (RFC 6350): the part of it that says who somebody is and how to reach them.

Read: FN (or N), TITLE, EMAIL, TEL (text or tel: URI), BDAY, ORG; folded lines, groups, quoted parameters, escaped text;
everything else is passed over. Written: the same, folded at 75 octets. Other versions are refused card by card. No
maintained library was found that does 4.0: the known one writes 3.0.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from services.people.domain.contact.entry_row import PersonRow
from services.people.domain.name import tidy
from services.people.domain.report import Report
from services.people.domain.table import LARGEST_FILE, MOST_ROWS

OCTETS = 75
_LINE = re.compile(r'(?:[\w-]+\.)?([\w-]+)((?:;[\w-]+=(?:"[^"\x00-\x1f]*"|[^";:\x00-\x1f])*)*):(.*)', re.ASCII)
_ESCAPED = re.compile(r"\\(.)")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?")


@dataclass(frozen=True, slots=True)
class Property:
    """A content line: its name in capitals, its parameters as they stand, its value still escaped."""

    line: int
    name: str
    parameters: str
    value: str


def read_cards(file: str, content: bytes, report: Report) -> Sequence[PersonRow]:
    """A row for each card that can be read, at the line where it begins; the report is told of the others."""
    if len(content) > LARGEST_FILE:
        report.refuse(file, 0, "", "FILE_TOO_LARGE", str(LARGEST_FILE))
        return ()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report.refuse(file, 0, "", "FILE_NOT_UTF8", f"line {content[: error.start].count(10) + 1}")
        return ()
    cards = list(_cards(file, text, report))
    if len(cards) > MOST_ROWS:
        report.refuse(file, 0, "", "FILE_TOO_LONG", str(len(cards)))
        return ()
    rows = (_row(file, card, report) for card in cards)
    return [row for row in rows if row is not None]


def write_cards(rows: Iterable[PersonRow]) -> str:
    """The file's text; what `read_cards` reads back the same."""
    lines: list[str] = []
    for row in rows:
        lines += ["BEGIN:VCARD", "VERSION:4.0", f"FN:{_escape(row.name)}"]
        lines += [f"TITLE:{_escape(row.title)}"] if row.title else []
        lines += [f"ORG:{_escape(row.organisation)}"] if row.organisation else []
        lines += [f"EMAIL:{_escape(mail)}" for mail in row.mails]
        lines += [f"TEL:{_escape(phone)}" for phone in row.phones]
        lines += [f"BDAY:{row.birthday:%Y%m%d}"] if row.birthday else []
        lines.append("END:VCARD")
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _cards(file: str, text: str, report: Report) -> Iterator[Sequence[Property]]:
    """The properties of each card, from BEGIN to END; what stands outside a card refuses itself."""
    card: list[Property] | None = None
    for line, content in _unfold(text):
        found = _LINE.fullmatch(content)
        if found is None:
            report.refuse(file, line, "", "CARD_LINE", content[:20])
            continue
        one = Property(line, found[1].upper(), found[2], found[3])
        edge = (one.name, one.value.strip().upper())
        if edge == ("BEGIN", "VCARD"):
            if card is not None:
                report.refuse(file, card[0].line, "", "CARD_OPEN")
            card = [one]
        elif card is None:
            report.refuse(file, line, "", "CARD_OUTSIDE", one.name)
        elif edge == ("END", "VCARD"):
            yield card
            card = None
        else:
            card.append(one)
    if card is not None:
        report.refuse(file, card[0].line, "", "CARD_OPEN")


def _unfold(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first line; a line that begins with a blank goes on the one before."""
    begun, content = 0, ""
    for number, line in enumerate(re.split(r"\r\n|\n", text), 1):
        if line[:1] in (" ", "\t") and begun:
            content += line[1:]
            continue
        if content:
            yield begun, content
        begun, content = number, line
    if content:
        yield begun, content


def _row(file: str, card: Sequence[Property], report: Report) -> PersonRow | None:
    line = card[0].line
    if len(card) < 2 or card[1].name != "VERSION" or card[1].value.strip() != "4.0":
        report.refuse(file, line, "VERSION", "CARD_VERSION", card[1].value if len(card) > 1 else "")
        return None
    birthday = _first(card, "BDAY")
    try:
        day = _day(birthday) if birthday else None
    except ValueError:
        report.refuse(file, line, "BDAY", "DATE_WRONG", birthday)
        return None
    names = [_text(one.value) for one in _by_preference(card, "FN")] or [_name(_first(card, "N"))]
    return PersonRow(
        line,
        tidy(names[0]),
        tidy(_text(_first(card, "TITLE"))),
        _each(_text(one.value) for one in _by_preference(card, "EMAIL")),
        _each(_phone(one) for one in _by_preference(card, "TEL")),
        day,
        tidy(" ".join(_components(_first(card, "ORG")))),
    )


def _by_preference(card: Sequence[Property], name: str) -> list[Property]:
    """The card's properties of that name, the most preferred first (PREF, 1–100, absent is last)."""
    return sorted((one for one in card if one.name == name), key=_preference)


def _preference(one: Property) -> int:
    found = re.search(r'(?i);pref="?(\d{1,3})', one.parameters)
    return int(found[1]) if found else 101


def _first(card: Sequence[Property], name: str) -> str:
    found = _by_preference(card, name)
    return found[0].value if found else ""


def _phone(one: Property) -> str:
    """A number as text; of a URI without its parameters."""
    text = _text(one.value)
    return unquote(text[4:].split(";")[0]) if text[:4].lower() == "tel:" else text


def _name(value: str) -> str:
    """`Family;Given;Additional;Prefix;Suffix` as one name, given names first."""
    family, given, additional, *_ = [*_components(value), "", "", ""]
    return " ".join(one for one in (given, additional, family) if one)


def _components(value: str) -> list[str]:
    """The parts of a structured value, unescaped; a part that lists several is read with blanks between them."""
    return [" ".join(_text(one) for one in _split(part, ",")) for part in _split(value, ";")]


def _split(value: str, separator: str) -> list[str]:
    """The pieces between separators that no backslash stands before, still escaped."""
    pieces = [""]
    for one in re.findall(r"\\.|.|\\", value):
        if one == separator:
            pieces.append("")
        else:
            pieces[-1] += one
    return pieces


def _day(value: str) -> date | None:
    """The birthday; None where the year is left out, as the format allows. Raises ValueError for what is no day."""
    if value.startswith("--"):
        return None
    found = _DAY.fullmatch(value.strip())
    if found is None:
        raise ValueError("no day")
    return date(int(found[1]), int(found[2]), int(found[3]))


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for value in values if (one := tidy(value))))


def _text(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _escape(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ("\n", "\\n"), (",", "\\,"), (";", "\\;")):
        text = text.replace(plain, escaped)
    return text


def _fold(line: str) -> str:
    """The line in pieces of at most 75 octets, none of them cut within a character."""
    pieces, piece, octets = [], "", 0
    for one in line:
        size = len(one.encode())
        if octets + size > OCTETS:
            pieces.append(piece)
            piece, octets = " ", 1
        piece += one
        octets += size
    return "\r\n".join([*pieces, piece])
