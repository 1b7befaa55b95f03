"""The stakeholder map: level down, influence across, lines from those who report to those they report to."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.desk.stakeholders import INFLUENCES, LEVEL_WORDS, Map
from csdesk.ui.pages.account.person_card import WIDTH, EmptyPlace, MapSpot, PersonCard
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint

_SIDE = 96
"""The column of the levels' names."""
_GAP, _ABOVE = 12, 14


class PeopleMap(QWidget):
    """People in the places of their level and influence; each is a card that the keyboard reaches."""

    opened = Signal(int)
    menu_wanted = Signal(int, object)
    successor_wanted = Signal(int)
    wanted = Signal(str)
    """Somebody at an upper level where nobody is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Stakeholder map")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._map = Map((), (), (), (), ())
        self._cards: dict[int, PersonCard] = {}
        self._empty: dict[str, EmptyPlace] = {}
        self._rows: list[tuple[str, str, int, int]] = []

    def show_map(self, found: Map) -> None:
        """Show these people; the card that has the keyboard keeps it."""
        focused = next((key for key, card in self._cards.items() if card.hasFocus()), None)
        for old in (*self._cards.values(), *self._empty.values()):
            old.hide()
            old.deleteLater()
        self._map = found
        self._cards = {one.id: PersonCard(one, self) for one in found.people}
        self._empty = {level: EmptyPlace(level, self) for level in found.missing}
        for key, card in self._cards.items():
            card.clicked.connect(partial(self._open, key))
            card.menu_wanted.connect(partial(self.menu_wanted.emit, key))
            card.successor_wanted.connect(partial(self.successor_wanted.emit, key))
            card.show()
        for level, place in self._empty.items():
            place.clicked.connect(partial(self._want, level))
            place.show()
        self._order()
        self._place()
        if focused in self._cards:
            self._cards[focused].setFocus()

    def _open(self, key: int, _checked: bool = False) -> None:
        self.opened.emit(key)

    def _want(self, level: str, _checked: bool = False) -> None:
        self.wanted.emit(level)

    def _spots(self, level: str, influence: str) -> list[MapSpot]:
        found: list[MapSpot] = [self._cards[one.id] for one in self._map.at(level, influence)]
        if influence == INFLUENCES[-1] and level in self._empty:
            found.insert(0, self._empty[level])
        return found

    def _order(self) -> None:
        """The keyboard goes through the map as one reads it."""
        spots = [spot for level, _ in self._map.levels for side in INFLUENCES for spot in self._spots(level, side)]
        for before, after in pairwise(spots):
            QWidget.setTabOrder(before, after)

    def _column(self) -> float:
        return max(1.0, (self.width() - theme().px(_SIDE)) / len(INFLUENCES))

    def _place(self) -> None:
        px = theme().px
        column = self._column()
        wide = min(px(WIDTH), round(column) - px(_GAP))
        top = px(28)
        self._rows = []
        for level, rhythm in self._map.levels:
            height = 0
            for at, influence in enumerate(INFLUENCES):
                y = px(_ABOVE)
                for spot in self._spots(level, influence):
                    tall = spot.sizeHint().height()
                    drop = (px(80) - tall) // 2 if isinstance(spot, EmptyPlace) else 0
                    spot.setGeometry(px(_SIDE) + round(at * column), top + y + drop, wide, tall)
                    y += tall + 2 * drop + px(_GAP)
                height = max(height, y - px(_GAP) + px(_ABOVE))
            height = max(height, px(60))
            self._rows.append((level, rhythm, top, height))
            top += height
        self.setFixedHeight(top)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(_SIDE + 3 * 150), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        px = colours.px
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), px(28), colours.colour("sunken"))
        painter.fillRect(0, px(28) - 1, self.width(), 1, colours.colour("line"))
        paint.text(painter, QRectF(px(16), 0, px(_SIDE), px(28)), "Level", role="label", tone="text.soft")
        for at, influence in enumerate(INFLUENCES):
            area = QRectF(px(_SIDE) + at * self._column(), 0, self._column(), px(28))
            paint.text(painter, area, f"{influence.capitalize()} influence", role="label", tone="text.soft")
        for number, (level, rhythm, top, _) in enumerate(self._rows):
            if number:
                painter.fillRect(0, top - 1, self.width(), 1, colours.colour("line"))
            area = QRectF(px(16), top + px(12), px(_SIDE - 20), px(16))
            paint.text(painter, area, LEVEL_WORDS.get(level, "No level"), role="label", tone="text.soft")
            paint.text(painter, area.translated(0, px(16)), rhythm, role="label", tone="text.soft")
        self._lines(painter)
        painter.end()

    def _lines(self, painter: QPainter) -> None:
        """From everyone to whom they report to, beside the cards that stand in between."""
        spots = [QRectF(spot.geometry()) for spot in (*self._cards.values(), *self._empty.values())]
        with paint.kept(painter):
            painter.setPen(QPen(theme().colour("line.strong"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for card in self._cards.values():
                above = self._cards.get(card.person.reports_to or 0)
                if above is not None:
                    ends = QRectF(above.geometry()), QRectF(card.geometry())
                    painter.drawPath(_path(*ends, theme().px(7), [one for one in spots if one not in ends]))


def _path(upper: QRectF, lower: QRectF, step: float, others: list[QRectF]) -> QPainterPath:
    """Down from the upper card, across above the lower one, down; round by the left when a card is in the way."""
    path = QPainterPath()
    turn = lower.top() - step
    if lower.top() > upper.bottom():
        x = upper.center().x()
        straight = QRectF(QPointF(x - 1, upper.bottom()), QPointF(x + 1, turn))
        if any(straight.intersects(one) for one in others):
            x = upper.left() - step
            path.moveTo(QPointF(upper.left(), upper.center().y()))
            path.lineTo(QPointF(x, upper.center().y()))
        else:
            path.moveTo(QPointF(x, upper.bottom()))
        path.lineTo(QPointF(x, turn))
        path.lineTo(QPointF(lower.center().x(), turn))
        path.lineTo(QPointF(lower.center().x(), lower.top()))
    elif upper.right() < lower.left() or lower.right() < upper.left():
        first, second = (upper, lower) if upper.right() < lower.left() else (lower, upper)
        middle = (first.right() + second.left()) / 2
        path.moveTo(QPointF(first.right(), first.center().y()))
        path.lineTo(QPointF(middle, first.center().y()))
        path.lineTo(QPointF(middle, second.center().y()))
        path.lineTo(QPointF(second.left(), second.center().y()))
    return path
