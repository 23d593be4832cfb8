"""`tas token`: an access token of the development issuer, for curl and for looking around."""

import asyncio
from typing import Annotated

import typer

from cli.home import console, home
from cli.person import Unexpected, token_of
from tas.core.errors import TasError

app = typer.Typer()


@app.command("token")
def token(
    user: Annotated[str, typer.Argument(help="a login, such as chen.mei or pat.partner@acme-partners")],
    seconds: Annotated[int, typer.Option(help="how long it is good for", min=1, max=86_400)] = 3600,
) -> None:
    """Print an access token for a user. The suite has to run."""
    try:
        print(asyncio.run(token_of(home().settings(), user, seconds)))
    except (Unexpected, TasError) as problem:
        console.print(f"tas token: {problem}", markup=False)
        raise typer.Exit(1) from None
