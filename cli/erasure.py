"""`tas ops erasures`: the list of erased persons, kept outside the stores, and erasing them again after a restore.

A backup knows nothing of what was erased after it was made. So the list is written to a file beside the backups, and
after a restore whoever is in it is erased again. It holds ids, times and codes, nothing about anybody.
"""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from cli.complaint import complaint
from cli.home import console, home
from kit.privacy.port import Erasure
from kit.settings import Settings
from tas.core.codec import from_json, to_json
from tas.core.errors import TasError

app = typer.Typer(help="Erased persons: list them for safe keeping, erase them again after a restore.")


@app.command("list")
def list_(
    file: Annotated[Path | None, typer.Option(help="add to this file what it lacks; else they are printed")] = None,
) -> None:
    """List everybody who was erased, one JSON object a line."""
    try:
        known = read_erasures(file) if file and file.exists() else []
        found = merged(known, asyncio.run(find_erasures(home().settings())))
    except (TasError, ValueError, OSError) as problem:
        _end(problem)
    lines = "".join(f"{json.dumps(to_json(one))}\n" for one in found)
    if file is None:
        console.print(lines, markup=False, end="")
        return
    draft = file.with_name(f".{file.name}.draft")
    draft.write_text(lines, encoding="utf-8")
    draft.replace(file)
    console.print(f"{len(found)} erasures in {file}", markup=False)


@app.command("replay")
def replay(
    file: Annotated[Path | None, typer.Argument(help="as `tas ops erasures list --file` wrote it", exists=True)] = None,
) -> None:
    """Erase again everybody in the file and everybody whom journal or key store name. Repeating it changes nothing."""
    try:
        known = read_erasures(file) if file else []
        count = asyncio.run(erase_again(home().settings(), known))
    except (TasError, ValueError, OSError) as problem:
        _end(problem)
    console.print(f"{count} erased again")


async def find_erasures(settings: Settings) -> list[Erasure]:
    """By person, from the journal and the stubs beside the keys. Raises Unavailable, ValueError (key file)."""
    # Here and not above: a whole service is loaded, which other verbs need not wait for.
    from services.people.app.privacy.erase import all_erasures
    from services.people.main import open_people

    async with open_people(settings) as people:
        return await all_erasures(people)


async def erase_again(settings: Settings, known: Sequence[Erasure]) -> int:
    """Erases these and all that the stores name; how many. Raises as above."""
    from services.people.app.privacy.erase import all_erasures, replay_erasures
    from services.people.main import open_people

    async with open_people(settings) as people:
        return await replay_erasures(people, merged(known, await all_erasures(people)))


def read_erasures(file: Path) -> list[Erasure]:
    """Raises ValueError naming the file when it is no such list."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return [from_json(Erasure, json.loads(line)) for line in lines if line.strip()]
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise ValueError(f"{file} is no list of erasures") from problem


def merged(known: Sequence[Erasure], found: Sequence[Erasure]) -> list[Erasure]:
    """Both lists by person; what was known first stays."""
    every = {one.person: one for one in (*found, *known)}
    return [every[person] for person in sorted(every)]


def _end(problem: Exception) -> NoReturn:
    console.print(f"tas ops erasures: {complaint(problem)}", markup=False)
    raise typer.Exit(2) from None
