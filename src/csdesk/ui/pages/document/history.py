"""The issued versions of a document, and what changed from one of them to another or to now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.fields import ComboBox
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from csdesk.desk.documents import Difference, DocumentView, Issue
    from csdesk.ui.context import Context

NOW = "now"
_SHOWN = 6
"""Versions that have a line of their own."""


class HistoryPane(QWidget):
    """At the right, in the place of the page: two versions to choose, and what differs between them."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("document.versions")
        self._context: Context | None = None
        self._api: Any = None
        self._view: DocumentView | None = None
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
        self.versions = QWidget(self)
        self._rows = QVBoxLayout(self.versions)
        self._rows.setContentsMargins(px(16), px(8), px(8), px(4))
        self._rows.setSpacing(px(2))
        column.addWidget(self.versions)
        column.addWidget(choose)
        self.marked = Button("Export with the changes marked", "link", icon="export", parent=self)
        self.marked.setObjectName("document.versions.marked")
        self.marked.clicked.connect(self._export_changes)
        beside = QHBoxLayout()
        beside.setContentsMargins(px(16), px(4), px(16), px(4))
        beside.addWidget(self.marked)
        beside.addStretch(1)
        column.addLayout(beside)
        self.list = Scroll("What changed", margins=(16, 8, 16, 16), spacing=4)
        self.list.setObjectName("document.versions.list")
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column.addWidget(self.list, 1)
        self.before.activated.connect(self._compare)
        self.after.activated.connect(self._compare)

    def show_document(self, context: Context, api: Any, view: DocumentView) -> None:
        """Shows the versions of a document; the newest one is compared with now."""
        self._context, self._api, self._view = context, api, view
        desk, document = context.desk, view.id
        context.read(lambda: api.issues(desk, document), done=self._listed, owner=self)

    def _listed(self, issues: Sequence[Issue]) -> None:
        self._issues = issues
        known = tuple(issue.id for issue in issues)
        names = [(str(issue.id), f"Version {issue.version}, {format_date(issue.issued_on)}") for issue in issues]
        self.choose.setVisible(bool(issues))
        self.marked.setVisible(bool(issues))
        self._list_versions(issues)
        if not issues:
            self._say("No version yet", "Mark final seals a version with its date; it can be compared here.")
            return
        if known != self._known:
            newest = str(max(issues, key=lambda issue: issue.version).id)
            self.before.set_options(names, newest)
            self.after.set_options([*names, (NOW, "As it is now")], NOW)
            self._known = known
        self._compare()

    def _list_versions(self, issues: Sequence[Issue]) -> None:
        """One line for each version: its number, its date, for whom it was exported, and a way to export it again."""
        _empty(self._rows)
        self.versions.setVisible(bool(issues))
        for issue in sorted(issues, key=lambda one: one.version, reverse=True)[:_SHOWN]:
            line = QWidget(self.versions)
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme().px(8))
            row.addWidget(Label(f"Version {issue.version}", "strong", parent=line))
            row.addWidget(Label(format_date(issue.issued_on), "label", "soft", tabular=True, parent=line))
            said = _exported(issue)
            row.addWidget(Label(said, "label", "faint", elide=True, parent=line), 1)
            again = Button("Export again", "quiet", small=True, parent=line)
            again.setAccessibleName(f"Export version {issue.version} again")
            again.setToolTip("Written exactly as it was sealed" + self._without_slides(issue))
            again.setObjectName(f"document.versions.again.{issue.version}")
            again.clicked.connect(partial(self._export_version, issue))
            row.addWidget(again)
            self._rows.addWidget(line)
        left = len(issues) - _SHOWN
        if left > 0:
            words = f"{left} earlier version{'s' if left != 1 else ''} in the lists below"
            self._rows.addWidget(Label(words, "label", "faint", parent=self.versions))

    def _export_version(self, issue: Issue) -> None:
        if self._context is None or self._view is None:
            return
        from csdesk.ui.pages.document.export import ExportDialog, Source

        desk, api, document, form = self._context.desk, self._api, self._view.id, self._view.form
        source = Source(
            f"Export version {issue.version} as sealed",
            tuple(one for one in form.formats if one != "pptx" or issue.slides),
            form.customer_copy,
            lambda audience, made: str(api.file_name(desk, document, audience, made, issue.id)),
            lambda to, audience: api.export(desk, document, to, audience, issue.id),
            note=self._without_slides(issue).strip(". "),
        )
        ExportDialog(self._context, source, "pdf", _usual(form.customer_copy), self.window()).open()

    def _without_slides(self, issue: Issue) -> str:
        """What to say of a version whose slides are not to be had any more."""
        missing = self._view is not None and "pptx" in self._view.form.formats and not issue.slides
        return (
            ". Its slides were not kept when it was sealed; export them from the agenda as it is now" if missing else ""
        )

    def _export_changes(self) -> None:
        if self._context is None or self._view is None or not self.before.value():
            return
        from csdesk.ui.pages.document.export import ExportDialog, Source

        desk, api, form = self._context.desk, self._api, self._view.form
        first = int(self.before.value())
        second = None if self.after.value() == NOW else int(self.after.value())
        source = Source(
            "Export with the changes marked",
            ("pdf", "docx"),
            form.customer_copy,
            lambda audience, made: str(api.changes_name(desk, first, second, audience, made)),
            lambda to, audience: api.export_changes(desk, first, second, to, audience),
        )
        ExportDialog(self._context, source, "pdf", "internal", self.window()).open()

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
                self.list.body.addWidget(Struck(difference.before, self.list.widget()))
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
        _empty(self.list.body)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.end()


def _usual(customer_copy: bool) -> str:
    return "customer" if customer_copy else "internal"


def _exported(issue: Issue) -> str:
    """For whom a version was exported, in words."""
    names = {"customer": "customer’s copy", "internal": "internal copy"}
    said = [names.get(one, one) for one in issue.exported]
    return f"{' and '.join(said)} exported" if said else "not exported yet"


def _empty(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class Struck(QLabel):
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
