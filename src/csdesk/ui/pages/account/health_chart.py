"""The course of a score on the grounds of its bands, with the events that explain it; and the small line of a row."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.desk.health import Health, Point
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.values.days import format_date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class ScoreChart(QWidget):
    """The course of the score; its figures stand in a table behind the card's button, for those who cannot see it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._health: Health | None = None
        self._days = 365
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Score history")

    def show_health(self, health: Health, days: int = 365) -> None:
        """Draws the last `days` of an account's score."""
        self._health, self._days = health, days
        points = self._points()
        said = f"From {points[0].score:.0f} on {format_date(points[0].on)} to {points[-1].score:.0f}" if points else ""
        self.setAccessibleDescription(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(560), theme().px(216))

    def _points(self) -> list[Point]:
        health = self._health
        if health is None or not health.history:
            return []
        since = health.verdict.today - timedelta(days=self._days)
        return [one for one in health.history if one.on >= since]

    def paintEvent(self, event: QPaintEvent) -> None:
        health = self._health
        points = self._points()
        if health is None or not points:
            return
        px = theme().px
        painter = QPainter(self)
        area = QRectF(px(40), px(8), self.width() - px(40 + 104), self.height() - px(8 + 32))
        last = health.verdict.today
        first = last - timedelta(days=self._days)

        def x(day: date) -> float:
            return area.left() + area.width() * (day - first).days / self._days

        def y(score: float) -> float:
            return area.bottom() - area.height() * score / 100

        self._grounds(painter, area, health, y(points[-1].score))
        self._months(painter, area, first, last)
        line = [QPointF(x(one.on), y(one.score)) for one in points]
        with paint.kept(painter):
            pen = QPen(theme().colour("text"), px(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                       Qt.PenJoinStyle.RoundJoin)  # fmt: skip
            painter.setPen(pen)
            if len(points) > 1:
                painter.drawPolyline(QPolygonF(line))
        self._events(painter, area, health, first, line)
        end = line[-1]
        paint.shape(painter, end, health.tone or "none", 12)
        words = QRectF(end.x() + px(12), end.y() - px(11), px(48), px(22))
        paint.text(painter, words, f"{points[-1].score:.0f}", role="fact", tabular=True,
                   tone=theme().tone(health.tone or "none", "text"))  # fmt: skip
        painter.end()

    def _grounds(self, painter: QPainter, area: QRectF, health: Health, value: float) -> None:
        px = theme().px
        taken: list[float] = [value]
        for low, high, word, tone in health.zones:
            top = area.bottom() - area.height() * high / 100
            bottom = area.bottom() - area.height() * low / 100
            painter.fillRect(QRectF(area.left(), top, area.width(), bottom - top), theme().tone(tone, "band"))
            middle = (top + bottom) / 2
            for other in taken:
                if abs(middle - other) < px(18):
                    middle = other + px(19)
            taken.append(middle)
            paint.shape(painter, QPointF(area.right() + px(18), middle), tone, 10)
            place = QRectF(area.right() + px(28), middle - px(8), px(76), px(16))
            paint.text(painter, place, word, role="tag", tone=theme().tone(tone, "text"))
        painter.setPen(QPen(theme().colour("line.strong"), 1, Qt.PenStyle.DashLine))
        for low, _, _, _ in health.zones:
            if low:
                height = round(area.bottom() - area.height() * low / 100) + 0.5
                painter.drawLine(QPointF(area.left(), height), QPointF(area.right(), height))
        painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), theme().colour("line.strong"))
        for value_at in sorted({0.0, 100.0, *(low for low, _, _, _ in health.zones)}):
            middle = area.bottom() - area.height() * value_at / 100
            place = QRectF(0, middle - px(8), area.left() - px(8), px(16))
            paint.text(painter, place, f"{value_at:g}", role="tag", tone="text.faint", align=_RIGHT, tabular=True)

    def _months(self, painter: QPainter, area: QRectF, first: date, last: date) -> None:
        px = theme().px
        step = 1 if self._days <= 366 else 2
        month = date(first.year, first.month, 1)
        at = 0
        while month <= last:
            following = (month + timedelta(days=32)).replace(day=1)
            middle = max(month, first) + (min(following, last) - max(month, first)) / 2
            x = area.left() + area.width() * (middle - first).days / self._days
            long_enough = (min(following, last) - max(month, first)).days > 12
            if long_enough and at % step == 0:
                place = QRectF(x - px(20), area.bottom() + px(8), px(40), px(16))
                paint.text(painter, place, _MONTHS[month.month - 1], role="tag", tone="text.faint", align=_CENTRE)
            month = following
            at += 1

    def _events(self, painter: QPainter, area: QRectF, health: Health, first: date, line: Sequence[QPointF]) -> None:
        """The newest events first; one whose words would touch another's is left out."""
        px = theme().px
        free: list[tuple[float, float]] = []
        for event in sorted(health.events, key=lambda one: one.on, reverse=True):
            if event.on < first or event.on > health.verdict.today:
                continue
            x = area.left() + area.width() * (event.on - first).days / self._days
            words = f"{event.label[:28]}, {format_date(event.on, 'day').split(' ', 1)[1]}"
            half = paint.text_width(words, "tag") / 2 + px(4)
            left = min(max(x - half, area.left()), area.right() - 2 * half)
            if any(left < right and left + 2 * half > start for start, right in free):
                continue
            free.append((left, left + 2 * half))
            y = _height_at(line, x)
            paint.text(painter, QRectF(left, area.top() + px(2), 2 * half, px(16)), words, role="tag",
                       tone="text.soft", align=_CENTRE)  # fmt: skip
            with paint.kept(painter):
                painter.setPen(QPen(theme().colour("field.line"), 1))
                if y > area.top() + px(24):
                    painter.drawLine(QPointF(x, area.top() + px(19)), QPointF(x, y))
                painter.setPen(QPen(theme().colour("text"), px(1.5)))
                painter.setBrush(theme().colour("surface"))
                painter.drawEllipse(QPointF(x, y), px(3), px(3))


def _height_at(points: Sequence[QPointF], x: float) -> float:
    """Where the line stands above a place."""
    for one, two in itertools.pairwise(points):
        if one.x() <= x <= two.x():
            part = (x - one.x()) / (two.x() - one.x()) if two.x() > one.x() else 0.0
            return one.y() + (two.y() - one.y()) * part
    return points[0].y() if x < points[0].x() else points[-1].y()


def draw_course(painter: QPainter, area: QRectF, course: Sequence[tuple[date, float]]) -> None:
    """A small line through the readings of 90 days, with a point at its end."""
    px = theme().px
    if not course:
        return
    low, high = min(value for _, value in course), max(value for _, value in course)
    first, last = course[0][0], course[-1][0]
    room = area.adjusted(px(2), px(10), -px(5), -px(10))
    days = max(1, (last - first).days)

    def place(day: date, value: float) -> QPointF:
        part = (value - low) / (high - low) if high > low else 0.5
        across = (day - first).days / days if len(course) > 1 else 1.0
        return QPointF(room.left() + room.width() * across, room.bottom() - room.height() * part)

    with paint.kept(painter):
        painter.setPen(QPen(theme().colour("text.soft"), px(1.2)))
        if len(course) > 1:
            painter.drawPolyline(QPolygonF([place(day, value) for day, value in course]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("text"))
        painter.drawEllipse(place(*course[-1]), px(2), px(2))
