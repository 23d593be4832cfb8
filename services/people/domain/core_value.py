"""Values of core fields as text: what may stand in each, and the form in which it is kept.

Text is what a form, a request and the history hold; `account` keeps flags as flags."""

import re

from services.people.domain import credit_code
from services.people.domain.name import tidy
from tas.contracts.account import CoreField
from tas.core.errors import Invalid, TasError
from tas.core.ids import kind_of

LONGEST = 200
OVERSEAS = "OVERSEAS"
ACCOUNT_TYPES = ("ENTERPRISE", "GOV", "PUBLIC_INST", OVERSEAS)
FLAGS = ("true", "false")
_REQUIRED = (CoreField.LEGAL_NAME, CoreField.CREDIT_CODE, CoreField.BLACKLIST)
_TAX_NO = re.compile(r"[0-9A-Z]{6,30}")
_KINDS = {CoreField.PARENT: "account", CoreField.OWNER: "employee"}


def read_value(field: CoreField, text: str | None) -> str | None:
    """The value as it is kept; None for no value. Raises Invalid(CORE_VALUE_WRONG | CORE_VALUE_MISSING |
    CREDIT_CODE_INVALID), each naming the field."""
    value = tidy(text or "")
    if not value:
        if field in _REQUIRED:
            raise Invalid("CORE_VALUE_MISSING", field=("changes", field.value), name=field.value)
        return None
    if len(value) > LONGEST or not value.isprintable():
        raise wrong(field, value)
    match field:
        case CoreField.CREDIT_CODE:
            return credit_code.read_any(value)
        case CoreField.ACCOUNT_TYPE if value not in ACCOUNT_TYPES:
            raise wrong(field, value)
        case CoreField.BLACKLIST if value not in FLAGS:
            raise wrong(field, value)
        case CoreField.TAX_NO if not _TAX_NO.fullmatch(value):
            raise wrong(field, value)
        case CoreField.PARENT | CoreField.OWNER if kind_of(value) != _KINDS[field]:
            raise wrong(field, value)
    return value


def wrong(field: CoreField, value: str) -> TasError:
    """The refusal of a value that cannot stand in the field."""
    return Invalid("CORE_VALUE_WRONG", field=("changes", field.value), name=field.value, value=value[:40])
