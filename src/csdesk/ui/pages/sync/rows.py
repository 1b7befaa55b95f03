"""The list of the check as a table: a group row per record, a row per value, made only when it comes into sight."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from csdesk.desk import imports
from csdesk.desk.core import Desk
from csdesk.desk.imports import Cell as Value
from csdesk.ui.pages.sync.review import Category, Fate, Item, Review, was_conflict
from csdesk.ui.widgets.table_model import CHECK, Cell, Column, Group, TableModel, check_column
from csdesk.values.days import count
from csdesk.values.money import Money
from csdesk.values.numbers import format_number
from csdesk.values.text import fold

NUMBERS = {"money", "number", "integer", "percent"}
LEAVE, TAKE = "leave", "take"
_WILL: dict[Fate, str] = {
    "add": "Add",
    "take": "Take it",
    "keep": "Keep yours",
    "back": "Keep yours, carry back",
    "open": "Keep yours until you decide",
    "left": "Leave as it is",
}
PANEL = 128
"""The height of an open conflict, in unscaled pixels."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A row: its record, and the value below it (-1 for the record's own group row)."""

    item: Item
    part: int


def one_line(text: str) -> str:
    """Text with line breaks as spaces, for a cell."""
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


class ChangesModel(TableModel):
    """What the file would do. `reviewed` tells that a tick or a value changed; `mended` (line, column, text) that a
    rejected cell was typed anew; `toggled` that a conflict was opened or closed."""

    reviewed = Signal()
    mended = Signal(int, str, str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(
            [
                check_column(),
                Column("field", "Field", 156, soft=True, sortable=False),
                Column("book", "Your book", 240, sortable=False),
                Column("crm", "The CRM today", 228, sortable=False, editable=True),
                Column("reason", "Reason", 230, soft=True, stretch=True, sortable=False),
                Column(
                    "will", "What will happen", 212, sortable=False, editable=True,
                    options=((TAKE, "Take it"), (LEAVE, "Leave as it is")),
                ),
            ],
            parent,
        )  # fmt: skip
        self._desk = desk
        self._formats = desk.formats
        self._review: Review | None = None
        self._shown: list[Item] = []
        self._starts: list[int] = []
        self._rows = 0
        self._categories: frozenset[Category] = frozenset()
        self._filter = ""
        self.opened: set[tuple[int, str]] = set()

    # What is shown

    def show(self, review: Review | None) -> None:
        """Show a review; open conflicts of the first records stand open."""
        self._review = review
        self._formats = self._desk.formats
        self.opened = set()
        if review is not None:
            for item in review.items:
                for cell in item.cells() if item.category == "conflicts" else ():
                    if review.fate(item, cell) == "open" and item.line is not None and len(self.opened) < 3:
                        self.opened.add((item.line, cell.field))
        self._lay()

    def narrow(self, categories: frozenset[Category], text: str) -> None:
        """Show only records of these kinds that hold every word."""
        if (categories, text) != (self._categories, self._filter):
            self._categories, self._filter = categories, text
            self._lay()

    def _lay(self) -> None:
        self.beginResetModel()
        words = fold(self._filter).split()
        items = self._review.items if self._review is not None else ()
        self._shown = [
            item
            for item in items
            if item.category in self._categories and (not words or all(word in item.text for word in words))
        ]
        self._starts, row = [], 0
        for item in self._shown:
            self._starts.append(row)
            row += 1 + item.size
        self._rows = row
        self._count_ticks()
        self.endResetModel()

    def _count_ticks(self) -> None:
        review = self._review
        able = [item for item in self._shown if review is not None and review.can_exclude(item)]
        on = sum(1 for item in able if review is not None and review.included(item))
        self._all = bool(able) and on == len(able)
        # The head draws its box from this; the keys of single rows never stand in it.
        self.selected = {"some"} if on else set()

    def shown(self) -> Sequence[Item]:
        """The records in the list."""
        return self._shown

    def spot(self, row: int) -> Spot:
        """What stands in a row."""
        at = bisect_right(self._starts, row) - 1
        return Spot(self._shown[at], row - self._starts[at] - 1)

    def value(self, row: int) -> Value | None:
        """The compared value of a row; None for group rows and rejected cells."""
        spot = self.spot(row)
        if spot.part < 0 or spot.item.entry is None:
            return None
        return spot.item.cells()[spot.part]

    def conflict_rows(self) -> Iterator[int]:
        """The rows of open panels."""
        for at, item in enumerate(self._shown):
            if item.category != "conflicts":
                continue
            for part, cell in enumerate(item.cells()):
                if not was_conflict(cell):
                    break
                if (item.line, cell.field) in self.opened:
                    yield self._starts[at] + 1 + part

    def is_panel(self, row: int) -> bool:
        """Whether the row is an open conflict."""
        cell = self.value(row)
        return cell is not None and was_conflict(cell) and (self.spot(row).item.line, cell.field) in self.opened

    def toggle_panel(self, row: int) -> None:
        """Open or close a conflict in place."""
        cell = self.value(row)
        line = self.spot(row).item.line
        if cell is not None and line is not None and was_conflict(cell):
            self.opened ^= {(line, cell.field)}
            self.layoutChanged.emit()

    # For the table

    def row_count(self) -> int:
        return self._rows

    def group_rows(self) -> Sequence[int]:
        return self._starts

    def tall_rows(self) -> dict[int, int]:
        return dict.fromkeys(self.conflict_rows(), PANEL)

    def key(self, row: int) -> Hashable:
        spot = self.spot(row)
        item = spot.item
        known = item.line if item.line is not None else -(item.missing.record_id if item.missing else 0)
        return (item.category == "rejected", known, item.name, spot.part)

    def row_of(self, key: Hashable) -> int:
        return next((row for row in range(self._rows) if self.key(row) == key), -1)

    def group(self, row: int) -> Group | None:
        spot = self.spot(row)
        if spot.part >= 0:
            return None
        item, review = spot.item, self._review
        assert review is not None
        ticked: Qt.CheckState | None = None
        if review.can_exclude(item):
            out = not review.included(item) or (item.size and not review.written(item) and item.category != "conflicts")
            ticked = Qt.CheckState.Unchecked if out else Qt.CheckState.Checked
        name = item.name or "Without a name"
        return Group(name, self._note(item), self._tally(item, review), ticked)

    def _note(self, item: Item) -> str:
        if item.missing is not None:
            return f"CRM id {item.missing.crm_id}" if item.missing.crm_id else "known from an earlier export"
        if item.category == "rejected":
            return f"line {item.line}"
        entry = item.entry
        assert entry is not None
        if entry.outcome == "create":
            accounts = self._review is not None and self._review.plan.object in imports.ABOUT_ACCOUNTS
            return "new, no match by id, domain or name" if accounts else "new"
        return f"matched by {entry.matched_by}" if entry.matched_by else ""

    def _tally(self, item: Item, review: Review) -> str:
        if item.missing is not None:
            return "left the company?" if item.missing.note else "gone from the CRM?"
        if item.category == "rejected":
            return "left out until it is mended"
        if not review.included(item):
            return "left out by you"
        if item.category == "new":
            return count(review.written(item), "cell")
        fates = [(review.fate(item, cell), was_conflict(cell)) for cell in item.cells()]
        conflicts = sum(1 for _, conflict in fates if conflict)
        taken = sum(1 for fate, conflict in fates if fate in ("add", "take") and not conflict)
        kept = len(fates) - conflicts - taken
        parts = [
            count(conflicts, "conflict") if conflicts else "",
            count(taken, "change") if taken else "",
            f"{kept} kept" if kept else "",
        ]
        return ", ".join(part for part in parts if part) or "nothing to do"

    def press_group(self, row: int, *, box: bool) -> None:
        item, review = self.spot(row).item, self._review
        if not box or review is None or item.line is None or not review.can_exclude(item):
            return
        (review.excluded.add if review.included(item) else review.excluded.discard)(item.line)
        self._told()

    def toggle(self, row: int, *, span: bool = False) -> None:
        spot, cell, review = self.spot(row), self.value(row), self._review
        if cell is not None and review is not None and review.can_leave(spot.item, cell):
            review.leave(spot.item, cell, review.fate(spot.item, cell) != "left")
            self._told()

    def select_all(self, on: bool) -> None:
        review = self._review
        if review is None:
            return
        lines = {item.line for item in self._shown if item.line is not None and review.can_exclude(item)}
        if on:
            review.excluded -= lines
        else:
            review.excluded |= lines
        self._told()

    def all_selected(self) -> bool:
        return self._all

    def _told(self) -> None:
        self._count_ticks()
        self.selection_changed.emit()
        self.reviewed.emit()

    def refresh(self) -> None:
        """Draw again what a decision changed."""
        self._count_ticks()
        self.selection_changed.emit()

    # Cells

    def field_words(self, cell: Value) -> str:
        """A field's label; for amounts in one currency, with that currency."""
        code = _currency(cell)
        return f"{cell.label}, {code}" if code else cell.label

    def words(self, cell: Value, which: str) -> str:
        """A value in the person's formats; an amount whose currency stands in the label goes without its sign."""
        if _currency(cell):
            value = {"book": cell.book, "crm": cell.crm, "last": cell.last}[which]
            if isinstance(value, tuple):
                amount = Money(value[0], value[1]).amount
                whole = amount == amount.to_integral_value()
                return format_number(amount, self._formats, 0 if whole else max(2, -int(amount.as_tuple().exponent)))
            return ""
        return one_line(imports.cell_text(self._desk, cell, which))

    def cell(self, row: int, column: Column) -> Cell:
        spot = self.spot(row)
        return Cell() if spot.part < 0 else self._drawn(spot, column)

    def _drawn(self, spot: Spot, column: Column) -> Cell:
        if spot.item.category == "rejected":
            return self._rejected(spot, column)
        value, review = spot.item.cells()[spot.part], self._review
        assert review is not None
        fate: Fate = review.fate(spot.item, value) if review.included(spot.item) else "left"
        replaced = fate in ("add", "take")
        right = value.type in NUMBERS
        match column.key:
            case "field":
                return Cell(self.field_words(value))
            case "book":
                text = self.words(value, "book")
                if not text:
                    return Cell("empty", tone="text.soft", right=right)
                tone = "text.soft" if replaced else ""
                return Cell(text, tone=tone, bold=not replaced, struck=replaced, right=right, tip=_tip(text))
            case "crm":
                text = self.words(value, "crm")
                if not text:
                    return Cell("blank", tone="text.soft", right=right)
                tone = "" if replaced else "text.soft"
                return Cell(text, tone=tone, bold=replaced, right=right, tip=_tip(text))
            case "reason":
                reason = "New account" if value.reason == "New record" and self._accounts() else value.reason
                return Cell(reason, tip=_tip(reason, 40))
            case _:
                if not review.included(spot.item):
                    return Cell("Left out by you", tone="text.soft")
                return Cell(_WILL[fate], bold=fate == "open", tone="text.soft" if fate == "left" else "")

    def _accounts(self) -> bool:
        return self._review is not None and self._review.plan.object in imports.ABOUT_ACCOUNTS

    def _rejected(self, spot: Spot, column: Column) -> Cell:
        one = spot.item.rejections[spot.part]
        match column.key:
            case "field":
                return Cell(one.column or "The row")
            case "crm":
                text = one_line(one.value)
                return Cell(
                    f"“{text}”" if text else "blank", bold=bool(text), tone="" if text else "text.soft", tip=text
                )
            case "reason":
                reason = one.reason[:1].upper() + one.reason[1:]
                return Cell(reason, tip=_tip(reason, 40))
            case "will":
                return Cell("Type the right value" if one.column else "Leave the row out", tone="text.soft")
            case _:
                return Cell("")

    # Editing

    def can_edit(self, row: int, column: Column) -> bool:
        spot = self.spot(row)
        if spot.part < 0 or self._review is None:
            return False
        if spot.item.category == "rejected":
            return column.key == "crm" and bool(spot.item.rejections[spot.part].column)
        cell = spot.item.cells()[spot.part]
        return column.key == "will" and self._review.included(spot.item) and self._review.can_leave(spot.item, cell)

    def edit_text(self, row: int, column: Column) -> str:
        spot = self.spot(row)
        if spot.item.category == "rejected":
            return spot.item.rejections[spot.part].value
        cell = self.value(row)
        assert cell is not None and self._review is not None
        return LEAVE if self._review.fate(spot.item, cell) == "left" else TAKE

    def edit(self, row: int, column: Column, text: str) -> str:
        spot = self.spot(row)
        if spot.item.category == "rejected":
            one = spot.item.rejections[spot.part]
            self.mended.emit(one.line, one.column, text)
        else:
            cell = self.value(row)
            if cell is not None and self._review is not None:
                self._review.leave(spot.item, cell, text == LEAVE)
                self._told()
        return ""

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.AccessibleTextRole and index.isValid():
            column = self.columns[index.column()]
            if column.key == CHECK and self.spot(index.row()).part >= 0:
                return ""
        return super().data(index, role)

    def lines(self) -> Iterator[list[str]]:
        """The list as rows of text, for a file: record, line, field, book, CRM, reason, what will happen.

        Goes over the records shown when it was asked for, so that it can be written on another thread.
        """
        return self._lines(tuple(self._shown))

    def _lines(self, items: Sequence[Item]) -> Iterator[list[str]]:
        wanted = [column for column in self.columns if column.key != CHECK]
        review = self._review
        assert review is not None
        for item in items:
            line = "" if item.line is None else str(item.line)
            if not item.size:
                yield [item.name, line, "", "", "", self._note(item), self._tally(item, review)]
            for part in range(item.size):
                yield [item.name, line, *(self._drawn(Spot(item, part), column).text for column in wanted)]


def _currency(cell: Value) -> str:
    codes = {value[1] for value in (cell.book, cell.crm, cell.last) if isinstance(value, tuple)}
    return codes.pop() if cell.type == "money" and len(codes) == 1 else ""


def _tip(text: str, longest: int = 28) -> str:
    return text if len(text) > longest else ""
