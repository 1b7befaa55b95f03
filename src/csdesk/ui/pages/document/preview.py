"""The right column: the page as it will be exported, for the audience chosen, and what that audience does not see."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.pages.document.paper import STEPS, Fit, Paper
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.chips import Icon
from csdesk.ui.widgets.choices import Segmented
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.text import Label, Text

if TYPE_CHECKING:
    from csdesk.desk.documents import HiddenField, Preview

AUDIENCES = (("customer", "Customer"), ("internal", "Internal"))


class HiddenBand(QWidget):
    """How many fields the customer does not see; opens the list of them."""

    jumped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: Sequence[HiddenField] = ()
        self._open = False
        px = theme().px
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(px(300))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        self.list = Scroll("Fields hidden from the customer", margins=(12, 8, 12, 4), spacing=2)
        self.list.setMaximumHeight(px(240))
        self.list.hide()
        column.addWidget(self.list)
        bar = QWidget(self)
        bar.setFixedHeight(px(44))
        line = QHBoxLayout(bar)
        line.setContentsMargins(px(16), 0, px(12), 0)
        line.setSpacing(px(8))
        line.addWidget(Icon("lock", "internal.text", parent=bar))
        self.words = Label("Hidden from the customer:", "body", "internal", parent=bar)
        self.count = Label("", "strong", "internal", tabular=True, elide=True, parent=bar)
        line.setSpacing(px(4))
        line.addSpacing(px(4))
        line.addWidget(self.words)
        line.addWidget(self.count, 1)
        self.toggle = Button("Show them", "quiet", small=False, parent=bar)
        self.toggle.setObjectName("document.hidden.toggle")
        self.toggle.clicked.connect(self._toggle)
        line.addWidget(self.toggle)
        column.addWidget(bar)

    def show_hidden(self, fields: Sequence[HiddenField]) -> None:
        """Counts and lists the fields that the customer copy leaves out."""
        changed = list(fields) != list(self._fields)
        self._fields = fields
        count = f"{len(fields)} field{'s' if len(fields) != 1 else ''}" if fields else "nothing"
        self.count.setText(count)
        self.toggle.setVisible(bool(fields))
        if changed and self._open:
            self._fill()
        if not fields and self._open:
            self._toggle()

    def _toggle(self) -> None:
        self._open = not self._open
        self.toggle.setText("Hide them" if self._open else "Show them")
        if self._open:
            self._fill()
        self.list.setVisible(self._open)

    def _fill(self) -> None:
        body = self.list.body
        while body.count():
            item = body.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for number, hidden in enumerate(self._fields):
            button = Button(f"{hidden.label}, {hidden.section}", "quiet", small=True, parent=self.list.widget())
            button.setObjectName(f"document.hidden.{number}")
            path = str(hidden.path)
            button.clicked.connect(lambda _=False, path=path: self.jumped.emit(path))
            body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        rows = min(len(self._fields), 8)
        self.list.setFixedHeight(rows * theme().px(30) + theme().px(12))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._fields and event.button() == Qt.MouseButton.LeftButton:
            self._toggle()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("internal"))
        painter.fillRect(0, 0, self.width(), 1, theme().colour("internal.line"))
        painter.end()


class PreviewPane(QWidget):
    """Audience switch, page and zoom, the paper, and the band of what is hidden."""

    audience_chosen = Signal(str)
    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("document.preview")
        self.setMinimumWidth(theme().px(320))
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = QWidget(self)
        self.bar.setFixedHeight(px(44))
        self.bar.setMinimumWidth(px(300))
        line = QHBoxLayout(self.bar)
        line.setContentsMargins(px(16), 0, px(8), 0)
        line.setSpacing(px(4))
        self.audience = Segmented("Audience", AUDIENCES, "customer", small=True, parent=self.bar)
        self.audience.setObjectName("document.audience")
        self.audience.chosen.connect(self.audience_chosen)
        line.addWidget(self.audience)
        self.only = Label("Internal, no customer copy", "label", "internal", parent=self.bar)
        self.only.hide()
        line.addWidget(self.only)
        line.addStretch(1)
        self.page = Label("", "body", "soft", tabular=True, parent=self.bar)
        line.addWidget(self.page)
        line.addSpacing(px(4))
        self.up = IconButton("chevron-up", "Previous page", parent=self.bar)
        self.down = IconButton("chevron-down", "Next page", parent=self.bar)
        self.up.setObjectName("document.page.up")
        self.down.setObjectName("document.page.down")
        line.addWidget(self.up)
        line.addWidget(self.down)
        self.zoom = Button("Fit width", "quiet", small=False, chevron=True, parent=self.bar)
        self.zoom.setObjectName("document.zoom")
        self.zoom.clicked.connect(self._open_zoom)
        line.addWidget(self.zoom)
        column.addWidget(self.bar)
        self.notice = Text("", "label", "soft", parent=self)
        self.notice.setContentsMargins(px(16), px(4), px(16), px(8))
        self.notice.hide()
        column.addWidget(self.notice)
        self.paper = Paper(self)
        column.addWidget(self.paper, 1)
        self.hidden = HiddenBand(self)
        column.addWidget(self.hidden)
        self.up.clicked.connect(lambda: self.paper.turn(-1))
        self.down.clicked.connect(lambda: self.paper.turn(1))
        self.paper.turned.connect(self._turned)
        self.paper.zoomed.connect(self._zoomed)
        self.paper.picked.connect(self.picked)
        self.hidden.jumped.connect(self.picked)
        self._turned(0, 0)

    def show_preview(self, preview: Preview) -> None:
        """Shows a new version of the page; the last good one stays when this one cannot be read."""
        if not self.paper.show_pdf(preview.pdf, preview.anchors):
            self.show_problem("The page could not be drawn. The last one that could be is still shown.")
            return
        self.show_problem(" ".join(preview.warnings))

    def show_problem(self, words: str) -> None:
        """Says above the page what is wrong with it; "" says nothing is."""
        self.notice.set_parts(words)
        self.notice.setVisible(bool(words))

    def show_audience(self, audience: str, customer_copy: bool) -> None:
        """Shows for whom the page is; a form that no customer ever sees has no switch."""
        self.audience.set_value(audience)
        self.audience.setVisible(customer_copy)
        self.only.setVisible(not customer_copy)
        self.hidden.setVisible(customer_copy and audience == "customer")

    def _turned(self, page: int, pages: int) -> None:
        self.page.setText(f"Page {page} of {pages}" if pages else "")
        self.up.setEnabled(page > 1)
        self.down.setEnabled(0 < page < pages)

    def _zoomed(self) -> None:
        words = {"width": "Fit width", "page": "Fit page"}.get(self.paper.fit)
        self.zoom.setText(words or f"{self.paper.scale:.0%}")

    def _open_zoom(self) -> None:
        menu = Menu(self.zoom, "Zoom")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        choices: list[tuple[str, Fit, float]] = [("Fit width", "width", 1.0), ("Fit page", "page", 1.0)]
        choices += [(f"{step:.0%}", "free", step) for step in STEPS]
        for number, (words, fit, scale) in enumerate(choices):
            if number == 2:
                menu.addSeparator()
            now = self.paper.fit == fit and (fit != "free" or self.paper.scale == scale)
            menu.add(words, partial(self.paper.set_fit, fit, scale), checked=now)
        menu.popup(self.zoom.mapToGlobal(QPoint(0, self.zoom.height() + 4)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(420)
        self.page.setVisible(not narrow)
        self.hidden.words.setText("Hidden:" if narrow else "Hidden from the customer:")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("backdrop"))
        painter.fillRect(0, 0, self.width(), self.bar.height(), theme().colour("window"))
        painter.fillRect(0, self.bar.height() - 1, self.width(), 1, theme().colour("line"))
        painter.end()
