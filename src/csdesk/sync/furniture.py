"""What stands in an export besides its records: titles and filters before the header, totals and notices after it.

Every row that is left out is kept with its line and the reason, so that a person can see it. A customer whose name is
"Total" is a record: a totals row is recognised by what else it holds, not by the word alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from csdesk.sync import lexicon
from csdesk.sync.errors import SyncRefused
from csdesk.sync.packed import Grid
from csdesk.values.currencies import CODES
from csdesk.values.text import fold


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row of the file that is no record: its line, why it was left out, and how it begins."""

    line: int
    reason: str
    text: str


_HEADER_ROWS = 80
_GAP = "\x1f"
_TOTAL = re.compile(
    r"(grand[ -]?|sub[ -]?|overall |report |sous[ -]|zwischen|gesamt|end)?"
    r"(totals?|totale|totaal|totalen|subtotaal|summe|summa|somme|suma|ergebnis|gesamtergebnis|gesamt|totalt|soma)"
    r"( general| generale| general general| generaal)?( ?\(\d[\d.,]* ?\w*\))?( ?:)?"
)
_TOTAL_LEAD = re.compile(
    r"(grand[ -]totals?|sub[ -]?totals?|totals? (records?|rows?|accounts?|companies|count|for|of)\b|"
    r"sum of|count of|record count|average|anzahl datensatze|nombre d enregistrements|total de registros)"
)
_TOTAL_TAIL = re.compile(r".{1,80}[ :-](total|subtotal|ergebnis|summe|count|totale|totaal)")
_FOOTER = re.compile(
    r"copyright|^\(c\) ?\d{4}|^© ?\d{4}|all rights reserved|confidential|do not distribute|generated (by|on)|"
    r"report generated|exported (by|on|from)|^export(ed)? date|created by report|data as of|^as of|"
    r"^page \d+|end of (report|file|export)|rows? returned|^\d+ (records?|rows?|items?)( returned| total| exported)?$|"
    r"^records?: ?\d|vertraulich|alle rechte vorbehalten|confidentiel|tous droits reserves|confidencial|"
    r"todos los derechos|riservato|tutti i diritti|vertrouwelijk|alle rechten|erstellt (von|am)|genere (par|le)|"
    r"^source ?:|^note ?:|^notes? ?:|^hinweis|^filter(ed)?( by)? ?:|salesforce\.com, inc|^last refreshed|"
    r"^printed (on|by)"
)
_FIGURE = ("count", "record count", "sum", "average", "avg", "anzahl")
_MONTH = re.compile(r"[^\W\d_]{3}\.?[ '’/-]*\d{2,4}")
"""A short month with its year, such as "Jan 2026", which names a column and is no figure."""
_GROUP = re.compile(r"[^:]{2,40}: .+|.+\(\d+ (records?|items?|rows?|accounts?|datensatze)\)")
_SIGNALS = (
    "total", "grand", "sub", "sum", "gesamt", "copyright", "(c)", "©", "confid", "generated", "report", "export",
    "zwischen", "som", "all rights", "end", "record", "count", "average", "page", "vertraulich", "source", "note",
    "filter", "data", "as of", "sous", "alle rechte", "erstellt", "salesforce", "last refreshed", "printed", "anzahl",
    "nombre d", "ergebnis",
)  # fmt: skip


_DATED = re.compile(r"9[-/. ]9[-/. ]9(?:[T ,].*)?|9[-/. ]a[-/. ]9|a 9, 9")
"""The shape of a date, which stands in a notice as often as in a record."""


def _shape(cell: str) -> str:
    """How a text is built: letters as "a", figures as "9", whatever their number."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", cell))


def tidy(cell: str) -> str:
    """A header cell on one line."""
    return " ".join(cell.replace("\u00a0", " ").split())


def _numeric(cell: str) -> Decimal | None:
    if cell[:3].isalpha() and cell[:3].upper() not in CODES and _MONTH.fullmatch(cell.strip()):
        return None
    text = re.sub(r"[^\d.,()-]", "", cell)
    if not re.search(r"\d", text) or len(re.sub(r"[\d.,()\s'’$€£¥%-]", "", cell)) > 3:
        return None
    text = text.strip("()")
    if re.fullmatch(r"-?[\d.]*,\d{1,2}", text):
        text = text.replace(".", "").replace(",", ".")
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _worded(cell: str) -> bool:
    return bool(cell.strip()) and _numeric(cell) is None


def find_header(rows: Sequence[Sequence[str]], lines: Sequence[int], chosen: int | None = None) -> int:
    """The index of the header row. `chosen` is the physical line that a person picked.

    Raises SyncRefused when no row looks like column names.
    """
    if chosen is not None:
        for index, line in enumerate(lines):
            if line == chosen:
                return index
        raise SyncRefused(f"There is no row on line {chosen} to take as the header.", "", "options")
    best, best_score = -1, 0.0
    for index, row in enumerate(rows[:_HEADER_ROWS]):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) < 2:
            continue
        named = sum(lexicon.is_name(tidy(cell)) for cell in filled)
        worded = sum(map(_worded, filled)) / len(filled)
        if not named or worded < 0.5:
            continue
        distinct = len({fold(cell) for cell in filled}) / len(filled)
        score = named * worded * distinct * (0.4 + 0.6 * named / len(filled))
        if named == 1 and len(filled) > 2:
            score *= 0.5
        if score > best_score * 1.25:
            best, best_score = index, score
    if best >= 0 and best_score >= 0.4:
        return best
    widths = Counter(len(row) for row in rows[:2000] if len(row) > 1)
    width = widths.most_common(1)[0][0] if widths else 0
    for index, row in enumerate(rows[:_HEADER_ROWS]):
        cells = [tidy(cell) for cell in row]
        if len(row) >= width > 1 and all(map(_worded, cells)) and len(set(cells)) == len(cells):
            return index
    raise SyncRefused(
        "No row of the file looks like column names, so CSDesk cannot tell what its columns are.",
        "Export with a header row, or choose the line that holds it.",
        "no-name",
    )


@dataclass(slots=True)
class _Sums:
    """Running sums per column, since the top and since the last subtotal."""

    whole: dict[int, Decimal]
    part: dict[int, Decimal]

    def add(self, row: Sequence[str]) -> None:
        for index, cell in enumerate(row):
            if cell and (value := _numeric(cell)) is not None:
                self.whole[index] = self.whole.get(index, Decimal(0)) + value
                self.part[index] = self.part.get(index, Decimal(0)) + value

    def explain(self, row: Sequence[str]) -> bool:
        for index, cell in enumerate(row):
            value = _numeric(cell) if cell else None
            if value and value in (self.whole.get(index), self.part.get(index)):
                return True
        return False


class Sieve:
    """Decides row by row, below the header, which rows are records."""

    def __init__(self, headers: Sequence[str], rows: Grid) -> None:
        self._header = [tidy(cell) for cell in headers]
        self._width = len(headers)
        names = lexicon.synonyms("accounts")
        weak = lexicon.weak("accounts")
        keys = [lexicon.key(cell) for cell in self._header]
        self._name_columns = {
            i for i, k in enumerate(keys) if names.get(k) == "name" or "name" in weak.get(k, ()) or k.endswith(" name")
        }
        sample = [sum(1 for cell in row if cell.strip()) for row in rows[:400]]
        self._typical = sorted(sample)[len(sample) // 2] if sample else self._width
        self._rows = rows
        self._amounts = {i for i, k in enumerate(keys) if names.get(k) in ("arr", "mrr", "arr_at_risk", "seats")}
        self._shapes: dict[int, tuple[Counter[str], Counter[str], int]] = {}

    def doubtful(self) -> set[int]:
        """The rows that `reason` has to look at; every other one is a record."""
        rows, width = self._rows, self._width
        found = rows.thin(max(4, width // 2), width)
        leads = rows.first_cells()
        joined = _GAP + _GAP.join(leads).lower()
        if joined.count(_GAP) != len(leads):
            return set(range(len(rows)))
        # What a row of the report, or the header again, begins with; and “total” anywhere near its beginning.
        words = [re.escape(word) for word in (*_SIGNALS, *self._header[0].lower().split()[:1])]
        for pattern in (rf"{_GAP}[^\S{_GAP}]*(?:{'|'.join(words)}|(?={_GAP})|$)", "total"):
            at, index = 0, -1
            for match in re.finditer(pattern, joined):
                index += joined.count(_GAP, at, match.start() + 1)
                at = match.start() + 1
                found.add(index)
        return found

    def reason(self, index: int) -> str | None:
        """Why the row at `index` is no record; None when it is one."""
        row = self._rows[index]
        blanks = row.count("")
        if blanks == len(row):
            return "a blank row"
        first = row[0]
        sparse = len(row) - blanks <= max(4, self._width // 2) or len(row) < self._width
        if not sparse:
            low = first[:24].lower().strip() if first else next((c for c in row if c), "")[:24].lower().strip()
            if not low.startswith(_SIGNALS) and "total" not in low and not self._repeats(row):
                return None
        return self._closer(index, row)

    def _repeats(self, row: Sequence[str]) -> bool:
        if not row or len(row) > self._width or tidy(row[0]) != self._header[0]:
            return False
        return tidy(row[-1]) == self._header[len(row) - 1]

    def _closer(self, index: int, row: Sequence[str]) -> str | None:
        filled = [(i, tidy(cell)) for i, cell in enumerate(row) if cell.strip()]
        if not filled:
            return "a blank row"
        cells = [cell for _, cell in filled]
        if len(cells) > 1 and [tidy(cell) for cell in row[: self._width]] == self._header[: len(row)]:
            return "the header again"
        at, lead = filled[0]
        folded = fold(lead)
        if len(filled) <= 4:
            whole = fold(", ".join(cells))
            others = [c for i, c in filled[1:] if i in self._name_columns]
            identity = (at in self._name_columns and len(filled) >= max(3, self._width // 2)) or bool(others)
            full = at in self._name_columns and len(row) >= self._width and len(filled) >= 0.6 * self._typical
            full = full and len(filled) > 1 and len(lead) < 40  # A company may be called "Confidential".
            loose = len(filled) <= 2 or len(row) < self._width or _FOOTER.match(folded)
            data = any(self._is_data(i, cell) for i, cell in filled[1:])
            full = data or (full and len(self._rows) < 4)
            if _FOOTER.search(whole) and loose and not full and not (identity and not _FOOTER.search(folded)):
                return "a notice around the report"
        if self._is_total(index, row, filled, folded) or self._is_figure(index, filled, folded):
            return "a total"
        if len(filled) == 1 and self._width > 2:
            if _GROUP.fullmatch(folded) and (at not in self._name_columns or "(" in folded or ": " in folded):
                return "a group heading"
            if (len(lead) > 60 and lead.count(" ") >= 8) or (
                at not in self._name_columns and index > len(self._rows) - 4
            ):
                return "a note around the records"
        return None

    def _is_data(self, column: int, cell: str, letters: bool = False) -> bool:
        """Whether a cell is built like the others of its column, or says what they say: a row that holds such a cell
        is a record, whatever it begins with. With `letters`, bare figures and amounts do not count."""
        if column not in self._shapes:
            others = [tidy(row[column]) for row in self._rows[:400] if len(row) > column and row[column].strip()]
            self._shapes[column] = Counter(map(_shape, others)), Counter(others), len(others)
        shapes, texts, filled = self._shapes[column]
        shape = _shape(cell)
        if "9" not in shape and "@" not in shape:
            return not letters and len(cell) < 60 and texts[cell] > 2
        if letters and ("a" not in shape or column in self._amounts):
            return False
        return not _DATED.fullmatch(shape) and shapes[shape] - 1 >= max(1, filled // 10)

    def _is_figure(self, index: int, filled: list[tuple[int, str]], folded: str) -> bool:
        """Whether the row is "Count 12" below a subtotal, as reports with groups write it."""
        if folded not in _FIGURE or any(_worded(cell) for _, cell in filled[1:]):
            return False
        for above in range(index - 1, max(index - 5, -1), -1):  # A sum, an average and a count may follow each other.
            if fold(next((c for c in self._rows[above] if c.strip()), "")) not in _FIGURE:
                return self.reason(above) == "a total"
        return False

    def _is_total(self, index: int, row: Sequence[str], filled: list[tuple[int, str]], folded: str) -> bool:
        at = filled[0][0]
        words = [(i, cell) for i, cell in filled[1:] if _worded(cell)]
        total_words = all(_TOTAL.fullmatch(fold(c)) or fold(c) in ("count", "sum", "average", "avg") for _, c in words)
        bare = _TOTAL.fullmatch(folded) is not None
        lead = _TOTAL_LEAD.match(folded) is not None
        tail = _TOTAL_TAIL.fullmatch(folded) is not None
        if not (bare or lead or tail) or (words and not total_words):
            return False
        if any(self._is_data(i, cell, letters=True) for i, cell in filled[1:]):
            return False
        if at not in self._name_columns and (bare or lead):
            return True
        if folded.startswith(("grand", "sub", "sous", "zwischen", "gesamt")) or lead or folded.endswith(":"):
            return True
        if bare and "(" in folded:
            return True
        # The bare word in the name column: a customer of that name unless the figures are the sums above.
        sums = _Sums({}, {})
        for above in range(index):
            earlier = self._rows[above]
            head = fold(next((c for c in earlier if c.strip()), ""))
            if _TOTAL_TAIL.fullmatch(head) or (_TOTAL.fullmatch(head) and sums.explain(earlier)):
                sums.part.clear()
                continue
            sums.add(earlier)
        if sums.explain(row):
            return True
        return len(filled) == 1 and index >= len(self._rows) - 3 and self._typical > 1
