"""Team templates: which roles a deal's team has in a phase, chosen by the deal's value, with the duties of each role.

All of it is data (`team_template.toml` beside this file); a team may have any number of roles.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from services.people.domain.deal_team import ROLES
from tas.contracts.staff import Phase
from tas.core.errors import Invalid

FEWEST = 2


@dataclass(frozen=True, slots=True)
class Words:
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Duty:
    """What drives a role, what it overlooks, and what it does before winning and after."""

    role: str
    drive: Words
    blind_spot: Words
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class TeamTemplate:
    """`from_value`: the smallest deal, in the templates' currency, that it is for."""

    code: str
    phase: Phase
    from_value: Decimal
    duties: tuple[Duty, ...]
    task: Words

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(one.role for one in self.duties)


@dataclass(frozen=True, slots=True)
class Templates:
    currency: str
    templates: tuple[TeamTemplate, ...]

    def choose(self, phase: Phase, value: Decimal, currency: str) -> TeamTemplate:
        """The one with the highest value that the deal reaches. Raises Invalid(TEMPLATE_CURRENCY)."""
        if currency != self.currency:
            raise Invalid("TEMPLATE_CURRENCY", field=("value",), currency=self.currency)
        fitting = [one for one in self.templates if one.phase is phase and one.from_value <= value]
        return max(fitting, key=lambda one: one.from_value)


def read_templates(text: str) -> Templates:
    """Raises KeyError, TypeError or ValueError naming what is wrong: each phase has a template from 0, no two of a
    phase begin at the same value, every role is known, has its duty and stands once; the account manager is in all."""
    table = tomllib.loads(text)
    duties = {role: _duty(role, said) for role, said in table["duty"].items()}
    read = tuple(_template(one, duties) for one in table["template"])
    starts = [(one.phase, one.from_value) for one in read]
    if len(set(starts)) != len(starts) or len({one.code for one in read}) != len(read):
        raise ValueError("two templates of one phase begin at the same value, or share a code")
    for phase in Phase:
        if (phase, Decimal(0)) not in starts:
            raise ValueError(f"{phase}: no template from 0")
    return Templates(table["currency"], read)


@cache
def templates() -> Templates:
    """The packaged templates."""
    return read_templates((files("services.people.domain") / "team_template.toml").read_text("utf-8"))


def _template(table: Mapping[str, Any], duties: Mapping[str, Duty]) -> TeamTemplate:
    roles: Sequence[str] = table["roles"]
    if set(roles) - set(ROLES) or len(set(roles)) != len(roles) or len(roles) < FEWEST or "AM" not in roles:
        raise ValueError(f"{table['code']}: {roles}")
    value = Decimal(table["from"])
    if value < 0:
        raise ValueError(f"{table['code']}: {value}")
    return TeamTemplate(
        table["code"], Phase(table["phase"]), value, tuple(duties[role] for role in roles), Words(**table["task"])
    )


def _duty(role: str, said: Mapping[str, Any]) -> Duty:
    drive, blind, before, after = (Words(**said[name]) for name in ("drive", "blindSpot", "before", "after"))
    return Duty(role, drive, blind, before, after)
