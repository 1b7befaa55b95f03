"""Book: where it lies, whether it is sound, and what lies in its bin."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.ui.pages.settings.backup import size_text
from csdesk.ui.theme import theme
from csdesk.ui.widgets import (
    Banner,
    Button,
    Card,
    Cell,
    Column,
    EmptyState,
    SectionTitle,
    TableModel,
    TableView,
    Text,
    check_column,
)
from csdesk.values.days import count, format_date

if TYPE_CHECKING:
    from csdesk.desk.bin import BinItem
    from csdesk.ui.context import Context


class _Bin(TableModel):
    def __init__(self) -> None:
        super().__init__(
            [
                check_column(),
                Column("title", "What", 220, stretch=True, sortable=False),
                Column("kind", "Kind", 110, soft=True, sortable=False),
                Column("account", "Account", 160, soft=True, sortable=False),
                Column("at", "Deleted", 130, right=True, soft=True, sortable=False),
            ]
        )
        self.items: Sequence[BinItem] = ()

    def show(self, items: Sequence[BinItem]) -> None:
        self.beginResetModel()
        self.items = items
        keys = {(item.kind, item.id) for item in items}
        self.selected = {key for key in self.selected if key in keys}
        self.endResetModel()
        self.selection_changed.emit()

    def row_count(self) -> int:
        return len(self.items)

    def key(self, row: int) -> Hashable:
        return (self.items[row].kind, self.items[row].id)

    def cell(self, row: int, column: Column) -> Cell:
        item = self.items[row]
        if column.key == "title":
            return Cell(item.title or "Untitled")
        if column.key == "kind":
            return Cell(item.kind.replace("_", " ").capitalize())
        if column.key == "account":
            return Cell("" if item.kind == "account" else item.account_name)
        return Cell(format_date(item.deleted_at.astimezone().date()))


class BookSection(QWidget):
    """The book's file, its check and its bin."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        self._facts = Text("", "body", "soft")
        column.addWidget(self._facts)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self._check = Button("Check the book", "secondary", icon="shield")
        self._check.clicked.connect(self._check_now)
        folder = Button("Show its folder", "secondary", icon="folder")
        folder.clicked.connect(self._folder)
        another = Button("Open another book", "secondary", icon="book")
        another.clicked.connect(self._another)
        for button in (self._check, folder, another):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self._report = Banner()
        column.addWidget(self._report)
        self._title = SectionTitle("Bin")
        self._restore = Button("Restore", "secondary", icon="restore", small=True)
        self._restore.clicked.connect(self._restore_chosen)
        self._empty_all = Button("Empty the bin", "quiet", small=True)
        self._empty_all.clicked.connect(self._ask_empty)
        self._title.add(self._restore)
        self._title.add(self._empty_all)
        column.addSpacing(px(12))
        column.addWidget(self._title)
        self._model = _Bin()
        self._model.selection_changed.connect(self._selection)
        self._table = TableView("Bin", self._model)
        self._card = Card(0)
        self._card.body.addWidget(self._table)
        self._nothing = EmptyState(
            "The bin is empty", "What you delete comes here and can be restored from here.", inset=0
        )
        column.addWidget(self._card, 1)
        column.addWidget(self._nothing, 1)
        self.show_values()

    def show_values(self) -> None:
        """Read the book's facts and bin again."""
        desk = self._context.desk
        try:
            size = size_text(desk.path.stat().st_size)
        except OSError:
            size = "size not known"
        self._facts.set_parts([("The book is ", "soft"), (str(desk.path), "bold"), (f", {size}.", "soft")])
        self._context.read(_bin, desk, done=self._show, owner=self)

    def _show(self, items: Any) -> None:
        self._model.show(items)
        self._title.note.setText(str(len(items)) if items else "")
        self._card.setVisible(bool(items))
        self._nothing.setVisible(not items)
        self._empty_all.setVisible(bool(items) and not self._context.desk.read_only)
        self._selection()

    def _selection(self) -> None:
        chosen = len(self._model.selected)
        self._restore.setVisible(bool(self._model.items))
        self._restore.setEnabled(bool(chosen) and not self._context.desk.read_only)
        self._restore.setText(f"Restore {chosen}" if chosen else "Restore")

    def _restore_chosen(self) -> None:
        chosen = [item for item in self._model.items if (item.kind, item.id) in self._model.selected]
        self._context.write(_restore, self._context.desk, chosen, toast=f"Restored {len(chosen)}")

    def _ask_empty(self) -> None:
        number = len(self._model.items)
        self._context.confirm(
            "Empty the bin?",
            f"{count(number, 'thing')} and all that belongs to them leave the book. Undo brings them back as long as "
            "the journal keeps this step; after that only a backup has them.",
            "Empty the bin",
            self._empty,
        )

    def _empty(self) -> None:
        self._context.write(_empty, self._context.desk, toast="The bin is empty")

    def _check_now(self) -> None:
        from csdesk.desk import settings

        self._check.setEnabled(False)
        self._context.read(
            settings.check, self._context.desk, done=self._checked, failed=self._check_failed, owner=self
        )

    def _checked(self, report: Any) -> None:
        self._check.setEnabled(True)
        if report.ok:
            words = f"Every page of the file was read: {count(report.accounts, 'account')}, format {report.schema}."
            self._report.say("The book is sound.", words, tone="green")
        else:
            number = count(len(report.problems), "problem")
            self._report.say(f"{number} found.", report.problems[0], tone="red", button="Show all")
            self._context.error("The book has problems.", "\n".join(report.problems))

    def _check_failed(self, problem: Exception) -> None:
        self._check.setEnabled(True)
        self._context.error(problem)

    def _folder(self) -> None:
        self._context.actions.do("book.folder")

    def _another(self) -> None:
        self._context.actions.do("book.open")


def _bin(desk: Any) -> Any:
    from csdesk.desk import bin as waste

    return waste.bin(desk)


def _restore(desk: Any, items: Sequence[BinItem]) -> Any:
    from csdesk.desk import bin as waste

    name = "Restore from the bin"
    with desk.write(name) as tx:
        for item in items:
            waste.restore(desk, item.kind, item.id)
    return tx.changed


def _empty(desk: Any) -> Any:
    from csdesk.desk import bin as waste

    return waste.empty_bin(desk)
