"""What the conditions of a playbook may name, to be looked up and copied while one is written."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from csdesk.desk.run_names import Name, glossary
from csdesk.ui.theme import theme
from csdesk.ui.widgets import Button, Dialog, SearchField, TableView, Text
from csdesk.ui.widgets.table_model import Cell, Column, Group, TableModel
from csdesk.values.text import fold

_COLUMNS = (
    Column("name", "Name", 260, sortable=False),
    Column("words", "Means", 280, stretch=True, soft=True, sortable=False),
)
_EXAMPLE = "score < 40 and days_left <= 90    plan == final    last_talk >= run_start    reading.nps > 30"


class _Names(TableModel):
    def __init__(self) -> None:
        super().__init__(_COLUMNS)
        self._all = glossary()
        self.rows: list[Name | str] = []
        self.search("")

    def search(self, text: str) -> None:
        """Shows the names that hold every word of a text."""
        words = fold(text).split()
        self.beginResetModel()
        self.rows = []
        group = ""
        for one in self._all:
            if all(word in fold(f"{one.name} {one.words}") for word in words):
                if one.group != group:
                    group = one.group
                    self.rows.append(group)
                self.rows.append(one)
        self.endResetModel()

    def row_count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> Hashable:
        one = self.rows[row]
        return one if isinstance(one, str) else one.name

    def group(self, row: int) -> Group | None:
        one = self.rows[row]
        return Group(one) if isinstance(one, str) else None

    def group_rows(self) -> list[int]:
        return [place for place, one in enumerate(self.rows) if isinstance(one, str)]

    def cell(self, row: int, column: Column) -> Cell:
        one = self.rows[row]
        if isinstance(one, str):
            return Cell()
        return Cell(one.name if column.key == "name" else one.words)


class NamesDialog(Dialog):
    """Search, and copy a name by opening its row."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "What conditions may name", wide=True)
        self.body.addWidget(Text([(f"For example: {_EXAMPLE}", "soft")], "label"))
        self.search = SearchField("Find a name", "Find a name")
        self.body.addWidget(self.search)
        self.model = _Names()
        self.search.textChanged.connect(self.model.search)
        self.table = TableView("Names", self.model)
        self.table.setFixedHeight(theme().px(400))
        self.table.opened.connect(self._copy)
        self.body.addWidget(self.table)
        self._said = Text([("Press Enter on a row to copy its name", "faint")], "label")
        self.body.addWidget(self._said)
        close = self.add_button(Button("Close", "primary"))
        close.clicked.connect(self.accept)
        self.search.setFocus()

    def _copy(self, key: object) -> None:
        QGuiApplication.clipboard().setText(str(key))
        self._said.set_parts([(f"Copied {key}", "soft")])
