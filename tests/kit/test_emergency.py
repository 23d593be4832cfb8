"""The emergency key: administrators come in while the provider is down, nobody else does, and it is off by default."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from kit.auth.emergency import (
    Tokens,
    WithEmergency,
    emergency_token,
    make_emergency_key,
    with_emergency,
)
from tas.core.actor import Actor, ActorKind
from tas.core.errors import TasError, Unavailable

ADM = Actor(ActorKind.EMPLOYEE, "emp_1", ("ADM", "AM"), ("unt_1",))


class Down:
    """A provider whose keys cannot be had."""

    async def verify(self, token: str) -> Actor:
        raise Unavailable("TOKEN_KEYS_UNAVAILABLE")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    made, _ = make_emergency_key(tmp_path)
    return made


def door(key: Path, audience: str = "tas") -> Tokens:
    return with_emergency(Down(), audience, str(key.with_name("emergency-trust.json")))


async def code_of(tokens: Tokens, token: str) -> str:
    with pytest.raises(TasError) as refused:
        await tokens.verify(token)
    return refused.value.code


async def test_an_administrator_comes_in_and_it_is_logged(key: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "tas.emergency"):
        assert await door(key).verify(emergency_token(key, "tas", ADM, 15)) == ADM
    assert [record.__dict__["actor"] for record in caplog.records] == ["emp_1"]


def forged(key: Path, **changed: Any) -> str:
    """A token of the emergency key that says something else."""
    signer = ECKey.import_key(json.loads(key.read_text()))
    claims = {**jwt.decode(emergency_token(key, "tas", ADM, 15), signer).claims, **changed}
    return jwt.encode({"alg": "ES256", "kid": signer.kid}, claims, signer)


async def test_nobody_else_does(key: Path, tmp_path: Path) -> None:
    for actor in (Actor(ActorKind.EMPLOYEE, "emp_2", ("VP",)), Actor(ActorKind.EMPLOYEE, "emp_2")):
        assert await code_of(door(key), emergency_token(key, "tas", actor, 5)) == "TOKEN_CLAIMS"
    good = emergency_token(key, "tas", ADM, 5)
    assert await code_of(door(key, "other"), good) == "TOKEN_AUDIENCE"
    assert await code_of(door(key), good[:-6] + "AAAAAA") == "TOKEN_INVALID"
    assert await code_of(door(key), emergency_token(key, "tas", ADM, 5, lambda: 1_000_000)) == "TOKEN_EXPIRED"
    other, _ = make_emergency_key(tmp_path / "other")
    assert await code_of(door(key), emergency_token(other, "tas", ADM, 5)) == "TOKEN_KEY_UNKNOWN"
    partner = {"kind": "PARTNER", "posts": ["ADM"], "units": [], "partner": "ptn_1"}
    assert await code_of(door(key), forged(key, tas=partner)) == "TOKEN_CLAIMS"
    claims = jwt.decode(good, ECKey.import_key(json.loads(key.read_text()))).claims
    assert await code_of(door(key), forged(key, exp=claims["iat"] + 3601)) == "TOKEN_CLAIMS"


@pytest.mark.parametrize("token", ["", "a.b.c", "a.e30.c", "x" * 20_000, "a.W10.c", "...."])
async def test_any_other_token_is_the_providers(key: Path, token: str) -> None:
    assert await code_of(door(key), token) == "TOKEN_KEYS_UNAVAILABLE"


async def test_it_is_off_unless_a_trust_file_is_named(key: Path, tmp_path: Path) -> None:
    provider = Down()
    assert with_emergency(provider, "tas", "") is provider
    lost = with_emergency(provider, "tas", str(tmp_path / "none.json"))
    assert isinstance(lost, WithEmergency)
    assert await code_of(lost, emergency_token(key, "tas", ADM, 5)) == "TOKEN_KEYS_UNAVAILABLE"


def test_a_key_is_made_once_for_its_owner_and_a_token_is_short(key: Path) -> None:
    assert key.stat().st_mode & 0o077 == 0
    assert "d" not in json.loads(key.with_name("emergency-trust.json").read_text())["keys"][0]
    with pytest.raises(FileExistsError):
        make_emergency_key(key.parent)
    for minutes in (0, 61):
        with pytest.raises(ValueError, match="minutes"):
            emergency_token(key, "tas", ADM, minutes)
