"""The class of an error code that arrives as data, which carries none. A test holds that it is the class with which the
services raise that code."""

from collections.abc import Mapping

from tas.core.errors import Conflict, Forbidden, Invalid, Missing, TasError, Unavailable

CLASSES: Mapping[str, type[TasError]] = {
    "COMMAND_REUSED": Conflict,
    "REGISTRATION_FILED": Conflict,
    "FILING_NOT_ALLOWED": Forbidden,
    "PARTNER_INACTIVE": Forbidden,
    "PARTNER_UNKNOWN": Missing,
    "REGISTRATION_UNKNOWN": Missing,
    "BUSY": Unavailable,
    "ENTRIES_MISSING": Unavailable,
    "CALL_FAILED": Unavailable,
    "STORE_UNAVAILABLE": Unavailable,
    "STORE_FAILED": Unavailable,
    "BROKER_UNAVAILABLE": Unavailable,
    "FEED_BUSY": Unavailable,
    "AFTER_TIMEOUT": Unavailable,
    "INTERNAL": Unavailable,
}
"""Whatever a filing may be refused with; any other code is about the input."""


def class_of(code: str) -> type[TasError]:
    return CLASSES.get(code, Invalid)
