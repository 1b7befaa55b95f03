"""The steps of a wizard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint


class Steps(QWidget):
    """The steps of a wizard: done ones with a tick, the current one filled, those to come outlined."""

    def __init__(self, steps: Sequence[str], current: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = list(steps)
        self._current = current
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_current(current)

    def set_current(self, index: int) -> None:
        """Move to another step, counted from 0."""
        self._current = index
        name = self._steps[index] if 0 <= index < len(self._steps) else "finished"
        self.setAccessibleName(f"Step {index + 1} of {len(self._steps)}: {name}")
        self.update()

    def sizeHint(self) -> QSize:
        colours = theme()
        words = sum(round(paint.text_width(step, "strong")) for step in self._steps)
        each = colours.px(20) + colours.px(8) + colours.px(8)
        return QSize(words + len(self._steps) * each + max(0, len(self._steps) - 1) * colours.px(40), colours.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(len(self._steps) * theme().px(36), theme().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        # In a narrow window only the current step keeps its words.
        wordless = self.sizeHint().width() > self.width()
        x, middle, side = 0.0, self.height() / 2, colours.px(20)
        for index, step in enumerate(self._steps):
            disc = QRectF(x, middle - side / 2, side, side)
            number = str(index + 1)
            centre = Qt.AlignmentFlag.AlignHCenter
            if index < self._current:
                paint.box(painter, disc, fill=colours.colour("surface"), border=colours.colour("accent"), radius=10)
                paint.tick(painter, disc.adjusted(2, 2, -2, -2), colours.colour("accent.text"), colours.px(1.6))
            elif index == self._current:
                paint.box(painter, disc, fill=colours.colour("accent"), radius=10)
                paint.text(painter, disc, number, role="label-strong", tone="accent.on", align=centre, tabular=True)
            else:
                paint.box(painter, disc, border=colours.colour("line.strong"), radius=10)
                paint.text(painter, disc, number, role="label", tone="text.soft", align=centre, tabular=True)
            x += side + colours.px(8)
            on = index == self._current
            if on or not wordless:
                area = QRectF(x, 0, self.width() - x, self.height())
                role = "strong" if on else "body"
                x += paint.text(painter, area, step, role=role, tone="text" if on else "text.soft")  # type: ignore[arg-type]
                x += colours.px(8)
            if index < len(self._steps) - 1:
                length = colours.px(32) if not wordless else colours.px(12)
                painter.fillRect(QRectF(x, round(middle), length, 1), colours.colour("line.strong"))
                x += length + colours.px(8)
        painter.end()
