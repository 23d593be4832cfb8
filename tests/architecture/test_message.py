"""Every error code that the source raises has its words in both languages."""

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
ERRORS = set(re.findall(r"^class (\w+)\(", (ROOT / "tas/core/errors.py").read_text(), re.MULTILINE))
LANGUAGES = {"en", "zh-CN"}


def raised(text: str) -> set[str]:
    """The literal codes given to a class of the error tree in this source."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ERRORS]
    first = [call.args[0] for call in named]
    return {one.value for one in first if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def messages() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "tas/core/messages").glob("*.toml")):
        found |= tomllib.loads(path.read_text())
    return found


def test_every_raised_code_has_its_words() -> None:
    known = messages()
    lacking = {}
    for root in ("tas", "kit", "services", "workflows", "cli"):
        for path in sorted((ROOT / root).rglob("*.py")):
            codes = {code for code in raised(path.read_text()) if LANGUAGES - set(known.get(code, {}))}
            if codes:
                lacking[str(path.relative_to(ROOT))] = codes
    assert lacking == {}


def test_both_languages_name_the_same_parameters() -> None:
    slots = {code: [set(re.findall(r"\{(\w+)\}", words[one])) for one in sorted(LANGUAGES)]
             for code, words in messages().items()}  # fmt: skip
    assert [code for code, (one, other) in slots.items() if one != other] == []


def test_codes_are_upper_snake() -> None:
    assert [code for code in messages() if not CODE.fullmatch(code) and not code.isupper()] == []


def test_a_raised_code_is_found() -> None:
    assert raised('raise Invalid("PLANTED_CODE", field=["a"])') == {"PLANTED_CODE"}
