"""Small logs in the shapes of the family: XES text of cases that are told as activities."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

SYSTEM_STEPS = ("Request Payment", "Payment Handled", "Send Reminder")


def xes(cases: Mapping[str, Sequence[str]]) -> str:
    """A log of the cases: id → activities."""
    traces = "".join(
        f'<trace><string key="concept:name" value={quoteattr(id)}/>{"".join(map(_event, steps))}</trace>'
        for id, steps in cases.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><log xmlns="http://www.xes-standard.org">{traces}</log>'


def _event(activity: str) -> str:
    system = activity in SYSTEM_STEPS
    role = "UNDEFINED" if system else activity.rpartition(" by ")[2] if " by " in activity else "EMPLOYEE"
    told = {"concept:name": activity, "org:role": role, "org:resource": "SYSTEM" if system else "STAFF MEMBER"}
    inner = "".join(f"<string key={quoteattr(key)} value={quoteattr(value)}/>" for key, value in told.items())
    return f'<event>{inner}<date key="time:timestamp" value="2018-01-09T09:49:50.000+01:00"/></event>'


def write_log(path: Path, cases: Mapping[str, Sequence[str]]) -> Path:
    path.write_text(xes(cases), encoding="utf-8")
    return path


def journey(thing: str, *reviewers: str, paid: bool = True) -> tuple[str, ...]:
    """A document that all reviewers approve, the last one finally."""
    steps = [f"{thing} SUBMITTED by EMPLOYEE", *(f"{thing} APPROVED by {role}" for role in reviewers[:-1])]
    return (*steps, f"{thing} FINAL_APPROVED by {reviewers[-1]}", *(SYSTEM_STEPS[:2] if paid else ()))
