"""`tas schema`: writes what is generated from the services' code and committed: the subgraphs' schemas, the supergraph
that the gateway serves, and the worker's typed client. With --check it changes nothing and names what is stale."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.codegen import GENERATED, CodegenProblem, generate
from cli.composition import CompositionProblem, compose
from kit.settings import SERVICES, Settings

ROOT = Path(__file__).resolve().parents[1]
SUPERGRAPH = ROOT / "services" / "gateway" / "supergraph"
PACKAGE = '"""Written by `tas schema` from the services\' schemas and workflows/client/operations; never by hand."""\n'
app = typer.Typer()


@app.command("schema")
def schema(check: Annotated[bool, typer.Option("--check", help="change nothing; fail when a file is stale")] = False) -> None:  # fmt: skip # noqa: E501
    """Write the schemas, the supergraph and the typed client from the services' code."""
    try:
        files = made(subgraphs())
    except (CompositionProblem, CodegenProblem) as problem:
        typer.echo(f"tas schema: {problem}", err=True)
        raise typer.Exit(1) from None
    changed = stale(files)
    if check and changed:
        names = ", ".join(str(path.relative_to(ROOT)) for path in changed)
        typer.echo(f"tas schema: stale: {names}; `make schema` writes them anew", err=True)
        raise typer.Exit(1)
    if not check:
        write(files)
    typer.echo(f"tas schema: {len(files)} files, {len(changed)} {'stale' if check else 'written anew'}")


def subgraphs() -> dict[str, str]:
    """The schema of each service by its name, as its own code prints it: internal fields included."""
    return {name: _sdl(import_module(f"services.{name}.api").SCHEMA) for name in SERVICES}


def made(schemas: Mapping[str, str]) -> dict[Path, str]:
    """Every generated file by its place. Raises CompositionProblem or CodegenProblem."""
    settings = Settings.model_construct()  # the defaults: what is committed must not depend on who writes it
    urls = {name: f"{settings.replicas(name)[0]}/graphql" for name in schemas}
    files = {SUPERGRAPH / f"{name}.graphql": sdl for name, sdl in schemas.items()}
    files[SUPERGRAPH / "supergraph.graphql"] = compose(schemas, urls)
    files[GENERATED / "__init__.py"] = PACKAGE
    for name, sdl in schemas.items():
        files |= generate(name, sdl)
    return files


def stale(files: Mapping[Path, str]) -> list[Path]:
    """Files that lack, differ, or are no longer made."""
    differing = {path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text}
    return sorted(differing | (_standing() - set(files)))


def write(files: Mapping[Path, str]) -> None:
    """Puts every file in its place and takes away what is no longer made."""
    for path in _standing() - set(files):
        path.unlink()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _standing() -> set[Path]:
    return {*SUPERGRAPH.glob("*.graphql"), *GENERATED.rglob("*.py")}


def _sdl(schema: Any) -> str:
    return str(schema.as_str()).rstrip() + "\n"
