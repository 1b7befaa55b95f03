"""The register of all accounts: the matrix at the left, the risks of a cell or all of them in a table beside it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.core import Desk
from csdesk.desk.risk_board import RiskEntry, cells
from csdesk.ui.pages.risk.matrix import Matrix
from csdesk.ui.pages.risk.models import RegisterModel
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.text import Text
from csdesk.values.days import count


class RegisterPane(QWidget):
    """`opened` tells the account of a risk that was opened."""

    opened = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[RiskEntry] = ()
        self._when: tuple[datetime, date] = (desk.clock.now(), desk.clock.today())
        self._cell: tuple[str, str] | None = None
        px = theme().px
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(16))
        left = Card(0, spacing=0)
        left.setFixedWidth(px(360))
        self._left = left
        self._head = CardHead("Probability and impact")
        left.body.addWidget(self._head)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(px(16), px(16), px(16), px(14))
        column.setSpacing(px(10))
        self.matrix = Matrix()
        self.matrix.chosen.connect(self.choose)
        column.addWidget(self.matrix)
        self._words = Text("", "label", "soft")
        column.addWidget(self._words)
        left.body.addWidget(holder)
        row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
        right = Card(0, spacing=0, open_below=True)
        self._list = CardHead("All open risks")
        self._all = Button("Show all", "link", small=True)
        self._all.clicked.connect(self._show_all)
        self._list.add(self._all)
        right.body.addWidget(self._list)
        self.model = RegisterModel(desk)
        self.table = TableView("Risks", self.model)
        self.table.setObjectName("risk.register")
        self.table.opened.connect(self._open)
        right.body.addWidget(self.table, 1)
        row.addWidget(right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px = theme().px
        self._left.setFixedWidth(px(360) if self.width() >= px(1080) else px(288))

    def show_register(self, entries: Sequence[RiskEntry], now: datetime, today: date) -> None:
        """Shows these risks."""
        self._entries, self._when = entries, (now, today)
        self._show()

    def choose(self, probability: str, impact: str) -> None:
        """Lists the risks of a cell; of all with ("", "")."""
        self._cell = (probability, impact) if probability and impact else None
        self._show()

    def _show_all(self) -> None:
        self.choose("", "")

    def _show(self) -> None:
        counts = cells(self._entries)
        self.matrix.show_counts(counts, self._cell)
        mine = [one for one in self._entries if self._cell in (None, (one.probability, one.impact))]
        self.model.show({"": mine}, *self._when)
        title = "All open risks"
        if self._cell is not None:
            title = f"Probability {self._cell[0]}, impact {self._cell[1]}"
        self._list.title.setText(title)
        self._list.note.setText(str(len(mine)))
        self._all.setVisible(self._cell is not None)
        self._head.note.setText(count(len(self._entries), "risk"))
        rest = counts.get(("", ""), 0)
        words = "Press a cell to list its risks. The table beside it names probability and impact of each."
        if rest:
            words += f" {count(rest, 'risk')} without probability or impact stand in the table alone."
        self._words.set_parts(words)

    def _open(self, key: Hashable) -> None:
        one = self.model.at(key)
        if one is not None:
            self.opened.emit(one.account_id)
