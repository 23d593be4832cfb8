"""Import: each kind of malformed row and file, mends, and what a second import changes."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from services.people.app.container import People
from services.people.app.importing import FILES, import_files
from services.people.app.place import Place, place_employee
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.name import account_id_of, employee_id_of, partner_user_id_of, unit_id_of
from services.people.domain.partner import PARTNER_USER
from services.people.domain.staff import EMPLOYEE, UNIT, Post
from services.people.domain.table import LARGEST_FILE, MOST_ROWS
from tests.support.organisation import asking, organisation
from tests.support.people import fake_people

SEED = Path(__file__).parents[2] / "deploy" / "seed"
ACCOUNTS = "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
CODED = ACCOUNTS.strip() + ",credit_code,owner,credit_rating_needed\n"
TEAMS = "sales_agent,manager,regional_office\n"
GOOD = "Acme,retail,1999,10.5,20,Kenya,\n"
CODE = "91350100M000100Y43"


def seed() -> dict[str, bytes]:
    return {name: (SEED / name).read_bytes() for name in FILES if (SEED / name).exists()}


async def account(people: People, name: str) -> Account:
    return (await people.ledger.load(ACCOUNT, account_id_of(name))).state


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("Bad,retail,1999,10,20,Kenya\n", "", "ROW_LENGTH"),
        ("Bad,retail,1999,10,20,Kenya,,\n", "", "ROW_LENGTH"),
        (",retail,1999,10,20,Kenya,\n", "account", "CELL_EMPTY"),
        ("Bad,retail,199,10,20,Kenya,\n", "year_established", "NUMBER_WRONG"),
        ("Bad,retail,1999,-1,20,Kenya,\n", "revenue", "NUMBER_WRONG"),
        ("Bad,retail,1999,1e3,20,Kenya,\n", "revenue", "NUMBER_WRONG"),
        ("Bad,retail,1999,NaN,20,Kenya,\n", "revenue", "NUMBER_WRONG"),
        ("Bad,retail,1999,10,2.5,Kenya,\n", "employees", "NUMBER_WRONG"),
        ("Bad,retail,1999,10,２０,Kenya,\n", "employees", "NUMBER_WRONG"),
        ("ACME.,retail,1999,10,20,Kenya,\n", "account", "NAME_TWICE"),
        ("Bad,retail,1999,10,20,Kenya,Nowhere\n", "subsidiary_of", "PARENT_UNKNOWN"),
        ("Bad,retail,1999,10,20,Kenya,Bad\n", "subsidiary_of", "PARENT_CIRCLE"),
        ("Bad\x07,retail,1999,10,20,Kenya,\n", "account", "CELL_UNREADABLE"),
        (f"{'B' * 301},retail,1999,10,20,Kenya,\n", "account", "CELL_UNREADABLE"),
    ],
)
async def test_a_malformed_account_row_alone_is_refused(row: str, column: str, code: str) -> None:
    people, store = fake_people()
    report = await import_files(people, {"accounts.csv": (ACCOUNTS + GOOD + row).encode()})
    assert [(one.line, one.column, one.code) for one in report.refused] == [(3, column, code)]
    assert report.created == {"account": 1}
    assert {entry.aggregate for entry in store.by_id.values()} == {f"account/{account_id_of('Acme')}"}


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (f"Bad,retail,1999,10,20,Kenya,,{CODE[:-1]}4,,\n", "credit_code", "CREDIT_CODE_INVALID"),
        (f"Bad,retail,1999,10,20,Kenya,,{CODE.lower()},,\n", "credit_code", "CREDIT_CODE_TWICE"),
        ("Bad,retail,1999,10,20,Kenya,,,no.body,\n", "owner", "OWNER_UNKNOWN"),
        ("Bad,retail,1999,10,20,Kenya,,,,perhaps\n", "credit_rating_needed", "FLAG_WRONG"),
    ],
)
async def test_a_wrong_code_owner_or_flag(row: str, column: str, code: str) -> None:
    people, _ = fake_people()
    first = f"Acme,retail,1999,10.5,20,Kenya,,{CODE},,yes\n"
    report = await import_files(people, {"accounts.csv": (CODED + first + row).encode()})
    assert [(one.line, one.column, one.code) for one in report.refused] == [(3, column, code)]
    assert report.created == {"account": 1}
    acme = await account(people, "Acme")
    assert (acme.credit_code, acme.credit_rating_needed) == (CODE, True)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "HEADER_MISSING"),
        (GOOD.encode(), "HEADER_MISSING"),
        ((ACCOUNTS.replace("revenue,", "") + GOOD).encode(), "HEADER_MISSING"),
        ((ACCOUNTS.strip() + ",account\n").encode(), "HEADER_TWICE"),
        ((ACCOUNTS.strip() + ",colour\n").encode(), "HEADER_UNKNOWN"),
        ((ACCOUNTS + GOOD).encode("utf-16"), "FILE_NOT_UTF8"),
        ((ACCOUNTS + GOOD).encode() + b"\xff\n", "FILE_NOT_UTF8"),
        ((ACCOUNTS + GOOD).encode() + b"a\x00b\n", "FILE_NOT_CSV"),
        ((ACCOUNTS + GOOD + 'Open,"quote\n').encode(), "FILE_NOT_CSV"),
        (b"x" * (LARGEST_FILE + 1), "FILE_TOO_LARGE"),
        ((ACCOUNTS + "a,,,,,,\n" * (MOST_ROWS + 1)).encode(), "FILE_TOO_LONG"),
    ],
)
async def test_a_file_that_cannot_be_trusted_changes_nothing(content: bytes, code: str) -> None:
    people, store = fake_people()
    report = await import_files(people, {"accounts.csv": content})
    assert [(one.line, one.code) for one in report.refused] == [(0, code)]
    assert store.by_id == {}


async def test_mends_are_named() -> None:
    people, _ = fake_people()
    rows = "  Acme  Ltd,Technolgy,1999,10.5,20,Philipines,\nBeta,retail,,,,united states,acme ltd\n"
    report = await import_files(people, {"accounts.csv": ("\ufeff" + ACCOUNTS + rows).encode()})
    assert [(one.line, one.column, one.was, one.now) for one in report.mended] == [
        (2, "account", "  Acme  Ltd", "Acme Ltd"),
        (2, "sector", "Technolgy", "technology"),
        (2, "office_location", "Philipines", "Philippines"),
        (3, "office_location", "united states", "United States"),
    ]
    beta = await account(people, "Beta")
    assert (beta.country, beta.parent_account_id) == ("United States", account_id_of("Acme Ltd"))


async def test_a_row_below_a_refused_parent_is_refused_too_and_a_known_parent_will_do() -> None:
    people, _ = fake_people()
    rows = "A,retail,x,,,,\nB,retail,,,,,A\nC,retail,,,,,B\n"
    report = await import_files(people, {"accounts.csv": (ACCOUNTS + rows).encode()})
    assert [one.code for one in report.refused] == ["NUMBER_WRONG", "PARENT_UNKNOWN", "PARENT_UNKNOWN"]
    await import_files(people, {"accounts.csv": (ACCOUNTS + GOOD).encode()})
    report = await import_files(people, {"accounts.csv": (ACCOUNTS + "B,retail,,,,,Acme\n").encode()})
    assert report.created == {"account": 1}
    circle = await import_files(people, {"accounts.csv": (ACCOUNTS + GOOD.replace(",\n", ",B\n")).encode()})
    assert [one.code for one in circle.refused] == ["PARENT_CIRCLE"]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("Ann Lee,Bob Ray,West,x\n", "", "ROW_LENGTH"),
        (",Bob Ray,West\n", "sales_agent", "CELL_EMPTY"),
        ("Ann Lee,,West\n", "manager", "CELL_EMPTY"),
        ("Ann Lee,Bob Ray,\n", "regional_office", "CELL_EMPTY"),
        ("uma fox,Bob Ray,West\n", "sales_agent", "NAME_TWICE"),
        ("Ann Lee,Ann Lee,West\n", "manager", "MANAGER_CIRCLE"),
    ],
)
async def test_a_malformed_team_row_alone_is_refused(row: str, column: str, code: str) -> None:
    people, _ = fake_people()
    report = await import_files(people, {"sales_teams.csv": (TEAMS + "Uma Fox,Bob Ray,West\n" + row).encode()})
    assert [(one.line, one.column, one.code) for one in report.refused] == [(3, column, code)]
    assert report.created == {"unit": 2, "employee": 2}


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("posts.csv", "name,post\nAnn Lee,BOSS\n", "POST_UNKNOWN"),
        ("posts.csv", "name,post\nAnn Lee,PTN\n", "POST_UNKNOWN"),
        ("posts.csv", "name,post\n,CHM\n", "CELL_EMPTY"),
        ("posts.csv", "name,post,unit\nAnn Lee,CHM,Moon\n", "UNIT_UNKNOWN"),
        ("posts.csv", "name,post\nAnn Lee\n", "ROW_LENGTH"),
        ("partners.csv", "name,product_lines,regions\n,GTX,East\n", "CELL_EMPTY"),
        ("partners.csv", "name,product_lines,regions\nP,XYZ,East\n", "PRODUCT_LINE_UNKNOWN"),
        ("partners.csv", "name,product_lines,regions\nP,GTX,Moon\n", "REGION_UNKNOWN"),
        ("partners.csv", "name,product_lines,regions,active\nP,GTX,East,maybe\n", "FLAG_WRONG"),
        ("partner_users.csv", "login,name,partner\npat,Pat,P\n", "LOGIN_WRONG"),
        ("partner_users.csv", "login,name,partner\npat@p,,P\n", "CELL_EMPTY"),
        ("partner_users.csv", "login,name,partner\npat@p,Pat,\n", "CELL_EMPTY"),
        ("partner_users.csv", "login,name,partner\npat@p,Pat,P\n", "PARTNER_NAME_UNKNOWN"),
    ],
)
async def test_malformed_rows_of_the_other_files(file: str, content: str, code: str) -> None:
    people, store = fake_people()
    report = await import_files(people, {file: content.encode()})
    assert [(one.line, one.code) for one in report.refused] == [(2, code)]
    assert store.by_id == {}


@pytest.mark.parametrize(
    ("file", "header", "row"),
    [
        ("posts.csv", "name,post", "Ann Lee,CHM\nANN LEE,chm\n"),
        ("partners.csv", "name,product_lines,regions", "One Ltd,GTX,East\nONE LTD.,MG,West\n"),
        ("partner_users.csv", "login,name,partner", "pat@one,Pat,One\nPAT@one,Pat,One\n"),
    ],
)
async def test_a_second_row_for_the_same_is_refused(file: str, header: str, row: str) -> None:
    people, _ = fake_people()
    partners = b"name,product_lines,regions\nOne,GTX,East\n"
    files = {"partners.csv": partners, file: f"{header}\n{row}".encode()}
    report = await import_files(people, files)
    assert [(one.file, one.line, one.code) for one in report.refused] == [(file, 3, "NAME_TWICE")]


async def test_a_list_of_posts_moves_nobody() -> None:
    people, _ = fake_people()
    teams = (TEAMS + "Uma Fox,Bob Ray,West\n").encode()
    await import_files(people, {"sales_teams.csv": teams, "posts.csv": b"name,post\nVic Top,VP\n"})
    before = (await people.ledger.load(EMPLOYEE, employee_id_of("uma.fox"))).state
    report = await import_files(people, {"posts.csv": b"name,post,unit\nUma Fox,CHM,West\nNew One,LEG,\n"})
    after = (await people.ledger.load(EMPLOYEE, employee_id_of("uma.fox"))).state
    assert report.refused == []
    assert (after.unit_id, after.head_employee_id) == (before.unit_id, before.head_employee_id)
    assert after.posts == (*before.posts, Post("CHM", unit_id_of("West")))
    new = (await people.ledger.load(EMPLOYEE, employee_id_of("new.one"))).state
    assert (new.active, new.unit_id, new.head_employee_id) == (True, unit_id_of("Headquarters"), None)
    headquarters = (await people.ledger.load(UNIT, unit_id_of("Headquarters"))).state
    assert headquarters.head_employee_ids == (employee_id_of("vic.top"),)


async def test_the_sample_stands_and_a_second_import_changes_nothing() -> None:
    people, store = fake_people()
    report = await import_files(people, seed())
    assert (report.refused, report.mended) == ([], [])
    assert report.created == {"unit": 4, "employee": 16, "account": 9, "partner": 4, "partner-user": 4}
    assert not {"AM", "SD", "VP", "CHM", "MDS", "FIN", "ADM", "AUD"} & set(report.vacant)
    count = len(store.by_id)
    again = await import_files(people, seed())
    assert (again.created, again.changed, len(store.by_id)) == ({}, {}, count)
    assert again.unchanged == report.created


async def test_two_imports_at_once_are_one() -> None:
    people, store = fake_people()
    await asyncio.gather(*(import_files(people, seed()) for _ in range(3)))
    alone, other = fake_people()
    await import_files(alone, seed())
    assert set(store.by_id) == set(other.by_id)


async def test_a_changed_row_counts_and_so_does_its_way_back() -> None:
    people, _ = fake_people()
    for sector in ("retail", "finance", "retail", "finance"):
        content = (ACCOUNTS + GOOD.replace("retail", sector)).encode()
        await import_files(people, {"accounts.csv": content})
        assert (await account(people, "Acme")).industry == sector


async def test_teams_make_units_directors_and_agents() -> None:
    people, _ = fake_people()
    rows = "Uma Fox,Bob Ray,West\nIan Poe,BOB RAY,west\nEve Sol,Zoe Kim,West\n"
    posts = b"name,post,unit\nVic Top,VP,\nUma Fox,CHM,West\n"
    report = await import_files(people, {"sales_teams.csv": (TEAMS + rows).encode(), "posts.csv": posts})
    assert [(one.was, one.now) for one in report.mended] == [("BOB RAY", "Bob Ray"), ("west", "West")]
    west = (await people.ledger.load(UNIT, unit_id_of("West"))).state
    assert west.head_employee_ids == (employee_id_of("bob.ray"), employee_id_of("zoe.kim"))
    assert west.parent_unit_id == unit_id_of("Headquarters")
    uma = (await people.ledger.load(EMPLOYEE, employee_id_of("uma.fox"))).state
    assert uma.head_employee_id == employee_id_of("bob.ray")
    assert uma.posts == (Post("AM", west.id), Post("CHM", west.id))


async def test_the_agent_with_most_deals_owns_the_account_unless_the_file_says() -> None:
    people, _ = fake_people()
    header = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
    deals = "1,Uma Fox,p,Acme,,,,\n2,Eve Sol,p,acme,,,,\n3,Uma Fox,p,Acme,,,,\n4,Eve Sol,p,Beta,,,,\n5,Eve Sol,p,,,,,\n"
    deals += "6,No Body,p,Acme,,,,\n7,Uma Fox,p,Nowhere,,,,\n8,Eve Sol,p,Tied,,,,\n9,Uma Fox,p,Tied,,,,\n"
    accounts = CODED + "Acme,,,,,,,,,\nBeta,,,,,,,,uma.fox,\nTied,,,,,,,,,\nIdle,,,,,,,,,\n"
    report = await import_files(
        people,
        {
            "sales_teams.csv": (TEAMS + "Uma Fox,Bob Ray,West\nEve Sol,Bob Ray,West\n").encode(),
            "accounts.csv": accounts.encode(),
            "sales_pipeline.csv": (header + deals).encode(),
        },
    )
    owners = {name: (await account(people, name)).owner_employee_id for name in ("Acme", "Beta", "Tied", "Idle")}
    uma, eve = employee_id_of("uma.fox"), employee_id_of("eve.sol")
    assert owners == {"Acme": uma, "Beta": uma, "Tied": eve, "Idle": None}
    assert [one.code for one in report.refused] == ["AGENT_UNKNOWN", "ACCOUNT_NAME_UNKNOWN"]
    assert any("1 deals without an account" in note for note in report.notes)


async def test_a_partner_user_belongs_to_their_partner() -> None:
    people, _ = fake_people()
    await import_files(people, seed())
    pat = (await people.ledger.load(PARTNER_USER, partner_user_id_of("pat.partner@acme-partners"))).state
    assert pat.partner_id.startswith("ptn_") and pat.active


async def test_a_circle_with_somebody_outside_the_file_is_refused_also_on_a_later_day() -> None:
    people = await organisation()
    header = "sales_agent,manager,regional_office\n"
    await import_files(people, {"sales_teams.csv": f"{header}Ann,Bob,West\nCid,Dan,West\n".encode()})
    ann, bob, dan = (employee_id_of(login) for login in ("ann", "bob", "dan"))
    later = people.today() + timedelta(days=30)
    # from then on Dan is under Vp, and Vp under Ann
    await place_employee(people, Place(dan, None, "vp", later), asking("adm", "c1"))
    await place_employee(people, Place("vp", None, ann, later), asking("adm", "c2"))
    report = await import_files(people, {"sales_teams.csv": f"{header}Ann,Dan,West\nCid,Bob,West\n".encode()})
    assert [(one.code, one.value) for one in report.refused] == [("MANAGER_CIRCLE", "Ann")]
    stands = {id: (await people.ledger.load(EMPLOYEE, id)).state.on(later) for id in (ann, employee_id_of("cid"))}
    assert [one.head_employee_id for one in stands.values()] == [bob, bob]
