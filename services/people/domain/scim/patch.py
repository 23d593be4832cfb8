"""SCIM PATCH (RFC 7644 §3.5.2): operations applied to a resource as JSON, which is then read like a replacement."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from services.people.domain.scim.filter import pick, read_filter
from tas.core.errors import Invalid

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MOST = 1000
OPERATIONS = ("add", "replace", "remove")
_PATH = re.compile(
    r"(?P<urn>urn:[^\[\]\s]+:)?(?P<name>[A-Za-z$][\w$\-]*)?(?:\[(?P<filter>.*)\])?(?:\.(?P<sub>[\w$\-]+))?"
)


def read_operations(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The operations in a patch request. Raises Invalid(SCIM_PATCH)."""
    found = pick(body, "Operations")
    if not isinstance(found, list) or not 0 < len(found) <= MOST or not all(isinstance(one, Mapping) for one in found):
        raise Invalid("SCIM_PATCH", reason="Operations are a list of objects")
    return found


def patched(
    resource: Mapping[str, Any], operations: Sequence[Mapping[str, Any]], urns: Sequence[str]
) -> dict[str, Any]:
    """The resource after the operations; `urns` are the extensions it may have. Raises Invalid(SCIM_PATCH |
    SCIM_PATH | SCIM_NO_TARGET | SCIM_FILTER)."""
    made: dict[str, Any] = deepcopy(dict(resource))
    for one in operations:
        operation, path, value = str(pick(one, "op")).lower(), pick(one, "path"), pick(one, "value")
        if operation not in OPERATIONS:
            raise Invalid("SCIM_PATCH", reason=f"op is one of {', '.join(OPERATIONS)}")
        if isinstance(path, str) and path:
            _at(made, operation, path, value, urns)
        elif operation == "remove" or not isinstance(value, Mapping):
            raise Invalid("SCIM_NO_TARGET" if operation == "remove" else "SCIM_PATCH", reason="a path or an object")
        else:
            _merge(made, operation, value, urns)
    return made


def _merge(target: dict[str, Any], operation: str, value: Mapping[str, Any], urns: Sequence[str]) -> None:
    for name, item in value.items():
        if name in urns and isinstance(item, Mapping):
            for inner, one in item.items():
                _set(_inside(target, name), operation, inner, one)
        elif ":" in name or "." in name:
            _at(target, operation, name, item, urns)
        else:
            _set(target, operation, name, item)


def _at(target: dict[str, Any], operation: str, path: str, value: Any, urns: Sequence[str]) -> None:
    """Applies one operation at a path: `name`, `name.sub`, `name[filter]`, `name[filter].sub`, behind a URN or not."""
    if path in urns:
        if operation == "remove":
            target.pop(path, None)
        else:
            _merge(target, operation, {path: value}, urns)
        return
    match = _PATH.fullmatch(path)
    if match is None or match["name"] is None:
        raise Invalid("SCIM_PATH", path=path[:100])
    urn = (match["urn"] or "")[:-1]
    place = _inside(target, urn) if urn in urns else target
    if match["filter"] is not None:
        _where(place, operation, match["name"], match["filter"], match["sub"], value)
    elif match["sub"] is None:
        _set(place, operation, match["name"], value)
    else:
        key = _key(place, match["name"])
        inner = dict(place.get(key) or {}) if isinstance(place.get(key), Mapping | None) else {}
        _set(inner, operation, match["sub"], value)
        place[key] = inner


def _where(place: dict[str, Any], operation: str, name: str, text: str, sub: str | None, value: Any) -> None:
    test, key = read_filter(text), _key(place, name)
    items: list[Any] = list(place.get(key) or []) if isinstance(place.get(key), list | None) else []
    hit = [one for one in items if test(one)]
    if not hit and operation != "remove":
        raise Invalid("SCIM_NO_TARGET", reason=text[:100])
    kept: list[Any] = []
    for one in items:
        if one not in hit:
            kept.append(one)
        elif sub is not None:
            changed = dict(one)
            _set(changed, operation, sub, value)
            kept.append(changed)
        elif operation != "remove":
            kept.append({**one, **value} if isinstance(value, Mapping) else value)
    place[key] = kept


def _set(target: dict[str, Any], operation: str, name: str, value: Any) -> None:
    key = _key(target, name)
    stands = target.get(key)
    if operation == "remove":
        if isinstance(stands, list) and isinstance(value, list):
            gone = [pick(one, "value") for one in value if isinstance(one, Mapping)]
            target[key] = [one for one in stands if not (isinstance(one, Mapping) and pick(one, "value") in gone)]
        else:
            target.pop(key, None)
    elif operation == "add" and isinstance(stands, list):
        more = value if isinstance(value, list) else [value]
        target[key] = [*stands, *[one for one in more if one not in stands]]
    elif isinstance(stands, Mapping) and isinstance(value, Mapping):
        target[key] = {**stands, **value}
    else:
        target[key] = value


def _inside(target: dict[str, Any], urn: str) -> dict[str, Any]:
    found = target.get(urn)
    made: dict[str, Any] = dict(found) if isinstance(found, Mapping) else {}
    target[urn] = made
    return made


def _key(target: Mapping[str, Any], name: str) -> str:
    """The name as it stands in the target, whatever its case."""
    return next((key for key in target if key.lower() == name.lower()), name)
