"""Access tokens: what is accepted, and a table of what is not."""

import base64
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from kit.auth.issuer import Issuer
from kit.auth.jwks import OLD_SECONDS, PAUSE_SECONDS, Jwks
from kit.auth.keys import make_token_key
from kit.auth.token import TokenVerifier, read_claims
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Unauthenticated, Unavailable

URL, AUDIENCE = "https://issuer.example", "tas"
NOW = 1_800_000_000
KEY, OTHER = make_token_key(), make_token_key()
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
USER = {"kind": "EMPLOYEE", "posts": ["AM"], "units": ["unt_1", "unt_2"], "partner": None}
CLAIMS: dict[str, Any] = {"iss": URL, "aud": AUDIENCE, "sub": "emp_1", "iat": NOW, "exp": NOW + 60, "tas": USER}


class Keys:
    """A JWKS endpoint. `down` makes it fail; `asked` counts."""

    def __init__(self, *keys: ECKey | RSAKey) -> None:
        self.document: Any = {"keys": [key.as_dict(private=False) for key in keys]}
        self.down = False
        self.asked = 0

    async def fetch(self) -> Any:
        self.asked += 1
        if self.down:
            raise TimeoutError
        return self.document


def verifier(keys: Keys | None = None, *algorithms: str) -> TokenVerifier:
    found = keys or Keys(KEY, RSA)
    return TokenVerifier(URL, AUDIENCE, "", algorithms or ("ES256",), fetch=found.fetch, now=lambda: NOW)


def signed(claims: Mapping[str, Any] = CLAIMS, key: Any = KEY, alg: str = "ES256", **header: Any) -> str:
    return jwt.encode({"alg": alg, "kid": key.kid, **header}, dict(claims), key, [alg])


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in CLAIMS.items() if key != name}


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unsigned(alg: str, kid: Any = KEY.kid) -> str:
    """The header names an algorithm, and there is no signature."""
    return f"{text_of(json.dumps({'alg': alg, 'kid': kid}).encode())}.{signed().split('.')[1]}."


def by_the_public_key() -> str:
    """HS256 with the issuer's public key as the secret: the classic confusion."""
    said = unsigned("HS256").rstrip(".")
    return f"{said}.{text_of(hmac.digest(KEY.as_pem(private=False), said.encode(), 'sha256'))}"


def forged() -> str:
    """Somebody else's signature under the issuer's key id."""
    return jwt.encode({"alg": "ES256", "kid": KEY.kid}, CLAIMS, OTHER, ["ES256"])


def swapped() -> str:
    """The claims of one token under the signature of another."""
    head, _, signature = signed().split(".")
    return ".".join((head, signed({**CLAIMS, "sub": "emp_boss"}).split(".")[1], signature))


async def test_a_token_becomes_an_actor() -> None:
    expected = Actor(ActorKind.EMPLOYEE, "emp_1", ("AM",), ("unt_1", "unt_2"))
    assert await verifier().verify(signed()) == expected
    assert await verifier().verify(signed({**CLAIMS, "aud": ["other", AUDIENCE]})) == expected
    partner = {"kind": "PARTNER", "partner": "ptn_1"}
    found = await verifier().verify(signed({**CLAIMS, "sub": "pus_1", "tas": partner}))
    assert found == Actor(ActorKind.PARTNER, "pus_1", partner="ptn_1")


async def test_what_the_development_issuer_makes_is_accepted() -> None:
    token = Issuer(URL, AUDIENCE, KEY, lambda: NOW + 0.5).token({"id": "emp_1", **USER})
    assert (await verifier().verify(token)).units == ("unt_1", "unt_2")


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (signed({**CLAIMS, "exp": NOW - 6}), "TOKEN_EXPIRED"),
        (signed({**CLAIMS, "exp": NOW - 4, "iat": NOW - 60}), None),
        (signed({**CLAIMS, "nbf": NOW + 10}), "TOKEN_NOT_YET"),
        (signed({**CLAIMS, "iat": NOW + 10}), "TOKEN_NOT_YET"),
        (signed({**CLAIMS, "iat": NOW + 4}), None),
        (signed({**CLAIMS, "iss": URL + "/"}), "TOKEN_ISSUER"),
        (signed(without("iss")), "TOKEN_ISSUER"),
        (signed({**CLAIMS, "aud": "other"}), "TOKEN_AUDIENCE"),
        (signed({**CLAIMS, "aud": ["other"]}), "TOKEN_AUDIENCE"),
        (signed(without("aud")), "TOKEN_AUDIENCE"),
        (signed(without("exp")), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "exp": True}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "exp": "9999999999"}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "exp": float("nan")}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "exp": float("inf")}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "exp": 10**400}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "iat": float("nan")}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "nbf": float("-inf")}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "sub": "emp_1\0"}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "sub": " "}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "tas": {**USER, "posts": ["AM\n\0"]}}), "TOKEN_CLAIMS"),
        (signed(without("sub")), "TOKEN_CLAIMS"),
        (signed(without("tas")), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "tas": {**USER, "kind": "SERVICE"}}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "tas": {**USER, "kind": "ANONYMOUS"}}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "tas": {**USER, "kind": "PARTNER"}}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "tas": {**USER, "partner": "ptn_1"}}), "TOKEN_CLAIMS"),
        (signed({**CLAIMS, "tas": {**USER, "posts": "AM"}}), "TOKEN_CLAIMS"),
        (signed(key=OTHER), "TOKEN_KEY_UNKNOWN"),
        (unsigned("ES256", 7), "TOKEN_KEY_UNKNOWN"),
        (signed(key=RSA, alg="RS256"), "TOKEN_ALGORITHM"),
        (unsigned("none"), "TOKEN_ALGORITHM"),
        (unsigned("None"), "TOKEN_ALGORITHM"),
        (unsigned("ES256"), "TOKEN_INVALID"),
        (by_the_public_key(), "TOKEN_ALGORITHM"),
        (forged(), "TOKEN_INVALID"),
        (swapped(), "TOKEN_INVALID"),
        (signed(key=RSA, alg="RS256").replace("RS256", "ES256"), "TOKEN_ALGORITHM"),
        ("", "TOKEN_INVALID"),
        ("a.b.c", "TOKEN_INVALID"),
        ("é.é.é", "TOKEN_INVALID"),
        ("a" * 20_000, "TOKEN_INVALID"),
    ],
)
async def test_table_of_tokens(token: str, code: str | None) -> None:
    if code is None:
        assert (await verifier().verify(token)).id == "emp_1"
        return
    with pytest.raises(Unauthenticated) as refused:
        await verifier().verify(token)
    assert refused.value.code == code


async def test_a_key_of_another_kind_than_the_algorithm_says_is_no_key() -> None:
    token = jwt.encode({"alg": "ES256", "kid": "rsa"}, CLAIMS, OTHER, ["ES256"])
    with pytest.raises(Unauthenticated) as refused:
        await verifier(None, "ES256", "RS256").verify(token)
    assert refused.value.code == "TOKEN_INVALID"


@pytest.mark.parametrize("algorithms", [("HS256",), ("none",), ("ES256", "HS512"), ("",)])
def test_no_algorithm_without_a_private_key_can_be_configured(algorithms: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="token algorithms"):
        TokenVerifier(URL, AUDIENCE, "", algorithms)


async def test_an_issuer_that_is_away_at_first_is_unavailable_and_later_no_matter() -> None:
    keys = Keys(KEY)
    keys.down = True
    one = verifier(keys)
    with pytest.raises(Unavailable) as refused:
        await one.verify(signed())
    assert refused.value.code == "TOKEN_KEYS_UNAVAILABLE"

    keys = Keys(KEY)
    one = verifier(keys)
    await one.verify(signed())
    keys.down = True
    await one.verify(signed())
    assert keys.asked == 1


async def test_a_new_key_is_fetched_once_and_invented_ones_are_no_load() -> None:
    at = [time.monotonic()]
    keys = Keys(KEY)
    jwks = Jwks(keys.fetch, lambda: at[0])
    await jwks.key(str(KEY.kid))
    keys.document["keys"].append(OTHER.as_dict(private=False))
    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await jwks.key("invented")
    assert keys.asked == 1
    at[0] += PAUSE_SECONDS + 1
    assert (await jwks.key(str(OTHER.kid))).kid == OTHER.kid
    assert keys.asked == 2


async def test_a_withdrawn_key_stops_working() -> None:
    at = [0.0]
    keys = Keys(KEY, OTHER)
    jwks = Jwks(keys.fetch, lambda: at[0])
    await jwks.key(str(OTHER.kid))
    keys.document["keys"].pop()
    at[0] += OLD_SECONDS + 1
    with pytest.raises(Unauthenticated):
        await jwks.key(str(OTHER.kid))


async def test_what_is_not_a_public_key_is_left_out() -> None:
    keys = Keys(KEY)
    secret = OctKey.import_key("s" * 32, {"kid": "secret"}).as_dict()
    keys.document["keys"] += [secret, OTHER.as_dict(private=True), {"kty": "new", "kid": "n"}, {"kty": "EC"}, 7, None]
    jwks = Jwks(keys.fetch)
    assert (await jwks.key(str(KEY.kid))).kid == KEY.kid
    for kid in ("secret", str(OTHER.kid), "n"):
        with pytest.raises(Unauthenticated):
            await jwks.key(kid)


@pytest.mark.parametrize("document", [None, [], {}, {"keys": 1}])
async def test_an_answer_that_is_no_jwks_counts_as_none(document: Any) -> None:
    keys = Keys()
    keys.document = document
    with pytest.raises(Unavailable):
        await Jwks(keys.fetch).key("any")


@pytest.mark.parametrize(
    "changed",
    [
        {"sub": "emp_\ud800"},
        {"tas": {**USER, "posts": ["AM", "\udfff"]}},
        {"tas": {**USER, "units": ["\ud800"]}},
        {"tas": {**USER, "kind": "PARTNER", "partner": "ptn_\ud800"}},
    ],
)
def test_half_a_character_in_a_claim_is_refused_since_nothing_can_be_signed_with_it(changed: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated, match="TOKEN_CLAIMS"):
        read_claims({**CLAIMS, **changed})
