"""What the meeting brings: promises typed and read, risks, opportunities, quotes; below them the plan's goals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.meetings import Promise, Spoken
from csdesk.ui.pages.meeting.notes import Line
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.chips import AccentChip, Chip
from csdesk.ui.widgets.choices import Tab, Tabs
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import format_date

TABS = (("action", "Actions"), ("risk", "Risks"), ("opportunity", "Opportunities"), ("quote", "Quotes"))
_PLACEHOLDERS = {
    "action": "Ines sends the list by friday",
    "risk": "A risk that was named",
    "opportunity": "An opportunity that was named",
    "quote": "What was said, word for word",
}


@dataclass(frozen=True, slots=True)
class Item:
    """Something caught: `id` of its record (0 for a quote), title, what stands below and at the right."""

    id: int
    title: str
    below: str
    due: str = ""
    wants_date: bool = False
    wants_owner: bool = False


class SayBox(QFrame):
    """A line to type in, what was understood of it as chips, and what Enter does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(6))
        self.line = Line("Add an action")
        self.line.setObjectName("meeting.say")
        self.line.setProperty("bare", "true")
        self.line.setFixedHeight(px(22))
        self.line.installEventFilter(self)
        column.addWidget(self.line)
        row = QHBoxLayout()
        row.setSpacing(px(6))
        self.owner, self.due = AccentChip(""), AccentChip("")
        self.title = Label("", "label", "soft", elide=True)
        row.addWidget(self.owner)
        row.addWidget(self.due)
        row.addWidget(self.title, 1)
        row.addWidget(Label("Enter adds it", "label", "soft"))
        column.addLayout(row)

    def show_spoken(self, spoken: Spoken | None) -> None:
        """Shows how an action is understood; None for another kind of line."""
        self.owner.set(spoken.owner.name if spoken and spoken.owner else "")
        self.due.set(format_date(spoken.due, "day") if spoken and spoken.due else "")
        missing = ""
        if spoken and spoken.title and not spoken.owner:
            missing = "Who?" if spoken.due else "Who, and by when?"
        elif spoken and spoken.title and not spoken.due:
            missing = "By when?"
        self.title.setText(missing)
        self.line.setAccessibleDescription(
            ", ".join(part for part in (self.owner.accessibleName(), self.due.accessibleName(), missing) if part)
        )

    def eventFilter(self, watched, event) -> bool:  # type: ignore[no-untyped-def]
        if watched is self.line and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return bool(super().eventFilter(watched, event))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        focused = self.line.hasFocus()
        edge = colours.colour("accent" if focused else "field.line")
        paint.box(painter, self.rect(), fill=colours.colour("field"), border=edge, width=2 if focused else 1, radius=8)
        painter.end()


class Right(QWidget):
    """`said(kind, text)` by Enter; `completed(action id)` asks for a missing owner or date."""

    said = Signal(str, str)
    completed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self.read: Callable[[str], Spoken | None] = lambda _text: None
        self._items: dict[str, Sequence[Item]] = {}
        self.setFixedWidth(px(392))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, px(4), 0, 0)
        column.setSpacing(0)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(px(12), 0, 0, 0)
        self.tabs = Tabs("What the meeting brings", [Tab(key, words, "0") for key, words in TABS])
        self.tabs.setObjectName("meeting.tabs")
        self.tabs.chosen.connect(self.show_kind)
        tabs.addWidget(self.tabs)
        column.addLayout(tabs)
        self.box = SayBox()
        self.box.line.textChanged.connect(self._typed)
        self.box.line.returnPressed.connect(self._enter)
        holder = QVBoxLayout()
        holder.setContentsMargins(px(16), px(12), px(16), px(8))
        holder.addWidget(self.box)
        column.addLayout(holder)
        self._scroll = Scroll("Caught so far", margins=(16, 0, 16, 8), spacing=0)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._scroll.body.addLayout(self._list)
        self._scroll.body.addStretch(1)
        column.addWidget(self._scroll, 1)
        self._plan = _Plan()
        column.addWidget(self._plan)
        self.show_kind("action")

    def kind(self) -> str:
        """What is being caught: action, risk, opportunity or quote."""
        return self.tabs.current()

    def show_kind(self, kind: str) -> None:
        """Shows another tab."""
        self.tabs.set_current(kind)
        self.box.line.setPlaceholderText(_PLACEHOLDERS[kind])
        self.box.line.setAccessibleName(f"Add {'an' if kind[0] in 'ao' else 'a'} {kind}")
        self._typed(self.box.line.text())
        self._build()

    def show_items(self, items: Mapping[str, Sequence[Item]]) -> None:
        """Shows what was caught, by kind."""
        if items == self._items:
            return
        self._items = dict(items)
        tabs = [Tab(key, words, str(len(items.get(key, ())))) for key, words in TABS]
        self.tabs.set_tabs(tabs, self.tabs.current())
        self._build()

    def show_promises(self, found: Sequence[Promise]) -> None:
        """Shows what the plan promised."""
        self._plan.show_promises(found)

    def _typed(self, text: str) -> None:
        self.box.show_spoken(self.read(text) if self.kind() == "action" and text.strip() else None)

    def _enter(self) -> None:
        text = " ".join(self.box.line.text().split())
        if text:
            self.box.line.clear()
            self.said.emit(self.kind(), text)

    def _build(self) -> None:
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = self._items.get(self.kind(), ())
        for place, one in enumerate(found):
            if place:
                self._list.addWidget(Rule())
            self._list.addWidget(self._row(one))
        if not found:
            words = {
                "action": "Nothing is promised yet. Name who and by when: “Ines sends the list by friday”.",
                "risk": "Risks typed here join the account's register.",
                "opportunity": "Opportunities typed here join the account's pipeline.",
                "quote": "Quotes stand in the notes of the part, in quotation marks.",
            }
            empty = Text(words[self.kind()], "label", "soft")
            empty.setMinimumHeight(theme().px(32))
            self._list.addWidget(empty)

    def _row(self, one: Item) -> QWidget:
        px = theme().px
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, px(8), 0, px(8))
        column.setSpacing(px(1))
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(Text(one.title), 1)
        if one.due:
            head.addWidget(Label(one.due, tabular=True), 0, Qt.AlignmentFlag.AlignTop)
        elif one.wants_date or one.wants_owner:
            button = Button("Add a date" if one.wants_date else "Add an owner", "link")
            button.setAccessibleName(f"{button.text()} to {one.title}")
            button.clicked.connect(partial(self.completed.emit, one.id))
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        if one.below:
            column.addWidget(Label(one.below, "label", "soft", tabular=True, elide=True))
        return holder

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, 1, self.height(), theme().colour("line"))
        painter.end()


class _Plan(QWidget):
    """What the plan promised: its goals with their value now, target and status."""

    MOST = 4

    def __init__(self) -> None:
        super().__init__()
        px = theme().px
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(16), px(12), px(16), px(8))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnStretch(0, 1)

    def show_promises(self, found: Sequence[Promise]) -> None:
        """Shows these, the first few."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        right = Qt.AlignmentFlag.AlignRight
        self._grid.addWidget(Label("The plan’s goals", "strong"), 0, 0)
        for place, words in ((1, "Now"), (2, "Target")):
            self._grid.addWidget(Label(words, "label", "soft"), 0, place, right)
        shown = found[: self.MOST]
        for place, one in enumerate(shown):
            row = 1 + place * 2
            self._grid.addWidget(Rule(), row, 0, 1, 4)
            self._grid.addWidget(Label(one.title, elide=True), row + 1, 0)
            self._grid.addWidget(Label(one.now, tabular=True), row + 1, 1, right)
            self._grid.addWidget(Label(one.target, tone="soft", tabular=True), row + 1, 2, right)
            self._grid.addWidget(Chip(one.tone, one.status), row + 1, 3, right)
        if not shown:
            self._grid.addWidget(Label("The plan has no goals yet", "label", "soft"), 1, 0)
        elif len(found) > len(shown):
            more = Label(f"and {len(found) - len(shown)} more in the plan", "label", "soft")
            self._grid.addWidget(more, 2 * len(shown) + 1, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.fillRect(0, 0, self.width(), 1, theme().colour("line.strong"))
        painter.end()
