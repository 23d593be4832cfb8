"""A requested change of an account's core fields starts flow 1-3 once; what runs on an account is told to its owner."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.approval.app.read import running_chains
from services.approval.app.submit import submit_for_account
from services.approval.app.submit_flow import submit_flow
from tas.contracts.account import AccountChangeRequested, ChangeReason, CoreField, FieldChange, Impact
from tas.contracts.chain import Outcome
from tas.core.actor import ActorKind, service
from tas.core.errors import Conflict, Invalid
from tests.support.asking import AM, MDS, Graph
from tests.support.filing import FILING, account_entry
from tests.support.running import ApprovalBench

ACCOUNT = FILING.account_id
OWNER = "emp_" + "9" * 32
REQUEST = AccountChangeRequested(
    ACCOUNT,
    (FieldChange(CoreField.LEGAL_NAME, "A", "B"), FieldChange(CoreField.OWNER, None, OWNER)),
    ChangeReason.RENAME,
    ("notice",),
    date(2026, 4, 1),
    "renamed",
    legal_entity=True,
    financial=False,
    new_owner_id=OWNER,
    impact=Impact(),
)


async def submitted(bench: ApprovalBench, version: int = 4) -> str:
    """The chain that a request at this version of the account starts."""
    entry = replace(account_entry(ACCOUNT, REQUEST), version=version, actor=AM)
    for _ in range(2):
        await submit_for_account(bench.submitting, entry)
    (chain,) = [one for one in await bench.chains.of_subjects("account", [ACCOUNT]) if not one.chain.ended]
    return chain.chain.id


async def test_a_request_starts_its_flow_once_with_the_facts_that_its_conditions_read() -> None:
    bench = ApprovalBench()
    chain = (await bench.record_of(await submitted(bench))).chain
    assert (chain.definition.code, chain.starter_id, chain.subject.version) == ("TAS_1_3", AM.id, 4)
    assert chain.facts == {
        "accountId": ACCOUNT,
        "starterId": AM.id,
        "fields": ["legalName", "owner"],
        "change.reason": "RENAME",
        "change.effectiveOn": "2026-04-01",
        "change.ownerChanged": True,
        "change.newOwnerId": OWNER,
        "change.financial": False,
        "change.legalEntity": True,
    }


async def test_its_end_names_the_request() -> None:
    bench = ApprovalBench()
    bench.world.facts = {"account.owned": True}
    bench.world.holders = {"owners": ("emp_fo",), "steward": (MDS.id,), "new-owner-head": ("emp_sd",)}
    chain_id = await submitted(bench)
    await bench.start(chain_id)
    graph = Graph.__new__(Graph)
    graph.bench, graph.app = bench, bench.app
    decide = """mutation($i: DecideTaskInput!) { decideTask(input: $i) { errors { code } chain { status } } }"""
    for number in range(5):
        chain = (await bench.record_of(chain_id)).chain
        if chain.ended:
            break
        for task in chain.open_tasks():
            holder = replace(MDS, id=task.approver_id, kind=ActorKind.EMPLOYEE)
            asked = {
                "commandId": str(UUID(int=number * 10 + task.seat + len(task.node))),
                "taskId": task.id,
                "verdict": "APPROVE",
                "comment": "looks right",
            }
            answer = await graph.data(holder, decide, {"i": asked})
            assert answer["decideTask"]["errors"] == []
    chain = (await bench.record_of(chain_id)).chain
    assert (chain.status.value, chain.subject.id, chain.subject.version) == (Outcome.APPROVED.value, ACCOUNT, 4)
    assert await running_chains(bench.app, "account", [ACCOUNT]) == []
    assert await running_chains(bench.app, "account", [ACCOUNT], approved=True) == [chain_id]


async def test_running_chains_are_told_by_subject() -> None:
    graph = Graph()
    chain_id = await submitted(graph.bench)
    assert await running_chains(graph.app, "account", [ACCOUNT, "acc_other"]) == [chain_id]
    assert await running_chains(graph.app, "registration", [ACCOUNT]) == []
    assert await running_chains(graph.app, "account", [ACCOUNT], approved=True) == []
    with pytest.raises(Invalid, match="TOO_MANY_ITEMS"):
        await running_chains(graph.app, "account", ["a"] * 101)
    query = 'query($ids: [ID!]!) { runningChains(type: "account", ids: $ids) }'
    assert await graph.data(service("people"), query, {"ids": [ACCOUNT]}) == {"runningChains": [chain_id]}
    refused = await graph.ask(AM, query, {"ids": [ACCOUNT]})
    assert refused["errors"][0]["extensions"]["code"] == "INTERNAL_ONLY"


async def test_nobody_submits_it_by_hand() -> None:
    with pytest.raises(Conflict, match="FLOW_NOT_AVAILABLE"):
        await submit_flow(
            ApprovalBench().app, AM, "0af76519-16cd-43dd-8448-eb211c80319c", "TAS_1_3", "account", ACCOUNT
        )
