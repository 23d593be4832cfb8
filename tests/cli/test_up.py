"""`tas up` as a person types it: the guided registration, the second time, status, tokens, verify, down."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.organisation import SEED
from cli.suite import MODULES, PORTS, ROOT
from kit.local.port import DEFAULTS, free_ports, setting
from kit.local.server import GIVEN, listens

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(any(os.environ.get(name) for name in GIVEN.values()), reason="servers are given, not ours"),
]
TAS = Path(sys.executable).parent / "tas"
UP_SECONDS = 240
SECOND_SECONDS = 60
"""Generous: the machine also runs other tests. What it takes alone is in the README."""


class Home:
    """A home folder and ports of its own, and the command in it."""

    def __init__(self, folder: Path) -> None:
        names = [*DEFAULTS, *PORTS]
        self.ports = dict(zip(names, free_ports(len(names)), strict=True))
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TAS_")},
            **{setting(name): str(port) for name, port in self.ports.items()},
            "TAS_HOME": str(folder),
            "COLUMNS": "160",
        }
        if "TAS_CACHE" in os.environ:
            self.env["TAS_CACHE"] = os.environ["TAS_CACHE"]

    def tas(self, *arguments: str, seconds: float = 60) -> tuple[int, str]:
        done = subprocess.run(
            [str(TAS), *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=seconds, check=False
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = Home(tmp_path_factory.mktemp("home"))
    yield made
    made.tas("down", seconds=120)


@pytest.fixture(scope="module")
def first(home: Home) -> str:
    code, said = home.tas("up", seconds=UP_SECONDS)
    assert code == 0, said
    return said


def test_the_guided_registration_runs_before_ones_eyes(first: str) -> None:
    for part in (
        "verdict ACCEPTED", "task for Chen Mei", "is reminded", "round the clock", "Chen Mei approves", "grade E",
        'hashes intact', "Petra Sommer approves",
    ):  # fmt: skip
        assert part in first, first


def test_addresses_and_tokens_are_printed(first: str, home: Home) -> None:
    for name in ("GATEWAY", "TEMPORAL_UI", "AMQP_MANAGEMENT"):
        assert f"127.0.0.1:{home.ports[name]}" in first
    assert first.count("eyJ") >= 3 and "curl -s" in first


def test_status_finds_everything_well(first: str, home: Home) -> None:
    code, said = home.tas("status")
    assert code == 0, said
    assert said.count("ready") == len(MODULES) + len(GIVEN)


def test_status_needs_no_ports_once_it_runs(first: str, home: Home) -> None:
    told = {name: home.env.pop(name) for name in map(setting, home.ports)}
    try:
        code, said = home.tas("status")
    finally:
        home.env.update(told)
    assert code == 0 and str(home.ports["GATEWAY"]) in said, said


def test_the_second_time_shows_the_first_result_and_starts_nothing(first: str, home: Home) -> None:
    pids = sorted(path.read_text() for path in Path(home.env["TAS_HOME"]).glob("run/*.json"))
    began = time.monotonic()
    code, said = home.tas("up", seconds=UP_SECONDS)
    assert code == 0, said
    assert time.monotonic() - began < SECOND_SECONDS
    assert "the same answer" in said and "grade E" in said and "is reminded" not in said
    assert sorted(path.read_text() for path in Path(home.env["TAS_HOME"]).glob("run/*.json")) == pids


def test_journals_verify_and_nothing_is_parked(first: str, home: Home, tmp_path: Path) -> None:
    checkpoint = str(tmp_path / "checkpoint.json")
    for _ in range(2):
        code, said = home.tas("verify", "--checkpoint", checkpoint)
        assert code == 0, said
    code, said = home.tas("ops", "parked")
    assert (code, said.strip()) == (0, "nothing is parked")


def test_a_token_is_for_who_is_known(first: str, home: Home) -> None:
    code, said = home.tas("token", "chen.mei", "--seconds", "60")
    assert code == 0 and said.startswith("eyJ")
    code, said = home.tas("token", "nobody.here")
    assert code == 1 and "no token for nobody.here" in said


def test_an_import_again_changes_nothing_and_a_bad_row_is_named(first: str, home: Home, tmp_path: Path) -> None:
    code, said = home.tas("import", str(SEED))
    assert code == 0 and "unchanged" in said and "changed " not in said.replace("unchanged", ""), said
    assert home.tas("import", str(tmp_path))[0] == 2
    header = (SEED / "accounts.csv").read_text().splitlines()[0]
    (tmp_path / "accounts.csv").write_text(
        f"{header}\nKelp Works,retail,2001,1.00,1,China,,91310000MA1FL0K170,,East,\n"
    )
    code, said = home.tas("import", str(tmp_path))
    assert code == 1 and "refused" in said and "accounts.csv" in said and "91310000MA1FL0K170" in said, said


def test_settings_hide_what_is_secret(home: Home) -> None:
    code, said = home.tas("settings")
    assert code == 0 and "guest:guest" not in said and "TAS_AMQP_URL" in said
    assert str(home.ports["GATEWAY"]) in said


def test_down_stops_all_and_keeps_the_data(first: str, home: Home) -> None:
    code, said = home.tas("down", seconds=120)
    assert code == 0 and "gateway" in said and "store" in said
    assert [port for port in home.ports.values() if listens(port)] == []
    assert home.tas("status")[0] == 1
    code, said = home.tas("up", seconds=UP_SECONDS)
    assert code == 0, said
    assert "the same answer" in said and "grade E" in said


def test_a_taken_port_is_named_and_nothing_is_started(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", home.ports["PEOPLE"]))
        taken.listen()
        code, said = home.tas("up")
    assert code == 1 and f"port {home.ports['PEOPLE']} is taken" in said and "TAS_PEOPLE_PORT" in said
    assert list(tmp_path.glob("run/*.json")) == []
