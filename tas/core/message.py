"""The words of every error code, in zh-CN and en, read from `messages/*.toml`. Which codes exist is decided where they
are raised; a test holds that each has its words."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "messages"
LOCALES = ("zh-CN", "en")
DEFAULT_LOCALE = "en"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Code → language → words with `{param}` slots. Raises ValueError when two files name the same code."""
    words: dict[str, Mapping[str, str]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for code, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if code in words:
                raise ValueError(f"{code} has words in two files, one is {path.name}")
            words[code] = texts
    return words


def message(code: str, params: Mapping[str, Any], locale: str = DEFAULT_LOCALE) -> str:
    """What to tell a person. A code without words is told as the code; a missing param leaves its name in place."""
    texts = catalogue().get(code)
    if texts is None:
        return code
    return texts.get(locale, texts[DEFAULT_LOCALE]).format_map(_Slots(params))


def choose_locale(accepted: str) -> str:
    """The first of our languages in an Accept-Language value, by weight (RFC 9110 §12.5.4); else the default."""
    ranked = sorted((_weight(part) for part in accepted.split(",")[:20]), key=lambda one: -one[1])
    for tag, weight in ranked:
        if weight > 0 and tag.split("-")[0] in ("zh", "en"):
            return "zh-CN" if tag.startswith("zh") else "en"
    return DEFAULT_LOCALE


def _weight(part: str) -> tuple[str, float]:
    tag, _, weight = part.strip().lower().partition(";")
    name, _, number = weight.strip().partition("=")
    if not weight.strip():
        return tag.strip(), 1.0
    try:
        return tag.strip(), float(number) if name.strip() == "q" else 0.0
    except ValueError:
        return tag.strip(), 0.0


class _Slots(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
