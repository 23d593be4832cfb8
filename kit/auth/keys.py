"""Keys in files: each caller's private Ed25519 key, the public ones of all callers, the development issuer's token key,
and the secret that personal data is kept under (used in `kit.privacy`).

Files are JSON Web Keys (RFC 8037), readable by their owner only. What is signed with them lives in `signature`.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc.jwk import ECKey

TRUST = "trust.json"
CALLERS = ("gateway", "worker", "opportunity", "people", "approval", "issuer")
TOKEN_KEY = "issuer-token.json"
PRIVACY_KEY = "privacy.json"
Trust = Mapping[str, Ed25519PublicKey]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`kid` is the caller's name."""

    kid: str
    private: Ed25519PrivateKey


def make_keys(folder: Path, callers: Sequence[str] = CALLERS) -> Mapping[str, Path]:
    """Writes the keys that are missing, `<caller>.json`, the issuer's `issuer-token.json`, `privacy.json`,
    and `trust.json` anew. Returns each caller's key file. A key that stands is kept."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = {caller: folder / f"{caller}.json" for caller in callers}
    for kid, path in files.items():
        if not path.exists():
            write_jwk(path, _private_jwk(kid, Ed25519PrivateKey.generate()))
    if not (folder / TOKEN_KEY).exists():
        write_jwk(folder / TOKEN_KEY, make_token_key().as_dict(private=True))
    if not (folder / PRIVACY_KEY).exists():
        write_jwk(folder / PRIVACY_KEY, {"kty": "oct", "k": _text(secrets.token_bytes(32))})
    public = [_public(read_jwk(path)) for path in files.values()]
    write_jwk(folder / TRUST, {"keys": public})
    return files


def make_token_key() -> ECKey:
    """A key that an issuer signs tokens with: P-256, for ES256, which every library of OpenID Connect knows."""
    return ECKey.generate_key("P-256", {"kid": secrets.token_hex(8)})


def read_key(path: Path) -> SigningKey:
    """A caller's private key. Raises ValueError naming the file when there is none in it."""
    jwk = read_jwk(path)
    try:
        return SigningKey(str(jwk["kid"]), Ed25519PrivateKey.from_private_bytes(_bytes(jwk["d"])))
    except (KeyError, ValueError) as error:
        raise ValueError(f"{path} is not a private Ed25519 JWK with a kid") from error


def read_trust(path: Path) -> Trust:
    """The callers' public keys by name. Raises ValueError naming the file."""
    jwks = read_jwk(path)
    try:
        return {str(one["kid"]): Ed25519PublicKey.from_public_bytes(_bytes(one["x"])) for one in jwks["keys"]}
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is not a JWKS of Ed25519 keys with kids") from error


def read_jwk(path: Path) -> dict[str, Any]:
    """The JSON object in a key file. Raises ValueError naming the file."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{path} cannot be read as a key") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path} cannot be read as a key")
    return found


def _private_jwk(kid: str, key: Ed25519PrivateKey) -> dict[str, str]:
    public = {"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": _text(key.public_key().public_bytes_raw())}
    return {**public, "d": _text(key.private_bytes_raw())}


def _public(jwk: Mapping[str, Any]) -> dict[str, Any]:
    return {name: jwk[name] for name in ("kty", "crv", "kid", "x")}


def write_jwk(path: Path, content: Mapping[str, Any]) -> None:
    """At once and for the owner only: a reader never sees half a file, nor anybody else the key."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
    draft.replace(path)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
