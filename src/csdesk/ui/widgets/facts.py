"""The strip of header facts: label over value; a chevron says there is a "why" behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: label, bold value, soft note. With a `tone` the value is a health chip (`score` and `value` its words).

    `why` says that a panel explains it.
    """

    key: str
    label: str
    value: str
    note: str = ""
    tone: str = ""
    score: str = ""
    why: bool = False


class _FactCell(QWidget):
    pressed = Signal(str)

    def __init__(self, fact: Fact, first: bool, last: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fact = fact
        self._first, self._last = first, last
        self.open = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if fact.why else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        said = " ".join(part for part in (fact.score, fact.value, fact.note) if part)
        self.setAccessibleName(f"{fact.label}: {said}" + (". Opens the reasons" if fact.why else ""))

    def sizeHint(self) -> QSize:
        colours = theme()
        fact = self.fact
        if fact.tone:
            width = float(paint.chip_width(fact.score, fact.value))
        else:
            width = paint.text_width(fact.value, "fact", tabular=True)
        if fact.note:
            width += colours.px(8) + paint.text_width(fact.note, "label", tabular=True)
        head = paint.text_width(fact.label, "label") + (colours.px(28) if fact.why else 0)
        return QSize(round(max(width, head)) + 2 * colours.px(16) + 2, colours.px(58))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(72), theme().px(58))

    def _corners(self) -> paint.Corners:
        return (self._first, self._last, self._last, self._first)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.open:
            paint.box(painter, rect, fill=colours.colour("selected"), radius=8, corners=self._corners())
        elif self.fact.why and self.underMouse():
            painter.fillRect(rect.adjusted(1, 1, -1, -1), colours.colour("hover"))
        if not self._last:
            painter.fillRect(QRectF(rect.right() - 1, 1, 1, rect.height() - 2), colours.colour("line"))
        side = colours.px(16)
        room = rect.width() - 2 * side
        label = QRectF(side, colours.px(8), room, colours.px(16))
        paint.text(painter, label, self.fact.label, role="label", tone="text.soft")
        if self.fact.why:
            name = "chevron-up" if self.open else "chevron-down"
            tone = "accent.text" if self.open else "text.soft"
            paint.icon(painter, QPointF(rect.right() - side - colours.px(6), label.center().y()), name, tone, 14)  # type: ignore[arg-type]
        value = QRectF(side, colours.px(27), room, colours.px(22))
        if self.fact.tone:
            taken = paint.chip(painter, side, value.center().y(), self.fact.tone, self.fact.score, self.fact.value)
        else:
            taken = paint.text(painter, value, self.fact.value, role="fact", tabular=True)
        if self.fact.note and taken < room:
            note = value.adjusted(taken + colours.px(8), 0, 0, 0)
            paint.text(painter, note, self.fact.note, role="label", tone="text.soft", tabular=True)
        if self.open or self.hasFocus():
            paint.ring(painter, rect, 8, corners=self._corners())
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.fact.why and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.fact.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit(self.fact.key)
            return
        super().keyPressEvent(event)


class HeaderFacts(QWidget):
    """Facts beside each other in one card. `opened` tells whose reasons are wanted; `set_open` shows them as open."""

    opened = Signal(str)

    def __init__(self, facts: Sequence[Fact] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: list[_FactCell] = []
        self._open = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_facts(facts)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts; an open one stays open, and the focus stays on its fact."""
        focused = next((cell.fact.key for cell in self._cells if cell.hasFocus()), "")
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._cells = []
        for index, fact in enumerate(facts):
            cell = _FactCell(fact, index == 0, index == len(facts) - 1, self)
            cell.open = fact.key == self._open
            cell.pressed.connect(self.opened)
            self._cells.append(cell)
            self._row.addWidget(cell, 3 if fact.note or fact.tone else 2)
        if focused:
            self.focus_on(focused)

    def focus_on(self, key: str) -> None:
        """Put the focus on a fact."""
        for cell in self._cells:
            if cell.fact.key == key:
                cell.setFocus()

    def set_open(self, key: str) -> None:
        """Show which fact's panel is open; empty for none."""
        self._open = key
        for cell in self._cells:
            cell.open = cell.fact.key == key
            cell.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, self.rect(), fill=theme().colour("surface"), border=theme().colour("line"), radius=8)
        painter.end()
