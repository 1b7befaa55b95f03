"""The same list by urgency and importance, in four parts (csm-playbook: do first, give a time, hand on, let go)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from csdesk.desk.today import Entry, Today
from csdesk.ui.pages.today.model import TodayModel
from csdesk.ui.pages.today.view import TodayList
from csdesk.ui.theme import theme
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.text import Text
from csdesk.values.formats import Formats

_PARTS = (
    ("first", "Do now", "urgent and important", True, True, "Nothing burns."),
    ("plan", "Give it a time", "important, not urgent", False, True, "Nothing important waits for a time."),
    ("hand-on", "Hand on, or do quickly", "urgent, of less weight", True, False, "Nothing small presses."),
    ("let-go", "Let go, or do together", "neither", False, False, "Nothing of little weight."),
)


class _Part(Card):
    def __init__(self, name: str, title: str, note: str, empty: str, formats: Formats) -> None:
        super().__init__(0, spacing=0)
        self.head = CardHead(title, note)
        self.model = TodayModel(formats, says_nothing=False)
        self.list = TodayList(title, self.model, formats, compact=True)
        self.list.setObjectName(f"today.{name}")
        self._note, self._title = note, title
        self._stack = QStackedWidget()
        self._stack.setProperty("ground", "surface")
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        side = theme().px(16)
        column.setContentsMargins(side, side, side, side)
        column.addWidget(Text(empty, "body", "soft"))
        column.addStretch(1)
        self._stack.addWidget(self.list)
        self._stack.addWidget(nothing)
        self.body.addWidget(self.head)
        self.body.addWidget(self._stack, 1)

    def show_entries(self, found: Today, entries: tuple[Entry, ...]) -> None:
        """Shows these."""
        self.head.note.setText(f"{len(entries)} · {self._note}")
        self.model.show(replace(found, entries=entries, snoozed=()), ())
        self._stack.setCurrentIndex(0 if entries else 1)


class Quadrants(QWidget):
    """Four lists: urgent and important, important, urgent, neither. What is later than this week stays out."""

    def __init__(self, formats: Formats, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme().px(16))
        self._parts = []
        for place, (name, title, note, urgent, important, empty) in enumerate(_PARTS):
            part = _Part(name, title, note, empty, formats)
            self._parts.append((part, urgent, important))
            grid.addWidget(part, place // 2, place % 2)
        for at in (0, 1):
            grid.setRowStretch(at, 1)
            grid.setColumnStretch(at, 1)

    def show_list(self, found: Today) -> None:
        """Shows a list."""
        near = [one for one in found.entries if one.group != "later"]
        for part, urgent, important in self._parts:
            mine = tuple(one for one in near if one.urgent == urgent and one.important == important)
            part.show_entries(found, mine)

    def lists(self) -> tuple[TodayList, ...]:
        """The four views."""
        return tuple(part.list for part, _, _ in self._parts)

    def models(self) -> tuple[TodayModel, ...]:
        """What they show."""
        return tuple(part.model for part, _, _ in self._parts)
