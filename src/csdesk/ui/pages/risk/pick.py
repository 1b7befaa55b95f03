"""Choosing the account to escalate: a field that filters as one types, those at risk first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from csdesk.desk.accounts import AccountRow
from csdesk.ui.pages.risk.words import days_left
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.fields import SearchField
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, TableModel
from csdesk.values.text import fold


class _Accounts(TableModel):
    def __init__(self, rows: Sequence[AccountRow]) -> None:
        super().__init__((
            Column("name", "Account", 180, stretch=True, sortable=False),
            Column("health", "Health", 124, sortable=False),
            Column("renewal", "Renewal", 90, right=True, soft=True, sortable=False),
        ))  # fmt: skip
        self._every = self._rows = rows

    def find(self, words: str) -> None:
        self.beginResetModel()
        wanted = fold(words).split()
        self._rows = [one for one in self._every if all(word in fold(one.name) for word in wanted)]
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._rows)

    def key(self, row: int) -> Hashable:
        return self._rows[row].id

    def cell(self, row: int, column: Column) -> Cell:
        one = self._rows[row]
        if column.key == "name":
            return Cell(one.name)
        if column.key == "health":
            score = f"{one.score:.0f}" if one.score is not None else ""
            return Cell(one.band or "No score", chip=one.tone or "none", score=score)
        return Cell(days_left(one.days_left) or "–")


class PickDialog(Dialog):
    """Asks which account."""

    def __init__(self, parent: QWidget | None, rows: Sequence[AccountRow], taken: Callable[[int], object]) -> None:
        super().__init__(parent, "Escalate an account")
        self._taken = taken
        self.search = SearchField("Find an account", "Account", small=False)
        self.search.textChanged.connect(self._find)
        self.body.addWidget(self.search)
        self.model = _Accounts(rows)
        self.table = TableView("Accounts", self.model)
        self.table.setFixedHeight(theme().px(320))
        self.table.opened.connect(self._take)
        self.body.addWidget(self.table)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        go = self.add_button(Button("Go on", "primary"))
        go.setDefault(True)
        go.clicked.connect(self._go)
        self.search.setFocus()

    def _find(self, words: str) -> None:
        self.model.find(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.table.setFocus()
            return
        super().keyPressEvent(event)

    def _go(self) -> None:
        key = self.table.current_key()
        if key is None and self.model.row_count():
            key = self.model.key(0)
        self._take(key)

    def _take(self, key: Hashable) -> None:
        if isinstance(key, int):
            self.accept()
            self._taken(key)


def pick_account(parent: QWidget, rows: Sequence[AccountRow], taken: Callable[[int], object]) -> PickDialog:
    """Ask which account, and hand its id to `taken`."""
    dialog = PickDialog(parent, rows, taken)
    dialog.open()
    return dialog
