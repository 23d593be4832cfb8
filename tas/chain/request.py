"""What the approval service sends to a running chain, and what a run of it carries on. JSON by the codec.

The Update's answer is `{"answer": …}` or `{"refused": …}` (tas.core.refusal): expected refusals are results.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tas.chain.decide import Act
from tas.chain.state import ChainState
from tas.core.actor import Actor
from tas.core.codec import Json


@dataclass(frozen=True, slots=True)
class ActRequest:
    """One act under its command's identity (kit.journal.command)."""

    command_key: str
    digest: str
    actor: Actor
    act: Act
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A command that this run has answered."""

    digest: str
    answer: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a run of a chain knows: carried whole into the next run. `version` is the journal's."""

    chain_id: str
    epoch: int
    version: int
    state: ChainState
    seen: Mapping[str, Seen] = field(default_factory=dict)


def refused(refusal: Mapping[str, Any]) -> dict[str, Any]:
    """The Update's answer for an expected refusal."""
    return {"refused": dict(refusal)}
