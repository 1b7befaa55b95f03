"""Coverage by tier: how many accounts meet as often as the policy says."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.reviews import Coverage, TierCover
from csdesk.ui.theme import theme
from csdesk.ui.widgets.cards import Card, CardHead, Rule
from csdesk.ui.widgets.meters import Meter
from csdesk.ui.widgets.text import Label, Text


class CoverageCard(Card):
    """A bar per tier with its figures and its rules."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        self._head = CardHead("Coverage by tier")
        self.body.addWidget(self._head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.setFixedWidth(theme().px(304))

    def show_coverage(self, found: Coverage) -> None:
        """Shows these figures."""
        self._head.note.setText(found.policy)
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = [one for one in found.tiers if one.accounts]
        if not shown:
            empty = Text("No account has a tier yet. It comes from the CRM, or from ARR.", "label", "soft")
            empty.setContentsMargins(theme().px(16), 0, theme().px(16), 0)
            self._rows.addWidget(_padded(empty))
        for place, one in enumerate(shown):
            if place:
                self._rows.addWidget(Rule())
            self._rows.addWidget(_tier(one))


def _padded(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    px = theme().px
    column.setContentsMargins(px(16), px(12), px(16), px(12))
    column.addWidget(widget)
    return holder


def _tier(one: TierCover) -> QWidget:
    px = theme().px
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(px(16), px(10), px(16), px(11))
    column.setSpacing(px(4))
    head = QHBoxLayout()
    head.addWidget(Label(one.tier, "strong"))
    head.addStretch(1)
    figures = f"{one.covered} of {one.accounts}" if one.rules else str(one.accounts)
    head.addWidget(Label(figures, "body", tabular=True))
    column.addLayout(head)
    if not one.rules:
        column.addWidget(Label("No cadence: they meet when something calls for it", "label", "faint", elide=True))
        return holder
    column.addWidget(Meter(f"{one.tier} covered", one.covered / one.accounts))
    below = QHBoxLayout()
    below.addWidget(Label(", ".join(one.rules), "label", "faint", elide=True), 1)
    late = Label(_late(one), "label-strong" if one.overdue else "label", "text" if one.overdue else "soft")
    below.addWidget(late, 0, Qt.AlignmentFlag.AlignRight)
    column.addLayout(below)
    return holder


def _late(one: TierCover) -> str:
    parts = [f"{one.overdue} overdue" if one.overdue else "", f"{one.due} due" if one.due else ""]
    return ", ".join(part for part in parts if part)
