"""What somebody promises aloud, read as an action: "Ines sends the list by friday" is "Send the list", Ines, Friday."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from csdesk.values.dates import parse_date
from csdesk.values.errors import ParseError
from csdesk.values.formats import DateOrder
from csdesk.values.text import fold


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who can own an action."""

    id: int
    name: str
    me: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """An action as it was understood. `owner` is None when nobody was named, `due` when no day was."""

    title: str
    owner: Known | None
    due: date | None


_BEFORE_DATE: Final = ("by", "on", "until", "till", "before", "due", "for")
_WORDS_OF_DATE: Final = 6
_MODALS: Final = ("is going to", "are going to", "am going to", "will", "shall", "should", "has to", "have to",
                  "needs to", "need to", "must", "to", "'ll", "can")  # fmt: skip
_IRREGULAR: Final = {"does": "do", "has": "have", "goes": "go", "is": "be"}
_ME: Final = ("i", "i'll", "me", "myself")


def read_action(text: str, people: Sequence[Known], today: date, order: DateOrder = "dmy") -> Spoken:
    """What a line says. A person is meant by @name anywhere, or by a name or "I" that begins the line.

    Names match by whole name, first or last name; one that two people share is nobody's. The day stands at the end,
    in any words a date field takes, with or without "by".
    """
    words = " ".join(text.replace("’", "'").split())
    owner, words = _mentioned(words, people)
    due, words = _day(words, today, order)
    if owner is None:
        owner, words = _subject(words, people)
    return Spoken(_title(words), owner, due)


def _mentioned(words: str, people: Sequence[Known]) -> tuple[Known | None, str]:
    for found in re.finditer(r"(?:^|\s)@([\w'.-]+)(?:\s+([\w'.-]+))?", words):
        for name, end in ((f"{found[1]} {found[2]}" if found[2] else "", found.end()), (found[1], found.end(1))):
            one = _person(name, people)
            if one is not None:
                return one, " ".join((words[: found.start()] + " " + words[end:]).split())
    return None, words


def _person(name: str, people: Sequence[Known]) -> Known | None:
    wanted = fold(name).strip(".,")
    if not wanted:
        return None
    if wanted in _ME:
        return next((one for one in people if one.me), None)
    whole = [one for one in people if fold(one.name) == wanted]
    if whole:
        return whole[0]
    found = [one for one in people if wanted in (fold(one.name).split() or [""])]
    if not found and len(wanted) >= 3:
        found = [one for one in people if any(part.startswith(wanted) for part in fold(one.name).split())]
    return found[0] if len({one.id for one in found}) == 1 else None


def _day(words: str, today: date, order: DateOrder) -> tuple[date | None, str]:
    """The day at the end of the line, the longest ending that is one, and the line without it."""
    parts = words.rstrip(".!,; ").split(" ")
    for count in range(min(_WORDS_OF_DATE, len(parts) - 1), 0, -1):
        said = parts[-count:]
        begins = said[0].casefold()
        ending = " ".join(said[1:] if begins in _BEFORE_DATE and len(said) > 1 else said)
        # "for 3 4" or a lone number is a quantity far oftener than a day.
        if re.fullmatch(r"[\d.,]+", ending) or fold(ending) in ("may", "march", "sun", "sat", "mar"):
            continue
        try:
            day = parse_date(ending, today, order)
        except ParseError:
            continue
        rest = parts[:-count]
        if rest and rest[-1].casefold() in _BEFORE_DATE:
            rest = rest[:-1]
        return day, " ".join(rest)
    return None, words


def _subject(words: str, people: Sequence[Known]) -> tuple[Known | None, str]:
    parts = words.split(" ")
    for count in (3, 2, 1):
        if len(parts) <= count:
            continue
        name = " ".join(parts[:count])
        short = name.removesuffix("'ll")
        one = _exact(short.rstrip(",:"), people)
        if one is not None:
            return one, _verb(" ".join(parts[count:]), modal=name != short)
    return None, words


def _exact(name: str, people: Sequence[Known]) -> Known | None:
    """A name that begins a line must be a whole name or a whole part of one: "Mark the list" is not Marketa."""
    wanted = fold(name)
    one = _person(name, people)
    if one is None or wanted in _ME:
        return one
    return one if wanted == fold(one.name) or wanted in fold(one.name).split() else None


def _verb(rest: str, *, modal: bool = False) -> str:
    """What is done, in its base form: "sends the list" and "will send the list" are "send the list"."""
    for one in _MODALS:
        if rest.casefold().startswith(f"{one} "):
            return _verb(rest[len(one) + 1 :], modal=True)
    if modal:
        return rest
    verb, _, more = rest.partition(" ")
    return f"{_base(verb)} {more}".strip()


def _base(verb: str) -> str:
    low = verb.casefold()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if low.endswith(("shes", "ches", "xes", "sses", "zzes", "oes")):
        return low[:-2]
    if low.endswith("s") and not low.endswith(("ss", "us", "is")) and len(low) > 3:
        return low[:-1]
    return verb


def _title(words: str) -> str:
    text = words.strip(" .,;:")
    return text[:1].upper() + text[1:]
