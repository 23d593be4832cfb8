"""Running one plan: fetches in the plan's order, answers merged, subgraph errors moved to the client's paths."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from services.gateway.execution.error import ErrorDict, ErrorLog, Path, SubgraphFailure, from_subgraph, listed
from services.gateway.execution.merge import copied, merge, rewrite
from services.gateway.execution.plan import Fetch, Node, Parallel, Rewrite, Sequence
from services.gateway.execution.port import Asking, SubgraphCaller
from services.gateway.execution.supergraph import Supergraph
from services.gateway.execution.target import Batch, gather_batch


@dataclass(slots=True)
class Run:
    """The state of one execution."""

    supergraph: Supergraph
    caller: SubgraphCaller
    asking: Asking
    variables: Mapping[str, Any]
    log: ErrorLog
    data: dict[str, Any] = field(default_factory=dict)

    async def go(self, node: Node | None) -> None:
        """Runs a node and everything below it."""
        match node:
            case Fetch():
                await self.fetch(node)
            case Sequence():
                for item in node.nodes:
                    await self.go(item)
            case Parallel():
                await self.parallel(node.nodes)

    async def parallel(self, nodes: Iterable[Node]) -> None:
        """All at once, but mutations after the rest and one by one: a mutation's own entity fetches come before the
        next mutation, as the specification's serial execution wants."""
        effects = [node for node in nodes if isinstance(node, Fetch) and node.kind == "mutation"]
        others = [node for node in nodes if not (isinstance(node, Fetch) and node.kind == "mutation")]
        if len(others) == 1:
            await self.go(others[0])
        elif others:
            await asyncio.gather(*(self.go(node) for node in others))
        for node in effects:
            await self.go(node)

    async def fetch(self, node: Fetch) -> None:
        """One request, or none when there is nothing to ask about."""
        variables = {name: self.variables[name] for name in node.variables if name in self.variables}
        batches = [gather_batch(self.data, part, node.service, self.supergraph) for part in node.parts]
        if node.parts and not any(batch.representations for batch in batches):
            return
        for batch in batches:
            variables[batch.part.variable] = batch.representations
        body = b'{"query":' + node.query + b',"variables":' + orjson.dumps(variables) + b"}"
        try:
            answer = await self.caller.call(node.service, body, self.asking)
        except SubgraphFailure as failure:
            answer = {"errors": [{"message": failure.message, "extensions": {"code": failure.code}}]}
        if node.parts:
            self.take_entities(batches, answer)
        else:
            self.take_roots(node, answer)

    def take_roots(self, node: Fetch, answer: Mapping[str, Any]) -> None:
        """Merges root fields. An error without a path that left no data is reported at each field it concerns."""
        data = answer.get("data")
        if isinstance(data, dict):
            for change in node.outputs:
                rewrite(data, change, self.supergraph.fits)
            merge(self.data, data, self.supergraph.interfaces)
        for error in errors_of(answer, data):
            path = error.get("path")
            if isinstance(path, list) and path:
                self.log.add(from_subgraph(error, renamed(path, node.outputs)))
            elif data is None:
                for key in node.roots:
                    self.log.add(from_subgraph(error, [key]))
            else:
                self.log.add(from_subgraph(error, None))

    def take_entities(self, batches: list[Batch], answer: Mapping[str, Any]) -> None:
        """Merges entities into every object that waits for them."""
        data = answer.get("data")
        for batch in batches:
            found = data.get(batch.part.alias) if isinstance(data, dict) else None
            if not isinstance(found, list):
                continue
            for change in batch.part.outputs:
                rewrite(found, change, self.supergraph.fits)
            for entity, waiting in zip(found, batch.waiting, strict=False):
                if type(entity) is dict:
                    for target, _ in waiting[1:]:
                        merge(target, copied(entity), self.supergraph.interfaces)
                    merge(waiting[0][0], entity, self.supergraph.interfaces)
        for error in errors_of(answer, data):
            for path in entity_places(error, batches):
                self.log.add(from_subgraph(error, path))


def errors_of(answer: Mapping[str, Any], data: Any) -> list[ErrorDict]:
    """The answer's errors; an answer with neither data nor errors is one."""
    found = [error for error in answer.get("errors") or () if isinstance(error, dict)]
    if not found and data is None:
        return [{"message": "The service gave no data.", "extensions": {"code": "SUBGRAPH_INVALID"}}]
    return found


def entity_places(error: ErrorDict, batches: list[Batch]) -> list[list[str | int]]:
    """Where the client sees the error: at each object that waits for the entity, or for any when none is named."""
    path = error.get("path")
    if isinstance(path, list) and path:
        for batch in batches:
            if path[0] == batch.part.alias:
                index = path[1] if len(path) > 1 else None
                if isinstance(index, int) and 0 <= index < len(batch.waiting):
                    rest = renamed(path[2:], batch.part.outputs)
                    return [listed(at) + rest for _, at in batch.waiting[index]]
                return waiting_places([batch])
    return waiting_places(batches)


def waiting_places(batches: list[Batch]) -> list[list[str | int]]:
    """Each object of the batches once."""
    places: dict[Path | None, None] = {at: None for batch in batches for group in batch.waiting for _, at in group}
    return [listed(at) for at in places]


def renamed(path: list[Any], outputs: tuple[Rewrite, ...]) -> list[Any]:
    """The path with the planner's own aliases turned back."""
    names = {change.path[-1].key: change.value for change in outputs if change.renames}
    return [names.get(key, key) if isinstance(key, str) else key for key in path]
