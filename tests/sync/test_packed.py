"""Packed columns and rows are what lists of texts are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.sync import packed
from csdesk.sync.packed import Cells, Grid, Values, or_none
from csdesk.sync.plan import Entries, Entry, NewRecords
from csdesk.sync.targets import Target

CELL = st.sampled_from(["", " ", "a", "b\x1fc", "ü", "total", "x\ny"])
CELLS = st.lists(CELL, max_size=40)
PLACE = st.none() | st.integers(-45, 45)


@pytest.fixture(autouse=True, scope="module")
def _small() -> object:
    """Parts of seven cells, and most of them on disk, so that a short list has all there is."""
    usual = packed.AT_ONCE, packed.IN_MEMORY
    packed.AT_ONCE, packed.IN_MEMORY = 7, 60
    yield
    packed.AT_ONCE, packed.IN_MEMORY = usual


@given(CELLS, PLACE, PLACE, st.none() | st.integers(-9, 9).filter(bool), st.lists(st.tuples(st.integers(0, 39), CELL)))
@settings(deadline=None)
def test_a_column(
    texts: list[str], first: int | None, last: int | None, step: int | None, changes: list[tuple[int, str]]
) -> None:
    column, mirror = Cells.of(texts), list(texts)
    for index, text in changes:
        if index < len(mirror):
            column[index] = mirror[index] = text
            assert column[index - len(mirror)] == text
    assert (list(column), len(column), column[first:last:step]) == (mirror, len(mirror), mirror[first:last:step])
    joined = column.joined()
    assert joined is None if any("\x1f" in text for text in mirror) else joined == "\x1f".join(mirror)
    with pytest.raises(IndexError):
        column[len(mirror)]
    values = Values(column, or_none)
    wanted: list[str | None] = [text or None for text in mirror]
    assert (list(values), len(values), values[first:last]) == (wanted, len(wanted), wanted[first:last])
    if wanted:
        values[0] = wanted[0] = "other"
        assert (list(values), values[-1], list(column)) == (wanted, wanted[-1], mirror)


ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.one_of(st.lists(CELL, min_size=width, max_size=width), st.lists(CELL, max_size=6)), max_size=40
    )
)


@given(ROWS, st.sets(st.integers(0, 39)), st.integers(1, 5), st.integers(0, 4))
@settings(deadline=None)
def test_rows(rows: list[list[str]], gone: set[int], width: int, least: int) -> None:
    grid = Grid.of(rows)
    assert (list(grid), len(grid), grid[2:30:3]) == (rows, len(rows), rows[2:30:3])
    assert grid.widest == max(map(len, rows), default=0)
    assert grid.first_cells() == [row[0] if row else "" for row in rows]
    assert grid.thin(least, width) == {
        index
        for index, row in enumerate(rows)
        if len(row) < width or not row or not row[0] or ("" in row and len(row) - row.count("") <= least)
    }
    assert grid.filled(width) == {i for i, row in enumerate(rows) if len(row) > width and row[width].strip()}
    grid.drop({index for index in gone if index < len(rows)})
    left = [row for index, row in enumerate(rows) if index not in gone]
    assert list(grid) == left and [grid[index] for index in range(len(left))] == left
    if grid.width < width:
        grid = Grid.of(grid, width)
    grid.narrow(width)
    assert grid.odd.keys() >= {i for i, row in enumerate(left) if len(row) < width or any(map(str.strip, row[width:]))}
    evened = [(row + [""] * width)[:width] for row in left]
    grid.put({index: evened[index] for index in list(grid.odd)})
    assert list(grid) == evened
    columns = [list(cells) for cells in zip(*evened, strict=True)]
    assert not evened or [list(column) for column in grid.columns()] == columns


@given(st.lists(st.sampled_from("noh"), max_size=12))
@settings(deadline=None)
def test_entries_are_in_the_order_of_the_file(kinds: list[str]) -> None:
    lines = [10 + row * 2 for row in range(len(kinds))]
    names = [f"Company {row}" for row in range(len(kinds))]
    goal = Target("name", "Name")
    entries = Entries()
    for row, kind in reversed(list(enumerate(kinds))):
        if kind != "n":
            entries.append(Entry(lines[row], names[row], "held" if kind == "h" else "unchanged", row))
    entries.sort()
    rows = [row for row, kind in enumerate(kinds) if kind == "n"]
    if rows:
        entries.new = NewRecords((goal,), (Cells.of(names),), names, lines, rows)
    wanted = [
        Entry(lines[row], names[row], "create", targets=(goal,), values=(names[row],))
        if kind == "n"
        else Entry(lines[row], names[row], "held" if kind == "h" else "unchanged", row)
        for row, kind in enumerate(kinds)
    ]
    assert list(entries) == wanted and entries == wanted and len(entries) == len(kinds)
    assert [entries[place] for place in range(-len(kinds), len(kinds))] == wanted + wanted
    assert entries[1:3] == wanted[1:3]
    assert [entries.count_of(outcome) for outcome in ("create", "held", "unchanged")] == [kinds.count(c) for c in "nho"]
