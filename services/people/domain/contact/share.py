"""One text in shares, one a person it is about: all of them together are the text, any lesser number is noise. Each
share is sealed under its person's key, so that erasing any of the persons erases the text.

Pure: the noise is an argument.
"""

import base64
from collections.abc import Callable, Sequence

Noise = Callable[[int], bytes]
"""That many random bytes, fit for secrets."""


def split(text: str, shares: int, noise: Noise) -> tuple[str, ...]:
    """The text in that many shares (at least one), each printable. One share is the text itself, encoded."""
    left = text.encode()
    made = []
    for _ in range(shares - 1):
        pad = noise(len(left))
        made.append(pad)
        left = _mixed(left, pad)
    return tuple(base64.b64encode(one).decode() for one in (*made, left))


def join(shares: Sequence[str | None]) -> str | None:
    """The text again; None when any share is gone."""
    left = b""
    for share in shares:
        if share is None:
            return None
        one = base64.b64decode(share)
        left = _mixed(left, one) if left else one
    return left.decode() if shares else None


def _mixed(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
