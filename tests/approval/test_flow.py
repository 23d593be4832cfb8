"""The published flows, the choice of a variant and of its calendar, the preview of a route."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.approval.adapters.clock import company_calendar, now
from services.approval.adapters.variant import read_variants
from services.approval.app.submit import submit_for_account, submit_for_registration
from tas.contracts.people import AccountDrafted, AccountEvaluationRequested
from tas.core.actor import Actor
from tas.core.calendar import CalendarKind
from tas.core.errors import Invalid, Refused
from tests.support.asking import AM, CHM, Graph
from tests.support.filing import FILING, PARTNER, account_entry, chain_of, filed
from tests.support.running import ApprovalBench

GUIDED = Path(__file__).resolve().parents[2] / "deploy" / "seed" / "flows"


async def test_all_flows_are_listed_with_their_form_steps_and_facets() -> None:
    query = """{ flows { code stage name { en zhCN } available hash form { key type label { text } }
      nodes { key kind mode after condition resolver sla } facets { posts } } }"""
    flows = (await Graph().data(AM, query))["flows"]
    assert len(flows) == 17
    assert all(flow["available"] for flow in flows)
    (found,) = [flow for flow in flows if flow["code"] == "TAS_2_2"]
    assert (found["name"]["zhCN"], found["stage"], len(found["hash"])) == ("E类商机报备流程", "S2", 64)
    assert found["nodes"][1] == {
        "key": "channel", "kind": "APPROVE", "mode": "ANY", "after": ["check"], "condition": None,
        "resolver": {"kind": "POST", "post": "CHM"}, "sla": "1wd",
    }  # fmt: skip
    one = "query($c: String!) { flow(code: $c) { code } }"
    assert await Graph().data(AM, one, {"c": "TAS_9_9"}) == {"flow": None}


@pytest.mark.parametrize(("line", "seconds"), [("Guided tour", 5.0), ("GTX", None)])
async def test_a_chain_is_pinned_to_the_variant_that_its_facts_choose(line: str, seconds: float | None) -> None:
    bench = ApprovalBench()
    company = company_calendar("CN", "Asia/Shanghai")
    bench.submitting = replace(bench.submitting, variants=read_variants(str(GUIDED)), calendar=company)
    entry = filed(filing=replace(FILING, product_line=line))
    await submit_for_registration(bench.submitting, entry)
    run = await bench.start(chain_of(entry))
    calendar, due = run.state.calendar, run.next_due
    assert (calendar.kind is CalendarKind.ROUND_THE_CLOCK, calendar.zone) == (seconds is not None, "Asia/Shanghai")
    assert due is not None
    wait = (due - bench.clock.now()).total_seconds()
    assert wait == seconds if seconds is not None else wait > 3600


def test_the_company_keeps_its_country_s_holidays_of_this_year_and_the_next() -> None:
    calendar = company_calendar("CN", "Asia/Shanghai")(now())
    assert {day.year for day in calendar.holidays} == {now().year, now().year + 1}
    with pytest.raises(Invalid, match="CALENDAR_UNKNOWN"):
        company_calendar("XX", "Asia/Shanghai")


def test_variants_are_read_in_the_order_of_their_names_and_wrong_ones_are_refused(tmp_path: Path) -> None:
    text = (GUIDED / "TAS_2_2.guided.toml").read_text()
    (tmp_path / "b.toml").write_text(text)
    (tmp_path / "a.toml").write_text(text.replace("Guided tour", "Other tour"))
    (tmp_path / "notes.md").write_text("no flow")
    found = [variant.match for variant in read_variants(str(tmp_path))]
    assert found == ['registration.productLine == "Other tour"', 'registration.productLine == "Guided tour"']
    assert read_variants("") == ()
    (tmp_path / "c.toml").write_text(text.replace("round-the-clock", "lunar"))
    with pytest.raises(Refused, match="FLOW_CALENDAR"):
        read_variants(str(tmp_path))
    with pytest.raises(OSError, match="nowhere"):
        read_variants(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("event", "starts"),
    [
        (AccountDrafted(FILING.account_id, "A", None, "import", needs_evaluation=True), True),
        (AccountDrafted(FILING.account_id, "A", None, "import"), False),
        (AccountEvaluationRequested(FILING.account_id), True),
    ],
)
async def test_an_account_that_needs_its_check_starts_flow_1_2_once(event: object, starts: bool) -> None:
    bench = ApprovalBench()
    for _ in range(2):
        await submit_for_account(bench.submitting, account_entry(FILING.account_id, event))
    chains = await bench.chains.of_subjects("account", [FILING.account_id])
    assert [record.chain.definition.code for record in chains] == (["TAS_1_2"] if starts else [])


PREVIEW = """query($s: SubjectInput!) { previewFlow(code: "TAS_1_2", subject: $s) {
  status endsAt steps { key name { text } passage reason approvers { employee { id } why hops } expectedSeconds }
} }"""
SUBJECT = {"s": {"type": "account", "id": FILING.account_id}}


async def test_a_preview_tells_the_whole_route_and_records_nothing() -> None:
    graph = Graph()
    graph.bench.world.facts |= {
        "account.codeValid": True, "account.duplicate": False, "account.creditRatingNeeded": False,
        "account.similar": False,
    }  # fmt: skip
    route = (await graph.data(AM, PREVIEW, SUBJECT))["previewFlow"]
    assert route["status"] == "APPROVED"
    assert [(step["key"], step["passage"]) for step in route["steps"]] == [
        ("check", "CHECKED"), ("duplicate", "SKIPPED"), ("steward", "ENTERED"), ("finance", "SKIPPED"),
    ]  # fmt: skip
    steward = route["steps"][2]
    assert steward["approvers"] == [{"employee": {"id": "emp_MDS"}, "why": "holds it", "hops": []}]
    assert steward["expectedSeconds"] == 24 * 3600  # one day, round the clock
    assert graph.bench.store.by_id == {}


@pytest.mark.parametrize("actor", [CHM, PARTNER])
async def test_a_preview_is_for_who_may_start(actor: Actor) -> None:
    (error,) = (await Graph().ask(actor, PREVIEW, SUBJECT))["errors"]
    assert error["extensions"]["code"] == "FLOW_NOT_YOURS"
