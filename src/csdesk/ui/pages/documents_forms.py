"""The forms that documents are made from: what there is, printing one blank, and own copies of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk import documents, form_library
from csdesk.ui.pages.document.export import ExportDialog, Source, open_file
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.cards import Card, Rule
from csdesk.ui.widgets.chips import StateChip
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.notices import Callout, EmptyState
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.form_library import FormRow, Forms
    from csdesk.ui.context import Context


def print_blank(context: Context, form_id: str, parent: QWidget) -> None:
    """Ask for whom and where, and write the form without answers."""
    form = documents.form(form_id)
    desk = context.desk
    source = Source(
        f"Print {form.title.casefold()} blank",
        ("pdf", "docx"),
        form.customer_copy,
        lambda audience, made: documents.blank_name(form_id, audience, made),  # type: ignore[arg-type]
        lambda to, audience: documents.export_blank(desk, form_id, to, audience),  # type: ignore[arg-type]
    )
    ExportDialog(context, source, "pdf", "customer" if form.customer_copy else "internal", parent).open()


class FormsList(QWidget):
    """Every form with its source; own files that cannot be used stand above, with the line that is wrong."""

    listed = Signal(int)
    """How many forms there are."""
    wanted = Signal(str)
    """A new document of this form."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documents.forms")
        self._context = context
        self._found: Forms | None = None
        self._words: list[str] = []
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        head = QHBoxLayout()
        head.addWidget(
            Text(
                "A form is one file. Copy it to change its fields, words and order; CSDesk then uses yours.",
                "body", "soft", parent=self,
            ),
            1,
            Qt.AlignmentFlag.AlignVCenter,
        )  # fmt: skip
        self.folder = Button("Open folder", "secondary", icon="folder", parent=self)
        self.folder.setObjectName("documents.forms.folder")
        self.folder.clicked.connect(self._open_folder)
        head.addWidget(self.folder)
        self._again = Button("Read again", "quiet", icon="refresh", parent=self)
        self._again.setObjectName("documents.forms.again")
        self._again.clicked.connect(self.reload)
        head.addWidget(self._again)
        column.addLayout(head)
        self._refused = QVBoxLayout()
        self._refused.setSpacing(px(8))
        column.addLayout(self._refused)
        self._card = Card(0, open_below=True)
        self.list = Scroll("Forms", margins=(0, 0, 0, 0), spacing=0)
        self._card.body.addWidget(self.list)
        column.addWidget(self._card, 1)

    def reload(self) -> None:
        """Read the forms again: a file may have been changed in another program."""
        self._context.read(form_library.forms, self._context.desk, done=self._show, owner=self)

    def filter(self, words: str) -> None:
        """Show the forms that hold all these words."""
        self._words = fold(words).split()
        if self._found is not None:
            self._fill(self._found)

    def _show(self, found: Forms) -> None:
        self._found = found
        self.listed.emit(len(found.rows))
        _empty(self._refused)
        for one in found.refused:
            path = Path(one.file)
            button = Button("Open the file", "secondary", small=True)
            button.clicked.connect(partial(open_file, path))
            sentence = f"{one.reason}. CSDesk’s own form is used until the file is corrected."
            self._refused.addWidget(Callout("", f"{path.name} cannot be used", sentence, button=button, parent=self))
        self._fill(found)

    def _fill(self, found: Forms) -> None:
        column, inner = self.list.body, self.list.widget()
        _empty(column)
        shown = [
            row for row in found.rows
            if all(word in fold(f"{row.title} {row.about} {row.source} {row.id}") for word in self._words)
        ]  # fmt: skip
        for number, row in enumerate(shown):
            if number:
                column.addWidget(Rule(parent=inner))
            column.addWidget(_FormRow(row, self, inner))
        if not shown:
            column.addWidget(EmptyState("No form matches", "Change the words to see more.", parent=inner))
        column.addStretch(1)

    # What a person does

    def blank(self, row: FormRow) -> None:
        """Print a form without answers."""
        print_blank(self._context, row.id, self)

    def copy(self, row: FormRow) -> None:
        """Copy a form to one's own."""
        words = f"{row.title} copied to your forms. Open the folder to change it."
        self._do(partial(form_library.copy, row.id), words)

    def use_shipped(self, row: FormRow) -> None:
        """Use CSDesk's form again; the own file is kept aside."""
        words = f"CSDesk’s {row.title.casefold()} is used again. Your file is kept in “set aside”."
        self._do(partial(form_library.use_shipped, row.id), words)

    def _do(self, work: Callable[[], object], words: str) -> None:
        def done(_: object) -> None:
            self._context.toast(words)
            self.reload()

        self._context.read(work, done=done, owner=self)

    def _open_folder(self) -> None:
        folder = self._found.folder if self._found is not None else None
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            self._context.error(problem)
            return
        open_file(folder)


class _FormRow(QWidget):
    """One form: title, whose it is, what it is for, where it comes from, and what can be done with it."""

    def __init__(self, row: FormRow, owner: FormsList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"documents.forms.{row.id}")
        px = theme().px
        line = QHBoxLayout(self)
        line.setContentsMargins(px(16), px(8), px(12), px(8))
        line.setSpacing(px(8))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        first = QHBoxLayout()
        first.setSpacing(px(8))
        title = Button(row.title, "link", parent=self)
        title.setToolTip("New document")
        title.setAccessibleName(f"New {row.title.casefold()}")
        title.setObjectName(f"documents.forms.{row.id}.new")
        title.clicked.connect(partial(owner.wanted.emit, row.id))
        first.addWidget(title)
        if row.own:
            first.addWidget(StateChip("Your copy" if row.shipped else "Your form", self))
        first.addStretch(1)
        words.addLayout(first)
        words.addWidget(Label(row.about, "label", "soft", elide=True, parent=self))
        line.addLayout(words, 1)
        made = f"{row.documents} document{'s' if row.documents != 1 else ''}" if row.documents else ""
        for text, width in ((row.source, 180), (made, 96)):
            label = Label(text, "label", "faint", elide=True, tabular=True, parent=self)
            label.setFixedWidth(px(width))
            line.addWidget(label)
        blank = IconButton("print", f"Print {row.title.casefold()} blank", parent=self)
        blank.setObjectName(f"documents.forms.{row.id}.blank")
        blank.clicked.connect(partial(owner.blank, row))
        line.addWidget(blank)
        if not row.own:
            button = Button("Copy to my forms", small=True, icon="copy", parent=self)
            button.clicked.connect(partial(owner.copy, row))
            button.setObjectName(f"documents.forms.{row.id}.copy")
        else:
            button = Button("Use CSDesk’s again", small=True, icon="restore", parent=self)
            button.setEnabled(row.shipped)
            button.clicked.connect(partial(owner.use_shipped, row))
            button.setObjectName(f"documents.forms.{row.id}.shipped")
        button.setAccessibleName(f"{button.text()}: {row.title}")
        button.setFixedWidth(px(156))
        line.addWidget(button)


def _empty(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
