"""Who asks, found out from an access token: verified once here, then it travels as an actor in the signed call."""

from kit.auth.emergency import Tokens
from tas.core.actor import ANONYMOUS, Actor
from tas.core.errors import Unauthenticated

SCHEME = "bearer"


class TokenAsker:
    """Implements `Asker` by the tokens of one issuer."""

    def __init__(self, verifier: Tokens) -> None:
        self._verifier = verifier

    async def identify(self, authorization: str) -> Actor:
        """Whoever shows no token is anonymous: may read the public schema, and nothing that a subgraph guards."""
        if not authorization:
            return ANONYMOUS
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != SCHEME or not token.strip():
            raise Unauthenticated("TOKEN_SCHEME")
        return await self._verifier.verify(token.strip())
