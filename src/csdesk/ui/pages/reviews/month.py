"""A month of reviews: days as cells with what is on them, walked by arrow keys, opened by Enter or a click."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.desk.reviews import ReviewRow
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.values.days import MONTHS, WEEKDAYS, add_months, format_date


class MonthGrid(QWidget):
    """`opened(review id)` by a click on an entry or Enter; `wanted(date)` by Enter or a double-click on a free day.

    `turned` tells that another month is in sight.
    """

    opened = Signal(int)
    wanted = Signal(object)
    turned = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = self.day = today
        self._rows: dict[date, list[ReviewRow]] = {}
        self._entry = 0
        self._over: tuple[date, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._describe()

    def title(self) -> str:
        """The month in sight: "November 2026"."""
        return f"{MONTHS[self.day.month - 1]} {self.day.year}"

    def show_rows(self, rows: Sequence[ReviewRow]) -> None:
        """Shows these reviews."""
        self._rows = {}
        for one in rows:
            if one.date is not None:
                self._rows.setdefault(one.date, []).append(one)
        self._describe()
        self.update()

    def turn(self, months: int) -> None:
        """Shows an earlier or later month; 0 goes back to today."""
        self.go(add_months(self.day, months) if months else self.today)

    def go(self, day: date) -> None:
        """Makes a day current and brings its month into sight."""
        other = (day.year, day.month) != (self.day.year, self.day.month)
        self.day, self._entry = day, 0
        self._describe()
        self.update()
        if other:
            self.turned.emit()

    def on(self, day: date) -> list[ReviewRow]:
        """What is on a day."""
        return self._rows.get(day, [])

    def _describe(self) -> None:
        self.setAccessibleName(f"Reviews of {self.title()}")
        found = self.on(self.day)
        said = ", ".join(f"{one.time} {one.account}, {one.title}".strip() for one in found) or "nothing planned"
        self.setAccessibleDescription(f"{format_date(self.day, 'day')}: {said}")

    # Where things are

    def _weeks(self) -> list[list[date]]:
        return calendar.Calendar().monthdatescalendar(self.day.year, self.day.month)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(720), theme().px(520))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(420), theme().px(320))

    def _cell(self, week: int, weekday: int) -> QRectF:
        top = theme().px(28)
        weeks = len(self._weeks())
        height = (self.height() - top) / weeks
        width = self.width() / 7
        return QRectF(weekday * width, top + week * height, width, height)

    def _entries(self, cell: QRectF, number: int) -> list[QRectF]:
        px = theme().px
        line, gap, first = px(20), px(2), px(28)
        room = max(1, int((cell.height() - first - px(4) + gap) // (line + gap)))
        shown = number if number <= room else max(0, room - 1)
        return [
            QRectF(cell.left() + px(4), cell.top() + first + place * (line + gap), cell.width() - px(8), line)
            for place in range(shown)
        ]

    def _at(self, point: QPointF) -> tuple[date, int] | None:
        """The day under a point and which of its entries, -1 for none."""
        for row, week in enumerate(self._weeks()):
            for column, day in enumerate(week):
                cell = self._cell(row, column)
                if cell.contains(point):
                    for place, area in enumerate(self._entries(cell, len(self.on(day)))):
                        if area.contains(point):
                            return day, place
                    return day, -1
        return None

    # Pointer and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._at(event.position())
        if over != self._over:
            self._over = over
            on_entry = over is not None and over[1] >= 0
            self.setCursor(Qt.CursorShape.PointingHandCursor if on_entry else Qt.CursorShape.ArrowCursor)
            if over is not None and over[1] >= 0:
                one = self.on(over[0])[over[1]]
                self.setToolTip(f"{one.account}: {one.title}" + (f", {one.time}" if one.time else ""))
            else:
                self.setToolTip("")
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is None or event.button() != Qt.MouseButton.LeftButton:
            return
        day, entry = found
        rows = self.on(day)
        self.go(day)
        if entry >= 0:
            self.opened.emit(rows[entry].id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not None and found[1] < 0:
            self.wanted.emit(found[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}.get(
            Qt.Key(event.key())
        )
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.go(self.day + timedelta(days=step))
        elif event.key() == Qt.Key.Key_PageUp:
            self.turn(-1)
        elif event.key() == Qt.Key.Key_PageDown:
            self.turn(1)
        elif event.key() == Qt.Key.Key_Home:
            self.turn(0)
        elif event.key() == Qt.Key.Key_Space and len(self.on(self.day)) > 1:
            self._entry = (self._entry + 1) % len(self.on(self.day))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            found = self.on(self.day)
            if found:
                self.opened.emit(found[min(self._entry, len(found) - 1)].id)
            else:
                self.wanted.emit(self.day)
        else:
            super().keyPressEvent(event)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        width = self.width() / 7
        for column, name in enumerate(WEEKDAYS):
            area = QRectF(column * width + px(10), 0, width - px(12), px(28))
            paint.text(painter, area, name[:3], role="label", tone="text.soft")
        for row, week in enumerate(self._weeks()):
            for column, day in enumerate(week):
                self._paint_day(painter, self._cell(row, column), day, weekend=column > 4)
        line = colours.colour("line")
        for row in range(len(self._weeks())):
            painter.fillRect(QRectF(0, self._cell(row, 0).top(), self.width(), 1), line)
        for column in range(1, 7):
            painter.fillRect(QRectF(round(column * width), px(28), 1, self.height()), line)
        painter.end()

    def _paint_day(self, painter: QPainter, cell: QRectF, day: date, *, weekend: bool) -> None:
        colours, px = theme(), theme().px
        inside = day.month == self.day.month
        if not inside or weekend:
            painter.fillRect(cell, colours.colour("sunken"))
        found = self.on(day)
        mark = QRectF(cell.left() + px(6), cell.top() + px(4), px(22), px(20))
        tone = "text" if inside else "text.faint"
        if day == self.today:
            paint.box(painter, mark, fill=colours.colour("accent"), radius=10)
            tone = "accent.on"
        middle = Qt.AlignmentFlag.AlignHCenter
        role = "label-strong" if day == self.today else "label"
        paint.text(painter, mark, str(day.day), role=role, tone=tone, align=middle, tabular=True)  # type: ignore[arg-type]
        areas = self._entries(cell, len(found))
        for place, area in enumerate(areas):
            self._paint_entry(painter, area, found[place], over=self._over == (day, place))
        if len(areas) < len(found):
            rest = QRectF(cell.left() + px(10), cell.bottom() - px(22), cell.width() - px(14), px(18))
            paint.text(painter, rest, f"{len(found) - len(areas)} more", role="label", tone="text.soft")
        if day == self.day and self.hasFocus():
            paint.ring(painter, cell.adjusted(1, 1, 0, 0), 4)

    def _paint_entry(self, painter: QPainter, area: QRectF, one: ReviewRow, *, over: bool) -> None:
        colours, px = theme(), theme().px
        done = one.state in ("held", "cancelled")
        fill = "hover" if over else "sunken" if done else "accent.soft"
        paint.box(painter, area, fill=colours.colour(fill), radius=4)  # type: ignore[arg-type]
        words = area.adjusted(px(6), 0, -px(4), 0)
        ink = "text.soft" if done else "accent.text"
        if one.time:
            taken = paint.text(painter, words, one.time, role="label", tone=ink, tabular=True)  # type: ignore[arg-type]
            words = words.adjusted(taken + px(5), 0, 0, 0)
        role = "label-strong" if one.needs_me else "label"
        tone = "text.soft" if done else "text"
        paint.text(painter, words, one.account, role=role, tone=tone, struck=one.state == "cancelled")  # type: ignore[arg-type]
