"""The documents of an account."""

from __future__ import annotations

from collections.abc import Hashable

from csdesk.desk import documents
from csdesk.desk.documents import DocumentRow
from csdesk.ui.context import Context
from csdesk.ui.pages.account.tab import AccountTab
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, TableModel
from csdesk.values.days import format_date

_COLUMNS = (
    Column("title", "Document", 240, stretch=True, link=True, sortable=False),
    Column("state", "State", 160, sortable=False),
    Column("missing", "Missing", 96, right=True, sortable=False),
    Column("answered", "Answered", 110, right=True, soft=True, sortable=False),
    Column("updated", "Changed", 110, right=True, soft=True, sortable=False),
)


class _Model(TableModel):
    def __init__(self, rows: tuple[DocumentRow, ...]) -> None:
        super().__init__(_COLUMNS)
        self.rows = rows

    def set_rows(self, rows: tuple[DocumentRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def row_count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> Hashable:
        return self.rows[row].id

    def cell(self, row: int, column: Column) -> Cell:
        one = self.rows[row]
        match column.key:
            case "title":
                return Cell(one.title)
            case "state":
                words = "Final, version" if one.state == "final" else "Draft of version"
                return Cell(f"{words} {one.version}", outline=True)
            case "missing":
                return Cell(str(one.missing) if one.missing else "–", bold=bool(one.missing))
            case "answered":
                return Cell(f"{one.answered} of {one.total}")
            case _:
                return Cell(format_date(one.updated_at.date()))


class DocumentsTab(AccountTab):
    """Every document of the account with its state and gaps."""

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__(context, account_id)
        self.setAccessibleName("Documents")
        rows = documents.listing(self.desk, account_id)
        self.model = _Model(rows)
        self.table = TableView("Documents", self.model)
        self.table.opened.connect(self._open)
        card = Card(0, spacing=0)
        self._head = CardHead("Documents")
        card.body.addWidget(self._head)
        card.body.addWidget(self.table)
        start = Button("Start the success plan", "primary", icon="documents")
        start.clicked.connect(self._start)
        self._empty = EmptyState(
            "No documents yet",
            "A document starts with everything the book already knows, and says what is missing.",
            button=start,
        )
        card.body.addWidget(self._empty)
        self.column.addWidget(card)
        self._show()

    def _show(self) -> None:
        rows = self.model.row_count()
        self._head.note.setText(str(rows) if rows else "")
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.table.setFixedHeight(self.table.content_height() + 2)

    def reload(self) -> None:
        self.model.set_rows(documents.listing(self.desk, self.account_id))
        self._show()

    def _open(self, document_id: object) -> None:
        self.context.go("document", document_id=document_id)

    def _start(self) -> None:
        self.context.write(documents.open_document, self.desk, "success-plan", self.account_id, done=self._open)
