"""Moments that somebody tells: each says its time zone, or it is none."""

from datetime import datetime

from tas.core.errors import Invalid

EARLIEST, LATEST = 1900, 2999
"""Years; nearer the ends of time a moment cannot be told in every zone."""


def zoned(moment: datetime, *field: str) -> datetime:
    """The moment. Raises Invalid(MOMENT_INVALID)."""
    if moment.utcoffset() is None or not EARLIEST <= moment.year <= LATEST:
        raise Invalid("MOMENT_INVALID", field=field, earliest=EARLIEST, latest=LATEST)
    return moment
