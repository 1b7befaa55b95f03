"""The panel that says why health, renewal or tier reads as it does."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.accounts import Reason
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import IconButton
from csdesk.ui.widgets.cards import Card, Rule
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import format_date

TITLES = {"health": "Why this health", "renewal": "Why this renewal", "tier": "Why this tier",
          "touch": "When the next touch is due"}  # fmt: skip


class WhyPanel(Card):
    """Reasons by weight; Escape closes it."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(16, spacing=8, parent=parent)
        self.setFixedWidth(theme().px(376))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        head = QHBoxLayout()
        self._title = Label("", "strong")
        close = IconButton("close", "Close the reasons")
        close.clicked.connect(self.closed)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(close)
        self.body.addLayout(head)
        scroll = Scroll("Reasons", spacing=8)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme().px(8))
        scroll.body.addLayout(self._list)
        scroll.body.addStretch(1)
        self.body.addWidget(scroll, 1)

    def show_reasons(self, topic: str, title: str, reasons: tuple[Reason, ...]) -> None:
        """Shows the reasons of a topic; the first one is what it comes to."""
        self._title.setText(title or TITLES[topic])
        self.setAccessibleName(self._title.text())
        self._empty()
        for rank, reason in enumerate(reasons):
            if rank:
                self._list.addWidget(Rule())
            self._list.addWidget(self._reason(reason))

    def show_content(self, title: str, content: QWidget) -> None:
        """Shows reasons that a page sets out itself."""
        self._title.setText(title)
        self.setAccessibleName(title)
        self._empty()
        self._list.addWidget(content)

    def _empty(self) -> None:
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _reason(self, reason: Reason) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(2))
        first = QHBoxLayout()
        first.addWidget(Label(reason.label, "body"))
        first.addStretch(1)
        first.addWidget(Label(reason.value, "strong", tabular=True))
        column.addLayout(first)
        when = f"{format_date(reason.on)}. " if reason.on else ""
        column.addWidget(Text([(when, "soft"), (reason.rule, "faint")], "label"))
        return holder

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
