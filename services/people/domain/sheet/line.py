"""Parents that must stand and must not run in circles: of accounts, and of people who report to each other."""

from collections.abc import Mapping


def on_circle(parents: Mapping[str, str | None]) -> frozenset[str]:
    """The keys whose line of parents comes back to themselves."""
    circular: set[str] = set()
    settled: set[str] = set()
    for start in parents:
        path: list[str] = []
        key: str | None = start
        while key is not None and key not in settled and key not in path:
            path.append(key)
            key = parents.get(key)
        if key is not None and key in path:
            circular.update(path[path.index(key) :])
        settled.update(path)
    return frozenset(circular)


def without_parent(parents: Mapping[str, str | None], standing: frozenset[str]) -> frozenset[str]:
    """The keys whose parent, or its parent and so on, is neither here nor standing already."""
    lost: set[str] = set()
    while True:  # bounded: each turn but the last adds a key
        more = {key for key, up in parents.items() if key not in lost and up is not None and (
            up in lost or (up not in parents and up not in standing))}  # fmt: skip
        if not more:
            return frozenset(lost)
        lost |= more
