"""Entries to JSON and back, and the hash that chains them. The JSON form is what the broker and the feed carry."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from kit.journal.command import canonical, sha256
from kit.journal.entry import Draft, Entry
from tas.core.codec import from_json, to_json


def seal(draft: Draft, prev_hash: str) -> Entry:
    """The entry of a draft: its hash covers everything, the hash of the entry before ('' for the first) included."""
    values = {f.name: getattr(draft, f.name) for f in fields(draft)}
    return Entry(**values, prev_hash=prev_hash, hash=_hash(to_json(draft), prev_hash))


def intact(entry: Entry) -> bool:
    """Whether the entry's hash is that of its content."""
    body = entry_to_json(entry)
    del body["hash"]
    prev_hash = str(body.pop("prev_hash"))
    return _hash(body, prev_hash) == entry.hash


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """All fields by their names; what `entry_from_json` reads."""
    body: dict[str, Any] = to_json(entry)
    return body


def entry_from_json(body: Mapping[str, Any]) -> Entry:
    """Raises KeyError or ValueError when the JSON is not an entry's."""
    return from_json(Entry, body)


def _hash(body: Any, prev_hash: str) -> str:
    return sha256(f"{prev_hash}\n{canonical(body)}")
