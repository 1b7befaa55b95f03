"""The rows at the left of a page that has parts, one of them in sight."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint


class NavRow(QAbstractButton):
    """One part of a page, in a column at its left; `pressed_key` is told when it is chosen."""

    pressed_key = Signal(str)

    def __init__(self, key: str, words: str, icon: str = "") -> None:
        super().__init__()
        self._key, self._words, self._icon = key, words, icon
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._pressed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(208), theme().size("nav-row"))

    def _pressed(self) -> None:
        self.pressed_key.emit(self._key)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        on = self.isChecked()
        if on:
            paint.box(painter, rect, fill=colours.colour("selected"))
        elif self.underMouse():
            paint.box(painter, rect, fill=colours.colour("hover"))
        if self._icon:
            paint.icon(painter, QPointF(px(18), rect.center().y()), self._icon, "accent.text" if on else "text.soft")
        words = rect.adjusted(px(36 if self._icon else 12), 0, -px(8), 0)
        paint.text(painter, words, self._words, role="strong" if on else "body", tone="text" if on else "text.soft")
        if self.hasFocus():
            paint.ring(painter, rect)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
