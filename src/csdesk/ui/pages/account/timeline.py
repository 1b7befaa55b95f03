"""The timeline of an account: touches, meetings, milestones, documents, ARR and every change in the book."""

from __future__ import annotations

from collections.abc import Hashable

from csdesk.desk import accounts
from csdesk.desk.accounts import TimelineItem
from csdesk.ui.context import Context
from csdesk.ui.pages.account.tab import AccountTab
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.choices import Segmented
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, Group, TableModel
from csdesk.values.days import MONTHS, format_date

_ICONS = {
    "touch": "chat", "review": "calendar", "document": "documents", "arr": "money", "change": "edit",
    "milestone": "milestone",
}  # fmt: skip
_TOUCHES = {"call": "Call", "email": "E-mail", "meeting": "Meeting", "note": "Note"}
_COLUMNS = (
    Column("date", "Date", 110, soft=True, sortable=False),
    Column("title", "What happened", 320, stretch=True, sortable=False),
    Column("detail", "Detail", 300, soft=True, sortable=False),
)
_PAGE = 200


class _Model(TableModel):
    def __init__(self) -> None:
        super().__init__(_COLUMNS)
        self._lines: list[TimelineItem | str] = []

    def set_items(self, items: list[TimelineItem]) -> None:
        self.beginResetModel()
        self._lines = []
        month = ""
        for item in items:
            name = f"{MONTHS[item.at.month - 1]} {item.at.year}"
            if name != month:
                month = name
                self._lines.append(name)
            self._lines.append(item)
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._lines)

    def key(self, row: int) -> Hashable:
        line = self._lines[row]
        return line if isinstance(line, str) else (line.kind, line.record_id)

    def group(self, row: int) -> Group | None:
        line = self._lines[row]
        return Group(line) if isinstance(line, str) else None

    def group_rows(self) -> list[int]:
        return [row for row, line in enumerate(self._lines) if isinstance(line, str)]

    def cell(self, row: int, column: Column) -> Cell:
        line = self._lines[row]
        if isinstance(line, str):
            return Cell()
        match column.key:
            case "date":
                return Cell(format_date(line.at, "day"))
            case "title":
                return Cell(line.title, icon=_ICONS[line.kind], tip=line.title if len(line.title) > 60 else "")
            case _:
                detail = _TOUCHES.get(line.detail, line.detail) if line.kind == "touch" else line.detail
                return Cell(detail.split("\n", 1)[0][:1].upper() + detail.split("\n", 1)[0][1:], tip=detail)


class TimelineTab(AccountTab):
    """Newest first, all of it or only what happened with the customer, or only changes in the book."""

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__(context, account_id)
        self.setAccessibleName("Timeline")
        self._items: list[TimelineItem] = []
        self._wanted = _PAGE
        self.model = _Model()
        self.table = TableView("Timeline", self.model)
        self._head = CardHead("Timeline")
        self._kinds = Segmented("Show", [("all", "All"), ("customer", "With the customer"), ("book", "In the book")])
        self._kinds.set_value("all")
        self._kinds.chosen.connect(self._show)
        self._head.add(self._kinds)
        card = Card(0, spacing=0)
        card.body.addWidget(self._head)
        card.body.addWidget(self.table)
        self._empty = EmptyState("Nothing here yet", "Touches, meetings, documents and every change gather here.")
        card.body.addWidget(self._empty)
        self._more = Button("Show older", "link")
        self._more.clicked.connect(self._older)
        self.column.addWidget(card)
        self.column.addWidget(self._more)
        self.reload()

    def reload(self) -> None:
        self._items = list(accounts.timeline(self.desk, self.account_id, self._wanted))
        self._show()

    def _older(self) -> None:
        self._wanted += _PAGE
        self.reload()

    def _show(self, _value: str = "") -> None:
        choice = self._kinds.value()
        items = [item for item in self._items if choice == "all" or (item.kind == "change") == (choice == "book")]
        self.model.set_items(items)
        self._more.setVisible(len(self._items) >= self._wanted)
        self.table.setVisible(bool(items))
        self._empty.setVisible(not items)
        self.table.setFixedHeight(self.table.content_height() + 2)
