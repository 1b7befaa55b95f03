"""CRM sync as a CSM does it: see what a file would do, do it in one step, take it back, carry changes back to the CRM.

The dry run and the run are one: `apply` plans again inside its transaction with the options of the plan it is given,
so what it writes is what the book and the file give at that moment, by the code that showed the dry run.
"""

# ruff: noqa: N818  (read as what happened: "ImportRefused")

from __future__ import annotations

import contextlib
import gc
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.book.changed import Changed, RevertReport
from csdesk.desk import import_asks, import_write
from csdesk.desk.errors import DeskError
from csdesk.desk.import_changes import ChangeBack, changes, write_changes, write_kept_rejects, write_rejects
from csdesk.desk.import_log import (
    Run,
    SourceRow,
    forget_mapping,
    remember_answer,
    remember_column,
    remember_rule,
    runs,
    sources,
)  # fmt: skip
from csdesk.desk.import_run import insert_run
from csdesk.desk.import_side import Source, add_custom, side_of, source_named
from csdesk.sync import build, reading
from csdesk.sync.encoding import EncodingSample
from csdesk.sync.errors import SyncRefused
from csdesk.sync.facts import LEFT_OF_TOUCHES
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
from csdesk.sync.questions import CHOSEN
from csdesk.sync.side import BookSide
from csdesk.sync.targets import ABOUT_ACCOUNTS, OBJECT_LABELS, TARGETS, Target
from csdesk.values.formats import Formats

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk

__all__ = [
    "ABOUT_ACCOUNTS", "CUSTOM", "IGNORE", "LEFT_OF_TOUCHES", "OBJECT_LABELS", "TARGETS", "Cell", "ChangeBack",
    "ColumnMap", "Duplicates", "EncodingSample", "Entry", "ImportCancelled", "ImportPlan", "ImportRefused",
    "ImportResult", "Missing", "Options", "Question", "Recognised", "Rejection", "RevertReport", "Rule", "Run",
    "SourceRow", "Target", "apply", "cell_text", "changes", "forget_mapping", "mapping_of", "prepare",
    "remember_answer", "remember_column", "remember_rule", "runs", "sources", "undo_import", "write_changes",
    "write_kept_rejects", "write_rejects",
]  # fmt: skip

Progress = Callable[[int, int, str], None]
"""Told of progress: done, of how many, at what."""


class ImportRefused(DeskError):
    """A file that cannot be imported; `kind` is that of sync.errors."""

    def __init__(self, what: str, todo: str = "", kind: str = "file", columns: tuple[str, ...] = ()) -> None:
        super().__init__(what, "Nothing was changed.", todo)
        self.kind = kind
        self.columns = columns
        """The file's columns, where the person may say which one holds the name."""


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
    with _without_collector():
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
    with _without_collector():
        return _applied(desk, Path(path), plan, _stepper(progress, cancel))


def _applied(desk: Desk, path: Path, plan: ImportPlan | Options | None, step: Progress) -> ImportResult:
    options = plan.options if isinstance(plan, ImportPlan) else plan or Options()
    step(0, 0, "Reading the file")
    data, name = _data(path)
    ready, source, seen = _plan(desk, data, name, options)
    if isinstance(plan, ImportPlan) and ready.recognised.fingerprint != plan.recognised.fingerprint:
        raise ImportRefused(f"{name} is another file than the one that was checked.", "Check it again, then apply it.")
    backup = None
    changing = not ready.changes_nothing or bool(_asks(desk, ready))
    if changing:
        step(0, ready.rows, "Backing up the book")
        backup = desk.book.backup(reason="import")
    step(0, ready.rows, "Comparing with the book")
    source_id, mark = _remember_source(desk, ready, source)
    with desk.write(f"Import {name}", undoable=changing) as tx:
        if _mark(tx.connection) != mark:
            # The book was written to since it was compared: plan again, on the book as this transaction sees it.
            ready = _again(desk, seen, options, ready, source)
        asks = import_asks.wanted(tx.connection, ready)
        run_id = insert_run(tx, ready, source_id, len(asks))
        import_write.write(desk, tx, ready, run_id, source_id, step)
        import_asks.ask(tx, asks, ready.source)
        step(ready.rows, ready.rows, "Saving")
    return ImportResult(
        run_id, ready.created, ready.updated, ready.unchanged, len(ready.conflicts), len(ready.rejected),
        ready.count("held"), len(ready.missing), backup, tx.changed, ready,
    )  # fmt: skip


def _asks(desk: Desk, plan: ImportPlan) -> list[import_asks.Ask]:
    with desk.book.read() as connection:
        return import_asks.wanted(connection, plan)


def undo_import(desk: Desk, import_id: int) -> RevertReport:
    """Take a whole import back. What was edited since is kept and listed in the report.

    Raises ImportRefused when there is no such import, or it was taken back already.
    """
    if abs(import_id) >= 2**63:  # More than a number of the book can be.
        raise ImportRefused(f"There is no import {import_id}.", "csdesk imports lists them.")
    with desk.book.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT s.id, s.role, r.file FROM change c JOIN change_set s ON s.id = c.set_id "
            "LEFT JOIN sync_run r ON r.id = c.record_id "
            "WHERE c.record='sync_run' AND c.record_id=? AND c.field IS NULL "
            "AND c.new IS NOT NULL ORDER BY s.id LIMIT 1",
            (import_id,),
        ).fetchone()
    if row is None:
        raise ImportRefused(f"There is no import {import_id}.", "csdesk imports lists them.")
    if row[2] is None:
        raise ImportRefused(f"Import {import_id} was taken back already.")
    if row[1] != "change":
        raise ImportRefused(f"Import {import_id} changed nothing in the book, so there is nothing to take back.")
    return desk.revert(row[0], f"Take back the import of {row[2]}")


def cell_text(desk: Desk, cell: Cell, which: str = "crm") -> str:
    """A cell's value for a person: which is "book", "crm" or "last"; "" for none."""
    from csdesk.desk.import_changes import shown

    value = {"book": cell.book, "crm": cell.crm, "last": cell.last}[which]
    return shown(value, cell.type, desk.formats, cell.field)


# Within


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Python's search for reference cycles paused: a large plan is millions of values without a single one."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            # All there is counts as old from here: the next search need not go through the plan as if it were new.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _stepper(progress: Progress | None, cancel: Callable[[], bool] | None) -> Progress:
    def step(done: int, total: int, text: str) -> None:
        if cancel is not None and cancel():
            raise ImportCancelled
        if progress is not None:
            progress(done, total, text)

    return step


def _data(path: Path) -> tuple[bytes | Path, str]:
    try:
        return reading.source_of(path), path.name
    except SyncRefused as refused:
        raise ImportRefused(refused.reason, refused.todo, refused.kind, refused.columns) from None


def _plan(
    desk: Desk, data: bytes | Path, name: str, options: Options, step: Progress | None = None
) -> tuple[ImportPlan, Source, build.Inspected]:
    step = step or _stepper(None, None)
    try:
        seen = build.inspect(data, name, options)
        step(0, len(seen.table.rows), "Comparing with the book")
        with desk.book.read() as connection:
            source = source_named(connection, build.source_name(options, seen.recognition))
            mark = _mark(connection)
            plan = _built(desk, connection, seen, options, source)
        plan.mark = mark
        return plan, source, seen
    except SyncRefused as refused:
        raise ImportRefused(refused.reason, refused.todo, refused.kind, refused.columns) from None


def _built(
    desk: Desk, connection: Connection, seen: build.Inspected, options: Options, source: Source
) -> ImportPlan:  # fmt: skip
    rules: dict[str, Any] = {**source.rules, **options.rules}
    kind = build.KIND_OF[seen.object]
    light = BookSide()
    add_custom(connection, kind, light)

    def load(plan: ImportPlan) -> BookSide | None:
        unchanged = _unchanged_since(connection, plan, source, seen.table)
        plan.content = plan.content or seen.table.content()
        if unchanged is not None:
            plan.known_unchanged = unchanged
            return None
        return side_of(connection, kind, source.id)

    return build.build(
        seen, replace(options, rules=rules), light, _formats(desk, source),
        remembered=source.mapping.get(header_set(seen.table.headers), {}), load=load, answered=_answers(source),
        today=desk.clock.today().isoformat(),
    )  # fmt: skip


def _unchanged_since(
    connection: Connection, plan: ImportPlan, source: Source, table: reading.Table
) -> int | None:  # fmt: skip
    """How many records the file holds, when the source's last import said the same, went in without a remark, and the
    book is as that import left it; None when anything of this is not so."""
    if source.id is None:
        return None
    rows = connection.exec_driver_sql(
        "SELECT id, fingerprint, report, rejected + conflicts, created + updated + unchanged "
        "FROM sync_run WHERE source_id=? ORDER BY id DESC",
        (source.id,),
    )
    for run_id, fingerprint, report, remarks, records in rows:
        kept = json.loads(report) if report else {}
        if fingerprint == plan.recognised.fingerprint:
            plan.content = kept.get("content") or ""
        else:
            plan.content = plan.content or table.content()
            if kept.get("content") != plan.content:
                return None
        if kept.get("settings") != plan.settings:
            return None
        if remarks or kept.get("held") or kept.get("duplicates") or kept.get("missing") or kept.get("questions"):
            return None
        own = connection.exec_driver_sql(
            "SELECT max(set_id) FROM change WHERE record='sync_run' AND record_id=?", (run_id,)
        ).scalar()
        newest = connection.exec_driver_sql("SELECT max(id) FROM change_set WHERE role != 'setting'").scalar()
        if own is not None and own == newest:
            return int(records)
        role = connection.exec_driver_sql("SELECT role FROM change_set WHERE id=?", (own,)).scalar()
        if role != "setting":
            return None
        # That run changed nothing itself: the one before it says whether the book is the same since.
    return None


def _answers(source: Source) -> dict[tuple[str, str], str]:
    """What was said of single columns at earlier imports of the source."""
    return {(kind, header): value for kind, header, value in source.options.get("formats", [])}


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
        return _built(desk, connection, seen, options, source)


def _mark(connection: Connection) -> int:
    """The newest change of the book: while it is the same, so is the book."""
    return int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM change_set").scalar() or 0)


def _remember_source(desk: Desk, plan: ImportPlan, source: Source) -> tuple[int, int]:
    """Keep the source and the person's corrections; not part of the import's own undo step.

    The source's id, and the mark that the book has when nobody else wrote since `plan` was made, else -1.
    """
    corrections = {
        each.header: each.field for each in plan.columns if each.how in ("chosen", "remembered") and each.field
    }
    mapping = dict(source.mapping)
    if corrections:
        mapping[header_set(plan.recognised.headers)] = corrections
    given = plan.options
    answers = {"date_order": given.date_order, "decimal": given.decimal, "currency": given.currency}
    columns = {field: header for header, field in mapping_of(plan.columns).items()}
    options = {**source.options, **{k: v for k, v in answers.items() if v}}
    said_of_all: dict[tuple[str, str], str] = {
        (one.kind, one.column): one.assumed for one in plan.settled if one.text == CHOSEN
    }
    columns_said = {**_answers(source), **said_of_all, **given.formats}
    if columns_said:
        options["formats"] = [[kind, header, value] for (kind, header), value in sorted(columns_said.items())]
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
        alone = _mark(tx.connection) == plan.mark
        if source.id is None:
            source_id = tx.insert("sync_source", values)
        else:
            source_id = source.id
            tx.update("sync_source", source_id, values)
    return source_id, (tx.changed.set_id or plan.mark) if alone else -1
