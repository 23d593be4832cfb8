"""The documents tell the truth about the tree: every path they name is there, and so is every make verb."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "services").glob("*/README.md")),
]
PLACE = re.compile(r"`((?:tas|kit|services|workflows|cli|deploy|tests|docs)/[\w./-]+)`")
VERB = re.compile(r"\bmake ([a-z]+)\b")
VERBS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def absent(text: str) -> list[str]:
    """The paths in this text that the tree lacks."""
    return [place for place in PLACE.findall(text) if not (ROOT / place).exists()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert absent(text) == []
    named = set(VERB.findall("\n".join(re.findall(r"`[^`\n]*`|```.*?```", text, re.DOTALL))))
    assert named <= VERBS


def test_an_absent_path_is_found() -> None:
    assert absent("see `tas/nowhere.py` and `tas/core`") == ["tas/nowhere.py"]
