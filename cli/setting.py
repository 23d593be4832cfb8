"""`tas settings`: every setting as the suite's processes read it, secrets hidden."""

import typer
from rich.table import Table

from cli.home import console, home
from kit.settings import listed

app = typer.Typer()


@app.command("settings")
def settings() -> None:
    """Print every setting with its value; what is secret shows as stars."""
    at = home()
    table = Table("setting", "value")
    servers = [(f"TAS_{name}_PORT", str(port)) for name, port in at.ports.items()]
    for name, value in sorted({**dict(listed(at.settings())), **dict(servers)}.items()):
        table.add_row(name, value)
    console.print(table)
