"""What slides have room for: the next rows, the first words. What is left out, the export says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from csdesk.desk.messages import say, wording

if TYPE_CHECKING:
    from csdesk.desk.deck_facts import Facts, Shared

_LETTERS: Final = 9
"""Letters a word may have on the average, so that one without a space does not fill a slide."""
_NAME: Final = 34
"""Letters of the account's name in the title of a slide."""


def limit(name: str) -> int:
    """A limit that the wording of the slides states."""
    return int(wording("review-slides")["limits"][name])


def clip(text: str, words: int) -> str:
    """As many whole words as a slide has room for, with an ellipsis where there are more."""
    kept = text.split()
    short = " ".join(kept[:words])
    if len(short) > words * _LETTERS:
        short = short[: words * _LETTERS].rsplit(" ", 1)[0] if " " in short[: words * _LETTERS] else short[: words * 5]
    if len(kept) <= words and short == " ".join(kept):
        return text
    return short.rstrip(" ,;:.–-") + "…"


def first(facts: Facts, found: Sequence[Shared], name: str) -> list[Shared]:
    """The first rows of a kind, as many as there is room for; those left out are noted."""
    most = limit(name)
    if len(found) > most:
        words = wording("review-slides")["warnings"]
        what = words["rows"][name]
        facts.left.append(say(words["rows_left"], left=len(found) - most, count=len(found), what=what))
    return list(found[:most])


def told(facts: Facts, text: str, name: str, where: str) -> str:
    """A text of a slide within its limit; one that was cut is noted by where it stands."""
    short = clip(text, limit(name))
    if short != text:
        note = say(wording("review-slides")["warnings"]["cut"], where=where)
        if note not in facts.left:
            facts.left.append(note)
    return short


def items(facts: Facts, found: Sequence[str], where: str) -> tuple[str, ...]:
    """The first lines of a list, each within its limit."""
    most = limit("column_items")
    kept = tuple(clip(one, limit("column_words")) for one in found[:most])
    if len(found) > most or kept != tuple(found[:most]):
        facts.left.append(say(wording("review-slides")["warnings"]["cut"], where=where))
    return kept


def titled(name: str) -> str:
    """The account's name as the title of a slide has room for it."""
    if len(name) <= _NAME:
        return name
    short = name[:_NAME].rsplit(" ", 1)[0] if " " in name[:_NAME] else name[:_NAME]
    return short.rstrip(" ,.-&") + "…"
