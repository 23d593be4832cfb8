"""partners.csv and partner_users.csv: partner organisations, what they are certified for, and who logs in for them."""

import re
from dataclasses import dataclass

from services.people.domain.name import name_key, partner_id_of
from services.people.domain.report import Report
from services.people.domain.sheet.flag import read_flag
from services.people.domain.table import Row, read_table

PARTNER_FILE, USER_FILE = "partners.csv", "partner_users.csv"
PRODUCT_LINES = ("GTX", "MG", "GTK", "Guided tour")
"""Those of the sample data, and the one whose registrations are decided within seconds for a newcomer to watch."""
REGIONS = ("Central", "East", "West")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}@[a-z0-9][a-z0-9.-]{0,63}")


@dataclass(frozen=True, slots=True)
class WantedPartner:
    row: Row
    id: str
    name: str
    active: bool
    product_lines: tuple[str, ...]
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WantedUser:
    row: Row
    login: str
    name: str
    partner_id: str


def read_partners(content: bytes, report: Report) -> tuple[WantedPartner, ...]:
    """The rows that may stand; lists in a cell are separated by semicolons."""
    kept: dict[str, WantedPartner] = {}
    for row in read_table(PARTNER_FILE, content, ("name", "product_lines", "regions"), ("active",), report):
        id = partner_id_of(row["name"])
        lines, regions = _list(row["product_lines"]), _list(row["regions"])
        active = read_flag(row, "active", True, report)
        if not name_key(row["name"]):
            report.refuse(PARTNER_FILE, row.line, "name", "CELL_EMPTY")
        elif id in kept:
            report.refuse(PARTNER_FILE, row.line, "name", "NAME_TWICE", row["name"])
        elif unknown := [line for line in lines if line not in PRODUCT_LINES]:
            report.refuse(PARTNER_FILE, row.line, "product_lines", "PRODUCT_LINE_UNKNOWN", unknown[0])
        elif unknown := [region for region in regions if region not in REGIONS]:
            report.refuse(PARTNER_FILE, row.line, "regions", "REGION_UNKNOWN", unknown[0])
        elif active is not None:
            kept[id] = WantedPartner(row, id, row["name"], active, lines, regions)
    return tuple(kept.values())


def read_users(content: bytes, report: Report) -> tuple[WantedUser, ...]:
    """The rows that may stand; whether their partner does is for the import."""
    kept: dict[str, WantedUser] = {}
    for row in read_table(USER_FILE, content, ("login", "name", "partner"), (), report):
        login = row["login"].lower()
        empty = next((column for column in ("name", "partner") if not name_key(row[column])), None)
        if empty is not None:
            report.refuse(USER_FILE, row.line, empty, "CELL_EMPTY")
        elif not _LOGIN.fullmatch(login):
            report.refuse(USER_FILE, row.line, "login", "LOGIN_WRONG", row["login"])
        elif login in kept:
            report.refuse(USER_FILE, row.line, "login", "NAME_TWICE", login)
        else:
            kept[login] = WantedUser(row, login, row["name"], partner_id_of(row["partner"]))
    return tuple(kept.values())


def _list(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))
