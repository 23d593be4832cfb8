"""What a SCIM User and Group say, read from JSON with everything else left out, and written back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.people.domain.name import tidy
from services.people.domain.scim.filter import pick
from tas.core.errors import Invalid

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
LONGEST = 200
MOST_MEMBERS = 5000
_LOGIN = re.compile(r"[^\s\x00-\x1f\x7f]{1,100}")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class UserSaid:
    """`manager` is an employee's id, `department` the name of a unit."""

    login: str
    name: str
    active: bool
    external_id: str
    department: str | None
    manager: str | None


@dataclass(frozen=True, slots=True)
class GroupSaid:
    """`name` is a post, `SD`, or a post for a unit, `SD@Central`. `members` are employees' ids."""

    name: str
    external_id: str
    members: tuple[str, ...]


def read_user(body: Mapping[str, Any]) -> UserSaid:
    """Raises Invalid(SCIM_VALUE) naming the attribute."""
    login = _text(body, "userName")
    if login is None or not _LOGIN.fullmatch(login):
        raise Invalid("SCIM_VALUE", attribute="userName")
    extension = pick(body, ENTERPRISE)
    more: Mapping[str, Any] = extension if isinstance(extension, Mapping) else {}
    manager = pick(more, "manager")
    return UserSaid(
        login=login.lower(),
        name=_name(body) or login,
        active=_flag(pick(body, "active")),
        external_id=_text(body, "externalId") or "",
        department=_text(more, "department"),
        manager=_text(manager, "value") if isinstance(manager, Mapping) else _plain(manager, "manager"),
    )


def renamed(before: Mapping[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The user after a patch, without the words for the name that the patch left as they were where it gave others:
    a display name, a formatted one and its parts are one name here, and the one that was given counts."""
    old, new = pick(before, "name"), pick(after, "name")
    if new == old or not isinstance(new, Mapping) or pick(before, "displayName") != pick(after, "displayName"):
        return after
    parts = dict(new)
    if isinstance(old, Mapping) and pick(old, "formatted") == pick(new, "formatted"):
        if pick(new, "givenName") is None or pick(new, "familyName") is None:
            return after
        parts = {key: value for key, value in new.items() if key.lower() != "formatted"}
    kept = {key: value for key, value in after.items() if key.lower() not in ("displayname", "name")}
    return {**kept, "name": parts}


def read_group(body: Mapping[str, Any]) -> GroupSaid:
    """Raises Invalid(SCIM_VALUE) naming the attribute."""
    name = _text(body, "displayName")
    if name is None:
        raise Invalid("SCIM_VALUE", attribute="displayName")
    members = pick(body, "members") or []
    if not isinstance(members, list) or len(members) > MOST_MEMBERS:
        raise Invalid("SCIM_VALUE", attribute="members")
    ids = [pick(one, "value") if isinstance(one, Mapping) else one for one in members]
    if not all(isinstance(id, str) and id for id in ids):
        raise Invalid("SCIM_VALUE", attribute="members")
    return GroupSaid(name, _text(body, "externalId") or "", tuple(dict.fromkeys(ids)))


def _name(body: Mapping[str, Any]) -> str | None:
    """The display name, the formatted one, or the parts in the order of their script."""
    parts = pick(body, "name")
    named: Mapping[str, Any] = parts if isinstance(parts, Mapping) else {}
    whole = _text(body, "displayName") or _text(named, "formatted")
    given, family = _text(named, "givenName") or "", _text(named, "familyName") or ""
    joined = f"{family}{given}" if _HAN.search(family + given) else f"{given} {family}"
    return whole or tidy(joined) or None


def _text(body: Mapping[str, Any], name: str) -> str | None:
    return _plain(pick(body, name), name)


def _plain(value: Any, name: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > LONGEST or not tidy(value).isprintable():
        raise Invalid("SCIM_VALUE", attribute=name)
    return tidy(value) or None


def _flag(value: Any) -> bool:
    """Absent means active. Some directories send booleans as texts."""
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if value is not None and not isinstance(value, bool):
        raise Invalid("SCIM_VALUE", attribute="active")
    return value is not False
