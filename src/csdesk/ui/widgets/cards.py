"""Cards, their heads and rules, tiles, and the one-line section title."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.theme import ColourName, theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.text import Label


class Card(QFrame):
    """A surface with a line around it. `body` is its column; `padding` in unscaled pixels (0 for a card of rows).

    `open_below` leaves out the lower edge and corners, for a card that the window cuts.
    """

    def __init__(
        self,
        padding: int = 16,
        *,
        spacing: int = 8,
        ground: ColourName = "surface",
        open_below: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ground: ColourName = ground
        self._open_below = open_below
        inset = theme().px(padding) if padding else 1
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(inset, inset, inset, 0 if open_below else inset)
        self.body.setSpacing(theme().px(spacing))
        # A frame does not clip its children: rows that reach the edge get their corners painted over.
        tops = [(True, True), (True, False)]
        places = [] if padding else tops if open_below else [*tops, (False, True), (False, False)]
        self._corners = [_Corner(self, top, left) for top, left in places]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for corner in self._corners:
            corner.place()

    def childEvent(self, event: QChildEvent) -> None:
        super().childEvent(event)
        for corner in getattr(self, "_corners", ()):
            corner.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self._open_below:
            rect.setBottom(rect.bottom() + theme().px(16))
        paint.box(painter, rect, fill=theme().colour(self._ground), border=theme().colour("line"), radius=8)
        painter.end()


class _Corner(QWidget):
    """One rounded corner of a card, over what lies in it."""

    def __init__(self, card: QWidget, top: bool, left: bool) -> None:
        super().__init__(card)
        self._top, self._left = top, left
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def place(self) -> None:
        side = theme().px(8)
        card = self.parentWidget()
        if card is not None:
            x = 0 if self._left else card.width() - side
            y = 0 if self._top else card.height() - side
            self.setGeometry(x, y, side, side)
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self.width()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(0 if self._left else -side, 0 if self._top else -side, side * 2, side * 2)
        outside = QPainterPath()
        outside.addRect(QRectF(self.rect()))
        inside = QPainterPath()
        inside.addRoundedRect(whole, side, side)
        painter.fillPath(outside - inside, theme().colour("window"))
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), side - 0.5, side - 0.5)
        painter.end()


class Rule(QWidget):
    """A one-pixel line across or down."""

    def __init__(self, *, strong: bool = False, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strong = strong
        if upright:
            self.setFixedWidth(1)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        else:
            self.setFixedHeight(1)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("line.strong" if self._strong else "line"))
        painter.end()


class CardHead(QWidget):
    """The 40-pixel head of a card: title, a soft note, and controls at the right; a line below."""

    def __init__(self, title: str, note: str = "", *, line: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = line
        self.setFixedHeight(theme().size("card-head"))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme().px(16), 0, theme().px(12), 0)
        self.row.setSpacing(theme().px(8))
        self.title = Label(title, "strong")
        self.note = Label(note, "label", "soft", tabular=True)
        self.row.addWidget(self.title)
        self.row.addWidget(self.note)
        self.row.addStretch(1)

    def add(self, widget: QWidget) -> None:
        """Put a control at the right."""
        self.row.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._line:
            painter = QPainter(self)
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme().colour("line"))
            painter.end()


class Tile(QAbstractButton):
    """A figure with its label above and a line below; a click is a door or a filter, and checked ones are ringed."""

    def __init__(
        self, label: str, figure: str, detail: str = "", *, checkable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set(label, figure, detail)

    def set(self, label: str, figure: str, detail: str = "") -> None:
        """Show other figures."""
        self._label, self._figure, self._detail = label, figure, detail
        self.setAccessibleName(f"{label}: {figure}" + (f", {detail}" if detail else ""))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        widths = (
            paint.text_width(self._label, "label"),
            paint.text_width(self._figure, "figure", tabular=True),
            paint.text_width(self._detail, "label"),
        )
        return QSize(round(max(widths)) + 2 * theme().px(16), theme().px(76))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(96), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        over = self.underMouse() and self.isEnabled()
        ringed = self.isChecked() or self.hasFocus()
        paint.box(
            painter,
            rect,
            fill=colours.colour("hover" if over and not self.isChecked() else "surface"),
            border=colours.colour("accent" if ringed else "line"),
            width=2 if ringed else 1,
            radius=8,
        )
        side = colours.px(16)
        column = rect.adjusted(side, colours.px(10), -side, 0)
        top = column.top()
        for words, role, tone, height in (
            (self._label, "label", "text.soft", 18),
            (self._figure, "figure", "text", 24),
            (self._detail, "label", "text.soft", 16),
        ):
            line = QRectF(column.left(), top, column.width(), colours.px(height))
            paint.text(painter, line, words, role=role, tone=tone, tabular=True)  # type: ignore[arg-type]
            top += colours.px(height)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class SectionTitle(QWidget):
    """The title of a part of a page with its count and, at the right, its controls."""

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(theme().px(8))
        self.title = Label(title, "section")
        self.note = Label(note, "body", "soft", tabular=True)
        self.row.addWidget(self.title)
        self.row.addWidget(self.note)
        self.row.addStretch(1)

    def add(self, widget: QWidget) -> None:
        """Put a control at the right."""
        self.row.addWidget(widget)


class TwoLineRow(QWidget):
    """A 56-pixel row: bold words and soft ones above, a reason and its rule below, figures at the right.

    `activated` is told by a click, Enter or Space.
    """

    activated = Signal()

    def __init__(
        self,
        title: str,
        note: str = "",
        reason: str = "",
        rule: str = "",
        right: str = "",
        right_below: str = "",
        *,
        icon: str = "",
        bold_right: bool = False,
        line: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._note, self._reason, self._rule = title, note, reason, rule
        self._right, self._right_below, self._bold_right = right, right_below, bold_right
        self._icon, self._line = icon, line
        self.setFixedHeight(theme().size("row-two-line"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        said = [part for part in (title, note, reason, rule, right, right_below) if part]
        self.setAccessibleName(", ".join(said))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            painter.fillRect(self.rect(), colours.colour("hover"))
        if self._line:
            painter.fillRect(0, self.height() - 1, self.width(), 1, colours.colour("line"))
        left, edge = float(colours.px(16)), float(colours.px(16))
        first = QRectF(0, colours.px(8), rect.width(), colours.px(20))
        second = QRectF(0, colours.px(29), rect.width(), colours.px(16))
        if self._icon:
            paint.icon(painter, QPointF(left + colours.px(8), first.center().y()), self._icon)
            left += colours.px(28)
        right_role = "strong" if self._bold_right else "body"
        width = max(
            paint.text_width(self._right, right_role, tabular=True),  # type: ignore[arg-type]
            paint.text_width(self._right_below, "label", tabular=True),
        )
        stop = rect.width() - edge
        end = Qt.AlignmentFlag.AlignRight
        box = QRectF(stop - width - 2, first.top(), width + 2, first.height())
        paint.text(painter, box, self._right, role=right_role, align=end, tabular=True)  # type: ignore[arg-type]
        box = QRectF(stop - width - 2, second.top(), width + 2, second.height())
        paint.text(painter, box, self._right_below, role="label", tone="text.soft", align=end, tabular=True)
        room = stop - width - colours.px(16) if width else stop
        x = left + paint.text(
            painter, QRectF(left, first.top(), room - left, first.height()), self._title, role="strong"
        )
        if self._note and x < room:
            area = QRectF(x, first.top(), room - x, first.height())
            paint.text(painter, area, f" · {self._note}", tone="text.soft")
        area = QRectF(left, second.top(), room - left, second.height())
        x = left + paint.text(painter, area, self._reason, role="label", tone="text.soft")
        if self._rule and x < room:
            area = QRectF(x, second.top(), room - x, second.height())
            paint.text(painter, area, f" {self._rule}" if self._reason else self._rule, role="label", tone="text.faint")
        if self.hasFocus():
            paint.ring(painter, rect, 0)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.activated.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
