"""The one place where a chain's facts are read: those recorded, and what the definition's tables make of them."""

from collections.abc import Mapping

from tas.chain.state import ChainState
from tas.core.codec import Json
from tas.flows.table import derive


def facts_for(state: ChainState) -> Mapping[str, Json]:
    """Every fact that a condition or a check may name."""
    return {**state.facts, **derive(state.definition, state.facts)}
