"""Names: the form in which two spellings of one legal name are equal, and the login that a person's name gives."""

import re
import unicodedata

from tas.core.ids import natural_id

_PUNCTUATION = re.compile(r"[\s.,;:()'\"·&/-]+")


def tidy(text: str) -> str:
    """The name as it is shown: canonical characters, single blanks, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def name_key(text: str) -> str:
    """The name as it is compared: width, case, blanks and punctuation do not count."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).casefold())


def account_id_of(legal_name: str) -> str:
    """The id of an account that a file knows by its name alone."""
    return natural_id("account", f"name:{name_key(legal_name)}")


def account_id_of_code(code: str) -> str:
    """The id of an account that was first seen with this credit code."""
    return natural_id("account", f"code:{code}")


def login_of(name: str) -> str:
    """`Anna Snelling` → `anna.snelling`."""
    return ".".join(unicodedata.normalize("NFKC", name).casefold().split())


def employee_id_of(login: str) -> str:
    return natural_id("employee", login.casefold())


def unit_id_of(name: str) -> str:
    return natural_id("unit", name_key(name))


def partner_id_of(name: str) -> str:
    return natural_id("partner", name_key(name))


def partner_user_id_of(login: str) -> str:
    return natural_id("partner-user", login.casefold())
