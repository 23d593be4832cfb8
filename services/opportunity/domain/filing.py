"""What a partner asks for, and everything that can be wrong with it, found in one pass.

Shapes and limits only, and what the partner is certified for. Whether the scope is free is decided in `scope`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tas.contracts.opportunity import Filing
from tas.core.errors import Forbidden, Invalid, Refused, TasError
from tas.core.money import Money, parse_money
from tas.core.text import is_blank, is_clean

CREDIT_CODE = re.compile("[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
"""GB 32100-2015: 18 characters without I, O, S, V and Z. The check character is the people service's to read."""
NAME_LENGTH = 200
ITEM_LENGTH = 500
TEXT_LENGTH = 2000
ITEMS = 20
HORIZON = timedelta(days=3660)
"""How far ahead a signing may be expected: ten years."""


@dataclass(frozen=True, slots=True)
class FilingRequest:
    """A filing as it came in, untouched: what a retry must repeat. `amount` is decimal text."""

    partner_id: str
    legal_name: str
    credit_code: str
    project_name: str
    product_line: str
    region: str
    amount: str
    currency: str
    expected_sign_date: date
    contact_met: str
    evidence: tuple[str, ...] = ()
    support_needed: str = ""
    competitors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the people service says of a partner: whether it is active, and what it is certified for."""

    active: bool
    product_lines: tuple[str, ...]
    regions: tuple[str, ...]


def unreadable(request: FilingRequest) -> list[TasError]:
    """Texts with what has no place in them: of half characters not even a digest can be made."""
    texts = [
        (("partnerId",), request.partner_id),
        *_texts(request),
        *((("evidence",), item) for item in request.evidence),
        *((("competitors",), item) for item in request.competitors),
        (("amount", "amount"), request.amount),
        (("amount", "currency"), request.currency),
    ]
    return [Invalid("TEXT_UNREADABLE", field=field) for field, text in texts if not is_clean(text)]


def read_filing(
    request: FilingRequest, standing: Standing, today: date, *, registration_id: str, filed_by: str
) -> Filing:
    """The filing in its written form, its account still unnamed (''): an account is made for a sound filing only.
    Raises Refused with everything that is wrong."""
    problems = [*_shape(request, today), *_certification(request, standing)]
    try:
        amount = _amount(request)
    except TasError as problem:
        raise Refused([*problems, problem]) from None
    if problems:
        raise Refused(problems)
    return Filing(
        registration_id=registration_id,
        partner_id=request.partner_id,
        filed_by=filed_by,
        account_id="",
        customer_name=request.legal_name.strip(),
        credit_code=normal_code(request.credit_code),
        project_name=request.project_name.strip(),
        product_line=request.product_line,
        region=request.region,
        amount=amount,
        expected_sign_date=request.expected_sign_date,
        contact_met=request.contact_met.strip(),
        evidence=tuple(item.strip() for item in request.evidence),
        support_needed=request.support_needed.strip(),
        competitors=tuple(item.strip() for item in request.competitors),
    )


def normal_code(text: str) -> str:
    """A credit code in its written form: full-width and small letters made plain, blanks gone."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _shape(request: FilingRequest, today: date) -> Iterator[TasError]:
    if not CREDIT_CODE.fullmatch(normal_code(request.credit_code)):
        yield Invalid("CREDIT_CODE_INVALID", field=("customer", "creditCode"), value=request.credit_code[:40])
    for field, text in _texts(request)[:3]:
        if is_blank(text):
            yield Invalid("TEXT_EMPTY", field=field)
        if len(text) > NAME_LENGTH:
            yield Invalid("TEXT_TOO_LONG", field=field, longest=NAME_LENGTH)
    if len(request.support_needed) > TEXT_LENGTH:
        yield Invalid("TEXT_TOO_LONG", field=("supportNeeded",), longest=TEXT_LENGTH)
    yield from _items("evidence", request.evidence)
    yield from _items("competitors", request.competitors)
    if request.expected_sign_date < today:
        yield Invalid("SIGN_DATE_PAST", field=("expectedSignDate",), value=request.expected_sign_date.isoformat())
    if request.expected_sign_date > today + HORIZON:
        yield Invalid("SIGN_DATE_FAR", field=("expectedSignDate",), value=request.expected_sign_date.isoformat())


def _certification(request: FilingRequest, standing: Standing) -> Iterator[TasError]:
    if not standing.active:
        yield Forbidden("PARTNER_INACTIVE")
    if request.product_line not in standing.product_lines:
        yield Invalid("PRODUCT_LINE_NOT_CERTIFIED", field=("productLine",), value=request.product_line[:40])
    if request.region not in standing.regions:
        yield Invalid("REGION_NOT_CERTIFIED", field=("region",), value=request.region[:40])


def _amount(request: FilingRequest) -> Money:
    amount = parse_money(request.amount, request.currency, ("amount",))
    if amount.amount == 0:
        raise Invalid("AMOUNT_NOT_POSITIVE", field=("amount", "amount"))
    return amount


def _items(name: str, items: tuple[str, ...]) -> Iterator[TasError]:
    if len(items) > ITEMS:
        yield Invalid("TOO_MANY_ITEMS", field=(name,), most=ITEMS)
    for place, item in enumerate(items[:ITEMS]):
        if is_blank(item):
            yield Invalid("TEXT_EMPTY", field=(name, str(place)))
        if len(item) > ITEM_LENGTH:
            yield Invalid("TEXT_TOO_LONG", field=(name, str(place)), longest=ITEM_LENGTH)


def _texts(request: FilingRequest) -> list[tuple[tuple[str, ...], str]]:
    """The names, which may not be empty, then the other texts."""
    return [
        (("customer", "legalName"), request.legal_name),
        (("projectName",), request.project_name),
        (("contactMet",), request.contact_met),
        (("customer", "creditCode"), request.credit_code),
        (("productLine",), request.product_line),
        (("region",), request.region),
        (("supportNeeded",), request.support_needed),
    ]
