"""Import of an organisation from CSV files: read all of it, refuse what cannot stand, then record row by row.

Works beside running services: every row is an exact-once command on the same journal. A refused row changes nothing;
a file with a bad header, encoding or size changes nothing at all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kit.journal.command import caused_command
from services.people.app.container import People
from services.people.app.importing_account import record_account, standing_parents
from services.people.app.place import Place, place_employee
from services.people.app.record import IMPORTER, Done, record_state
from services.people.domain.name import employee_id_of, partner_user_id_of, unit_id_of
from services.people.domain.partner import PARTNER, PARTNER_USER, Partner, PartnerUser
from services.people.domain.report import Report
from services.people.domain.sheet import account, partner, pipeline, team
from services.people.domain.staff import EMPLOYEE, POSTS, UNIT, Employee, Unit
from services.people.domain.table import Row
from tas.contracts.people import (
    EmployeeRecorded,
    PartnerRecorded,
    PartnerUserRecorded,
    PostAssigned,
    UnitRecorded,
)
from tas.core.errors import Conflict
from tas.core.ids import derive

FILES = (
    team.TEAM_FILE, team.POST_FILE, account.FILE, pipeline.FILE, partner.PARTNER_FILE, partner.USER_FILE,
)  # fmt: skip
"""What an import reads; other files in a folder are left alone."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import on its way: what it works with and what it has found."""

    people: People
    files: Mapping[str, bytes]
    report: Report

    def count(self, kind: str, done: Done) -> None:
        counts = {
            Done.CREATED: self.report.created,
            Done.CHANGED: self.report.changed,
            Done.UNCHANGED: self.report.unchanged,
        }[done]
        counts[kind] = counts.get(kind, 0) + 1


async def import_files(people: People, files: Mapping[str, bytes]) -> Report:
    """Imports the files, by name; a missing one is passed over. What is wrong with them is in the report."""
    run = Import(people, files, Report())
    teams = team.read_teams(files[team.TEAM_FILE], run.report) if team.TEAM_FILE in files else ()
    posts = team.read_posts(files[team.POST_FILE], run.report) if team.POST_FILE in files else ()
    organisation = team.organise(teams, team.refuse_lost(posts, teams, await _standing_units(run, posts), run.report))
    await _record_organisation(run, organisation)
    if account.FILE in files:
        await _record_accounts(run, frozenset(one.login for one in organisation.employees))
    await _record_partners(run)
    held = await people.directory.held_posts(people.today())
    run.report.vacant = tuple(post for post in POSTS if post not in held)
    return run.report


async def _standing_units(run: Import, posts: Sequence[Row]) -> frozenset[str]:
    """Which of the units that posts are held for stand already, by id."""
    named = sorted({unit_id_of(row["unit"]) for row in posts if row["unit"]})
    return frozenset(await run.people.ledger.views(UNIT, named))


async def _record_organisation(run: Import, organisation: team.Organisation) -> None:
    if not organisation.employees:
        return
    day = run.people.today()
    for unit in organisation.units:
        run.count("unit", await record_state(run.people, UNIT, unit_id_of(unit.name), _unit_lacks(unit, day)))
    for one in organisation.employees:
        run.count("employee", await _record_employee(run, one, day))


async def _record_employee(run: Import, wanted: team.WantedEmployee, day: date) -> Done:
    """A new employee under their head; one who stands comes under another head by the company's reporting line, where
    a circle with somebody outside the file, on any day, is refused."""
    id = employee_id_of(wanted.login)
    done = await record_state(run.people, EMPLOYEE, id, _employee_lacks(wanted, day))
    loaded = await run.people.ledger.load(EMPLOYEE, id)
    stands, head = loaded.state.on(day), employee_id_of(wanted.head) if wanted.head else None
    if wanted.unit is None or head is None or stands.head_employee_id == head:
        return done
    command_id = str(derive("import", "line", id, head, str(loaded.version)))
    command = caused_command(IMPORTER, command_id, run.people.now())
    try:
        await place_employee(run.people, Place(id, stands.unit_id, head, day), command)
    except Conflict:
        run.report.refuse(team.TEAM_FILE, 0, "manager", "MANAGER_CIRCLE", wanted.name)
        return done
    return Done.CHANGED if done is Done.UNCHANGED else done


async def _record_accounts(run: Import, agents: frozenset[str]) -> None:
    wanted = account.read_accounts(run.files[account.FILE], run.report)
    wanted = account.refuse_lost(wanted, await standing_parents(run.people, wanted), run.report)
    owners = (
        pipeline.most_deals(run.files[pipeline.FILE], agents, frozenset(one.id for one in wanted), run.report)
        if pipeline.FILE in run.files
        else {}
    )
    if owners:
        run.report.notes.append(f"{pipeline.FILE}: {len(owners)} accounts owned by the agent with the most deals there")
    for one in wanted:
        done = await record_account(run.people, one, one.owner or owners.get(one.id), run.report)
        if done is not None:
            run.count("account", done)


async def _record_partners(run: Import) -> None:
    files, report = run.files, run.report
    partners = partner.read_partners(files[partner.PARTNER_FILE], report) if partner.PARTNER_FILE in files else ()
    for one in partners:
        run.count("partner", await record_state(run.people, PARTNER, one.id, _partner_lacks(one)))
    users = partner.read_users(files[partner.USER_FILE], report) if partner.USER_FILE in files else ()
    standing = await run.people.ledger.views(PARTNER, [user.partner_id for user in users])
    for user in users:
        if user.partner_id not in standing:
            report.refuse(partner.USER_FILE, user.row.line, "partner", "PARTNER_NAME_UNKNOWN", user.row["partner"])
            continue
        id = partner_user_id_of(user.login)
        run.count("partner-user", await record_state(run.people, PARTNER_USER, id, _user_lacks(user)))


def _unit_lacks(wanted: team.WantedUnit, day: date) -> Callable[[Unit], tuple[Any, ...]]:
    parent = unit_id_of(wanted.parent) if wanted.parent else None
    named = tuple(employee_id_of(login) for login in wanted.heads)

    def lacks(state: Unit) -> tuple[Any, ...]:
        unit = state.on(day)
        heads = named or unit.head_employee_ids
        event = UnitRecorded(unit.id, wanted.name, wanted.region, parent, heads, day if unit.exists else None)
        stands = replace(unit, name=wanted.name, region=wanted.region, parent_unit_id=parent, head_employee_ids=heads)
        return () if unit == stands else (event,)

    return lacks


def _employee_lacks(wanted: team.WantedEmployee, day: date) -> Callable[[Employee], tuple[Any, ...]]:
    named_head = employee_id_of(wanted.head) if wanted.head else None

    def lacks(state: Employee) -> tuple[Any, ...]:
        employee, first = state.on(day), day if state.exists else None
        placed = wanted.unit is not None
        unit = unit_id_of(wanted.unit) if wanted.unit else employee.unit_id or unit_id_of(team.HEADQUARTERS)
        moved = state.exists and named_head is not None  # by `_record_employee`
        head = named_head if placed and not moved else employee.head_employee_id
        event = EmployeeRecorded(employee.id, wanted.login, wanted.name, unit, head, True, first)
        stands = replace(
            employee, login=wanted.login, name=wanted.name, unit_id=unit, head_employee_id=head, active=True
        )
        posts = [post for post in wanted.posts if post not in employee.posts]
        given = [PostAssigned(employee.id, post.code, post.unit_id, first) for post in posts]
        return (*([] if employee == stands else [event]), *given)

    return lacks


def _partner_lacks(wanted: partner.WantedPartner) -> Callable[[Partner], tuple[Any, ...]]:
    def lacks(stands: Partner) -> tuple[Any, ...]:
        said = (wanted.name, wanted.active, wanted.product_lines, wanted.regions)
        return () if stands == Partner(wanted.id, *said) else (PartnerRecorded(wanted.id, *said),)

    return lacks


def _user_lacks(wanted: partner.WantedUser) -> Callable[[PartnerUser], tuple[Any, ...]]:
    def lacks(stands: PartnerUser) -> tuple[Any, ...]:
        user = PartnerUser(stands.id, wanted.login, wanted.name, wanted.partner_id, True)
        event = PartnerUserRecorded(stands.id, wanted.login, wanted.name, wanted.partner_id)
        return () if stands == user else (event,)

    return lacks
