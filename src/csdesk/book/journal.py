"""Writing the journal: the net of a transaction becomes one change set."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from csdesk.book import spans
from csdesk.book.changed import Changed
from csdesk.book.tables import layout
from csdesk.book.types import dumps

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.book.transaction import Transaction

MERGE_WITHIN = timedelta(seconds=10)
"""How long after the last keystroke another one still joins the same undo step."""

INSERT_CHANGE = 'INSERT INTO change (set_id, record, record_id, account_id, field, "old", "new") VALUES (?,?,?,?,?,?,?)'


def write(tx: Transaction, *, merge_key: str | None = None, role: str = "change") -> Changed:
    """Journal what `tx` changed; nothing is journaled when the net of it is nothing."""
    updates = {
        key: changed
        for key, edits in tx.updated.items()
        if (changed := {name: pair for name, pair in edits.items() if pair[0] != pair[1]})
    }
    tx.ranges = [one for one in tx.ranges if _left(tx, *one[:3])]
    if not (tx.created or tx.ranges or updates or tx.removed):
        return Changed(name=tx.name, origin=tx.origin, role=role)
    connection = tx.connection
    kinds = frozenset(
        {key[0] for key in (*tx.created, *updates, *tx.removed)} | {table for table, _, _, _ in tx.ranges}
    )
    owners = _owners(tx, [*tx.created, *updates, *tx.removed])
    accounts = {account for account in owners.values() if account is not None}
    set_id = None
    if merge_key and role == "change" and not (tx.created or tx.ranges or tx.removed):
        set_id = _merge(tx, merge_key, updates)
    if set_id is None:
        if role != "setting":
            drop_undone(connection)
        set_id = add_set(connection, tx.name, tx.now, tx.origin, role, tx.account_id, merge_key)
        rows: list[tuple[Any, ...]] = []
        # Removed before changed before created is the order in which an undo can rely on what it meets.
        for key, values in tx.removed.items():
            rows.append((set_id, *key, owners[key], None, dumps(values), None))
        for key, edits in updates.items():
            for name, (old, new) in edits.items():
                rows.append((set_id, *key, owners[key], name, _json(old), _json(new)))
        for key, values in tx.created.items():
            rows.append((set_id, *key, owners[key], None, None, dumps(values)))
        if rows:
            connection.exec_driver_sql(INSERT_CHANGE, rows)
        for table, first, last, fields in tx.ranges:
            count = _left(tx, table, first, last)
            if count < spans.AT_LEAST:
                sql = spans.entries_sql(layout(table), fields, removed=False)
                connection.exec_driver_sql(sql, (set_id, first, last))
            else:
                spans.add(connection, set_id, table, first, last, count, fields)
        for table, first, last, _ in tx.ranges:
            if table == "account":
                accounts.update(range(first, last + 1))
            elif layout(table).owned:
                accounts |= _range_accounts(tx, table, first, last)
    if tx.account_id is not None:
        accounts.add(tx.account_id)
    return Changed(
        set_id,
        tx.name,
        kinds,
        frozenset(accounts),
        None if tx.first is None else tx.first[1],
        tx.origin,
        role,
    )


def add_set(
    connection: Connection,
    name: str,
    at: str,
    origin: str,
    role: str,
    account_id: int | None,
    merge_key: str | None = None,
    reverts: int | None = None,
) -> int:
    """A new change set in state done; its id."""
    cursor = connection.exec_driver_sql(
        "INSERT INTO change_set (name, at, origin, account_id, merge_key, role, reverts, state) "
        "VALUES (?,?,?,?,?,?,?,'done')",
        (name, at, origin, account_id, merge_key, role, reverts),
    )
    return int(cursor.lastrowid)


def drop_undone(connection: Connection) -> None:
    """A new operation ends the redo list, so that a redo can never skip it."""
    connection.exec_driver_sql("UPDATE change_set SET state='dropped' WHERE state='undone'")


def _json(stored: Any) -> str | None:
    return None if stored is None else dumps(stored)


def _merge(tx: Transaction, merge_key: str, updates: dict[tuple[str, int], dict[str, list[Any]]]) -> int | None:
    """Extend the newest change set when it is the same field still being typed; its id, or None to start a new one."""
    connection = tx.connection
    newest = connection.exec_driver_sql(
        "SELECT id, merge_key, role, state, at, origin FROM change_set ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if newest is None or tuple(newest)[1:4] != (merge_key, "change", "done") or newest[5] != tx.origin:
        return None
    since = datetime.fromisoformat(tx.now) - datetime.fromisoformat(newest[4])
    if not timedelta(0) <= since <= MERGE_WITHIN:
        return None
    entries = {
        (row[1], row[2], row[3]): (row[0], row[4])
        for row in connection.exec_driver_sql(
            'SELECT id, record, record_id, field, "old" FROM change WHERE set_id=?', (newest[0],)
        )
    }
    wanted = {(*key, name): pair for key, edits in updates.items() for name, pair in edits.items()}
    if set(entries) != set(wanted):
        return None
    for place, (entry_id, old) in entries.items():
        new = wanted[place][1]
        if _json(new) == old:
            connection.exec_driver_sql("DELETE FROM change WHERE id=?", (entry_id,))
        else:
            connection.exec_driver_sql('UPDATE change SET "new"=? WHERE id=?', (_json(new), entry_id))
    left = connection.exec_driver_sql("SELECT 1 FROM change WHERE set_id=? LIMIT 1", (newest[0],)).fetchone()
    if left is None:
        # Typed and taken back: nothing changed, so there is nothing to undo.
        connection.exec_driver_sql("DELETE FROM change_set WHERE id=?", (newest[0],))
    else:
        connection.exec_driver_sql("UPDATE change_set SET at=? WHERE id=?", (tx.now, newest[0]))
    return int(newest[0])


def _owners(tx: Transaction, keys: list[tuple[str, int]]) -> dict[tuple[str, int], int | None]:
    """The account that each record belongs to, for history by account."""
    owners: dict[tuple[str, int], int | None] = {}
    ask: dict[str, list[int]] = {}
    for key in keys:
        table, record_id = key
        known = tx.removed.get(key) or tx.created.get(key)
        if table == "account":
            owners[key] = record_id
        elif not layout(table).owned and table != "answer":
            owners[key] = tx.account_id
        elif known is not None and table != "answer":
            owners[key] = known.get("account_id")
        else:
            owners[key] = tx.account_id
            ask.setdefault(table, []).append(record_id)
    for table, ids in ask.items():
        sql = (
            "SELECT answer.id, account_id FROM answer JOIN document ON document.id=document_id WHERE answer.id IN"
            if table == "answer"
            else f'SELECT id, account_id FROM "{table}" WHERE id IN'
        )
        for start in range(0, len(ids), 500):
            part = tuple(ids[start : start + 500])
            for row in tx.connection.exec_driver_sql(f"{sql} ({','.join('?' * len(part))})", part):
                owners[table, row[0]] = row[1]
    return owners


def _left(tx: Transaction, table: str, first: int, last: int) -> int:
    """How many of the records made in bulk are still there at the end of the write."""
    return last - first + 1 - sum(1 for record_id in tx.unmade.get(table, ()) if first <= record_id <= last)


def _range_accounts(tx: Transaction, table: str, first: int, last: int) -> set[int]:
    """The accounts of records made in bulk, besides those that the write has made in bulk itself."""
    new = "".join(f" AND account_id NOT BETWEEN {one[1]} AND {one[2]}" for one in tx.ranges if one[0] == "account")
    sql = f'SELECT DISTINCT account_id FROM "{table}" WHERE id BETWEEN ? AND ? AND account_id IS NOT NULL{new}'
    return {row[0] for row in tx.connection.exec_driver_sql(sql, (first, last))}


def values_of(text: str) -> dict[str, Any]:
    """The values of a created or removed record's journal entry; what is not known is left out."""
    return {name: value for name, value in json.loads(text).items() if value is not None}
