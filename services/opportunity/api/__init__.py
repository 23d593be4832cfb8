"""The opportunity subgraph: its schema, printed by `tas schema` without any server, and the loaders of one request."""

from services.opportunity.api.loader import make_loaders
from services.opportunity.api.schema import SCHEMA

__all__ = ["SCHEMA", "make_loaders"]
