"""CRM sync as a CSM does it: see what a file would do, do it in one step, take it back, carry changes back to the CRM.

The dry run and the run are one: `apply` plans again inside its transaction with the options of the plan it is given,
so what it writes is what the book and the file give at that moment, by the code that showed the dry run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.book.changed import Changed, RevertReport
from csdesk.desk import import_write
from csdesk.desk.errors import DeskError
from csdesk.desk.import_changes import ChangeBack, changes, write_changes, write_rejects
from csdesk.desk.import_side import Source, side_of, source_named
from csdesk.sync import build, reading
from csdesk.sync.encoding import EncodingSample
from csdesk.sync.errors import SyncRefused
from csdesk.sync.mapping import CUSTOM, IGNORE, ColumnMap, header_set
from csdesk.sync.plan import (
    Cell,
    Duplicates,
    Entry,
    ImportPlan,
    Missing,
    Options,
    Question,
    Recognised,
    Rejection,
    Rule,
    mapping_of,
)
from csdesk.sync.targets import OBJECT_LABELS, TARGETS, Target
from csdesk.values.formats import Formats

if TYPE_CHECKING:
    from csdesk.desk.core import Desk, Transaction

__all__ = [
    "CUSTOM", "IGNORE", "OBJECT_LABELS", "TARGETS", "Cell", "ChangeBack", "ColumnMap", "Duplicates", "EncodingSample",
    "Entry", "ImportCancelled", "ImportPlan", "ImportRefused", "ImportResult", "Missing", "Options", "Question",
    "Recognised", "Rejection", "RevertReport", "Rule", "Run", "SourceRow", "Target", "apply", "cell_text", "changes",
    "forget_mapping", "mapping_of", "prepare", "runs", "sources", "undo_import", "write_changes", "write_rejects",
]  # fmt: skip

Progress = Callable[[int, int, str], None]
"""Told of progress: done, of how many, at what."""
_KEPT_REJECTS = 1_000
"""How many rejected rows a run keeps in the book; the CSV of the import itself holds them all."""


class ImportRefused(DeskError):
    """A file that cannot be imported; `kind` is that of sync.errors."""

    def __init__(self, what: str, todo: str = "", kind: str = "file") -> None:
        super().__init__(what, "Nothing was changed.", todo)
        self.kind = kind


class ImportCancelled(DeskError):
    """The import was stopped by the person; the book is as it was."""

    def __init__(self) -> None:
        super().__init__("The import was stopped.", "The book is as it was before.", "")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did."""

    import_id: int
    created: int
    updated: int
    unchanged: int
    conflicts: int
    rejected: int
    held: int
    missing: int
    backup: Path | None
    changed: Changed
    plan: ImportPlan


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


def prepare(
    desk: Desk,
    path: Path | str,
    options: Options | None = None,
    *,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> ImportPlan:
    """What importing the file would do: the dry run. Writes nothing. Raises ImportRefused with the reason.

    `cancel` is asked between the stages; True stops it with ImportCancelled.
    """
    step = _stepper(progress, cancel)
    step(0, 0, "Reading the file")
    data, name = _data(Path(path))
    return _plan(desk, data, name, options or Options(), step)[0]


def apply(
    desk: Desk,
    path: Path | str,
    plan: ImportPlan | Options | None = None,
    *,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> ImportResult:
    """Import the file with the options of `plan`, in one transaction after a verified backup.

    `cancel` is asked at every step; True stops it with ImportCancelled and the book as it was. Raises ImportRefused
    when the file cannot be imported or is another one than was planned.
    """
    options = plan.options if isinstance(plan, ImportPlan) else plan or Options()

    step = _stepper(progress, cancel)
    step(0, 0, "Reading the file")
    data, name = _data(Path(path))
    ready, source, seen = _plan(desk, data, name, options)
    if isinstance(plan, ImportPlan) and ready.recognised.fingerprint != plan.recognised.fingerprint:
        raise ImportRefused(f"{name} is another file than the one that was checked.", "Check it again, then apply it.")
    backup = None
    if not ready.changes_nothing:
        step(0, ready.rows, "Backing up the book")
        backup = desk.book.backup(reason="import")
    step(0, ready.rows, "Comparing with the book")
    source_id = _remember_source(desk, ready, source)
    with desk.write(f"Import {name}", undoable=not ready.changes_nothing) as tx:
        # Planned again on the book as this transaction sees it: nothing can have changed between check and write.
        ready = _again(desk, seen, options, ready, source)
        run_id = _insert_run(tx, ready, source_id)
        import_write.write(desk, tx, ready, run_id, source_id, step)
        step(ready.rows, ready.rows, "Saving")
    return ImportResult(
        run_id, ready.created, ready.updated, ready.unchanged, len(ready.conflicts), len(ready.rejected),
        ready.count("held"), len(ready.missing), backup, tx.changed, ready,
    )  # fmt: skip


def undo_import(desk: Desk, import_id: int) -> RevertReport:
    """Take a whole import back. What was edited since is kept and listed in the report.

    Raises ImportRefused when there is no such import, or it was taken back already.
    """
    with desk.book.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT s.id, s.state, r.file FROM change c JOIN change_set s ON s.id = c.set_id "
            "LEFT JOIN sync_run r ON r.id = c.record_id WHERE c.record='sync_run' AND c.record_id=? AND c.field IS NULL "
            "AND c.new IS NOT NULL ORDER BY s.id LIMIT 1",
            (import_id,),
        ).fetchone()
    if row is None:
        raise ImportRefused(f"There is no import {import_id}.", "csdesk imports lists them.")
    if row[2] is None:
        raise ImportRefused(f"Import {import_id} was taken back already.")
    return desk.revert(row[0], f"Take back the import of {row[2]}")


def runs(desk: Desk) -> tuple[Run, ...]:
    """Every import in force, newest first."""
    import json

    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT r.id, s.name, r.at, r.file, r.rows, r.created, r.updated, r.unchanged, r.rejected, r.conflicts, "
            "r.report FROM sync_run r JOIN sync_source s ON s.id = r.source_id ORDER BY r.id DESC"
        ).fetchall()
    found = []
    for row in rows:
        figures = [value or 0 for value in row[4:10]]
        report = json.loads(row[10]) if row[10] else {}
        found.append(
            Run(row[0], row[1], datetime.fromisoformat(row[2]), row[3] or "", *figures, bool(figures[1] + figures[2]), report)
        )
    return tuple(found)


def sources(desk: Desk) -> tuple[SourceRow, ...]:
    """Every source imported from, by name."""
    import json

    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT s.id, s.name, s.product, s.object, s.mapping, s.rules, "
            "(SELECT max(at) FROM sync_run r WHERE r.source_id = s.id), "
            "(SELECT count(DISTINCT v.record_id) FROM sync_value v WHERE v.source_id = s.id "
            " AND v.seen_run IN (SELECT id FROM sync_run)) FROM sync_source s ORDER BY lower(s.name)"
        ).fetchall()
    found = []
    for row in rows:
        mapping: dict[str, str] = {}
        for corrections in (json.loads(row[4]) if row[4] else {}).values():
            mapping.update(corrections)
        last = datetime.fromisoformat(row[6]) if row[6] else None
        rules = json.loads(row[5]) if row[5] else {}
        found.append(SourceRow(row[0], row[1], row[2] or "", row[3] or "", last, row[7], mapping, rules))
    return tuple(found)


def forget_mapping(desk: Desk, source_id: int) -> Changed:
    """Forget the column corrections and rules of a source."""
    with desk.write("Forget the columns of a source") as tx:
        tx.update("sync_source", source_id, {"mapping": {}, "rules": {}})
    return tx.changed


def cell_text(desk: Desk, cell: Cell, which: str = "crm") -> str:
    """A cell's value for a person: which is "book", "crm" or "last"; "" for none."""
    from csdesk.desk.import_changes import shown

    value = {"book": cell.book, "crm": cell.crm, "last": cell.last}[which]
    return shown(value, cell.type, desk.formats, cell.field)


# Within


def _stepper(progress: Progress | None, cancel: Callable[[], bool] | None) -> Progress:
    def step(done: int, total: int, text: str) -> None:
        if cancel is not None and cancel():
            raise ImportCancelled
        if progress is not None:
            progress(done, total, text)

    return step


def _data(path: Path) -> tuple[bytes, str]:
    try:
        return reading.read_bytes(path), path.name
    except SyncRefused as refused:
        raise ImportRefused(refused.reason, refused.todo, refused.kind) from None


def _plan(
    desk: Desk, data: bytes, name: str, options: Options, step: Progress | None = None
) -> tuple[ImportPlan, Source, build.Inspected]:
    step = step or _stepper(None, None)
    try:
        seen = build.inspect(data, name, options)
        step(0, len(seen.table.rows), "Comparing with the book")
        with desk.book.read() as connection:
            source = source_named(connection, build.source_name(options, seen.recognition))
            side = side_of(connection, build.KIND_OF[seen.object], source.id)
        return _built(desk, seen, options, side, source), source, seen
    except SyncRefused as refused:
        raise ImportRefused(refused.reason, refused.todo, refused.kind) from None


def _built(desk: Desk, seen: build.Inspected, options: Options, side: Any, source: Source) -> ImportPlan:
    rules = {**source.rules, **options.rules}
    remembered = source.mapping.get(header_set(seen.table.headers), {})
    return build.build(
        seen, replace(options, rules=rules), side, _formats(desk, source), remembered=remembered,
        today=desk.clock.today().isoformat(),
    )  # fmt: skip


def _formats(desk: Desk, source: Source) -> Formats:
    """The CSM's formats, with what was answered for this source before: used where a file proves nothing itself."""
    kept = source.options
    decimal = kept.get("decimal") or desk.formats.decimal
    group = desk.formats.group if decimal == desk.formats.decimal else "," if decimal == "." else "."
    return Formats(
        kept.get("date_order") or desk.formats.date_order, decimal, group, kept.get("currency") or desk.formats.currency
    )


def _again(desk: Desk, seen: build.Inspected, options: Options, ready: ImportPlan, source: Source) -> ImportPlan:
    with desk.book.read() as connection:
        side = side_of(connection, build.KIND_OF[ready.object], source.id)
    return _built(desk, seen, options, side, source)


def _remember_source(desk: Desk, plan: ImportPlan, source: Source) -> int:
    """Keep the source and the person's corrections; not part of the import's own undo step."""
    corrections = {each.header: each.field for each in plan.columns if each.how in ("chosen", "remembered") and each.field}
    mapping = dict(source.mapping)
    if corrections:
        mapping[header_set(plan.recognised.headers)] = corrections
    given = plan.options
    answers = {"date_order": given.date_order, "decimal": given.decimal, "currency": given.currency}
    columns = {field: header for header, field in mapping_of(plan.columns).items()}
    options = {**source.options, **{k: v for k, v in answers.items() if v}}
    options["columns"] = {**options.get("columns", {}), plan.object: columns}
    values = {
        "name": plan.source if source.id is None else source.name,
        "product": plan.recognised.product,
        "object": plan.object,
        "mapping": mapping,
        "rules": dict(given.rules),
        "options": options,
    }
    with desk.write(f"Remember the source {plan.source}", undoable=False) as tx:
        if source.id is None:
            return tx.insert("sync_source", values)
        tx.update("sync_source", source.id, values)
        return source.id


def _insert_run(tx: Transaction, plan: ImportPlan, source_id: int) -> int:
    rejects = [
        {"line": r.line, "column": r.column, "value": r.value[:200], "reason": r.reason} for r in plan.rejected[:_KEPT_REJECTS]
    ]
    report = {
        "object": plan.object,
        "product": plan.recognised.product,
        "held": plan.count("held"),
        "duplicates": plan.count("duplicate"),
        "missing": [{"id": m.record_id, "name": m.name, "crm_id": m.crm_id} for m in plan.missing[:_KEPT_REJECTS]],
        "rejects": rejects,
        "questions": [q.text for q in plan.questions[:100]],
        "dropped": len(plan.recognised.dropped),
    }
    return tx.insert(
        "sync_run",
        {
            "source_id": source_id,
            "at": tx.now,
            "file": plan.recognised.file,
            "fingerprint": plan.recognised.fingerprint,
            "state": "done",
            "rows": plan.rows,
            "created": plan.created,
            "updated": plan.updated,
            "unchanged": plan.unchanged,
            "rejected": len(plan.rejected),
            "conflicts": len(plan.conflicts),
            "report": report,
        },
    )
