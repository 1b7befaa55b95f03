"""Whole columns typed at once, where nothing in them needs a second look.

Most columns of an export are plain: a few passes over all their cells together prove it, at a fraction of the time
that looking at cell after cell takes. Each function gives what cells.parse_column would give, or None to say that the
cells have to be looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

from csdesk.sync.targets import Target
from csdesk.values import currencies
from csdesk.values.formats import Formats

Value = str | int | float | bool | tuple[int, str] | None
"""A typed cell in stored form; None is a blank."""
MAX_TEXT = 2_000
"""A single-line text longer than this is cut nowhere: the row is rejected, because something else went wrong."""

_GAP = "\x1f"
_FIRST = itemgetter(slice(0, 1))
_LAST = itemgetter(slice(-1, None))
_SUSPECT = frozenset(" ='#-—–([\\")
"""What a blank, a formula, a guard or a spreadsheet's error may begin with; see cells.BLANK_TEXT."""
_DAMAGED = re.compile("[0-9][.,][0-9]+E|\\.0(?:\x1f|$)", re.I)
_DOMAINS = re.compile(
    "(?:(?:[a-z0-9]{2,60}(?:-[a-z0-9]{1,60}+){0,2}(?:\\.[a-z0-9]{2,60}){0,2}\\.[a-z]{2,20})?(?:\x1f|$))*+"
)
_AMOUNTS = {
    ".": re.compile("(?:(?:-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\\.[0-9]{1,2})?)?(?:\x1f|$))*+"),
    ",": re.compile("(?:(?:-?(?:[0-9]{1,3}(?:\\.[0-9]{3}){1,3}|[0-9]{1,12})(?:,[0-9]{1,2})?)?(?:\x1f|$))*+"),
}
_NUMBERS = re.compile("(?:(?:-?[0-9]{1,12}(?:\\.[0-9]{1,6})?)?(?:\x1f|$))*+")
_WHOLE = re.compile("(?:(?:-?[0-9]{1,15})?(?:\x1f|$))*+")


def plain(cells: Sequence[str], target: Target, formats: Formats) -> list[Value] | None:
    """A column of texts, ids, domains, amounts or numbers."""
    if target.id in ("domain", "account_domain"):
        return _domains(cells)
    if target.type in ("text", "long", "id"):
        return _texts(cells, target)
    if target.type == "money" and currencies.digits(formats.currency) == 2:
        found = amounts(cells, formats.decimal)
        code = formats.currency
        return None if found is None else [None if minor is None else (minor, code) for minor in found]
    if target.type == "integer" or (target.type in ("number", "percent") and formats.decimal == "."):
        whole = target.type == "integer"
        joined = _GAP.join(cells)
        if joined.count(_GAP) == max(len(cells) - 1, 0) and (_WHOLE if whole else _NUMBERS).fullmatch(joined):
            turn: type[int] | type[float] = int if whole else float
            return [turn(text) if text else None for text in cells]
    return None


def amounts(cells: Sequence[str], decimal: str) -> list[int | None] | None:
    """Bare amounts in hundredths, thousands grouped or not; a sign or a word anywhere needs a closer look."""
    joined = _GAP.join(cells)
    if joined.count(_GAP) != max(len(cells) - 1, 0) or not _AMOUNTS[decimal].fullmatch(joined):
        return None
    if decimal == ",":
        joined = joined.replace(".", "").replace(",", ".")
    else:
        joined = joined.replace(",", "")
    return [round(float(text) * 100) if text else None for text in joined.split(_GAP)] if cells else []


def _texts(cells: Sequence[str], target: Target) -> list[Value] | None:
    together = "".join(cells)
    # Printable: no line breaks, no control or format characters, no space other than the plain one.
    if not together.isprintable():
        return None
    first = set(map(_FIRST, cells))
    if not first.isdisjoint(_SUSPECT) or " " in set(map(_LAST, cells)):
        return None
    joined = _GAP.join(cells)
    if "  " in joined or (not first.isdisjoint("nN") and "\x1fnull\x1f" in f"{_GAP}{joined}{_GAP}".lower()):
        return None
    if target.type == "id" and ("." in joined or "," in joined) and _DAMAGED.search(joined):
        return None
    if target.type != "long" and max(map(len, cells), default=0) > MAX_TEXT:
        return None
    return [text or None for text in cells] if "" in first else list(cells)


def _domains(cells: Sequence[str]) -> list[Value] | None:
    joined = _GAP.join(cells)
    if joined.count(_GAP) != max(len(cells) - 1, 0) or not joined.isascii():
        return None
    joined = f"{_GAP}{joined}{_GAP}".lower()
    if "//http" in joined:
        return None
    for lead in ("https://", "http://", "www."):
        joined = joined.replace(_GAP + lead, _GAP)
    joined = joined.replace("/" + _GAP, _GAP)[1:-1]
    if joined.startswith("www") or "\x1fwww" in joined or not _DOMAINS.fullmatch(joined):
        return None
    return [text or None for text in joined.split(_GAP)] if cells else []
