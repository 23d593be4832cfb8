"""The approval subgraph: its schema, and the loaders that each request is given."""

from kit.graphql.schema import build_schema
from services.approval.api.contribution import Account, Registration
from services.approval.api.loader import make_loaders
from services.approval.api.mutation import Mutation
from services.approval.api.query import Query
from services.approval.api.stub import Employee, PartnerUser

__all__ = ["SCHEMA", "make_loaders"]

SCHEMA = build_schema(Query, Mutation, [Account, Registration, Employee, PartnerUser])
