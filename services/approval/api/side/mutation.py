"""Writing beside chains. Inherited by `Mutation`; a payload says what came of it or why it was refused."""

from typing import Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.error import UserError, run
from kit.graphql.field import mutation_field
from services.approval.api.side import command
from services.approval.api.side.attachment import Attachment, attachment_of
from services.approval.api.side.notice import NoticeChoices, choices_of
from services.approval.api.side.receipt import ChainReceipt, receipt_of
from services.approval.api.side.talk import ChainComment, InformationRequest, comment_of, request_of
from services.approval.app.side import attachment, choosing, receipt, talk
from tas.contracts.side import Wish

REFUSED = "Why it was refused; empty when it was not."


@federation.type(description="What a comment came to.")
class CommentPayload:
    comment: ChainComment | None = federation.field(description="The comment.")
    errors: list[UserError] = federation.field(description=REFUSED)


@federation.type(description="What asking or answering came to.")
class InformationPayload:
    request: InformationRequest | None = federation.field(description="The request.")
    errors: list[UserError] = federation.field(description=REFUSED)


@federation.type(description="What reading a chain came to.")
class ReceiptPayload:
    receipt: ChainReceipt | None = federation.field(description="The receipt.")
    errors: list[UserError] = federation.field(description=REFUSED)


@federation.type(description="What announcing or placing a file came to.")
class AttachmentPayload:
    attachment: Attachment | None = federation.field(description="The attachment; ask `upload` of it.")
    errors: list[UserError] = federation.field(description=REFUSED)


@federation.type(description="What reading notices came to.")
class ReadNoticesPayload:
    ids: list[strawberry.ID] = federation.field(description="Those that are yours, read now.")
    errors: list[UserError] = federation.field(description=REFUSED)


@federation.type(description="What choosing came to.")
class ChoicesPayload:
    choices: NoticeChoices | None = federation.field(description="All choices as they are now.")
    errors: list[UserError] = federation.field(description=REFUSED)


def _said(description: str) -> object:
    return strawberry.argument(description=description)


async def comment_chain(
    info: Info, input: Annotated[command.CommentChainInput, _said("What is said.")]
) -> CommentPayload:
    side, actor, task = info.context.app.side, info.context.actor, input.task_id
    id, errors = await run(
        lambda: talk.comment(
            side, actor, str(input.command_id), str(input.chain_id), input.text,
            None if task is None else str(task), [str(one) for one in input.mentioned],
        ),
        info.context.locale,
    )  # fmt: skip
    found = None if id is None else comment_of(await talk.comment_of(side, id))
    return CommentPayload(comment=found, errors=errors)


async def ask_information(
    info: Info, input: Annotated[command.AskInformationInput, _said("What is asked.")]
) -> InformationPayload:
    side, actor = info.context.app.side, info.context.actor
    id, errors = await run(
        lambda: talk.ask_information(
            side, actor, str(input.command_id), str(input.chain_id), str(input.asked_id), input.question
        ),
        info.context.locale,
    )
    return await _information(info, id, errors)


async def give_information(
    info: Info, input: Annotated[command.GiveInformationInput, _said("The answer.")]
) -> InformationPayload:
    side, actor = info.context.app.side, info.context.actor
    id, errors = await run(
        lambda: talk.give_information(side, actor, str(input.command_id), str(input.request_id), input.answer),
        info.context.locale,
    )
    return await _information(info, id, errors)


async def _information(info: Info, id: str | None, errors: list[UserError]) -> InformationPayload:
    if id is None:
        return InformationPayload(request=None, errors=errors)
    found = await talk.request_of(info.context.app.side, info.context.actor, id)
    return InformationPayload(request=request_of(found), errors=errors)


async def read_chain(info: Info, input: Annotated[command.ReadChainInput, _said("The chain.")]) -> ReceiptPayload:
    side, actor = info.context.app.side, info.context.actor
    found, errors = await run(lambda: receipt.read_chain(side, actor, str(input.chain_id)), info.context.locale)
    return ReceiptPayload(receipt=None if found is None else receipt_of(found), errors=errors)


async def announce_attachment(
    info: Info, input: Annotated[command.AnnounceAttachmentInput, _said("The file.")]
) -> AttachmentPayload:
    side, actor = info.context.app.side, info.context.actor
    chain = None if input.chain_id is None else str(input.chain_id)
    found, errors = await run(
        lambda: attachment.announce(
            side, actor, str(input.command_id), chain, input.name, input.media_type, input.size, input.sha256
        ),
        info.context.locale,
    )
    return AttachmentPayload(attachment=None if found is None else attachment_of(found), errors=errors)


async def place_attachment(
    info: Info, input: Annotated[command.PlaceAttachmentInput, _said("Which, and where.")]
) -> AttachmentPayload:
    side, actor, id = info.context.app.side, info.context.actor, str(input.attachment_id)
    found, errors = await run(
        lambda: attachment.place(side, actor, str(input.command_id), id, str(input.chain_id)), info.context.locale
    )
    return AttachmentPayload(attachment=None if found is None else attachment_of(found), errors=errors)


async def read_notices(
    info: Info, input: Annotated[command.ReadNoticesInput, _said("The notices.")]
) -> ReadNoticesPayload:
    ids, wanted = info.context.app.side, [str(one) for one in input.ids]
    found, errors = await run(lambda: choosing.read_notices(ids, info.context.actor, wanted), info.context.locale)
    return ReadNoticesPayload(ids=[strawberry.ID(one) for one in found or ()], errors=errors)


async def choose_notices(
    info: Info, input: Annotated[command.ChooseNoticesInput, _said("All choices.")]
) -> ChoicesPayload:
    side, actor = info.context.app.side, info.context.actor
    wishes = [Wish(one.channel, one.kind, one.when) for one in input.wishes]
    found, errors = await run(
        lambda: choosing.choose(side, actor, str(input.command_id), input.locale, wishes, input.quiet, input.digest_at),
        info.context.locale,
    )
    return ChoicesPayload(choices=None if found is None else choices_of(found), errors=errors)


@strawberry.type
class SideMutation:
    comment_chain = mutation_field(description="Says something to those who see inside a chain.")(comment_chain)
    ask_information = mutation_field(description="Asks somebody for what an approver needs.")(ask_information)
    give_information = mutation_field(description="Answers what you were asked.")(give_information)
    read_chain = mutation_field(description="Notes that you have read a chain; the first time stands.")(read_chain)
    announce_attachment = mutation_field(description="Says which file you will upload.")(announce_attachment)
    place_attachment = mutation_field(description="Puts a file of yours beside a chain.")(place_attachment)
    read_notices = mutation_field(description="Notes that you have read notices.")(read_notices)
    choose_notices = mutation_field(description="Says how you want to be told.")(choose_notices)
