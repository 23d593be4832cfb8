"""Notices in words, zh-CN or en, as they stand in the product, in a mail and in a chat. Nothing that was said in the
chain is repeated there: who follows the link sees what they may see."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from services.approval.app.side.port import Message
from services.approval.domain.side.notice import Notice
from tas.chain.state import ChainState
from tas.core.message import DEFAULT_LOCALE

WORDS = Path(__file__).parent / "words.toml"


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Kind → language → words with slots."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def title(notice: Notice, chain: ChainState, locale: str) -> str:
    """A notice in one line."""
    names = {"flow": _in(chain.definition.name.zh_cn, chain.definition.name.en, locale), "node": ""}
    steps = {node.key: node.name for node in chain.definition.nodes}
    if notice.node in steps:
        names["node"] = _in(steps[notice.node].zh_cn, steps[notice.node].en, locale)
    return _said(notice.kind.value, locale, names)


def link(notice: Notice, base: str) -> str:
    """Where it is to be seen: the task, or the chain."""
    return f"{base}/tasks/{notice.task_id}" if notice.task_id else f"{base}/chains/{notice.chain_id}"


def message_of(id: str, told: Sequence[tuple[Notice, ChainState]], locale: str, base: str) -> Message:
    """One message of at least one notice, all of one person."""
    lines = [title(notice, chain, locale) for notice, chain in told]
    links = [link(notice, base) for notice, _ in told]
    subject = lines[0] if len(lines) == 1 else _said("DIGEST", locale, {"count": str(len(lines))})
    text = "\n\n".join(f"{line}\n{place}" for line, place in zip(lines, links, strict=True))
    return Message(id, told[0][0].person_id, locale, subject, text, tuple(links))


def _said(kind: str, locale: str, names: Mapping[str, str]) -> str:
    texts = words()[kind]
    return texts.get(locale, texts[DEFAULT_LOCALE]).format_map(dict(names))


def _in(chinese: str, english: str, locale: str) -> str:
    return chinese if locale == "zh-CN" else english
