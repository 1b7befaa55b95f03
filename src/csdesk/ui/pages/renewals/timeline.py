"""The next twelve months as stems: each renewal by its date, ARR and health, with counts and sums below each month."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from csdesk.desk.renewals import Month, RenewalRow
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.values.days import MONTHS, add_months, count, format_date, relative_day
from csdesk.values.formats import Formats
from csdesk.values.money import Money, format_money
from csdesk.values.text import middle_ellipsis

_RIGHT = Qt.AlignmentFlag.AlignRight
LONGEST_NAME = 28
MOST_NAMES = 16
"""Names beside stems; more than that is a thicket."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One renewal on the chart: where its shape stands."""

    row: RenewalRow
    at: QPointF


@dataclass(frozen=True, slots=True)
class Name:
    """A name beside its shape."""

    words: str
    area: QRectF


def money_words(sums: Sequence[Money], formats: Formats, *, short: bool = False) -> str:
    """Sums of several currencies beside each other: "$1,420,000 + €118,000"."""
    return " + ".join(format_money(one, formats, "short" if short else "full") for one in sums)


class Timeline(QWidget):
    """The chart. `chosen(account id)` is told by a click on a shape. Its figures stand in the page's table as well."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[RenewalRow] = ()
        self._months: Sequence[Month] = ()
        self._today, self._days = date.min, 90
        self._formats = Formats()
        self._currency = ""
        self._current: int | None = None
        self._step, self._top = Decimal(1), Decimal(1)
        self._drawn: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName("Renewals of the next 12 months")

    def show_rows(
        self, rows: Sequence[RenewalRow], months: Sequence[Month], today: date, days: int, formats: Formats
    ) -> None:
        """Draw these; `days` is the window that is tinted."""
        self._rows = [one for one in rows if 0 <= one.days_left <= self._span(today) and one.arr is not None]
        self._months, self._today, self._days, self._formats = months, today, days, formats
        sums: dict[str, int] = {}
        for one in self._rows:
            if one.arr is not None:
                sums[one.arr.currency] = sums.get(one.arr.currency, 0) + one.arr.minor
        self._currency = max(sums, key=lambda one: sums[one], default=formats.currency)
        self._step, self._top = self._scale()
        self._drawn = None
        said = [
            f"{MONTHS[one.first.month - 1]} {one.first.year}: {count(one.count, 'renewal')}"
            + (f", {money_words(one.sums, formats)}" if one.sums else "")
            for one in months
        ]
        self.setAccessibleDescription(f"{self.caption()}. " + "; ".join(said))
        self.updateGeometry()
        self.update()

    def set_current(self, account_id: int | None) -> None:
        """Ring the renewal that is chosen in the table."""
        self._current = account_id
        self.update()

    def caption(self) -> str:
        """What the tinted window holds: "Next 90 days: 11 renewals, $1,420,000"."""
        mine = [one for one in self._rows if one.days_left <= self._days]
        sums: dict[str, int] = {}
        for one in mine:
            if one.arr is not None:
                sums[one.arr.currency] = sums.get(one.arr.currency, 0) + one.arr.minor
        totals = [Money(minor, currency) for currency, minor in sorted(sums.items(), key=lambda one: -one[1])]
        words = f"Next {self._days} days: {count(len(mine), 'renewal')}"
        return f"{words}, {money_words(totals, self._formats)}" if totals else words

    def sizeHint(self) -> QSize:
        return QSize(theme().px(720), theme().px(204 + (14 if self._several() else 0)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(320), self.sizeHint().height())

    def _several(self) -> bool:
        return any(len(one.sums) > 1 for one in self._months)

    # Where everything stands

    @staticmethod
    def _span(today: date) -> int:
        return (add_months(today, 12) - today).days

    def _area(self) -> QRectF:
        px = theme().px
        return QRectF(px(60), px(16), self.width() - px(60 + 20), px(148))

    def _x(self, day: date) -> float:
        area = self._area()
        return area.left() + area.width() * (day - self._today).days / self._span(self._today)

    def _scale(self) -> tuple[Decimal, Decimal]:
        """The step of the grid, and the amount at the upper edge."""
        most = max((one.arr.amount for one in self._rows if one.arr is not None), default=Decimal(0))
        if most <= 0:
            return Decimal(1), Decimal(1)
        power = Decimal(10) ** (most.adjusted() - 1)
        steps = (power * factor for factor in (1, 2, Decimal("2.5"), 5, 10, 20, 25, 50, 100))
        step = next((one for one in steps if most / one < Decimal("3.2")), most)
        return step, most * Decimal("1.17")

    def marks(self) -> list[Mark]:
        """Every shape with its place, the smallest ARR last."""
        rows = sorted(self._rows, key=lambda row: -(row.arr.amount if row.arr else Decimal(0)))
        return [Mark(one, self._place(one)) for one in rows]

    def _place(self, row: RenewalRow) -> QPointF:
        area = self._area()
        amount = row.arr.amount if row.arr is not None else Decimal(0)
        return QPointF(
            self._x(row.renewal_date), area.bottom() - area.height() * float(max(amount, Decimal(0)) / self._top)
        )

    def names(self) -> list[Name]:
        """The largest renewals' names where there is room: none touches another, a shape, a stem or the caption."""
        px = theme().px
        area = self._area()
        marks = self.marks()
        half = px(8)
        across = sorted((one.at.x(), one.at.y(), at) for at, one in enumerate(marks))
        places = [one[0] for one in across]
        taken = [self._caption_area()]
        found: list[Name] = []

        def free(room: QRectF, own: int) -> bool:
            if room.left() < area.left() or room.right() > self.width() - px(5) or room.top() < 0:
                return False
            if any(room.intersects(one) for one in taken):
                return False
            # A shape and the stem below it are in the way of everything that is not above them.
            first = bisect.bisect_left(places, room.left() - half)
            last = bisect.bisect_right(places, room.right() + half)
            return all(at == own or y - half >= room.bottom() for _, y, at in across[first:last])

        for at, mark in enumerate(marks[: MOST_NAMES * 4]):
            if len(found) >= MOST_NAMES:
                break
            words = middle_ellipsis(mark.row.name, LONGEST_NAME)
            width = paint.text_width(words, "tag") + 1
            y = mark.at.y() - px(8)
            for left, top in (
                (mark.at.x() + px(10), y),
                (mark.at.x() - px(10) - width, y),
                (mark.at.x() - width / 2, y - px(16)),
            ):
                place = QRectF(left, top, width, px(16))
                room = place.adjusted(-px(3), 0, px(3), 0)
                if free(room, at):
                    found.append(Name(words, place))
                    taken.append(room)
                    break
        return found

    def _caption_area(self) -> QRectF:
        px = theme().px
        area = self._area()
        width = paint.text_width(self.caption(), "label", tabular=True)
        return QRectF(area.left() + px(8), area.top() + px(2), width + px(4), px(16))

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._today == date.min:
            return
        if self._drawn is None or self._drawn.deviceIndependentSize().toSize() != self.size():
            self._drawn = self._draw()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        row = next((one for one in self._rows if one.account_id == self._current), None)
        if row is not None:
            side, at = theme().px(9), self._place(row)
            ring = QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side)
            paint.box(painter, ring, border=theme().colour("accent"), width=2, radius=9)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._drawn = None

    def _draw(self) -> QPixmap:
        """Everything but the ring, kept until something changes: a large book has thousands of stems."""
        colours, px = theme(), theme().px
        pixels = QPixmap(self.size() * self.devicePixelRatioF())
        pixels.setDevicePixelRatio(self.devicePixelRatioF())
        pixels.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixels)
        area = self._area()
        until = min(self._x(self._today + timedelta(days=self._days)), area.right())
        painter.fillRect(
            QRectF(area.left(), area.top(), until - area.left(), area.height()), colours.colour("accent.soft")
        )
        self._grid(painter, area)
        self._foot(painter, area)
        paint.text(painter, self._caption_area().adjusted(0, 0, px(8), 0), self.caption(), role="label",
                   tone="text.soft", tabular=True)  # fmt: skip
        marks = self.marks()
        with paint.kept(painter):
            for mark in marks:
                colour = QColor(colours.tone(mark.row.tone or "none", "mark"))
                colour.setAlphaF(0.62)
                pen = QPen(colour, px(1.5))
                assert mark.row.arr is not None
                if mark.row.arr.currency != self._currency:
                    pen.setStyle(Qt.PenStyle.DotLine)
                painter.setPen(pen)
                painter.drawLine(QPointF(mark.at.x(), area.bottom()), mark.at)
        for mark in marks:
            paint.shape(painter, mark.at, mark.row.tone or "none", 12)
        for name in self.names():
            paint.text(painter, name.area.adjusted(0, 0, px(2), 0), name.words, role="tag")
        painter.end()
        return pixels

    def _grid(self, painter: QPainter, area: QRectF) -> None:
        colours, px = theme(), theme().px
        step, top = self._step, self._top
        if not self._rows:
            painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), colours.colour("line.strong"))
            return
        amount = Decimal(0)
        while amount < top:
            y = round(area.bottom() - area.height() * float(amount / top))
            painter.fillRect(
                QRectF(area.left(), y, area.width(), 1), colours.colour("line" if amount else "line.strong")
            )
            words = format_money(Money.of(amount, self._currency), self._formats, "short") if amount else "0"
            place = QRectF(0, y - px(8), area.left() - px(8), px(16))
            paint.text(painter, place, words, role="tag", tone="text.faint", align=_RIGHT, tabular=True)
            amount += step

    def _foot(self, painter: QPainter, area: QRectF) -> None:
        """Months under the axis, each with how many renew and their ARR; a month without room keeps its name alone."""
        colours, px = theme(), theme().px
        end = add_months(self._today, 12)
        for one in self._months:
            begins = max(one.first, self._today)
            left = self._x(begins)
            right = min(self._x(add_months(one.first, 1)), self._x(end))
            if one.first > self._today:
                painter.fillRect(QRectF(round(left), area.bottom(), 1, px(6)), colours.colour("line.strong"))
            room = QRectF(left + px(6), area.bottom() + px(4), max(right, area.right()) - left - px(4), px(16))
            room.setRight(min(room.right(), right + px(8)))
            if room.width() < px(34):
                continue
            title = MONTHS[one.first.month - 1][:3]
            if one.first.month == 1:
                title += f" {one.first.year}"
            paint.text(painter, room, title, role="tag")
            sums = sorted(one.sums, key=lambda money: money.currency != self._currency)
            # A month without the main currency names its own in the first line.
            main = sums[:1]
            words = str(one.count)
            if main:
                words += f" · {format_money(main[0], self._formats, 'short')}"
            if one.count:
                if paint.text_width(words, "tag", tabular=True) > room.width():
                    words = str(one.count)
                paint.text(painter, room.translated(0, px(14)), words, role="tag", tone="text.soft", tabular=True)
            others = money_words(sums[len(main) :], self._formats, short=True)
            if others and paint.text_width(f"+ {others}", "tag", tabular=True) <= room.width():
                paint.text(
                    painter, room.translated(0, px(28)), f"+ {others}", role="tag", tone="text.soft", tabular=True
                )

    # Pointer

    def _at(self, point: QPointF) -> Mark | None:
        near = theme().px(12)
        found = [(mark, (mark.at - point).manhattanLength()) for mark in self.marks()]
        closest = min(found, key=lambda one: one[1], default=None)
        return closest[0] if closest is not None and closest[1] <= near else None

    def words(self, row: RenewalRow) -> str:
        """One renewal in words, for the tip."""
        arr = "" if row.arr is None else format_money(row.arr, self._formats)
        health = "no score" if row.score is None else f"{row.score:g} {row.band}"
        when = f"{format_date(row.renewal_date)}, {relative_day(row.renewal_date, self._today)}"
        return f"{row.name}\n{when}\n{arr}, {health}"

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            mark = self._at(QPointF(event.pos()))
            if mark is not None:
                QToolTip.showText(event.globalPos(), self.words(mark.row), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        mark = self._at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if mark is not None:
            self.chosen.emit(mark.row.account_id)
