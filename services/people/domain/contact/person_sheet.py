"""Persons as a CSV file (RFC 4180, UTF-8): read by the header's names, written so that a spreadsheet program takes no
cell for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from services.people.domain.contact.entry_row import PersonRow, split
from services.people.domain.report import Report
from services.people.domain.table import Row, read_table

REQUIRED = ("name",)
OPTIONAL = ("title", "mail", "phone", "birthday", "organisation")
COLUMNS = (*REQUIRED, *OPTIONAL)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell may not begin with, full-width forms included: a spreadsheet program would work it out."""
BOM = "\ufeff"
"""Without it, a widespread spreadsheet program takes UTF-8 for something else."""


def read_sheet(file: str, content: bytes, report: Report) -> Sequence[PersonRow]:
    """The rows that have the right form; the report is told of the others. Several mails or phones stand in one cell,
    with semicolons between them."""
    rows = (_row(row, report) for row in read_table(file, content, REQUIRED, OPTIONAL, report))
    return [row for row in rows if row is not None]


def write_sheet(rows: Iterable[PersonRow]) -> str:
    """The file's text; what `read_sheet` reads back the same."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        birthday = row.birthday.isoformat() if row.birthday else ""
        cells = (row.name, row.title, ";".join(row.mails), ";".join(row.phones), birthday, row.organisation)
        writer.writerow([harmless(cell) for cell in cells])
    return BOM + text.getvalue()


def harmless(cell: str) -> str:
    """The cell with an apostrophe before what would begin a formula."""
    return f"'{cell}" if _begins_formula(cell) else cell


def meant(cell: str) -> str:
    """The cell without the apostrophe that `harmless` put there."""
    return cell[1:] if cell.startswith("'") and _begins_formula(cell) else cell


def _begins_formula(cell: str) -> bool:
    return cell.lstrip("' ").startswith(_FORMULA)


def _row(row: Row, report: Report) -> PersonRow | None:
    cells = {column: meant(row[column]) for column in COLUMNS}
    birthday = None
    if cells["birthday"]:
        try:
            birthday = date.fromisoformat(cells["birthday"])
        except ValueError:
            report.refuse(row.file, row.line, "birthday", "DATE_WRONG", cells["birthday"])
            return None
    mails, phones = split(cells["mail"]), split(cells["phone"])
    return PersonRow(row.line, cells["name"], cells["title"], mails, phones, birthday, cells["organisation"])
