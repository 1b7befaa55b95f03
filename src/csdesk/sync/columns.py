"""Whole columns typed at once, where nothing in them needs a second look.

Most columns of an export are plain: a few passes over all their cells together prove it, at a fraction of the time
that looking at cell after cell takes. Each function gives what cells.parse_column would give, or None to say that the
cells have to be looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableSequence, Sequence
from operator import itemgetter

from csdesk.sync.packed import Cells, Values, or_none
from csdesk.sync.spool import GAP
from csdesk.sync.targets import Target
from csdesk.values import currencies
from csdesk.values.formats import Formats

Value = str | int | float | bool | tuple[int, str] | None
"""A typed cell in stored form; None is a blank."""
MAX_TEXT = 2_000
"""A single-line text longer than this is cut nowhere: the row is rejected, because something else went wrong."""

_FIRST = itemgetter(slice(0, 1))
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
_COUNTS = re.compile("[0-9\x1f]*")
_WHOLE = re.compile("(?:(?:-?[0-9]{1,15})?(?:\x1f|$))*+")


def plain(cells: Sequence[str], target: Target, formats: Formats) -> MutableSequence[Value] | None:
    """A column of texts, ids, domains, amounts or numbers."""
    if target.id in ("domain", "account_domain"):
        return _domains(cells)
    if target.type in ("text", "long", "id"):
        return _texts(cells, target)
    if target.type == "money" and currencies.digits(formats.currency) == 2:
        code, decimal = formats.currency, formats.decimal
        if not _are_amounts(cells, decimal):
            return None

        def with_code(part: list[str]) -> list[Value]:
            return [None if minor is None else (minor, code) for minor in _hundredths(part, decimal)]

        return _turned(cells, with_code)
    if target.type == "integer" or (target.type in ("number", "percent") and formats.decimal == "."):
        whole = target.type == "integer"
        joined = _joined(cells)
        if joined is not None and (_WHOLE if whole else _NUMBERS).fullmatch(joined):
            return _turned(cells, _integers if whole else _floats)
    return None


def _turned(cells: Sequence[str], turn: Callable[[list[str]], list[Value]]) -> MutableSequence[Value]:
    return Values(cells, turn) if isinstance(cells, Cells) else turn(list(cells))


def _integers(cells: list[str]) -> list[Value]:
    return [int(text) if text else None for text in cells]


def _floats(cells: list[str]) -> list[Value]:
    return [float(text) if text else None for text in cells]


def _joined(cells: Sequence[str]) -> str | None:
    """The cells with a separator between them; None when one holds that itself."""
    if isinstance(cells, Cells):
        return cells.joined()
    joined = GAP.join(cells)
    return joined if joined.count(GAP) == max(len(cells) - 1, 0) else None


def are_counts(cells: Sequence[str]) -> bool:
    """Whether every cell is blank or bare digits, which prove nothing about marks, orders and currencies."""
    joined = _joined(cells)
    return joined is not None and _COUNTS.fullmatch(joined) is not None


def amounts(cells: Sequence[str], decimal: str) -> list[int | None] | None:
    """Bare amounts in hundredths, thousands grouped or not; a sign or a word anywhere needs a closer look."""
    return _hundredths(cells, decimal) if _are_amounts(cells, decimal) else None


def _are_amounts(cells: Sequence[str], decimal: str) -> bool:
    joined = _joined(cells)
    return joined is not None and _AMOUNTS[decimal].fullmatch(joined) is not None


def _hundredths(cells: Sequence[str], decimal: str) -> list[int | None]:
    joined = GAP.join(cells)
    joined = joined.replace(".", "").replace(",", ".") if decimal == "," else joined.replace(",", "")
    return [round(float(text) * 100) if text else None for text in joined.split(GAP)] if cells else []


def _texts(cells: Sequence[str], target: Target) -> MutableSequence[Value] | None:
    joined = _joined(cells)
    # Printable: no line breaks, no control or format characters, no space other than the plain one.
    if joined is None or not joined.replace(GAP, "").isprintable():
        return None
    first = set(map(_FIRST, cells))
    framed = f"{GAP}{joined}{GAP}"
    if not first.isdisjoint(_SUSPECT) or "  " in joined or f" {GAP}" in framed:
        return None
    if not first.isdisjoint("nN") and f"{GAP}null{GAP}" in framed.lower():
        return None
    if target.type == "id" and ("." in joined or "," in joined) and _DAMAGED.search(joined):
        return None
    if target.type != "long" and max(map(len, cells), default=0) > MAX_TEXT:
        return None
    if isinstance(cells, Cells) and "" not in first:
        return Values(cells)
    return _turned(cells, or_none)


def _domains(cells: Sequence[str]) -> MutableSequence[Value] | None:
    joined = _joined(cells)
    if joined is None or not joined.isascii() or "//http" in joined.lower():
        return None
    joined = _without_leads(joined)
    if joined.startswith("www") or f"{GAP}www" in joined or not _DOMAINS.fullmatch(joined):
        return None
    return _turned(cells, _bare_domains)


def _bare_domains(cells: list[str]) -> list[Value]:
    return [text or None for text in _without_leads(GAP.join(cells)).split(GAP)] if cells else []


def _without_leads(joined: str) -> str:
    """Addresses without what stands before and after a domain."""
    joined = f"{GAP}{joined}{GAP}".lower()
    for lead in ("https://", "http://", "www."):
        joined = joined.replace(GAP + lead, GAP)
    return joined.replace("/" + GAP, GAP)[1:-1]
