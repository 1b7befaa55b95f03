"""What opens from the first page: one import in detail, what a source remembers, and the report of an undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from csdesk.desk import imports
from csdesk.desk.core import Desk
from csdesk.desk.imports import Run
from csdesk.desk.records import KINDS
from csdesk.ui.context import Context
from csdesk.ui.pages.sync.read import Rows
from csdesk.ui.pages.sync.tables import when
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import count, format_date
from csdesk.values.money import Money, format_money


def save_as(parent: QWidget, title: str, name: str) -> Path | None:
    """Asks where to save a CSV; None when the person thought better of it."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, name, "CSV (*.csv)")
    if not chosen:
        return None
    return Path(chosen if chosen.casefold().endswith(".csv") else f"{chosen}.csv")


def _table(
    dialog: Dialog, name: str, heads: Sequence[tuple[str, int, bool]], rows: Sequence[Sequence[str]]
) -> TableView:
    model = Rows(heads, rows)
    table = TableView(name, model)
    model.setParent(table)
    table.setFixedHeight(min(table.content_height() + 2, theme().px(320)))
    dialog.body.addWidget(table)
    return table


class RunDialog(Dialog):
    """One import: its figures, the rejected rows, and the accounts that were not in the file."""

    def __init__(self, parent: QWidget, context: Context, run: Run, undo: Callable[[int], None]) -> None:
        super().__init__(parent, run.file or "An import", wide=True)
        self._context, self._run = context, run
        story = (
            f"{when(run.at)} from {run.source}: {count(run.rows, 'row')} read, {run.created} created, "
            f"{run.updated} changed, {run.unchanged} unchanged, {run.conflicts} conflicts left open, "
            f"{run.rejected} rejected."
        )
        self.body.addWidget(Text(story, "body", "soft"))
        self._rejects = [_reject(one) for one in run.report.get("rejects", [])]
        if self._rejects:
            self.body.addWidget(Label("Rejected rows", "strong"))
            heads = [("Line", 56, False), ("Column", 130, False), ("Value", 130, False), ("Reason", 240, True)]
            _table(self, "Rejected rows", heads, self._rejects)
        missing = [
            (str(one.get("name", "")), str(one.get("note", "")), str(one.get("crm_id", "")))
            for one in run.report.get("missing", [])
        ]
        if missing:
            self.body.addWidget(Label("Not in the export", "strong"))
            _table(self, "Not in the export", [("Name", 280, True), ("", 70, False), ("CRM id", 200, False)], missing)
        if not self._rejects and not missing:
            self.body.addWidget(Text("Every row was taken, and no known record was missing.", "body", "soft"))
        if self._rejects:
            save = Button("Save rejected rows as CSV", "quiet")
            save.clicked.connect(self._save)
            self.add_button(save, lead=True)
        if run.undoable and not context.desk.read_only:
            back = Button("Undo the import", icon="undo")
            back.clicked.connect(partial(self._undo, undo))
            self.add_button(back)
        close = Button("Close", "primary")
        close.clicked.connect(self.accept)
        self.add_button(close)

    def _save(self) -> None:
        to = save_as(self, "Save rejected rows", f"rejected {Path(self._run.file).stem}.csv")
        if to is not None:
            imports.write_kept_rejects(self._run.report, to)
            self._context.toast(f"Saved {count(len(self._rejects), 'rejected row')} as {to.name}")

    def _undo(self, undo: Callable[[int], None]) -> None:
        self.accept()
        undo(self._run.id)


def _reject(one: dict[str, object]) -> list[str]:
    return [str(one.get(key, "")) for key in ("line", "column", "value", "reason")]


class UndoReport(Dialog):
    """What taking an import back did: how much was reversed, and what was kept because it has a later life."""

    def __init__(self, parent: QWidget, desk: Desk, report: object) -> None:
        from csdesk.desk.imports import RevertReport

        assert isinstance(report, RevertReport)
        super().__init__(parent, "The import was taken back", wide=True)
        # A record that something newer hangs on has a later life as well as one that was edited.
        kept, needed = report.kept, [one for one in report.failed if one.reason.endswith("relies on it")]
        failed = [one for one in report.failed if one not in needed]
        words = ", ".join((
            f"{count(report.reversed, 'change')} reversed", f"{len(kept)} kept because edited since",
            *([f"{len(needed)} kept because used since"] if needed else []), f"{len(failed)} failed.",
        ))  # fmt: skip
        self.body.addWidget(Text(words, "body", "soft"))
        for title, conflicts in (
            ("Kept, because edited since", kept), ("Kept, because used since", needed),
            ("Could not be taken back", failed),
        ):  # fmt: skip
            if conflicts:
                self.body.addWidget(Label(title, "strong"))
                rows = [
                    (one.title, _label(one.table, one.field), _shown(desk, one.ours), _shown(desk, one.now), one.reason)
                    for one in conflicts
                ]
                heads = [
                    ("Record", 150, True), ("Field", 110, False), ("The import wrote", 120, False), ("Now", 120, False),
                    ("Reason", 180, False),
                ]  # fmt: skip
                _table(self, title, heads, rows)
        close = Button("Close", "primary")
        close.clicked.connect(self.accept)
        self.add_button(close)


def _label(table: str, field: str) -> str:
    if not field:
        return "The whole record"
    kind = KINDS.get(table)
    known = {one.id: one.label for one in kind.fields} if kind is not None else {}
    return known.get(field, known.get(field.removesuffix("_currency"), field))


def _shown(desk: Desk, value: object) -> str:
    from datetime import date

    if value is None:
        return ""
    if isinstance(value, Money):
        return format_money(value, desk.formats)
    if isinstance(value, date):
        return format_date(value)
    return " ".join(str(value).split())
