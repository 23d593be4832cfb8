"""The negative control draws what it says, never a variant of the log, and the same again for the same seed."""

from collections import Counter
from pathlib import Path
from random import Random

from cli.replay.alter import Alteration, alter
from cli.replay.log import Verb, read_log
from cli.replay.observe import read_outcome, told_by_log
from cli.replay.run import understand
from tests.support.log import journey, write_log

D = "Declaration"
RETURNED = (
    f"{D} SUBMITTED by EMPLOYEE", f"{D} REJECTED by SUPERVISOR", f"{D} REJECTED by EMPLOYEE", *journey(D, "SUPERVISOR"),
)  # fmt: skip


def test_alterations_are_of_all_kinds_and_none_is_a_variant(tmp_path: Path) -> None:
    path = write_log(tmp_path / "log.xes", {"a": RETURNED, "b": journey(D, "ADMINISTRATION", "SUPERVISOR")})
    log = understand(tuple(read_log(path)))
    steps = log.shape.steps_of(log.cases[0])
    drawn = [alter(log.shape, steps, log.variants, Random(seed)) for seed in range(60)]
    assert drawn == [alter(log.shape, steps, log.variants, Random(seed)) for seed in range(60)]
    kinds = Counter(one[0] for one in drawn if one is not None)
    assert set(kinds) == set(Alteration) and sum(kinds.values()) == 60
    for one in drawn:
        assert one is not None and one[1] not in log.variants and one[1] != steps
        if one[0] is Alteration.REMOVED:
            assert len(one[1]) == len(steps) - 1
        if one[0] is Alteration.SWAPPED:
            assert Counter(one[1]) == Counter(steps)


def test_what_the_log_says_and_what_the_api_shows_are_told_in_the_same_words(tmp_path: Path) -> None:
    log = understand(tuple(read_log(write_log(tmp_path / "log.xes", {"a": RETURNED}))))
    steps = log.shape.steps_of(log.cases[0])

    def moment(at: int, round: int, node: str, what: str, who: str) -> dict[str, object]:
        return {"at": f"T{at}", "round": round, "node": f"declaration-{node}" if node else "", "what": what,
                "whoId": who}  # fmt: skip

    history = [
        moment(1, 1, "supervisor", "ENTERED", ""), moment(2, 1, "supervisor", "REJECT", "s"),
        moment(5, 2, "supervisor", "APPROVE", "s"), moment(5, 2, "request-payment", "ENTERED", ""),
        moment(6, 2, "request-payment", "APPROVE", "y"), moment(7, 2, "payment-handled", "APPROVE", "y"),
        moment(7, 2, "", "APPROVED", "y"),
    ]  # fmt: skip
    own = [{"what": what, "at": f"T{at}", "chainId": None}
           for at, what in ((0, "SAVED"), (1, "SUBMITTED"), (3, "REOPENED"), (4, "SUBMITTED"))]  # fmt: skip
    chain = {"id": "c", "status": "APPROVED", "starterId": "e", "nodes": [], "history": history}
    draft = {"id": "d", "form": {}, "status": "SUBMITTED", "history": own, "chain": chain}
    roles = {"e": "EMPLOYEE", "s": "SUPERVISOR", "y": "SYSTEM"}
    told = told_by_log(log.shape, steps)
    assert told.rejections == sum(step.verb is Verb.REJECTED for step in steps) == 2
    assert read_outcome(log.shape, roles, [draft]) == told
    assert read_outcome(log.shape, {**roles, "s": "DIRECTOR"}, [draft]).differs(told) == ["order of steps"]
    assert read_outcome(log.shape, roles, [{**draft, "chain": {**chain, "status": "RETURNED"}}]).differs(told) == [
        "final state"
    ]
    assert "number of rejections" in read_outcome(log.shape, roles, [{**draft, "history": own[:2]}]).differs(told)
