"""Installs what the suite needs and this machine lacks: `python3 -m kit.local.install`. Standard library only, since it
runs before anything else is there.

Debian packages come through apt (as root; otherwise the one line to type is printed and nothing is started), Go and
Java parts through their own clients into a cache outside the checkout. A second run finds everything and is quick.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.local.tool import CACHE, LOCAL_STORE, STORE_VERSION, TEMPORAL, TEMPORAL_VERSION, TEST_SERVER

HERE = Path(__file__).resolve().parents[2]
GO_TOOLCHAIN = "golang.org/toolchain@v0.0.1-go1.26.1.linux-amd64"
RUST_AT_LEAST = (1, 88)
GO_AT_LEAST = (1, 21)
STEP_SECONDS = 1500


class Lacking(Exception):
    """Something cannot be installed here; the message is the one line that a person needs."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to have: `there` is quick, `install` may take minutes."""

    name: str
    there: Callable[[], bool]
    install: Callable[[], None]


def run(*command: str, env: dict[str, str] | None = None) -> None:
    """Runs a command; its output is shown only when it fails."""
    done = subprocess.run(
        command,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=STEP_SECONDS,
        check=False,
    )
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise Lacking(f"`{' '.join(command)}` failed with {done.returncode}:\n{tail}")


def version_of(command: str, *arguments: str) -> tuple[int, ...]:
    """The first dotted number that `command` prints, or () when it is not there."""
    if shutil.which(command) is None:
        return ()
    done = subprocess.run([command, *arguments], capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"(\d+)\.(\d+)", done.stdout + done.stderr)
    return tuple(int(part) for part in found.groups()) if found else ()


def packages() -> list[str]:
    """The Debian packages that this machine lacks."""
    wanted: list[str] = []
    if version_of("cargo", "--version") < RUST_AT_LEAST:
        wanted += ["rustc-web", "cargo-web", "gcc", "libc6-dev"]
    if not os.environ.get("TAS_MONGODB_URL") and not shutil.which("mongod"):
        wanted += [] if shutil.which("javac") else ["openjdk-17-jdk-headless"]
        wanted += [] if shutil.which("mvn") else ["maven"]
    if not os.environ.get("TAS_AMQP_URL") and not Path("/usr/lib/rabbitmq/bin/rabbitmq-server").exists():
        wanted += ["rabbitmq-server"]
    if not temporal_there() and version_of("go", "version") == ():
        wanted += ["golang-go"]
    return wanted


def install_packages() -> None:
    """Through apt, without starting the services that packages would start (a broker on 5672, say)."""
    wanted = packages()
    if os.geteuid() != 0:
        raise Lacking(f"please run once: sudo apt-get update && sudo apt-get install -y {' '.join(wanted)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        run("apt-get", "update", "-q", env=quiet)
        run("apt-get", "install", "-y", "-q", "--no-install-recommends", *wanted, env=quiet)
    finally:
        if ours:
            policy.unlink(missing_ok=True)


def temporal_there() -> bool:
    return bool(os.environ.get("TAS_TEMPORAL_ADDRESS") or shutil.which("temporal")) or TEMPORAL.exists()


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


STEPS = (
    Step("Debian packages", lambda: not packages(), install_packages),
    Step(f"local store {STORE_VERSION}", store_there, install_store),
    Step("time-skipping test server", lambda: (TEST_SERVER / "lib").exists(), install_test_server),
    Step(f"Temporal CLI {TEMPORAL_VERSION} (four minutes the first time)", temporal_there, install_temporal),
)


def install(steps: Sequence[Step] = STEPS) -> None:
    """Goes through the steps. Raises Lacking with the line to show."""
    CACHE.mkdir(parents=True, exist_ok=True)
    for number, step in enumerate(steps, 1):
        if step.there():
            continue
        began = time.monotonic()
        print(f"[{number}/{len(steps)}] installing {step.name} …", flush=True)
        step.install()
        print(f"[{number}/{len(steps)}] {step.name}: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    try:
        install()
    except (Lacking, subprocess.TimeoutExpired) as problem:
        sys.exit(f"tas install: {problem}")
