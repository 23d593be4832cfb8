"""Size and name budgets of the source: small files, small functions, names that say what a module is."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 300
TEST_LINES = 500
FUNCTION_LINES = 40
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}


def sources(*roots: str) -> Iterator[Path]:
    for root in roots:
        for path in sorted((ROOT / root).rglob("*.py")):
            if not {"target", "generated", "node_modules"} & set(path.parts):
                yield path


def long_functions(text: str) -> list[str]:
    """Names of the functions in this source that are longer than the budget, their docstrings counted."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = (node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds))
    return [node.name for node in found if (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES]


def test_files_are_small() -> None:
    source = sources("tas", "kit", "services", "workflows", "cli")
    long = [path for path in source if len(path.read_text().splitlines()) > FILE_LINES]
    long += [path for path in sources("tests") if len(path.read_text().splitlines()) > TEST_LINES]
    assert long == []


def test_functions_are_small() -> None:
    found = {str(path): long_functions(path.read_text()) for path in sources("tas", "kit", "services", "workflows")}
    assert {path: names for path, names in found.items() if names} == {}


def test_a_long_function_is_found() -> None:
    body = "\n".join("    pass" for _ in range(FUNCTION_LINES))
    assert long_functions(f"def far():\n{body}\n\ndef near():\n    pass\n") == ["far"]


def test_modules_say_what_they_are() -> None:
    every = sources("tas", "kit", "services", "workflows", "cli")
    assert [path for path in every if SAYS_NOTHING & {path.stem, path.parent.name}] == []


def test_modules_begin_by_saying_what_lives_there() -> None:
    every = sources("tas", "kit", "services", "workflows", "cli")
    filled = [path for path in every if path.name != "__init__.py" and path.read_text().strip()]
    assert [path for path in filled if ast.get_docstring(ast.parse(path.read_text())) is None] == []
