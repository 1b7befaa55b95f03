"""Which things to do are one and the same, so that the list says them once.

Two items of an account are the same when different sources have the same words for them, or when both are of one
subject. Subjects, read from the key, which begins with the source:

- risk: signals, the escalation they propose, the renewal path's own escalation, and the weekly check-in that poor
  health asks for. One conversation answers them all.
- touch: the account's own touch and those of its people. One line an account, whoever is the longest without a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from csdesk.desk.today_model import Item
from csdesk.values.text import fold

_SUBJECTS: Final = (
    ("risk", re.compile(r"signal/|escalation/propose/|renewal/\d+/escalate/|cadence/account/\d+/(red|yellow)/")),
    ("touch", re.compile(r"cadence/")),
)
"""Subject, and the keys that are of it; the first that matches."""
_BEGINS: Final = ("signal/", "escalation/propose/", "renewal/", "cadence/")
"""How the keys of any subject begin."""


def merged(items: Sequence[Item]) -> list[tuple[Item, ...]]:
    """The items of one account in parts: what is the same stands in one part. One source never says a thing twice."""
    if len(items) < 2:
        return [tuple(items)] if items else []
    parts: list[tuple[list[Item], set[str], dict[str, set[str]]]] = []
    """The items of each, their subjects, and which sources have which words for them."""
    for item in items:
        subject, source, words = _subject(item), item.key.partition("/")[0], fold(item.title)
        part = None
        for one in parts:
            said = one[2].get(words)
            if subject in one[1] or (said is not None and said != {source}):
                part = one
                break
        if part is None:
            part = ([], set(), {})
            parts.append(part)
        part[0].append(item)
        part[2].setdefault(words, set()).add(source)
        if subject:
            part[1].add(subject)
    return [tuple(mine) for mine, _, _ in parts]


def _subject(item: Item) -> str:
    if not item.key.startswith(_BEGINS):
        return ""
    return next((name for name, pattern in _SUBJECTS if pattern.match(item.key)), "")


__all__ = ["merged"]
