"""The Sync place: the first page, or the wizard of one import."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from csdesk.desk import imports
from csdesk.desk.core import Changed
from csdesk.desk.imports import Options
from csdesk.ui.actions import Action
from csdesk.ui.context import Context
from csdesk.ui.pages.sync.dialogs import save_as
from csdesk.ui.pages.sync.home import Home
from csdesk.ui.pages.sync.wizard import Wizard
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.fields import SearchField
from csdesk.ui.widgets.layouts import PageFrame
from csdesk.values.days import count

_FILES = "Exports (*.csv *.tsv *.txt *.xlsx *.xls *.zip);;All files (*)"
_HEARD = {"sync_run", "sync_source", "account", "contact", "custom_field", "custom_value"}


class SyncPage(PageFrame):
    """Sync: `enter(start=True)` asks for a file, `enter(file=path)` starts with one."""

    once = frozenset({"start", "file"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Sync", full_width=True, parent=parent)
        self.title = "Sync"
        self._context, self._desk = context, context.desk
        self._folder = ""
        self._over = False
        self.setAcceptDrops(True)
        px = theme().px
        self.search = SearchField("Filter the changes", "Filter", small=True)
        self.search.setFixedWidth(px(220))
        self.export_button = Button(
            "Export the list", "quiet", small=True, tip="Save the list as it stands as a CSV file"
        )
        self.cancel = Button("Cancel", "quiet")
        self.choose = Button("Import a file", "primary", icon="import", tip=context.actions.tip("import"))
        for control in (self.search, self.export_button, self.cancel, self.choose):
            self.add_action(control)
        self.home = Home(context)
        self.wizard = Wizard(context)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.home)
        self.stack.addWidget(self.wizard)
        self.body.addWidget(self.stack, 1)
        self._hear = QTimer(self)
        self._hear.setSingleShot(True)
        self._hear.setInterval(200)
        self._hear.timeout.connect(self._reload)
        self.search.textChanged.connect(self.wizard.check.set_filter)
        self.export_button.clicked.connect(self.export_list)
        self.cancel.clicked.connect(self._cancel)
        self.choose.clicked.connect(self.ask_file)
        self.home.file_wanted.connect(self.ask_file)
        self.home.told.connect(self._home_told)
        self.wizard.named.connect(self._wizard_named)
        self.wizard.moved.connect(self._dress)
        self.wizard.left.connect(self.go_home)
        self.wizard.file_wanted.connect(self.ask_file)
        self.wizard.undo_wanted.connect(self._undo)
        self.wizard.rejects_wanted.connect(self.save_rejects)
        self._register()
        self.go_home()

    def _register(self) -> None:
        add = self._context.actions.add
        check = Action("import.check", "Straight to the check", ("Ctrl+Return",), "sync", "Import")
        add(check, self.wizard.to_check, owner=self, when=self._in_wizard)
        find = Action("find", "Filter the changes", ("Ctrl+F",), "search", "Import")
        add(find, self.filter, owner=self, when=self.wizard.at_check)
        # Ctrl+E saves what is in sight: the list of the check, or what to carry back.
        keys = ("Ctrl+E",)
        add(
            Action("export", "Export the list", keys, "export", "Import"),
            self.export_list,
            owner=self,
            when=self.wizard.at_check,
        )
        save = Action("export", "Save the changes to carry back", keys, "download", "Import", "csv crm export")
        add(save, self.home.save_changes, owner=self, when=self._has_changes)

    def _in_wizard(self) -> bool:
        return self.stack.currentWidget() is self.wizard and self.wizard.review() is not None

    def _has_changes(self) -> bool:
        at_home = self.stack.currentWidget() is self.home
        return at_home and self.home.overview is not None and bool(self.home.overview.changes)

    # What the window asks

    def enter(self, file: str = "", start: bool = False, source: str = "", **_where: object) -> None:
        """Comes into sight: with a file to import, or asking for one."""
        if file:
            self.start(Path(file), source)
        elif start:
            # The place is shown first, so that the dialog opens over it.
            QTimer.singleShot(0, self, self.ask_file)
        elif self.stack.currentWidget() is self.home:
            self.home.reload()

    def where(self) -> dict[str, object]:
        """Where to come back to after a restart: the first page."""
        return {}

    def changed(self, changed: Changed) -> None:
        """Hears what a write changed."""
        if changed.kinds & _HEARD or not changed.kinds:
            self._hear.start()

    def flush(self) -> None:
        """Nothing here waits to be written."""

    def filter(self) -> None:
        """Ctrl+F: goes to the filter."""
        self.search.setFocus()
        self.search.selectAll()

    def _reload(self) -> None:
        if self.stack.currentWidget() is self.home:
            self.home.reload()
        else:
            self.wizard.stale()

    # Files

    def ask_file(self) -> None:
        """Asks for a file and starts with it."""
        if self.wizard.running():
            return
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose an export of your CRM", self._folder, _FILES)
        if chosen:
            self.start(Path(chosen))

    def start(self, path: Path, source: str = "") -> None:
        """Starts the wizard with a file."""
        if self.wizard.running():
            return
        self._folder = str(path.parent)
        self.search.clear()
        self.stack.setCurrentWidget(self.wizard)
        self.wizard.start(path, Options(source=source or None))
        self._dress()

    def save_rejects(self) -> None:
        """Saves the rejected rows of the import in sight, with their reasons."""
        plan = self.wizard.plan()
        if plan is None:
            return
        name = f"rejected {self.wizard.path().stem}.csv"
        to = save_as(self, "Save rejected rows", str(self.wizard.path().parent / name))
        if to is not None:
            self._context.read(imports.write_rejects, plan, to, done=partial(self._saved, to), owner=self)

    def _saved(self, to: Path, number: int) -> None:
        self._context.toast(f"Saved {count(number, 'rejected row')} as {to.name}. Mend and import that file")

    def export_list(self) -> None:
        """Saves the list of changes as it stands."""
        to = save_as(self, "Export the list", f"changes {self.wizard.path().stem}.csv")
        if to is not None:
            self.wizard.check.export(to)

    # Showing

    def go_home(self) -> None:
        """Shows the first page."""
        self.stack.setCurrentWidget(self.home)
        self.set_title("Sync")
        self.set_summary("")
        self._dress()
        self.home.reload()

    def _cancel(self) -> None:
        self.wizard.cancel()

    def _undo(self, import_id: int) -> None:
        self.go_home()
        self.home.undo(import_id)

    def _home_told(self, summary: str) -> None:
        if self.stack.currentWidget() is self.home:
            self.set_summary(summary)
            self._dress()

    def _wizard_named(self, title: str, summary: str) -> None:
        self.set_title(title)
        self.set_summary(summary)

    def _dress(self) -> None:
        """Shows the controls that belong to what is in sight."""
        at_home = self.stack.currentWidget() is self.home
        checking = not at_home and self.wizard.at_check()
        done = not at_home and self.wizard.stack.currentWidget() is self.wizard.apply_step
        known = self.home.overview is not None and self.home.empty.isHidden()
        self.choose.setVisible(at_home and known)
        self.cancel.setVisible(not at_home and not done)
        self.search.setVisible(checking)
        self.export_button.setVisible(checking)

    # Dropping a file

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile() and not self.wizard.running():
            event.acceptProposedAction()
            self._over = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        self.update()
        path = Path(event.mimeData().urls()[0].toLocalFile())
        event.acceptProposedAction()
        self.start(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._over:
            painter = QPainter(self)
            side = theme().px(8)
            paint.box(
                painter, self.rect().adjusted(side, side, -side, -side), border=theme().colour("accent"), width=2,
                radius=8, dashed=True,
            )  # fmt: skip
            painter.end()
