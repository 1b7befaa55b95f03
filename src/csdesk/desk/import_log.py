"""The imports that are in force, and the sources they came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from csdesk.book.changed import Changed
from csdesk.desk.import_side import known_records

if TYPE_CHECKING:
    from csdesk.desk.core import Desk


@dataclass(frozen=True, slots=True)
class Run:
    """One import that is in force."""

    id: int
    source: str
    at: datetime
    file: str
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    conflicts: int
    undoable: bool
    """Whether it changed the book and can be taken back."""
    report: Mapping[str, Any] = field(default_factory=dict)
    """object, product, missing, rejects (line, column, value, reason; at most a thousand), questions."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source with its last import."""

    id: int
    name: str
    product: str
    object: str
    last: datetime | None
    records: int
    """Records of the book that the source knows."""
    mapping: Mapping[str, str]
    """Corrections remembered, header to field."""
    rules: Mapping[str, str]


def runs(desk: Desk) -> tuple[Run, ...]:
    """Every import in force, newest first."""
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT r.id, s.name, r.at, r.file, r.rows, r.created, r.updated, r.unchanged, r.rejected, r.conflicts, "
            "r.report FROM sync_run r JOIN sync_source s ON s.id = r.source_id ORDER BY r.id DESC"
        ).fetchall()
    found = []
    for row in rows:
        count, created, updated, unchanged, rejected, conflicts = (int(value or 0) for value in row[4:10])
        report = json.loads(row[10]) if row[10] else {}
        at = datetime.fromisoformat(row[2])
        undoable = bool(created + updated + report.get("asked", 0))
        found.append(
            Run(
                row[0], row[1], at, row[3] or "", count, created, updated, unchanged, rejected, conflicts, undoable,
                report,
            )
        )  # fmt: skip
    return tuple(found)


def sources(desk: Desk) -> tuple[SourceRow, ...]:
    """Every source imported from, by name."""
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT s.id, s.name, s.product, s.object, s.mapping, s.rules, "
            "(SELECT max(at) FROM sync_run r WHERE r.source_id = s.id) FROM sync_source s ORDER BY lower(s.name)"
        ).fetchall()
        known = {row[0]: known_records(connection, row[0]) for row in rows}
    found = []
    for row in rows:
        mapping: dict[str, str] = {}
        for corrections in (json.loads(row[4]) if row[4] else {}).values():
            mapping.update(corrections)
        last = datetime.fromisoformat(row[6]) if row[6] else None
        rules = json.loads(row[5]) if row[5] else {}
        found.append(SourceRow(row[0], row[1], row[2] or "", row[3] or "", last, known[row[0]], mapping, rules))
    return tuple(found)


def forget_mapping(desk: Desk, source_id: int) -> Changed:
    """Forget the column corrections and rules of a source."""
    with desk.write("Forget the columns of a source") as tx:
        tx.update("sync_source", source_id, {"mapping": {}, "rules": {}})
    return tx.changed
