"""The fakes of what goes on beside chains: lists over memory, files, a scanner channels that note what they sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType
from kit.journal.intake import Intake
from kit.journal.ledger import Ledger
from kit.page import Page, Window
from services.approval.app.side.container import Side
from services.approval.app.side.port import Message
from services.approval.app.side.subscription import subscriptions
from services.approval.app.side.ticket import Tickets
from tas.contracts.side import Channel
from tas.core.calendar import Calendar, round_the_clock
from tas.core.codec import from_json
from tas.core.errors import TasError, Unavailable
from tests.support.journal import MemoryFeed, MemoryStore
from tests.support.position import DirectOwner, MemoryPositions

S = TypeVar("S")


@dataclass
class MemoryShelf:
    """Holds `app.side.port.Shelf` over a store in memory."""

    store: MemoryStore

    async def page(
        self,
        kind: AggregateType[S],
        where: Mapping[str, Any],
        window: Window,
        *,
        sort: str = "at",
        descending: bool = False,
    ) -> Page[S]:
        rows = [row for (type, _), row in self.store.states.items() if type == kind.name]
        found = [row for row in rows if all(row[name] == wanted for name, wanted in where.items())]
        keyed = sorted((((row[sort], row["_id"]), row) for row in found), key=lambda one: one[0], reverse=descending)

        def beyond(key: Any, edge: Any) -> bool:
            return bool(key < edge) if descending else bool(key > edge)

        inside = [
            (key, row)
            for key, row in keyed
            if (window.after is None or beyond(key, window.after))
            and (window.before is None or (key != window.before and not beyond(key, window.before)))
        ]
        kept = inside[-window.size :] if window.backwards else inside[: window.size]
        items: tuple[S, ...] = tuple(from_json(kind.state, row["state"]) for _, row in kept)
        return Page(items, tuple(key for key, _ in kept), len(inside) > len(kept))


@dataclass
class MemoryObjects:
    """Holds `app.side.port.Objects`."""

    kept: dict[str, bytes] = field(default_factory=dict)

    async def put(self, sha256: str, data: bytes) -> None:
        self.kept[sha256] = data

    async def get(self, sha256: str) -> bytes | None:
        return self.kept.get(sha256)


@dataclass
class FakeScanner:
    """Holds `app.side.port.Scanner`: finds what begins with `virus`. `away` makes it unavailable."""

    away: bool = False

    async def scan(self, data: bytes) -> str:
        if self.away:
            raise Unavailable("SCANNER_UNAVAILABLE", reason="away")
        return "Planted" if data.startswith(b"virus") else ""


@dataclass
class FakeSender:
    """Holds `app.side.port.Sender`: notes what it sent. `failing` is raised while it is set."""

    sent: list[Message] = field(default_factory=list)
    failing: TasError | None = None
    reason: str = ""

    async def send(self, message: Message) -> str:
        if self.failing is not None:
            raise self.failing
        self.sent.append(message)
        return self.reason


class SideBench:
    """What goes on beside the chains of a bench, and the consumers that follow its journal."""

    def __init__(self, store: MemoryStore, ledger: Ledger, clock: Any, calendar: Calendar | None = None) -> None:
        self.store = store
        self.objects, self.scanner = MemoryObjects(), FakeScanner()
        self.mail, self.hook = FakeSender(), FakeSender()
        self.calendar = calendar or round_the_clock()
        self.positions = MemoryPositions()
        self.side = Side(
            ledger,
            MemoryShelf(store),
            self.objects,
            self.scanner,
            Tickets(b"secret", clock.now),
            {Channel.MAIL: self.mail, Channel.WEBHOOK: self.hook},
            lambda _: self.calendar,
            clock.now,
            "https://tas.example",
        )

    async def follow(self) -> None:
        """Every consumer takes all that stands in the journal, until nothing new comes of it."""
        before = -1
        while before != len(self.store.by_id):
            before = len(self.store.by_id)
            for one in subscriptions(self.side):
                intake = Intake(one, self.positions, DirectOwner(MemoryFeed(self.store)), _at_once)
                await intake.resume()
                for entry in list(self.store.by_id.values()):
                    await intake.take(entry)


async def _at_once(_: float) -> None:
    return None
