"""The one door for writes: a transaction that knows every field it changed, and journals the net of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy.exc import DBAPIError

from csdesk.book.changed import Changed
from csdesk.book.errors import RecordMissing, StaleWrite
from csdesk.book.statements import columns_of, insert_sql, literal, read_stored, split, update_sql
from csdesk.book.tables import UNJOURNALED, Layout, layout
from csdesk.book.types import decode, encode, encode_column, moment_text
from csdesk.values.clock import Clock

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row
    from sqlalchemy.sql.expression import Executable

Values = Mapping[str, Any]


class Transaction:
    """One write in progress. Values may be of the catalog's types (Money, date ...) or in stored form.

    Not thread-safe; `Book.write` hands it to one thread at a time.
    """

    def __init__(self, connection: Connection, clock: Clock, *, name: str, origin: str, account_id: int | None) -> None:
        self._connection = connection
        self._now = moment_text(clock.now())
        self.name = name
        self.origin = origin
        self.account_id = account_id
        self.today = clock.today()
        self.failed = False
        self.changed = Changed(name=name, origin=origin)
        """What was changed; filled in once the write has ended."""
        self.created: dict[tuple[str, int], dict[str, Any]] = {}
        self.ranges: list[tuple[str, int, int, set[str]]] = []
        """Records made in bulk: table, first id, last id, the fields they were given."""
        self.updated: dict[tuple[str, int], dict[str, list[Any]]] = {}
        self.removed: dict[tuple[str, int], dict[str, Any]] = {}
        self.unmade: dict[str, set[int]] = {}
        """By table, records made in bulk that this write removed again."""
        self.first: tuple[str, int] | None = None

    @property
    def connection(self) -> Connection:
        """The connection, for reading within the write."""
        return self._connection

    @property
    def now(self) -> str:
        """The moment of this write, in stored form."""
        return self._now

    # Reading

    def select(self, statement: Executable) -> Sequence[Row[Any]]:
        """The rows of a SQLAlchemy select, as this write sees them."""
        return self._connection.execute(statement).fetchall()

    def current(self, table: str, record_id: int) -> dict[str, Any]:
        """A record's fields in stored form; RecordMissing when it is not there."""
        found = self._stored(layout(table), [record_id], None)
        if record_id not in found:
            raise _missing(table, record_id)
        return found[record_id]

    # Writing

    def insert(self, table: str, values: Values) -> int:
        """Add a record; its id. Fields left out are not known."""
        shape = layout(table)
        stored = _encode(shape, values)
        record_id = self._next_id(table)
        if shape.created:
            stored.setdefault("created_at", self._now)
        if shape.positioned and stored.get("position") is None:
            stored["position"] = float(record_id)
        columns, row = columns_of(shape, stored)
        if shape.version:
            columns.append(shape.version)
            row.append(1)
        if shape.updated:
            columns.append("updated_at")
            row.append(self._now)
        self._run(insert_sql(table, ["id", *columns]), (record_id, *row))
        self.created[table, record_id] = {name: value for name, value in stored.items() if value is not None}
        self._note(table, record_id)
        return record_id

    def insert_many(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
        """Add many records at the driver's speed; the id of the first, the others follow in order.

        `columns` are fields; a money field takes Money values. An unjournaled table takes its columns as they are, and
        answers 0.
        """
        if not rows:
            return 0
        if table in UNJOURNALED:
            self._run_many(insert_sql(table, columns), rows)
            return 0
        firsts = [
            self.insert_columns(table, columns, list(zip(*rows[start : start + _CHUNK], strict=True)))
            for start in range(0, len(rows), _CHUNK)
        ]
        return firsts[0]

    def insert_columns(self, table: str, columns: Sequence[str], data: Sequence[Sequence[Any]]) -> int:
        """insert_many of some thousand records, given column by column."""
        shape = layout(table)
        first = self._next_id(table)
        count = len(data[0])
        ids = range(first, first + count)
        given, fixed = self._kept(shape, columns)
        names = ["id", *(part for name in columns for part in shape.slots[name].columns)]
        stored: list[Iterable[Any]] = [ids]
        for name, column in zip(columns, data, strict=True):
            stored += encode_column(shape.slots[name].storage, column)
        if "position" in given and "position" not in columns:
            names.append("position")
            stored.append(ids)
        # What is the same for every row is bound once as text of the statement; the values are our own.
        self._run_many(insert_sql(table, names, fixed), zip(*stored, strict=True))
        self._made(table, first, count, given)
        return first

    def insert_from(self, table: str, values: Mapping[str, str], source: str, place: str = "") -> int:
        """Add a record for each row of a query of our own: what each column is there, and the query from FROM on.

        A money field takes its two columns. `place`: what numbers the rows from 0 without a gap, where the query has
        that; counting them takes longer. How many were added.
        """
        shape = layout(table)
        first = self._next_id(table)
        fields = [name for name in values if name in shape.slots]
        given, fixed = self._kept(shape, fields)
        number = f"{first} + ({place})" if place else f"{first - 1} + row_number() OVER ()"
        wanted = {"id": number, **values, **dict(fixed)}
        if "position" in given and "position" not in values:
            wanted["position"] = number
        names = ", ".join(f'"{column}"' for column in wanted)
        count = int(self._run(f'INSERT INTO "{table}" ({names}) SELECT {", ".join(wanted.values())} {source}').rowcount)
        if count:
            self._made(table, first, count, given)
        return count

    def _kept(self, shape: Layout, columns: Sequence[str]) -> tuple[set[str], list[tuple[str, str]]]:
        """The journaled fields of records made in bulk from `columns`, and what is the same for each as SQL."""
        given = set(columns)
        fixed: list[tuple[str, Any]] = []
        if shape.created and "created_at" not in given:
            fixed.append(("created_at", self._now))
            given.add("created_at")
        if shape.positioned:
            given.add("position")
        if shape.version:
            fixed.append((shape.version, 1))
        if shape.updated:
            fixed.append(("updated_at", self._now))
        return given, [(column, literal(value)) for column, value in fixed]

    def _made(self, table: str, first: int, count: int, given: set[str]) -> None:
        self._note(table, first)
        if self.ranges:
            before, begun, last, fields = self.ranges[-1]
            if (before, last, fields) == (table, first - 1, given):
                self.ranges[-1] = (table, begun, first + count - 1, fields)
                return
        self.ranges.append((table, first, first + count - 1, given))

    def update(self, table: str, record_id: int, values: Values, based_on: Values | None = None) -> bool:
        """Change fields of a record; whether anything differs from before.

        `based_on` maps fields to the values that the caller saw: StaleWrite when one of them is another by now and is
        not what the caller wants anyway. RecordMissing when there is no such record.
        """
        shape = layout(table)
        stored = _encode(shape, values)
        before = self._stored(shape, [record_id], list(stored | dict.fromkeys(based_on or ()))).get(record_id)
        if before is None:
            raise _missing(table, record_id)
        for name, seen in (based_on or {}).items():
            storage = shape.slots[name].storage
            if encode(storage, seen) != before[name] and stored.get(name, _ABSENT) != before[name]:
                yours = decode(storage, stored[name]) if name in stored else seen
                raise StaleWrite(table, record_id, name, yours, decode(storage, before[name]))
        changes = {name: value for name, value in stored.items() if value != before[name]}
        if not changes:
            return False
        columns, row = columns_of(shape, changes)
        self._run(update_sql(shape, columns), (*row, *self._stamps(shape), record_id))
        for name, value in changes.items():
            self._changed(table, record_id, name, before[name], value)
        self._note(table, record_id)
        return True

    def update_many(self, table: str, field: str, changes: Iterable[tuple[int, Any, Any]]) -> int:
        """Change one field of many records: (id, old, new). How many changed.

        Faster than one by one, since what was there is taken from the caller; a record whose field is not `old` any
        more raises StaleWrite, and nothing is written.
        """
        shape = layout(table)
        slot = shape.slots[field]
        wanted = [(i, encode(slot.storage, old), encode(slot.storage, new)) for i, old, new in changes]
        wanted = [change for change in wanted if change[1] != change[2]]
        if not wanted:
            return 0
        now = self._stored(shape, [change[0] for change in wanted], [field])
        for record_id, old, new in wanted:
            if record_id not in now:
                raise _missing(table, record_id)
            if now[record_id][field] != old:
                theirs = decode(slot.storage, now[record_id][field])
                raise StaleWrite(table, record_id, field, decode(slot.storage, new), theirs)
        stamps = self._stamps(shape)
        rows = [(*split(slot.storage, new), *stamps, record_id) for record_id, _, new in wanted]
        self._run_many(update_sql(shape, list(slot.columns)), rows)
        for record_id, old, new in wanted:
            self._changed(table, record_id, field, old, new)
        self._note(table, wanted[0][0])
        return len(wanted)

    def delete(self, table: str, record_id: int) -> bool:
        """Put a record in the bin; tables without a bin lose it for good."""
        if layout(table).binned:
            return self.update(table, record_id, {"deleted_at": self._now})
        self.remove(table, record_id)
        return True

    def remove(self, table: str, record_id: int) -> None:
        """Take a record out of the book for good; its values stay in the journal."""
        before = self.current(table, record_id)
        self._run(f'DELETE FROM "{table}" WHERE id=?', (record_id,))
        key = (table, record_id)
        edits = self.updated.pop(key, {})
        if key in self.created:
            del self.created[key]
        elif self._range_of(key) is not None:
            self.unmade.setdefault(table, set()).add(record_id)
        else:
            first = {name: pair[0] for name, pair in edits.items()}
            self.removed[key] = {name: value for name, value in (before | first).items() if value is not None}
        self._note(table, record_id)

    # Within

    def _run(self, sql: str, parameters: tuple[Any, ...] = ()) -> Any:
        return self._connection.exec_driver_sql(sql, parameters)

    def _run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for many rows, by the driver itself: SQLAlchemy would copy each row twice before."""
        cursor = self._connection.connection.cursor()
        try:
            cursor.executemany(sql, rows)  # type: ignore[arg-type]
        except sqlite3.Error as error:
            raise cast(DBAPIError, DBAPIError.instance(sql, None, error, sqlite3.Error)) from error
        finally:
            cursor.close()

    def _note(self, table: str, record_id: int) -> None:
        if self.first is None or (self.first not in self.created and (table, record_id) in self.created):
            self.first = (table, record_id)

    def _stamps(self, shape: Layout) -> list[Any]:
        return [self._now] if shape.updated else []

    def _changed(self, table: str, record_id: int, name: str, old: Any, new: Any) -> None:
        key = (table, record_id)
        if key in self.created:
            self.created[key].pop(name, None)
            if new is not None:
                self.created[key][name] = new
            return
        fields = self._range_of(key)
        if fields is not None:
            # Its journal entry is read from the table when the write ends, so it will hold this value.
            fields.add(name)
            return
        edits = self.updated.setdefault(key, {})
        if name in edits:
            edits[name][1] = new
        else:
            edits[name] = [old, new]

    def _range_of(self, key: tuple[str, int]) -> set[str] | None:
        """The journaled fields of the bulk creation in this write that made the record; None when none did."""
        for table, first, last, fields in self.ranges:
            if table == key[0] and first <= key[1] <= last:
                return fields
        return None

    def _next_id(self, table: str) -> int:
        row = self._run("SELECT seq FROM sqlite_sequence WHERE name=?", (table,)).fetchone()
        return 1 if row is None else cast(int, row[0]) + 1

    def _stored(self, shape: Layout, ids: Sequence[int], names: Sequence[str] | None) -> dict[int, dict[str, Any]]:
        return read_stored(self._connection, shape, ids, names)


_ABSENT = object()
_CHUNK = 5000
"""Rows turned into columns and back at once: small enough to stay in the processor's cache."""


def _missing(table: str, record_id: int) -> RecordMissing:
    return RecordMissing(
        f"There is no {table.replace('_', ' ')} {record_id} in the book.",
        "Nothing was written.",
        "It may have been removed; load the list anew.",
    )


def _encode(shape: Layout, values: Values) -> dict[str, Any]:
    return {name: encode(shape.slots[name].storage, value) for name, value in values.items()}
