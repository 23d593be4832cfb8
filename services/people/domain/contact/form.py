"""The forms by which a person's name, mail and phone are found again: two spellings of one thing share at least one.

Forms are personal data: they leave this process as keyed look-up tokens only.
"""

import re
import unicodedata
from collections.abc import Sequence

from pypinyin import Style, lazy_pinyin

from services.people.domain.name import name_key

COUNTRY = "86"
"""The calling code of a number that names none."""
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_WORD = re.compile(r"[^\W_]+")
_SURNAME = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao",
    "翟": "zhai", "覃": "qin", "员": "yun", "种": "chong", "折": "she", "缪": "miao", "乐": "yue", "任": "ren",
}  # fmt: skip
"""Characters that are read otherwise where they are a family name."""


def forms(field: str, plain: str) -> Sequence[str]:
    """What the field is found by; none for a field that is not looked up, or a text that says nothing."""
    match field:
        case "name":
            return sorted(_names(plain) - {""})
        case "mail":
            return [mail_form(plain)] if mail_form(plain) else []
        case "phone":
            return [phone_form(plain)] if phone_form(plain) else []
    return []


def mail_form(text: str) -> str:
    """Without blanks and case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def phone_form(text: str) -> str:
    """The international number in digits: `+86 (0)21-6888 0000` → `862168880000`. An extension is left out."""
    text = re.split(r"(?i)ext\.?|x|#|转|;", unicodedata.normalize("NFKC", text), maxsplit=1)[0].replace("(0)", "")
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith("+") or digits.startswith("00"):
        return digits.removeprefix("00") if digits.startswith("00") else digits
    if digits.startswith(COUNTRY) and len(digits) == 13:
        return digits
    return COUNTRY + digits.removeprefix("0") if digits else ""


def _names(text: str) -> set[str]:
    """The compared name; of Chinese characters also their Latin spelling, of Latin words also without accents and with
    the family name at the other end."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    han = "".join(_HAN.findall(plain))
    words = _WORD.findall(_bare(_HAN.sub(" ", plain)))
    return {name_key(text)} | ({han} | _pinyin(han) if han else set()) | _latin(words)


def _pinyin(han: str) -> set[str]:
    """As a passport would have it; ü is written u, v or yu."""
    syllables = [_bare(one) for one in lazy_pinyin(han, style=Style.NORMAL)]
    first = _SURNAME.get(han[0], syllables[0])
    spelt = {"".join((surname, *syllables[1:])) for surname in (first, syllables[0])}
    return spelt | {one.replace("v", other) for one in spelt if "v" in one for other in ("u", "yu")}


def _latin(words: list[str]) -> set[str]:
    """Either end may hold the family name."""
    if not words:
        return set()
    return {"".join(words), "".join((words[-1], *words[:-1])), "".join((*words[1:], words[0]))}


def _bare(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
