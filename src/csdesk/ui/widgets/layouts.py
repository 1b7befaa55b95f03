"""Layouts that Qt lacks: a row that wraps, a page that scrolls, the frame of a page."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets.notices import Banner
from csdesk.ui.widgets.text import Label


class Flow(QLayout):
    """Widgets beside each other that go on in the next line where there is no more room."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = theme().px(gap)
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        margins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        x, y, height = area.x(), area.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if x + hint.width() > area.right() + 1 and height:
                x, y, height = area.x(), y + height + self._gap, 0
            if place:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self._gap
            height = max(height, hint.height())
        return y + height - rect.y() + margins.bottom()


class Scroll(QScrollArea):
    """A column that scrolls up and down; `body` is its layout."""

    def __init__(self, name: str, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 16) -> None:
        super().__init__()
        px = theme().px
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("scrolled", "true")
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(*(px(part) for part in margins))
        self.body.setSpacing(px(spacing))
        self.setWidget(inner)
        self.viewport().setAutoFillBackground(False)


class PageFrame(QWidget):
    """The frame of a place: title, one line about what is on the page, actions at the right, banner, and `body`.

    The body has the page margin of 24 at both sides unless `full_width`.
    """

    def __init__(self, title: str = "", *, full_width: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.head = QWidget()
        row = QHBoxLayout(self.head)
        row.setContentsMargins(px(24), px(20), px(24), px(16))
        row.setSpacing(px(8))
        self._words = QVBoxLayout()
        self._words.setSpacing(px(1))
        self.title_row = QHBoxLayout()
        self.title_row.setSpacing(px(12))
        self.title_label = Label(title, "page")
        self.title_row.addWidget(self.title_label)
        self.title_row.addStretch(1)
        self._words.addLayout(self.title_row)
        self.summary = Label("", "body", "soft", tabular=True, elide=True)
        self.summary.hide()
        self._words.addWidget(self.summary)
        row.addLayout(self._words, 1)
        self.actions_row = QHBoxLayout()
        self.actions_row.setSpacing(px(8))
        row.addLayout(self.actions_row)
        row.setAlignment(self.actions_row, Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self.head)
        self.banner = Banner()
        self.column.addWidget(self.banner)
        side = 0 if full_width else px(24)
        inner = QWidget()
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(side, 0, side, 0)
        self.body.setSpacing(px(16))
        self.column.addWidget(inner, 1)
        self.footer: QWidget | None = None

    def set_title(self, title: str) -> None:
        """Name the page."""
        self.title_label.setText(title)

    def set_summary(self, text: str) -> None:
        """Say in one line what is on the page."""
        self.summary.setText(text)
        self.summary.setVisible(bool(text))

    def add_action(self, button: QWidget) -> None:
        """Put a button at the right of the title; the primary one comes last."""
        self.actions_row.addWidget(button)

    def set_footer(self, footer: QWidget) -> None:
        """Put a bar at the foot of the page (selection, wizard)."""
        self.footer = footer
        self.column.addWidget(footer)


class FooterBar(QWidget):
    """A bar at the foot of a page: `row` holds words at the left and buttons at the right. 48 high, 56 for a wizard."""

    def __init__(self, *, wizard: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self.setFixedHeight(theme().size("wizard-footer" if wizard else "selection-footer"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(px(24), 1, px(24), 0)
        self.row.setSpacing(px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.fillRect(0, 0, self.width(), 1, theme().colour("line.strong"))
        painter.end()
