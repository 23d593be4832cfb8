"""One field of one person as text that may stand anywhere: `tas1.KEY-ID.BASE64URL(nonce + ciphertext)`.

AES-256-GCM under the person's key; whose the text is and which field it fills are authenticated with it, so that a
text cannot be passed off as another person's or another field. What goes wrong is told without a word of the content.
"""

import base64
import binascii
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = "tas1"
"""The version of the text's format; another one gets another mark."""
ERASED = "erased"
"""What stands for a sealed text once its person was erased."""
KEY_BYTES = 32
NONCE_BYTES = 12
_TAG_BYTES = 16


@dataclass(frozen=True, slots=True)
class Key:
    """`id` names the key in every text it sealed and says nothing about it; `secret` is 32 bytes."""

    id: str
    secret: bytes = field(repr=False)


def seal(key: Key, person: str, field: str, plain: str, nonce: bytes) -> str:
    """The sealed text. `nonce` is 12 random bytes, never used twice with one key."""
    if len(nonce) != NONCE_BYTES:
        raise ValueError("a nonce has 12 bytes")
    sealed = AESGCM(key.secret).encrypt(nonce, plain.encode(), _bound(key.id, person, field))
    return f"{FORMAT}.{key.id}.{base64.urlsafe_b64encode(nonce + sealed).decode().rstrip('=')}"


def unseal(key: Key, person: str, field: str, sealed: str) -> str:
    """The plain text. Raises ValueError when the text was not sealed with this key for this person and field."""
    raw = _raw(sealed)
    if key_id(sealed) != key.id:
        raise ValueError("sealed with another key")
    try:
        plain = AESGCM(key.secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(key.id, person, field))
    except InvalidTag:
        raise ValueError("not sealed for this person and field") from None
    return plain.decode()


def key_id(sealed: str) -> str:
    """The id of the key that a text was sealed with. Raises ValueError when it is no sealed text."""
    mark, _, rest = sealed.partition(".")
    id, dot, _ = rest.partition(".")
    if mark != FORMAT or not dot or not id:
        raise ValueError("no sealed text")
    return id


def _raw(sealed: str) -> bytes:
    text = sealed.rpartition(".")[2]
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("no sealed text") from None
    if len(raw) < NONCE_BYTES + _TAG_BYTES:
        raise ValueError("no sealed text")
    return raw


def _bound(key_id: str, person: str, field: str) -> bytes:
    """What is authenticated beside the text; ids and fields hold no control characters."""
    return "\x1f".join((FORMAT, key_id, person, field)).encode()
