"""Undo, redo and taking an import back: all three reverse one change set and append the reversal as a set of its own.

A set is reversed only where the book still holds what the set wrote. Undo and redo are all or nothing; taking an
import back leaves what changed since as it is and lists it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csdesk.book import journal, spans
from csdesk.book.catalog import KINDS
from csdesk.book.errors import Conflict
from csdesk.book.statements import MANY, columns_of, insert_sql, read_stored, split, update_sql
from csdesk.book.tables import REFERENCES, layout
from csdesk.book.types import decode, dumps

if TYPE_CHECKING:
    from sqlalchemy import Connection

Key = tuple[str, int]


@dataclass(slots=True)
class Reversal:
    """What reversing a set did, or would have to leave."""

    conflicts: list[Conflict] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    accounts: set[int] = field(default_factory=set)
    records: list[Key] = field(default_factory=list)
    """Records to index anew."""
    first: int | None = None
    count: int = 0


def reverse(connection: Connection, set_id: int, into: int, now: str) -> Reversal:
    """Reverse set `set_id`, journaling it as set `into`.

    What cannot be reversed is left and listed as conflicts; a caller that wants all or nothing rolls back then.
    """
    entries = connection.exec_driver_sql(
        'SELECT id, record, record_id, account_id, field, "old", "new" FROM change '
        "WHERE set_id=? AND field IS NOT ? ORDER BY id DESC",
        (set_id, spans.FIELD),
    ).fetchall()
    bulk = spans.every(connection, set_id=set_id)
    done = Reversal()
    if not (entries or bulk):
        return done
    touched = _touched_since(connection, set_id, bulk, max([e[0] for e in entries[:1]] + [s.entry for s in bulk]))
    removed = [e for e in entries if e[4] is None and e[6] is None]
    created = [e for e in entries if e[4] is None and e[6] is not None]
    updated = [e for e in entries if e[4] is not None]
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    skipped = _put_back(connection, removed, done, now)
    skipped |= _set_back(connection, updated, touched, done, now)
    skipped |= _take_away(connection, created, bulk, touched, into, done)
    if skipped:
        reversed_entries = [e for e in entries if e[0] not in skipped]
        rows = [(into, e[1], e[2], e[3], e[4], e[6], e[5]) for e in reversed_entries]
        if rows:
            connection.exec_driver_sql(journal.INSERT_CHANGE, rows)
    else:
        reversed_entries = list(entries)
        connection.exec_driver_sql(
            'INSERT INTO change (set_id, record, record_id, account_id, field, "old", "new") '
            'SELECT ?, record, record_id, account_id, field, "new", "old" FROM change '
            "WHERE set_id=? AND field IS NOT ? ORDER BY id DESC",
            (into, set_id, spans.FIELD),
        )
    done.count += len(reversed_entries)
    done.kinds |= {e[1] for e in reversed_entries}
    done.accounts |= {e[3] for e in reversed_entries if e[3] is not None}
    done.records = list(dict.fromkeys([*((e[1], e[2]) for e in reversed_entries), *done.records]))
    if reversed_entries:
        done.first = reversed_entries[-1][2]
    return done


def _touched_since(connection: Connection, set_id: int, bulk: list[spans.Span], last: int) -> set[Key]:
    """The set's records that any later change names; all the others still hold what the set wrote."""
    newest = connection.exec_driver_sql("SELECT max(id) FROM change").scalar() or 0
    if newest <= last:
        return set()
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT later.record, later.record_id FROM change AS later WHERE later.id > ? AND EXISTS ("
        "SELECT 1 FROM change AS mine WHERE mine.record=later.record AND mine.record_id=later.record_id "
        "AND mine.set_id=?)",
        (last, set_id),
    )
    touched = {(row[0], row[1]) for row in rows}
    for span in bulk:
        later = connection.exec_driver_sql(
            "SELECT DISTINCT record_id FROM change WHERE id > ? AND record=? AND record_id BETWEEN ? AND ?",
            (last, span.table, span.first, span.last),
        )
        touched |= {(span.table, row[0]) for row in later}
    return touched


def _put_back(connection: Connection, removed: list[Any], done: Reversal, now: str) -> set[int]:
    """Insert removed records again, with the ids they had."""
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = {}
    skipped: set[int] = set()
    by_table = _by_table((entry[1], entry[2]) for entry in removed)
    present = {(table, i) for table, ids in by_table.items() for i in read_stored(connection, layout(table), ids, ())}
    versions = {table: _versions(connection, table, removed[0][0]) for table in by_table}
    returning = {(entry[1], entry[2]) for entry in removed}
    known: set[Key] = set()
    for entry in removed:
        table, record_id = entry[1], entry[2]
        if (table, record_id) in present:
            skipped.add(entry[0])
            done.conflicts.append(Conflict(table, record_id, "", "", None, None, "it is in the book again"))
            continue
        shape = layout(table)
        values = journal.values_of(entry[5])
        orphan = _parent_gone(connection, table, values, returning, known)
        if orphan:
            skipped.add(entry[0])
            done.conflicts.append(Conflict(table, record_id, "", "", None, None, f"its {orphan} is gone"))
            continue
        columns, row = columns_of(shape, values)
        if shape.version:
            columns.append(shape.version)
            # Above any version seen before: whoever still holds the old record must notice.
            row.append(versions[table].get(record_id, 0) + 1)
        if shape.updated:
            columns.append("updated_at")
            row.append(now)
        groups.setdefault((table, tuple(columns)), []).append((record_id, *row))
    for (table, names), rows in groups.items():
        connection.exec_driver_sql(insert_sql(table, ["id", *names]), rows)
    return skipped


def _parent_gone(
    connection: Connection, table: str, values: dict[str, Any], returning: set[Key], known: set[Key]
) -> str:
    """The kind of a parent that a returning record needs and that is not in the book; empty when all are there.

    `known` remembers the parents that were found.
    """
    for child, column, target in REFERENCES:
        if child != table or target == "contact" or values.get(column) is None:
            continue
        parent = (target, values[column])
        if parent in returning or parent in known:
            continue
        if not read_stored(connection, layout(target), [parent[1]], ()):
            return target.replace("_", " ")
        known.add(parent)
    return ""


def _versions(connection: Connection, table: str, entry_id: int) -> dict[int, int]:
    """At least as many as the updates that the journal knows of each record of the entry's set."""
    rows = connection.exec_driver_sql(
        "SELECT record_id, count(*) FROM change WHERE record=? AND record_id IN (SELECT record_id FROM change "
        "WHERE record=? AND set_id=(SELECT set_id FROM change WHERE id=?)) GROUP BY record_id",
        (table, table, entry_id),
    )
    return {row[0]: row[1] for row in rows}


def _set_back(connection: Connection, updated: list[Any], touched: set[Key], done: Reversal, now: str) -> set[int]:
    """Give fields their older values, where they still hold the set's own."""
    skipped: set[int] = set()
    groups: dict[tuple[str, str], list[Any]] = {}
    for entry in updated:
        groups.setdefault((entry[1], entry[4]), []).append(entry)
    for (table, name), entries in groups.items():
        shape = layout(table)
        slot = shape.slots[name]
        ids = [e[2] for e in entries if (table, e[2]) in touched]
        found = read_stored(connection, shape, ids, [name]) if ids else {}
        stamps = [now] if shape.updated else []
        rows = []
        for entry in entries:
            record_id = entry[2]
            if (table, record_id) in touched:
                ours = _loads(entry[6])
                if record_id not in found:
                    skipped.add(entry[0])
                    done.conflicts.append(
                        Conflict(table, record_id, "", name, decode(slot.storage, ours), None, "it was removed since")
                    )
                    continue
                if found[record_id][name] != ours:
                    skipped.add(entry[0])
                    theirs = decode(slot.storage, found[record_id][name])
                    title = title_of(connection, table, record_id)
                    done.conflicts.append(
                        Conflict(table, record_id, title, name, decode(slot.storage, ours), theirs, "it changed since")
                    )
                    continue
            rows.append((*split(slot.storage, _loads(entry[5])), *stamps, record_id))
        if rows:
            connection.exec_driver_sql(update_sql(shape, list(slot.columns)), rows)
    return skipped


def _take_away(
    connection: Connection, created: list[Any], bulk: list[spans.Span], touched: set[Key], into: int, done: Reversal
) -> set[int]:
    """Remove records that the set made, unless they were edited since or others rely on them.

    Those made in bulk are journaled here, as long as they are there to be read.
    """
    if not (created or bulk):
        return set()
    entry_of: dict[Key, Any] = {(e[1], e[2]): e for e in created}
    was = {key: journal.values_of(entry_of[key][6]) for key in entry_of.keys() & touched}
    going: dict[str, set[int]] = {}
    for table, record_id in entry_of:
        going.setdefault(table, set()).add(record_id)
    for span in bulk:
        there = connection.exec_driver_sql(
            f'SELECT id FROM "{span.table}" WHERE id BETWEEN ? AND ?', (span.first, span.last)
        )
        going.setdefault(span.table, set()).update(row[0] for row in there)
        since = [i for table, i in touched if table == span.table]
        was |= {(span.table, i): values for i, values in spans.made(connection, span, since).items()}
    staying: set[Key] = set()
    for table, ids in _by_table(was).items():
        now = read_stored(connection, layout(table), ids)
        for record_id in ids:
            key = (table, record_id)
            conflicts = _edits_since(connection, key, was[key], now.get(record_id))
            if conflicts:
                done.conflicts += conflicts
                staying.add(key)
    for table, record_id in staying:
        going[table].discard(record_id)
    along = _worked_out(connection, going)
    _keep_relied_upon(connection, going, staying, along, done)
    _take_along(connection, along, going, into, done)
    for span in bulk:
        _journal_going(
            connection, span, going[span.table], {i for table, i in staying if table == span.table}, into, done
        )
    for table in _children_first(going):
        rows = [(record_id,) for record_id in going[table]]
        if rows:
            connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE id=?', rows)
    return {entry_of[key][0] for key in staying if key in entry_of}


def _journal_going(
    connection: Connection, span: spans.Span, going: set[int], staying: set[int], into: int, done: Reversal
) -> None:
    """Give each record of a span that goes an entry with its values, by which it can be made again."""
    shape = layout(span.table)
    # What goes is as it was made, so that it holds no other fields.
    sql = spans.entries_sql(shape, span.fields, removed=True)
    ids = sorted(i for i in going if i in span)
    if not ids:
        return
    if shape.owned:
        owners = connection.exec_driver_sql(
            f'SELECT DISTINCT account_id FROM "{span.table}" WHERE account_id IS NOT NULL AND id BETWEEN ? AND ?',
            (span.first, span.last),
        )
        done.accounts.update(row[0] for row in owners)
    elif span.table == "account":
        done.accounts.update(ids)
    for first, last in spans.without(span, staying):
        connection.exec_driver_sql(sql, (into, first, last))
    done.count += len(ids)
    done.kinds.add(span.table)
    done.records += [(span.table, i) for i in ids]
    if done.first is None:
        done.first = ids[0]


def _by_table(keys: Iterable[Key]) -> dict[str, list[int]]:
    tables: dict[str, list[int]] = {}
    for table, record_id in sorted(keys):
        tables.setdefault(table, []).append(record_id)
    return tables


def _edits_since(connection: Connection, key: Key, made: dict[str, Any], now: dict[str, Any] | None) -> list[Conflict]:
    table, record_id = key
    shape = layout(table)
    if now is None:
        return [Conflict(table, record_id, "", "", None, None, "it was removed since")]
    if all(value == made.get(name) for name, value in now.items()):
        return []
    title = title_of(connection, table, record_id)
    return [
        Conflict(
            table,
            record_id,
            title,
            name,
            decode(shape.slots[name].storage, made.get(name)),
            decode(shape.slots[name].storage, value),
            "it changed since",
        )
        for name, value in now.items()
        if value != made.get(name)
    ]


_WORKED_OUT = {"signal": "origin <> 'By hand'", "health_snapshot": "origin = 'computed'"}
"""Tables with records that CSDesk works out by itself, and how those are known."""


def _worked_out(connection: Connection, going: dict[str, set[int]]) -> dict[str, dict[int, int]]:
    """What was worked out of the accounts that go, and nobody touched since: by table, the account of each record."""
    accounts = going.get("account", set())
    if not accounts:
        return {}
    found: dict[str, dict[int, int]] = {}
    for table, theirs in _WORKED_OUT.items():
        rows = connection.exec_driver_sql(
            f'SELECT id, account_id FROM "{table}" AS r WHERE account_id IS NOT NULL AND {theirs} AND NOT EXISTS ('
            "SELECT 1 FROM change AS c JOIN change_set AS s ON s.id=c.set_id AND s.role='change' "
            "WHERE c.record=? AND c.record_id=r.id)",
            (table,),
        )
        found[table] = {row[0]: row[1] for row in rows if row[1] in accounts}
    return found


def _take_along(
    connection: Connection, along: dict[str, dict[int, int]], going: dict[str, set[int]], into: int, done: Reversal
) -> None:
    """Have what was worked out of accounts go with them, journaled so that a redo brings it back."""
    for table, owners in along.items():
        ids = [one for one, account in owners.items() if account in going["account"]]
        ids = [one for one in ids if one not in going.get(table, set())]
        stored = read_stored(connection, layout(table), ids) if ids else {}
        rows = [
            (into, table, one, owners[one], None,
             dumps({name: value for name, value in values.items() if value is not None}), None)
            for one, values in stored.items()
        ]  # fmt: skip
        if rows:
            connection.exec_driver_sql(journal.INSERT_CHANGE, rows)
            going.setdefault(table, set()).update(stored)
            done.kinds.add(table)
            done.records += [(table, one) for one in stored]


def _keep_relied_upon(
    connection: Connection,
    going: dict[str, set[int]],
    staying: set[Key],
    along: dict[str, dict[int, int]],
    done: Reversal,
) -> None:
    """Move records that stay-behinds point at from `going` to `staying`, until none is left astray.

    What goes `along` with its account is no stay-behind.
    """
    moved = True
    while moved:
        moved = False
        for table, column, target in REFERENCES:
            wanted = going.get(target)
            if not wanted:
                continue
            leaving = going.get(table, set()) | along.get(table, {}).keys()
            sql = f'SELECT id, "{column}" FROM "{table}" WHERE "{column}" '
            few = tuple(wanted) if len(wanted) <= MANY else ()
            sql += f"IN ({','.join('?' * len(few))})" if few else "IS NOT NULL"
            for record_id, target_id in connection.exec_driver_sql(sql, few).fetchall():
                if target_id in wanted and record_id not in leaving:
                    wanted.discard(target_id)
                    staying.add((target, target_id))
                    moved = True
                    reason = f"a {table.replace('_', ' ')} relies on it"
                    title = title_of(connection, target, target_id)
                    done.conflicts.append(Conflict(target, target_id, title, "", None, None, reason))


def _children_first(tables: Iterable[str]) -> list[str]:
    order = ["answer", "document_row", "document_issue", "custom_value", "sync_run", "document", "contact", "account"]
    return sorted(tables, key=lambda table: order.index(table) + 1 if table in order else 0)


def _loads(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def title_of(connection: Connection, table: str, record_id: int) -> str:
    """How a person knows a record: its title field, or empty."""
    column = KINDS[table].title if table in KINDS else _TITLES.get(table)
    if column is None:
        return ""
    found = connection.exec_driver_sql(f'SELECT "{column}" FROM "{table}" WHERE id=?', (record_id,)).scalar()
    return "" if found is None else str(found)


_TITLES = {"document": "title", "setting": "key", "sync_source": "name", "custom_field": "label", "saved_view": "name"}
