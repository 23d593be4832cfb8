"""What a file of persons says of one: the same for every format. Reading and writing the formats lives in `card` and
`person_sheet`; what a row comes to in `app`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.people.domain.contact.form import mail_form, phone_form
from services.people.domain.name import tidy

LONGEST_NAME, LONGEST = 100, 200
MOST_VALUES = 10
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MINIMUM_DIGITS, _MAXIMUM_DIGITS = 6, 15


@dataclass(frozen=True, slots=True)
class PersonRow:
    """`line` is the file's, from 1. `organisation` is what the file calls their employer, for the reader's eyes."""

    line: int
    name: str
    title: str = ""
    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    birthday: date | None = None
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: where, a stable code, and the text meant."""

    column: str
    code: str
    value: str


def check(row: PersonRow) -> Sequence[Fault]:
    """What must be mended before the row can stand."""
    faults = [] if tidy(row.name) else [Fault("name", "CELL_EMPTY", "")]
    for column, text, longest in (("name", row.name, LONGEST_NAME), ("title", row.title, LONGEST)):
        if len(text) > longest or not text.isprintable():
            faults.append(Fault(column, "CELL_UNREADABLE", ascii(text[:20])))
    faults += [Fault("mail", "MAIL_WRONG", one) for one in row.mails if not _is_mail(one)]
    faults += [Fault("phone", "PHONE_WRONG", one) for one in row.phones if not _is_phone(one)]
    for column, values in (("mail", row.mails), ("phone", row.phones)):
        if len(values) > MOST_VALUES:
            faults.append(Fault(column, "TOO_MANY_VALUES", str(len(values))))
    return faults


def _is_mail(text: str) -> bool:
    return _MAIL.fullmatch(mail_form(text)) is not None and _is_short_line(text)


def _is_phone(text: str) -> bool:
    return _MINIMUM_DIGITS <= len(phone_form(text)) <= _MAXIMUM_DIGITS and _is_short_line(text)


def _is_short_line(text: str) -> bool:
    """A semicolon would part the value in two when it is written into a cell."""
    return len(text) <= LONGEST and text.isprintable() and ";" not in text


def split(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, each once."""
    return tuple(dict.fromkeys(one for part in cell.split(";") if (one := tidy(part))))
