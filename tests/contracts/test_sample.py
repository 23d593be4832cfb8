"""Every event that a journal may hold has one committed sample for each version of its payload. A sample is what the
code reads and writes today, field by field: whoever changes an event's shape gives it a new version and an upcaster.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tas.core.event import Recorded, known_events, knows, record, revive

SAMPLES = Path(__file__).parent / "samples"
MODULES = (
    "tas.contracts.account",
    "tas.contracts.people",
    "tas.contracts.contact",
    "tas.contracts.group",
    "tas.contracts.privacy",
    "tas.contracts.staff",
    "tas.contracts.opportunity",
    "tas.contracts.chain",
    "tas.contracts.side",
    "tas.contracts.subject",
    "tas.contracts.draft",
    "tas.contracts.definition",
    "tas.chain.event",
    "tas.chain.act_event",
)
Sample = tuple[str, int]


def registered() -> dict[str, int]:
    """The events of the language by name, each with its newest version."""
    found: set[str] = set()
    for name in MODULES:
        classes = [one for one in vars(import_module(name)).values() if isinstance(one, type) and is_dataclass(one)]
        found |= {cls.__name__ for cls in classes if cls.__module__ == name and knows(cls.__name__)}
    return {name: version for name, version in known_events().items() if name in found}


def expected(events: Mapping[str, int]) -> set[Sample]:
    return {(name, version) for name, newest in events.items() for version in range(1, newest + 1)}


def committed() -> set[Sample]:
    names = [path.name.removesuffix(".json").rpartition(".v") for path in SAMPLES.glob("*.json")]
    return {(name, int(version)) for name, _, version in names}


def read(sample: Sample) -> Recorded:
    name, version = sample
    data = json.loads((SAMPLES / f"{name}.v{version}.json").read_text(encoding="utf-8"))
    return Recorded(name, version, data)


def problem(recorded: Recorded) -> str:
    """What is wrong with a payload of the newest version; '' when the code reads and writes it unchanged."""
    try:
        again = record(revive(recorded))
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        return f"cannot be read: {error!r}"
    return "" if again == recorded else f"is written as {again.data}"


NEWEST = sorted(registered().items())


def test_every_event_of_every_version_has_its_sample() -> None:
    assert committed() == expected(registered())


def test_an_event_or_a_version_without_a_sample_is_found() -> None:
    assert expected({**registered(), "Planted": 2}) - committed() == {("Planted", 1), ("Planted", 2)}


def test_no_module_of_events_is_left_out() -> None:
    roots = (Path("tas/contracts"), Path("tas/chain"))
    top = Path(__file__).resolve().parents[2]
    files = [path for root in roots for path in (top / root).glob("*.py") if "@event(" in path.read_text()]
    assert {".".join(path.relative_to(top).with_suffix("").parts) for path in files} == set(MODULES)


@pytest.mark.parametrize("sample", NEWEST, ids=lambda sample: sample[0])
def test_a_sample_is_read_and_written_unchanged(sample: Sample) -> None:
    assert problem(read(sample)) == ""


@pytest.mark.parametrize("sample", sorted(expected(registered())), ids=lambda sample: f"{sample[0]}.v{sample[1]}")
def test_a_sample_of_any_version_is_lifted_to_the_newest(sample: Sample) -> None:
    event = revive(read(sample))
    assert type(event).__name__ == sample[0]
    assert problem(record(event)) == ""


def spoiled(data: Any) -> Iterator[tuple[str, Any]]:
    """The payload with each of its fields in turn missing, renamed, and of another type, at every depth."""
    if isinstance(data, list):
        for place, item in enumerate(data):
            for what, inner in spoiled(item):
                yield f"{place}.{what}", [*data[:place], inner, *data[place + 1 :]]
    if not isinstance(data, dict):
        return
    for name, value in data.items():
        rest = {key: item for key, item in data.items() if key != name}
        yield f"{name} missing", rest
        yield f"{name} renamed", {**rest, f"{name}_": value}
        yield f"{name} of another type", {**data, name: 7.5}
        if name not in FREE:
            for what, inner in spoiled(value):
                yield f"{name}.{what}", {**data, name: inner}


FREE = ("facts", "definition", "calendar", "rule", "data", "answer", "score", "clocks")
"""Fields that hold any JSON object: what is inside is not the contract's."""


@pytest.mark.parametrize("sample", NEWEST, ids=lambda sample: sample[0])
def test_a_missing_or_changed_field_is_found(sample: Sample) -> None:
    recorded = read(sample)
    ways = list(spoiled(recorded.data))
    assert len(ways) >= 3 * len(recorded.data)
    unseen = [what for what, data in ways if not problem(Recorded(recorded.type, recorded.version, data))]
    assert unseen == []
