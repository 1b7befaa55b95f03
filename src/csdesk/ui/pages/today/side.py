"""Beside the list: the routine with its ticks, and the next meetings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from csdesk.desk.today_book import Meeting
from csdesk.desk.today_routine import SCOPES, Routine, RoutineItem, Scope
from csdesk.ui.pages.reviews.cards import clear
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead, Rule
from csdesk.ui.widgets.meters import Meter
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import WEEKDAYS

_END = Qt.AlignmentFlag.AlignRight
_SCOPES: dict[Scope, str] = {
    "day": "Routine of the day",
    "week": "Routine of the week",
    "month": "Routine of the month",
}


class _Row(QAbstractButton):
    """A painted row that keeps its height in the text size of the moment."""

    HEIGHT = 30

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(theme().px(self.HEIGHT))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(self.HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme().px(self.HEIGHT))


class RoutineRow(_Row):
    """One item: a click or Space ticks it, Enter or a click on its words goes where it is done."""

    opened = Signal(str)

    def __init__(self, item: RoutineItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self.setObjectName(f"routine.{item.id}")
        self.setCheckable(True)
        self.setChecked(bool(item.done_at))
        self.setMouseTracking(True)
        self._on_words = False
        waits = f", {item.count} waiting" if item.count else ""
        done = f", done at {item.done_at}" if item.done_at else ""
        self.setAccessibleName(f"{item.label}{waits}{done}")
        self.setAccessibleDescription(item.about)
        self.setToolTip(f"{item.about}\nAbout {item.minutes} minutes")

    def _words_rect(self) -> QRectF:
        px = theme().px
        wide = paint.text_width(self.item.label)
        return QRectF(px(43), 0, min(wide, self.width() - px(43 + 56)), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        px = theme().px
        painter = QPainter(self)
        item, done = self.item, self.isChecked()
        if self.underMouse():
            painter.fillRect(self.rect(), theme().colour("hover"))
        middle = self.height() / 2
        paint.round_tick(painter, QRectF(px(16), middle - px(9), px(18), px(18)), done)
        area = QRectF(px(43), 0, self.width() - px(43 + 56), self.height())
        taken = paint.text(painter, area, item.label, tone="text.faint" if done else "text", struck=done)
        if self._on_words and (item.place or item.touch) and self.underMouse():
            painter.drawLine(QPointF(area.left(), middle + px(8)), QPointF(area.left() + taken, middle + px(8)))
        right = item.done_at if done else (str(item.count) if item.count else "")
        end = QRectF(self.width() - px(72), 0, px(56), self.height())
        paint.text(painter, end, right, role="label", tone="text.soft", align=_END, tabular=True)
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()).adjusted(4, 1, -4, -1), 4)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        on_words = self._words_rect().contains(event.position()) and bool(self.item.place or self.item.touch)
        if on_words != self._on_words:
            self._on_words = on_words
            self.setCursor(Qt.CursorShape.PointingHandCursor if on_words else Qt.CursorShape.ArrowCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        door = self._words_rect().contains(event.position()) and (self.item.place or self.item.touch)
        if door and event.button() == Qt.MouseButton.LeftButton:
            self.setDown(False)
            self.opened.emit(self.item.id)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.item.id)
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


class RoutineCard(Card):
    """The routine of the day, the week or the month. `ticked(item, done)`, `opened(item)`, `scope_chosen(scope)`."""

    ticked = Signal(str, bool)
    opened = Signal(object)
    scope_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        self._found: Routine | None = None
        self._head = CardHead("Routine")
        self._which = Button("", "quiet", small=True, chevron=True, tip="Day, week or month")
        self._which.setObjectName("routine.scope")
        self._which.clicked.connect(self._choose)
        # The name of the day stands beside the title, as a door to the week and the month.
        self._head.row.insertWidget(1, self._which)
        self._count = Label("", "label", "soft", tabular=True)
        self._meter = Meter("Routine")
        self._meter.setFixedWidth(theme().px(48))
        self._head.add(self._count)
        self._head.add(self._meter)
        self.body.addWidget(self._head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._rows.setContentsMargins(0, theme().px(8), 0, theme().px(10))
        self.body.addLayout(self._rows)

    def set_narrow(self, narrow: bool) -> None:
        """Leaves out the bar where there is little room; the figure beside it says the same."""
        self._meter.setVisible(not narrow)

    def show_routine(self, found: Routine) -> None:
        """Shows this."""
        if found == self._found:
            return
        focused = next((row.item.id for row in self.findChildren(RoutineRow) if row.hasFocus()), "")
        self._found = found
        self._which.setText(found.name)
        self._which.setAccessibleName(f"Routine of {found.name}; choose day, week or month")
        self._count.setText(f"{found.done} of {found.total}")
        self._meter.set_share(found.done / found.total if found.total else 0)
        clear(self._rows)
        for part in found.parts:
            head = Label(part.title, "label-strong" if part.now else "label", "text" if part.now else "soft")
            head.setContentsMargins(theme().px(16), 0, theme().px(16), 0)
            head.setFixedHeight(theme().px(26))
            self._rows.addWidget(head)
            for item in part.items:
                row = RoutineRow(item)
                row.toggled.connect(partial(self._toggled, item.id))
                row.opened.connect(partial(self._opened, item))
                self._rows.addWidget(row)
                if item.id == focused:
                    row.setFocus()

    def _toggled(self, item: str, done: bool) -> None:
        self.ticked.emit(item, done)

    def _opened(self, item: RoutineItem, _id: str) -> None:
        self.opened.emit(item)

    def _choose(self) -> None:
        menu = Menu(self, "Routine of")
        now = self._found.scope if self._found is not None else "day"
        for scope in SCOPES:
            menu.add(_SCOPES[scope], partial(self.scope_chosen.emit, scope), checked=scope == now)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._which.mapToGlobal(self._which.rect().bottomLeft()))


class MeetingRow(_Row):
    """One meeting: when, with whom, and what is worth knowing. A click opens it."""

    HEIGHT = 50

    def __init__(self, one: Meeting, when: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one, self._when = one, when
        self.setObjectName(f"meeting.{one.review_id}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{when}, {one.account}, {one.title}. {one.note}")

    def paintEvent(self, event: QPaintEvent) -> None:
        px = theme().px
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), theme().colour("hover"))
        paint.text(painter, QRectF(px(16), px(6), px(52), px(20)), self._when, tabular=True)
        words = QRectF(px(68), px(6), self.width() - px(80), px(20))
        paint.text(painter, words, f"{self.one.account}, {self.one.title}")
        below = QRectF(px(68), px(27), self.width() - px(80), px(16))
        paint.text(painter, below, self.one.note, role="label", tone="text.soft", tabular=True)
        if self.hasFocus():
            paint.ring(painter, QRectF(self.rect()).adjusted(2, 1, -2, -1), 4)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class MeetingsCard(Card):
    """The next meetings. `opened(review id)`; `calendar` asks for the month."""

    opened = Signal(int)
    calendar = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        head = CardHead("Next meetings")
        door = Button("Calendar", "link", small=True)
        door.setObjectName("today.calendar")
        door.clicked.connect(self._calendar)
        head.add(door)
        self.body.addWidget(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self._found: tuple[Sequence[Meeting], object] | None = None

    def show_meetings(self, found: Sequence[Meeting], today: object) -> None:
        """Shows these."""
        if (found, today) == self._found:
            return
        self._found = (found, today)
        clear(self._rows)
        if not found:
            holder = QWidget()
            column = QVBoxLayout(holder)
            side = theme().px(16)
            column.setContentsMargins(side, theme().px(12), side, theme().px(12))
            column.addWidget(Text("No meeting is planned.", "label", "soft"))
            self._rows.addWidget(holder)
        for place, one in enumerate(found):
            if place:
                self._rows.addWidget(Rule())
            row = MeetingRow(one, _when(one, today))
            row.clicked.connect(partial(self._open, one.review_id))
            self._rows.addWidget(row)

    def _open(self, review_id: int) -> None:
        self.opened.emit(review_id)

    def _calendar(self) -> None:
        self.calendar.emit()


def _when(one: Meeting, today: object) -> str:
    """The hour of a meeting of today, the weekday of this week's, else the day of the month."""
    if one.day == today:
        return one.start or "Today"
    days = (one.day - today).days  # type: ignore[operator]
    return WEEKDAYS[one.day.weekday()][:3] if days < 7 else f"{one.day.day} {one.day:%b}"
