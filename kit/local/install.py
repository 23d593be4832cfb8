"""Installs what the suite needs and this machine lacks: `python3 -m kit.local.install`. Standard library only, since it
runs before anything else is there.

Debian packages come through apt (as root; otherwise the one line to type is printed and nothing is started), Go, Java
and Python parts through their own clients: the first two into a cache outside the checkout, the last into `.venv`.
What is missing is named before anything is started; a second run finds everything and is quick.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.local.debian import GO_AT_LEAST, Lacking, install_packages, packages, run, temporal_there, version_of
from kit.local.tool import CACHE, LOCAL_STORE, STORE_VERSION, TEMPORAL, TEMPORAL_VERSION, TEST_SERVER, UV_VERSION

HERE = Path(__file__).resolve().parents[2]
GO_TOOLCHAIN = "golang.org/toolchain@v0.0.1-go1.26.1.linux-amd64"
SYSTEM_PYTHON = {"UV_PYTHON_DOWNLOADS": "never"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to have: `there` is quick, `install` may take minutes."""

    name: str
    there: Callable[[], bool]
    install: Callable[[], None]


def install_temporal() -> None:
    """`go install` at a named version. A Go that is too old to switch toolchains by itself fetches one as a module."""
    env = {"GOBIN": str(TEMPORAL.parent), "GOFLAGS": "-trimpath"}
    go = "go"
    if version_of("go", "version") < GO_AT_LEAST:
        run("go", "mod", "download", GO_TOOLCHAIN)
        cache = subprocess.run(["go", "env", "GOMODCACHE"], capture_output=True, text=True, check=True).stdout.strip()
        root = Path(cache) / GO_TOOLCHAIN
        for tool in (*(root / "bin").iterdir(), *(root / "pkg" / "tool").rglob("*")):
            tool.chmod(0o755)
        go, env["GOROOT"], env["GOTOOLCHAIN"] = str(root / "bin" / "go"), str(root), "local"
    run(go, "install", f"github.com/temporalio/cli/cmd/temporal@v{TEMPORAL_VERSION}", env=env)


def store_there() -> bool:
    given = os.environ.get("TAS_MONGODB_URL") or shutil.which("mongod")
    source = HERE / "deploy" / "local-store" / "LocalStore.java"
    made = LOCAL_STORE / "LocalStore.class"
    return bool(given) or (made.exists() and made.stat().st_mtime >= source.stat().st_mtime)


def install_store() -> None:
    """The jars of the local store (version in its pom) and its launcher, compiled."""
    source = HERE / "deploy" / "local-store"
    run("mvn", "-q", "-B", "-f", str(source / "pom.xml"), "dependency:copy-dependencies",
        f"-DoutputDirectory={LOCAL_STORE / 'lib'}")  # fmt: skip
    run("javac", "-cp", f"{LOCAL_STORE / 'lib'}/*", "-d", str(LOCAL_STORE), str(source / "LocalStore.java"))


def install_test_server() -> None:
    """Temporal's time-skipping test server with its jars."""
    pom = HERE / "deploy" / "test-server" / "pom.xml"
    run("mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={TEST_SERVER / 'lib'}")


def install_uv() -> None:
    """For this person only. Debian marks its Python as its own; a person's own folder is no part of that."""
    run(sys.executable, "-m", "pip", "install", "--quiet", "--user", f"uv=={UV_VERSION}",
        env={"PIP_BREAK_SYSTEM_PACKAGES": "1"})  # fmt: skip


def python_there() -> bool:
    """Whether `.venv` is exactly what the lock file says."""
    if not shutil.which("uv"):
        return False
    check = ["uv", "sync", "--quiet", "--check"]
    env = {**os.environ, **SYSTEM_PYTHON}
    return not subprocess.run(check, cwd=HERE, env=env, capture_output=True, timeout=120, check=False).returncode


def install_python() -> None:
    """The locked packages, and the planner compiled from its Rust source."""
    run("uv", "sync", "--quiet", "--project", str(HERE), env=SYSTEM_PYTHON)


STEPS = (
    Step("Debian packages", lambda: not packages(), install_packages),
    Step(f"uv {UV_VERSION}", lambda: shutil.which("uv") is not None, install_uv),
    Step(f"local store {STORE_VERSION}", store_there, install_store),
    Step("time-skipping test server", lambda: (TEST_SERVER / "lib").exists(), install_test_server),
    Step(f"Temporal CLI {TEMPORAL_VERSION} (four minutes the first time)", temporal_there, install_temporal),
    Step("Python packages and the query planner (four minutes the first time)", python_there, install_python),
)


def install(steps: Sequence[Step] = STEPS) -> None:
    """Names what is missing, then goes through the steps. Raises Lacking with the line to show."""
    CACHE.mkdir(parents=True, exist_ok=True)
    missing = [step for step in steps if not step.there()]
    if not missing:
        return
    wanted = packages()
    print(f"missing: {'; '.join(step.name for step in missing)}", flush=True)
    if wanted:
        print(f"missing Debian packages: {' '.join(wanted)}", flush=True)
    began = time.monotonic()
    for number, step in enumerate(missing, 1):
        start = time.monotonic()
        print(f"[{number}/{len(missing)}] installing {step.name} …", flush=True)
        step.install()
        print(f"[{number}/{len(missing)}] done in {time.monotonic() - start:.0f} s", flush=True)
    print(f"installed in {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    try:
        install()
    except (Lacking, subprocess.TimeoutExpired) as problem:
        sys.exit(f"tas install: {problem}")
