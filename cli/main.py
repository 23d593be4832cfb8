"""The command `tas`. Each verb is written in a module of its own; this one only joins them."""

import typer

from cli.gateway import app as gateway
from cli.local import app as local

app = typer.Typer(help="TAS Suite", no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(gateway)
app.add_typer(local)
