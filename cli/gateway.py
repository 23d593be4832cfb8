"""`tas gateway`: serves any Federation v2 supergraph from a file, on this machine and for this machine only.

The gateway's code is imported where it is used: no other verb waits for it.
"""

import ipaddress
import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

app = typer.Typer()


@app.command("gateway")
def gateway(
    supergraph: Annotated[Path, typer.Option(help="the composed schema", exists=True, dir_okay=False)],
    port: Annotated[int, typer.Option(help="the port on 127.0.0.1", min=1, max=65535)] = 7400,
    no_auth: Annotated[bool, typer.Option("--no-auth", help="nobody has to say who asks")] = False,
) -> None:
    """Serve a supergraph over the loopback addresses in it, without users."""
    sdl = supergraph.read_text(encoding="utf-8")
    complaint = refusal_of(sdl, no_auth, os.environ.get("TAS_OIDC_ISSUER", ""))
    if complaint:
        typer.echo(f"tas gateway: {complaint}", err=True)
        raise typer.Exit(2)
    import uvicorn

    from services.gateway.main import build_gateway

    try:
        served = build_gateway(sdl)
    except ValueError as error:
        typer.echo(f"tas gateway: the supergraph cannot be read: {error}", err=True)
        raise typer.Exit(2) from None
    uvicorn.run(served, host="127.0.0.1", port=port, log_level="warning", access_log=False, server_header=False)


def refusal_of(sdl: str, no_auth: bool, issuer: str) -> str:
    """Why the file is not served, or nothing."""
    from services.gateway.execution.supergraph import read_supergraph

    if not no_auth:
        return "a file is served without users only; say so with --no-auth"
    if issuer:
        return "--no-auth is refused where an issuer of users is configured (TAS_OIDC_ISSUER)"
    try:
        endpoints = read_supergraph(sdl).endpoints
    except Exception as error:
        return f"the supergraph cannot be read: {error}"
    if not endpoints:
        return "the file names no subgraph (join__Graph); it has to be a composed supergraph"
    outside = sorted(name for name, url in endpoints.items() if not is_loopback(url))
    return f"only loopback addresses are served, and these are none: {', '.join(outside)}" if outside else ""


def is_loopback(url: str) -> bool:
    """Whether the URL names this machine by `localhost` or a loopback address."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https"):
        return False
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
