"""`tas token`: an access token of the development issuer, for curl and for looking around. `tas keys`: the key files
of a deployment that no runner starts."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.complaint import complaint
from cli.home import console, home
from cli.person import Unexpected, token_of
from kit.auth.keys import make_keys
from tas.core.errors import TasError

app = typer.Typer()
FOREIGN = "users are {issuer}'s (TAS_OIDC_ISSUER); its tokens are got there"


@app.command("token")
def token(
    user: Annotated[str, typer.Argument(help="a login, such as chen.mei or pat.partner@acme-partners")],
    seconds: Annotated[int, typer.Option(help="how long it is good for", min=1, max=86_400)] = 3600,
) -> None:
    """Print an access token for a user. The suite has to run."""
    at = home()
    if at.foreign_issuer:
        console.print(f"tas token: {FOREIGN.format(issuer=at.foreign_issuer)}", markup=False)
        raise typer.Exit(1)
    try:
        print(asyncio.run(token_of(at.settings(), user, seconds)))
    except (Unexpected, TasError) as problem:
        console.print(f"tas token: {complaint(problem)}", markup=False)
        raise typer.Exit(1) from None


@app.command("keys")
def keys(folder: Annotated[Path, typer.Argument(help="where the key files go", file_okay=False)]) -> None:
    """Write the key files that are missing: one for each caller, the issuer's, and the public ones of all."""
    for caller, path in make_keys(folder).items():
        console.print(f"{caller}: {path}", markup=False)
