"""What the values of a column show, told from rows spread over the file."""

from __future__ import annotations

import re
from collections.abc import Callable

from csdesk.sync import cells, datecells
from csdesk.sync.reading import Rows, Table
from csdesk.sync.targets import Target
from csdesk.sync.words import words
from csdesk.values.formats import Formats
from csdesk.values.text import fold

_MANY = 20_000


def _spread(rows: Rows) -> list[list[str]]:
    if len(rows) < _MANY:
        return rows[:: max(1, len(rows) // 500)][:500]
    # Twenty stretches of a large file, from its beginning to its end: single rows of it are dear to come by.
    starts = [(len(rows) - 25) * place // 19 for place in range(20)]
    return [row for start in starts for row in rows[start : start + 25]]


class Sample:
    """Up to 500 rows spread over the file, column by column."""

    def __init__(self, table: Table, formats: Formats) -> None:
        self._rows = _spread(table.rows)
        self._formats = formats
        self._values: dict[int, list[str]] = {}
        self._guesses: dict[int, str] = {}

    def values(self, index: int) -> list[str]:
        """The distinct filled cells of a column."""
        if index not in self._values:
            found = dict.fromkeys(cells.bare(row[index]) for row in self._rows)
            self._values[index] = [v for v in found if not cells.is_blank(v)]
        return self._values[index]

    def filled(self, index: int) -> float:
        """The share of rows that hold a value."""
        if not self._rows:
            return 0.0
        return sum(1 for row in self._rows if not cells.is_blank(row[index])) / len(self._rows)

    def fits(self, index: int, goal: Target, periods: bool = False) -> float:
        """The share of distinct values that can be read as the target's type."""
        values = self.values(index)
        if not values:
            return 1.0
        best = 0.0
        for decimal in (".", ","):
            for order in ("mdy", "dmy"):
                formats = Formats(order, decimal, "," if decimal == "." else ".", self._formats.currency)
                column = cells.parse_column(values, goal, formats, periods=periods)
                best = max(best, 1 - len(column.bad) / len(values))
                if best == 1.0 or goal.type not in ("date",):
                    break
            if best == 1.0 or goal.type not in ("money", "number", "integer"):
                break
        return best

    def guess(self, index: int) -> str:
        """The type of a column from its values alone."""
        if index not in self._guesses:
            self._guesses[index] = self._guess(index)
        return self._guesses[index]

    def _guess(self, index: int) -> str:
        values = self.values(index)
        if not values:
            return "text"
        if fold(values[0]) in _FLAGS:
            folded = {fold(v) for v in values}
            if len(folded) <= 2 and folded <= _FLAGS:
                return "yes-no"
        if all(re.fullmatch(r"-?\d{1,12}", v) for v in values) and not any(v[0] == "0" and len(v) > 1 for v in values):
            return "integer"
        if _most(values, 0.9, datecells.looks_like_date):
            return "date"
        if _most(values, 0.8, _is_marked) and self.fits(index, Target("x", "x", "money")) > 0.9:
            return "money"
        if all(re.search(r"\d", v) for v in values):
            padded = any(v[0] == "0" and v[1:2].isdigit() for v in values)
            long = any(len(re.sub(r"\D", "", v)) > 15 for v in values)
            if not padded and not long and self.fits(index, Target("x", "x", "number")) == 1:
                return "number"
        if any(len(v) > 200 or "\n" in v for v in values):
            return "long"
        return "text"


def _is_marked(value: str) -> bool:
    return bool(re.search(r"[$€£¥₹]|\b[A-Z]{3}\b", value) and re.search(r"\d", value))


def _most(values: list[str], share: float, test: Callable[[str], bool]) -> bool:
    """Whether a test holds for such a share of the values; it stops when too many have failed."""
    left = len(values)
    for value in values:
        if not test(value):
            left -= 1
            if left < len(values) * share:
                return False
    return True


_FLAGS = words(
    """
    true false yes no ja nein oui non si y n vrai faux wahr falsch
    """
)
