"""Notices: who is told what, once; channels with choices, quiet hours, digests; one that fails holds nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kit.journal.command import caused_command
from kit.journal.intake import replay
from services.approval.app.act import decide_task
from services.approval.app.side.clock import release_held
from services.approval.app.side.wording import words
from services.approval.domain.chain import CHAIN
from tas.chain.act_event import Move, TaskMoved, TaskUrged
from tas.chain.event import Approver, Verdict
from tas.contracts.side import Channel, NoticeKind
from tas.core.actor import ANONYMOUS, Actor, service
from tas.core.calendar import Calendar
from tas.core.errors import Unavailable
from tests.support.asking import AM, CHM, MDS, Graph
from tests.support.filing import PARTNER
from tests.support.side import SideBench

NOTICES = """query($unread: Boolean! = false) { notices(unread: $unread, first: 100) { nodes {
  id kind title link taskId chain { id } deliveries { channel sent heldUntil reason } } } }"""
COUNT = "{ unreadNotices { count more } }"
READ = "mutation($input: ReadNoticesInput!) { readNotices(input: $input) { ids errors { code } } }"
CHOOSE = """mutation($input: ChooseNoticesInput!) { chooseNotices(input: $input) {
  choices { locale quiet digestAt wishes { channel kind when } } errors { code field } } }"""
OFFICE = Calendar("office", "Asia/Shanghai")


async def told(graph: Graph, actor: Actor, unread: bool = False) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await graph.data(actor, NOTICES, {"unread": unread}))["notices"]["nodes"]
    return found


async def choose(graph: Graph, actor: Actor, **choices: Any) -> dict[str, Any]:
    given = {"commandId": str(uuid4()), "locale": "en", **choices}
    done: dict[str, Any] = (await graph.data(actor, CHOOSE, {"input": given}))["chooseNotices"]
    return done


def bench(graph: Graph) -> SideBench:
    return graph.bench.beside


async def test_a_task_is_told_to_its_holder_once_by_every_channel_with_its_link() -> None:
    graph = Graph()
    chain, task = await graph.chain()
    for _ in range(2):
        bench(graph).positions.versions.clear()  # everything is delivered twice
        await bench(graph).follow()
    (notice,) = await told(graph, CHM)
    assert (notice["kind"], notice["taskId"], notice["chain"]["id"]) == ("TASK_OPENED", task, chain)
    assert notice["link"] == f"https://tas.example/tasks/{task}"
    assert [one["sent"] for one in notice["deliveries"]] == [True, True]
    for sender in (bench(graph).mail, bench(graph).hook):
        (message,) = sender.sent
        assert (message.id, message.person_id) == (notice["id"], CHM.id)
        assert message.subject.endswith(": your decision is asked for at Channel manager")
        assert notice["link"] in message.text


async def test_the_starter_is_told_of_a_return_and_of_the_end_but_not_of_their_own_act() -> None:
    graph = Graph()
    chain, task = await graph.chain()
    await decide_task(graph.app.acting, CHM, str(uuid4()), task, Verdict.RETURN, "whom have you met there?")
    await bench(graph).follow()
    assert [one["kind"] for one in await told(graph, PARTNER)] == ["RETURNED"]
    withdraw = "mutation($input: WithdrawFlowInput!) { withdrawFlow(input: $input) { errors { code } } }"
    await graph.data(PARTNER, withdraw, {"input": {"commandId": str(uuid4()), "chainId": chain}})
    await bench(graph).follow()
    assert [one["kind"] for one in await told(graph, PARTNER)] == ["RETURNED"]


async def test_an_urge_and_a_moved_seat_are_told_to_whom_they_concern() -> None:
    graph = Graph()
    chain, task = await graph.chain()
    moved, at = "tsk_" + "7" * 32, graph.bench.clock.at
    events = (
        TaskUrged(task, PARTNER.id, at),
        TaskMoved(task, moved, Approver(AM.id, "stands in"), Move.TRANSFER, CHM.id, "please", at),
    )
    ledger = graph.bench.ledger
    loaded = await ledger.load(CHAIN, chain)
    await ledger.append_on(CHAIN, chain, loaded, caused_command(service("worker"), "moved", at), events, {})
    await bench(graph).follow()
    assert sorted(one["kind"] for one in await told(graph, CHM)) == ["TASK_OPENED", "URGED"]
    assert [(one["kind"], one["taskId"]) for one in await told(graph, AM)] == [("TASK_OPENED", moved)]


def test_every_kind_has_its_words_in_both_languages() -> None:
    assert {kind: set(texts) for kind, texts in words().items()} == {
        kind: {"en", "zh-CN"} for kind in (*NoticeKind, "DIGEST")
    }


async def test_a_comment_is_told_to_whom_it_concerns_and_not_to_who_said_it() -> None:
    graph = Graph()
    chain, _ = await graph.chain()
    comment = "mutation($input: CommentChainInput!) { commentChain(input: $input) { errors { code } } }"
    told_ = {"commandId": str(uuid4()), "chainId": chain, "text": "hello", "mentioned": [AM.id, MDS.id]}
    await graph.data(MDS, comment, {"input": told_})
    await bench(graph).follow()
    assert [one["kind"] for one in await told(graph, AM)] == ["COMMENTED"]
    assert sorted(one["kind"] for one in await told(graph, CHM)) == ["COMMENTED", "TASK_OPENED"]
    assert await told(graph, MDS) == [] and await told(graph, PARTNER) == []


async def test_unread_ones_are_counted_and_only_own_ones_are_read() -> None:
    graph = Graph()
    for number in (1, 2, 3):
        await graph.chain(number)
    await bench(graph).follow()
    assert (await graph.data(CHM, COUNT))["unreadNotices"] == {"count": 3, "more": False}
    ids = [one["id"] for one in await told(graph, CHM)]
    foreign = await graph.data(MDS, READ, {"input": {"ids": ids}})
    assert foreign["readNotices"]["ids"] == []
    assert (await graph.data(CHM, READ, {"input": {"ids": [*ids[:2], ids[0]]}}))["readNotices"]["ids"] == ids[:2]
    assert [one["id"] for one in await told(graph, CHM, True)] == ids[2:]
    assert (await graph.data(CHM, COUNT))["unreadNotices"]["count"] == 1
    for query in (NOTICES, COUNT, "{ noticeChoices { quiet } }"):
        assert (await graph.ask(ANONYMOUS, query))["errors"][0]["extensions"]["code"] == "NOTICES_NOT_YOURS"


async def test_choices_hold_from_then_on_in_the_chosen_language() -> None:
    graph = Graph()
    wish = {"channel": "WEBHOOK", "kind": "TASK_OPENED", "when": "OFF"}
    done = await choose(graph, CHM, locale="zh-CN", wishes=[wish])
    assert wish in done["choices"]["wishes"] and len(done["choices"]["wishes"]) == 20
    await graph.chain()
    await bench(graph).follow()
    (message,) = bench(graph).mail.sent
    assert "等待您审批" in message.subject and bench(graph).hook.sent == []
    (notice,) = await told(graph, CHM)
    assert {one["channel"]: one["reason"] for one in notice["deliveries"]} == {"MAIL": "", "WEBHOOK": "OFF"}


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"locale": "fr"}, "CHOICE_LOCALE"),
        ({"digestAt": "9:00"}, "CHOICE_TIME"),
        (
            {"wishes": [{"channel": "MAIL", "kind": "ENDED", "when": when} for when in ("OFF", "DIGEST")]},
            "CHOICE_TWICE",
        ),
    ],
)
async def test_a_choice_that_cannot_be_meant_is_refused(choices: dict[str, Any], code: str) -> None:
    assert (await choose(Graph(), CHM, **choices))["errors"][0]["code"] == code


async def test_outside_working_hours_messages_wait_for_the_next_working_day_and_come_as_one() -> None:
    graph = Graph()
    bench(graph).calendar = OFFICE
    graph.bench.clock.at = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)  # Friday, 20:00 in Shanghai
    await graph.chain(1)
    await graph.chain(2)
    await bench(graph).follow()
    opens = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
    assert bench(graph).mail.sent == []
    assert {one["heldUntil"] for notice in await told(graph, CHM) for one in notice["deliveries"]} == {
        "2026-03-09T01:00:00+00:00"
    }
    graph.bench.clock.at = opens - timedelta(seconds=1)
    assert await release_held(bench(graph).side) == 0
    graph.bench.clock.at = opens
    assert await release_held(bench(graph).side) == 2, "one for each channel"
    assert await release_held(bench(graph).side) == 0
    await bench(graph).follow()
    (mail,) = bench(graph).mail.sent
    assert mail.subject == "2 things to know" and len(mail.links) == 2
    assert all(one["sent"] for notice in await told(graph, CHM) for one in notice["deliveries"])


async def test_each_channel_of_a_notice_waits_for_its_own_moment() -> None:
    graph = Graph()
    bench(graph).calendar = OFFICE
    graph.bench.clock.at = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
    digest = {"channel": "MAIL", "kind": "TASK_OPENED", "when": "DIGEST"}
    await choose(graph, CHM, digestAt="17:30", wishes=[digest])
    await graph.chain(1)
    await bench(graph).follow()
    for hour, made, sent in ((1, 1, (0, 1)), (9, 0, (0, 1)), (10, 1, (1, 1))):
        graph.bench.clock.at = datetime(2026, 3, 9, hour, 0, tzinfo=UTC)
        assert await release_held(bench(graph).side) == made
        await bench(graph).follow()
        assert (len(bench(graph).mail.sent), len(bench(graph).hook.sent)) == sent


async def test_what_was_read_or_has_closed_meanwhile_is_not_sent() -> None:
    graph = Graph()
    bench(graph).calendar = OFFICE
    graph.bench.clock.at = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
    _, first = await graph.chain(1)
    await graph.chain(2)
    await bench(graph).follow()
    await decide_task(graph.app.acting, CHM, str(uuid4()), first, Verdict.APPROVE, "")
    second = next(one["id"] for one in await told(graph, CHM) if one["taskId"] != first)
    await graph.data(CHM, READ, {"input": {"ids": [second]}})
    graph.bench.clock.at = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
    await release_held(bench(graph).side)
    await bench(graph).follow()
    assert [one.person_id for one in bench(graph).mail.sent if one.person_id == CHM.id] == []
    assert {one["reason"] for notice in await told(graph, CHM) for one in notice["deliveries"]} == {"READ", "OVER"}


async def test_a_digest_tells_once_a_working_day_and_quiet_may_be_off() -> None:
    graph = Graph()
    bench(graph).calendar = OFFICE
    graph.bench.clock.at = datetime(2026, 3, 6, 0, 30, tzinfo=UTC)  # Friday, 08:30 in Shanghai
    digest = {"channel": "MAIL", "kind": "TASK_OPENED", "when": "DIGEST"}
    await choose(graph, CHM, quiet=False, digestAt="17:30", wishes=[digest])
    await graph.chain(1)
    await bench(graph).follow()
    assert len(bench(graph).hook.sent) == 1 and bench(graph).mail.sent == []
    (notice,) = await told(graph, CHM)
    assert {one["channel"]: one["heldUntil"] for one in notice["deliveries"]} == {
        "MAIL": "2026-03-06T09:30:00+00:00", "WEBHOOK": None,
    }  # fmt: skip


async def test_a_channel_that_fails_holds_neither_chain_nor_the_other_channel_and_an_operator_sets_it_going() -> None:
    graph = Graph()
    bench(graph).mail.failing = Unavailable("MAIL_UNAVAILABLE", reason="down")
    chain, task = await graph.chain()
    await bench(graph).follow()
    await decide_task(graph.app.acting, CHM, str(uuid4()), task, Verdict.APPROVE, "")
    assert (await graph.bench.record_of(chain)).chain.ended
    await bench(graph).follow()
    assert [one.person_id for one in bench(graph).hook.sent] == [CHM.id, PARTNER.id], "the chat tool was told"
    parked, *_ = await bench(graph).positions.parked("approval-mail<approval", 10)
    assert (parked.reason, parked.aggregate.partition("/")[0]) == ("MAIL_UNAVAILABLE", "notice")
    bench(graph).mail.failing = None
    await replay(bench(graph).positions, parked)
    await bench(graph).follow()
    assert sorted(one.person_id for one in bench(graph).mail.sent) == [CHM.id, PARTNER.id]
    assert await bench(graph).positions.parked("approval-mail<approval", 10) == []


async def test_nothing_old_is_sent_when_a_channel_is_new() -> None:
    graph = Graph()
    await graph.chain()
    graph.bench.clock.move(timedelta(days=8))
    await bench(graph).follow()
    assert bench(graph).mail.sent == []
    (notice,) = await told(graph, CHM)
    assert {one["reason"] for one in notice["deliveries"]} == {"LATE"}


async def test_no_address_is_noted_and_the_journal_holds_none() -> None:
    graph = Graph()
    bench(graph).mail.reason = "NO_ADDRESS"
    await graph.chain()
    await bench(graph).follow()
    (notice,) = await told(graph, CHM)
    assert {one["channel"]: one["reason"] for one in notice["deliveries"]}[Channel.MAIL] == "NO_ADDRESS"
    assert "@" not in str([entry.events for entry in graph.bench.store.by_id.values() if entry.type == "notice"])
