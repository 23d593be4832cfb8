"""The command `tas`. Each verb is written in a module of its own; this one only joins them."""

import typer

from cli.gateway import app as gateway
from cli.journal import app as journal
from cli.local import app as local
from cli.operation import app as operation
from cli.organisation import app as organisation
from cli.schema import app as schema
from cli.setting import app as setting
from cli.token import app as token

app = typer.Typer(help="TAS Suite", no_args_is_help=True, pretty_exceptions_enable=False)
for verbs in (local, organisation, token, setting, journal, schema, gateway):
    app.add_typer(verbs)
app.add_typer(operation, name="ops")
