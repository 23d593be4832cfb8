"""Sample values that several tests share."""

from datetime import UTC, datetime

from kit.journal.entry import Draft
from tas.core.actor import Actor, ActorKind
from tas.core.event import Recorded

DRAFT = Draft(
    aggregate="counter/c",
    version=1,
    command_key="k1",
    body_digest="d1",
    events=(Recorded("Bumped", 1, {"by": 1, "名称": "中文", "none": None}),),
    answer={"total": "1.50", "list": [1, {"a": True}]},
    actor=Actor(ActorKind.PARTNER, "pus_1", ("CHM",), ("unt_1",), "ptn_1"),
    on_behalf_of="emp_2",
    at=datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC),
)
"""An entry with every kind of value in it."""
