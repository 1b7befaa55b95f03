"""Words on the page: one-line labels, wrapped paragraphs with bold parts, key caps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from csdesk.ui.theme import ColourName, TypeName, theme
from csdesk.ui.widgets import paint

LabelTone = Literal["text", "soft", "faint", "off", "accent", "on", "internal", "green", "yellow", "red"]
_TONES: dict[str, ColourName] = {
    "text": "text",
    "soft": "text.soft",
    "faint": "text.faint",
    "off": "text.off",
    "accent": "accent.text",
    "on": "accent.on",
    "internal": "internal.text",
    "green": "green.text",
    "yellow": "yellow.text",
    "red": "red.text",
}


class Label(QLabel):
    """One line of text of the type scale. With `elide`, words without room end in an ellipsis and show as tooltip."""

    def __init__(
        self,
        text: str = "",
        role: TypeName = "body",
        tone: LabelTone = "text",
        *,
        tabular: bool = False,
        elide: bool = False,
        buddy: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role: TypeName = role
        self._tabular = tabular
        self._elide = elide
        self._full = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        if buddy is not None:
            self.setBuddy(buddy)
        self._restyle()
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show other words."""
        self._full = text
        if self._elide:
            self._fit()
            self.updateGeometry()
        else:
            super().setText(text)

    def full_text(self) -> str:
        """The words without any ellipsis."""
        return self._full

    def set_tone(self, tone: LabelTone) -> None:
        """Colour the words by another role."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_role(self, role: TypeName) -> None:
        """Set the words in another step of the type scale."""
        self._role = role
        self._restyle()

    def _restyle(self) -> None:
        font = theme().font(self._role, tabular=self._tabular)
        if self.font() != font:
            self.setFont(font)
        self.setMinimumHeight(theme().line(self._role))

    def _fit(self) -> None:
        width = max(self.width(), 1)
        metrics = QFontMetrics(theme().font(self._role, tabular=self._tabular))
        shown = metrics.elidedText(self._full, Qt.TextElideMode.ElideRight, width)
        super().setText(shown)
        self.setToolTip(self._full if shown != self._full else "")

    def sizeHint(self) -> QSize:
        if not self._elide:
            return super().sizeHint()
        metrics = QFontMetrics(theme().font(self._role, tabular=self._tabular))
        return QSize(metrics.horizontalAdvance(self._full) + 1, theme().line(self._role))

    def minimumSizeHint(self) -> QSize:
        if not self._elide:
            return super().minimumSizeHint()
        return QSize(min(theme().px(24), self.sizeHint().width()), theme().line(self._role))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._elide:
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_role"):
            self._restyle()


class Text(QWidget):
    """Wrapped text with the line height of its role. Parts may be bold or have a tone of their own.

    `parts` is a text or a sequence of (words, style) where style holds any of "bold" and a label tone, for example
    "bold", "soft", "bold soft".
    """

    def __init__(
        self,
        parts: str | Sequence[tuple[str, str]] = "",
        role: TypeName = "body",
        tone: LabelTone = "text",
        *,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role: TypeName = role
        self._tone: LabelTone = tone
        self._align = align
        self._parts: list[tuple[str, str]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_parts(parts)

    def set_parts(self, parts: str | Sequence[tuple[str, str]]) -> None:
        """Show other words."""
        self._parts = [(parts, "")] if isinstance(parts, str) else list(parts)
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """All words without their styles."""
        return "".join(words for words, _ in self._parts)

    def _layout(self, width: float) -> tuple[QTextLayout, float]:
        paint_theme = theme()
        line_height = paint_theme.line(self._role)
        words = self.text().replace("\n", "\u2028")
        layout = QTextLayout(words, paint_theme.font(self._role))
        option = QTextOption(self._align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        formats: list[QTextLayout.FormatRange] = []
        start = 0
        for part, style in self._parts:
            span = QTextLayout.FormatRange()
            span.start, span.length = start, len(part)
            kind = QTextCharFormat()
            tone = self._tone
            for word in style.split():
                if word == "bold":
                    kind.setFontWeight(700)
                elif word in _TONES:
                    tone = word  # type: ignore[assignment]
            kind.setForeground(paint_theme.colour(_TONES[tone]))
            span.format = kind
            formats.append(span)
            start += len(part)
        layout.setFormats(formats)
        layout.beginLayout()
        top = 0.0
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, top + (line_height - line.height()) / 2))
            top += line_height
        layout.endLayout()
        return layout, top

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._layout(width)[1])

    def sizeHint(self) -> QSize:
        bold = any("bold" in style for _, style in self._parts)
        role: TypeName = "strong" if bold and self._role == "body" else self._role
        widest = max((paint.text_width(line, role) for line in self.text().split("\n")), default=0)
        width = min(round(widest) + 2, theme().px(560))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(40), theme().line(self._role))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A plain box layout asks the height for a width only once; holding it keeps the last line from being cut.
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        layout, _ = self._layout(self.width())
        layout.draw(painter, QPointF(0, 0))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self.update()


class KeyCap(QWidget):
    """The name of a key in a small box."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setAccessibleName(keys)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(paint.text_width(self._keys, "tag")) + 2 * theme().px(6), theme().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.key_cap(painter, self.width(), QRectF(self.rect()).center().y(), self._keys)
        painter.end()
