"""The unified social credit code (统一社会信用代码, GB 32100-2015): its written form and its check character; and the
registration number that stands in its place for a customer overseas: COUNTRY-NUMBER, such as DE-HRB12345.

Whether a code is taken lives in `claim`; whether it names the company it is said to name is for flow 1-2.
"""

import re
import unicodedata

from tas.core.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: I, O, S, V and Z are left out because they are easily misread."""
_SHAPE = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_OVERSEAS = re.compile(r"(?!CN-)[A-Z]{2}-[0-9A-Z]{3,30}")
"""The country by its two letters (ISO 3166-1), then the number of its register without signs."""
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def normalise(text: str) -> str:
    """The written form: full-width characters and small letters made plain, blanks gone."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_character(body: str) -> str:
    """The 18th character of the 17 that stand before it."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def is_valid(code: str) -> bool:
    """Whether a normalised code has the standard's shape and check character."""
    return _SHAPE.fullmatch(code) is not None and check_character(code[:17]) == code[17]


def is_overseas(code: str) -> bool:
    """Whether a normalised code is a registration number overseas."""
    return _OVERSEAS.fullmatch(code) is not None


def read_any(text: str) -> str:
    """A credit code, or a registration number overseas, in its written form. Raises Invalid(CREDIT_CODE_INVALID)."""
    code = normalise(text)
    return code if is_overseas(code) else read(code)


def read(text: str) -> str:
    """The code in its written form. Raises Invalid(CREDIT_CODE_INVALID)."""
    code = normalise(text)
    if not is_valid(code):
        raise Invalid("CREDIT_CODE_INVALID", field=("creditCode",), value=text[:40])
    return code
