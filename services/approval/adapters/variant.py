"""Further variants of flows from a folder of TOML files, in the order of their names."""

from pathlib import Path

from tas.flows.definition import FlowDefinition
from tas.flows.variant import load_variant


def read_variants(folder: str) -> tuple[FlowDefinition, ...]:
    """Every `*.toml` of the folder; () for no folder. Raises OSError for one that cannot be read, else what
    `load_variant` raises: a service does not start with a definition that is wrong."""
    if not folder:
        return ()
    names = sorted(path for path in Path(folder).iterdir() if path.suffix == ".toml")
    return tuple(load_variant(path.read_text("utf-8"), path.name) for path in names)
