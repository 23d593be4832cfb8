"""Further flows and variants of flows from a folder of TOML files, in the order of their names."""

from collections.abc import Mapping
from pathlib import Path

from tas.flows.definition import FlowDefinition
from tas.flows.loader import catalogue, load
from tas.flows.variant import load_variant


def read_variants(folder: str) -> tuple[FlowDefinition, ...]:
    """The variants of the folder; () for no folder. Raises OSError for one that cannot be read, else what
    `load_variant` raises: a service does not start with a definition that is wrong."""
    return tuple(load_variant(text, name) for name, text in _texts(folder) if not _further(text, name))


def read_flows(folder: str) -> Mapping[str, FlowDefinition]:
    """The packaged flows by code, and the folder's whose codes are none of theirs. Raises as `read_variants`."""
    further = [load(text, name) for name, text in _texts(folder) if _further(text, name)]
    return {**catalogue(), **{flow.code: flow for flow in further}}


def _further(text: str, name: str) -> bool:
    """Whether it is a flow of its own: it has a code of its own, and is for all facts."""
    flow = load(text, name)
    return flow.match is None and flow.code not in catalogue()


def _texts(folder: str) -> list[tuple[str, str]]:
    """(name, text) of every `*.toml`."""
    if not folder:
        return []
    names = sorted(path for path in Path(folder).iterdir() if path.suffix == ".toml")
    return [(path.name, path.read_text("utf-8")) for path in names]
