"""Rows of a section: the first ones offered, the name of a new person, and dragging a card to another place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.forms.schema import FormField, Section
from csdesk.ui.pages.document.card import FormCard
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.fields import LineEdit
from csdesk.ui.widgets.layouts import Flow, Scroll
from csdesk.ui.widgets.overlays import Popover
from csdesk.ui.widgets.text import Label, Text


def article(noun: str) -> str:
    """A noun with its article: a goal, an approval."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}" if noun else "a row"


def named_first(section: Section) -> FormField | None:
    """The field that a new row cannot be without: the name, where rows are people."""
    if section.records != "contacts":
        return None
    return next((field for field in section.fields if field.id == section.item_title), None)


def ask_name(button: Button, field: FormField, named: Callable[[str], object]) -> None:
    """Asks for a name below a button, and hands it on when one was given."""
    popover = Popover(button, button.text(), width=280, padding=16)
    line = LineEdit(field.label, placeholder="Name", parent=popover)
    line.setObjectName("document.add.name")

    def done() -> None:
        name = line.text().strip()
        popover.close()
        if name:
            named(name)

    line.returnPressed.connect(done)
    popover.body.addWidget(Label(field.label, "label", "soft", buddy=line, parent=popover))
    popover.body.addWidget(line)
    add = Button(button.text(), "primary", small=True, parent=popover)
    add.setObjectName("document.add.go")
    add.clicked.connect(done)
    popover.body.addWidget(add, 0, Qt.AlignmentFlag.AlignRight)
    popover.open_below()
    line.setFocus()


class FirstRows(QWidget):
    """What an empty section offers: what it is for, and the rows it usually starts with."""

    wanted = Signal(object)
    """The values of one row, or a list of them."""

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = section.item_title
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme().px(8), 0, 0)
        column.setSpacing(theme().px(8))
        column.addWidget(Label(f"No {section.item or 'row'} yet", "strong", parent=self))
        if not (section.starts_with and name):
            column.addWidget(Text(section.guide or section.about, "body", "soft", parent=self))
            return
        words = "Usually it starts with these. Take one, or all of them, and change what differs."
        column.addWidget(Text(words, "body", "soft", parent=self))
        area = QWidget(self)
        flow = Flow(area)
        for title in section.starts_with:
            button = Button(title, "secondary", icon="plus", small=True, parent=area)
            button.setObjectName(f"document.first.{title}")
            button.setAccessibleName(f"Add {title}")
            button.clicked.connect(partial(self._want, {name: title}))
            flow.addWidget(button)
        column.addWidget(area)
        every = Button(f"Add all {len(section.starts_with)}", "link", parent=self)
        every.setObjectName("document.first.all")
        every.clicked.connect(partial(self._want, [{name: title} for title in section.starts_with]))
        column.addWidget(every, 0, Qt.AlignmentFlag.AlignLeft)

    def _want(self, values: object, _checked: bool = False) -> None:
        self.wanted.emit(values)


class DropLine(QWidget):
    """Where a dragged card would come to stand."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("accent"))
        painter.end()


class Dragging(QObject):
    """Finds the place of a card that is dragged by its handle, shows it, and scrolls when the pointer nears an edge."""

    placed = Signal(str, int)
    """Row key and its new place from 0."""

    def __init__(self, area: Scroll, cards: Callable[[], Sequence[FormCard]]) -> None:
        super().__init__(area)
        self._area, self._cards = area, cards
        self._line = DropLine(area.widget())
        self._line.hide()

    def _place(self, height: int) -> int:
        """Where a card dropped at this height on the screen would stand, among all cards."""
        inner = self._area.widget()
        assert inner is not None
        y = inner.mapFromGlobal(QPoint(0, height)).y()
        return sum(1 for card in self._cards() if card.y() + card.height() / 2 < y)

    def over(self, key: str, height: int) -> None:
        """The card of that key is held at this height on the screen."""
        cards = self._cards()
        place, last = self._place(height), cards[-1]
        y = cards[place].y() - 7 if place < len(cards) else last.y() + last.height() + 5
        self._line.setGeometry(last.x(), y, last.width(), 2)
        self._line.raise_()
        self._line.show()
        view, bar = self._area.viewport(), self._area.verticalScrollBar()
        spot, edge = view.mapFromGlobal(QPoint(0, height)).y(), theme().px(24)
        if spot < edge:
            bar.setValue(bar.value() - theme().px(16))
        elif spot > view.height() - edge:
            bar.setValue(bar.value() + theme().px(16))

    def drop(self, key: str, height: int) -> None:
        """The card of that key was let go at this height."""
        self._line.hide()
        now = next(number for number, card in enumerate(self._cards()) if card.key == key)
        place = self._place(height)
        place -= place > now
        if place != now:
            self.placed.emit(key, place)
