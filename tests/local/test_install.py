"""The installer: what is missing is named before anything starts, and without root there is one line to type."""

import os
from pathlib import Path

import pytest

from kit.local import debian
from kit.local.debian import Lacking, install_packages, packages
from kit.local.install import Step, install

SERVERS_GIVEN = ("TAS_MONGODB_URL", "TAS_AMQP_URL", "TAS_TEMPORAL_ADDRESS")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with nothing on its path, no pip, no broker."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in SERVERS_GIVEN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(debian, "TEMPORAL", tmp_path / "temporal")
    monkeypatch.setattr(debian, "RABBITMQ", tmp_path / "rabbitmq-server")
    monkeypatch.setattr(debian, "find_spec", lambda name: None)


def test_a_bare_machine_lacks_all_of_it(bare: None) -> None:
    assert packages() == [
        "python3-pip", "gcc", "libc6-dev", "rustc-web", "cargo-web", "openjdk-17-jdk-headless", "maven",
        "rabbitmq-server", "golang-go",
    ]  # fmt: skip


def test_given_servers_need_no_package(bare: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAS_AMQP_URL", "amqp://broker.example/")
    monkeypatch.setenv("TAS_TEMPORAL_ADDRESS", "temporal.example:7233")
    assert not {"rabbitmq-server", "golang-go"} & set(packages())


def test_without_root_the_one_line_is_said_and_nothing_is_started(bare: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(debian, "run", lambda *command, env=None: pytest.fail(f"started {command}"))
    with pytest.raises(Lacking) as said:
        install_packages()
    line = str(said.value)
    assert "\n" not in line and "sudo apt-get update && sudo apt-get install -y python3-pip gcc" in line


def test_what_is_missing_is_named_before_the_first_step(capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []

    def first() -> None:
        said = capsys.readouterr().out
        assert "missing: first thing; second thing" in said
        done.append("first")

    steps = (
        Step("first thing", lambda: False, first),
        Step("there already", lambda: True, lambda: pytest.fail("installed again")),
        Step("second thing", lambda: False, lambda: done.append("second")),
    )
    install(steps)
    assert done == ["first", "second"]
    assert "[2/2] done in 0 s" in capsys.readouterr().out


def test_a_step_that_fails_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    def fails() -> None:
        raise Lacking("no such module")

    after = Step("after", lambda: False, lambda: pytest.fail("went on"))
    with pytest.raises(Lacking, match="no such module"):
        install((Step("failing", lambda: False, fails), after))


def test_a_command_that_fails_is_named_with_the_end_of_what_it_said() -> None:
    with pytest.raises(Lacking, match=r"(?s)failed with 3:\ngone"):
        debian.run("sh", "-c", "echo gone >&2; exit 3")


def test_nothing_is_said_where_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    install((Step("there", lambda: True, lambda: None),))
    assert capsys.readouterr().out == ""
