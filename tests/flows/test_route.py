"""Every flow walked through the engine for a table of facts: its route is the one that domain.md §7 draws. Each
condition is there both ways, and each check fails once."""

from math import ceil
from typing import Any

import pytest

from tas.chain.preview import Passage
from tas.flows.condition import evaluate
from tas.flows.definition import CASE, SEATLESS, FlowDefinition, Mode, NodeKind
from tas.flows.loader import catalogue
from tas.flows.variant import packaged_variants
from tests.support.route import FAILS, told, walk

M = 1_000_000
ROUTES: list[tuple[str, dict[str, Any], str]] = [
    # 1-1: check → SD ⟦conflict: CHM⟧
    ("TAS_1_1", {}, "sd"),
    ("TAS_1_1", {"protectionConflict": True}, "sd > chm"),
    ("TAS_1_1", {"duplicateOpen": True}, FAILS),
    ("TAS_1_1", {"blacklisted": True}, FAILS),
    # 2-1: SD → SOLD ∥ DD (A/B) → ⟦margin < floor or cost > cap: FIN⟧ → ⟦B: VP⟧ ⟦A: OC → VP⟧; D: SD alone
    ("TAS_2_1", {"amount": 10 * M}, "sd > dd+sold > oc > vp"),
    ("TAS_2_1", {"amount": 5 * M, "strategicAccount": True}, "sd > dd+sold > oc > vp"),
    ("TAS_2_1", {"amount": 5 * M}, "sd > dd+sold > vp"),
    ("TAS_2_1", {"amount": 3 * M}, "sd > dd+sold > vp"),
    ("TAS_2_1", {"amount": 1000, "newIndustry": True}, "sd > dd+sold > vp"),
    ("TAS_2_1", {"amount": 3 * M, "margin": "14.9"}, "sd > dd+sold > fin > vp"),
    ("TAS_2_1", {"amount": 3 * M, "margin": "15"}, "sd > dd+sold > vp"),
    ("TAS_2_1", {"amount": 10 * M, "presalesCost": 200_001}, "sd > dd+sold > fin > oc > vp"),
    ("TAS_2_1", {"amount": {"amount": "500000", "currency": "USD"}}, "sd > dd+sold > vp"),
    ("TAS_2_1", {"amount": 2_999_999}, "sd > sold"),
    ("TAS_2_1", {"amount": 500_000, "margin": "10"}, "sd > sold > fin"),
    ("TAS_2_1", {"amount": 499_999, "margin": "10"}, "sd"),
    *((("TAS_2_1", {"amount": amount, **bad}, FAILS)) for amount in (3 * M, 500_000, 1000)
      for bad in ({"validated": False}, {"q1Score": 1}, {"q2Score": 1})),
    # 2-3: SD → PRM ⟦over budget or > 40 h: SOLD + FIN⟧; E only HYBRID and with CHM's consent
    ("TAS_2_3", {"hours": 40}, "sd > prm"),
    ("TAS_2_3", {"hours": 41}, "sd > prm > fin+sold"),
    ("TAS_2_3", {"overBudget": True}, "sd > prm > fin+sold"),
    ("TAS_2_3", {"initiationValid": False}, FAILS),
    ("TAS_2_3", {"initiationValid": False, "grade": "E", "salesMode": "HYBRID", "channelConsent": True}, "sd > prm"),
    ("TAS_2_3", {"grade": "E", "salesMode": "DIRECT", "channelConsent": True}, FAILS),
    ("TAS_2_3", {"grade": "E", "salesMode": "HYBRID", "channelConsent": False}, FAILS),
    # 2-4: SD → SOLD ∥ DD → VP → ⟦target A: OC⟧
    ("TAS_2_4", {}, "sd > dd+sold > vp"),
    ("TAS_2_4", {"targetGrade": "A"}, "sd > dd+sold > vp > oc"),
    ("TAS_2_4", {"currentGrade": "B", "targetGrade": "A"}, "sd > dd+sold > vp > oc"),
    ("TAS_2_4", {"currentGrade": "B"}, FAILS),
    ("TAS_2_4", {"initiated": False}, FAILS),
    ("TAS_2_4", {"attemptedWithin60Days": True}, FAILS),
    # 2-5: PRM proposes → PE confirms → ⟦conflict: SOLD⟧ → AM notified
    ("TAS_2_5", {}, "prm > pe"),
    ("TAS_2_5", {"conflictWithHigherGrade": True}, "prm > pe > sold"),
    ("TAS_2_5", {"requestApproved": False}, FAILS),
    # 2-6: AM (their own hours: SD) → PRM or line head
    ("TAS_2_6", {}, "am > prm"),
    ("TAS_2_6", {"ownHoursOfAccountManager": True}, "sd > prm"),
    ("TAS_2_6", {"presalesPool": False}, "am > line"),
    ("TAS_2_6", {"assignmentActive": False}, FAILS),
    ("TAS_2_6", {"initiated": False}, FAILS),
    # 3-1: SOLD → ⟦A/B: DM⟧ → AM acknowledges
    *(("TAS_3_1", {"grade": grade}, "sold > dm > am") for grade in "AB"),
    *(("TAS_3_1", {"grade": grade}, "sold > am") for grade in "CDE"),
    # 3-2: SD → CMP (public official or cost > limit) → ⟦> limit: VP⟧
    ("TAS_3_2", {"cost": 5000}, "sd"),
    ("TAS_3_2", {"cost": 5000, "publicOfficial": True}, "sd > cmp"),
    ("TAS_3_2", {"cost": "5000.01"}, "sd > cmp"),
    ("TAS_3_2", {"cost": 50_001}, "sd > cmp > vp"),
    ("TAS_3_2", {"decisionChainEntered": False}, FAILS),
    ("TAS_3_2", {"declared": False}, FAILS),
    # 4-1: SOLD → LAB ∥ ⟦customer data: LEG and CMP⟧ → ⟦cost > cap: VP⟧
    ("TAS_4_1", {"cost": 100_000}, "sold > lab"),
    ("TAS_4_1", {"customerData": True}, "sold > cmp+lab+leg"),
    ("TAS_4_1", {"cost": 100_001}, "sold > lab > vp"),
    ("TAS_4_1", {"initiationValid": False}, FAILS),
    ("TAS_4_1", {"stage": "S2"}, FAILS),
    # 6-1: DM (all grades) → SOLD → ⟦A/B: DD⟧ ⟦star deviation: LEG⟧; NOT_FEASIBLE: DD and VP may override
    *(("TAS_6_1", {"grade": grade}, "dm > sold > dd") for grade in "AB"),
    *(("TAS_6_1", {"grade": grade}, "dm > sold") for grade in "CDE"),
    ("TAS_6_1", {"starDeviation": True}, "dm > sold > leg"),
    ("TAS_6_1", {"grade": "A", "starDeviation": True}, "dm > sold > dd+leg"),
    ("TAS_6_1", {"feasibility": "NOT_FEASIBLE"}, "dm > sold > dd > vp"),
    ("TAS_6_1", {"deliveryManagerNamed": False}, FAILS),
    # 6-2: COM → DM → FIN → ⟦margin < floor or payment days > limit or unlimited liability: LEG, VP⟧ ⟦A: OC⟧
    ("TAS_6_2", {"margin": "15", "paymentDays": 90}, "com > dm > fin"),
    ("TAS_6_2", {"margin": "14"}, "com > dm > fin > leg+vp"),
    ("TAS_6_2", {"paymentDays": 91}, "com > dm > fin > leg+vp"),
    ("TAS_6_2", {"unlimitedLiability": True}, "com > dm > fin > leg+vp"),
    ("TAS_6_2", {"grade": "A"}, "com > dm > fin > oc"),
    ("TAS_6_2", {"grade": "A", "margin": "0"}, "com > dm > fin > leg+vp > oc"),
    ("TAS_6_2", {"deliveryPassed": False}, FAILS),
    # 6-3: SD → ⟦B: VP⟧ ⟦A: OC → VP⟧ ⟦bond > cap: FIN⟧; under two working days left: all at once
    ("TAS_6_3", {"grade": "C"}, "sd"),
    ("TAS_6_3", {"grade": "B"}, "sd > vp"),
    ("TAS_6_3", {"grade": "A"}, "sd > oc > vp"),
    ("TAS_6_3", {"grade": "D", "bond": 500_001}, "sd > fin"),
    ("TAS_6_3", {"grade": "A", "bond": 500_001}, "sd > oc > vp > fin"),
    ("TAS_6_3", {"grade": "A", "bond": 500_001, "workingDaysLeft": 1}, "fin+oc+sd+vp"),
    ("TAS_6_3", {"grade": "C", "workingDaysLeft": 1}, "sd"),
    *(("TAS_6_3", {"workingDaysLeft": days, **bad}, FAILS) for days in (1, 2)
      for bad in ({"technicalValid": False}, {"commercialValid": False}, {"q3Score": 1}, {"q4Score": 1},
                  {"strategySet": False})),
    # 6-4: check → SD → LEG ⟦authorisation letter or contract seal⟧ → SEAL executes
    ("TAS_6_4", {}, "sd > seal"),
    ("TAS_6_4", {"authorisationLetter": True}, "sd > leg > seal"),
    ("TAS_6_4", {"contractSeal": True}, "sd > leg > seal"),
    ("TAS_6_4", {"bidApproved": False}, FAILS),
    ("TAS_6_4", {"hashesMatch": False}, FAILS),
    # 7-1: SM + AM confirm → DD → FIN ∥ LEG → ⟦margin drop > 3 or unpriced growth: VP⟧ ⟦A: OC⟧
    ("TAS_7_1", {"marginDrop": "3"}, "am+sm > dd > fin+leg"),
    ("TAS_7_1", {"marginDrop": "3.1"}, "am+sm > dd > fin+leg > vp"),
    ("TAS_7_1", {"unpricedGrowth": True}, "am+sm > dd > fin+leg > vp"),
    ("TAS_7_1", {"grade": "A"}, "am+sm > dd > fin+leg > oc"),
    ("TAS_7_1", {"grade": "A", "marginDrop": "9"}, "am+sm > dd > fin+leg > vp > oc"),
    *(("TAS_7_1", {key: False}, FAILS) for key in ("won", "baselinesExist", "commitmentsListed")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes", "route"), ROUTES)
def test_a_flow_takes_the_route_of_its_facts(code: str, changes: dict[str, Any], route: str) -> None:
    assert told(walk(code, changes)) == route


def test_every_flow_and_variant_every_condition_both_ways_and_every_check_are_in_the_table() -> None:
    """A plain definition is walked for every case of its flow, as if it had no variants."""
    seen: dict[tuple[str, str], set[Passage]] = {}
    failed: set[tuple[str, str]] = set()
    for code, changes, _ in ROUTES:
        for walked in (walk(code, changes), walk(code, changes, ())):
            name = _named(walked.definition)
            for step in walked.steps:
                seen.setdefault((name, step.node), set()).add(step.passage)
                checks = walked.definition.node(step.node).checks
                failed |= {(name, one.finding) for one in checks if evaluate(one.must, walked.facts).value is False}
    cases = [flow for flow in (*catalogue().values(), *packaged_variants()) if flow.subject == CASE]
    assert len(cases) == 14 + 3
    for flow in cases:
        for node in flow.nodes:
            both = {Passage.ENTERED, Passage.SKIPPED} if node.condition else set()
            assert seen[_named(flow), node.key] >= both, (flow.code, node.key)
            assert {(_named(flow), one.finding) for one in node.checks} <= failed, (flow.code, node.key)


def test_delivery_and_finance_are_always_separate_people_and_account_managers_only_confirm() -> None:
    for flow in (*catalogue().values(), *packaged_variants()):
        seats = {node.key for node in flow.nodes if node.kind not in SEATLESS}
        for node in flow.nodes:
            if node.resolver.get("role") == "DM" or node.resolver.get("post") == "FIN":
                apart = {other.key for other in flow.nodes if node.key in other.separate_from} | set(node.separate_from)
                assert flow.subject != CASE or apart == seats - {node.key}, (flow.code, node.key)
            if node.resolver.get("role") == "AM":
                assert node.kind is NodeKind.CONFIRM, (flow.code, node.key)


def test_a_vote_of_the_committee_needs_two_thirds() -> None:
    votes = [node for flow in catalogue().values() for node in flow.nodes if node.resolver.get("kind") == "COMMITTEE"]
    assert len(votes) == 5
    for node in votes:
        assert node.mode is Mode.QUORUM and node.quorum is not None and node.quorum.percent is not None
        for total in range(1, 50):
            assert ceil(total * node.quorum.percent / 100) == ceil(total * 2 / 3), total


def _named(flow: FlowDefinition) -> str:
    return f"{flow.code} {flow.match or ''}"
