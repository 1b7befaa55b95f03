"""The imports that are in force, and the sources they came from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from csdesk.book.changed import Changed
from csdesk.desk.errors import DeskError
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
    answers: tuple[tuple[str, str, str], ...] = ()
    """Formats of columns that were answered: kind of question, header, answer."""


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
            "SELECT s.id, s.name, s.product, s.object, s.mapping, s.rules, s.options, "
            "(SELECT max(at) FROM sync_run r WHERE r.source_id = s.id) FROM sync_source s ORDER BY lower(s.name)"
        ).fetchall()
        known = {row[0]: known_records(connection, row[0]) for row in rows}
    found = []
    for row in rows:
        mapping: dict[str, str] = {}
        for corrections in (json.loads(row[4]) if row[4] else {}).values():
            mapping.update(corrections)
        last = datetime.fromisoformat(row[7]) if row[7] else None
        kept = json.loads(row[6]) if row[6] else {}
        answers = tuple((kind, header, value) for kind, header, value in kept.get("formats", []))
        rules = json.loads(row[5]) if row[5] else {}
        found.append(
            SourceRow(row[0], row[1], row[2] or "", row[3] or "", last, known[row[0]], mapping, rules, answers)
        )
    return tuple(found)


def remember_column(desk: Desk, source_id: int, header: str, field: str | None) -> Changed:
    """Have a column of a source become another field from now on, "-" for never; None forgets it."""

    def change(kept: dict[str, Any]) -> None:
        for corrections in kept["mapping"].values():
            if header in corrections:
                if field is None:
                    del corrections[header]
                else:
                    corrections[header] = field

    return _change(desk, source_id, f"Remember the column “{header[:40]}”", change)


def remember_rule(desk: Desk, source_id: int, field: str, rule: str | None) -> Changed:
    """Have conflicts of a field settled otherwise from now on: crm, book or ask; None forgets the rule."""

    def change(kept: dict[str, Any]) -> None:
        if rule is None:
            kept["rules"].pop(field, None)
        else:
            kept["rules"][field] = rule

    return _change(desk, source_id, "Remember who wins a conflict", change)


def remember_answer(desk: Desk, source_id: int, kind: str, header: str, answer: str | None) -> Changed:
    """Have the format of a column answered otherwise from now on; None forgets the answer."""

    def change(kept: dict[str, Any]) -> None:
        formats = {(k, h): value for k, h, value in kept["options"].get("formats", [])}
        formats.pop((kind, header), None)
        if answer is not None:
            formats[kind, header] = answer
        kept["options"]["formats"] = [[k, h, value] for (k, h), value in sorted(formats.items())]

    return _change(desk, source_id, f"Remember how “{header[:40]}” is read", change)


def _change(desk: Desk, source_id: int, name: str, change: Callable[[dict[str, Any]], None]) -> Changed:
    with desk.write(name) as tx:
        current = tx.connection.exec_driver_sql(
            "SELECT mapping, rules, options FROM sync_source WHERE id=?", (source_id,)
        ).fetchone()
        if current is None:
            raise DeskError("This source is no longer in the book.", "Nothing was changed.")
        kept = {
            key: json.loads(text) if text else {}
            for key, text in zip(("mapping", "rules", "options"), current, strict=True)
        }
        change(kept)
        tx.update("sync_source", source_id, kept)
    return tx.changed


def forget_mapping(desk: Desk, source_id: int) -> Changed:
    """Forget the column corrections, the rules and the answers of a source."""

    def change(kept: dict[str, Any]) -> None:
        kept["mapping"], kept["rules"] = {}, {}
        for key in ("formats", "date_order", "decimal", "currency"):
            kept["options"].pop(key, None)

    return _change(desk, source_id, "Forget the columns of a source", change)
