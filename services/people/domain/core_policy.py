"""The policy of each core field: who owns it, who approves a change, how it is verified, how soon it may change again.

The policies are data (`core_policy.toml` beside this file); nothing about a single field is written in code."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from services.people.domain.staff import POSTS
from tas.contracts.account import CoreField, VerifyMethod

KEYS = {"owner", "approvers", "method", "cooldown", "downstream", "legalEntity"}
FINANCE, DIRECTOR = "FIN", "SD"


@dataclass(frozen=True, slots=True)
class CoreFieldPolicy:
    """`owner_post` and `approver_posts` are role codes; `verify_method` None needs no evidence; `cooldown_days` count
    from the day a change was recorded; `downstream` names what rests on the field."""

    field: CoreField
    owner_post: str
    approver_posts: tuple[str, ...]
    verify_method: VerifyMethod | None
    cooldown_days: int
    downstream: tuple[str, ...]
    legal_entity: bool

    @property
    def financial(self) -> bool:
        """Whether finance approves a change."""
        return FINANCE in self.approver_posts


def read_policies(text: str) -> Mapping[CoreField, CoreFieldPolicy]:
    """The policies in a TOML text, one for every core field. Raises ValueError or KeyError naming what is wrong."""
    tables = tomllib.loads(text)
    lacking = {field.value for field in CoreField} ^ set(tables)
    if lacking:
        raise ValueError(f"a policy for each core field: {sorted(lacking)}")
    return {field: _policy(field, tables[field.value]) for field in CoreField}


@cache
def policies() -> Mapping[CoreField, CoreFieldPolicy]:
    """The packaged policies."""
    return read_policies((files("services.people.domain") / "core_policy.toml").read_text("utf-8"))


def _policy(field: CoreField, table: Mapping[str, Any]) -> CoreFieldPolicy:
    if set(table) - KEYS:
        raise ValueError(f"{field.value}: {sorted(set(table) - KEYS)}")
    posts: Sequence[str] = [table["owner"], *table["approvers"]]
    if set(posts) - set(POSTS):
        raise ValueError(f"{field.value}: {sorted(set(posts) - set(POSTS))}")
    method = table.get("method")
    return CoreFieldPolicy(
        field=field,
        owner_post=table["owner"],
        approver_posts=tuple(table["approvers"]),
        verify_method=None if method is None else VerifyMethod(method),
        cooldown_days=int(table["cooldown"]),
        downstream=tuple(table["downstream"]),
        legal_entity=bool(table.get("legalEntity", False)),
    )
