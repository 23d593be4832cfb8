"""Log lines and the trace that they carry."""

import asyncio
import io
import json
import logging
import sys
from typing import Any

import pytest

from kit.settings import Settings
from kit.telemetry.log import JsonLines, start_logging
from kit.telemetry.trace import begin, read_trace, trace_id, traceparent

ID, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f"00-{ID}-{SPAN}-01", ID),
        (f"00-{ID}-{SPAN}-00", ID),
        (f"cc-{ID}-{SPAN}-01-what-comes-later", ID),
        (f"00-{ID}-{SPAN}-01-more", None),
        (f"ff-{ID}-{SPAN}-01", None),
        (f"00-{'0' * 32}-{SPAN}-01", None),
        (f"00-{ID}-{'0' * 16}-01", None),
        (f"00-{ID.upper()}-{SPAN}-01", None),
        (f"00-{ID}-{SPAN}", None),
        ("", None),
    ],
)
def test_table_of_traceparents(header: str, expected: str | None) -> None:
    found = read_trace(header)
    assert (found.id if found else None) == expected


async def test_a_trace_belongs_to_one_task_and_is_sent_on_with_a_new_span() -> None:
    async def door(header: str) -> tuple[str, str]:
        begin(header)
        await asyncio.sleep(0)
        return trace_id(), traceparent()

    (one, sent), (two, _) = await asyncio.gather(door(f"00-{ID}-{SPAN}-00"), door("nonsense"))
    assert one == ID
    assert sent.startswith(f"00-{ID}-") and sent.endswith("-00") and SPAN not in sent
    assert two not in ("", ID) and len(two) == 32


def line(**extra: Any) -> dict[str, Any]:
    record = logging.makeLogRecord({"name": "tas.x", "levelname": "INFO", "msg": "hello %s", "args": ("you",), **extra})
    found: dict[str, Any] = json.loads(JsonLines("people").format(record))
    return found


async def test_a_line_says_when_who_where_what_and_the_extras() -> None:
    begin(f"00-{ID}-{SPAN}-01")
    found = line(chain="chn_1", seconds=0.5, odd={1: object})
    assert found.pop("time").endswith("+00:00")
    assert found.pop("odd") == {"1": "<class 'object'>"}
    assert found == {
        "level": "INFO", "logger": "tas.x", "process": "people", "trace": ID, "message": "hello you",
        "chain": "chn_1", "seconds": 0.5,
    }  # fmt: skip


def test_an_extra_never_replaces_a_field_of_the_line() -> None:
    assert line(level="x", process="y")["process"] == "people"


def test_a_fault_carries_its_stack() -> None:
    try:
        raise RuntimeError("out of luck")
    except RuntimeError:
        assert "RuntimeError: out of luck" in line(exc_info=sys.exc_info())["stack"]


def test_a_surrogate_or_a_huge_number_still_makes_a_line() -> None:
    assert line(bad="\ud800", big=2**70)["message"] == "hello you"


def test_drivers_are_quiet_and_the_level_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    try:
        start_logging(Settings.model_validate({"log_level": "info"}), "people")
        logging.getLogger("aio_pika.connection").info("chatter")
        logging.getLogger("tas.x").debug("detail")
        logging.getLogger("tas.x").info("news")
        said = [json.loads(one)["message"] for one in out.getvalue().splitlines()]
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    assert said == ["news"]
