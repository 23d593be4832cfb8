"""Variants of a flow: the same code with another definition for some facts. Which one a chain is started with is chosen
here, once; the chain is pinned to it for life."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from tas.core.codec import Json
from tas.core.errors import Invalid
from tas.flows.condition import evaluate
from tas.flows.definition import FlowDefinition
from tas.flows.loader import catalogue, load
from tas.flows.table import derive


def choose(plain: FlowDefinition, variants: Sequence[FlowDefinition], facts: Mapping[str, Json]) -> FlowDefinition:
    """The first variant of that code whose condition holds; the plain definition when none or a fact is unknown. What
    the plain definition's decision tables say is known too."""
    known = {**facts, **derive(plain, facts)}
    for variant in variants:
        if variant.code == plain.code and variant.match and evaluate(variant.match, known).value is True:
            return variant
    return plain


def load_variant(text: str, name: str) -> FlowDefinition:
    """The variant in a TOML text. Raises what `load` does, and Invalid FLOW_NO_VARIANT for one that could never be
    chosen."""
    definition = load(text, name)
    if definition.match is None or definition.code not in catalogue():
        raise Invalid("FLOW_NO_VARIANT", place=name)
    return definition


@cache
def packaged_variants() -> tuple[FlowDefinition, ...]:
    """The variants that come with the packaged flows, in the order of their names."""
    found = sorted((path for path in (files("tas.flows") / "data" / "variants").iterdir()), key=str)
    return tuple(load_variant(path.read_text("utf-8"), path.name) for path in found)
