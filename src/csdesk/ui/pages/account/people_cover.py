"""What the people of an account warn of, who is due a touch by their level, and what the steps of strength mean."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.stakeholders import STRENGTHS, Due, Map, Warning
from csdesk.ui.pages.account.person_card import steps
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead, Rule, TwoLineRow
from csdesk.ui.widgets.notices import Callout
from csdesk.ui.widgets.text import Label, Text

QWIDGETSIZE_MAX = (1 << 24) - 1
"""What Qt takes for no limit."""
_ANSWERS = {
    "single-threaded": "Ask for an introduction",
    "no-sponsor": "Add a sponsor",
    "no-champion": "Add a champion",
    "champion-left": "Name a successor",
    "blocker": "Plan a talk",
}


class CoverCard(Card):
    """The card at the right of the map."""

    answered = Signal(object)
    """A warning whose button was pressed."""
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        self.set_wide(False)
        self.body.addWidget(CardHead("Coverage"))
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.body.addWidget(self._inner)
        self.body.addStretch(1)
        self.body.addWidget(Rule())
        self.body.addWidget(_Legend())

    def set_wide(self, wide: bool) -> None:
        """As wide as there is room, or a column beside the map."""
        width = theme().px(336)
        self.setMinimumWidth(width)
        self.setMaximumWidth(QWIDGETSIZE_MAX if wide else width)

    def show_map(self, found: Map, *, writable: bool) -> None:
        """Show the warnings and the touches due of these people."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._column.addWidget(self._callouts(found.warnings, writable))
        self._column.addWidget(_due_head())
        for one in found.due:
            row = _row(one)
            row.activated.connect(partial(self.opened.emit, one.person.id))
            self._column.addWidget(row)

    def _callouts(self, warnings: tuple[Warning, ...], writable: bool) -> QWidget:
        px = theme().px
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(8))
        for one in warnings:
            button = Button(_ANSWERS[one.id], small=True, icon="plus")
            button.setEnabled(writable)
            button.clicked.connect(partial(self._answer, one))
            column.addWidget(Callout(one.tone, one.title, one.evidence, f"Rule: {one.rule}.", button=button))
        if not warnings:
            column.addWidget(Label("Nothing to warn of", "strong"))
            column.addWidget(
                Text("A champion, a sponsor, and two people at strength 4 or 5, director or above.", "label", "soft")
            )
        return holder

    def _answer(self, one: Warning, _checked: bool = False) -> None:
        self.answered.emit(one)


def _due_head() -> QWidget:
    px = theme().px
    head = QWidget()
    row = QHBoxLayout(head)
    row.setContentsMargins(px(16), px(4), px(16), px(6))
    row.addWidget(Label("Touch due, by policy", "label", "soft"))
    row.addStretch(1)
    row.addWidget(Label("last touch", "label", "soft"))
    return head


def _row(one: Due) -> TwoLineRow:
    right = "never" if one.days is None else "today" if one.days == 0 else f"{one.days} days"
    return TwoLineRow(one.person.name, reason=one.words, right=right, bold_right=one.late > 0)


class _Legend(QWidget):
    """What the five steps mean."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme().px(64))
        said = ", ".join(f"{number} {word}" for number, word in STRENGTHS.items())
        self.setAccessibleName(f"Relationship strength: {said}")

    def paintEvent(self, event: QPaintEvent) -> None:
        px = theme().px
        painter = QPainter(self)
        head = QRectF(px(16), px(8), self.width(), px(16))
        paint.text(painter, head, "Relationship strength", role="label", tone="text.soft")
        wide = (self.width() - px(28)) / len(STRENGTHS)
        for at, (number, word) in enumerate(STRENGTHS.items()):
            left = px(16) + at * wide
            painter.save()
            painter.translate(left, 0)
            painter.scale(0.72, 1)
            steps(painter, 0, px(34), number, False)
            painter.restore()
            area = QRectF(left, px(42), wide, px(16))
            paint.text(painter, area, f"{number} {word}", role="tag", tone="text.soft")
        painter.end()
