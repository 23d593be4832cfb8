"""Commands on a contact map: the decision chain, the customer's approval path, our relations, touches, assessments.

Only for the map's circle, and not for those who only audit. An account's own map begins with the first thing put on it;
a deal's begins with the deal (`effect`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from secrets import token_bytes
from typing import Any

from kit.journal.command import Command, canonical, user_command
from services.people.app.contact.command import Changed, answered, carry_out, private_command
from services.people.app.contact.record_person import seen_person
from services.people.app.contact.sight import Sight, require_employee, sight_of
from services.people.app.container import People
from services.people.domain.contact.charting import (
    Judgement,
    assess,
    place,
    record_touch,
    relate,
    remove,
    second,
    set_path,
)
from services.people.domain.contact.contact_map import CONTACT_MAP, ContactMap, Member, Relation, Touch
from services.people.domain.contact.share import split
from tas.contracts.contact import ApprovalStep, MapMemberPlaced, MapOpened
from tas.core.actor import Actor
from tas.core.codec import to_json
from tas.core.errors import Forbidden, Invalid, Missing
from tas.core.ids import caused_id, kind_of

LONGEST_TEXT = 4000
"""Of all that was said of a touch together, and of a member's agenda."""
Decide = Callable[[ContactMap], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class TouchText:
    """What was said: why, what came of it, what we promised, what is next."""

    purpose: str
    summary: str
    commitments: tuple[str, ...] = ()
    next_step: str | None = None


async def place_member(
    people: People, actor: Actor, command_id: str, map_id: str, member: Member, agenda: str | None
) -> Changed:
    """Puts a person into the chain, or changes what is known of them; `agenda` is what they want, as text: None leaves
    it as it was, '' takes it away. Raises Missing(MAP_UNKNOWN | PERSON_UNKNOWN), Forbidden(CONTACT_FORBIDDEN),
    Conflict(MAP_FULL), Invalid(TOUCH_TEXT)."""
    command = private_command(people, actor, command_id, ["member", map_id, member, agenda])
    done = await answered(people, command)
    if done:
        return done
    sight = await _admitted(people, actor, map_id)
    await seen_person(people, sight, member.person_id)
    sealed = await _sealed(people, (member.person_id,), agenda) if agenda else (None,)
    event = MapMemberPlaced(
        map_id=map_id,
        person_id=member.person_id,
        political=member.political,
        buying_role=member.buying_role,
        support=member.support,
        coverage=member.coverage,
        adaptability=member.adaptability,
        agenda_sealed=sealed[0],
    )

    def decide(map: ContactMap) -> tuple[Any, ...]:
        known = map.member(member.person_id)
        kept = known.agenda_sealed if known and agenda is None else event.agenda_sealed
        return place(map, replace(event, agenda_sealed=kept))

    return await _on_map(people, sight, command, map_id, decide)


async def remove_member(people: People, actor: Actor, command_id: str, map_id: str, person_id: str) -> Changed:
    """Takes a person out of the chain; their series stays. Raises Missing(MAP_UNKNOWN | MEMBER_UNKNOWN), Forbidden(
    CONTACT_FORBIDDEN)."""
    command = user_command(actor, command_id, ["remove", map_id, person_id], people.now())
    sight = await _admitted(people, actor, map_id)
    return await _on_map(people, sight, command, map_id, lambda map: remove(map, person_id))


async def set_relation(people: People, actor: Actor, command_id: str, map_id: str, relation: Relation) -> Changed:
    """What one of our people is to a member, and is to become. Raises Missing(MAP_UNKNOWN | MEMBER_UNKNOWN), Invalid(
    TOUCH_EMPLOYEE), Forbidden(CONTACT_FORBIDDEN)."""
    command = user_command(actor, command_id, ["relation", map_id, to_json(relation)], people.now())
    sight = await _admitted(people, actor, map_id)
    _require_ours(sight, (relation.employee_id,))
    return await _on_map(people, sight, command, map_id, lambda map: relate(map, relation))


async def set_approval_path(
    people: People, actor: Actor, command_id: str, map_id: str, steps: Sequence[ApprovalStep]
) -> Changed:
    """The customer's way to a decision, whole. Raises Missing(MAP_UNKNOWN | MEMBER_UNKNOWN), Invalid(PATH_MALFORMED),
    Forbidden(CONTACT_FORBIDDEN)."""
    command = user_command(actor, command_id, ["path", map_id, to_json(tuple(steps))], people.now())
    sight = await _admitted(people, actor, map_id)
    return await _on_map(people, sight, command, map_id, lambda map: set_path(map, steps))


async def touch(
    people: People,
    actor: Actor,
    command_id: str,
    map_id: str,
    told: Touch,
    text: TouchText,
    judgements: Sequence[Judgement],
) -> tuple[Changed, str]:
    """Records a touch together with the scores that it justifies, in one entry; gives the touch's id too. Of `told` the
    id, the text and the number of commitments are made here. Raises what `charting.record_touch` raises,
    Missing(PERSON_UNKNOWN), Invalid(TOUCH_TEXT | TOUCH_EMPLOYEE), Forbidden(CONTACT_FORBIDDEN)."""
    command = private_command(people, actor, command_id, ["touch", map_id, told, text, list(judgements)])
    touch_id = caused_id("touch", command.key, "record")
    done = await answered(people, command)
    if done:
        return done, touch_id
    sight = await _admitted(people, actor, map_id)
    _require_ours(sight, [*told.employee_ids, *([told.next_step_by] if told.next_step_by else [])])
    for id in told.person_ids:
        await seen_person(people, sight, id)
    plain = replace(told, id=touch_id, commitment_count=len(text.commitments))
    record_touch(_stood_in(sight, map_id), plain, judgements, actor.id, command.at)  # refuses before anything is sealed
    sealed = replace(plain, text_sealed=await _sealed(people, told.person_ids, canonical(to_json(text))))
    changed = await _on_map(
        people, sight, command, map_id, lambda map: record_touch(map, sealed, judgements, actor.id, command.at)
    )
    return changed, touch_id


async def assess_stance(
    people: People,
    actor: Actor,
    command_id: str,
    map_id: str,
    judgements: Sequence[Judgement],
    touch_ids: Sequence[str],
) -> Changed:
    """Adds assessments that rest on touches recorded earlier. Raises what `charting.assess` raises, Forbidden(
    CONTACT_FORBIDDEN)."""
    body = ["assess", map_id, to_json(list(judgements)), list(touch_ids)]
    command = user_command(actor, command_id, body, people.now())
    sight = await _admitted(people, actor, map_id)
    return await _on_map(
        people, sight, command, map_id, lambda map: assess(map, judgements, touch_ids, actor.id, command.at)
    )


async def second_stance(people: People, actor: Actor, command_id: str, map_id: str, ordinal: int) -> Changed:
    """Confirms somebody else's assessment. Raises what `charting.second` raises, Forbidden(CONTACT_FORBIDDEN)."""
    command = user_command(actor, command_id, ["second", map_id, ordinal], people.now())
    sight = await _admitted(people, actor, map_id)
    return await _on_map(people, sight, command, map_id, lambda map: second(map, ordinal, actor.id, command.at))


async def _admitted(people: People, actor: Actor, map_id: str) -> Sight:
    """What the actor sees, where they may write. Raises Unauthenticated, Missing(MAP_UNKNOWN), Forbidden(
    CONTACT_FORBIDDEN)."""
    require_employee(actor)
    sight = await sight_of(people, actor)
    map = _stood_in(sight, map_id)
    if not sight.map(map):
        raise Missing("MAP_UNKNOWN", field=("mapId",), id=map_id[:50])
    if not sight.writes_map(map):
        raise Forbidden("CONTACT_FORBIDDEN")
    return sight


def _stood_in(sight: Sight, map_id: str) -> ContactMap:
    """The map by the picture; an account's own one stands as soon as the account does."""
    map = sight.picture.map.get(map_id, ContactMap(map_id))
    return _opened(sight, map)[1]


def _opened(sight: Sight, map: ContactMap) -> tuple[tuple[Any, ...], ContactMap]:
    account = sight.picture.account.get(map.id)
    if map.exists or kind_of(map.id) != "account" or account is None or not account.exists:
        return (), map
    return (MapOpened(map.id, map.id, None, None),), replace(map, account_id=map.id)


async def _on_map(people: People, sight: Sight, command: Command, map_id: str, decide: Decide) -> Changed:
    def whole(state: ContactMap) -> tuple[Any, ...]:
        opening, map = _opened(sight, state)
        return (*opening, *decide(map))

    return await carry_out(people, CONTACT_MAP, map_id, command, whole)


async def _sealed(people: People, person_ids: Sequence[str], text: str) -> tuple[str, ...]:
    """The text in shares, one sealed under each person's key. Raises Invalid(TOUCH_TEXT)."""
    if len(text) > LONGEST_TEXT:
        raise Invalid("TOUCH_TEXT", field=("summary",), longest=LONGEST_TEXT)
    shares = split(text, len(person_ids), token_bytes)
    return tuple(
        [(await people.vault.seal(id, [("note", one)]))[0] for id, one in zip(person_ids, shares, strict=True)]
    )


def _require_ours(sight: Sight, employee_ids: Sequence[str]) -> None:
    for id in employee_ids:
        employee = sight.picture.employee.get(id)
        if employee is None or not employee.exists:
            raise Invalid("TOUCH_EMPLOYEE", field=("employeeIds",), id=id[:50])
