"""Reading the journal back: what changed, when, by which operation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from csdesk.book import spans
from csdesk.book.tables import layout
from csdesk.book.types import decode

if TYPE_CHECKING:
    from sqlalchemy import Connection

CHANGES_SHOWN = 200
"""Changes read of one set; an import has many thousands, and nobody reads on."""


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One change. `field` is empty for a record made (`new` maps its values) or removed (`old` maps them)."""

    record: str
    record_id: int
    account_id: int | None
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class ChangeSetEntry:
    """One operation, with its first changes; `count` is how many it has (within the account or record asked for)."""

    id: int
    name: str
    at: datetime
    origin: str
    account_id: int | None
    role: str
    state: str
    reverts: int | None
    changes: tuple[ChangeEntry, ...]
    count: int


def entries(
    connection: Connection,
    account_id: int | None,
    record: tuple[str, int] | None,
    limit: int,
    before: int | None,
    field: str | None,
) -> list[ChangeSetEntry]:
    """Change sets, newest first; `before` is the id of the last one seen."""
    where, parameters = _where(account_id, record, field)
    bulk = _bulk(connection, account_id, record, field, before)
    ids = {
        row[0]
        for row in connection.exec_driver_sql(
            f"SELECT DISTINCT set_id FROM change WHERE {where}{' AND set_id<?' if before else ''} "
            "ORDER BY set_id DESC LIMIT ?",
            (*parameters, *((before,) if before else ()), limit),
        )
    }
    found: list[ChangeSetEntry] = []
    for set_id in sorted(ids | bulk.keys(), reverse=True)[: max(limit, 0)]:
        row = connection.exec_driver_sql(
            "SELECT id, name, at, origin, account_id, role, state, reverts FROM change_set WHERE id=?", (set_id,)
        ).one()
        count = connection.exec_driver_sql(
            f"SELECT count(*) FROM change WHERE {where} AND set_id=?", (*parameters, set_id)
        ).scalar()
        changes = connection.exec_driver_sql(
            f'SELECT record, record_id, account_id, field, "old", "new" FROM change WHERE {where} AND set_id=? '
            "ORDER BY id LIMIT ?",
            (*parameters, set_id, CHANGES_SHOWN),
        )
        shown = [_entry(change) for change in changes]
        made = bulk.get(set_id, [])
        for span, records in made:
            shown += _made(connection, span, records, CHANGES_SHOWN - len(shown))
        count = (count or 0) + sum(span.count if records is None else len(records) for span, records in made)
        found.append(
            ChangeSetEntry(
                row[0],
                row[1],
                datetime.fromisoformat(row[2]),
                row[3],
                row[4],
                row[5],
                row[6],
                row[7],
                tuple(shown),
                count,
            )
        )
    return found


def _bulk(
    connection: Connection,
    account_id: int | None,
    record: tuple[str, int] | None,
    field: str | None,
    before: int | None,
) -> dict[int, list[tuple[spans.Span, list[int] | None]]]:
    """By change set, the spans to tell of, each with the records that are asked for; None stands for all of them."""
    found: dict[int, list[tuple[spans.Span, list[int] | None]]] = {}
    for span in spans.every(connection, table=None if record is None else record[0]):
        if before and span.set_id >= before:
            continue
        wanted: list[int] | None = None
        if record is not None:
            wanted = list(spans.made(connection, span, [record[1]]))
        if account_id is not None:
            of_account = spans.of_account(connection, span, account_id)
            wanted = of_account if wanted is None else [i for i in wanted if i in of_account]
        if field is not None:
            ids = range(span.first, span.last + 1) if wanted is None else wanted
            wanted = [i for i, values in spans.made(connection, span, ids).items() if field in values]
        if wanted is None or wanted:
            found.setdefault(span.set_id, []).append((span, wanted))
    return found


def _made(connection: Connection, span: spans.Span, records: list[int] | None, limit: int) -> list[ChangeEntry]:
    """The first records of a span as if each had an entry of its own."""
    ids: Sequence[int] = range(span.first, span.last + 1) if records is None else records
    found: list[ChangeEntry] = []
    start = 0
    while len(found) < limit and start < len(ids):
        for record_id, values in spans.made(connection, span, ids[start : start + limit]).items():
            account = record_id if span.table == "account" else values.get("account_id")
            found.append(ChangeEntry(span.table, record_id, account, "", None, _decoded(span.table, values)))
        start += limit
    return found[: max(limit, 0)]


def _where(account_id: int | None, record: tuple[str, int] | None, field: str | None) -> tuple[str, tuple[Any, ...]]:
    parts: list[str] = ["field IS NOT ?"]
    parameters: list[Any] = [spans.FIELD]
    if account_id is not None:
        parts.append("account_id=?")
        parameters.append(account_id)
    if record is not None:
        parts.append("record=? AND record_id=?")
        parameters += record
    if field is not None:
        parts.append('(field=? OR (field IS NULL AND json_extract(coalesce("new", "old"), \'$.\' || ?) IS NOT NULL))')
        parameters += [field, field]
    return " AND ".join(parts), tuple(parameters)


def _entry(row: Any) -> ChangeEntry:
    table, record_id, account_id, field, old, new = row
    if field is None:
        return ChangeEntry(table, record_id, account_id, "", _all(table, old), _all(table, new))
    return ChangeEntry(table, record_id, account_id, field, _one(table, field, old), _one(table, field, new))


def _one(table: str, field: str, text: str | None) -> Any:
    slot = layout(table).slots.get(field)
    stored = None if text is None else json.loads(text)
    # A field that a later version dropped is shown as it was stored.
    return stored if slot is None else decode(slot.storage, stored)


def _all(table: str, text: str | None) -> Any:
    return None if text is None else _decoded(table, json.loads(text))


def _decoded(table: str, stored: dict[str, Any]) -> dict[str, Any]:
    slots = layout(table).slots
    return {
        name: decode(slots[name].storage, value) if name in slots else value
        for name, value in stored.items()
        if value is not None
    }
