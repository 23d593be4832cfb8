"""`tas import`: an organisation from a folder of CSV files, and what the import has to say about them.

The import itself is people's.
"""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.complaint import complaint, locale
from cli.home import console, home
from cli.suite import ROOT
from kit.settings import Settings
from services.people.domain.report import Refusal, Report
from tas.core.errors import TasError
from tas.core.message import message

app = typer.Typer()
SEED = ROOT / "deploy" / "seed"
SHOWN = 8
"""Mends and refusals that are listed; of more there is only the count."""


async def import_folder(settings: Settings, folder: Path) -> Report:
    """Imports beside the running services; what the folder says nothing about comes from the sample. Raises TasError
    when the store does not answer or the folder holds no file of an organisation, OSError."""
    # Here and not above: a whole service is loaded, which `tas status` need not wait for.
    from services.people.main import import_organisation, read_organisation

    return await import_organisation(settings, read_organisation(folder, SEED))


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="folder of CSV files", exists=True, file_okay=False)],
) -> None:
    """Import an organisation; rows that stand already change nothing. Exit code 1 when a row was refused."""
    try:
        report = asyncio.run(import_folder(home().settings(), folder))
    except (TasError, OSError) as problem:
        console.print(f"tas import: {complaint(problem)}", markup=False)
        raise typer.Exit(2) from None
    show_report(report, most=10_000)
    if report.refused:
        raise typer.Exit(1)


def show_report(report: Report, most: int = SHOWN) -> None:
    """Counts, then what a person must look at: refused, mended, vacant posts."""
    kinds = sorted({*report.created, *report.changed, *report.unchanged})
    counts = Table("imported", *kinds)
    for name, found in (("new", report.created), ("changed", report.changed), ("unchanged", report.unchanged)):
        if found:
            counts.add_row(name, *(str(found.get(kind, 0)) for kind in kinds))
    console.print(counts)
    if report.refused or report.mended:
        console.print(_rows(report, most))
    if report.vacant:
        console.print(f"vacant posts (their tasks go to ADM): {', '.join(report.vacant)}", markup=False)
    for note in report.notes:
        console.print(note, markup=False)


def refusal_words(refused: Refusal) -> str:
    """What is wrong, with what stands there, and the code to look up."""
    params = {"value": refused.value, "column": refused.column}
    return f"{message(refused.code, params, locale())} ({refused.code})"


def _line(number: int) -> str:
    """A whole file has no line."""
    return str(number) if number else ""


def _rows(report: Report, most: int) -> Table:
    table = Table("", "file", "line", "column", "what")
    for refused in report.refused[:most]:
        table.add_row("refused", refused.file, _line(refused.line), refused.column, refusal_words(refused))
    for mend in report.mended[:most]:
        table.add_row("mended", mend.file, _line(mend.line), mend.column, f"{mend.was!r} → {mend.now!r}")
    left = max(len(report.refused) - most, 0) + max(len(report.mended) - most, 0)
    if left:
        table.add_row("", "", "", "", f"… and {left} more; `tas import FOLDER` lists all")
    return table
