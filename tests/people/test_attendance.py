"""Who is not there as of a moment, and who has no say any more though their token lives."""

from datetime import timedelta
from typing import Any

import pytest

from kit.journal.aggregate import AggregateType
from services.people.app.attendance import not_there
from services.people.app.away_change import AwayAsked, record_away
from services.people.app.leave import record_leaving
from services.people.app.standing import actor_stands
from services.people.domain.partner import PARTNER, PARTNER_USER
from tas.contracts.people import PartnerRecorded, PartnerUserRecorded
from tas.contracts.staff import AwayKind
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tas.core.errors import Invalid
from tests.support.organisation import TODAY, actor, asking, organisation
from tests.support.people import NOW, ask, codes, command
from tests.support.scim import decided

QUERY = "query($ids: [ID!]!, $at: DateTime!) { notThere(employeeIds: $ids, asOf: $at) }"


async def test_who_left_or_is_away_is_told_from_the_day_on() -> None:
    people = await organisation()
    week = TODAY + timedelta(days=7)
    await record_leaving(people, "am2", TODAY, asking("adm", "c1"))
    away = AwayAsked("sd", AwayKind.DELEGATION, ("SD",), "sd2", TODAY, week, "")
    await record_away(people, away, asking("sd", "c2"))
    asked = ["am", "am2", "sd", "gone", "nobody", "am"]
    told = {"kind": "DELEGATION", "posts": ["SD"], "substituteId": "sd2", "lastDay": str(week)}
    gone = {"left": True, "aways": []}
    now = await not_there(people, asked, NOW)
    assert now == {"gone": gone, "nobody": gone, "sd": {"left": False, "aways": [told]}}
    later = await not_there(people, asked, NOW + timedelta(days=8))
    assert later == {"gone": gone, "nobody": gone, "am2": gone}
    given = {"ids": asked, "at": NOW.isoformat()}
    answer = await ask(people, service("approval"), QUERY, given, caller="approval")
    assert answer["data"]["notThere"] == now
    assert codes(await ask(people, actor("adm"), QUERY, given)) == ["INTERNAL_ONLY"]
    with pytest.raises(Invalid):
        await not_there(people, ["x"] * 101, NOW)


async def test_who_stands() -> None:
    people = await organisation()
    recorded: list[tuple[AggregateType[Any], str, Any]] = [
        (PARTNER, "ptn", PartnerRecorded("ptn", "P", True, (), ())),
        (PARTNER, "shut", PartnerRecorded("shut", "S", False, (), ())),
        (PARTNER_USER, "pat", PartnerUserRecorded("pat", "pat", "Pat", "ptn", True)),
        (PARTNER_USER, "pia", PartnerUserRecorded("pia", "pia", "Pia", "ptn", False)),
        (PARTNER_USER, "sue", PartnerUserRecorded("sue", "sue", "Sue", "shut", True)),
    ]
    for kind, key, event in recorded:
        await people.ledger.execute(kind, key, command(key), decided(event))
    users = [Actor(ActorKind.PARTNER, id, ("PTN",), (), partner) for id, partner in
             (("pat", "ptn"), ("pia", "ptn"), ("sue", "shut"), ("new", "ptn"), ("pat", "other"))]  # fmt: skip
    assert [await actor_stands(people, one) for one in users] == [True, False, False, True, False]
    staff = [actor(id) for id in ("am", "gone", "nobody-yet")]
    assert [await actor_stands(people, one) for one in staff] == [True, False, True]
    assert await actor_stands(people, ANONYMOUS) and await actor_stands(people, service("worker"))
    query = "{ actorStands }"
    assert [(await ask(people, one, query))["data"]["actorStands"] for one in staff] == [True, False, True]
