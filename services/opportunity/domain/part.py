"""A filing of several product lines and regions, split: one part, and later one registration, for each pair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tas.core.errors import Invalid, Refused, TasError

MOST_PARTS = 8
"""Pairs in one filing at most: a reader waits for all of them in one call, and that names eight changes at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """A pair, and where its halves stood in the lists."""

    product_line: str
    region: str
    line_place: int
    region_place: int

    def placed(self, field: tuple[str, ...]) -> tuple[str, ...]:
        """The path in the whole input of a field of this part."""
        match field:
            case ("productLine",):
                return ("productLines", str(self.line_place))
            case ("region",):
                return ("regions", str(self.region_place))
        return field


def split(product_lines: Sequence[str], regions: Sequence[str]) -> tuple[Part, ...]:
    """Every line with every region, in the order asked. Raises Refused for an empty list, for one that names something
    twice, and for too many pairs."""
    problems = [*_list("productLines", product_lines), *_list("regions", regions)]
    if len(product_lines) * len(regions) > MOST_PARTS:
        problems.append(Invalid("TOO_MANY_PARTS", field=("productLines",), most=MOST_PARTS))
    if problems:
        raise Refused(problems)
    return tuple(
        Part(line, region, place, other)
        for place, line in enumerate(product_lines)
        for other, region in enumerate(regions)
    )


def _list(name: str, items: Sequence[str]) -> Iterator[TasError]:
    if not items:
        yield Invalid("PARTS_MISSING", field=(name,))
    for place, item in enumerate(items[: MOST_PARTS + 1]):
        if item in items[:place]:
            yield Invalid("PART_TWICE", field=(name, str(place)))
