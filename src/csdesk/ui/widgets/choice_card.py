"""Cards to choose one of: radio mark, bold title, a line about it, and what it means below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from csdesk.ui.theme import TypeName, theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.fields import radio


class ChoiceCard(QAbstractButton):
    """One choice. `marks` of (status colour, word) are shown in the last line; `icon` makes it a door, not a choice."""

    def __init__(
        self,
        title: str,
        about: str,
        *,
        note: str = "",
        marks: Sequence[tuple[str, str]] = (),
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._about, self._note, self._marks, self._icon = title, about, note, tuple(marks), icon
        self.setCheckable(not icon)
        self.setAutoExclusive(not icon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(part for part in (about, note) if part))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _left(self) -> int:
        return theme().px(44)

    def _lines(self, words: str, role: TypeName, width: float) -> tuple[QTextLayout, float]:
        line_height = theme().line(role)
        layout = QTextLayout(words, theme().font(role))
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, top + (line_height - line.height()) / 2))
            top += line_height
        layout.endLayout()
        return layout, top

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        px = theme().px
        room = width - self._left() - px(16)
        height = 2 * px(12) + theme().line("strong") + self._lines(self._about, "body", room)[1]
        if self._note:
            height += self._lines(self._note, "label", room)[1]
        if self._marks:
            height += px(22)
        return round(height)

    def sizeHint(self) -> QSize:
        width = theme().px(420)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().px(64))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A column that is too full scrolls; it does not cut a card.
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        on = self.isChecked()
        ringed = on or self.hasFocus()
        fill = "selected" if on else "hover" if self.underMouse() else "surface"
        border = colours.colour("accent" if ringed else "line.strong")
        paint.box(painter, rect, fill=colours.colour(fill), border=border, width=2 if ringed else 1, radius=8)  # type: ignore[arg-type]
        left, top = self._left(), px(12)
        room = rect.width() - left - px(16)
        head = QRectF(left, top, room, colours.line("strong"))
        if self._icon:
            paint.icon(painter, QPointF(px(24), head.center().y()), self._icon, "accent.text")
        else:
            radio(painter, QRectF(px(16), head.center().y() - px(8), px(16), px(16)), on)
        paint.text(painter, head, self._title, role="strong")
        y = head.bottom()
        painter.setPen(colours.colour("text.soft"))
        layout, height = self._lines(self._about, "body", room)
        layout.draw(painter, QPointF(left, y))
        y += height
        if self._note:
            painter.setPen(colours.colour("text.faint"))
            layout, height = self._lines(self._note, "label", room)
            layout.draw(painter, QPointF(left, y))
            y += height
        x = float(left)
        for tone, word in self._marks:
            width = paint.text_width(word, "label") + px(26)
            if x + width > rect.width() - px(12):
                break
            paint.shape(painter, QPointF(x + px(5), y + px(12)), tone)
            area = QRectF(x + px(14), y + px(4), width, px(16))
            paint.text(painter, area, word, role="label", tone="text.soft")
            x += width
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)
