"""Every key that the loader knows has a test in which it takes effect: a key that nobody has fired fails here.

FIRED says where. The test named must exist and must name the field, so that a line here cannot outlive its test."""

from dataclasses import fields
from pathlib import Path

import pytest

from tas.flows.definition import Node

ROOT = Path(__file__).resolve().parents[1]
FIRED = {
    "key": "chain/test_route.py", "name": "flows/test_validate.py", "kind": "chain/test_vote.py",
    "mode": "chain/test_vote.py", "resolver": "flows/test_validate.py", "after": "flows/test_validate.py",
    "condition": "chain/test_why.py", "on_reject": "chain/test_mode.py", "sla": "chain/test_clock.py",
    "separate_from": "chain/test_seat.py", "checks": "flows/test_validate.py", "quorum": "chain/test_vote.py",
    "groups": "chain/test_vote.py", "reject_rule": "chain/test_vote.py", "reject_to": "chain/test_return.py",
    "score": "chain/test_vote.py", "may_add_signer": "chain/test_seat_act.py", "may_transfer": "chain/test_seat_act.py",
    "may_delegate": "chain/test_seat_act.py", "return_policy": "chain/test_return.py",
    "covers": "chain/test_return.py", "cc": "chain/test_vote.py",
}  # fmt: skip


def unfired(keys: set[str], fired: dict[str, str]) -> set[str]:
    return {key for key in keys if key not in fired or key not in (ROOT / fired[key]).read_text(encoding="utf-8")}


def test_every_field_of_a_node_has_fired() -> None:
    keys = {one.name for one in fields(Node)}
    assert unfired(keys, FIRED) == set()
    assert set(FIRED) == keys


@pytest.mark.parametrize("fired", [{}, {"planted": "chain/test_route.py"}])
def test_a_key_that_no_test_fires_is_found(fired: dict[str, str]) -> None:
    assert unfired({"planted"}, fired) == {"planted"}
