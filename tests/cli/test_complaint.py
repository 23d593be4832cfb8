"""What a person is told when something is wrong: one line, their language, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.complaint import complaint, locale
from cli.organisation import refusal_words
from kit.settings import Settings
from services.people.domain.report import Refusal
from tas.core.errors import Invalid, Missing, Refused, Unavailable

TAS = Path(sys.executable).parent / "tas"


def tas(*arguments: str, **told: str) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TAS_", "LC_", "LANG"))}
    done = subprocess.run(
        [str(TAS), *arguments], env={**kept, **told}, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "zh_TW", "LC_ALL": ""}, "zh-CN"),
    ],
)
def test_the_language_is_the_terminals(environment: dict[str, str], expected: str) -> None:
    assert locale(environment) == expected


def test_an_error_is_said_in_words_with_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    away = Unavailable("ISSUER_UNAVAILABLE", reason="ConnectError")
    assert (
        complaint(away)
        == "The issuer of tokens does not answer (ConnectError). Does the suite run? (ISSUER_UNAVAILABLE)"
    )
    several = Refused([Missing("QUEUE_UNKNOWN", queue="x"), Invalid("NO_WORDS")])
    assert complaint(several) == "There is no queue x with dead letters. (QUEUE_UNKNOWN); NO_WORDS (NO_WORDS)"
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "令牌签发服务没有响应" in complaint(away)


def test_a_refused_cell_is_said_with_what_stands_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert refusal_words(Refusal("a.csv", 2, "year", "NUMBER_WRONG", "many")) == (
        "“many” is not a number that fits here. (NUMBER_WRONG)"
    )
    assert "{" not in refusal_words(Refusal("a.csv", 0, "login", "HEADER_MISSING"))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"TAS_ENV": "bogus"}, "TAS_ENV is 'bogus'"),
        ({"TAS_LOG_LEVEL": "loud"}, "TAS_LOG_LEVEL is 'LOUD'"),
        ({"TAS_CALL_SECONDS": "soon"}, "TAS_CALL_SECONDS is 'soon'"),
        ({"TAS_GATEWAY_PORT": "80"}, "TAS_GATEWAY_PORT is '80'"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(told: dict[str, str], said: str, tmp_path: Path) -> None:
    code, text = tas("settings", **{"TAS_HOME": str(tmp_path), **told})
    assert code == 2 and text.startswith("tas: ") and said in text and text.count("\n") == 1, text


def test_a_home_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, text = tas("status", TAS_HOME=str(tmp_path / "file"))
    assert code == 2 and "Not a directory" in text and "Traceback" not in text


def test_a_checkpoint_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    code, text = tas("verify", "--checkpoint", str(tmp_path), TAS_HOME=str(tmp_path))
    assert code == 2 and "no checkpoint file" in text


@pytest.mark.parametrize("verb", ["up", "token"])
def test_production_and_another_issuer_are_no_local_suite(verb: str, tmp_path: Path) -> None:
    name = ("chen.mei",) if verb == "token" else ()
    code, text = tas(verb, *name, TAS_HOME=str(tmp_path), TAS_OIDC_ISSUER="https://sign.in.example")
    assert code == 1 and "TAS_OIDC_ISSUER" in text, text
    if verb == "up":
        code, text = tas(verb, TAS_HOME=str(tmp_path), TAS_ENV="production")
        assert code == 1 and "TAS_ENV is production" in text and "nothing was started" in text, text
    assert list(tmp_path.glob("run/*.json")) == []


def test_what_nobody_expected_is_one_line_and_a_log(tmp_path: Path) -> None:
    code = (
        "from cli.main import app\n"
        "import cli.setting\n"
        "def boom(_): return 1 / 0\n"
        "cli.setting.listed = boom\n"
        "app(['settings'])\n"
    )
    env = {**os.environ, "TAS_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 70 and "Traceback" not in done.stdout + done.stderr
    assert done.stderr.startswith("tas: something unexpected: division by zero")
    assert "ZeroDivisionError" in (tmp_path / "log" / "tas.log").read_text()


def test_every_setting_is_listed_with_what_it_is(tmp_path: Path) -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
    code, text = tas("settings", TAS_HOME=str(tmp_path), COLUMNS="200")
    assert code == 0 and [name for name in Settings.model_fields if f"TAS_{name.upper()} " not in text] == []
    assert "TAS_HOME" in text and "guest:guest" not in text
