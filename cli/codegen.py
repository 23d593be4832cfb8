"""Generating the worker's typed client from a subgraph's schema and the operations in workflows/client/operations.

The generator needs another graphql-core than the suite (docs/decisions/0006), so it runs in an environment of its own
in which everything that shapes its output is at a named version.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLIENT = ROOT / "workflows" / "client"
OPERATIONS = CLIENT / "operations"
GENERATED = CLIENT / "generated"
GENERATOR = "ariadne-codegen==0.19.0"
BESIDE = ("graphql-core==3.2.14", "ruff==0.15.22")
SECONDS = 180

CONFIGURATION = """
[tool.ariadne-codegen]
schema_path = "schema.graphql"
queries_path = {operations!r}
target_package_path = "out"
target_package_name = {name!r}
base_client_name = "SignedCalls"
base_client_file_path = {calls!r}
include_comments = "none"
include_all_inputs = false
include_all_enums = false

[tool.ariadne-codegen.scalars.JSON]
type = "Any"

[tool.ariadne-codegen.scalars.DateTime]
type = "datetime.datetime"
serialize = "tas.core.codec.to_json"
"""


class CodegenProblem(RuntimeError):
    """The operations do not fit the schema, or the generator cannot be run."""


def generate(service: str, sdl: str) -> dict[Path, str]:
    """The files of the client of one service, by their places. Raises CodegenProblem with what the generator says."""
    with tempfile.TemporaryDirectory(prefix="tas-codegen-") as name:
        folder = Path(name)
        operations, calls = OPERATIONS / f"{service}.graphql", CLIENT / "signed.py"
        (folder / "schema.graphql").write_text(sdl, encoding="utf-8")
        (folder / "codegen.toml").write_text(
            CONFIGURATION.format(operations=str(operations), name=service, calls=str(calls)), encoding="utf-8"
        )
        (folder / "out").mkdir()
        _run(folder)
        made = sorted((folder / "out" / service).rglob("*.py"))
        return {GENERATED / path.relative_to(folder / "out"): path.read_text(encoding="utf-8") for path in made}


def _run(folder: Path) -> None:
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        raise CodegenProblem("uv is not on the PATH")
    beside = [word for one in BESIDE for word in ("--with", one)]
    command = [uv, "tool", "run", "--python", "3.11", "--from", GENERATOR, *beside, "ariadne-codegen", "client"]
    try:
        done = subprocess.run(
            [*command, "--config", "codegen.toml"],
            cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise CodegenProblem(f"{GENERATOR} has not finished within {SECONDS} s") from error
    if done.returncode:
        raise CodegenProblem(f"{GENERATOR}: {(done.stderr + done.stdout).strip()[-2000:]}")
