"""One log line is one JSON object on standard error: time, level, logger, process, trace, message, extra fields."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

from kit.settings import Settings
from kit.telemetry.trace import trace_id

_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}
QUIET = ("aio_pika", "aiormq", "pymongo", "httpx", "asyncio", "temporalio.worker")
"""Drivers whose information is only worth a line from a warning on."""


class JsonLines(logging.Formatter):
    """`process` names the process in every line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": self._process,
        }
        if trace := trace_id():
            line["trace"] = trace
        line["message"] = record.getMessage()
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD and name not in line}
        if record.exc_info:
            line["stack"] = self.formatException(record.exc_info)
        return _dump(line)


def _dump(line: dict[str, Any]) -> str:
    try:
        return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # half a character, a number beyond 64 bits: rare, and no reason to lose the line
        return json.dumps(line, default=str)


def start_logging(settings: Settings, process: str) -> None:
    """Sends every logger of this process through `JsonLines`, from `settings.log_level` on. Call once, in `main`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(process))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
