"""The Documents place: every document with its state and gaps, a new one from any form, several exported at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk import documents
from csdesk.ui.actions import Action
from csdesk.ui.context import Context
from csdesk.ui.pages.document.batch import BatchDialog
from csdesk.ui.pages.document.new import NewDocument
from csdesk.ui.pages.documents_forms import FormsList, print_blank
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.cards import Card
from csdesk.ui.widgets.choices import Tab, Tabs
from csdesk.ui.widgets.fields import SearchField
from csdesk.ui.widgets.layouts import FooterBar, PageFrame
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, TableModel, check_column
from csdesk.ui.widgets.text import Label
from csdesk.values.days import format_date
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.core import Changed
    from csdesk.desk.documents import DocumentRow

_COLUMNS = (
    check_column(),
    Column("title", "Document", 220, link=True),
    Column("account", "Account", 220, stretch=True),
    Column("state", "State", 150),
    Column("answered", "Answered", 110, right=True, soft=True),
    Column("missing", "Missing", 96, right=True),
    Column("updated", "Changed", 120, right=True, soft=True),
)


class DocumentsModel(TableModel):
    """Documents as rows; sorted here, filtered by the page."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS)
        self.rows: list[DocumentRow] = []
        self.order = ("updated", True)

    def set_rows(self, rows: Sequence[DocumentRow]) -> None:
        """Shows other documents, in the order chosen."""
        self.beginResetModel()
        self.rows = sorted(rows, key=self._sort_key, reverse=self.order[1])
        self.selected &= {row.id for row in self.rows}
        self.endResetModel()

    def sort_by(self, column: str, descending: bool) -> None:
        """Orders the rows by a column."""
        self.order = (column, descending)
        self.set_rows(self.rows)

    def _sort_key(self, row: DocumentRow) -> tuple[object, ...]:
        value: object = {
            "title": fold(row.title),
            "account": fold(row.account or ""),
            "state": (row.state, row.version),
            "answered": row.answered / row.total if row.total else 1.0,
            "missing": row.missing,
            "updated": row.updated_at,
        }[self.order[0]]
        return (value, row.id)

    def chosen(self) -> list[DocumentRow]:
        """The documents that are ticked."""
        return [row for row in self.rows if row.id in self.selected]

    def row_count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> Hashable:
        return self.rows[row].id

    def cell(self, row: int, column: Column) -> Cell:
        one = self.rows[row]
        match column.key:
            case "title":
                return Cell(one.title)
            case "account":
                return Cell(one.account or "–", tone="" if one.account else "text.faint")
            case "state":
                final = one.state == "final"
                return Cell(
                    f"Version {one.version}, final" if final else f"Draft of version {one.version}", outline=True
                )
            case "missing":
                return Cell(str(one.missing) if one.missing else "–", bold=bool(one.missing))
            case "answered":
                return Cell(f"{one.answered} of {one.total}")
            case _:
                return Cell(format_date(one.updated_at.date()))


class DocumentsPage(PageFrame):
    """Every document. `enter(export=[account ids])` offers their success plans for export at once."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Documents", full_width=True, parent=parent)
        self.title = "Documents"
        self._context, self._desk = context, context.desk
        self._all: tuple[DocumentRow, ...] = ()
        self._read = False
        self._wanted: list[int] = []
        self._tab = ""
        px = theme().px
        new = Button("New document", "primary", icon="plus")
        new.setObjectName("documents.new")
        new.clicked.connect(self.new)
        self.add_action(new)
        self.tabs = Tabs("State", ())
        self.tabs.setObjectName("documents.tabs")
        self.tabs.chosen.connect(self._filter)
        self.search = SearchField("Find a document", "Form or account", small=True)
        self.search.setObjectName("documents.search")
        self.search.setFixedWidth(px(280))
        self.search.textChanged.connect(self._filter)
        self.model = DocumentsModel()
        self.model.selection_changed.connect(self._selection)
        self.table = TableView("Documents", self.model)
        self.table.setObjectName("documents.table")
        self.table.set_sort("updated", descending=True)
        self.table.opened.connect(self._open)
        self.table.sorted_by.connect(self._sort)
        self.table.menu_wanted.connect(self._row_menu)
        self._card = Card(0, open_below=True)
        self._card.body.addWidget(self.table)
        self._nothing = EmptyState("No document matches", "Change the words or the tab to see more.")
        self._card.body.addWidget(self._nothing)
        first = Button("New document", "primary", icon="plus")
        first.setObjectName("documents.first")
        first.clicked.connect(self.new)
        self._empty = EmptyState(
            "No documents yet",
            "Every document of the job starts here or on its account, filled with what the book already knows.",
            button=first,
        )
        self.forms = FormsList(context)
        self.forms.listed.connect(self._forms_listed)
        self.forms.wanted.connect(self.new)
        self._forms_count = 0
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), 0, px(24), 0)
        column.setSpacing(px(12))
        row = QHBoxLayout()
        row.addWidget(self.tabs, 1)
        row.addWidget(self.search)
        column.addLayout(row)
        column.addWidget(self._card, 1)
        column.addWidget(self._empty, 1)
        self._empty.hide()
        self._nothing.hide()
        column.addWidget(self.forms, 1)
        self.body.addWidget(inner, 1)
        self.bar = FooterBar()
        self._count = Label("", "strong", tabular=True)
        self.bar.row.addWidget(self._count)
        self.bar.row.addStretch(1)
        export = Button("Export these", icon="export", small=True)
        export.setObjectName("documents.export")
        export.clicked.connect(self.export)
        self.bar.row.addWidget(export)
        clear = IconButton("close", "Clear the selection")
        clear.setObjectName("documents.clear")
        clear.clicked.connect(partial(self.model.select_all, False))
        self.bar.row.addWidget(clear)
        self.bar.hide()
        self.set_footer(self.bar)
        context.actions.add(Action("document.new", "New document", (), "plus", "Documents"), self.new, owner=self)
        context.actions.add(
            Action("document.blank", "Print a form blank", (), "print", "Documents"), self._show_forms, owner=self
        )
        context.actions.add(
            Action("export", "Export documents", ("Ctrl+E",), "export", "Documents"), self.export, owner=self
        )
        self._reload()

    # What the window asks

    def enter(self, export: Sequence[int] = (), tab: str = "", **_where: object) -> None:
        """Comes into sight; `export` are accounts whose success plans are to be exported, `tab` what to show."""
        self._wanted = list(export)
        self._tab = tab or ("all" if export else "")
        self._reload()

    def focus_search(self) -> None:
        """Ctrl+F: goes to the search field."""
        self.search.setFocus()
        self.search.selectAll()

    def changed(self, changed: Changed) -> None:
        """Reads the documents again: an answer may have come from anywhere in the book. Out of sight it can wait."""
        if self.isVisible():
            self._reload()

    # Reading and showing

    def _reload(self) -> None:
        self._context.read(documents.listing, self._desk, done=self._show)
        self.forms.reload()

    def _show(self, rows: tuple[DocumentRow, ...]) -> None:
        self._all, self._read = rows, True
        self._show_tabs()
        drafts = sum(1 for row in rows if row.state != "final")
        gaps = sum(row.missing for row in rows)
        words = f"{len(rows)} document{'s' if len(rows) != 1 else ''}, {drafts} in draft"
        self.set_summary(f"{words}, {gaps} answers missing for final" if rows else "")
        if self._tab:
            self.tabs.set_current(self._tab)
            self._tab = ""
        self._filter()
        if self._wanted:
            wanted, self._wanted = self._wanted, []
            plans = [row for row in rows if row.form == "success-plan" and row.account_id in wanted]
            without = len(set(wanted) - {row.account_id for row in plans})
            BatchDialog(self._context, plans, self, without=without).open()

    def _show_tabs(self) -> None:
        rows = self._all
        drafts = sum(1 for row in rows if row.state != "final")
        self.tabs.set_tabs(
            (
                Tab("all", "All documents", str(len(rows))),
                Tab("draft", "Drafts", str(drafts)),
                Tab("final", "Final", str(len(rows) - drafts)),
                Tab("forms", "Forms", str(self._forms_count)),
            )
        )

    def _forms_listed(self, count: int) -> None:
        self._forms_count = count
        self._show_tabs()

    def _filter(self) -> None:
        words = fold(self.search.text()).split()
        state = self.tabs.current()
        forms = state == "forms"
        self.forms.setVisible(forms)
        self._card.setVisible(bool(self._all) and not forms)
        self._empty.setVisible(self._read and not self._all and not forms)
        self.forms.filter(self.search.text())
        shown = [
            row
            for row in self._all
            if (state in ("all", "") or (row.state == "final") == (state == "final"))
            and all(word in fold(f"{row.title} {row.account or ''}") for word in words)
        ]
        self.model.set_rows(shown)
        if forms:
            self.model.select_all(False)
        self.table.setVisible(bool(shown))
        self._nothing.setVisible(self._read and not shown)
        self._selection()

    def _sort(self, column: str) -> None:
        now, descending = self.model.order
        descending = not descending if column == now else column in ("updated", "missing")
        self.model.sort_by(column, descending)
        self.table.set_sort(column, descending=descending)

    def _selection(self) -> None:
        count = len(self.model.chosen())
        self.bar.setVisible(bool(count))
        self._count.setText(f"{count} selected")

    # What a person does

    def _open(self, document_id: object) -> None:
        self._context.go("document", document_id=document_id)

    def _row_menu(self, key: object, spot: QPoint) -> None:
        row = next((one for one in self.model.rows if one.id == key), None)
        if row is None:
            return
        menu = Menu(self, row.title)
        menu.add("Open", partial(self._open, row.id), icon="documents")
        menu.add("Export", partial(self._export_rows, [row]), icon="export")
        menu.addSeparator()
        menu.add("Delete", partial(self._delete, row), icon="trash", enabled=not self._desk.read_only)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(spot)

    def _delete(self, row: DocumentRow) -> None:
        """Puts a document in the bin; what it showed of the account stays in the book."""
        words = f"{row.title} of {row.account} deleted" if row.account else f"{row.title} deleted"
        self._context.write(documents.delete, self._desk, row.id, toast=words, owner=self)

    def _export_rows(self, rows: Sequence[DocumentRow]) -> None:
        BatchDialog(self._context, rows, self).open()

    def new(self, form: str = "") -> None:
        """Asks for the form (unless it is given) and the account, then opens the document, or prints the form blank."""
        dialog = NewDocument(self._context, self._open, self, form=form if isinstance(form, str) else "")
        dialog.blank_wanted.connect(lambda wanted: print_blank(self._context, wanted, self))
        dialog.open()

    def _show_forms(self) -> None:
        self.tabs.set_current("forms")
        self._filter()

    def export(self) -> None:
        """Exports the ticked documents, or those in sight when none is."""
        self._export_rows(self.model.chosen() or self.model.rows)
