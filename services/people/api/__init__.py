"""The people subgraph: its GraphQL types, data loaders and schema."""

from services.people.api.schema import SCHEMA

__all__ = ["SCHEMA"]
