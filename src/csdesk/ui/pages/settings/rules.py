"""Way of working: which company's rules the book is read by."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.ui.pages.settings.switch import SwitchDialog
from csdesk.ui.theme import theme
from csdesk.ui.widgets import Button, ChoiceCard, Text

if TYPE_CHECKING:
    from csdesk.desk.policies import Effect
    from csdesk.ui.context import Context


class RulesSection(QWidget):
    """One card for each way of working; choosing one shows what it would change, and asks."""

    chosen = Signal(str)

    def __init__(self, context: Context, *, brief: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._cards: dict[str, ChoiceCard] = {}
        self._ways: tuple[Any, ...] = ()
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
        self._change = Button("Change it for yourself", icon="edit")
        self._change.setVisible(not brief)
        self._change.clicked.connect(self._open_editor)
        self._column.addWidget(self._change, 0, Qt.AlignmentFlag.AlignLeft)
        self._refused = Text("", "label", "soft")
        self._refused.hide()
        self._column.addWidget(self._refused)
        self._column.addStretch(1)
        self._read()

    def _read(self) -> None:
        self._context.read(_ways, self._context.desk, done=self._show, owner=self)

    def _show(self, found: Any) -> None:
        ways, refused = found
        self._refused.setVisible(bool(refused))
        self._refused.set_parts("\n".join(refused))
        if tuple(ways) == self._ways:
            self._mark()
            return
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards = {}
        self._ways = tuple(ways)
        for way in ways:
            tiers = f"Tiers: {', '.join(way.tiers)}" if way.tiers else ""
            card = ChoiceCard(way.title, way.about, note=tiers, marks=way.bands)
            card.clicked.connect(partial(self._choose, way.id))
            self._cards[way.id] = card
            self._column.insertWidget(self._column.count() - 3, card)
        self._mark()

    def show_values(self) -> None:
        """Read the choice again, and the ways there are."""
        self._mark()
        self._read()

    def _open_editor(self) -> None:
        from csdesk.desk import policies

        self._context.go("policy", policy_id=policies.chosen(self._context.desk).id)

    def _mark(self) -> None:
        from csdesk.desk import settings

        now = settings.policy_id(self._context.desk)
        for identity, card in self._cards.items():
            card.setChecked(identity == now)
            card.setEnabled(not self._context.desk.read_only)

    def _choose(self, identity: str, _checked: bool = False) -> None:
        from csdesk.desk import policies, settings

        desk = self._context.desk
        if identity == settings.policy_id(desk):
            self.chosen.emit(identity)
            return
        self._context.read(
            policies.effect, desk, identity, done=partial(self._ask, identity), failed=self._failed, owner=self
        )

    def _ask(self, identity: str, effect: Effect) -> None:
        """Shows what would change; a book in which nothing would is switched at once."""
        if not (effect.moved or effect.tiers or effect.cadences):
            self._switch(identity, False, asked=False)
            return
        title = next((way.title for way in self._ways if way.id == identity), identity)
        dialog = SwitchDialog(self.window(), title, effect, partial(self._switch, identity))
        # The card clicked is marked only once the switch is made.
        dialog.rejected.connect(self.show_values)
        dialog.open()

    def _switch(self, identity: str, with_tiers: bool, *, asked: bool = True) -> None:
        from csdesk.desk import policies

        self._context.write(
            policies.switch, self._context.desk, identity, with_tiers, done=partial(self._switched, identity),
            failed=self._failed, toast="Switched the way of working" if asked else "", owner=self,
        )  # fmt: skip

    def _switched(self, identity: str, _changed: object) -> None:
        self.show_values()
        self.chosen.emit(identity)

    def _failed(self, problem: Exception) -> None:
        self.show_values()
        self._context.error(problem)


def _ways(desk: Any) -> Any:
    """The ways of working, and in a line each what is wrong with those of one's own that cannot be used."""
    from csdesk.desk import settings
    from csdesk.desk.policies import lost, refused
    from csdesk.desk.rules import ways

    missing = lost(desk)
    faults = tuple(f"{one.file} cannot be used: {one.reason}" for one in refused())
    return ways(settings.policy_id(desk)), ((missing, *faults) if missing else faults)
