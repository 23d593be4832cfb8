"""Which files an import reads: known ones, bounded, filled up from a standard set; and the shipped set is whole."""

import os
from pathlib import Path

import pytest

from services.people.adapters.folder import read_folder, read_organisation
from services.people.app.container import People
from services.people.app.file_set import filled_up
from services.people.app.importing import FILES, import_files
from services.people.app.resolve import line_heads, resolve_approvers
from services.people.domain.name import employee_id_of, partner_id_of
from services.people.domain.partner import PARTNER
from services.people.domain.staff import EMPLOYEE
from services.people.domain.table import LARGEST_FILE
from tas.core.errors import Invalid
from tas.flows.loader import startable
from tests.support.people import NOW, fake_people

SEED = Path(__file__).parents[2] / "deploy" / "seed"
STANDARD = {name: f"standard {name}".encode() for name in FILES}


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (["accounts.csv", "sales_teams.csv"], {"posts.csv", "partners.csv", "partner_users.csv"}),
        (["accounts.csv", "posts.csv"], {"partners.csv", "partner_users.csv"}),
        (["accounts.csv", "partners.csv"], {"posts.csv"}),
        (["accounts.csv", "partner_users.csv"], {"posts.csv"}),
        (["posts.csv", "partners.csv"], set()),
        (list(FILES), set()),
    ],
)
def test_what_is_given_wins_and_partners_come_with_their_users(given: list[str], taken: set[str]) -> None:
    files = filled_up(dict.fromkeys(given, b"given"), STANDARD)
    assert {name for name, content in files.items() if content != b"given"} == taken
    assert set(files) == taken | set(given)


def test_known_files_alone_are_read_and_none_is_read_whole_beyond_the_bound(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_bytes(b"x" * (LARGEST_FILE + 5000))
    (tmp_path / "products.csv").write_bytes(b"product")
    (tmp_path / "posts.csv").mkdir()
    os.mkfifo(tmp_path / "partners.csv")
    assert {name: len(content) for name, content in read_folder(tmp_path).items()} == {"accounts.csv": LARGEST_FILE + 1}


def test_a_folder_without_any_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_bytes(b"product")
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Invalid) as refused:
            read_organisation(folder, SEED)
        assert refused.value.code == "FOLDER_WITHOUT_FILES"


async def imported(folder: Path) -> People:
    people, _ = fake_people()
    report = await import_files(people, read_organisation(folder, SEED))
    assert report.refused == []
    return people


async def test_every_approver_of_the_flows_is_found_in_the_shipped_set() -> None:
    people = await imported(SEED)
    for code in ("TAS_1_2", "TAS_2_2"):
        rules = [node.resolver for node in startable(code).nodes if node.resolver.get("kind") == "POST"]
        answers = await resolve_approvers(people, rules, {}, NOW)
        assert rules and all(one["approvers"] and not one["fallback"] for one in answers), (code, answers)
    held = await people.directory.held_posts(people.today())
    assert {"CHM", "MDS", "FIN", "VP", "ADM", "AUD", "SD", "AM"} <= held


async def test_a_sales_directors_line_leads_to_the_vice_president() -> None:
    people = await imported(SEED)
    director = employee_id_of("jonas.weidt")
    assert await line_heads(people, [director]) == {director: employee_id_of("vera.castellan")}


async def test_acme_partners_is_certified_for_the_guided_tour() -> None:
    people = await imported(SEED)
    partner = (await people.ledger.load(PARTNER, partner_id_of("Acme Partners"))).state
    assert partner.active and "Guided tour" in partner.product_lines and "Central" in partner.regions


async def test_people_in_no_team_exist_at_headquarters(tmp_path: Path) -> None:
    (tmp_path / "sales_teams.csv").write_text("sales_agent,manager,regional_office\nUma Fox,Bob Ray,West\n")
    people = await imported(tmp_path)
    chen = (await people.ledger.load(EMPLOYEE, employee_id_of("chen.mei"))).state
    assert chen.active and [post.code for post in chen.posts] == ["CHM"] and chen.unit_id is not None
    bob = employee_id_of("bob.ray")
    assert await line_heads(people, [chen.id, bob]) == {
        chen.id: employee_id_of("vera.castellan"),
        bob: employee_id_of("vera.castellan"),
    }
