"""Graph questions by rustworkx. Of the newest picture the graph that is open to the whole company is kept; what else a
reader sees is added for their question alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import rustworkx

from services.people.domain.contact.picture import Picture, open_to_company
from services.people.domain.contact.route import Influence, Introduction, Introductions, cost, regards, steps
from services.people.domain.contact.tie import Tie
from tas.contracts.contact_term import PersonStatus

Step = tuple[float, str]
"""What an edge carries: its cost, and the tie it is made of."""
GONE = (PersonStatus.ERASED, PersonStatus.MERGED)


@dataclass(frozen=True, slots=True)
class Ground:
    """The steps of all ties open to the company, backwards: from whom is met to who introduces. `hidden`: the ties that
    it lacks."""

    revision: int
    day: date
    place: dict[str, int]
    graph: "rustworkx.PyDiGraph[str, Step]"
    hidden: tuple[Tie, ...]


class RustworkxNetwork:
    """Holds `app.contact.port.Network`."""

    def __init__(self) -> None:
        self._ground: Ground | None = None

    def introductions(self, ask: Introductions) -> tuple[Introduction, ...]:
        ground = self._ground_of(ask.picture, ask.day)
        target = ground.place.get(ask.person_id)
        if target is None:
            return ()
        graph = _with(ground, ask.day, ask.may_see)
        paths = rustworkx.digraph_dijkstra_shortest_paths(graph, target, None, weight_fn=_cost)
        found = [
            _introduction(graph, list(paths[place]))
            for id, place in ground.place.items()
            if id in ask.picture.employee and place in paths and ask.picture.employee[id].on(ask.day).active
        ]
        return tuple(sorted(found, key=lambda one: (one.cost, one.ids))[: ask.first])

    def influence(self, ask: Influence) -> tuple[tuple[str, float], ...]:
        every = ask.picture.person.values()
        persons = sorted(one.id for one in every if one.account_id == ask.account_id and one.status not in GONE)
        if not persons:
            return ()
        place = _with_merged(ask.picture, {id: number for number, id in enumerate(persons)})
        graph: rustworkx.PyDiGraph[str, float] = rustworkx.PyDiGraph()
        graph.add_nodes_from(persons)
        for tie in ask.picture.tie.values():
            for one, other in regards(tie, ask.day):
                if one in place and other in place and place[one] != place[other]:
                    graph.add_edge(place[one], place[other], float(tie.strength))
        shares = rustworkx.pagerank(graph, weight_fn=float)
        return tuple(sorted(((id, shares[place[id]]) for id in persons), key=lambda one: (-one[1], one[0])))

    def _ground_of(self, picture: Picture, day: date) -> Ground:
        kept = self._ground
        if kept is None or (kept.revision, kept.day) != (picture.revision, day):
            kept = self._ground = _ground(picture, day)
        return kept


def _ground(picture: Picture, day: date) -> Ground:
    nodes = [*picture.employee, *(one.id for one in picture.person.values() if one.status not in GONE)]
    place = _with_merged(picture, {id: number for number, id in enumerate(nodes)})
    graph: rustworkx.PyDiGraph[str, Step] = rustworkx.PyDiGraph()
    graph.add_nodes_from(nodes)
    shown: list[Tie] = []
    hidden: list[Tie] = []
    for tie in picture.tie.values():
        if tie.from_id in place and tie.to_id in place:
            (shown if open_to_company(picture, tie) else hidden).append(tie)
    _add(graph, place, shown, day)
    return Ground(picture.revision, day, place, graph, tuple(hidden))


def _with_merged(picture: Picture, place: dict[str, int]) -> dict[str, int]:
    """The places, with that of the standing record for every record merged into it."""
    merged = {one.id: one.merged_into for one in picture.person.values() if one.merged_into is not None}
    return {**place, **{id: place[into] for id, into in merged.items() if into in place}}


def _with(ground: Ground, day: date, may_see: Callable[[Tie], bool]) -> "rustworkx.PyDiGraph[str, Step]":
    """The ground, and what else may be seen."""
    more = [tie for tie in ground.hidden if may_see(tie)]
    if not more:
        return ground.graph
    graph = ground.graph.copy()
    _add(graph, ground.place, more, day)
    return graph


def _add(graph: "rustworkx.PyDiGraph[str, Step]", place: dict[str, int], ties: list[Tie], day: date) -> None:
    graph.add_edges_from(
        [(place[to], place[origin], (cost(tie, day), tie.id)) for tie in ties for origin, to in steps(tie, day)]
    )


def _introduction(graph: "rustworkx.PyDiGraph[str, Step]", places: list[int]) -> Introduction:
    """The way of these places, turned round to begin at the employee."""
    taken = [min(graph.get_all_edge_data(one, next_)) for one, next_ in pairwise(places)]
    ids = tuple(graph[place] for place in reversed(places))
    return Introduction(ids, tuple(tie for _, tie in reversed(taken)), sum(step[0] for step in taken))


def _cost(step: Step) -> float:
    return step[0]
