"""The strip above the meeting and the hour below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from csdesk.desk.meetings import Meeting, Part, Reading, clock_text
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.text import Label
from csdesk.values.days import MONTHS, WEEKDAYS


class TopStrip(QWidget):
    """Who meets and when, how long it runs, and what stops it."""

    left = Signal()
    paused = Signal()
    slides = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self.setFixedHeight(px(56))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(16), 1)
        row.setSpacing(px(12))
        back = IconButton("arrow-left", "Leave meeting mode; the clock goes on")
        back.clicked.connect(partial(self.left.emit))
        self.title = Label("", "section")
        self.facts = Label("", "body", "soft", tabular=True, elide=True)
        self._elapsed = Label("", "section", tabular=True)
        self._of = Label("", "body", "soft", tabular=True)
        self.pause = Button("Pause", icon="pause")
        self.pause.setObjectName("meeting.pause")
        self.pause.clicked.connect(partial(self.paused.emit))
        self.show_slides = Button("Slides", icon="eye")
        self.show_slides.setObjectName("meeting.slides")
        self.show_slides.clicked.connect(partial(self.slides.emit))
        end = Button("End the meeting")
        end.setObjectName("meeting.end")
        end.clicked.connect(partial(self.ended.emit))
        row.addWidget(back)
        row.addWidget(self.title)
        row.addWidget(self.facts, 1)
        for widget in (Label("Elapsed", "body", "soft"), self._elapsed, self._of, self.pause, self.show_slides, end):
            row.addWidget(widget)

    def show_meeting(self, meeting: Meeting) -> None:
        """Shows who meets."""
        self.title.setText(f"{meeting.account}, {meeting.title}")
        parts = []
        if meeting.starts is not None:
            day = meeting.starts
            named = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
            parts.append(f"{named}, {day:%H:%M}")
        names = ", ".join(name for name, side in meeting.people if side == "customer")
        self.facts.setText("   ·   ".join([*parts, names] if names else parts))
        self._of.setText(f"of {meeting.minutes}:00")

    def show_time(self, found: Reading) -> None:
        """Shows how long it runs."""
        self._elapsed.setText(clock_text(found.elapsed))
        self._elapsed.setAccessibleName(f"Elapsed {clock_text(found.elapsed)}")
        words = "Pause" if found.running else "Go on"
        if self.pause.text() != words:
            self.pause.setText(words)
            self.pause.set_icon("pause" if found.running else "play")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("chrome"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().colour("line"))
        painter.end()


class HourBar(QWidget):
    """The parts in proportion, filled as they are used, between start and end; whether all is saved at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: Sequence[Part] = ()
        self._found = Reading()
        self._start, self._end, self._saved = "", "", ""
        self.setFixedHeight(theme().px(60))
        self.setAccessibleName("The meeting's time")

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Shows these parts."""
        self._parts = parts

    def show_time(self, found: Reading, start: datetime | None, minutes: float) -> None:
        """Shows how far each part is; `start` in local time."""
        self._found = found
        self._start = f"{start:%H:%M}" if start else ""
        self._end = f"{start + timedelta(minutes=minutes):%H:%M}" if start else ""
        current = next((one.title for one in self._parts if one.id == found.part), "")
        self.setAccessibleDescription(f"{current}, from {self._start} to {self._end}")
        self.update()

    def show_saved(self, words: str) -> None:
        """Says what is saved."""
        self._saved = words
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.colour("chrome"))
        painter.fillRect(0, 0, self.width(), 1, colours.colour("line"))
        middle = QRectF(0, 0, self.width(), self.height())
        left, right = px(68), self.width() - px(174)
        paint.text(painter, middle.adjusted(px(20), 0, 0, 0), self._start, tone="text.soft", tabular=True)
        end = QRectF(right + px(16), 0, px(48), self.height())
        paint.text(painter, end, self._end, tone="text.soft", tabular=True)
        if self._saved:
            mark = QRectF(self.width() - px(102), (self.height() - px(14)) / 2, px(14), px(14))
            paint.tick(painter, mark, colours.colour("green.mark"), px(1.4))
            words = QRectF(mark.right() + px(6), 0, px(82), self.height())
            paint.text(painter, words, self._saved, role="label", tone="text.soft", tabular=True)
        self._paint_parts(painter, left, right)
        painter.end()

    def _paint_parts(self, painter: QPainter, left: float, right: float) -> None:
        colours, px = theme(), theme().px
        total = sum(one.minutes for one in self._parts)
        if not total:
            return
        gap = px(3)
        room = right - left - gap * (len(self._parts) - 1)
        x = float(left)
        for one in self._parts:
            width = room * one.minutes / total
            bar = QRectF(x, px(17), width, px(8))
            paint.box(painter, bar, fill=colours.colour("line.strong"), radius=2)
            share = min(1.0, self._found.used.get(one.id, 0.0) / (one.minutes * 60))
            if share > 0:
                done = QRectF(bar)
                done.setWidth(max(px(3), width * share))
                paint.box(painter, done, fill=colours.colour("accent"), radius=2)
            current = one.id == self._found.part
            words = QRectF(x, px(29), width, px(16))
            role, tone = ("label-strong", "text") if current else ("tag", "text.soft")
            align = Qt.AlignmentFlag.AlignLeft
            paint.text(painter, words, one.title.split(" ")[0], role=role, tone=tone, align=align)  # type: ignore[arg-type]
            x += width + gap
