"""`tas errors`: docs/errors.md, every error code with its words, written from the catalogue, and which branch of the
error tree a code is raised as, read from the source. With --check it changes nothing and tells when it is stale."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Annotated

import typer

from cli.suite import ROOT
from tas.core.errors import BY_NAME
from tas.core.message import FOLDER

app = typer.Typer()
FILE = ROOT / "docs" / "errors.md"
SOURCE = ("tas", "kit", "services", "workflows", "cli")
RAISED = re.compile(rf'\b({"|".join(BY_NAME)})\(\s*"([A-Z][A-Z0-9_]+)"')
HEAD = """# Errors

Written by `tas errors` from `tas/core/messages/`; never by hand. A code is stable and for programs, its words are for
people, in English and Chinese by `Accept-Language`; what stands in braces is filled in. The same code comes as
`UserError.code` of a payload, as `extensions.code` of a GraphQL error, and as `code` of partner REST's problems.

What to do about one is told by its kind:

| kind | HTTP | means |
|---|---|---|
| Invalid | 422 | the input cannot be meant; mend it |
| Unauthenticated | 401 | nobody known is asking; get a token |
| Forbidden | 403 | known, but not allowed |
| Missing | 404 | no such thing, or not for this reader |
| Conflict | 409 | well meant, but the state says no; read again |
| Unavailable | 503 | a part did not answer in time; send the same command again |

A code without a kind is data in an answer (a finding, a reason, a row of an import), or the kind depends on where.
"""


@app.command("errors")
def errors(
    check: Annotated[bool, typer.Option("--check", help="change nothing; fail when it is stale")] = False,
) -> None:
    """Write docs/errors.md from the catalogue of error codes."""
    text = document(areas(), kinds(source()))
    stale = not FILE.exists() or FILE.read_text(encoding="utf-8") != text
    if check and stale:
        typer.echo("tas errors: docs/errors.md is stale; `make schema` writes it anew", err=True)
        raise typer.Exit(1)
    if stale:
        FILE.write_text(text, encoding="utf-8")
    typer.echo(f"tas errors: {'written anew' if stale else 'as it was'}")


def areas() -> dict[str, dict[str, Mapping[str, str]]]:
    """Area → code → language → words."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def source() -> Iterable[str]:
    """The text of every module of ours."""
    for package in SOURCE:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.read_text(encoding="utf-8")


def kinds(texts: Iterable[str]) -> dict[str, set[str]]:
    """Code → the branches of the error tree that it is raised as."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for kind, code in RAISED.findall(text):
            found.setdefault(code, set()).add(kind)
    return found


def document(told: Mapping[str, Mapping[str, Mapping[str, str]]], raised: Mapping[str, set[str]]) -> str:
    """The whole file: a table an area, codes by name."""
    parts = [HEAD]
    for area, codes in told.items():
        rows = [f"\n## {area}\n", "| code | kind | en | zh-CN |", "|---|---|---|---|"]
        for code, words in sorted(codes.items()):
            kind = ", ".join(sorted(raised.get(code, ())))
            rows.append(f"| `{code}` | {kind} | {cell(words['en'])} | {cell(words['zh-CN'])} |")
        parts.append("\n".join(rows) + "\n")
    return "".join(parts)


def cell(text: str) -> str:
    """Words as a table's cell holds them."""
    return text.replace("|", "\\|").replace("\n", " ")
