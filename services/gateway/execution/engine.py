"""The whole of one request: prepared document from the cache, variables, introspection, fetches, projection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphql import GraphQLSchema, OperationDefinitionNode, OperationType, execute_sync
from graphql.execution.values import get_variable_values

from services.gateway.execution.cache import PlanCache
from services.gateway.execution.cost import check_cost, check_fetches
from services.gateway.execution.error import ErrorLog, RequestError, coded, refusal
from services.gateway.execution.limit import Limits
from services.gateway.execution.operation import Decided, Prepared, decide, prepare, truths_of
from services.gateway.execution.plan import Node, read_plan
from services.gateway.execution.port import Asking, SubgraphCaller
from services.gateway.execution.projection import Projection
from services.gateway.execution.run import Run
from services.gateway.execution.selection import Chooser
from services.gateway.execution.supergraph import Supergraph

DECIDED = 64
"""How many combinations of condition values are kept of one operation."""


class QueryPlanner(Protocol):
    """The Rust planner, or a stand-in."""

    def plan(self, query: str, operation_name: str | None = None) -> str: ...


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One request as the transport hands it over. `only_queries` is set for methods that must not change anything."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    only_queries: bool = False


class Engine:
    """Executes GraphQL requests over the subgraphs of one supergraph. Safe for concurrent use on one event loop."""

    def __init__(
        self,
        supergraph: Supergraph,
        schema: GraphQLSchema,
        planner: QueryPlanner,
        caller: SubgraphCaller,
        limits: Limits | None = None,
        hide_suggestions: bool = True,
        cache: PlanCache | None = None,
    ) -> None:
        self.schema = schema
        self._supergraph = supergraph
        self._planner = planner
        self._caller = caller
        self._limits = limits or Limits()
        self._hide = hide_suggestions
        self._cache = cache or PlanCache()

    async def execute(self, request: GraphQLRequest, asking: Asking) -> dict[str, Any]:
        """The response map. Raises RequestError when the request is refused before execution."""
        prepared = self.prepared(request.query, request.operation_name)
        if request.only_queries and prepared.operation.operation is not OperationType.QUERY:
            raise refusal("METHOD_NOT_ALLOWED", "Only queries may be sent with this method.", 405)
        variables = self._variables(prepared, request.variables)
        check_cost(prepared.weights, variables, self._limits)
        decided = self._decided(prepared, variables)
        log = ErrorLog()
        meta = self._introspect(prepared, variables, log)
        run = Run(self._supergraph, self._caller, asking, variables, log)
        await run.go(decided.plan)
        data = decided.projection.project(run.data, meta, log)
        return {"data": data, "errors": log.errors} if log.errors else {"data": data}

    def prepared(self, query: str, name: str | None) -> Prepared:
        """The document's prepared operation, from the cache or made now."""
        key = (query, name)
        found = self._cache.find(key)
        if found is not None:
            return found
        made = prepare(self.schema, query, name, self._limits, self._hide)
        self._cache.keep(key, made)
        return made

    def _variables(self, prepared: Prepared, given: Mapping[str, Any]) -> Mapping[str, Any]:
        definitions = prepared.operation.variable_definitions or ()
        if not definitions:
            return {}
        found = get_variable_values(self.schema, definitions, dict(given), hide_suggestions=self._hide)
        if isinstance(found, list):
            raise RequestError(coded(found, "BAD_USER_INPUT"))
        return found.coerced

    def _introspect(self, prepared: Prepared, variables: Mapping[str, Any], log: ErrorLog) -> dict[str, Any]:
        if prepared.meta is None:
            return {}
        result = execute_sync(self.schema, prepared.meta, variable_values=dict(variables))
        for error in coded(result.errors or [], "INTROSPECTION_FAILED"):
            log.add(error)
        return dict(result.data or {})

    def _decided(self, prepared: Prepared, variables: Mapping[str, Any]) -> Decided:
        """The plan and the projection for these values of the conditions, kept with the operation."""
        truths = truths_of(prepared.conditions, variables)
        key = tuple(truths.values())
        found = prepared.decided.get(key)
        if found is None:
            plan = self._plan(decide(prepared.planned, truths) if prepared.planned else "", prepared.operation)
            chooser = Chooser(self.schema, prepared.fragments, truths)
            found = Decided(plan, Projection(chooser, prepared.operation, prepared.root))
            if len(prepared.decided) >= DECIDED:
                prepared.decided.clear()
            prepared.decided[key] = found
        return found

    def _plan(self, document: str, operation: OperationDefinitionNode) -> Node | None:
        if not document:
            return None
        try:
            plan = read_plan(self._planner.plan(document, operation.name.value if operation.name else None))
        except ValueError as error:
            raise refusal("QUERY_NOT_PLANNED", "No plan over the services was found for this query.", 500) from error
        check_fetches(plan, self._limits)
        return plan
