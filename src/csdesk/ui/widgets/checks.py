"""Check boxes and radio buttons."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint


class _Choice:
    """What check boxes and radio buttons share: a mark at the left, words beside it, a ring in keyboard focus."""

    @staticmethod
    def size(button: QAbstractButton) -> QSize:
        width = theme().px(18)
        if button.text():
            width += theme().px(8) + round(paint.text_width(button.text())) + 2
        return QSize(width, theme().px(24))

    @staticmethod
    def mark(button: QAbstractButton) -> QRectF:
        side = theme().px(16)
        return QRectF(theme().px(1), round((button.height() - side) / 2), side, side)

    @staticmethod
    def words(painter: QPainter, button: QAbstractButton) -> None:
        left = theme().px(26)
        area = QRectF(left, 0, button.width() - left, button.height())
        paint.text(painter, area, button.text(), tone="text" if button.isEnabled() else "text.off")


class CheckBox(QCheckBox):
    """A tick with words; `name` is said where it stands without words."""

    def __init__(self, text: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name or text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return _Choice.size(self)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos) -> bool:  # type: ignore[no-untyped-def]
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = _Choice.mark(self)
        paint.check_box(painter, area, self.checkState(), enabled=self.isEnabled(), focus=False)
        if self.hasFocus():
            paint.box(painter, area.adjusted(-1, -1, 1, 1), border=theme().colour("accent"), width=2, radius=5)
            if self.checkState() != Qt.CheckState.Unchecked:
                paint.box(painter, area.adjusted(1, 1, -1, -1), border=theme().colour("accent.on"), radius=3)
        _Choice.words(painter, self)
        painter.end()


class RadioButton(QRadioButton):
    """One of several choices, with words."""

    def __init__(self, text: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name or text)

    def sizeHint(self) -> QSize:
        return _Choice.size(self)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos) -> bool:  # type: ignore[no-untyped-def]
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = _Choice.mark(self)
        radio(painter, area, self.isChecked(), focus=self.hasFocus())
        _Choice.words(painter, self)
        painter.end()


def radio(painter: QPainter, area: QRectF, on: bool, *, focus: bool = False) -> None:
    """A radio mark filling `area`."""
    colours = theme()
    side = area.width() / 2 / max(colours.scale, 0.1)
    if on:
        paint.box(painter, area, fill=colours.colour("accent"), radius=side)
        third = area.width() * 0.3
        paint.box(
            painter, area.adjusted(third, third, -third, -third), fill=colours.colour("accent.on"), radius=side * 0.4
        )
    else:
        paint.box(painter, area, fill=colours.colour("field"), border=colours.colour("field.line"), radius=side)
    if focus:
        grown = area.adjusted(-2, -2, 2, 2)
        paint.box(painter, grown, border=colours.colour("accent"), width=2, radius=side + 2)
