"""The issued versions of a document, and what changed from one of them to another or to now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import IconButton
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.fields import ComboBox
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from csdesk.desk.documents import Difference, DocumentView, Issue
    from csdesk.ui.context import Context

NOW = "now"


class HistoryPane(QWidget):
    """At the right, in the place of the page: two versions to choose, and what differs between them."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("document.versions")
        self._context: Context | None = None
        self._api: Any = None
        self._issues: Sequence[Issue] = ()
        self._known: tuple[object, ...] = ()
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget(self)
        head.setFixedHeight(px(44))
        line = QHBoxLayout(head)
        line.setContentsMargins(px(16), 0, px(8), 0)
        line.addWidget(Label("History", "strong", parent=head))
        line.addStretch(1)
        self.close_button = IconButton("close", "Close history", parent=head)
        self.close_button.setObjectName("document.versions.close")
        self.close_button.clicked.connect(self.closed)
        line.addWidget(self.close_button)
        column.addWidget(head)
        column.addWidget(Rule(parent=self))
        choose = QWidget(self)
        row = QHBoxLayout(choose)
        row.setContentsMargins(px(16), px(12), px(16), px(4))
        row.setSpacing(px(8))
        self.before = ComboBox("Compare this version", small=True, parent=choose)
        self.after = ComboBox("With this version", small=True, parent=choose)
        self.before.setObjectName("document.versions.before")
        self.after.setObjectName("document.versions.after")
        row.addWidget(self.before, 1)
        self.arrow = Label("→", "body", "soft", parent=choose)
        row.addWidget(self.arrow)
        row.addWidget(self.after, 1)
        self.choose = choose
        column.addWidget(choose)
        self.list = Scroll("What changed", margins=(16, 8, 16, 16), spacing=4)
        self.list.setObjectName("document.versions.list")
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column.addWidget(self.list, 1)
        self.before.activated.connect(self._compare)
        self.after.activated.connect(self._compare)

    def show_document(self, context: Context, api: Any, view: DocumentView) -> None:
        """Shows the versions of a document; the newest one is compared with now."""
        self._context, self._api = context, api
        desk, document = context.desk, view.id
        context.read(lambda: api.issues(desk, document), done=self._listed, owner=self)

    def _listed(self, issues: Sequence[Issue]) -> None:
        self._issues = issues
        known = tuple(issue.id for issue in issues)
        names = [(str(issue.id), f"Version {issue.version}, {format_date(issue.issued_on)}") for issue in issues]
        self.choose.setVisible(bool(issues))
        if not issues:
            self._say("No version yet", "Mark final seals a version with its date; it can be compared here.")
            return
        if known != self._known:
            newest = str(max(issues, key=lambda issue: issue.version).id)
            self.before.set_options(names, newest)
            self.after.set_options([*names, (NOW, "As it is now")], NOW)
            self._known = known
        self._compare()

    def _compare(self) -> None:
        if self._context is None or not self.before.value():
            return
        desk, api = self._context.desk, self._api
        first = int(self.before.value())
        second = None if self.after.value() == NOW else int(self.after.value())
        self._context.read(lambda: api.compare(desk, first, second), done=self._show, owner=self)

    def _show(self, differences: Sequence[Difference]) -> None:
        if not differences:
            self._say("Nothing changed", "Every answer is the same in both.")
            return
        self._clear()
        for difference in differences:
            self.list.body.addWidget(Label(difference.label, "label", "soft", parent=self.list.widget()))
            if difference.before:
                self.list.body.addWidget(_Struck(difference.before, self.list.widget()))
            words = difference.after or "Left out"
            tone = "bold" if difference.after else "faint"
            self.list.body.addWidget(Text([(words, tone)], "body", parent=self.list.widget()))
            self.list.body.addSpacing(theme().px(8))
        self.list.body.addStretch(1)

    def _say(self, title: str, words: str) -> None:
        self._clear()
        self.list.body.addWidget(Label(title, "strong", parent=self.list.widget()))
        self.list.body.addWidget(Text(words, "body", "soft", parent=self.list.widget()))
        self.list.body.addStretch(1)

    def _clear(self) -> None:
        body = self.list.body
        while body.count():
            item = body.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.end()


class _Struck(QLabel):
    """The earlier words, struck through."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("tone", "faint")
        font = theme().font("body")
        font = type(font)(font)
        font.setStrikeOut(True)
        self.setFont(font)
        self.setText(text)
        self.setAccessibleName(f"Was: {text}")
