"""Opening a book: away from the window's thread, and what can be done when it cannot be opened."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from csdesk.ui.jobs import Jobs

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.ui.window import Window

SAMPLE = "Sample book.csdesk"
"""The file name of the sample book."""
BOOKS = "CSDesk books (*.csdesk *.sqlite *.db);;All files (*)"


def open_desk(path: Path, read_only: bool) -> Desk:
    """Open a book; imports the data layer, which is why it runs on the worker after the first paint."""
    from csdesk.desk.core import Desk

    path.parent.mkdir(parents=True, exist_ok=True)
    return Desk.open(path, read_only=read_only)


class Opening(QObject):
    """Opens a book and, when that fails, says why and offers the ways on: read-only, another book, a backup."""

    def __init__(self, window: Window, jobs: Jobs) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs

    def open(self, path: Path, *, read_only: bool = False) -> None:
        """Open the book at `path`."""
        self._jobs.run(
            open_desk,
            path,
            read_only,
            done=self._done,
            failed=partial(self._failed, path),
            owner=self,
        )

    def choose(self) -> None:
        """Let a person pick another book."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open a book", "", BOOKS)
        if name:
            self._window.open_book(Path(name))

    def choose_backup(self, path: Path) -> None:
        """Let a person pick a backup to put in the place of the book at `path`."""
        folder = path.parent / "backups"
        start = str(folder if folder.is_dir() else path.parent)
        name, _ = QFileDialog.getOpenFileName(self._window, "Restore a backup", start, BOOKS)
        if name:
            self.restore(Path(name), path)

    def restore(self, backup: Path, path: Path) -> None:
        """Put a backup in the place of a closed book and open it."""
        self._jobs.run(
            _restore,
            backup,
            path,
            done=partial(self._restored, path),
            failed=partial(self._not_restored, path),
            owner=self,
        )

    def _done(self, desk: Any) -> None:
        self._window.show_book(desk)

    def _not_restored(self, path: Path, problem: Exception) -> None:
        # Restoring happens as a whole or not at all: the book is as it was, and opens again behind the message.
        self._window.explain(problem, f"Book: {path}")
        if path.is_file():
            self.open(path)

    def _restored(self, path: Path, _kept: object) -> None:
        self.open(path)

    def _failed(self, path: Path, problem: Exception) -> None:
        from csdesk.ui.problems import ProblemDialog
        from csdesk.ui.widgets import Button

        dialog = ProblemDialog(self._window, problem, title="The book could not be opened", details=f"Book: {path}")
        if not self._window.has_book():
            dialog.close_button.setText("Quit")
            dialog.rejected.connect(self._window.close)
        kind = type(problem).__name__
        another = dialog.add_way(Button("Open another book", "secondary"))
        another.clicked.connect(self.choose)
        if kind in ("BookLocked", "BookReadOnlyFolder", "BookTooNew", "ReadOnly"):
            if kind != "BookTooNew":
                reading = dialog.add_way(Button("Open read-only", "primary"))
                reading.clicked.connect(partial(self._read_only, path))
        elif kind in ("BookCorrupt", "MigrationFailed", "NotABook", "BookMissing"):
            backup = dialog.add_way(Button("Restore a backup", "primary"))
            backup.clicked.connect(partial(self._pick_backup, path))
        else:
            again = dialog.add_way(Button("Try again", "primary"))
            again.clicked.connect(partial(self._again, path))
        dialog.open()

    def _read_only(self, path: Path, _checked: bool = False) -> None:
        self.open(path, read_only=True)

    def _again(self, path: Path, _checked: bool = False) -> None:
        self.open(path)

    def _pick_backup(self, path: Path, _checked: bool = False) -> None:
        self.choose_backup(path)


def _restore(backup: Path, path: Path) -> object:
    from csdesk.desk import settings

    return settings.restore(backup, path)
