"""Step 6: the import while it runs, and what it did."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.imports import ImportResult
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, Tile
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.meters import JobProgress
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import count


class ApplyStep(Scroll):
    """First a progress line with a way to stop, then the figures and what can be done next."""

    title = "Apply"
    cancelled = Signal()
    undo_wanted = Signal()
    open_wanted = Signal()
    rejects_wanted = Signal()
    done_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(self.title, margins=(24, 0, 24, 24))
        self._progress: JobProgress | None = None
        self.buttons: dict[str, Button] = {}

    def _clear(self) -> None:
        while self.body.count():
            item = self.body.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._progress = None
        self.buttons = {}

    def start(self, name: str) -> None:
        """Shows that the import is running."""
        self._clear()
        card = Card(16)
        card.body.addWidget(Label(f"Importing {name}", "strong", elide=True))
        words = "Until it is finished your book stays as it is. Stopping it leaves nothing behind."
        card.body.addWidget(Text(words, "body", "soft"))
        self._progress = JobProgress("Starting")
        self._progress.cancelled.connect(self.cancelled)
        card.body.addWidget(self._progress)
        self.body.addWidget(card)
        self.body.addStretch(1)

    def progress(self, done: int, total: int, words: str) -> None:
        """How far it is."""
        if self._progress is not None:
            self._progress.set_progress(done, total, words)

    def finish(self, result: ImportResult) -> None:
        """Shows what the import did."""
        self._clear()
        tiles = QWidget()
        row = QHBoxLayout(tiles)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(12))
        figures = (
            ("Created", result.created, "new in your book"),
            ("Changed", result.updated, "brought up to date"),
            ("Unchanged", result.unchanged, "nothing to do"),
            ("Conflicts left open", result.conflicts, "your values were kept"),
            ("Rejected", result.rejected, "left out, with their reasons"),
            ("Not in the export", result.missing, "still in your book"),
        )
        for label, figure, detail in figures:
            tile = Tile(label, f"{figure:,}", detail)
            tile.setEnabled(False)
            row.addWidget(tile, 1)
        self.body.addWidget(tiles)
        card = Card(16)
        head = "Imported" if result.created or result.updated else "Nothing had to change"
        card.body.addWidget(Label(f"{head}: {result.plan.recognised.file}", "strong", elide=True))
        card.body.addWidget(Text(self._story(result), "body", "soft"))
        card.body.addWidget(self._actions(result))
        self.body.addWidget(card)
        self.body.addStretch(1)
        self.buttons["open"].setFocus()

    def _story(self, result: ImportResult) -> str:
        parts = []
        if result.backup is not None:
            parts.append(f"The book as it was before is kept as {result.backup.name}.")
        if result.created or result.updated:
            parts.append("You can take the import back as a whole, even weeks later; what you edit meanwhile stays.")
        if result.held:
            rows = "1 row was" if result.held == 1 else f"{result.held} rows were"
            parts.append(f"{rows} left out because nobody said which record is meant.")
        if result.rejected:
            parts.append("Save the rejected rows, mend them in a spreadsheet, and import that file again.")
        return " ".join(parts) or "The file says what your book already holds."

    def _actions(self, result: ImportResult) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, theme().px(8), 0, 0)
        row.setSpacing(theme().px(8))
        wanted = [("open", Button("Open the accounts", "primary"), self.open_wanted)]
        if result.rejected:
            words = f"Save {count(result.rejected, 'rejected row')} as CSV"
            wanted.append(("rejects", Button(words), self.rejects_wanted))
        if result.created or result.updated:
            wanted.append(("undo", Button("Undo the import", icon="undo"), self.undo_wanted))
        wanted.append(("done", Button("Back to Sync", "quiet"), self.done_wanted))
        for key, button, signal in wanted:
            button.clicked.connect(signal)
            self.buttons[key] = button
            row.addWidget(button)
        row.addStretch(1)
        return holder


class BusyCard(QWidget):
    """A file being read for the first time."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().px(24), 0, theme().px(24), 0)
        self._card = Card(16)
        self._name = Label("", "strong", elide=True)
        self._card.body.addWidget(self._name)
        column.addWidget(self._card)
        column.addStretch(1)
        self._progress: JobProgress | None = None

    def start(self, name: str) -> None:
        """Shows a file's name and a moving bar."""
        self._name.setText(name)
        if self._progress is not None:
            self._progress.deleteLater()
        self._progress = JobProgress("Reading the file")
        self._progress.cancelled.connect(self.cancelled)
        self._card.body.addWidget(self._progress)

    def progress(self, done: int, total: int, words: str) -> None:
        """How far it is."""
        if self._progress is not None:
            self._progress.set_progress(done, total, words)
