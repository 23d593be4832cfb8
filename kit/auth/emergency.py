"""The way back in when the identity provider is down: an operator who has the emergency key signs a short token for an
administrator, and the gateway, which was told the key's public half beforehand, takes it beside the provider's.

Off unless the gateway is given a trust file. Every token that comes in this way is logged.
"""

import asyncio
import base64
import binascii
import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from joserfc import jwt
from joserfc.jwk import ECKey

from kit.auth.keys import make_token_key, read_jwk, write_jwk
from kit.auth.token import CLAIM, LONGEST_TOKEN, TokenVerifier
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Unauthenticated

ISSUER = "tas-emergency"
ALGORITHM = "ES256"
KEY, TRUST = "emergency.json", "emergency-trust.json"
LONGEST_MINUTES = 60
log = logging.getLogger("tas.emergency")


class Tokens(Protocol):
    """Whatever verifies access tokens."""

    async def verify(self, token: str) -> Actor: ...


class WithEmergency:
    """The provider's tokens, and those of the emergency key; which one a token claims to be of decides by whom it is
    verified."""

    def __init__(self, provider: Tokens, emergency: Tokens) -> None:
        self._provider = provider
        self._emergency = emergency

    async def verify(self, token: str) -> Actor:
        """Raises Unauthenticated TOKEN_…; of the emergency key TOKEN_CLAIMS for anybody but an administrator, and for
        a token that is good for longer than an hour."""
        claimed = _claimed(token)
        if claimed.get("iss") != ISSUER:
            return await self._provider.verify(token)
        actor = await self._emergency.verify(token)
        short = claimed["exp"] - claimed["iat"] <= LONGEST_MINUTES * 60
        if not short or actor.kind is not ActorKind.EMPLOYEE or not actor.holds("ADM"):
            raise Unauthenticated("TOKEN_CLAIMS")
        log.warning("an emergency token came in", extra={"actor": actor.id, "token": str(claimed.get("jti"))[:40]})
        return actor


def with_emergency(provider: Tokens, audience: str, trust_file: str) -> Tokens:
    """The provider's verifier, with the emergency key's where a trust file is named."""
    if not trust_file:
        return provider
    path = Path(trust_file)

    async def fetch() -> Any:
        return await asyncio.to_thread(read_jwk, path)

    return WithEmergency(provider, TokenVerifier(ISSUER, audience, "", (ALGORITHM,), fetch=fetch))


def make_emergency_key(folder: Path) -> tuple[Path, Path]:
    """Writes a new key, to be kept where only operators reach it, and its public half for the gateway. Raises
    FileExistsError when one stands there."""
    key, trust = folder / KEY, folder / TRUST
    if key.exists() or trust.exists():
        raise FileExistsError(17, "an emergency key stands already", str(key))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = make_token_key()
    write_jwk(key, made.as_dict(private=True))
    write_jwk(trust, {"keys": [made.as_dict(private=False, use="sig", alg=ALGORITHM)]})
    return key, trust


def emergency_token(
    key_file: Path, audience: str, actor: Actor, minutes: int, now: Callable[[], float] = time.time
) -> str:
    """A token for an administrator, good for at most an hour. Raises ValueError for a longer one, OSError."""
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise ValueError(f"an emergency token is good for 1 to {LONGEST_MINUTES} minutes")
    key, at = ECKey.import_key(dict(read_jwk(key_file))), int(now())
    claims = {
        "iss": ISSUER,
        "aud": audience,
        "sub": actor.id,
        "jti": secrets.token_hex(8),
        "iat": at,
        "exp": at + minutes * 60,
        CLAIM: {"kind": actor.kind.value, "posts": list(actor.posts), "units": list(actor.units), "partner": None},
    }
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, [ALGORITHM])


def _claimed(token: str) -> Mapping[str, Any]:
    """What a token says of itself, unverified; {} for what is no token."""
    parts = token.split(".")
    if len(token) > LONGEST_TOKEN or len(parts) != 3:
        return {}
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
