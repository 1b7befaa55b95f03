"""What stands beside the board: open escalations with their deadlines, and the register as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.desk.escalations import EscalationRow
from csdesk.desk.risk_board import Called, RiskEntry, cells
from csdesk.ui.pages.risk.interview import clear
from csdesk.ui.pages.risk.matrix import Matrix
from csdesk.ui.pages.risk.words import deadline
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead, TwoLineRow
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import count, relative_day

_SHOWN = 5


class EscalationsCard(Card):
    """Open escalations, then those the rules call for. `opened(id)`, `called(account)`, `all_wanted`."""

    opened = Signal(int)
    called = Signal(int)
    all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        self._head = CardHead("Escalations")
        everything = Button("All", "link", small=True)
        everything.setAccessibleName("All escalations")
        everything.clicked.connect(self.all_wanted)
        self._head.add(everything)
        self.body.addWidget(self._head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)

    def show_escalations(self, rows: Sequence[EscalationRow], called: Sequence[Called], now, today) -> None:  # type: ignore[no-untyped-def]
        """Shows the first of them."""
        clear(self._rows)
        said = [f"{len(rows)} open" if rows else "", f"{len(called)} called for" if called else ""]
        self._head.note.setText(", ".join(one for one in said if one))
        left = _SHOWN
        for one in rows[:left]:
            self._rows.addWidget(self._open_row(one, now, today))
        left -= min(len(rows), left)
        for other in called[:left]:
            row = TwoLineRow(
                other.account, "", other.evidence or other.because, "", other.label, "called for", bold_right=True
            )
            row.setObjectName(f"called.{other.account_id}")
            row.activated.connect(partial(self.called.emit, other.account_id))
            self._rows.addWidget(row)
        more = len(rows) + len(called) - _SHOWN
        if more > 0:
            rest = Button(f"{more} more", "link", small=True)
            rest.clicked.connect(self.all_wanted)
            self._rows.addWidget(_padded(rest))
        if not rows and not called:
            self._rows.addWidget(_padded(Text("No escalation is open, and the rules call for none.", "label", "soft")))

    def _open_row(self, one: EscalationRow, now, today) -> TwoLineRow:  # type: ignore[no-untyped-def]
        above = one.proposed(today)
        if one.responded is None and one.deadline is not None:
            below, late = deadline(one.deadline, now)
        elif above is not None:
            below, late = f"{one.word.lower()} {above.tier} proposed", True
        else:
            below, late = (f"look {relative_day(one.next_check, today)}" if one.next_check else "open"), False
        row = TwoLineRow(one.account, "", one.title, "", one.label, below, bold_right=late)
        row.setObjectName(f"escalation.{one.id}")
        row.activated.connect(partial(self.opened.emit, one.id))
        return row


class RegisterCard(Card):
    """The matrix of all open risks; a cell leads to its risks."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        self._head = CardHead("Risk register")
        self.body.addWidget(self._head)
        self.matrix = Matrix(small=True)
        self.matrix.chosen.connect(self.chosen)
        holder = QWidget()
        column = QVBoxLayout(holder)
        px = theme().px
        column.setContentsMargins(px(16), px(14), px(16), px(10))
        column.setSpacing(px(4))
        column.addWidget(self.matrix)
        self._rest = Label("", "label", "soft")
        column.addWidget(self._rest)
        self.body.addWidget(holder)

    def show_register(self, register: Sequence[RiskEntry]) -> None:
        """Shows the counts."""
        counts = cells(register)
        self._head.note.setText(f"{len(register)} open")
        self.matrix.show_counts(counts)
        rest = counts.get(("", ""), 0)
        self._rest.setText(f"{count(rest, 'risk')} without probability or impact" if rest else "")
        self._rest.setVisible(bool(rest))


def _padded(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    px = theme().px
    column.setContentsMargins(px(16), px(10), px(16), px(12))
    column.addWidget(widget)
    return holder
