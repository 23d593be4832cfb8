"""Two hundred filings of twenty scopes at once, by ten partners over both replicas: one winner a scope, none lost."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from tests.support.checker import check
from tests.support.client import FILE
from tests.support.stage import RACERS, Stage, filing, fresh_code
from tests.support.wait import until

pytestmark = pytest.mark.e2e
SCOPES = 20
READ = "query One($id: ID!) { registration(id: $id) { id status customerName } }"


async def test_one_winner_a_scope_and_every_other_a_conflict(stage: Stage) -> None:
    racers = [await stage.racer(number) for number in range(RACERS)]
    codes = [fresh_code() for _ in range(SCOPES)]
    commands = {(number, code): str(uuid4()) for number in range(RACERS) for code in codes}

    async def race() -> dict[tuple[int, str], tuple[str, str]]:
        async def one(number: int, code: str) -> tuple[str, str]:
            told = await racers[number].file(commands[number, code], filing(code), 120)
            assert told["errors"] == [], told
            return str(told["registration"]["id"]), str(told["verdict"])

        answers = await asyncio.gather(*(one(*place) for place in commands))
        return dict(zip(commands, answers, strict=True))

    told = await race()
    winners = Counter(code for (_, code), (_, verdict) in told.items() if verdict == "ACCEPTED")
    assert winners == Counter(codes)
    assert Counter(verdict for _, verdict in told.values()) == {"ACCEPTED": SCOPES, "CONFLICT": SCOPES * (RACERS - 1)}
    assert len({registration for registration, _ in told.values()}) == SCOPES * RACERS
    assert await race() == told, "every retry is answered as the first time"

    async def whole() -> bool:
        return await stage.scene.unfed() == 0 and check(stage.log.calls, await stage.scene.entries()).clean

    await until(whole, 60, "every filing is recorded once")


async def test_the_same_command_with_another_body_is_refused(stage: Stage) -> None:
    racer, command, code = await stage.racer(1), str(uuid4()), fresh_code()
    first = await racer.file(command, filing(code))
    again = await racer.file(command, filing(code, projectName="Another project"))
    assert [error["code"] for error in again["errors"]] == ["COMMAND_REUSED"]
    assert await racer.file(command, filing(code)) == first


async def test_another_partners_key_gives_nothing_of_mine(stage: Stage) -> None:
    mine, theirs, command, code = await stage.racer(2), await stage.racer(3), str(uuid4()), fresh_code()
    first = await mine.file(command, filing(code))
    other = await theirs.file(command, filing(code))
    assert other["registration"]["id"] != first["registration"]["id"] and other["verdict"] == "CONFLICT"
    hidden = await theirs.data(READ, {"id": first["registration"]["id"]})
    assert hidden["registration"] is None


async def test_a_reused_key_is_refused_by_both_replicas(stage: Stage) -> None:
    racer, command, code = await stage.racer(4), str(uuid4()), fresh_code()
    await racer.file(command, filing(code))
    for _ in range(4):  # the gateway takes the replicas in turn
        answer = await racer.ask(FILE, {"input": {"commandId": command, **filing(fresh_code())}})
        assert answer["data"]["fileRegistration"]["errors"][0]["code"] == "COMMAND_REUSED"
