"""A file that cannot be imported as it was read: why, what to do, and ways to read it differently."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.imports import ImportRefused, Options
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.fields import ComboBox, FieldBox
from csdesk.ui.widgets.text import Label, Text

_ENCODINGS = [
    ("", "Found from the file"), ("utf-8", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252"),
    ("cp1250", "Windows-1250"), ("cp1251", "Windows-1251"), ("mac_roman", "Mac Roman"), ("cp932", "Shift JIS"),
]  # fmt: skip
_OBJECTS = [
    ("", "Found from the file"), ("accounts", "Accounts"), ("contacts", "Contacts"),
    ("readings", "Indicator readings"), ("renewals", "Renewals and contracts"),
    ("subscriptions", "Subscriptions"), ("touches", "Touches"),
]  # fmt: skip
_DELIMITERS = [
    ("", "Found from the file"),
    *((one, one.capitalize()) for one in ("comma", "semicolon", "tab", "pipe", "caret", "backquote")),
]


class RefusedCard(QWidget):
    """The reason, another file, and the same file read differently (`again` tells the options)."""

    file_wanted = Signal()
    again = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), 0, px(24), px(24))
        column.setSpacing(px(16))
        card = Card(16)
        self._title = Label("", "strong", elide=True)
        self.reason = Text("")
        self.todo = Text("", "body", "soft")
        card.body.addWidget(self._title)
        card.body.addWidget(self.reason)
        card.body.addWidget(self.todo)
        row = QHBoxLayout()
        row.setContentsMargins(0, px(8), 0, 0)
        self.another = Button("Choose another file", "primary")
        self.another.clicked.connect(self.file_wanted)
        row.addWidget(self.another)
        row.addStretch(1)
        card.body.addLayout(row)
        column.addWidget(card)
        column.addWidget(self._differently())
        column.addStretch(1)

    def _differently(self) -> Card:
        px = theme().px
        card = Card(0, spacing=0)
        card.body.addWidget(CardHead("Read it differently", "where the file was taken for something it is not"))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(px(16), px(12), px(16), px(16))
        grid.setHorizontalSpacing(px(12))
        self._object, self._encoding = ComboBox("What the rows are"), ComboBox("Encoding")
        self._delimiter, self._header = ComboBox("Between cells"), ComboBox("Header row")
        self._object.set_options(_OBJECTS)
        self._encoding.set_options(_ENCODINGS)
        self._delimiter.set_options(_DELIMITERS)
        self._header.set_options([("", "Found from the file"), *((str(n), f"Row {n}") for n in range(1, 41))])
        self._name = ComboBox("The name stands in")
        self._name_box = FieldBox("The name stands in", self._name, hint="Of the account or person")
        grid.addWidget(self._name_box, 0, 4)
        grid.setColumnStretch(4, 1)
        grid.setVerticalSpacing(px(12))
        boxes = (self._object, self._encoding, self._delimiter, self._header)
        for place, box in enumerate(boxes):
            grid.addWidget(FieldBox(box.accessibleName(), box), 0, place)
            grid.setColumnStretch(place, 1)
        again = Button("Read it again")
        again.clicked.connect(self._again)
        grid.addWidget(again, 1, 0)
        card.body.addWidget(inner)
        return card

    def show_reason(self, name: str, problem: ImportRefused) -> None:
        """Show why a file was refused."""
        self._title.setText(f"{name} was not imported")
        self.reason.set_parts(problem.what)
        self.todo.set_parts(" ".join(part for part in (problem.todo, problem.kept) if part))
        columns = problem.columns
        self._name_box.setVisible(bool(columns))
        self._name.set_options([("", "Choose the column"), *((one, one) for one in columns)])
        if columns:
            self.todo.set_parts(f"Export the name too, or say below which column holds it. {problem.kept}")
        self.another.setFocus()

    def _again(self) -> None:
        header = self._header.value()
        name = self._name.value()
        self.again.emit(
            Options(
                mapping={name: "name"} if name else {},
                object=self._object.value() or None,
                encoding=self._encoding.value() or None,
                delimiter=self._delimiter.value() or None,
                header_row=int(header) if header else None,
            )
        )
