"""Full-text search over records and document answers.

The index is kept by the one door for writes, not by triggers: a small write indexes its records in its own
transaction, a large one notes ranges in `search_due` that are indexed at the next search (indexing a hundred thousand
records takes ten times as long as inserting them).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csdesk.book.catalog import KINDS
from csdesk.book.statements import MANY
from csdesk.values.text import fold

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from csdesk.book.transaction import Transaction

AT_ONCE = 500
"""Records that a write still indexes itself."""
_BATCH = 5000
_LOOKED_AT = 300
"""Matches that are looked at for the best of them."""

# The number of a kind is part of every row of the index: never change one, only add.
_CODES = {
    "account": 0,
    "contact": 1,
    "goal": 2,
    "milestone": 3,
    "risk": 4,
    "opportunity": 5,
    "action": 6,
    "review": 7,
    "touch": 8,
    "document": 9,
    "signal": 10,
    "escalation": 11,
    "playbook_run": 12,
    "run_step": 13,
    "override": 14,
    "renewal_call": 15,
}
# Their title is no word of anybody's: they are found by their reason alone, which then stands as the title.
_BY_REASON = frozenset({"override", "renewal_call"})
_KIND_OF = {code: kind for kind, code in _CODES.items()}
_WIDTH = 64
_WORDS = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found. `snippet` is the matched text, with its words between U+0002 and U+0003."""

    kind: str
    record_id: int
    account_id: int | None
    title: str
    snippet: str


def follow(connection: Connection, tx: Transaction) -> None:
    """Index what a write changed, or note it when it is much."""
    keys = list(dict.fromkeys([*tx.created, *tx.updated, *tx.removed]))
    ranges = [(table, first, last) for table, first, last, _ in tx.ranges if table in _CODES]
    few = [(table, i) for table, first, last in ranges if last - first < AT_ONCE for i in range(first, last + 1)]
    if ranges and len(few) + len(keys) > AT_ONCE:
        _note_due(connection, ranges)
    else:
        keys += few
        _note_due(connection, [r for r in ranges if r[2] - r[1] >= AT_ONCE])
    index(connection, keys)


def index(connection: Connection, keys: Iterable[tuple[str, int]]) -> None:
    """Bring the index up to date for these records; many are noted for later."""
    by_kind: dict[str, set[int]] = {}
    answers: set[int] = set()
    for table, record_id in keys:
        if table == "answer":
            answers.add(record_id)
        elif table in _CODES:
            by_kind.setdefault(table, set()).add(record_id)
    if answers:
        by_kind.setdefault("document", set()).update(_documents_of(connection, answers))
    for kind, ids in by_kind.items():
        ordered = sorted(ids)
        if len(ordered) > AT_ONCE:
            _note_due(connection, list(_spans(kind, ordered)))
        else:
            _index(connection, kind, ordered)


def is_due(reader: Engine) -> bool:
    """Whether records wait to be indexed."""
    with reader.connect() as connection:
        return connection.exec_driver_sql("SELECT 1 FROM search_due LIMIT 1").scalar() is not None


def index_some(connection: Connection) -> None:
    """Index the next few thousand of the records that wait."""
    due = connection.exec_driver_sql("SELECT id, record, first, last FROM search_due ORDER BY id LIMIT 1").fetchone()
    if due is None:
        return
    last = min(due[3], due[2] + _BATCH - 1)
    _index(connection, due[1], range(due[2], last + 1))
    if last == due[3]:
        connection.exec_driver_sql("DELETE FROM search_due WHERE id=?", (due[0],))
    else:
        connection.exec_driver_sql("UPDATE search_due SET first=? WHERE id=?", (last + 1, due[0]))


def rebuild(connection: Connection) -> None:
    """Empty the index and note everything as due."""
    connection.exec_driver_sql("DELETE FROM search")
    connection.exec_driver_sql("DELETE FROM search_due")
    note_all(connection, _CODES)


def missing(reader: Engine) -> list[str]:
    """The kinds whose records the index does not have at all: those of a book that was written before they were in it.

    Told by the oldest record of a kind, which is indexed or noted as due in the write that makes it.
    """
    found = []
    with reader.connect() as connection:
        for kind, code in _CODES.items():
            oldest = connection.exec_driver_sql(f'SELECT min(id) FROM "{kind}" WHERE {_worth(kind)}').scalar()
            if oldest is None:
                continue
            sql = "SELECT 1 FROM search WHERE rowid=? UNION ALL SELECT 1 FROM search_due WHERE record=? LIMIT 1"
            if connection.exec_driver_sql(sql, (oldest * _WIDTH + code, kind)).scalar() is None:
                found.append(kind)
    return found


def note_all(connection: Connection, kinds: Iterable[str]) -> None:
    """Note every record of these kinds as due."""
    for kind in kinds:
        last = connection.exec_driver_sql(f'SELECT max(id) FROM "{kind}"').scalar()
        if last:
            _note_due(connection, [(kind, 1, last)])


def search(connection: Connection, text: str, limit: int, kinds: frozenset[str] | None) -> list[Hit]:
    """Records that hold each word of `text`, or a word beginning with it: by title first, exact before begun.

    Accents and case do not matter. What belongs to an account in the bin is left out.
    """
    words = _WORDS.findall(text)
    if not words or limit <= 0:
        return []
    query = " ".join(f'"{word}"*' for word in words)
    wanted = [_CODES[kind] for kind in (kinds or _CODES) if kind in _CODES]
    only = f"AND search.rowid % {_WIDTH} IN ({','.join(map(str, wanted))})" if kinds is not None else ""
    # Matches in titles come first, and of each sort only some hundreds are looked at: SQLite's own ranking would
    # count every match of a common word.
    sql = (
        "SELECT search.rowid, search.title, search.account FROM search LEFT JOIN account ON account.id=search.account "
        f"WHERE search MATCH ? AND account.deleted_at IS NULL {only} LIMIT ?"
    )
    found: dict[int, Any] = {}
    for match in (f"title : ({query})", query):
        if len(found) < limit:
            for row in connection.exec_driver_sql(sql, (match, _LOOKED_AT)):
                found.setdefault(row[0], row)
    sought = fold(text)
    best = sorted(found.values(), key=lambda row: (_closeness(row[1], sought), row[0] % _WIDTH, row[0]))[:limit]
    marks = ",".join("?" * len(best))
    snippets = {
        row[0]: row[1]
        for row in connection.exec_driver_sql(
            f"SELECT rowid, snippet(search, -1, char(2), char(3), '…', 12) FROM search "
            f"WHERE search MATCH ? AND rowid IN ({marks})",
            (query, *(row[0] for row in best)),
        )
    }
    return [
        Hit(_KIND_OF[row[0] % _WIDTH], row[0] // _WIDTH, row[2], row[1], snippets.get(row[0], row[1])) for row in best
    ]


def _closeness(title: str, sought: str) -> int:
    """0 the very title, 1 a title that begins so, 2 one with a word that begins so, 3 words apart or elsewhere."""
    folded = fold(title)
    if folded == sought:
        return 0
    if folded.startswith(sought):
        return 1
    return 2 if f" {sought}" in folded else 3


def _index(connection: Connection, kind: str, ids: Iterable[int]) -> None:
    code = _CODES[kind]
    wanted = list(ids)
    for start in range(0, len(wanted), MANY):
        part = wanted[start : start + MANY]
        marks = ",".join("?" * len(part))
        rowids = tuple(i * _WIDTH + code for i in part)
        connection.exec_driver_sql(f"DELETE FROM search WHERE rowid IN ({marks})", rowids)
        rows = list(_texts(connection, kind, tuple(part), marks))
        if rows:
            connection.exec_driver_sql("INSERT INTO search (rowid, title, body, account) VALUES (?,?,?,?)", rows)


def _texts(connection: Connection, kind: str, ids: tuple[int, ...], marks: str) -> Iterator[tuple[Any, ...]]:
    code = _CODES[kind]
    if kind == "document":
        yield from _document_texts(connection, ids, marks)
        return
    spec = KINDS[kind]
    body = [field.id for field in spec.fields if field.searched and field.id != spec.title]
    account = "account_id" if spec.owned else "id"
    names = body if kind in _BY_REASON else [spec.title, *body]
    columns = ", ".join(f'"{name}"' for name in names)
    sql = f'SELECT id, {account}, {columns} FROM "{kind}" WHERE {_worth(kind)} AND id IN ({marks})'
    for row in connection.exec_driver_sql(sql, ids):
        yield row[0] * _WIDTH + code, row[2] or "", "\n".join(str(part) for part in row[3:] if part), row[1]


def _worth(kind: str) -> str:
    """The condition that a record of that kind is in the index."""
    return "deleted_at IS NULL AND reason <> ''" if kind in _BY_REASON else "deleted_at IS NULL"


def _document_texts(connection: Connection, ids: tuple[int, ...], marks: str) -> Iterator[tuple[Any, ...]]:
    said: dict[int, list[str]] = {}
    for row in connection.exec_driver_sql(f"SELECT document_id, value FROM answer WHERE document_id IN ({marks})", ids):
        if row[1] is not None:
            said.setdefault(row[0], []).extend(_strings(json.loads(row[1])))
    sql = f"SELECT id, account_id, title, form FROM document WHERE deleted_at IS NULL AND id IN ({marks})"
    for row in connection.exec_driver_sql(sql, ids):
        yield row[0] * _WIDTH + _CODES["document"], row[2] or row[3], "\n".join(said.get(row[0], [])), row[1]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def _documents_of(connection: Connection, answers: set[int]) -> set[int]:
    # An answer that was removed is found through its journal entry, which is not written for the row any more.
    documents: set[int] = set()
    ids = list(answers)
    for start in range(0, len(ids), MANY):
        part = tuple(ids[start : start + MANY])
        marks = ",".join("?" * len(part))
        rows = connection.exec_driver_sql(
            f"SELECT document_id FROM answer WHERE id IN ({marks}) UNION "
            'SELECT json_extract(coalesce("old", "new"), \'$.document_id\') FROM change '
            f"WHERE record='answer' AND field IS NULL AND record_id IN ({marks})",
            (*part, *part),
        )
        documents.update(row[0] for row in rows if row[0] is not None)
    return documents


def _note_due(connection: Connection, ranges: list[tuple[str, int, int]]) -> None:
    if ranges:
        connection.exec_driver_sql("INSERT INTO search_due (record, first, last) VALUES (?,?,?)", ranges)


def _spans(kind: str, ids: list[int]) -> Iterator[tuple[str, int, int]]:
    start = previous = ids[0]
    for record_id in ids[1:]:
        if record_id - previous > 50:
            yield kind, start, previous
            start = record_id
        previous = record_id
    yield kind, start, previous
