"""`tas settings`: every setting as the suite's processes read it, with what it is, secrets hidden."""

import typer
from rich.table import Table

from cli.home import console, home
from kit.local.tool import CACHE
from kit.settings import Settings, listed

app = typer.Typer()
LOCAL = {
    "TAS_HOME": "this suite's folder: data, logs, keys",
    "TAS_CACHE": "where installed tools are, for every checkout",
    "TAS_SIGNING_KEY_FILE": "each process has its own in the keys of this suite's folder",
}
"""Of the local suite alone."""


@app.command("settings")
def settings() -> None:
    """Print every setting with its value and what it is; what is secret shows as stars. Set one as a variable."""
    at = home()
    told = {f"TAS_{name.upper()}": field.description or "" for name, field in Settings.model_fields.items()}
    table = Table("setting", "value", "what")
    ports = [(f"TAS_{name}_PORT", str(port)) for name, port in at.ports.items()]
    own = [("TAS_HOME", str(at.folder)), ("TAS_CACHE", str(CACHE))]
    for name, value in sorted({**dict(listed(at.settings())), **dict(ports), **dict(own)}.items()):
        table.add_row(name, value, LOCAL.get(name) or told.get(name, "a port of the local servers"))
    console.print(table)
