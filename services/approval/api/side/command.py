"""What the mutations beside chains are told."""

import strawberry

from services.approval.api.side.enumeration import Channel, NoticeKind, When

COMMAND = "A UUID that the client makes; sent again, it gets the first answer."


@strawberry.input(description="Something to say beside a chain.")
class CommentChainInput:
    command_id: strawberry.ID = strawberry.field(description=COMMAND)
    chain_id: strawberry.ID = strawberry.field(description="The chain.")
    text: str = strawberry.field(description="What is said, at most 2000 characters.")
    task_id: strawberry.ID | None = strawberry.field(default=None, description="The task that it is about.")
    mentioned: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Employees who are to see it, at most 20."
    )


@strawberry.input(description="Something to ask somebody.")
class AskInformationInput:
    command_id: strawberry.ID = strawberry.field(description=COMMAND)
    chain_id: strawberry.ID = strawberry.field(description="The chain.")
    asked_id: strawberry.ID = strawberry.field(description="An employee, or the chain's starter.")
    question: str = strawberry.field(description="What is asked, at most 2000 characters.")


@strawberry.input(description="An answer to what was asked.")
class GiveInformationInput:
    command_id: strawberry.ID = strawberry.field(description=COMMAND)
    request_id: strawberry.ID = strawberry.field(description="The request.")
    answer: str = strawberry.field(description="The answer, at most 2000 characters.")


@strawberry.input(description="A chain that you have read.")
class ReadChainInput:
    chain_id: strawberry.ID = strawberry.field(description="The chain.")


@strawberry.input(description="A file that you will upload: exactly these bytes.")
class AnnounceAttachmentInput:
    command_id: strawberry.ID = strawberry.field(description=COMMAND)
    chain_id: strawberry.ID | None = strawberry.field(
        default=None, description="The chain that it is of; none for a form still to be submitted."
    )
    name: str = strawberry.field(description="Its name, at most 200 characters.")
    media_type: str = strawberry.field(description="Its media type, one of those that are taken.")
    size: int = strawberry.field(description="Bytes, at most 20,000,000.")
    sha256: str = strawberry.field(description="The SHA-256 of its bytes, 64 hexadecimal digits.")


@strawberry.input(description="A file of yours that is of no chain yet, and the chain that it is to be of.")
class PlaceAttachmentInput:
    command_id: strawberry.ID = strawberry.field(description=COMMAND)
    attachment_id: strawberry.ID = strawberry.field(description="The attachment.")
    chain_id: strawberry.ID = strawberry.field(description="The chain.")


@strawberry.input(description="Notices that you have read.")
class ReadNoticesInput:
    ids: list[strawberry.ID] = strawberry.field(description="At most 100.")


@strawberry.input(description="When a channel is to tell you of one kind of thing.")
class NoticeWishInput:
    channel: Channel = strawberry.field(description="The channel.")
    kind: NoticeKind = strawberry.field(description="The kind.")
    when: When = strawberry.field(description="When.")


@strawberry.input(description="All your choices; they stand in place of those before.")
class ChooseNoticesInput:
    command_id: strawberry.ID = strawberry.field(description=COMMAND)
    locale: str = strawberry.field(description="The language of messages: zh-CN or en.")
    quiet: bool = strawberry.field(default=True, description="Whether nothing is sent outside working hours.")
    digest_at: str = strawberry.field(default="09:00", description="When the digest is sent on working days, HH:MM.")
    wishes: list[NoticeWishInput] = strawberry.field(
        default_factory=list, description="What is to be otherwise than usual."
    )
