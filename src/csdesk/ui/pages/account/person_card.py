"""One person of the stakeholder map, and the dashed place of an upper level where nobody is known."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from csdesk.desk.stakeholders import LEVEL_WORDS, ROLE_WORDS, STRENGTHS, Person
from csdesk.ui.theme import ColourName, theme
from csdesk.ui.widgets import paint
from csdesk.values.days import format_date

WIDTH, HEIGHT = 208, 80


def steps(painter: QPainter, left: float, middle: float, strength: int, accent: bool) -> float:
    """The five steps of a strength, filled up to it, in neutral ink or in accent; answers their width."""
    px = theme().px
    ink = theme().colour("accent" if accent else "text.soft")
    for at in range(5):
        spot = QRectF(left + at * px(14), middle - px(3), px(12), px(6))
        paint.box(painter, spot, fill=ink if at < strength else theme().colour("line"), radius=2)
    return px(14 * 5 - 2)


class MapSpot(QAbstractButton):
    """A place of the map that is activated by click, Enter or Space."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(WIDTH), theme().px(HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class PersonCard(MapSpot):
    """Name, title and role, and the strength as steps and in words. A champion is ringed, a leaver struck through."""

    successor_wanted = Signal()
    menu_wanted = Signal(object)

    def __init__(self, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person = person
        said = [person.name, person.title, ROLE_WORDS.get(person.role, ""), LEVEL_WORDS.get(person.level, "")]
        said.append(
            f"left {format_date(person.left_on)}"
            if person.left_on
            else f"strength {person.strength} {STRENGTHS[person.strength]}"
            if person.strength
            else "strength not known"
        )
        self.setAccessibleName(", ".join(part for part in said if part))
        self.setToolTip(self.accessibleName())

    @property
    def _champion(self) -> bool:
        return self.person.role == "champion" and self.person.there

    def _link(self) -> QRectF:
        px = theme().px
        return QRectF(px(12), px(52), self.width() - px(24), px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, person = theme(), self.person
        px = colours.px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill: ColourName = "sunken" if not person.there else "hover" if self.underMouse() else "surface"
        ringed = self._champion or self.hasFocus()
        line = colours.colour("accent" if ringed else "line.strong")
        dashed = not person.there and not self.hasFocus()
        paint.box(painter, rect, fill=colours.colour(fill), border=line, width=2 if ringed else 1, dashed=dashed)
        left, room = float(px(12)), float(self.width() - px(24))
        aside = 0.0
        if not person.there and person.left_on:
            word = f"Left {format_date(person.left_on, 'day').split(' ', 1)[1]}"
            aside = paint.outline_chip_width(word) + px(8)
            paint.outline_chip(painter, rect.right() - px(12) - aside + px(8), px(20), word)
        elif self._champion:
            aside = px(22)
            paint.icon(painter, QPointF(rect.right() - px(20), px(20)), "star-full", "accent.text", 14)
        name = QRectF(left, px(8), room - aside, px(20))
        tone: ColourName = "text" if person.there else "text.soft"
        paint.text(painter, name, person.name, role="strong", tone=tone, struck=not person.there)
        second = QRectF(left, px(29), room, px(16))
        role = ROLE_WORDS.get(person.role, "")
        between = " · " if person.title and role else ""
        width = paint.text_width(role, "label-strong" if self._champion else "label")
        width += paint.text_width(between, "label")
        shown = QRectF(second.left(), second.top(), max(0.0, second.width() - width), second.height())
        x = left + paint.text(painter, shown, person.title, role="label", tone="text.soft")
        x += paint.text(
            painter, QRectF(x, second.top(), width, second.height()), between, role="label", tone="text.soft"
        )
        rest = QRectF(x, second.top(), second.right() - x, second.height())
        if self._champion:
            paint.text(painter, rest, role, role="label-strong", tone="accent.text")
        else:
            paint.text(painter, rest, role, role="label", tone="text.soft")
        if not person.there:
            paint.text(painter, self._link(), "Name a successor", role="label", tone="accent.text")
        elif person.strength:
            x = left + steps(painter, left, px(62), person.strength, self._champion) + px(8)
            word = f"{person.strength} {STRENGTHS[person.strength]}"
            area = QRectF(x, px(54), left + room - x, px(16))
            paint.text(painter, area, word, role="label", tone="text.soft", tabular=True)
        else:
            area = QRectF(left, px(54), room, px(16))
            paint.text(painter, area, "Strength not known", role="label", tone="text.faint")
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self.person.there and self._link().contains(event.position()):
            self.setDown(False)
            self.successor_wanted.emit()
            return
        super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())


class EmptyPlace(MapSpot):
    """A level that matters and where nobody is known: a dashed place that asks for somebody."""

    def __init__(self, level: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.level = level
        self._words = f"Nobody known at {LEVEL_WORDS[level]}"
        if level == "director":
            self._words = "No director known"
        self.setAccessibleName(f"{self._words}: add somebody")

    def sizeHint(self) -> QSize:
        return QSize(theme().px(WIDTH), theme().px(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill = colours.colour("hover" if self.underMouse() else "surface")
        line = colours.colour("accent" if self.hasFocus() else "line.strong")
        paint.box(painter, rect, fill=fill, border=line, dashed=not self.hasFocus(), width=2 if self.hasFocus() else 1)
        width = paint.text_width(self._words) + colours.px(22)
        left = max(float(colours.px(8)), (rect.width() - width) / 2)
        paint.icon(painter, QPointF(left + colours.px(7), rect.center().y()), "plus", "text.soft", 14)
        area = QRectF(left + colours.px(22), 0, rect.width() - left - colours.px(22), rect.height())
        paint.text(painter, area, self._words, tone="text.soft")
        painter.end()
