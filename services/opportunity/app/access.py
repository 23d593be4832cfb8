"""The one authorisation point: who may file, and who sees which registrations and opportunities.

Every path asks here: fields, lists, entities, nodes. It is an allow-list: whoever is not named sees nothing, and what
one may not see is answered as if it did not exist.
"""

from tas.core.actor import Actor, ActorKind
from tas.core.errors import Forbidden, Invalid
from tas.core.ids import kind_of

FILING_POST = "CHM"
READING_POSTS = ("CHM", "VP", "ADM", "AUD", "MDS", "SD", "AM")
"""Sales directors and account managers of any unit: who owns an account is known to the people service only."""


def filing_partner(actor: Actor, partner_id: str | None) -> str:
    """For whom the actor files: a partner user for their partner, a channel manager for the partner they name.
    Raises Forbidden(FILING_NOT_ALLOWED), Invalid(PARTNER_REQUIRED)."""
    if actor.kind is ActorKind.PARTNER and actor.partner and partner_id in (None, actor.partner):
        return actor.partner
    if actor.kind is not ActorKind.EMPLOYEE or not actor.holds(FILING_POST):
        raise Forbidden("FILING_NOT_ALLOWED")
    if not partner_id:
        raise Invalid("PARTNER_REQUIRED", field=("partnerId",))
    return partner_id


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees the deals of every partner."""
    if actor.kind is ActorKind.SERVICE:
        return True
    return actor.kind is ActorKind.EMPLOYEE and actor.holds(*READING_POSTS)


def sees(actor: Actor, partner_id: str) -> bool:
    """Whether the actor sees what belongs to this partner."""
    return sees_all(actor) or (actor.kind is ActorKind.PARTNER and bool(partner_id) and actor.partner == partner_id)


def sees_accounts(actor: Actor) -> bool:
    """Partners know their customer by the name they filed, never our account."""
    return sees_all(actor)


def sees_filer(actor: Actor, filed_by: str) -> bool:
    """Partners are told which of their own people filed, never which of our staff."""
    return sees_all(actor) or kind_of(filed_by) == "partner-user"


def list_partner(actor: Actor, asked: str | None) -> str | None:
    """Whose deals a list may show, given whose were asked for: None is everybody's.
    Raises Forbidden(LIST_NOT_ALLOWED) when it would be nobody's."""
    if sees_all(actor):
        return asked
    if actor.kind is ActorKind.PARTNER and actor.partner and asked in (None, actor.partner):
        return actor.partner
    raise Forbidden("LIST_NOT_ALLOWED")
