"""Attachments as the graph shows them: what they are, and an address to fetch them for who may."""

from datetime import datetime

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from services.approval.api.stub import person
from services.approval.app.side.attachment import may_download
from services.approval.app.side.ticket import DOWNLOAD, UPLOAD
from services.approval.domain.side import attachment

strawberry.enum(attachment.AttachmentStatus, name="AttachmentStatus", description="Whether its bytes are here.")


@federation.type(description="Where a file is taken to or fetched from, without any other credential.")
class FileAddress:
    path: str = federation.field(description="The path at the gateway.")
    method: str = federation.field(description="PUT or GET.")
    until: datetime = federation.field(description="When it ends.")


@federation.type(description="A file of a form or a chain.")
class Attachment:
    record: strawberry.Private[attachment.Attachment]
    id: strawberry.ID = federation.field(description="Its id.")
    chain_id: strawberry.ID | None = federation.field(description="The chain; null while it is of no chain yet.")
    uploader: Node | None = federation.field(description="Who uploaded it.")
    name: str = federation.field(description="Its name.")
    media_type: str = federation.field(description="Its media type, as its uploader said.")
    size: int = federation.field(description="Bytes.")
    sha256: str = federation.field(description="The SHA-256 of its bytes, in hex.")
    status: attachment.AttachmentStatus = federation.field(description="Whether its bytes are here.")
    announced_at: datetime = federation.field(description="When it was announced.")

    @resolved_field(description="Where it is fetched from; null unless you may and it is here. Asked anew, it is new.")
    async def download(self, info: Info) -> FileAddress | None:
        side = info.context.app.side
        if not await may_download(side, info.context.actor, self.record):
            return None
        ticket, until = side.tickets.write(DOWNLOAD, self.record.id)
        return FileAddress(path=f"/files/{ticket}", method="GET", until=until)

    @resolved_field(description="Where its bytes are put; null once they are here, and for others than its uploader.")
    def upload(self, info: Info) -> FileAddress | None:
        expected = self.record.status is attachment.AttachmentStatus.EXPECTED
        if not expected or info.context.actor.id != self.record.uploader_id:
            return None
        ticket, until = info.context.app.side.tickets.write(UPLOAD, self.record.id)
        return FileAddress(path=f"/files/{ticket}", method="PUT", until=until)


def attachment_of(one: attachment.Attachment) -> Attachment:
    assert one.at is not None
    return Attachment(
        record=one,
        id=strawberry.ID(one.id),
        chain_id=strawberry.ID(one.chain_id) if one.chain_id else None,
        uploader=person(one.uploader_id),
        name=one.name,
        media_type=one.media_type,
        size=one.size,
        sha256=one.sha256,
        status=one.status,
        announced_at=one.at,
    )
