"""How the command line says what went wrong: one line in the catalogue's words, in the caller's language, never a
traceback. What nobody expected is written to a log, and the line names it."""

import os
import traceback
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from cli.suite import ROOT
from tas.core.errors import Refused, TasError
from tas.core.message import DEFAULT_LOCALE, message

EXPECTED = (TasError, Refused, ValidationError, OSError, TimeoutError, RuntimeError)
LOG = Path("log") / "tas.log"


def locale(environment: Mapping[str, str] = os.environ) -> str:
    """The language of whoever types: LC_ALL, LC_MESSAGES, LANG, the first that is set, as POSIX has it."""
    told = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh-CN" if told.startswith("zh") else DEFAULT_LOCALE


def complaint(problem: BaseException) -> str:
    """One line for a person."""
    if isinstance(problem, TasError):
        return f"{message(problem.code, problem.params, locale())} ({problem.code})"
    if isinstance(problem, Refused):
        return "; ".join(complaint(one) for one in problem.errors)
    if isinstance(problem, ValidationError):
        return "; ".join(f"TAS_{str(one['loc'][0]).upper()} is {one['input']!r}: {one['msg']}"
                         for one in problem.errors())  # fmt: skip
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.filename}: {problem.strerror}" if problem.filename else problem.strerror
    return str(problem) or type(problem).__name__


def noted(problem: BaseException) -> str:
    """One line for what nobody expected; where it happened goes to the log of this person's suite."""
    log = Path(os.environ.get("TAS_HOME") or ROOT / ".tas") / LOG
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            traceback.print_exception(problem, file=file)
    except OSError:
        return f"something unexpected: {complaint(problem)}"
    return f"something unexpected: {complaint(problem)}; where it happened is in {log}"
