"""The typed client: what it sends by the schema's own names, and what it gives back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tas.contracts.chain import Subject
from tas.core.actor import Actor, service
from tas.core.errors import Conflict
from workflows.activities.consult import consult
from workflows.client.approval import ApprovalClient
from workflows.client.opportunity import OpportunityClient
from workflows.client.people import PeopleClient
from workflows.definitions.interpreter import Question

AT = datetime(2026, 3, 2, 2, 0, 0, 123456, tzinfo=UTC)
ENTRY = {
    "chainId": "chn_1", "epoch": 0, "expectedVersion": 2, "commandKey": "k", "bodyDigest": "d",
    "actor": {"kind": "SERVICE", "id": "worker"}, "onBehalfOf": None, "at": "2026-03-02T02:00:00.123456Z",
    "events": [{"type": "NodeEntered", "version": 1, "data": {"node": "channel"}}], "answer": {"version": 3},
}  # fmt: skip


class Line:
    """A caller that notes what is asked and answers what it was told to."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = dict(data)
        self.asked: list[tuple[str, Mapping[str, Any], Actor]] = []

    async def graphql(self, query: str, variables: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
        self.asked.append((" ".join(query.split()), variables, actor))
        return self.data

    @property
    def variables(self) -> Mapping[str, Any]:
        return self.asked[-1][1]


async def test_an_entry_is_sent_as_it_is_and_as_the_worker() -> None:
    line = Line({"recordChainEntry": {"recorded": True, "version": 3}})
    assert await ApprovalClient(line).record_chain_entry(ENTRY) == {"recorded": True, "version": 3}
    query, variables, actor = line.asked[-1]
    assert variables == {"input": ENTRY}
    assert actor == service("worker")
    assert query.startswith("mutation RecordChainEntry($input: RecordChainEntryInput!)")


@pytest.mark.parametrize("fault", [{"expectedVersion": None}, {"unheardOf": 1}])
async def test_an_entry_that_does_not_fit_the_schema_is_not_sent(fault: dict[str, Any]) -> None:
    line = Line({})
    with pytest.raises(ValueError, match=next(iter(fault))):
        await ApprovalClient(line).record_chain_entry({**ENTRY, **fault})
    assert line.asked == []


async def test_entries_are_asked_by_the_aggregate_s_name() -> None:
    line = Line({"approvalEntries": [{"version": 3}]})
    assert await ApprovalClient(line).entries("chn_1", 2, 10) == [{"version": 3}]
    assert line.variables == {"aggregate": "chain/chn_1", "after": 2, "first": 10}


async def test_rules_and_their_moment_are_asked_as_json() -> None:
    line = Line({"resolveApprovers": [{"approvers": [], "fallback": False}]})
    assert await PeopleClient(line).resolve_approvers([{"kind": "POST"}], {"a": 1}, AT) == line.data["resolveApprovers"]
    assert line.variables == {"rules": [{"kind": "POST"}], "facts": {"a": 1}, "asOf": "2026-03-02T02:00:00.123456Z"}


async def test_somebody_without_a_head_is_absent() -> None:
    line = Line({"lineHeads": {"emp_1": "emp_2", "emp_2": None}})
    assert await PeopleClient(line).line_heads(("emp_1", "emp_2")) == {"emp_1": "emp_2"}


async def test_facts_come_as_they_are() -> None:
    line = Line({"accountFacts": {"account.owned": True}, "registrationFacts": {"accountId": "acc_1"}})
    assert await PeopleClient(line).account_facts("acc_1", False) == {"account.owned": True}
    assert await OpportunityClient(line).registration_facts("reg_1") == {"accountId": "acc_1"}


@pytest.mark.parametrize(("type", "id", "looks"), [("account", "acc_1", True), ("registration", "reg_1", False)])
async def test_only_flows_about_an_account_look_for_its_doubles(type: str, id: str, looks: bool) -> None:
    people, deals = Line({"accountFacts": {"account.owned": True}}), Line({"registrationFacts": {"accountId": "acc_1"}})
    question = Question(Subject(type, id, 1, "d"), {}, (), AT)
    found = await consult(question, PeopleClient(people), OpportunityClient(deals))
    assert found["facts"] == {"accountId": "acc_1", "account.owned": True}
    assert people.variables == {"accountId": "acc_1", "duplicates": looks}


async def test_a_window_s_end_is_asked_under_its_command() -> None:
    line = Line({"expireProtection": {"expired": True}})
    assert await OpportunityClient(line).expire_protection("c", "reg_1") == {"expired": True}
    assert line.variables == {"input": {"commandId": "c", "registrationId": "reg_1"}}


async def test_a_refusal_comes_through() -> None:
    class Refusing(Line):
        async def graphql(self, query: str, variables: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
            raise Conflict("CHAIN_ENDED", chain="chn_1")

    with pytest.raises(Conflict, match="CHAIN_ENDED"):
        await ApprovalClient(Refusing({})).record_chain_entry(ENTRY)
