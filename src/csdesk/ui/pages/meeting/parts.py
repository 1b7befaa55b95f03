"""The parts of the meeting at the left: time used, talk time, and the target of each; below, whether one is on time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.desk.meetings import Part, Reading, clock_text, talk_verdict
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.chips import Icon
from csdesk.ui.widgets.text import Text

_END = Qt.AlignmentFlag.AlignRight


def minutes_text(minutes: float) -> str:
    """ "15 min"."""
    return f"{minutes:g} min"


class PartRow(QAbstractButton):
    """One part; the current one stands on a card with a bar of its time."""

    def __init__(self, part: Part, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part, self._keys = part, keys
        self.used, self.current, self.begun = 0.0, False, False
        self.share: float | None = None
        self.setFixedHeight(theme().px(76))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setObjectName(f"part.{part.id}")
        self.setToolTip(f"{part.title} ({keys})" if keys else part.title)
        self._describe()

    def show_time(self, used: float, share: float | None, *, current: bool, begun: bool) -> None:
        """Shows where the part stands."""
        now = (int(used), share, current, begun)
        if now == (int(self.used), self.share, self.current, self.begun):
            return
        told = (current, begun) != (self.current, self.begun)
        self.used, self.share, self.current, self.begun = used, share, current, begun
        if told:
            self._describe()
        self.update()

    def _describe(self) -> None:
        state = "current" if self.current else "begun" if self.begun else "to come"
        target = f", customer {self.part.talk_words}" if self.part.talk_words else ""
        self.setAccessibleName(f"{self.part.title}, {minutes_text(self.part.minutes)}{target}, {state}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.current:
            paint.box(painter, rect, fill=colours.colour("surface"), border=colours.colour("accent"), radius=8)
        elif self.underMouse():
            paint.box(painter, rect, fill=colours.colour("hover"), radius=8)
        self._paint_letter(painter, QRectF(px(12), px(15), px(28), px(28)))
        left, right = px(52), rect.width() - px(12)
        first = QRectF(left, px(12), right - left, px(20))
        second = QRectF(left, px(34), right - left, px(16))
        time = f"{clock_text(self.used)} of {self.part.minutes:g}" if self.begun else minutes_text(self.part.minutes)
        over = self.used > self.part.minutes * 60
        role = "label-strong" if over else "label"
        width = paint.text_width(time, role, tabular=True) + 2  # type: ignore[arg-type]
        tone = "text" if over else "text.soft"
        paint.text(painter, first, time, role=role, tone=tone, align=_END, tabular=True)  # type: ignore[arg-type]
        words = first.adjusted(0, 0, -width - px(8), 0)
        paint.text(painter, words, self.part.title, role="strong" if self.current else "body")
        if not self.part.talk_words:
            about = self.part.about.split(". ")[0].rstrip(".")
            paint.text(painter, second, about, role="label", tone="text.soft")
        else:
            self._paint_talk(painter, second)
        if self.current:
            bar = QRectF(left, px(58), right - left, px(4))
            paint.bar(painter, bar, self.used / (self.part.minutes * 60) if self.part.minutes else 0)
        if self.hasFocus():
            paint.ring(painter, rect, 8)
        painter.end()

    def _paint_talk(self, painter: QPainter, area: QRectF) -> None:
        target = f"target {self.part.talk_words}"
        width = paint.text_width(target, "label", tabular=True) + 2
        paint.text(painter, area, target, role="label", tone="text.soft", align=_END, tabular=True)
        off = talk_verdict(self.share, self.part.low, self.part.high) in ("low", "high")
        words = "Customer" if self.share is None else f"Customer {self.share:.0%}"
        room = area.adjusted(0, 0, -width, 0)
        role, tone = ("label-strong", "text") if off else ("label", "text.soft")
        if paint.text_width(words, role, tabular=True) > room.width():  # type: ignore[arg-type]
            words = "" if self.share is None else f"{self.share:.0%}"
        paint.text(painter, room, words, role=role, tone=tone, tabular=True)  # type: ignore[arg-type]

    def _paint_letter(self, painter: QPainter, tile: QRectF) -> None:
        colours = theme()
        if self.current:
            paint.box(painter, tile, fill=colours.colour("accent"))
            ink = "accent.on"
        elif self.begun:
            paint.box(painter, tile, fill=colours.colour("accent.soft"), border=colours.colour("accent.line"))
            ink = "accent.text"
        else:
            paint.box(painter, tile, fill=colours.colour("surface"), border=colours.colour("line.strong"))
            ink = "text.soft"
        if self.part.letter:
            middle = Qt.AlignmentFlag.AlignHCenter
            paint.text(painter, tile, self.part.letter, role="fact", tone=ink, align=middle)  # type: ignore[arg-type]
        else:
            paint.icon(painter, QPointF(tile.center().x(), tile.center().y()), "chat", ink, 14)  # type: ignore[arg-type]


class PartList(QWidget):
    """`chosen(part id)` by a click, Enter or Space."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self.setFixedWidth(px(288))
        self.setAccessibleName("Parts of the meeting")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(16), px(13), px(16))
        column.setSpacing(0)
        self._rows_column = QVBoxLayout()
        self._rows_column.setSpacing(0)
        column.addLayout(self._rows_column)
        column.addStretch(1)
        self.rows: list[PartRow] = []
        foot = QHBoxLayout()
        foot.setContentsMargins(px(12), 0, px(12), 0)
        foot.setSpacing(px(8))
        foot.addWidget(Icon("clock", size=14), 0, Qt.AlignmentFlag.AlignTop)
        self.pace = Text("", "label", "soft")
        foot.addWidget(self.pace, 1)
        column.addLayout(foot)

    def show_parts(self, parts: Sequence[Part], keys: Sequence[str]) -> None:
        """Shows these parts, with the keys that reach them."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for one, key in zip(parts, keys, strict=True):
            row = PartRow(one, key)
            row.clicked.connect(partial(self.chosen.emit, one.id))
            self.rows.append(row)
            self._rows_column.addWidget(row)

    def show_time(self, found: Reading) -> None:
        """Shows where each part stands."""
        for row in self.rows:
            used = found.used.get(row.part.id, 0.0)
            current = row.part.id == found.part
            row.show_time(used, found.of(row.part.id).share, current=current, begun=used > 0 or current)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme().colour("line"))
        painter.end()
