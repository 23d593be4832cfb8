"""The checker finds a planted loss and a planted double of every kind, and nothing in a sound run."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kit.journal.command import sha256
from kit.journal.entry import Draft, Entry
from kit.journal.seal import seal
from tas.chain.event import TaskDecided, Verdict
from tas.contracts.chain import ChainEnded, FlowSubmitted, Outcome, Subject
from tas.contracts.opportunity import OpportunityOpened, RegistrationApproved, RegistrationFiled, ScopeFiled
from tas.contracts.opportunity import Verdict as Word
from tas.core.event import record
from tests.support.checker import check
from tests.support.client import Call
from tests.support.filing import FILING, PARTNER

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CHAIN, TASK, OPPORTUNITY = "chn_" + "2" * 32, "tsk_" + "2" * 32, "opp_" + "2" * 32
REG = FILING.registration_id
ABOUT = Subject("registration", REG, 1, "digest")
OWNER, CHM = str(PARTNER.partner), "emp_chm"


def entry(aggregate: str, version: int, *events: object, key: str = "", answer: Any = None) -> Entry:
    recorded = tuple(record(event) for event in events)
    key = key or f"caused {aggregate}@{version}"
    return seal(Draft(aggregate, version, key, "d", recorded, answer or {}, PARTNER, None, AT), "")


def filing_answer() -> dict[str, Any]:
    return {"registrationId": REG, "verdict": "ACCEPTED", "reason": None}


def sound_entries() -> list[Entry]:
    flow = FlowSubmitted(CHAIN, "TAS_2_2", "h", {}, ABOUT, {}, PARTNER.id, OWNER, AT, {})
    decided = TaskDecided(TASK, "channel", Verdict.APPROVE, CHM, "", AT)
    ended = ChainEnded(CHAIN, "TAS_2_2", ABOUT, Outcome.APPROVED, CHM, "", AT)
    opened = OpportunityOpened(
        OPPORTUNITY, REG, FILING.account_id, OWNER, "MES", "E", "S1", FILING.amount, FILING.expected_sign_date,
        "GTX", "EAST", AT,
    )  # fmt: skip
    return [
        entry(
            "scope/k", 1, ScopeFiled(FILING, Word.ACCEPTED, REG), key=sha256(f"{OWNER}\x1ff"), answer=filing_answer()
        ),
        entry(f"registration/{REG}", 1, RegistrationFiled(FILING, Word.ACCEPTED, "k", AT)),
        entry(f"chain/{CHAIN}", 1, flow),
        entry(f"chain/{CHAIN}", 2, decided, ended, key=sha256(f"{CHM}\x1fd")),
        entry(f"registration/{REG}", 2, RegistrationApproved(REG, CHAIN, OPPORTUNITY, AT, AT + timedelta(days=90))),
        entry(f"opportunity/{OPPORTUNITY}", 1, opened),
    ]


def sound_calls() -> list[Call]:
    payload = {"registration": {"id": REG}, "verdict": "ACCEPTED"}
    return [
        Call("file", OWNER, "f", {}, 2, payload),
        Call("decide", CHM, "d", {"taskId": TASK}, 1, {"chain": {"id": CHAIN}}),
    ]


def test_a_sound_run_is_clean() -> None:
    count = check(sound_calls(), sound_entries())
    assert count.clean and count.acknowledged == 2, count


@pytest.mark.parametrize("missing", range(len(sound_entries())))
def test_a_planted_loss_is_found(missing: int) -> None:
    entries = sound_entries()
    del entries[missing]

    assert check(sound_calls(), entries).lost


@pytest.mark.parametrize("twice", range(len(sound_entries())))
def test_a_planted_double_is_found(twice: int) -> None:
    again = replace(sound_entries()[twice], version=9, command_key="another")
    assert check(sound_calls(), [*sound_entries(), again]).duplicated


def test_a_command_that_was_never_answered_may_stand_or_not_but_once() -> None:
    calls = [*sound_calls(), Call("file", OWNER, "silent", {}, 3)]
    assert check(calls, sound_entries()).clean
    key = sha256(f"{OWNER}\x1fsilent")
    stands = [entry("scope/x", 1, key=key), entry("scope/x", 2, key=key)]
    assert check(calls, [*sound_entries(), stands[0]]).clean
    assert check(calls, [*sound_entries(), *stands]).duplicated


def test_two_answers_to_one_command_are_found() -> None:
    first, second = sound_calls()
    other = replace(first, answer={"registration": {"id": REG}, "verdict": "CONFLICT"})
    assert check([first, other, second], sound_entries()).contradicted
