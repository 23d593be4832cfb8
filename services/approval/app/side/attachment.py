"""Files: announced by what they are, uploaded with a ticket, looked at, kept by their hash, given out with a ticket."""

import hashlib

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from services.approval.app import authorise
from services.approval.app.command import read_command
from services.approval.app.side.container import Side, insider
from services.approval.app.side.receipt import APPROVAL
from services.approval.app.side.ticket import DOWNLOAD, UPLOAD
from services.approval.domain.chain import CHAIN
from services.approval.domain.side.attachment import ATTACHMENT, Attachment, AttachmentStatus, sound
from tas.contracts.side import AttachmentAnnounced, AttachmentPlaced, AttachmentStored, Scan
from tas.core.actor import Actor
from tas.core.errors import Conflict, Invalid, Missing
from tas.core.ids import derive, make_id


async def announce(
    app: Side, actor: Actor, command_id: str, chain_id: str | None, name: str, media_type: str, size: int, sha256: str
) -> Attachment:
    """A place for exactly these bytes, of a chain or, without one, of a form still to be submitted. Raises Forbidden
    UPLOAD_NOT_YOURS; Missing CHAIN_UNKNOWN; Invalid ATTACHMENT_…; Conflict COMMAND_REUSED."""
    authorise.to_upload(actor)
    sound(name, media_type, size, sha256)
    body = {"announce": chain_id, "name": name, "type": media_type, "size": size, "sha256": sha256}
    command = read_command(actor, command_id, body, app.now())
    id = make_id("attachment", derive("attachment", command.key))
    if await app.ledger.answered(command) is None:
        if chain_id is not None:
            await insider(app, actor, chain_id)
        event = AttachmentAnnounced(id, chain_id, actor.id, name, media_type, size, sha256, command.at)
        await app.ledger.execute(ATTACHMENT, id, command, lambda _: Decided((event,), {"id": id}))
    return (await app.ledger.load(ATTACHMENT, id)).state


async def store(app: Side, ticket: str, data: bytes) -> Attachment:
    """Takes the bytes of an announced file; the same ones may come again. Raises Forbidden TICKET_…; Invalid
    ATTACHMENT_OTHER (not what was announced); Conflict ATTACHMENT_REFUSED (malware); Unavailable."""
    found = (await app.ledger.load(ATTACHMENT, app.tickets.read(ticket, UPLOAD).attachment_id)).state
    if len(data) != found.size or hashlib.sha256(data).hexdigest() != found.sha256:
        raise Invalid("ATTACHMENT_OTHER", size=found.size)
    if found.status is AttachmentStatus.EXPECTED:
        finding = await app.scanner.scan(data)
        if not finding:
            await app.objects.put(found.sha256, data)
        event = AttachmentStored(found.id, Scan.INFECTED if finding else Scan.CLEAN, finding[:200], app.now())
        command = caused_command(APPROVAL, str(derive("stored", found.id)), event.at)
        await app.ledger.execute(ATTACHMENT, found.id, command, lambda _: Decided((event,), {}))
        found = (await app.ledger.load(ATTACHMENT, found.id)).state
    if found.status is AttachmentStatus.REFUSED:
        raise Conflict("ATTACHMENT_REFUSED", finding=found.finding)
    return found


async def place(app: Side, actor: Actor, command_id: str, attachment_id: str, chain_id: str) -> Attachment:
    """Puts an own file that is of no chain yet beside one. Raises Missing ATTACHMENT_UNKNOWN, CHAIN_UNKNOWN; Conflict
    ATTACHMENT_PLACED, COMMAND_REUSED."""
    command = read_command(actor, command_id, {"place": attachment_id, "chain": chain_id}, app.now())
    if await app.ledger.answered(command) is None:
        found = (await app.ledger.load(ATTACHMENT, attachment_id)).state
        if found.at is None or found.uploader_id != actor.id:
            raise Missing("ATTACHMENT_UNKNOWN", field=("attachmentId",), attachment=attachment_id[:80])
        chain = (await app.ledger.load(CHAIN, chain_id)).state.chain
        authorise.to_see(actor, chain)

        def decide(state: Attachment) -> Decided:
            if state.chain_id is not None:
                raise Conflict("ATTACHMENT_PLACED", field=("attachmentId",), attachment=attachment_id)
            return Decided((AttachmentPlaced(attachment_id, chain_id, command.at),), {"id": attachment_id})

        await app.ledger.execute(ATTACHMENT, attachment_id, command, decide)
    return (await app.ledger.load(ATTACHMENT, attachment_id)).state


async def may_download(app: Side, actor: Actor, attachment: Attachment) -> bool:
    """Whether the actor is given a ticket to its bytes."""
    if attachment.status is not AttachmentStatus.STORED:
        return False
    chain = None
    if attachment.chain_id is not None:
        chain = (await app.ledger.load(CHAIN, attachment.chain_id)).state.chain
    return authorise.sees_attachment(actor, attachment.uploader_id, chain)


async def download(app: Side, ticket: str) -> tuple[Attachment, bytes]:
    """Raises Forbidden TICKET_…; Missing ATTACHMENT_UNKNOWN; Unavailable."""
    found = (await app.ledger.load(ATTACHMENT, app.tickets.read(ticket, DOWNLOAD).attachment_id)).state
    data = await app.objects.get(found.sha256) if found.status is AttachmentStatus.STORED else None
    if data is None or hashlib.sha256(data).hexdigest() != found.sha256:
        raise Missing("ATTACHMENT_UNKNOWN", attachment=found.id)
    return found, data
