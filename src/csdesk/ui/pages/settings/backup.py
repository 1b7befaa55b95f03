"""Backup: what there is, one more now, and putting one in the place of the book."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.ui.opening import BOOKS
from csdesk.ui.theme import theme
from csdesk.ui.widgets import Button, Card, Cell, Column, EmptyState, Menu, TableModel, TableView, Text
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from csdesk.desk.settings import Backup
    from csdesk.ui.context import Context

_REASONS = {
    "manual": "Made by you",
    "daily": "Daily",
    "import": "Before an import",
    "migration": "Before an update of the book",
    "restore": "Before a backup was restored",
    "damaged": "A damaged book, set aside",
}


def size_text(size: int) -> str:
    """A file's size for a person."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


class _Model(TableModel):
    def __init__(self) -> None:
        super().__init__(
            [
                Column("at", "When", 180, sortable=False),
                Column("why", "Why", 200, stretch=True, soft=True, sortable=False),
                Column("size", "Size", 90, right=True, soft=True, sortable=False),
            ]
        )
        self.backups: Sequence[Backup] = ()

    def show(self, backups: Sequence[Backup]) -> None:
        self.beginResetModel()
        self.backups = backups
        self.endResetModel()

    def row_count(self) -> int:
        return len(self.backups)

    def key(self, row: int) -> Hashable:
        return row

    def cell(self, row: int, column: Column) -> Cell:
        one = self.backups[row]
        local = one.at.astimezone()
        if column.key == "at":
            return Cell(f"{format_date(local.date())} {local:%H:%M}", tip=str(one.path))
        if column.key == "why":
            return Cell(_REASONS.get(one.reason, one.reason))
        return Cell(size_text(one.size))


class BackupSection(QWidget):
    """The list of backups with what can be done with them."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        words = (
            "A backup is made each day, before every import and before each update of the book, and read back "
            "to prove it. Kept: the last seven days, four weeks and twelve months."
        )
        column.addWidget(Text(words, "body", "soft"))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        now = Button("Back up now", "primary", icon="archive")
        now.clicked.connect(self._back_up)
        elsewhere = Button("Back up to a folder", "secondary")
        elsewhere.clicked.connect(self._elsewhere)
        pick = Button("Restore from a file", "secondary")
        pick.clicked.connect(self._pick)
        for button in (now, elsewhere, pick):
            button.setEnabled(not context.desk.read_only)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self._model = _Model()
        self._table = TableView("Backups", self._model)
        self._table.opened.connect(self._open)
        self._table.menu_wanted.connect(self._menu)
        self._card = Card(0)
        self._card.body.addWidget(self._table)
        self._empty = EmptyState("No backup yet", "The first one is made tomorrow, before an import, or now.", inset=0)
        column.addWidget(self._card, 1)
        column.addWidget(self._empty, 1)
        hint = "Open a line for what can be done with it: restore, verify, show its file."
        self._hint = Text(hint, "label", "faint")
        column.addWidget(self._hint)
        self.show_values()

    def show_values(self) -> None:
        """Read the list again."""
        from csdesk.desk import settings

        self._context.read(settings.backups, self._context.desk, done=self._show, owner=self)

    def _show(self, backups: Any) -> None:
        self._model.show(backups)
        self._card.setVisible(bool(backups))
        self._empty.setVisible(not backups)
        self._hint.setVisible(bool(backups))

    def _back_up(self) -> None:
        self._context.actions.do("backup")
        self.show_values()

    def _elsewhere(self) -> None:
        from csdesk.desk import settings

        today = self._context.desk.clock.today().isoformat()
        start = str(Path.home() / f"{self._context.desk.path.stem} {today}.csdesk")
        name, _ = QFileDialog.getSaveFileName(self, "Back up to", start, BOOKS)
        if name:
            self._context.write(settings.backup, self._context.desk, Path(name), done=self._made, owner=self)

    def _made(self, path: Any) -> None:
        self._context.toast(f"Backed up and verified: {path}")
        self.show_values()

    def _pick(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Restore a backup", str(Path.home()), BOOKS)
        if name:
            self._restore(Path(name), Path(name).name)

    def _restore(self, path: Path, words: str) -> None:
        self._context.confirm(
            f"Restore {words}?",
            "The book becomes what it was then, and later changes are no longer in it. The book as it is now is kept "
            "beside the other backups first, so that you can come back to it the same way.",
            "Restore this backup",
            partial(self._context.frame.restore_backup, path),
        )

    def _open(self, key: object) -> None:
        row = self._table.visualRect(self._model.index(int(str(key)), 0))
        self._menu(key, self._table.viewport().mapToGlobal(row.bottomLeft()))

    def _menu(self, key: object, spot: QPoint) -> None:
        one = self._model.backups[int(str(key))]
        local = one.at.astimezone()
        menu = Menu(self, "Backup")
        words = f"the backup of {format_date(local.date())} {local:%H:%M}"
        if not self._context.desk.read_only:
            menu.add("Restore this backup", partial(self._restore, one.path, words), icon="restore")
        menu.add("Verify it", partial(self._verify, one.path), icon="shield")
        menu.add("Show its folder", partial(self._folder, one.path), icon="folder")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(spot)

    def _verify(self, path: Path) -> None:
        self._context.read(_check_file, path, done=self._verified, owner=self)

    def _verified(self, report: Any) -> None:
        if report.ok:
            self._context.toast(f"This backup is sound: {report.accounts} accounts")
        else:
            self._context.error("This backup is damaged.", "\n".join(report.problems))

    def _folder(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _check_file(path: Path) -> Any:
    from csdesk.desk import settings
    from csdesk.desk.core import Desk

    with Desk.open(path, read_only=True) as desk:
        return settings.check(desk)
