"""The week as columns of days: what is proposed for each, how full it is, and taking the plan over."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.desk import today_week
from csdesk.desk.core import Desk
from csdesk.desk.today import Today
from csdesk.desk.today_week import DayPlan, Slot, WeekPlan
from csdesk.desk.today_words import health
from csdesk.ui.context import Context
from csdesk.ui.pages.reviews.cards import clear
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.meters import Meter
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import count


class SlotCard(QAbstractButton):
    """One thing on its day: what, for whom, how long; an arrow where the plan moves it."""

    def __init__(self, slot: Slot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slot = slot
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme().px(58))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        item = slot.entry.item
        moved = f", planned for {slot.day:%A}" if slot.moves else ""
        self.setAccessibleName(f"{item.title}, {slot.entry.name}, {slot.minutes} minutes{moved}")
        self.setToolTip(f"{item.title} · {slot.entry.name}\n{item.evidence}")

    def sizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().px(58))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(96), theme().px(58))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, colours = theme().px, theme()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill = colours.colour("hover" if self.underMouse() else "surface")
        paint.box(painter, rect, fill=fill, border=colours.colour("line"))
        entry = self.slot.entry
        tone, _score, _word = health(entry)
        left = px(10)
        title = QRectF(left, px(7), self.width() - left - px(8), px(20))
        paint.text(painter, title, entry.item.title, role="strong" if entry.group == "now" else "body")
        x = float(left)
        if tone:
            paint.shape(painter, QRectF(x, px(31), px(10), px(16)).center(), tone, 8)
            x += px(15)
        minutes = f"{self.slot.minutes} min"
        wide = paint.text_width(minutes, "label", tabular=True) + px(4)
        name = QRectF(x, px(31), self.width() - x - wide - px(12), px(16))
        paint.text(painter, name, entry.name or "Book", role="label", tone="text.soft")
        end = QRectF(self.width() - wide - px(8), px(31), wide, px(16))
        right = Qt.AlignmentFlag.AlignRight
        paint.text(painter, end, minutes, role="label", tone="text.faint", align=right, tabular=True)
        if self.slot.moves:
            painter.fillRect(QRectF(1, px(8), px(2), self.height() - px(16)), colours.colour("accent"))
        if self.hasFocus():
            paint.ring(painter, rect)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class WeekView(Card):
    """The proposal for the week. `opened(key)` asks for one of its things."""

    opened = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        self._context, self._desk = context, context.desk
        self._plan: WeekPlan | None = None
        px = theme().px
        head = CardHead("Plan of the week")
        self._note = head.note
        self.print = Button("Print", "secondary", icon="print", small=True)
        self.print.setObjectName("week.print")
        self.print.clicked.connect(self._print)
        self.accept = Button("Take the plan over", "primary", small=True)
        self.accept.setObjectName("week.accept")
        self.accept.clicked.connect(self._accept)
        head.add(self.print)
        head.add(self.accept)
        self.body.addWidget(head)
        self._columns = QHBoxLayout()
        self._columns.setContentsMargins(px(12), px(12), px(12), px(12))
        self._columns.setSpacing(px(12))
        holder = QWidget()
        holder.setLayout(self._columns)
        self.body.addWidget(holder, 1)

    def show_plan(self, found: Today) -> None:
        """Proposes a plan for this list."""
        self._context.read(today_week.plan, self._desk, found, done=self._take)

    def _take(self, plan: WeekPlan) -> None:
        if plan == self._plan:
            return
        self._plan = plan
        moved = len(plan.moved)
        if moved:
            self._note.setText(f"{count(moved, 'thing')} would get another day, marked at the left")
        else:
            self._note.setText("Everything stands on the day it is due")
        self.accept.setEnabled(bool(moved) and not self._desk.read_only)
        clear(self._columns)
        for day in plan.days:
            self._columns.addWidget(self._day(day), 1)

    def _day(self, day: DayPlan) -> QWidget:
        px = theme().px
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(Label(day.name, "strong"))
        share = day.minutes / day.room if day.room else 0
        words = f"{day.minutes / 60:.1f} of {day.room / 60:.1f} h"
        if day.meetings:
            words += f", {day.meetings / 60:.1f} in meetings"
        if share > 1:
            words += ", too full"
        column.addWidget(Label(words, "label-strong" if share > 1 else "label", "soft", tabular=True, elide=True))
        column.addWidget(Meter(day.name, min(1.0, share)))
        inner = Scroll(day.name, spacing=6)
        for slot in day.slots:
            card = SlotCard(slot)
            card.clicked.connect(partial(self._open, slot.entry.key))
            inner.body.addWidget(card)
        if not day.slots:
            inner.body.addWidget(Text("Nothing is due.", "label", "faint"))
        inner.body.addStretch(1)
        column.addWidget(inner, 1)
        return holder

    def _open(self, key: str, _checked: bool = False) -> None:
        self.opened.emit(key)

    def _accept(self) -> None:
        if self._plan is not None and self._plan.moved:
            words = f"Planned {count(len(self._plan.moved), 'thing')}"
            self._context.write(today_week.accept, self._desk, self._plan.moved, toast=words, owner=self)

    def _print(self) -> None:
        if self._plan is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self, "Print the plan of the week", today_week.file_name(self._plan), "PDF (*.pdf)"
        )
        if name:
            self._context.read(_export, self._desk, self._plan, Path(name), done=self._printed)

    def _printed(self, file: Path) -> None:
        self._context.toast(f"Wrote {file.name}")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


def _export(desk: Desk, plan: WeekPlan, to: Path) -> Path:
    return today_week.export(desk, plan, to)
