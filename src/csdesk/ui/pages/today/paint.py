"""How a line of Today's list is drawn: 56 pixels in two lines, no widget of its own."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from csdesk.desk.today import Entry, Today
from csdesk.desk.today_words import arr, deadline, health
from csdesk.ui.pages.today.model import Index, Line, TodayModel
from csdesk.ui.theme import ColourName, TypeName, theme
from csdesk.ui.widgets import paint
from csdesk.values.days import format_date
from csdesk.values.formats import Formats

_END = Qt.AlignmentFlag.AlignRight
_TEXT_AT = 51
"""Where the words begin, behind the tick."""
_DATE_WIDTH = 132
"""The column of deadlines with its gap."""
_SMALL = 30
"""The height of a folded part's lines."""


def tick_rect(rect: QRectF) -> QRectF:
    """Where a line's tick is."""
    px = theme().px
    return QRectF(rect.left() + px(17), rect.top() + px(10), px(18), px(18))


def icon_rects(rect: QRectF) -> dict[str, QRectF]:
    """Where the hovered line offers to put it off and to say why."""
    px = theme().px
    right = rect.right() - px(_DATE_WIDTH) - px(128)
    side = px(24)
    top = rect.top() + px(7)
    return {"why": QRectF(right - side, top, side, side), "snooze": QRectF(right - 2 * side - px(2), top, side, side)}


class TodayDelegate(QStyledItemDelegate):
    """Draws the lines. `compact` leaves out health, ARR and the second line's rule, for narrow columns."""

    def __init__(self, model: TodayModel, formats: Formats, view: QWidget, *, compact: bool = False) -> None:
        super().__init__(view)
        self._model, self._formats, self._compact = model, formats, compact
        self.hovered = -1
        self.hovered_part = ""
        """tick, title, why or snooze: what is under the pointer."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = self._model.line(index.row())
        kind = line.kind if line is not None else "entry"
        height = theme().size("row-two-line")
        if kind in ("group", "fold"):
            height = theme().size("row-group")
        elif kind == "done":
            height = theme().px(_SMALL)
        return QSize(100, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, today = self._model.line(index.row()), self._model.shown
        if line is None or today is None:
            return
        rect = QRectF(option.rect)
        state = option.state
        current = bool(state & QStyle.StateFlag.State_Selected)
        view = self.parent()
        if self._compact and isinstance(view, QWidget) and not view.hasFocus():
            # Of several lists beside each other only the one with the keyboard shows where it is.
            current = False
        over = index.row() == self.hovered
        self._ground(painter, rect, line, current, over)
        if line.kind in ("group", "fold"):
            self._head(painter, rect, line)
        elif line.kind == "nothing":
            px = theme().px
            first = QRectF(rect.left() + px(16), rect.top() + px(9), rect.width() - px(32), px(20))
            paint.text(painter, first, line.title, role="strong")
            paint.text(painter, first.translated(0, px(21)), line.note, tone="text.soft")
        elif line.kind == "done":
            self._done(painter, rect, line)
        else:
            entry = line.entry or (line.snoozed.entry if line.snoozed is not None else None)
            if entry is not None:
                self._entry(painter, rect, line, entry, today, over)
        ringed = bool(state & QStyle.StateFlag.State_HasFocus) and getattr(self.parent(), "by_keyboard", False)
        if ringed and line.kind != "group":
            paint.ring(painter, rect.adjusted(0, 0, 0, -1), 0)

    def _ground(self, painter: QPainter, rect: QRectF, line: Line, current: bool, over: bool) -> None:
        colours = theme()
        if line.kind == "group":
            painter.fillRect(rect, colours.colour("sunken"))
        elif line.kind == "nothing":
            pass
        elif current:
            painter.fillRect(rect, colours.colour("selected"))
            painter.fillRect(QRectF(rect.left(), rect.top(), colours.px(2), rect.height()), colours.colour("accent"))
        elif over:
            painter.fillRect(rect, colours.colour("hover"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), colours.colour("line"))

    def _head(self, painter: QPainter, rect: QRectF, line: Line) -> None:
        px = theme().px
        if line.kind == "group":
            x = rect.left() + px(16)
            x += paint.text(painter, rect.adjusted(px(16), 0, 0, 0), line.title, role="label-strong")
        else:
            icon = "chevron-down" if line.open else "chevron-right"
            paint.icon(painter, QPointF(rect.left() + px(26), rect.center().y()), icon, "text.soft")
            x = rect.left() + px(_TEXT_AT)
            x += paint.text(painter, rect.adjusted(px(_TEXT_AT), 0, 0, 0), line.title, tone="text.soft")
        area = QRectF(x + px(8), rect.top(), rect.right() - x, rect.height())
        paint.text(painter, area, line.note, role="label", tone="text.soft", tabular=True)

    def _done(self, painter: QPainter, rect: QRectF, line: Line) -> None:
        px = theme().px
        if line.done is None:
            return
        side = px(14)
        spot = QRectF(rect.left() + px(19), rect.center().y() - side / 2, side, side)
        paint.tick(painter, spot, theme().colour("text.soft"), px(1.4))
        area = QRectF(rect.left() + px(_TEXT_AT), rect.top(), rect.width() - px(_TEXT_AT + 120), rect.height())
        _pair(painter, area, line.done.title, line.done.account, ("label", "text.soft"), ("label", "text.faint"), " · ")
        end = rect.adjusted(0, 0, -px(16), 0)
        paint.text(painter, end, line.done.what, role="label", tone="text.faint", align=_END)

    def _entry(self, painter: QPainter, rect: QRectF, line: Line, entry: Entry, today: Today, over: bool) -> None:
        px = theme().px
        first = QRectF(rect.left() + px(_TEXT_AT), rect.top() + px(9), 0, px(20))
        second = QRectF(rect.left() + px(_TEXT_AT), rect.top() + px(31), 0, px(16))
        stop = rect.right() - px(16)
        ticked = line.key in self._model.ticking
        self._mark(painter, rect, line, entry, ticked, over)
        above, below = deadline(entry, today.today, today.now)
        if line.snoozed is not None:
            above, below = format_date(line.snoozed.until, "day"), "back then"
        wide = max(paint.text_width(above, "strong", tabular=True), paint.text_width(below, "label", tabular=True))
        for area, words, role, tone in (
            (first, above, "strong" if entry.group == "now" and line.snoozed is None else "body", "text"),
            (second, below, "label", "text.soft"),
        ):
            spot = QRectF(stop - wide - 2, area.top(), wide + 2, area.height())
            paint.text(painter, spot, words, role=role, tone=tone, align=_END, tabular=True)  # type: ignore[arg-type]
        if self._compact:
            end = stop - wide - px(12)
        else:
            end = self._account(painter, rect, first, second, entry)
        if over and not self._compact:
            self._icons(painter, rect)
            end = min(end, icon_rects(rect)["snooze"].left() - px(4))
        first.setRight(max(first.left(), end))
        second.setRight(max(second.left(), end))
        title_role: TypeName = "body" if line.snoozed is not None else "strong"
        ink: ColourName = "text.soft" if ticked or line.snoozed is not None else "text"
        under = over and self.hovered_part == "title"
        _pair(painter, first, entry.item.title, entry.name, (title_role, ink), ("body", "text.soft"), " · ",
              struck=ticked, lined=under)  # fmt: skip
        reason = line.snoozed.reason if line.snoozed is not None else entry.item.evidence
        rule = "" if self._compact or line.snoozed is not None else entry.rule
        end_stop = ". " if reason and rule and not reason.endswith(".") else " "
        _pair(painter, second, reason, rule, ("label", "text.soft"), ("label", "text.faint"), end_stop)

    def _mark(self, painter: QPainter, rect: QRectF, line: Line, entry: Entry, ticked: bool, over: bool) -> None:
        spot = tick_rect(rect)
        if line.snoozed is not None:
            paint.icon(painter, spot.center(), "clock", "text.soft")
        elif entry.can_tick:
            paint.round_tick(painter, spot, ticked)
            if over and self.hovered_part == "tick" and not ticked:
                paint.tick(painter, spot.adjusted(2, 2, -2, -2), theme().colour("text.faint"), theme().px(1.6))
        else:
            paint.icon(painter, spot.center(), "arrow-right", "text.faint", 14)

    def _account(self, painter: QPainter, rect: QRectF, first: QRectF, second: QRectF, entry: Entry) -> float:
        """Health above, ARR below; answers where the words must end."""
        px = theme().px
        right = rect.right() - px(_DATE_WIDTH)
        tone, score, word = health(entry)
        left = right
        if tone:
            width = paint.chip_width(score, word)
            paint.chip(painter, right - width, first.center().y(), tone, score, word)
            left = right - width
        amount = arr(entry, self._formats)
        wide = paint.text_width(amount, "label", tabular=True) if amount else 0.0
        area = QRectF(right - wide - 2, second.top(), wide + 2, second.height())
        paint.text(painter, area, amount, role="label", tone="text.soft", align=_END, tabular=True)
        return min(left, right - wide) - px(16)

    def _icons(self, painter: QPainter, rect: QRectF) -> None:
        for name, spot in icon_rects(rect).items():
            if self.hovered_part == name:
                paint.box(painter, spot, fill=theme().colour("raised"), border=theme().colour("line"), radius=4)
            paint.icon(painter, spot.center(), "clock" if name == "snooze" else "help", "text.soft")


Style = tuple[TypeName, ColourName]


def _pair(
    painter: QPainter,
    area: QRectF,
    first: str,
    second: str,
    one: Style,
    other: Style,
    between: str,
    *,
    struck: bool = False,
    lined: bool = False,
) -> None:
    """Two texts beside each other: where they do not fit, the second keeps a third of the room."""
    if area.width() <= 0:
        return
    tail = f"{between}{second}" if second and first else second
    needs = paint.text_width(tail, other[0]) if tail else 0.0
    room = area.width() - min(needs, area.width() * 0.36)
    head = QRectF(area.left(), area.top(), max(room, 1), area.height())
    taken = paint.text(painter, head, first, role=one[0], tone=one[1], struck=struck) if first else 0.0
    if lined and first:
        y = area.center().y() + theme().px(8)
        painter.drawLine(QPointF(area.left(), y), QPointF(area.left() + taken, y))
    if tail:
        rest = QRectF(area.left() + taken, area.top(), area.right() - area.left() - taken, area.height())
        paint.text(painter, rest, tail, role=other[0], tone=other[1])
