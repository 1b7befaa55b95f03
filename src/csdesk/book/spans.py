"""Records made in bulk: one entry of the journal stands for all of them.

A hundred thousand records of an import are written to the journal as "the records from this one to the last", not each
with all its values a second time. What a record was when it was made is found by walking back, from the record as it
is now, through every later change of it. Where such records are taken away again, each gets an entry with its values,
so that they can be made once more.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csdesk.book.statements import MANY, read_stored
from csdesk.book.tables import Layout, layout
from csdesk.book.types import dumps

if TYPE_CHECKING:
    from sqlalchemy import Connection

FIELD = "+"
"""What stands in an entry's place for the field: it is about many records, from `record_id` on."""
_ACCOUNT = 0
"""The account of such an entry. No account has this id; it leads an index, by which all spans are found at once."""
AT_LEAST = 100
"""Fewer records than this get an entry each."""


@dataclass(frozen=True, slots=True)
class Span:
    """Records made together. A few of them may have been removed again by the same write, so that they never were."""

    entry: int
    set_id: int
    table: str
    first: int
    last: int
    count: int
    fields: frozenset[str]
    """The fields that were given to any of them."""

    def __contains__(self, record_id: int) -> bool:
        return self.first <= record_id <= self.last


def add(connection: Connection, set_id: int, table: str, first: int, last: int, count: int, fields: set[str]) -> None:
    """Journal records of a table, made by the write that ends."""
    told = dumps({"last": last, "count": count, "fields": sorted(fields)})
    sql = 'INSERT INTO change (set_id, record, record_id, account_id, field, "new") VALUES (?,?,?,?,?,?)'
    connection.exec_driver_sql(sql, (set_id, table, first, _ACCOUNT, FIELD, told))


def every(connection: Connection, *, table: str | None = None, set_id: int | None = None) -> list[Span]:
    """The spans of the book, of a table or of a change set, in the order in which they were made."""
    where, values = ["account_id=? AND field=?"], [_ACCOUNT, FIELD, *(v for v in (table, set_id) if v is not None)]
    where += ["record=?"] * (table is not None) + ["set_id=?"] * (set_id is not None)
    sql = f'SELECT id, set_id, record, record_id, "new" FROM change WHERE {" AND ".join(where)} ORDER BY id'
    found = []
    for entry, made_by, record, first, text in connection.exec_driver_sql(sql, tuple(values)):
        told = json.loads(text)
        found.append(Span(entry, made_by, record, first, told["last"], told["count"], frozenset(told["fields"])))
    return found


def made(connection: Connection, span: Span, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What records of a span were when they were made, in stored form without the fields that were not known.

    Ids that the span does not hold, or that were removed by the write that made them, are left out.
    """
    shape = layout(span.table)
    wanted = sorted({i for i in ids if i in span})
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(wanted), MANY):
        part = wanted[start : start + MANY]
        was: dict[int, dict[str, Any]] = read_stored(connection, shape, part)
        later = connection.exec_driver_sql(
            f'SELECT record_id, field, "old" FROM change WHERE record=? AND record_id IN ({",".join("?" * len(part))}) '
            "AND id>? AND field IS NOT ? ORDER BY id DESC",
            (span.table, *part, span.entry, FIELD),
        )
        for record_id, field, old in later:
            before = None if old is None else json.loads(old)
            if field is not None:
                was.setdefault(record_id, {})[field] = before
            elif before is None:
                was.pop(record_id, None)
            else:
                was[record_id] = before
        for record_id, values in was.items():
            found[record_id] = {name: value for name, value in values.items() if value is not None}
    return {record_id: found[record_id] for record_id in sorted(found)}


def making(connection: Connection, table: str, ids: Collection[int]) -> Iterator[tuple[Span, int, dict[str, Any]]]:
    """The spans that made some records of a table, each with the record's id and what it was then."""
    for span in every(connection, table=table):
        for record_id, values in made(connection, span, [i for i in ids if i in span]).items():
            yield span, record_id, values


def of_account(connection: Connection, span: Span, account_id: int) -> list[int]:
    """The records of a span that belonged to an account when they were made."""
    if span.table == "account":
        return [account_id] if made(connection, span, [account_id]) else []
    if not layout(span.table).owned:
        return []
    within = (span.first, span.last)
    rows = connection.exec_driver_sql(
        f'SELECT id FROM "{span.table}" WHERE account_id=? AND id BETWEEN ? AND ? UNION '
        # Those that went to another account or out of the book since.
        "SELECT record_id FROM change WHERE record=? AND record_id BETWEEN ? AND ? AND id>? "
        "AND (field='account_id' OR (field IS NULL AND account_id=?))",
        (account_id, *within, span.table, *within, span.entry, account_id),
    )
    was = made(connection, span, [row[0] for row in rows])
    return [record_id for record_id, values in was.items() if values.get("account_id") == account_id]


def sets_about(connection: Connection, account_id: int) -> set[int]:
    """The change sets that made records of an account in bulk."""
    return {span.set_id for span in every(connection) if of_account(connection, span, account_id)}


def without(span: Span, staying: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The stretches of a span, first and last, that are left when some records are taken out."""
    begin = span.first
    for record_id in sorted(i for i in staying if i in span):
        if record_id > begin:
            yield begin, record_id - 1
        begin = record_id + 1
    if begin <= span.last:
        yield begin, span.last


def entries_sql(shape: Layout, fields: Iterable[str], *, removed: bool) -> str:
    """One statement that gives each record between two ids an entry of its own, several times faster than one by one.

    Its parameters are the change set, the first and the last id. `removed`: the records are about to go.
    """
    pairs = []
    for name in sorted(fields):
        slot = shape.slots[name]
        if slot.storage == "money":
            amount, currency = slot.columns
            pairs.append(f'\'{name}\', CASE WHEN "{amount}" IS NOT NULL THEN json_array("{amount}","{currency}") END')
        else:
            pairs.append(f"'{name}', \"{name}\"")
    account = "id" if shape.table == "account" else "account_id" if shape.owned else "NULL"
    values = f"json_object({', '.join(pairs)})"
    old, new = (values, "NULL") if removed else ("NULL", values)
    return (
        'INSERT INTO change (set_id, record, record_id, account_id, field, "old", "new") '
        f"SELECT ?, '{shape.table}', id, {account}, NULL, {old}, {new} "
        f'FROM "{shape.table}" WHERE id BETWEEN ? AND ? ORDER BY id'
    )
