"""The first page of Sync: sources, imports to look at and take back, changes to carry back to the CRM."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from csdesk.desk import imports
from csdesk.desk.imports import RevertReport
from csdesk.ui.context import Context
from csdesk.ui.pages.sync import work
from csdesk.ui.pages.sync.dialogs import RunDialog, UndoReport, save_as
from csdesk.ui.pages.sync.memory import MemoryDialog
from csdesk.ui.pages.sync.tables import ChangesBackModel, RunsModel, SourcesModel, day_of
from csdesk.ui.pages.sync.work import Overview
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import TableModel
from csdesk.values.days import age, count, format_date

_MOST_ROWS = 12


class _Section(Card):
    """A card with a head, a table as high as its rows (up to a dozen), and words where there is none."""

    def __init__(self, title: str, model: TableModel, nothing: tuple[str, str]) -> None:
        super().__init__(0, spacing=0)
        self.head = CardHead(title)
        self.body.addWidget(self.head)
        self.table = TableView(title, model)
        model.setParent(self.table)
        self.body.addWidget(self.table)
        self._empty = EmptyState(*nothing)
        self.body.addWidget(self._empty)

    def fit(self) -> None:
        """Take the height of the rows."""
        rows = self.table.rows().row_count()
        self.table.setVisible(rows > 0)
        self._empty.setVisible(not rows)
        most = theme().size("table-head") + _MOST_ROWS * theme().size("row") + theme().px(10)
        self.table.setFixedHeight(min(self.table.content_height() + theme().px(1), most))


class Home(Scroll):
    """What was imported so far. `file_wanted` asks for a file; `told` gives the summary line of the page."""

    file_wanted = Signal()
    told = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__("Sync", margins=(24, 0, 24, 24))
        self._context, self._desk = context, context.desk
        self.overview: Overview | None = None
        choose = Button("Choose a file", "primary", icon="import")
        choose.clicked.connect(self.file_wanted)
        self.empty = EmptyState(
            "Bring your book in from the CRM",
            "Export your accounts or contacts from Salesforce, HubSpot or any other CRM, or take a spreadsheet, and "
            "give CSDesk the file as it is: titles, totals and footers may stay in. You see every value that would "
            "change before anything does, and can take a whole import back later. Or drop a file on this page.",
            button=choose,
        )
        self._sources = SourcesModel(self._desk.clock.today())
        self._runs = RunsModel()
        self._changes = ChangesBackModel(self._desk)
        self.sources = _Section(
            "Sources", self._sources, ("No source yet", "Each product and kind of export becomes one.")
        )
        self.runs = _Section(
            "Imports", self._runs, ("No import yet", "Every import is listed here and can be taken back.")
        )
        self.back = _Section(
            "Changes to carry back",
            self._changes,
            (
                "Nothing to carry back",
                "Fields that you change after an import are listed here, for the CRM to import.",
            ),
        )
        self.save = Button("Save as CSV", small=True, icon="download")
        self.save.clicked.connect(self.save_changes)
        self.back.head.add(self.save)
        for part in (self.empty, self.sources, self.runs, self.back):
            self.body.addWidget(part)
            part.hide()
        self.body.addStretch(1)
        self.sources.table.opened.connect(self._open_source)
        self.runs.table.opened.connect(self._open_run)
        self.back.table.opened.connect(self._open_record)

    # Reading

    def reload(self) -> None:
        """Read everything again, off the window's thread."""
        self._context.read(work.overview, self._desk, done=self._show, owner=self)

    def _show(self, overview: Overview) -> None:
        self.overview = overview
        full = bool(overview.runs or overview.taken_back or overview.sources)
        self.empty.setVisible(not full)
        self._sources.show(overview.sources)
        self._runs.show(overview)
        self._changes.show(overview.changes)
        for part in (self.sources, self.runs, self.back):
            part.setVisible(full)
            part.fit()
        fields = count(len(overview.changes), "field")
        records = len({(one.kind, one.record_id) for one in overview.changes})
        self.back.head.note.setText(f"{fields} in {count(records, 'record')}" if overview.changes else "")
        self.save.setVisible(bool(overview.changes))
        self.told.emit(self._summary(overview) if full else "")

    def _summary(self, overview: Overview) -> str:
        parts = [count(len(overview.sources), "source")]
        if overview.runs:
            days = age(day_of(overview.runs[0].at), self._desk.clock.today())
            parts.append(f"last import {days}" if days == "today" else f"last import {days.removesuffix(' old')} ago")
        words = ", ".join(parts)
        back = len(overview.changes)
        return f"{words}. {count(back, 'change')} to carry back." if back else f"{words}. Nothing to carry back."

    # Doing

    def _open_source(self, key: object) -> None:
        source = self._sources.source(key)
        if source is not None:
            MemoryDialog(self, self._context, source).open()

    def _open_run(self, key: object) -> None:
        run = self._runs.run(key)
        if run is None:
            return
        at = self.runs.table.currentIndex()
        if at.isValid() and self._runs.columns[at.column()].key == "undo" and run.undoable and not self._desk.read_only:
            self.undo(run.id)
        else:
            RunDialog(self, self._context, run, self.undo).open()

    def _open_record(self, key: object) -> None:
        change = self._changes.change(key)
        if change is not None and change.kind == "account":
            self._context.go("account", account_id=change.record_id)

    def undo(self, import_id: int) -> None:
        """Take an import back, and tell what was reversed and what was kept."""
        self._context.write(imports.undo_import, self._desk, import_id, done=self._undone, owner=self)

    def _undone(self, report: RevertReport) -> None:
        self.reload()
        if report.kept or report.failed:
            UndoReport(self, self._desk, report).open()
        else:
            self._context.toast(f"The import was taken back: {count(report.reversed, 'change')} reversed, nothing kept")

    def save_changes(self) -> None:
        """Save the changes to carry back, in the CRM's own columns."""
        today = format_date(self._desk.clock.today(), "iso")
        to = save_as(self, "Save the changes to carry back", f"changes to carry back {today}.csv")
        if to is not None:
            self._context.read(imports.write_changes, self._desk, to, done=partial(self._saved, to), owner=self)

    def _saved(self, to: Path, number: int) -> None:
        self._context.toast(f"Saved {count(number, 'field')} as {to.name}")
