"""Reading what the organisation answered to a chain's question. It comes from another process, perhaps of another
release: what does not have its shape must not come into a chain."""

from collections.abc import Mapping, Sequence
from typing import Any

from tas.chain.advance import Consultation

MOST_VOTES = 1000


def read_consultation(answer: Any) -> Consultation:
    """`{"facts": {...}, "resolutions": {key: {"approvers": [{"id", "why"?, "hops"?, "weight"?}], "fallback"?}}}`.
    Raises ValueError naming what is wrong."""
    facts, resolutions = _member(answer, "facts"), _member(answer, "resolutions")
    for key, resolution in resolutions.items():
        _read_resolution(key, resolution)
    return Consultation(facts, resolutions)


def _member(answer: Any, name: str) -> dict[str, Any]:
    found = answer.get(name) if isinstance(answer, Mapping) else None
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise ValueError(f"{name} are no object")
    return found


def _read_resolution(key: str, resolution: Any) -> None:
    approvers = resolution.get("approvers") if isinstance(resolution, Mapping) else None
    if not isinstance(approvers, Sequence) or isinstance(approvers, str):
        raise ValueError(f"{key} has no list of approvers")
    if not all(_is_approver(found) for found in approvers):
        raise ValueError(f"{key} has an approver who is none")
    if not isinstance(resolution.get("fallback", False), bool):
        raise ValueError(f"{key} has a fallback that is neither true nor false")


def _is_approver(found: Any) -> bool:
    if not isinstance(found, Mapping) or not isinstance(found.get("id"), str) or not found["id"]:
        return False
    hops = found.get("hops", ())
    named = isinstance(hops, Sequence) and not isinstance(hops, str) and all(isinstance(hop, str) for hop in hops)
    weight = found.get("weight", 1)
    weighs = isinstance(weight, int) and not isinstance(weight, bool) and 1 <= weight <= MOST_VOTES
    return named and weighs and isinstance(found.get("why", ""), str)
