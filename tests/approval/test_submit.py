"""What happened elsewhere submits a flow, exactly once."""

from services.approval.app.submit import submit_for_registration
from tas.chain.state import Status
from tas.contracts.opportunity import Verdict
from tests.support.filing import FILING, chain_of, filed
from tests.support.running import ApprovalBench


async def test_an_accepted_filing_starts_its_flow_once() -> None:
    bench, entry = ApprovalBench(), filed()
    await submit_for_registration(bench.submitting, entry)
    await submit_for_registration(bench.submitting, entry)
    record = await bench.record_of(chain_of(entry))
    assert len(bench.store.by_id) == 1
    assert (record.chain.status, record.chain.starter_id) == (Status.RUNNING, FILING.filed_by)
    assert record.chain.subject.id == FILING.registration_id


async def test_a_filing_in_conflict_starts_nothing() -> None:
    bench = ApprovalBench()
    await submit_for_registration(bench.submitting, filed(Verdict.CONFLICT))
    assert bench.store.by_id == {}
