"""A yes-or-no cell."""

from services.people.domain.report import Report
from services.people.domain.table import Row

_WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def read_flag(row: Row, column: str, empty: bool, report: Report) -> bool | None:
    """The cell's meaning, `empty` where it is empty; None, and a refusal, where it has none."""
    if not row[column]:
        return empty
    meant = _WORDS.get(row[column].lower())
    if meant is None:
        report.refuse(row.file, row.line, column, "FLAG_WRONG", row[column])
    return meant
