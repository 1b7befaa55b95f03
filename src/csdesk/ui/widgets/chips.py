"""Chips and tags: health, state, words parsed from typing, "Internal, never exported"."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint


class _Painted(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Chip(_Painted):
    """A status: shape, bold score and word. `tone` is green, yellow, red or none (no reading)."""

    def __init__(self, tone: str, word: str = "", score: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set(tone, word, score)

    def set(self, tone: str, word: str = "", score: str = "") -> None:
        """Show another status."""
        self._tone, self._word, self._score = tone, word or paint.tone_word(tone), score
        self.setAccessibleName(f"{score} {self._word}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(paint.chip_width(self._score, self._word), theme().size("chip"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.chip(painter, 0, self.height() / 2, self._tone, self._score, self._word)
        painter.end()


class StateChip(_Painted):
    """A neutral chip that names a state, such as "Draft of version 2"."""

    def __init__(self, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set(word)

    def set(self, word: str) -> None:
        """Name another state; an empty word hides the chip."""
        self._word = word
        self.setAccessibleName(word)
        self.setVisible(bool(word))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(paint.outline_chip_width(self._word), theme().size("chip"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.outline_chip(painter, 0, self.height() / 2, self._word)
        painter.end()


class AccentChip(_Painted):
    """Something understood from typing, such as a date read from "in 2 weeks"."""

    def __init__(self, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set(word)

    def set(self, word: str) -> None:
        """Show what was understood; an empty word hides the chip."""
        self._word = word
        self.setAccessibleName(word)
        self.setVisible(bool(word))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(paint.outline_chip_width(self._word), theme().size("chip"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, fill=theme().colour("accent.soft"), radius=10)
        words = rect.adjusted(theme().px(8), 0, 0, 0)
        paint.text(painter, words, self._word, role="label", tone="accent.text", tabular=True)
        painter.end()


class Tag(_Painted):
    """A small square-cornered tag: "Internal, never exported" on an internal ground, or plain."""

    def __init__(self, word: str, *, internal: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = word
        self._internal = internal
        self.setAccessibleName(word)

    def sizeHint(self) -> QSize:
        return QSize(round(paint.text_width(self._word, "tag")) + 2 * theme().px(6), theme().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        line = theme().colour("internal.line" if self._internal else "line.strong")
        paint.box(painter, rect, border=line, radius=4)
        words = rect.adjusted(theme().px(6), 0, 0, 0)
        paint.text(painter, words, self._word, role="tag", tone="internal.text" if self._internal else "text.soft")
        painter.end()


class Shape(_Painted):
    """The mark of a status alone, beside words that name it."""

    def __init__(self, tone: str, size: int = 10, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._size = tone, size
        self.setAccessibleName(paint.tone_word(tone))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._size) + 2, theme().px(self._size) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.shape(painter, QPointF(self.width() / 2, self.height() / 2), self._tone, self._size)
        painter.end()


class Icon(_Painted):
    """An icon that is no button; `name` is empty where the words beside it already say the same."""

    def __init__(
        self, icon: str, tone: str = "text.soft", size: int = 16, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._tone, self._size = icon, tone, size
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set(self, icon: str, tone: str = "") -> None:
        """Show another icon or tone."""
        self._icon, self._tone = icon, tone or self._tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._size), theme().px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.icon(painter, QRectF(self.rect()).center(), self._icon, self._tone, self._size)  # type: ignore[arg-type]
        painter.end()
