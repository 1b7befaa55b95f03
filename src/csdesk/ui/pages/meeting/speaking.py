"""Who is speaking, and how much the customer talks against the part's target."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.desk.meetings import Part, Speaker, talk_verdict
from csdesk.ui.actions import key_text
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.cards import Card
from csdesk.ui.widgets.text import Label

_SIDES: tuple[tuple[Speaker, str, str], ...] = (("customer", "Customer", "Alt+1"), ("us", "Us", "Alt+2"))


class SpeakerSwitch(QWidget):
    """Customer or us, each with its key; pressed again, nobody. `chosen` tells whom a person chose."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Speaker = ""
        self._over = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Who is speaking")
        self.set_value("")

    def value(self) -> Speaker:
        """Who speaks; "" for nobody."""
        return self._value

    def set_value(self, value: Speaker) -> None:
        """Shows who speaks, without telling anybody."""
        self._value = value
        words = next((words for side, words, _ in _SIDES if side == value), "Nobody")
        self.setAccessibleDescription(words)
        self.update()

    def _rects(self) -> list[QRectF]:
        px = theme().px
        left, found = 0.0, []
        for place, (_, words, keys) in enumerate(_SIDES):
            width = (
                px(14) * 2
                + paint.text_width(words, "strong")
                + px(8)
                + paint.text_width(key_text(keys), "tag")
                + px(12)
            )
            width += px(24) if place == 0 else 0
            found.append(QRectF(left, 0, round(width), self.height()))
            left += round(width)
        return found

    def sizeHint(self) -> QSize:
        return QSize(round(self._rects()[-1].right()), theme().px(36))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _press(self, side: Speaker) -> None:
        self.chosen.emit("" if side == self._value else side)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = next((place for place, rect in enumerate(self._rects()) if rect.contains(event.position())), -1)
        if over != self._over:
            self._over = over
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for rect, (side, _, _) in zip(self._rects(), _SIDES, strict=True):
            if rect.contains(event.position()):
                self._press(side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Left:
            self.chosen.emit("customer")
        elif event.key() == Qt.Key.Key_Right:
            self.chosen.emit("us")
        elif event.key() == Qt.Key.Key_Space:
            self.chosen.emit("")
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        whole = QRectF(self.rect())
        paint.box(painter, whole, fill=colours.colour("surface"), border=colours.colour("field.line"))
        for place, (rect, (side, words, keys)) in enumerate(zip(self._rects(), _SIDES, strict=True)):
            on = side == self._value
            inner = rect.adjusted(1, 1, -1, -1)
            corners = (place == 0, place == 1, place == 1, place == 0)
            if on:
                paint.box(
                    painter, rect.adjusted(1, 1, -1, -1), fill=colours.colour("accent.soft"), radius=5, corners=corners
                )
            elif place == self._over:
                paint.box(painter, inner, fill=colours.colour("hover"), radius=5, corners=corners)
            if place:
                painter.fillRect(QRectF(rect.left(), 1, 1, rect.height() - 2), colours.colour("line"))
            x = rect.left() + px(14)
            ink = "accent.text" if on else "text.soft"
            if place == 0:
                paint.icon(painter, QPointF(x + px(8), rect.center().y()), "mic", ink)  # type: ignore[arg-type]
                x += px(24)
            area = QRectF(x, 0, rect.right() - x, rect.height())
            paint.text(painter, area, words, role="strong" if on else "body", tone=ink)  # type: ignore[arg-type]
            paint.key_cap(painter, rect.right() - px(12), rect.center().y(), key_text(keys))
        if self.hasFocus():
            paint.ring(painter, whole)
        painter.end()


class TalkBar(QWidget):
    """The customer's share as a bar, with marks where the target begins and ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self._low, self._high = 0, 100
        self.setFixedHeight(theme().px(20))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float | None, low: int, high: int) -> None:
        """Shows a share of 0 to 1 against a target in percent."""
        self._share, self._low, self._high = share, low, high
        self.setAccessibleName("Customer talk time: " + ("not known yet" if share is None else f"{share:.0%}"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        bar = QRectF(0, (self.height() - px(8)) / 2, self.width(), px(8))
        paint.box(painter, bar, fill=colours.colour("line"), radius=2)
        if self._share:
            done = QRectF(bar)
            done.setWidth(bar.width() * self._share)
            paint.box(painter, done, fill=colours.colour("accent"), radius=2)
        for mark in (self._low, self._high):
            if 0 < mark < 100:
                x = round(bar.width() * mark / 100)
                painter.fillRect(QRectF(x - 1, px(1), px(2), self.height() - px(2)), colours.colour("text"))
        painter.end()


class SpeakingCard(Card):
    """The switch and the bar beside each other; the bar is absent in a part without a target."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, parent=parent)
        px = theme().px
        row = QHBoxLayout()
        row.setContentsMargins(px(16), px(12), px(16), px(12))
        row.setSpacing(px(16))
        self.switch = SpeakerSwitch()
        row.addWidget(self.switch)
        self._side = QWidget()
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        words = QHBoxLayout()
        words.setSpacing(px(8))
        words.addWidget(Label("Customer talk time in this part", "label", "soft", elide=True), 1)
        self._share = Label("", "label-strong", tabular=True)
        self._target = Label("", "label", "soft", tabular=True)
        words.addWidget(self._share)
        words.addWidget(self._target)
        column.addLayout(words)
        self.bar = TalkBar()
        column.addWidget(self.bar)
        self._side.setMinimumWidth(px(120))
        row.addWidget(self._side, 1)
        self._none = Label("This part has no target for talking", "label", "faint", elide=True)
        row.addWidget(self._none, 1)
        self.body.addLayout(row)

    def show_talk(self, part: Part, share: float | None) -> None:
        """Shows the share of a part."""
        known = bool(part.talk_words)
        self._side.setVisible(known)
        self._none.setVisible(not known)
        verdict = talk_verdict(share, part.low, part.high)
        more = {"low": ", too little", "high": ", too much"}.get(verdict, "")
        self._share.setText("" if share is None else f"{share:.0%}{more}")
        self._target.setText(f"target {part.talk_words}")
        self.bar.show_share(share, part.low, part.high)
