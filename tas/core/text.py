"""Text that people write and others read: which characters have no place in it, and when it says nothing."""

import re

_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
"""Control characters but tab and line ends; what turns the direction of the text around it, so that a name reads as
another; half characters."""
_NOTHING = re.compile(
    "[\\s\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0]*"
)


def is_clean(text: str) -> bool:
    """Whether every character of it is one that a reader sees, or plain white space."""
    return _HIDDEN.search(text) is None


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen."""
    return _NOTHING.fullmatch(text) is not None
