"""Import of the sample data that lies beside the checkout or in TAS_DATA_DIR; it is never copied into the project."""

import os
from pathlib import Path

import pytest

from services.people.adapters.folder import read_organisation
from services.people.app.importing import FILES, import_files
from services.people.app.resolve import resolve_approvers
from services.people.domain.name import account_id_of, employee_id_of
from tests.support.people import NOW, fake_people

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("TAS_DATA_DIR", ROOT.parent / "shared" / "data"))


@pytest.mark.skipif(not (DATA / "accounts.csv").exists(), reason=f"no sample data in {DATA} (TAS_DATA_DIR)")
async def test_the_real_files_stand_whole() -> None:
    people, store = fake_people()
    files = {name: (DATA / name).read_bytes() for name in FILES if (DATA / name).exists()}
    report = await import_files(people, files)
    assert report.refused == []
    assert report.created == {"unit": 4, "employee": 41, "account": 85}
    assert {(one.was, one.now) for one in report.mended} == {
        ("technolgy", "technology"),
        ("Philipines", "Philippines"),
    }
    assert "CHM" in report.vacant and not {"AM", "SD"} & set(report.vacant)
    count = len(store.by_id)
    assert (await import_files(people, files)).created == {}
    assert len(store.by_id) == count
    facts = {"accountId": account_id_of("Cancity")}
    (answer,) = await resolve_approvers(people, [{"kind": "ACCOUNT_OWNER_HEAD"}], facts, NOW)
    directors = ("Dustin Brinkmann", "Melvin Marxen", "Cara Losch", "Rocco Neubert", "Celia Rouche", "Summer Sewald")
    logins = {employee_id_of(name.lower().replace(" ", ".")) for name in directors}
    assert answer["approvers"][0]["id"] in logins and not answer["fallback"]


@pytest.mark.skipif(not (DATA / "accounts.csv").exists(), reason=f"no sample data in {DATA} (TAS_DATA_DIR)")
async def test_the_real_files_are_filled_up_to_a_whole_organisation() -> None:
    people, _ = fake_people()
    report = await import_files(people, read_organisation(DATA, ROOT / "deploy" / "seed"))
    assert report.refused == []
    assert report.created == {"unit": 4, "employee": 48, "account": 85, "partner": 4, "partner-user": 4}
    assert not {"AM", "SD", "VP", "CHM", "MDS", "FIN", "FO", "ADM", "AUD"} & set(report.vacant)
