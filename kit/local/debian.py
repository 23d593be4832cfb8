"""What the suite takes from Debian: which packages this machine lacks, and apt's part of the installation.

Standard library only: it runs before anything else is there.
"""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from kit.local.tool import RABBITMQ, TEMPORAL

RUST_AT_LEAST = (1, 88)
GO_AT_LEAST = (1, 21)
STEP_SECONDS = 1500


class Lacking(Exception):
    """Something cannot be installed here; the message is the one line that a person needs."""


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
    if not shutil.which("uv") and find_spec("pip") is None:
        wanted += ["python3-pip"]
    if not shutil.which("cc"):
        wanted += ["gcc", "libc6-dev"]
    if version_of("cargo", "--version") < RUST_AT_LEAST:
        wanted += ["rustc-web", "cargo-web"]
    # The tests' time-skipping server needs Java also where a MongoDB is given.
    wanted += [] if shutil.which("javac") else ["openjdk-17-jdk-headless"]
    wanted += [] if shutil.which("mvn") else ["maven"]
    if not os.environ.get("TAS_AMQP_URL") and not RABBITMQ.exists():
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
