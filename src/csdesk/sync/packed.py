"""Rows and columns of a large file, kept as long texts, on disk from some size on: cells would take thrice the length.

A column is cut into parts of some hundred cells, each part one text with a separator between its cells. Going through a
column opens part after part at the speed of `str.split`, and what is asked of a whole column can often be asked of its
parts as they are.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableSequence, Sequence
from itertools import accumulate, chain, islice
from typing import Any, overload

from csdesk.sync.spool import GAP, Part, Spool, has_blank, opened, pack, text_of

AT_ONCE = 1000
"""Cells in a part."""
IN_MEMORY = 4_000_000
"""Characters of a file that are kept in memory; what comes after them is kept on disk while it is needed."""


class Cells(Sequence[str]):
    """One column. Cells can be replaced, not added or removed."""

    __slots__ = ("_changed", "_length", "_open", "_parts", "_starts")

    def __init__(self, parts: list[Part], starts: Sequence[int], length: int) -> None:
        self._parts, self._starts, self._length = parts, starts, length
        self._open: tuple[int, list[str]] = (-1, [])
        """The part that was looked at last; in one piece, since several threads may look."""
        self._changed = False

    @classmethod
    def of(cls, texts: Iterable[str]) -> Cells:
        """A column of these texts."""
        parts: list[Part] = []
        sizes: list[int] = []
        rest = iter(texts)
        while chunk := list(islice(rest, AT_ONCE)):
            parts.append(pack(chunk))
            sizes.append(len(chunk))
        return cls(parts, [0, *accumulate(sizes)][:-1], sum(sizes))

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        self._keep()
        return chain.from_iterable(map(opened, self._parts))

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            places = range(*index.indices(self._length))
            return self._slice(places) if places.step > 0 else [self[place] for place in places]
        cells, place = self._place(index)
        return cells[place]

    def __setitem__(self, index: int, text: str) -> None:
        cells, place = self._place(index)
        cells[place] = text
        self._changed = True

    def parts(self) -> Iterator[list[str]]:
        """The cells, some hundred at a time."""
        self._keep()
        return map(opened, self._parts)

    def joined(self) -> str | None:
        """All cells with GAP between them; None when one holds that itself."""
        self._keep()
        texts = [text_of(part) for part in self._parts if not isinstance(part, list)]
        return GAP.join(texts) if len(texts) == len(self._parts) else None

    def _place(self, index: int) -> tuple[list[str], int]:
        """The open part that a cell is in, and its place there."""
        if index < 0:
            index += self._length
        if not 0 <= index < self._length:
            raise IndexError(index)
        at = bisect_right(self._starts, index) - 1
        there, cells = self._open
        if at != there:
            self._keep()
            cells = list(opened(self._parts[at]))
            self._open = at, cells
        return cells, index - self._starts[at]

    def _slice(self, places: range) -> list[str]:
        self._keep()
        found: list[str] = []
        at = max(bisect_right(self._starts, places.start) - 1, 0)
        while places:
            start = self._starts[at]
            cells = opened(self._parts[at])[places.start - start : places.stop - start : places.step]
            found += cells
            places = places[len(cells) :]
            at += 1
        return found

    def _keep(self) -> None:
        if self._changed:
            at, cells = self._open
            self._parts[at] = pack(cells)
            self._changed = False


class Values(MutableSequence[Any]):
    """What the cells of a column mean, worked out whenever it is asked for; kept as a list once a value is replaced."""

    __slots__ = ("_cells", "_own", "_turn")

    def __init__(self, cells: Cells, turn: Callable[[list[str]], list[Any]] | None = None) -> None:
        self._cells, self._turn = cells, turn
        """`turn` gives the values of some cells; without it they are what they say."""
        self._own: list[Any] | None = None

    def __len__(self) -> int:
        return len(self._cells) if self._own is None else len(self._own)

    def __iter__(self) -> Iterator[Any]:
        if self._own is not None:
            return iter(self._own)
        return iter(self._cells) if self._turn is None else chain.from_iterable(map(self._turn, self._cells.parts()))

    def __getitem__(self, index: Any) -> Any:
        if self._own is not None:
            return self._own[index]
        if isinstance(index, slice):
            return self._cells[index] if self._turn is None else self._turn(self._cells[index])
        return self._cells[index] if self._turn is None else self._turn([self._cells[index]])[0]

    def __setitem__(self, index: Any, value: Any) -> None:
        self._copy()[index] = value

    def __delitem__(self, index: Any) -> None:
        del self._copy()[index]

    def insert(self, index: int, value: Any) -> None:
        """Put a value in."""
        self._copy().insert(index, value)

    def _copy(self) -> list[Any]:
        if self._own is None:
            self._own = list(self)
        return self._own


def or_none(cells: list[str]) -> list[Any]:
    """Texts as values: a blank one is none."""
    return [text or None for text in cells]


class Grid(Sequence[list[str]]):
    """The rows of a file, column by column; those of another width than nearly all stand in `odd`, by their index."""

    def __init__(self, width: int = 0) -> None:
        self.width = width
        self.odd: dict[int, list[str]] = {}
        self._columns: list[list[Part]] = [[] for _ in range(width)]
        self._sizes: list[int] = []
        self._starts: list[int] = []
        self._length = 0
        self._room = IN_MEMORY
        self._spool: Spool | None = None
        self._at = -1
        self._now: list[tuple[str, ...]] = []

    @classmethod
    def of(cls, rows: Iterable[list[str]], width: int = 0) -> Grid:
        """The rows as a grid; of the width of most of the first of them when none is given."""
        grid, rest = cls(width), iter(rows)
        while chunk := list(islice(rest, AT_ONCE)):
            grid.add(chunk)
        return grid

    def add(self, rows: list[list[str]]) -> None:
        """Add some rows, as many as make a part."""
        widths = Counter(map(len, rows))
        if not widths:
            return
        if not self.width:
            self.width = max(widths, key=lambda width: (widths[width], width)) or 1
            self._columns = [[] for _ in range(self.width)]
        even = rows
        if widths.keys() != {self.width}:
            blank = [""] * self.width
            even = [row if len(row) == self.width else blank for row in rows]
            for index, row in enumerate(rows, self._length):
                if len(row) != self.width:
                    self.odd[index] = row
        parts = self._kept([pack(cells) for cells in zip(*even, strict=True)])
        for column, part in zip(self._columns, parts, strict=True):
            column.append(part)
        self._starts.append(self._length)
        self._sizes.append(len(rows))
        self._length += len(rows)

    def _kept(self, parts: Sequence[str | list[str]]) -> Sequence[Part]:
        """The parts, on disk once those before them are many."""
        self._room -= sum(map(len, parts))
        if self._room >= 0:
            return parts
        texts = [part for part in parts if isinstance(part, str)]
        try:
            if self._spool is None:
                self._spool = Spool()
            kept = iter(self._spool.keep(texts))
        except OSError:
            # No room on disk, or no place for such files: memory has to do.
            self._room = sys.maxsize
            return parts
        return [next(kept) if isinstance(part, str) else part for part in parts]

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> list[str]: ...
    @overload
    def __getitem__(self, index: slice) -> list[list[str]]: ...
    def __getitem__(self, index: int | slice) -> list[str] | list[list[str]]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._length))]
        if index < 0:
            index += self._length
        if not 0 <= index < self._length:
            raise IndexError(index)
        if index in self.odd:
            return list(self.odd[index])
        at = bisect_right(self._starts, index) - 1
        if at != self._at:
            self._at, self._now = at, self._rows(at)
        return list(self._now[index - self._starts[at]])

    def __iter__(self) -> Iterator[list[str]]:
        for at, start in enumerate(self._starts):
            for index, row in enumerate(self._rows(at), start):
                yield list(self.odd[index]) if index in self.odd else list(row)

    def _rows(self, at: int) -> list[tuple[str, ...]]:
        return list(zip(*[opened(parts[at]) for parts in self._columns], strict=True))

    @property
    def widest(self) -> int:
        """The cells of the row that has most."""
        return max([self.width if len(self.odd) < self._length else 0, *map(len, self.odd.values())], default=0)

    def first_cells(self) -> list[str]:
        """The first cell of each row."""
        cells = list(self.column(0)) if self.width else []
        for index, row in self.odd.items():
            cells[index] = row[0] if row else ""
        return cells

    def column(self, index: int) -> Cells:
        """A column; blank where a row is an odd one."""
        return Cells(self._columns[index], self._starts, self._length)

    def columns(self) -> list[Cells]:
        """Every column."""
        return [self.column(index) for index in range(self.width)]

    def thin(self, least: int, width: int) -> set[int]:
        """The rows without a first cell, with a blank and no more than `least` filled cells, or short of `width`."""
        short = self.width < width
        found = set(range(self._length)) if short else set()
        for at, start in enumerate(() if short else self._starts):
            parts = [column[at] for column in self._columns]
            holey = [opened(part) for part in parts if has_blank(part)]
            if not holey:
                continue
            if has_blank(parts[0]):
                found.update(start + i for i, cell in enumerate(opened(parts[0])) if not cell)
            full = len(parts) - len(holey)
            if full <= least:
                counts = _filled(holey)
                found.update(start + i for i, n in enumerate(counts) if n + full <= least and n < len(holey))
        found.difference_update(self.odd)
        return found.union(
            index
            for index, row in self.odd.items()
            if len(row) < width or not row or not row[0] or 0 < row.count("") >= len(row) - least
        )

    def filled(self, index: int) -> set[int]:
        """The rows with something in a column, whatever their width."""
        found = {i for i, cell in enumerate(self.column(index)) if cell.strip()} if index < self.width else set()
        return found | {i for i, row in self.odd.items() if len(row) > index and row[index].strip()}

    def narrow(self, width: int) -> None:
        """Cut rows to a width; those with something beyond it become odd ones."""
        for index in range(width, self.width):
            for place in self.filled(index):
                self.odd.setdefault(place, self[place])
        self.width = min(width, self.width)
        del self._columns[width:]
        self._at = -1

    def put(self, rows: Mapping[int, list[str]]) -> None:
        """Give odd rows the width of the others."""
        places: dict[int, list[int]] = {}
        for index in rows:
            places.setdefault(bisect_right(self._starts, index) - 1, []).append(index)
            self.odd.pop(index, None)
        for at, indices in places.items():
            for place, column in enumerate(self._columns):
                cells = list(opened(column[at]))
                for index in indices:
                    cells[index - self._starts[at]] = rows[index][place]
                column[at] = pack(cells)
        self._at = -1

    def drop(self, gone: Collection[int]) -> None:
        """Take rows out."""
        out = sorted(gone)
        if not out:
            return
        for at, start in enumerate(self._starts):
            end = start + self._sizes[at]
            here = set(out[bisect_left(out, start) : bisect_left(out, end)])
            if not here:
                continue
            places = [i - start for i in range(start, end) if i not in here]
            for column in self._columns:
                cells = opened(column[at])
                column[at] = pack([cells[place] for place in places])
            self._sizes[at] = len(places)
        kept = [at for at, size in enumerate(self._sizes) if size]
        for column in self._columns:
            column[:] = [column[at] for at in kept]
        left = {i: row for i, row in self.odd.items() if out[min(bisect_left(out, i), len(out) - 1)] != i}
        self.odd = {i - bisect_left(out, i): row for i, row in left.items()}
        self._sizes = [self._sizes[at] for at in kept]
        self._starts = [0, *accumulate(self._sizes)][:-1]
        self._length = sum(self._sizes)
        self._at = -1


def _filled(columns: list[list[str]]) -> Sequence[int]:
    """How many cells of each row hold something."""
    if len(columns) > 255:
        return [len(row) - row.count("") for row in zip(*columns, strict=True)]
    # Added up a column at a time: each as one large number with a byte for every row.
    flags = (int.from_bytes(bytes(map(bool, column)), "big") for column in columns)
    return sum(flags).to_bytes(len(columns[0]), "big")
