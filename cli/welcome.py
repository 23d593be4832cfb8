"""What `tas up` leaves a person with: where things are, tokens to use them with, and one request to try."""

import asyncio
import json

from rich.table import Table

from cli.document import TRY
from cli.home import Home, console
from cli.person import Unexpected, token_of
from tas.core.errors import TasError

APPROVER = "chen.mei"
PARTNER = "pat.partner@acme-partners"
OPERATOR = "oskar.adler"
PERSONS = (("partner", PARTNER), ("approver (channel manager)", APPROVER), ("operator (flow administrator)", OPERATOR))
TOKEN_SECONDS = 8 * 3600


def show_addresses(at: Home) -> None:
    """Addresses, tokens for three persons, and a curl."""
    gateway = at.suite.url("gateway")
    table = Table("what", "where", show_header=False)
    table.add_row("GraphQL page", f"{gateway}/")
    table.add_row("GraphQL, partner REST", f"{gateway}/graphql, {gateway}/partner/v1/openapi.json")
    table.add_row("Temporal", f"http://127.0.0.1:{at.ports['TEMPORAL_UI']}")
    table.add_row("RabbitMQ (guest, guest)", f"http://127.0.0.1:{at.ports['AMQP_MANAGEMENT']}")
    console.print(table)
    if at.foreign_issuer:
        console.print(f"tokens are got from {at.foreign_issuer} (TAS_OIDC_ISSUER)", markup=False)
        return
    tokens = asyncio.run(_tokens(at))
    for role, login in PERSONS:
        console.print(f"[bold]{role}[/] {login}, 8 hours:")
        console.print(tokens[login], markup=False)
    if tokens[APPROVER]:
        body = json.dumps({"query": TRY})
        said = f"curl -s {gateway}/graphql -H 'content-type: application/json' "
        console.print("[bold]try[/]")
        console.print(f"{said}-H \"authorization: Bearer $(uv run tas token {APPROVER})\" -d '{body}'", markup=False)


async def _tokens(at: Home) -> dict[str, str]:
    """A token for each person; where there is none, why."""
    found = {}
    for _, login in PERSONS:
        try:
            found[login] = await token_of(at.settings(), login, TOKEN_SECONDS)
        except (Unexpected, TasError) as problem:
            found[login] = f"({problem})"
    return found
