"""A definition is proposed, tried on past chains and put in force by a second person; versions are only added, running
chains keep theirs, and what would be different is told before."""

from datetime import timedelta
from importlib.resources import files
from typing import Any
from uuid import uuid4

import pytest

from tas.core.actor import Actor, ActorKind
from tas.core.codec import to_json
from tests.support.asking import AM, CHM, SD, Graph

ADM = Actor(ActorKind.EMPLOYEE, "emp_" + "1" * 32, ("ADM",))
OTHER_ADM = Actor(ActorKind.EMPLOYEE, "emp_" + "2" * 32, ("ADM",))
CODE = "TAS_3_1"
TOML = (files("tas.flows") / "data" / f"{CODE}.toml").read_text("utf-8")
STRICT = TOML.replace("""condition = 'form.grade in ["A", "B"]'""", """condition = 'form.grade in ["A", "B", "C"]'""")
HISTORY = """history { versions { number hash draftedBy { id } publishedBy { id } } draft { hash } }
  errors { code field }"""
DRAFT = f"mutation($input: DraftDefinitionInput!) {{ done: draftDefinition(input: $input) {{ {HISTORY} }} }}"
PUBLISH = f"mutation($input: PublishDefinitionInput!) {{ done: publishDefinition(input: $input) {{ {HISTORY} }} }}"
SUBMIT = "mutation($input: SubmitFlowInput!) { done: submitFlow(input: $input) { chain { id } errors { code } } }"
BACK_TEST = """{ definitionBackTest(code: "TAS_3_1") { hash lookedAt running
  elsewhere { chainId onlyBefore onlyAfter } } }"""
DIFFERENCES = """{ definitionDifferences(code: "TAS_3_1", before: 0, after: 1) { place before after } }"""
WHAT_IF = """query($form: JSON, $supposed: WhatIfInput!) {
  whatIf(code: "TAS_3_1", subject: {type: "case", id: "C-9"}, supposed: $supposed, form: $form) {
    changed { key before { passage } after { passage approvers { employee { id } } } } } }"""


def form(grade: str = "C") -> dict[str, Any]:
    texts = ("reason", "needs", "criteria", "strengths", "counterPoints", "guidedPersons", "visitPlan", "timeline")
    filled: dict[str, Any] = dict.fromkeys((*texts, "feasibilityNote"), "some text")
    return {**filled, "opportunity": "opp_1", "accountManager": AM.id, "grade": grade}


SM = Actor(ActorKind.EMPLOYEE, "emp_" + "5" * 32, ("SM",))


async def do(graph: Graph, actor: Actor, mutation: str, **input: Any) -> dict[str, Any]:
    answer = await graph.data(actor, mutation, {"input": {"commandId": str(uuid4()), **input}})
    done: dict[str, Any] = answer["done"]
    return done


def codes(done: dict[str, Any]) -> list[str]:
    return [error["code"] for error in done["errors"]]


async def submit(graph: Graph, id: str, grade: str = "C") -> str:
    case = {"type": "case", "id": id}
    done = await do(graph, SM, SUBMIT, code=CODE, subject=case, form=form(grade))
    assert done["errors"] == []
    return str(done["chain"]["id"])


async def publish(graph: Graph, toml: str = STRICT) -> None:
    hash = (await do(graph, ADM, DRAFT, code=CODE, toml=toml))["history"]["draft"]["hash"]
    assert codes(await do(graph, OTHER_ADM, PUBLISH, code=CODE, hash=hash)) == []
    graph.bench.clock.move(timedelta(seconds=1))


async def steps(graph: Graph, chain_id: str) -> str | None:
    return (await graph.bench.record_of(chain_id)).chain.definition.node("dm").condition


async def test_a_second_person_puts_a_draft_in_force_and_running_chains_keep_theirs() -> None:
    graph = Graph()
    before = await submit(graph, "C-1")
    drafted = await do(graph, ADM, DRAFT, code=CODE, toml=STRICT)
    hash = drafted["history"]["draft"]["hash"]
    assert len(drafted["history"]["versions"]) == 1
    meanwhile = await submit(graph, "C-2")
    assert codes(await do(graph, ADM, PUBLISH, code=CODE, hash=hash)) == ["DEFINITION_TWO_PERSONS"]
    assert codes(await do(graph, OTHER_ADM, PUBLISH, code=CODE, hash="0")) == ["DEFINITION_CHANGED"]
    done = (await do(graph, OTHER_ADM, PUBLISH, code=CODE, hash=hash))["history"]
    assert done["draft"] is None
    assert done["versions"][1] == {
        "number": 1, "hash": hash, "draftedBy": {"id": ADM.id}, "publishedBy": {"id": OTHER_ADM.id},
    }  # fmt: skip
    after = await submit(graph, "C-3")
    told = [await steps(graph, chain_id) for chain_id in (before, meanwhile, after)]
    assert told[0] == told[1] == 'form.grade in ["A", "B"]' and told[2] == 'form.grade in ["A", "B", "C"]'
    assert codes(await do(graph, OTHER_ADM, PUBLISH, code=CODE, hash=hash)) == ["DEFINITION_NO_DRAFT"]


async def test_a_definition_is_told_as_of_a_moment_and_two_are_compared() -> None:
    graph = Graph()
    early = graph.bench.clock.now()
    graph.bench.clock.move(timedelta(days=1))
    await publish(graph)
    query = 'query($at: DateTime) { definition(code: "TAS_3_1", at: $at) { hash nodes { key condition } } }'
    old = (await graph.data(CHM, query, {"at": to_json(early)}))["definition"]
    new = (await graph.data(CHM, query))["definition"]
    assert old["hash"] != new["hash"]
    assert new == (await graph.data(CHM, 'query { flow(code: "TAS_3_1") { hash nodes { key condition } } }'))["flow"]
    assert (await graph.data(CHM, DIFFERENCES))["definitionDifferences"] == [
        {
            "place": "nodes.dm.condition",
            "before": 'form.grade in ["A", "B"]',
            "after": 'form.grade in ["A", "B", "C"]',
        }
    ]
    flows = (await graph.data(CHM, "{ flows { code hash } }"))["flows"]
    assert {"code": CODE, "hash": new["hash"]} in flows and len(flows) == 17


async def test_a_back_test_tells_who_would_have_gone_elsewhere_and_who_runs() -> None:
    graph = Graph()
    people = {"sold": (SD.id,), "dm": (CHM.id,), "am": (AM.id,)}
    graph.bench.world.holders = people
    ended = {}
    for id, grade in (("C-1", "C"), ("C-2", "A")):
        chain_id = ended[grade] = await submit(graph, id, grade)
        await graph.bench.start(chain_id)
        withdraw = "mutation($input: WithdrawFlowInput!) { done: withdrawFlow(input: $input) { errors { code } } }"
        assert codes(await do(graph, SM, withdraw, chainId=chain_id, comment="no longer")) == []
    running = await submit(graph, "C-3")
    (error,) = (await graph.ask(CHM, BACK_TEST))["errors"]
    assert error["extensions"]["code"] == "DEFINITION_NO_DRAFT"
    await do(graph, ADM, DRAFT, code=CODE, toml=STRICT)
    found = (await graph.data(CHM, BACK_TEST))["definitionBackTest"]
    assert (found["lookedAt"], found["running"]) == (2, [running])
    (elsewhere,) = found["elsewhere"]
    assert (elsewhere["chainId"], elsewhere["onlyBefore"]) == (ended["C"], [])
    assert [stop.split(" ")[0] for stop in elsewhere["onlyAfter"]] == ["dm"]


@pytest.mark.parametrize(
    ("actor", "code", "toml", "refusal"),
    [
        (CHM, CODE, TOML, "DEFINITION_NOT_YOURS"),
        (ADM, "TAS_9_9", TOML, "FLOW_UNKNOWN"),
        (ADM, "TAS_6_1", TOML, "DEFINITION_OTHER_FLOW"),
        (ADM, CODE, "x" * 200_001, "DEFINITION_TOO_LARGE"),
        (ADM, CODE, "code =", "FLOW_NOT_TOML"),
        (ADM, CODE, TOML.replace('post = "SOLD"', 'post = "XXX"'), "FLOW_POST_UNKNOWN"),
    ],
)
async def test_what_is_no_sound_definition_is_no_draft(actor: Actor, code: str, toml: str, refusal: str) -> None:
    graph = Graph()
    assert codes(await do(graph, actor, DRAFT, code=code, toml=toml)) == [refusal]
    assert graph.bench.store.by_id == {}


async def test_what_if_tells_only_the_steps_that_differ() -> None:
    graph = Graph()

    async def changed(**supposed: Any) -> list[dict[str, Any]]:
        answer = await graph.data(SM, WHAT_IF, {"form": form(), "supposed": supposed})
        found: list[dict[str, Any]] = answer["whatIf"]["changed"]
        return found

    assert await changed() == []
    (step,) = await changed(form={"grade": "A"})
    assert (step["key"], step["before"]["passage"], step["after"]["passage"]) == ("dm", "SKIPPED", "ENTERED")
    away = {step["key"]: step["after"]["approvers"] for step in await changed(absent=["emp_SOLD"])}
    assert "sold" in away and {"employee": {"id": "emp_SOLD"}} not in away["sold"]
    await publish(graph)
    (step,) = await changed(version=0)
    assert (step["key"], step["before"]["passage"], step["after"]["passage"]) == ("dm", "ENTERED", "SKIPPED")
    (error,) = (await graph.ask(SM, WHAT_IF, {"form": form(), "supposed": {"version": 7}}))["errors"]
    assert error["extensions"]["code"] == "DEFINITION_NO_VERSION"
