"""Probability against impact: nine cells with how many risks stand in each; a cell is a filter."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint

Cell = tuple[str, str]
"""Probability and impact."""
ROWS = ("high", "medium", "low")
"""Probability, from the top."""
COLUMNS = ("low", "medium", "high")
"""Impact, from the left."""
_WORDS = {"high": "High", "medium": "Medium", "low": "Low"}
_TONES = {0: "green", 1: "green", 2: "yellow", 3: "red", 4: "red"}
"""By how many steps up from the lowest cell; the order of severity is CSDesk's own."""


def tone_of(probability: str, impact: str) -> str:
    """How grave a cell is."""
    order = {"low": 0, "medium": 1, "high": 2}
    return _TONES[order[probability] + order[impact]]


class Matrix(QWidget):
    """The 3 × 3 field. `chosen` tells the cell that was pressed, or ("", "") when it was taken back."""

    chosen = Signal(str, str)

    def __init__(self, *, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._small = small
        self._counts: Mapping[Cell, int] = {}
        self._chosen: Cell | None = None
        self._at: Cell = ("high", "high")
        self._over: Cell | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Risks by probability and impact")

    def show_counts(self, counts: Mapping[Cell, int], chosen: Cell | None = None) -> None:
        """Shows these counts, and which cell filters."""
        self._counts, self._chosen = counts, chosen
        self._describe()
        self.update()

    @property
    def cell(self) -> Cell | None:
        """The cell that filters; None for all."""
        return self._chosen

    def _describe(self) -> None:
        told = [
            f"probability {row}, impact {column}: {self._counts[row, column]}"
            for row in ROWS for column in COLUMNS if self._counts.get((row, column))
        ]  # fmt: skip
        self.setAccessibleDescription("; ".join(told) or "No open risk")

    def sizeHint(self) -> QSize:
        px = theme().px
        return QSize(px(270), px(186) if self._small else px(264))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(220), self.sizeHint().height())

    def _rects(self) -> dict[Cell, QRectF]:
        px = theme().px
        left, gap = px(58), px(4)
        width = (self.width() - left - 2 * gap) / 3
        height = (self.height() - px(38) - 2 * gap) / 3
        return {
            (row, column): QRectF(left + x * (width + gap), y * (height + gap), width, height)
            for y, row in enumerate(ROWS) for x, column in enumerate(COLUMNS)
        }  # fmt: skip

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, px = theme(), theme().px
        rects = self._rects()
        middle = Qt.AlignmentFlag.AlignHCenter
        for cell, rect in rects.items():
            number = self._counts.get(cell, 0)
            tone = tone_of(*cell)
            on = cell == self._chosen
            border = colours.colour("accent") if on else (
                colours.colour("line.strong") if cell == self._over else colours.colour("line")
            )  # fmt: skip
            paint.box(painter, rect, fill=colours.tone(tone, "soft" if number else "band"), border=border,
                      width=2 if on else 1, radius=6)  # fmt: skip
            if number:
                words = str(number)
                width = paint.text_width(words, "section", tabular=True)
                start = rect.center().x() - (width + px(16)) / 2
                paint.shape(painter, QPointF(start + px(5), rect.center().y()), tone)
                area = QRectF(start + px(16), rect.top(), width + 4, rect.height())
                paint.text(painter, area, words, role="section", tone=colours.tone(tone, "text"), tabular=True)
            if self.hasFocus() and cell == self._at:
                paint.ring(painter, rect.adjusted(2, 2, -2, -2), 4)
        for row in ROWS:
            rect = rects[row, "low"]
            paint.text(painter, QRectF(0, rect.top(), px(54), rect.height()), _WORDS[row], role="label",
                       tone="text.soft")  # fmt: skip
        for column in COLUMNS:
            rect = rects["low", column]
            area = QRectF(rect.left(), rect.bottom() + px(3), rect.width(), px(16))
            paint.text(painter, area, _WORDS[column], role="label", tone="text.soft", align=middle)
        low, high = rects["low", "low"], rects["low", "high"]
        area = QRectF(low.left(), low.bottom() + px(19), high.right() - low.left(), px(16))
        paint.text(painter, area, "Impact across, probability up", role="tag", tone="text.faint", align=middle)
        painter.end()

    def _cell_at(self, event: QMouseEvent) -> Cell | None:
        return next((cell for cell, rect in self._rects().items() if rect.contains(event.position())), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._over = self._cell_at(event)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._over else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event)
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at = cell
            self._press(cell)

    def _press(self, cell: Cell) -> None:
        self._chosen = None if cell == self._chosen else cell
        self.update()
        self.chosen.emit(*(self._chosen or ("", "")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, column = ROWS.index(self._at[0]), COLUMNS.index(self._at[1])
        moves = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
        key = Qt.Key(event.key())
        if key in moves:
            row, column = row + moves[key][0], column + moves[key][1]
            self._at = (ROWS[min(2, max(0, row))], COLUMNS[min(2, max(0, column))])
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._press(self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
