"""What goes on beside chains, put together from the settings: where files are, who looks at them, which channels there
are; and the clock of held notices, run while the process serves."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from kit.auth.keys import read_key
from kit.journal.aggregate import AggregateType
from kit.runtime import Runtime
from kit.settings import Settings
from services.approval.adapters.clock import now
from services.approval.adapters.side.address import RemoteAddresses
from services.approval.adapters.side.bucket import BucketObjects
from services.approval.adapters.side.folder import FolderObjects
from services.approval.adapters.side.hook import Hook, HookSender
from services.approval.adapters.side.mail import MailSender, MailServer
from services.approval.adapters.side.scanner import ClamScanner, PatternScanner
from services.approval.adapters.side.shelf import StoredShelf
from services.approval.app.side.clock import run_clock
from services.approval.app.side.container import Side
from services.approval.app.side.port import Objects, Scanner, Sender
from services.approval.app.side.ticket import Tickets
from services.approval.domain.side.attachment import ATTACHMENT
from services.approval.domain.side.choice import NOTICE_CHOICE
from services.approval.domain.side.notice import DIGEST, NOTICE
from services.approval.domain.side.receipt import RECEIPT
from services.approval.domain.side.talk import COMMENT, INFORMATION_REQUEST
from tas.contracts.side import Channel
from tas.core.calendar import Calendar

SIDE_KINDS: tuple[AggregateType[Any], ...] = (
    COMMENT, INFORMATION_REQUEST, RECEIPT, ATTACHMENT, NOTICE, NOTICE_CHOICE, DIGEST,
)  # fmt: skip


def open_side(settings: Settings, runtime: Runtime, calendar: Callable[[datetime], Calendar]) -> Side:
    """Nothing is reached yet. Raises ValueError for an address that cannot be one or may not be called."""
    return Side(
        runtime.ledger,
        StoredShelf(runtime.database),
        _objects(settings),
        _scanner(settings),
        Tickets(_secret(settings), now),
        _senders(settings, runtime),
        calendar,
        now,
        (settings.public_url or settings.replicas("gateway")[0]).rstrip("/"),
    )


def keep_time(web: FastAPI, runtime: Runtime, side: Side) -> None:
    """Runs the clock of held notices among the process's background work."""
    inner = web.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with inner(app) as state:
            if side.senders:
                runtime.tasks.start("notices", run_clock(side, runtime.settings.notice_seconds))
            yield state

    web.router.lifespan_context = lifespan


def _objects(settings: Settings) -> Objects:
    url = settings.s3_url.get_secret_value()
    return BucketObjects(url, settings.call_seconds) if url else FolderObjects(Path(settings.objects_folder))


def _scanner(settings: Settings) -> Scanner:
    if settings.scanner_address:
        return ClamScanner(settings.scanner_address, settings.call_seconds)
    return PatternScanner()


def _secret(settings: Settings) -> bytes:
    """Every replica has the service's key, so what one has written the others read."""
    private = read_key(Path(settings.signing_key_file)).private
    return hashlib.sha256(b"attachment tickets" + private.private_bytes_raw()).digest()


def _senders(settings: Settings, runtime: Runtime) -> dict[Channel, Sender]:
    """The channels that are set up."""
    found: dict[Channel, Sender] = {}
    if settings.smtp_host:
        password = settings.smtp_password.get_secret_value()
        server = MailServer(
            settings.smtp_host, settings.smtp_port, settings.smtp_tls, settings.smtp_user, password,
            settings.mail_from, settings.call_seconds,
        )  # fmt: skip
        found[Channel.MAIL] = MailSender(server, RemoteAddresses(runtime.caller("people")))
    url = settings.webhook_url.get_secret_value()
    if url:
        hosts = [one for one in settings.webhook_hosts.split(",") if one.strip()]
        secret, authority = settings.webhook_secret.get_secret_value(), settings.webhook_authority_file
        hook = Hook(url, secret, hosts, settings.webhook_private, authority, settings.call_seconds)
        found[Channel.WEBHOOK] = HookSender(hook, now)
    return found
