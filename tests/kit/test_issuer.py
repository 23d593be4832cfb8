"""The development issuer over real HTTP: whom it gives tokens, what it asks people, where it refuses to run."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import pytest
import strawberry

from kit.auth.issuer import Issuer, create_issuer
from kit.auth.issuer_main import build
from kit.auth.jwks import fetch_json
from kit.auth.keys import TOKEN_KEY, make_keys, make_token_key
from kit.auth.token import TokenVerifier
from kit.graphql.context import Info
from kit.graphql.internal import internal_field
from kit.graphql.schema import build_schema
from kit.graphql.value import JSON
from kit.http.signed import SignedClient
from kit.http.subgraph import create_subgraph
from kit.settings import Settings
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Missing
from tests.support.host import MemoryHost, caller, serving

ALICE = {"kind": "EMPLOYEE", "id": "emp_alice", "posts": ["AM"], "units": ["unt_1"], "partner": None}
Login = Annotated[str, strawberry.argument(description="The login.")]


@strawberry.type
class Query:
    @internal_field(description="Who logs in.")
    def login_actor(self, info: Info, login: Login) -> JSON:
        assert info.context.actor.id == "issuer"
        if login != "alice":
            raise Missing("LOGIN_UNKNOWN", login=login)
        return ALICE


@pytest.fixture
async def address() -> AsyncIterator[str]:
    issuer = Issuer("https://issuer.example", "tas", make_token_key())
    async with serving(create_subgraph(MemoryHost("people"), build_schema(Query), None)) as people:
        client = SignedClient((people,), caller("issuer"), 5)
        async with serving(create_issuer(issuer, "http://127.0.0.1:1", client)) as url:
            yield url
        await client.close()


async def post(url: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body, headers=headers) as response:
        return response.status, await response.json(content_type=None)


async def test_a_login_gets_a_token_that_the_verifier_accepts(address: str) -> None:
    status, body = await post(f"{address}/token", {"login": "alice", "seconds": 60})
    assert (status, body["token_type"], body["expires_in"]) == (200, "Bearer", 60)
    jwks = f"{address}/jwks.json"
    found = await TokenVerifier("https://issuer.example", "tas", jwks, ("ES256",)).verify(body["access_token"])
    assert found == Actor(ActorKind.EMPLOYEE, "emp_alice", ("AM",), ("unt_1",))


async def test_only_public_keys_are_shown(address: str) -> None:
    document = await fetch_json(f"{address}/jwks.json")
    assert [set(key) & {"d", "k"} for key in document["keys"]] == [set()]
    discovery = await fetch_json(f"{address}/.well-known/openid-configuration")
    assert (discovery["issuer"], discovery["jwks_uri"]) == ("https://issuer.example", "http://127.0.0.1:1/jwks.json")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"login": "mallory"}, (404, "LOGIN_UNKNOWN")),
        ({}, (400, "TOKEN_REQUEST")),
        ({"login": ""}, (400, "TOKEN_REQUEST")),
        ({"login": "alice", "seconds": 0}, (400, "TOKEN_REQUEST")),
        ({"login": "alice", "seconds": 90_000}, (400, "TOKEN_REQUEST")),
        ({"login": "alice", "seconds": True}, (400, "TOKEN_REQUEST")),
        ([], (400, "TOKEN_REQUEST")),
        ({"login": "a" * 5000}, (413, "BODY_TOO_LARGE")),
    ],
)
async def test_other_requests_are_refused(address: str, body: Any, expected: tuple[int, str]) -> None:
    status, told = await post(f"{address}/token", body)
    assert (status, told["error"]) == expected
    assert told["message"]


async def test_a_form_of_another_site_and_another_name_are_refused(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{address}/token", data='{"login": "alice"}') as response:
            assert response.status == 415
        async with session.post(
            f"{address}/token", json={"login": "alice"}, headers={"host": "evil.example"}
        ) as response:
            assert response.status == 400


@pytest.mark.parametrize(
    ("change", "reason"), [({"env": "production"}, "production"), ({"host": "0.0.0.0"}, "loopback")]
)
def test_it_runs_on_ones_own_machine_only(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    files = make_keys(tmp_path)
    make = partial(Settings, signing_key_file=str(files["issuer"]), issuer_key_file=str(tmp_path / TOKEN_KEY))
    assert build(make()).title == "TAS development issuer"
    with pytest.raises(ValueError, match=reason):
        build(make(**change))
