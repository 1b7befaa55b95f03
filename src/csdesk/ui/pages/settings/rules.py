"""Way of working: which company's rules the book is read by."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import ChoiceCard, Text

if TYPE_CHECKING:
    from csdesk.ui.context import Context


class RulesSection(QWidget):
    """One card for each way of working; choosing one keeps it at once."""

    chosen = Signal(str)

    def __init__(self, context: Context, *, brief: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._cards: dict[str, ChoiceCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().px(8))
        words = (
            "Tiers, health bands, review rhythm and renewal steps follow it. Nothing of your data changes: choose "
            "another at any time, and every score and tier is read anew."
        )
        text = Text(words, "body", "soft")
        text.setVisible(not brief)
        self._column.addWidget(text)
        self._column.addStretch(1)
        context.read(_ways, done=self._show, owner=self)

    def _show(self, ways: Any) -> None:
        for way in ways:
            tiers = f"Tiers: {', '.join(way.tiers)}" if way.tiers else ""
            card = ChoiceCard(way.title, way.about, note=tiers, marks=way.bands)
            card.clicked.connect(partial(self._choose, way.id))
            self._cards[way.id] = card
            self._column.insertWidget(self._column.count() - 1, card)
        self.show_values()

    def show_values(self) -> None:
        """Read the choice again."""
        from csdesk.desk import settings

        now = settings.policy_id(self._context.desk)
        for identity, card in self._cards.items():
            card.setChecked(identity == now)
            card.setEnabled(not self._context.desk.read_only)

    def _choose(self, identity: str, _checked: bool = False) -> None:
        from csdesk.desk import settings

        if identity != settings.policy_id(self._context.desk):
            self._context.write(settings.choose_policy, self._context.desk, identity, failed=self._failed)
        self.chosen.emit(identity)

    def _failed(self, problem: Exception) -> None:
        self.show_values()
        self._context.error(problem)


def _ways() -> Any:
    from csdesk.desk.rules import ways

    return ways()
