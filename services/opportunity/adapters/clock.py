"""The clock of the machine."""

from datetime import UTC, datetime


class SystemClock:
    """Holds `app.port.Clock`."""

    def now(self) -> datetime:
        return datetime.now(UTC)
