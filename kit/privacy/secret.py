"""The one secret that a deployment holds for personal data, in a file of its own, and the keys made of it: one wraps
the persons' keys, one makes look-up tokens, one the digests of commands. Without it a stolen store tells nothing, also
not by guessing: there are few enough phone numbers to try them all against a plain hash.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kit.privacy.cipher import KEY_BYTES, Key


@dataclass(frozen=True, slots=True)
class Secret:
    """The keys of three uses; none can be found from another."""

    wrapping: Key
    _lookup: bytes = field(repr=False)
    _digest: bytes = field(repr=False)

    def token(self, field: str, form: str) -> str:
        """The look-up token of a field's normalised form: 64 hexadecimal characters."""
        return hmac.new(self._lookup, f"{field}\x1f{form}".encode(), hashlib.sha256).hexdigest()

    def tokens(self, field: str, forms: Iterable[str]) -> list[str]:
        return sorted({self.token(field, form) for form in forms})

    def digest(self, text: str) -> str:
        """In place of a plain hash, where the text holds personal data: 64 hexadecimal characters."""
        return hmac.new(self._digest, text.encode(), hashlib.sha256).hexdigest()


def make_secret(root: bytes) -> Secret:
    """The keys made of 32 random bytes. Raises ValueError for another length."""
    if len(root) != KEY_BYTES:
        raise ValueError("a privacy key has 32 bytes")
    wrap, lookup, digest = (_derive(root, use) for use in ("wrap", "lookup", "digest"))
    return Secret(Key("root", wrap), lookup, digest)


def read_secret(path: Path) -> Secret:
    """The secret in a file. Raises ValueError naming the file when there is none in it."""
    try:
        text = str(json.loads(path.read_text(encoding="utf-8"))["k"])
        return make_secret(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (OSError, ValueError, KeyError, TypeError, binascii.Error):
        raise ValueError(f"{path} is not a privacy key: a JWK of the type oct with 32 bytes") from None


def _derive(root: bytes, use: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, f"tas privacy {use}".encode()).derive(root)
