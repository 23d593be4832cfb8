"""The text form of an instant that lists sort by: UTC, of fixed width, so that text order is time order."""

from datetime import UTC, datetime


def sortable(at: datetime) -> str:
    """E.g. `2026-01-31T08:00:00.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
