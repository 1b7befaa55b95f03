"""The slider of a call: from 0 to 100, with a mark where the rules stand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint


class CallSlider(QSlider):
    """A chance in percent, in steps of five by pointer and keys (one with the arrow keys)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, 100)
        self.setSingleStep(1)
        self.setPageStep(5)
        self.setAccessibleName("My call, in percent")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._automatic: float | None = None

    def show_call(self, called: float | None, automatic: float | None) -> None:
        """Stand at a call without telling anybody."""
        self._automatic = automatic
        blocked = self.blockSignals(True)
        self.setValue(round(called or 0))
        self.blockSignals(blocked)
        self.setAccessibleDescription("" if automatic is None else f"By health {automatic:g}%")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(80), theme().px(24))

    def _track(self) -> QRectF:
        side = theme().px(8)
        return QRectF(side, self.height() / 2 - 2, self.width() - 2 * side, 4)

    def _x(self, percent: float) -> float:
        track = self._track()
        return track.left() + track.width() * percent / 100

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        track = self._track()
        paint.bar(painter, track, self.value() / 100)
        if self._automatic is not None:
            x = round(self._x(self._automatic))
            painter.fillRect(QRectF(x, track.top() - px(5), 2, track.height() + px(10)), colours.colour("field.line"))
        side = px(7)
        centre = QPointF(self._x(self.value()), track.center().y())
        knob = QRectF(centre.x() - side, centre.y() - side, 2 * side, 2 * side)
        on = self.isEnabled()
        paint.box(painter, knob, fill=colours.colour("accent" if on else "line.strong"), radius=7)
        if self.hasFocus():
            paint.box(painter, knob.adjusted(-3, -3, 3, 3), border=colours.colour("accent"), width=2, radius=10)
        painter.end()

    def _go(self, event: QMouseEvent) -> None:
        track = self._track()
        share = (event.position().x() - track.left()) / max(1.0, track.width())
        step = 1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 5
        self.setValue(min(100, max(0, round(share * 100 / step) * step)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
