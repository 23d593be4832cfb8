"""The import contracts hold, and each of them is broken by the violation that it is there for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("tas", "kit", "services", "workflows", "cli")
LINT = Path(sys.executable).parent / "lint-imports"

PLANTED = [
    ("tas/core/planted.py", "import kit.journal.ledger\n", "cli over services and workflows over kit over tas"),
    ("kit/journal/planted.py", "import services.people\n", "cli over services and workflows over kit over tas"),
    ("workflows/planted.py", "import services.people\n", "cli over services and workflows over kit over tas"),
    ("tas/core/planted.py", "import pydantic\n", "tas reaches no driver and no framework"),
    ("kit/journal/planted.py", "import kit.mongo.journal\n", "the journal's logic reaches no driver and no framework"),
    ("services/people/planted.py", "import services.approval\n", "services never import each other"),
    ("services/people/domain.py", "import services.people.app\n", "in a service main over api"),
    ("services/people/planted.py", "import motor.motor_asyncio\n", "the store's driver is used behind one module"),
]


def lint(folder: Path) -> str:
    done = subprocess.run(
        [str(LINT), "--config", str(ROOT / ".importlinter"), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("target", "__pycache__", "node_modules")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    return tmp_path


def test_the_contracts_hold(tree: Path) -> None:
    said = lint(tree)
    assert " 0 broken" in said, said


@pytest.mark.parametrize(("path", "text", "contract"), PLANTED)
def test_a_planted_violation_breaks_its_contract(tree: Path, path: str, text: str, contract: str) -> None:
    place = tree / path
    place.write_text(text)
    if path.endswith("domain.py") and not (tree / "services/people/app").exists():
        (tree / "services/people/app.py").write_text("")
    said = lint(tree)
    broken = [line for line in said.splitlines() if line.endswith("BROKEN")]
    assert any(contract in line for line in broken), said
