"""A CSV file as rows of named cells. What is wrong with its form is refused here; what cells mean is in `sheet`.

A file that cannot be trusted as a whole (size, encoding, quoting, header) is refused whole, a row of the wrong length
alone. Stray whitespace is mended.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from services.people.domain.name import tidy
from services.people.domain.report import Report

LARGEST_FILE = 5_000_000
"""Bytes. A file is read up to one byte beyond, never whole."""
MOST_ROWS = 50_000
LONGEST_CELL = 300


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column, as mended. `line` is the file's, from 1; the header is in line 1."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_table(
    file: str, content: bytes, required: Sequence[str], optional: Sequence[str], report: Report
) -> tuple[Row, ...]:
    """The rows that have the right form; the report is told of the others."""
    text = _text(file, content, report)
    if text is None:
        return ()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        line = reader.line_num + 1
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        report.refuse(file, 0, "", "FILE_NOT_CSV", f"{error}, line {reader.line_num}")
        return ()
    problem = _header_problem(header, required, optional)
    if problem is not None:
        report.refuse(file, 0, problem[1], problem[0])
        return ()
    if len(rows) > MOST_ROWS:
        report.refuse(file, 0, "", "FILE_TOO_LONG", str(len(rows)))
        return ()
    read = (_row(file, line, header, cells, report) for line, cells in rows if any(cell.strip() for cell in cells))
    return tuple(row for row in read if row is not None)


def _text(file: str, content: bytes, report: Report) -> str | None:
    if len(content) > LARGEST_FILE:
        report.refuse(file, 0, "", "FILE_TOO_LARGE", str(LARGEST_FILE))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report.refuse(file, 0, "", "FILE_NOT_UTF8", f"line {content[: error.start].count(10) + 1}")
        return None
    if "\x00" in text:
        report.refuse(file, 0, "", "FILE_NOT_CSV", "NUL")
        return None
    return text


def _header_problem(header: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> tuple[str, str] | None:
    for name in required:
        if name not in header:
            return "HEADER_MISSING", name
    for name in header:
        if header.count(name) > 1:
            return "HEADER_TWICE", name[:40]
        if name not in required and name not in optional:
            return "HEADER_UNKNOWN", name[:40]
    return None


def _row(file: str, line: int, header: Sequence[str], cells: Sequence[str], report: Report) -> Row | None:
    if len(cells) != len(header):
        report.refuse(file, line, "", "ROW_LENGTH", f"{len(cells)} of {len(header)}")
        return None
    read: dict[str, str] = {}
    for column, cell in zip(header, cells, strict=True):
        if len(cell) > LONGEST_CELL or not tidy(cell).isprintable():
            report.refuse(file, line, column, "CELL_UNREADABLE", ascii(cell[:20]))
            return None
        read[column] = tidy(cell)
        if read[column] != cell:
            report.mend(file, line, column, cell, read[column])
    return Row(file, line, read)
