"""Access tokens of an OpenID Connect issuer: verified, and read as an actor. Who issues them is configuration."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from kit.auth.jwks import Fetch, Jwks, PublicKey, fetch_json
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Unauthenticated
from tas.core.text import is_blank, is_clean

ASYMMETRIC = frozenset(
    ("ES256", "ES384", "ES512", "EdDSA", "Ed25519", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
)
LONGEST_TOKEN = 16_000
LEEWAY_SECONDS = 5
"""How far the issuer's clock and ours may differ."""
END_OF_TIME = 1e12
"""Seconds since 1970 that no honest instant comes near."""
CLAIM = "tas"
USERS = (ActorKind.EMPLOYEE, ActorKind.PARTNER)


class TokenVerifier:
    """Accepts tokens of one issuer for one audience. Only signatures by a private key are accepted, whatever a token
    says of itself. Raises ValueError for an algorithm with a shared secret, or none."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        jwks_url: str,
        algorithms: Sequence[str],
        *,
        fetch: Fetch | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        if not algorithms or not ASYMMETRIC.issuperset(algorithms):
            raise ValueError(f"token algorithms must be of {', '.join(sorted(ASYMMETRIC))}")
        self._issuer = issuer
        self._audience = audience
        self._algorithms = tuple(algorithms)
        self._registry = jws.JWSRegistry(algorithms=self._algorithms, strict_check_header=False)
        self._keys = Jwks(fetch or partial(fetch_json, jwks_url))
        self._now = now

    async def verify(self, token: str) -> Actor:
        """Raises Unauthenticated TOKEN_…; Unavailable TOKEN_KEYS_UNAVAILABLE when no key could be had yet."""
        key = await self._keys.key(self._read_header(token))
        claims = self._open(token, key)
        self._check(claims)
        return read_claims(claims)

    def _read_header(self, token: str) -> str:
        """The key's id, of a token whose algorithm is accepted."""
        try:
            if len(token) > LONGEST_TOKEN:
                raise ValueError("too long")
            header = jws.extract_compact(token.encode("ascii")).headers()
        except (JoseError, ValueError):
            raise Unauthenticated("TOKEN_INVALID") from None
        if header.get("alg") not in self._algorithms:
            raise Unauthenticated("TOKEN_ALGORITHM")
        kid = header.get("kid")
        if not isinstance(kid, str) or not kid:
            raise Unauthenticated("TOKEN_KEY_UNKNOWN")
        return kid

    def _open(self, token: str, key: PublicKey) -> Mapping[str, Any]:
        try:
            return jwt.decode(token, key, registry=self._registry).claims
        except (JoseError, ValueError, TypeError):
            raise Unauthenticated("TOKEN_INVALID") from None

    def _check(self, claims: Mapping[str, Any]) -> None:
        now = self._now()
        if claims.get("iss") != self._issuer:
            raise Unauthenticated("TOKEN_ISSUER")
        audience = claims.get("aud")
        if self._audience not in (audience if isinstance(audience, list) else [audience]):
            raise Unauthenticated("TOKEN_AUDIENCE")
        if _instant(claims, "exp", None) <= now - LEEWAY_SECONDS:
            raise Unauthenticated("TOKEN_EXPIRED")
        if max(_instant(claims, "nbf", 0), _instant(claims, "iat", None)) > now + LEEWAY_SECONDS:
            raise Unauthenticated("TOKEN_NOT_YET")


def read_claims(claims: Mapping[str, Any]) -> Actor:
    """The actor in verified claims: `sub`, and `tas` {kind, posts, units, partner}. Only users have tokens: never a
    service. Raises Unauthenticated TOKEN_CLAIMS."""
    sub, said = claims.get("sub"), claims.get(CLAIM)
    if not _is_name(sub) or not isinstance(said, dict) or said.get("kind") not in USERS:
        raise Unauthenticated("TOKEN_CLAIMS")
    kind, partner = ActorKind(said["kind"]), said.get("partner")
    if (kind is ActorKind.PARTNER) != _is_name(partner):
        raise Unauthenticated("TOKEN_CLAIMS")
    return Actor(kind, str(sub), _texts(said, "posts"), _texts(said, "units"), partner or None)


def _is_name(value: Any) -> bool:
    """A text that can be signed on, logged and stored: an id, a post."""
    return isinstance(value, str) and not is_blank(value) and is_clean(value)


def _texts(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = said.get(name, [])
    if not isinstance(found, list) or not all(_is_name(one) for one in found):
        raise Unauthenticated("TOKEN_CLAIMS")
    return tuple(found)


def _instant(claims: Mapping[str, Any], name: str, absent: float | None) -> float:
    """Seconds since 1970; `absent` is what a missing one counts as, None when it must be there."""
    value = claims.get(name, absent)
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < END_OF_TIME
    if not good:  # what is no number (NaN) is not below it either, and would never be over
        raise Unauthenticated("TOKEN_CLAIMS")
    return float(value)
