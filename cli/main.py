"""The command `tas`. Each verb is written in a module of its own; this one joins them, and is the last to catch what a
verb has not said itself."""

import sys
from typing import Any

import typer

from cli.administrator import app as administrator
from cli.chain import app as chain
from cli.complaint import EXPECTED, complaint, noted
from cli.erasure import app as erasure
from cli.error import app as error
from cli.gateway import app as gateway
from cli.journal import app as journal
from cli.local import app as local
from cli.operation import app as operation
from cli.organisation import app as organisation
from cli.replay.verb import app as replay
from cli.schema import app as schema
from cli.setting import app as setting
from cli.token import app as token
from cli.view import app as view

UNEXPECTED = 70
"""The exit code of what nobody expected (EX_SOFTWARE of sysexits.h)."""


class Command(typer.Typer):
    """Joined verbs: no traceback reaches whoever types."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except EXPECTED as problem:
            print(f"tas: {complaint(problem)}", file=sys.stderr)
            sys.exit(2)
        except Exception as problem:
            print(f"tas: {noted(problem)}", file=sys.stderr)
            sys.exit(UNEXPECTED)


app = Command(
    help="TAS Suite on this machine: start it, look at it, fill it, check it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for verbs in (local, organisation, token, setting, journal, schema, error, gateway, replay):
    app.add_typer(verbs)
for verbs in (chain, view):
    operation.add_typer(verbs)
operation.add_typer(erasure, name="erasures")
app.add_typer(administrator, name="admin")
app.add_typer(operation, name="ops")
