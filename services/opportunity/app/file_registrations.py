"""A filing that names several product lines and regions: one registration, and one verdict, for each pair.

Everything is found sound before the first part is filed. The first part stands under the command's own key, the others
under keys derived from it, and every part's digest covers the whole request: whatever else is sent under the command
meets the first part, and is a reuse. Parts are filed in order; a retry completes what a crash has cut off, as it was
found sound then: with the account and on the day of the part that stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kit.journal.aggregate import Committed
from kit.journal.command import Command
from services.opportunity.app.access import filing_partner
from services.opportunity.app.container import Deals
from services.opportunity.app.file_registration import (
    Filed,
    account_of,
    append_filing,
    filing_command,
    finish,
    sound_filing,
    standing_of,
)
from services.opportunity.domain.filing import FilingRequest, Standing, unreadable
from services.opportunity.domain.part import Part, split
from tas.contracts.opportunity import Filing, ScopeFiled
from tas.core.actor import Actor
from tas.core.codec import to_json
from tas.core.errors import Refused, TasError, Unavailable
from tas.core.event import revive
from tas.core.ids import derive


@dataclass(frozen=True, slots=True)
class FiledPart:
    """The answer to one part."""

    product_line: str
    region: str
    filed: Filed


@dataclass(frozen=True, slots=True)
class _Step:
    """A part with its request and command."""

    part: Part
    request: FilingRequest
    command: Command


async def file_registrations(
    deals: Deals,
    actor: Actor,
    command_id: str,
    partner_id: str | None,
    request: FilingRequest,
    product_lines: Sequence[str],
    regions: Sequence[str],
) -> tuple[FiledPart, ...]:
    """The line, region and partner of `request` are overwritten. Raises what `file_registration` raises; after
    Unavailable some parts may stand, and a retry completes the rest."""
    request = replace(request, partner_id=filing_partner(actor, partner_id))
    steps = _steps(deals, actor, command_id, request, split(product_lines, regions))
    done = [await deals.ledger.answered(step.command) for step in steps]
    standing = next((one for one in done if one is not None), None)
    filings = await (_completed(deals, actor, steps, standing) if standing else _checked(deals, actor, steps))
    parts = []
    for step, filing, answered in zip(steps, filings, done, strict=True):
        answered = answered or await append_filing(deals, step.command, filing)
        parts.append(FiledPart(step.part.product_line, step.part.region, await finish(deals, answered)))
    return tuple(parts)


def _steps(
    deals: Deals, actor: Actor, command_id: str, request: FilingRequest, parts: Sequence[Part]
) -> tuple[_Step, ...]:
    pairs = [(part, replace(request, product_line=part.product_line, region=part.region)) for part in parts]
    if problems := _together([(part, unreadable(one)) for part, one in pairs]):
        raise Refused(problems)
    body = {"request": to_json(request), "parts": [[part.product_line, part.region] for part in parts]}
    first = filing_command(deals, actor, command_id, request.partner_id, body)

    def command(place: int, part: Part) -> Command:
        if place == 0:
            return first
        part_id = str(derive("part", first.key, part.product_line, part.region))
        return replace(filing_command(deals, actor, part_id, request.partner_id, body), at=first.at)

    return tuple(_Step(part, one, command(place, part)) for place, (part, one) in enumerate(pairs))


async def _checked(deals: Deals, actor: Actor, steps: Sequence[_Step]) -> list[Filing]:
    """Every part sound, or everything that is wrong with any."""
    standing = await standing_of(deals, steps[0].request.partner_id)
    filings = _read(actor, steps, standing)
    account = await account_of(deals, steps[0].command, filings[0])
    return [replace(filing, account_id=account) for filing in filings]


async def _completed(deals: Deals, actor: Actor, steps: Sequence[_Step], done: Committed[Any]) -> list[Filing]:
    """The filings as they were found sound when the part that stands was filed."""
    entry = await deals.entries.entry(done.aggregate, done.version)
    if entry is None:
        raise Unavailable("ENTRIES_MISSING", aggregate=done.aggregate, after=done.version - 1)
    stands: ScopeFiled = revive(entry.events[0])
    certified = Standing(
        True, tuple(step.part.product_line for step in steps), tuple(step.part.region for step in steps)
    )
    then = [replace(step, command=replace(step.command, at=entry.at)) for step in steps]
    return [replace(filing, account_id=stands.filing.account_id) for filing in _read(actor, then, certified)]


def _read(actor: Actor, steps: Sequence[_Step], standing: Standing) -> list[Filing]:
    filings: list[Filing] = []
    problems: list[tuple[Part, Sequence[TasError]]] = []
    for step in steps:
        try:
            filings.append(sound_filing(actor, step.command, step.request, standing))
        except Refused as refused:
            problems.append((step.part, refused.errors))
    if problems:
        raise Refused(_together(problems))
    return filings


def _together(found: Sequence[tuple[Part, Sequence[TasError]]]) -> list[TasError]:
    """The problems of all parts, each once, by their place in the whole input."""
    problems: dict[tuple[str, tuple[str, ...]], TasError] = {}
    for part, errors in found:
        for error in errors:
            field = part.placed(error.field)
            problems.setdefault((error.code, field), type(error)(error.code, field=field, **error.params))
    return list(problems.values())
