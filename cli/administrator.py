"""`tas admin`: the first administrator of a new company, and the way back in when the identity provider is down."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from cli.complaint import complaint
from cli.home import console, home
from kit.auth.emergency import LONGEST_MINUTES, emergency_token, make_emergency_key
from kit.settings import Settings
from tas.core.errors import TasError

T = TypeVar("T")
app = typer.Typer(help="The first administrator, and the way back in when the identity provider is down.")


@app.command("first")
def first(name: Annotated[str, typer.Argument(help="the person's name, such as 'Ann Lee'")]) -> None:
    """Make somebody the first flow administrator (ADM). Refused when there is one: they give the post on."""
    from services.people.app.administrator import make_first_administrator

    try:
        done = _work(home().settings(), lambda people: make_first_administrator(people, name))
    except (TasError, OSError) as problem:
        _end(problem)
    console.print(f"{done.answer['login']} holds ADM", markup=False)


@app.command("emergency-key")
def emergency_key(
    folder: Annotated[Path, typer.Argument(help="an operators' folder, such as a mounted safe", file_okay=False)],
) -> None:
    """Make the emergency key, once. The gateway is given its public half (TAS_EMERGENCY_TRUST_FILE) beforehand."""
    try:
        key, trust = make_emergency_key(folder)
    except OSError as problem:
        _end(problem)
    console.print(f"key: {key}\nTAS_EMERGENCY_TRUST_FILE={trust}", markup=False)


@app.command("let-in")
def let_in(
    login: Annotated[str, typer.Argument(help="an administrator's login")],
    key: Annotated[Path, typer.Option(help="the emergency key", exists=True, dir_okay=False)],
    minutes: Annotated[int, typer.Option(help="how long the token is good for", min=1, max=LONGEST_MINUTES)] = 15,
) -> None:
    """Print an access token for an administrator, signed by the emergency key: no identity provider is asked."""
    from services.people.app.administrator import administrator

    settings = home().settings()
    try:
        actor = _work(settings, lambda people: administrator(people, login))
        print(emergency_token(key, settings.oidc_audience, actor, minutes))
    except (TasError, OSError, ValueError) as problem:
        _end(problem)


def _work(settings: Settings, do: Callable[[Any], Awaitable[T]]) -> T:
    """Straight on people's store, beside its processes or without them."""
    # Here and not above: a whole service is loaded, which `tas status` need not wait for.
    from services.people.main import open_people

    async def run() -> T:
        async with open_people(settings) as people:
            return await do(people)

    return asyncio.run(run())


def _end(problem: BaseException) -> NoReturn:
    console.print(f"tas admin: {complaint(problem)}", markup=False)
    raise typer.Exit(2) from None
