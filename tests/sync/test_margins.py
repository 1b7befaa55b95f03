"""Columns without a name: the margin of a formatted workbook and the row numbers of a data frame."""

from __future__ import annotations

import io

import openpyxl
import pytest

from csdesk.sync import reading


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


SHEET: list[list[object]] = [
    [None, "Accounts of the north"],
    [],
    [None, "Account Name", "Account ID", "ARR"],
    [None, "Kite", "k1", 5],
    [None, "Lark", "k2", 6],
]


@pytest.mark.parametrize(("name", "data", "headers", "note"), [
    ("a.xlsx", workbook(SHEET), ["Account Name", "Account ID", "ARR"], "The first column has no name and no values"),
    ("b.csv", b",Account Name,ARR\n,Kite,5\n,Lark,6\n", ["Account Name", "ARR"], "no name and no values"),
    ("c.csv", b",Account Name,ARR\n0,Kite,5\n1,Lark,6\n", ["Account Name", "ARR"], "only counts the rows"),
    ("d.csv", b",Account Name,ARR\n7,Kite,5\n9,Lark,6\n", ["Column 1", "Account Name", "ARR"], ""),
    ("e.csv", b"Account Name,,ARR\nKite,,5\nLark,,6\n", ["Account Name", "ARR"], "Column 2 has no name"),
    ("f.csv", b"Account Name,,ARR\nKite,x,5\nLark,,6\n", ["Account Name", "Column 2", "ARR"], ""),
    ("g.csv", b",,Name,ARR\n,,Kite,1\n,,Lark,2\n", ["Name", "ARR"], "The first column has no name"),
])  # fmt: skip
def test_a_column_without_name_and_values_is_left_out_visibly(
    name: str, data: bytes, headers: list[str], note: str
) -> None:
    table = reading.read(data, name)
    assert table.headers == headers and len(table.columns) == len(headers)
    assert len(table.rows) == 2
    assert any(note in each for each in table.notes) if note else not table.notes


def test_a_row_that_is_spoilt_keeps_its_cells_under_their_columns() -> None:
    table = reading.read(b",Account Name,ARR,Tier\n,Kite,5,A\n,Lark,6,B\n,Wren,7,C,x,y\n", "a.csv")
    assert [one.cells for one in table.spoilt] == [("Wren", "7", "C", "x", "y")]
