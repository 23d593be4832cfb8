"""accounts.csv: one account a row. Required columns are those of the sample data; a code, an owner, a region and
whether finance must rate it may be added. Numbers are checked and not kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from services.people.domain import credit_code
from services.people.domain.name import account_id_of, name_key
from services.people.domain.report import Report
from services.people.domain.sheet.flag import read_flag
from services.people.domain.sheet.line import on_circle, without_parent
from services.people.domain.table import Row, read_table

FILE = "accounts.csv"
REQUIRED = ("account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of")
OPTIONAL = ("credit_code", "owner", "region", "credit_rating_needed")
SPELLING: Mapping[str, Mapping[str, str]] = {
    "sector": {"technolgy": "technology"},
    "office_location": {"Philipines": "Philippines"},
}
_NUMBERS = {"year_established": re.compile(r"(1[0-9]{3}|20[0-9]{2})"), "employees": re.compile(r"[0-9]{1,9}")}
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class WantedAccount:
    """An account as a row says it should stand. `owner` is a login."""

    row: Row
    id: str
    name: str
    industry: str | None
    country: str | None
    parent_id: str | None
    code: str | None
    owner: str | None
    region: str | None
    credit_rating_needed: bool
    revenue: Decimal | None = None


def read_accounts(content: bytes, report: Report) -> tuple[WantedAccount, ...]:
    """The rows that may stand as far as this file tells; whose parent is not among them is for `refuse_lost`."""
    names: set[str] = set()
    codes: set[str] = set()
    wanted: list[WantedAccount] = []
    for row in read_table(FILE, content, REQUIRED, OPTIONAL, report):
        one = _account(row, report)
        if one is None:
            continue
        key = name_key(one.name)
        if key in names:
            report.refuse(FILE, row.line, "account", "NAME_TWICE", one.name)
        elif one.code is not None and one.code in codes:
            report.refuse(FILE, row.line, "credit_code", "CREDIT_CODE_TWICE", one.code)
        else:
            names.add(key)
            codes.update([one.code] if one.code else [])
            wanted.append(one)
    return tuple(wanted)


def refuse_lost(
    wanted: tuple[WantedAccount, ...], standing: Mapping[str, str | None], report: Report
) -> tuple[WantedAccount, ...]:
    """Leaves out the rows on a circle of parents and those whose parent neither stands (id → its parent) nor comes."""
    parents = {one.id: one.parent_id for one in wanted}
    circular = on_circle({**standing, **parents})
    kept = {id: parent for id, parent in parents.items() if id not in circular}
    lost = without_parent(kept, frozenset(standing) - frozenset(parents))
    for one in wanted:
        if one.id in circular:
            report.refuse(FILE, one.row.line, "subsidiary_of", "PARENT_CIRCLE", one.row["subsidiary_of"])
        elif one.id in lost:
            report.refuse(FILE, one.row.line, "subsidiary_of", "PARENT_UNKNOWN", one.row["subsidiary_of"])
    return tuple(one for one in wanted if one.id in kept and one.id not in lost)


def _account(row: Row, report: Report) -> WantedAccount | None:
    column = _wrong_column(row)
    if column is not None:
        report.refuse(FILE, row.line, column, "NUMBER_WRONG" if row[column] else "CELL_EMPTY", row[column])
        return None
    code = credit_code.normalise(row["credit_code"]) or None
    if code is not None and not credit_code.is_valid(code):
        report.refuse(FILE, row.line, "credit_code", "CREDIT_CODE_INVALID", row["credit_code"])
        return None
    rated = read_flag(row, "credit_rating_needed", False, report)
    if rated is None:
        return None
    return WantedAccount(
        row=row,
        id=account_id_of(row["account"]),
        name=row["account"],
        industry=_mended(row, "sector", row["sector"].lower(), report),
        country=_mended(row, "office_location", _capital(row["office_location"]), report),
        parent_id=account_id_of(row["subsidiary_of"]) if row["subsidiary_of"] else None,
        code=code,
        owner=row["owner"].lower() or None,
        region=row["region"] or None,
        credit_rating_needed=rated,
        revenue=Decimal(row["revenue"]) if row["revenue"] else None,
    )


def _wrong_column(row: Row) -> str | None:
    if not name_key(row["account"]):
        return "account"
    for column, shape in _NUMBERS.items():
        if row[column] and not shape.fullmatch(row[column]):
            return column
    return "revenue" if row["revenue"] and not _AMOUNT.fullmatch(row["revenue"]) else None


def _mended(row: Row, column: str, cased: str, report: Report) -> str | None:
    now = SPELLING[column].get(cased, cased)
    if now != row[column]:
        report.mend(FILE, row.line, column, row[column], now)
    return now or None


def _capital(country: str) -> str:
    """`united states` and `JAPAN` as countries are written; what has both cases, or is as short as USA, stays."""
    return country.title() if country.islower() or (country.isupper() and len(country) > 3) else country
