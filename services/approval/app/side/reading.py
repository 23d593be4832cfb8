"""What a reader sees of what goes on beside chains. Every list asks `authorise` for its chain, or is the reader's."""

from kit.page import Page, Window
from services.approval.app import authorise
from services.approval.app.side.container import Side, insider
from services.approval.domain.side.attachment import ATTACHMENT, Attachment
from services.approval.domain.side.notice import NOTICE, Notice
from services.approval.domain.side.receipt import RECEIPT, Receipt
from services.approval.domain.side.talk import COMMENT, INFORMATION_REQUEST, Comment, InformationRequest
from tas.core.actor import Actor

MOST_COUNTED = 99


async def comments(app: Side, actor: Actor, chain_id: str, window: Window) -> Page[Comment]:
    """Oldest first. Raises Missing CHAIN_UNKNOWN."""
    await insider(app, actor, chain_id)
    return await app.shelf.page(COMMENT, {"chainId": chain_id}, window)


async def requests(app: Side, actor: Actor, chain_id: str, window: Window) -> Page[InformationRequest]:
    """Those of a chain, oldest first. Raises Missing CHAIN_UNKNOWN."""
    await insider(app, actor, chain_id)
    return await app.shelf.page(INFORMATION_REQUEST, {"chainId": chain_id}, window)


async def asked_of_me(app: Side, actor: Actor, window: Window) -> Page[InformationRequest]:
    """Open ones, oldest first. Raises Forbidden NOTICES_NOT_YOURS."""
    authorise.to_be_told(actor)
    return await app.shelf.page(INFORMATION_REQUEST, {"askedId": actor.id, "open": True}, window)


async def readers(app: Side, actor: Actor, chain_id: str, window: Window) -> Page[Receipt]:
    """Who was shown or has read a chain. Raises Missing CHAIN_UNKNOWN."""
    await insider(app, actor, chain_id)
    return await app.shelf.page(RECEIPT, {"chainId": chain_id}, window)


async def copies(app: Side, actor: Actor, window: Window, unread: bool) -> Page[Receipt]:
    """The chains that the actor was shown, newest first. Raises Forbidden EMPLOYEE_ONLY."""
    authorise.to_work_here(actor)
    where = {"personId": actor.id, "copied": True}
    return await app.shelf.page(RECEIPT, {**where, "read": False} if unread else where, window, descending=True)


async def notices(app: Side, actor: Actor, window: Window, unread: bool) -> Page[Notice]:
    """The actor's own, newest first. Raises Forbidden NOTICES_NOT_YOURS."""
    authorise.to_be_told(actor)
    where = {"personId": actor.id}
    return await app.shelf.page(NOTICE, {**where, "unread": True} if unread else where, window, descending=True)


async def unread(app: Side, actor: Actor) -> tuple[int, bool]:
    """How many unread notices, up to 99, and whether there are more: one bounded query."""
    page = await notices(app, actor, Window(MOST_COUNTED), True)
    return len(page.items), page.more


async def attachments(app: Side, actor: Actor, chain_id: str, window: Window) -> Page[Attachment]:
    """Those of a chain, oldest first. Raises Missing CHAIN_UNKNOWN."""
    await insider(app, actor, chain_id)
    return await app.shelf.page(ATTACHMENT, {"chainId": chain_id}, window)
