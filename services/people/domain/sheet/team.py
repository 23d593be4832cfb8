"""sales_teams.csv and posts.csv: our own people. Agents are account managers (AM), managers are the sales directors
(SD) they report to, offices are units headed by their directors, under one unit headed by the vice presidents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.people.domain.name import login_of, name_key, unit_id_of
from services.people.domain.report import Report
from services.people.domain.sheet.line import on_circle
from services.people.domain.staff import POSTS, Post
from services.people.domain.table import Row, read_table

TEAM_FILE, POST_FILE = "sales_teams.csv", "posts.csv"
TEAM_COLUMNS = ("sales_agent", "manager", "regional_office")
POST_COLUMNS = ("name", "post")
HEADQUARTERS = "Headquarters"


@dataclass(frozen=True, slots=True)
class WantedEmployee:
    """`head` is a login. `unit` is None for somebody whom posts.csv alone names: it says what they hold, not where they
    sit, so whoever stands already stays in their place, and who is new comes to headquarters."""

    login: str
    name: str
    unit: str | None
    head: str | None
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class WantedUnit:
    """`heads` are logins."""

    name: str
    parent: str | None
    region: str | None
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    employees: tuple[WantedEmployee, ...]
    units: tuple[WantedUnit, ...]


def read_teams(content: bytes, report: Report) -> tuple[Row, ...]:
    """The rows that may stand, offices and managers in the spelling that came first."""
    spelling: dict[tuple[str, str], str] = {}
    agents: dict[str, Row] = {}
    for row in read_table(TEAM_FILE, content, TEAM_COLUMNS, (), report):
        empty = next((column for column in TEAM_COLUMNS if not name_key(row[column])), None)
        login = login_of(row["sales_agent"])
        if empty is not None:
            report.refuse(TEAM_FILE, row.line, empty, "CELL_EMPTY")
        elif login in agents:
            report.refuse(TEAM_FILE, row.line, "sales_agent", "NAME_TWICE", row["sales_agent"])
        else:
            agents[login] = _spelled_alike(row, spelling, report)
    circular = on_circle({login: login_of(row["manager"]) for login, row in agents.items()})
    for login in sorted(circular):
        row = agents[login]
        report.refuse(TEAM_FILE, row.line, "manager", "MANAGER_CIRCLE", row["manager"])
    return tuple(row for login, row in agents.items() if login not in circular)


def read_posts(content: bytes, report: Report) -> tuple[Row, ...]:
    """The rows that name a person and a role code; `unit` empty means company-wide."""
    kept: dict[tuple[str, str, str], Row] = {}
    for row in read_table(POST_FILE, content, POST_COLUMNS, ("unit",), report):
        key = (login_of(row["name"]), row["post"].upper(), name_key(row["unit"]))
        if not name_key(row["name"]):
            report.refuse(POST_FILE, row.line, "name", "CELL_EMPTY")
        elif row["post"].upper() not in POSTS:
            report.refuse(POST_FILE, row.line, "post", "POST_UNKNOWN", row["post"])
        elif key in kept:
            report.refuse(POST_FILE, row.line, "name", "NAME_TWICE", row["name"])
        else:
            kept[key] = row
    return tuple(kept.values())


def refuse_lost(
    posts: Sequence[Row], teams: Sequence[Row], standing: frozenset[str], report: Report
) -> tuple[Row, ...]:
    """Leaves out the posts held for a unit that neither comes with the teams nor stands (by id)."""
    coming = {unit_id_of(HEADQUARTERS), *(unit_id_of(row["regional_office"]) for row in teams)}
    kept: list[Row] = []
    for row in posts:
        if row["unit"] and unit_id_of(row["unit"]) not in coming | standing:
            report.refuse(POST_FILE, row.line, "unit", "UNIT_UNKNOWN", row["unit"])
        else:
            kept.append(row)
    return tuple(kept)


def organise(teams: Iterable[Row], posts: Iterable[Row]) -> Organisation:
    """The employees and units that the rows of both files make together."""
    people: dict[str, WantedEmployee] = {}
    directors: dict[str, list[str]] = {}
    teams = tuple(teams)
    for row in teams:
        office, director = row["regional_office"], login_of(row["manager"])
        heads = directors.setdefault(office, [])
        if director not in heads:
            heads.append(director)
        _add(people, row["manager"], office, None, Post("SD", unit_id_of(office)))
    for row in teams:
        office, director = row["regional_office"], login_of(row["manager"])
        _add(people, row["sales_agent"], office, director, Post("AM", unit_id_of(office)))
    vice_presidents: list[str] = []
    for row in posts:
        unit = unit_id_of(row["unit"]) if row["unit"] else None
        _add(people, row["name"], None, None, Post(row["post"].upper(), unit))
        if row["post"].upper() == "VP":
            vice_presidents.append(login_of(row["name"]))
    units = [WantedUnit(HEADQUARTERS, None, None, tuple(dict.fromkeys(vice_presidents)))]
    units += [WantedUnit(office, HEADQUARTERS, office, tuple(heads)) for office, heads in directors.items()]
    return Organisation(tuple(people.values()), tuple(units))


def _add(people: dict[str, WantedEmployee], name: str, unit: str | None, head: str | None, post: Post) -> None:
    login = login_of(name)
    known = people.get(login) or WantedEmployee(login, name, unit, None, ())
    posts = known.posts if post in known.posts else (*known.posts, post)
    people[login] = replace(known, head=head or known.head, posts=posts)


def _spelled_alike(row: Row, spelling: dict[tuple[str, str], str], report: Report) -> Row:
    cells = dict(row.cells)
    for column in ("manager", "regional_office"):
        cells[column] = spelling.setdefault((column, name_key(row[column])), row[column])
        if cells[column] != row[column]:
            report.mend(TEAM_FILE, row.line, column, row[column], cells[column])
    return replace(row, cells=cells)
