"""The image holds no development package: whatever the source imports is a declared dependency, or comes with one."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

from cli.suite import ROOT

OWN = ("tas", "kit", "services", "workflows", "cli")


def imported(path: Path) -> Iterator[str]:
    """The first part of each module name that this source needs to be loaded. Build-time tools are imported where they
    are used, in functions."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def shipped() -> set[str]:
    """Distributions that the declared dependencies bring, in their normal form."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    waiting, found = [plain(one) for one in declared], set[str]()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        try:
            waiting += [plain(one) for one in requires(name) or () if "extra ==" not in one]
        except PackageNotFoundError:
            continue
    return found


def plain(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]).lower()


def test_what_is_imported_is_shipped() -> None:
    distributions, there = packages_distributions(), shipped()
    lacking = {}
    for root in OWN:
        for path in sorted((ROOT / root).rglob("*.py")):
            outside = {name for name in imported(path) if name not in sys.stdlib_module_names and name not in OWN}
            left = {name for name in outside if not {plain(one) for one in distributions.get(name, [name])} & there}
            if left:
                lacking[str(path.relative_to(ROOT))] = sorted(left)
    assert lacking == {}
