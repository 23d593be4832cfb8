"""docs/errors.md says what the catalogue and the source say now; a changed code makes it stale."""

from pathlib import Path

import pytest

from cli import error as verb
from cli.main import app


def test_the_document_is_fresh() -> None:
    committed = verb.FILE.read_text(encoding="utf-8")
    assert committed == verb.document(verb.areas(), verb.kinds(verb.source())), "`make schema` writes it anew"


def test_every_code_has_its_row_and_kinds_are_read_from_the_source() -> None:
    text = verb.document({"a": {"ONE": {"en": "x | y", "zh-CN": "甲"}, "TWO": {"en": "t", "zh-CN": "乙"}}},
                         verb.kinds(['raise Missing("ONE")', 'raise Invalid(\n  "ONE", a=1)']))  # fmt: skip
    assert "| `ONE` | Invalid, Missing | x \\| y | 甲 |" in text and "| `TWO` |  | t | 乙 |" in text


def test_a_stale_document_is_found_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verb, "FILE", tmp_path / "errors.md")
    verb.FILE.write_text("by hand")
    for arguments, code in ((["errors", "--check"], 1), (["errors"], 0), (["errors", "--check"], 0)):
        with pytest.raises(SystemExit) as ended:
            app(arguments)
        assert ended.value.code == code
