"""A token counts as long as whoever holds it stands; people is asked seldom, and when it is silent nobody waits."""

import asyncio
from typing import Any

import orjson
import pytest

from services.gateway.adapters.standing import ASK_SECONDS, KEPT_SECONDS, QUIET_SECONDS, StandingAsker
from services.gateway.execution.error import SubgraphFailure
from services.gateway.execution.port import Asking
from tas.core.actor import ANONYMOUS, Actor, ActorKind
from tas.core.errors import Unauthenticated

ANN = Actor(ActorKind.EMPLOYEE, "ann", ("AM",))
PAT = Actor(ActorKind.PARTNER, "pat", ("PTN",), (), "ptn")


class Tokens:
    async def identify(self, authorization: str) -> Actor:
        return {"ann": ANN, "pat": PAT}.get(authorization, ANONYMOUS)


class People:
    """Answers by actor; None is a failure, `...` never comes."""

    def __init__(self) -> None:
        self.standing: dict[str, Any] = {"ann": True, "pat": True}
        self.asked: list[str] = []

    async def call(self, service: str, body: bytes, asking: Asking) -> dict[str, Any]:
        assert (service, orjson.loads(body)) == ("people", {"query": "{ actorStands }"})
        self.asked.append(asking.actor.id)
        said = self.standing[asking.actor.id]
        if said is None:
            raise SubgraphFailure("SUBGRAPH_UNAVAILABLE", "people is away")
        if said is ...:
            await asyncio.Event().wait()
        return {"data": {"actorStands": said}} if isinstance(said, bool) else {"errors": [{"message": said}]}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def made() -> tuple[StandingAsker, People, Clock]:
    people, clock = People(), Clock()
    return StandingAsker(Tokens(), people, clock), people, clock


async def test_who_left_is_let_in_no_longer_than_the_answer_is_kept() -> None:
    asker, people, clock = made()
    assert await asker.identify("ann") == ANN and await asker.identify("ann") == ANN
    people.standing["ann"] = False
    clock.now = KEPT_SECONDS - 1
    assert await asker.identify("ann") == ANN and people.asked == ["ann"]
    clock.now = KEPT_SECONDS
    for _ in range(2):
        with pytest.raises(Unauthenticated) as refused:
            await asker.identify("ann")
        assert refused.value.code == "TOKEN_WITHDRAWN"
    assert people.asked == ["ann", "ann"] and await asker.identify("pat") == PAT
    people.standing["ann"], clock.now = True, 2 * KEPT_SECONDS
    assert await asker.identify("ann") == ANN


async def test_nobody_is_asked_about_the_anonymous() -> None:
    asker, people, _ = made()
    assert await asker.identify("") == ANONYMOUS and people.asked == []


@pytest.mark.parametrize("silence", [None, "broken", ...])
async def test_when_people_does_not_answer_the_last_answer_counts_and_nobody_waits_in_turn(silence: Any) -> None:
    asker, people, clock = made()
    people.standing["ann"] = False
    with pytest.raises(Unauthenticated):
        await asker.identify("ann")
    people.standing |= {"ann": silence, "pat": silence}
    clock.now = KEPT_SECONDS
    async with asyncio.timeout(2 * ASK_SECONDS):
        with pytest.raises(Unauthenticated):
            await asker.identify("ann")
        assert await asker.identify("pat") == PAT  # nothing is known of them, and people is left alone
    assert people.asked == ["ann", "ann"]
    people.standing["pat"], clock.now = False, KEPT_SECONDS + QUIET_SECONDS
    with pytest.raises(Unauthenticated):
        await asker.identify("pat")
