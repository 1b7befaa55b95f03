"""Small pieces of SQL over a layout, shared by the transaction and the undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from csdesk.book.tables import Layout

if TYPE_CHECKING:
    from sqlalchemy import Connection

MANY = 500
"""Ids looked up at once; below SQLite's limit of variables in any version."""


def read_stored(
    connection: Connection, shape: Layout, ids: Sequence[int], names: Sequence[str] | None = None
) -> dict[int, dict[str, Any]]:
    """Fields of records in stored form by id, all of them when `names` is None; absent records are left out."""
    slots = [shape.slots[name] for name in (shape.slots if names is None else names)]
    columns = ", ".join(["id", *(f'"{column}"' for slot in slots for column in slot.columns)])
    simple = all(slot.storage != "money" for slot in slots)
    result: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), MANY):
        part = tuple(ids[start : start + MANY])
        marks = ",".join("?" * len(part))
        for row in connection.exec_driver_sql(f'SELECT {columns} FROM "{shape.table}" WHERE id IN ({marks})', part):
            if simple:
                result[row[0]] = dict(zip((slot.name for slot in slots), row[1:], strict=True))
                continue
            values: dict[str, Any] = {}
            place = 1
            for slot in slots:
                if slot.storage == "money":
                    values[slot.name] = None if row[place] is None else [row[place], row[place + 1]]
                else:
                    values[slot.name] = row[place]
                place += len(slot.columns)
            result[row[0]] = values
    return result


def split(storage: str, stored: Any) -> tuple[Any, ...]:
    """A stored value as the values of its columns: two for money, else one."""
    if storage != "money":
        return (stored,)
    return (None, None) if stored is None else (stored[0], stored[1])


def columns_of(shape: Layout, stored: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    """Stored values by field as columns and their values."""
    columns: list[str] = []
    row: list[Any] = []
    for name, value in stored.items():
        slot = shape.slots[name]
        columns += slot.columns
        row += split(slot.storage, value)
    return columns, row


def literal(value: Any) -> str:
    """A value of our own as SQL text."""
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def insert_sql(table: str, columns: Sequence[str], fixed: Sequence[tuple[str, str]] = ()) -> str:
    """An INSERT with a mark for each column; `fixed` columns carry their value as text."""
    names = ", ".join(f'"{column}"' for column in [*columns, *(name for name, _ in fixed)])
    marks = ", ".join(["?"] * len(columns) + [text for _, text in fixed])
    return f'INSERT INTO "{table}" ({names}) VALUES ({marks})'


def update_sql(shape: Layout, columns: Sequence[str]) -> str:
    """An UPDATE of the columns by id that also counts the version and notes the time where the table does."""
    parts = [f'"{column}"=?' for column in columns]
    if shape.updated:
        parts.append("updated_at=?")
    if shape.version:
        parts.append(f"{shape.version}={shape.version}+1")
    return f'UPDATE "{shape.table}" SET {", ".join(parts)} WHERE id=?'
