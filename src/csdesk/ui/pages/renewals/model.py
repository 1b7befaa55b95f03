"""The grid of renewals: time left, health, the step asked for now, deadlines, forecast and the CSM's own call."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from csdesk.desk.renewals import RenewalRow
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, TableModel
from csdesk.ui.widgets.table_paint import CellDelegate
from csdesk.values.days import count, format_date
from csdesk.values.formats import Formats
from csdesk.values.money import format_money
from csdesk.values.numbers import group

_COLUMNS = (
    Column("account", "Account", 132, stretch=True),
    Column("left", "Time left", 78, right=True),
    Column("arr", "ARR", 74, right=True),
    Column("health", "Health", 125),
    Column("step", "Step asked for now", 166, link=True),
    Column("due", "Due", 89, right=True, soft=True),
    Column("notice", "Notice by", 66, right=True, soft=True),
    Column("forecast", "Forecast", 60, right=True, soft=True),
    Column("call", "My call", 62, right=True, editable=True),
)
NEAR = 90
"""Days up to which the time left stands in bold."""


def day_words(day: date, today: date) -> str:
    """A day of the months ahead without its year, any other with it."""
    words = format_date(day, "day").partition(" ")[2]
    return words if -60 <= (day - today).days <= 330 else format_date(day)


def due_words(row: RenewalRow, today: date) -> tuple[str, bool]:
    """When the step is due, and whether that needs eyes: ("16 days late", True)."""
    due = row.due
    if due is None:
        return ("Done", False) if row.step is not None else ("–", False)
    if row.due_at is not None:
        at = row.due_at.astimezone()
        if at.date() == today:
            return f"today {at:%H:%M}", True
        due = at.date()
    late = (today - due).days
    if late > 0:
        return f"{count(late, 'day')} late", True
    if late == 0:
        return "today", True
    return (format_date(due, "day") if -late <= 60 else day_words(due, today)), False


def left_words(row: RenewalRow) -> str:
    """How much time is left: "74 d"; "9 d past" when the day is over and nothing is recorded."""
    return f"{row.days_left} d" if row.days_left >= 0 else f"{-row.days_left} d past"


def percent_words(percent: float | None) -> str:
    """A chance: "85%"; a dash where there is none."""
    return "–" if percent is None else f"{percent:g}%"


class RenewalsModel(TableModel):
    """Renewals in an order of the person's choice. `tried(account, percent)` when a call is typed or dragged.

    A typed call is kept with its reason: the page asks for it, so that an edit here is a try at first.
    """

    tried = Signal(int, float)
    typed = Signal(int, float, str)
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__(_COLUMNS)
        self.rows: list[RenewalRow] = []
        self.today = date.min
        self.formats = Formats()
        self.currency = ""
        self.read_only = False
        self.order = ("left", False)

    @property
    def ticks(self) -> bool:
        """The row that is chosen is tinted as a ticked one would be."""
        return True

    def show(self, rows: Sequence[RenewalRow], today: date, formats: Formats) -> None:
        """Show these renewals."""
        self.beginResetModel()
        self.today, self.formats = today, formats
        sums: dict[str, int] = {}
        for one in rows:
            if one.arr is not None:
                sums[one.arr.currency] = sums.get(one.arr.currency, 0) + one.arr.minor
        self.currency = max(sums, key=lambda one: sums[one], default=formats.currency)
        head = next(at for at, one in enumerate(self.columns) if one.key == "arr")
        self.columns[head] = replace(self.columns[head], title=f"ARR, {self.currency}")
        self.rows = self._sorted(rows)
        self.selected &= {one.account_id for one in rows}
        self.endResetModel()

    def try_out(self, rows: Sequence[RenewalRow]) -> None:
        """Show other calls of the same renewals, in place."""
        fresh = {one.account_id: one for one in rows}
        self.rows = [fresh.get(one.account_id, one) for one in self.rows]
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def sort_by(self, column: str, descending: bool) -> None:
        """Sort anew; what is not known comes last either way."""
        self.beginResetModel()
        self.order = (column, descending)
        self.rows = self._sorted(self.rows)
        self.endResetModel()

    def _sorted(self, rows: Sequence[RenewalRow]) -> list[RenewalRow]:
        key, descending = self.order
        value = _VALUES[key]
        known = [one for one in rows if value(one) is not None]
        known.sort(key=lambda one: (value(one), one.name.casefold()), reverse=descending)
        return known + [one for one in rows if value(one) is None]

    # What the table asks

    def row_count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> Hashable:
        return self.rows[row].account_id

    def row_of(self, key: Hashable) -> int:
        return next((at for at, one in enumerate(self.rows) if one.account_id == key), -1)

    def choose(self, row: int) -> None:
        """Tint a row alone."""
        self.selected = {self.key(row)} if 0 <= row < len(self.rows) else set()
        self.selection_changed.emit()

    def toggle(self, row: int, *, span: bool = False) -> None:
        self.choose(row)

    def select_all(self, on: bool) -> None:
        if not on:
            self.escaped.emit()

    def can_edit(self, row: int, column: Column) -> bool:
        return not self.read_only

    def edit_text(self, row: int, column: Column) -> str:
        called = self.rows[row].called
        return "" if called is None else f"{called:g}"

    def edit(self, row: int, column: Column, text: str) -> str:
        """A call and, if one likes, its reason behind it: "75 budget is approved"."""
        number, _, reason = text.strip().partition(" ")
        try:
            percent = float(number.rstrip("%").replace(",", "."))
        except ValueError:
            return "Type a chance from 0 to 100, and its reason behind it if you like"
        if not 0 <= percent <= 100:
            return "A call is from 0 to 100 percent"
        self.typed.emit(self.rows[row].account_id, percent, reason.strip())
        return ""

    def cell(self, row: int, column: Column) -> Cell:
        one = self.rows[row]
        near = one.days_left <= NEAR
        match column.key:
            case "account":
                return Cell(one.name)
            case "left":
                tip = format_date(one.renewal_date)
                return Cell(left_words(one), bold=near, tip=tip)
            case "arr":
                return Cell(self._arr(one))
            case "health":
                if one.score is None:
                    return Cell("No score", chip="none")
                return Cell(one.band, chip=one.tone or "none", score=f"{one.score:g}")
            case "step":
                return Cell(one.step_title or "No path", note=one.step_when, tip=_why(one))
            case "due":
                words, bold = due_words(one, self.today)
                done = words == "Done"
                if done and one.step is not None and one.step.state == "skipped":
                    words = "Skipped"
                return Cell(words, bold=bold, icon="check" if done else "")
            case "notice":
                if one.notice is None:
                    return Cell("–", tip="Neither a day nor a number of days of notice is known")
                if one.notice < self.today:
                    return Cell("Passed", tip=format_date(one.notice))
                return Cell(day_words(one.notice, self.today), bold=(one.notice - self.today).days <= 2)
            case "forecast":
                return Cell(percent_words(one.automatic), tone="text")
            case _:
                trying = one.trial is not None and one.trial != one.kept
                return Cell(percent_words(one.called), bold=one.differs or trying, tone="accent.text" if trying else "",
                            tip=one.calls[-1].reason if one.calls and one.own is not None else "")  # fmt: skip

    def _arr(self, one: RenewalRow) -> str:
        if one.arr is None:
            return "–"
        if one.arr.currency != self.currency:
            return format_money(one.arr, self.formats)
        return group(f"{one.arr.amount:.0f}", self.formats)


def _why(one: RenewalRow) -> str:
    return "\n".join(reason.text for reason in one.verdict.reasons[:4])


_VALUES: Mapping[str, Callable[[RenewalRow], Any]] = {
    "account": lambda one: one.name.casefold(),
    "left": lambda one: one.days_left,
    "arr": lambda one: one.arr.amount if one.arr else None,
    "health": lambda one: one.score,
    "step": lambda one: one.step_title or None,
    "due": lambda one: one.due,
    "notice": lambda one: one.notice,
    "forecast": lambda one: one.automatic,
    "call": lambda one: one.called,
}


class _Delegate(CellDelegate):
    """As everywhere, but a mark before words at the right stands close to them."""

    def paint_cell(self, painter: QPainter, area: QRectF, cell: Cell, column: Column) -> None:
        if not (cell.icon and column.right):
            super().paint_cell(painter, area, cell, column)
            return
        px = theme().px
        width = paint.text_width(cell.text, "body", tabular=True)
        paint.icon(painter, QPointF(area.right() - width - px(12), area.center().y()), cell.icon, "text.soft", 14)
        paint.text(painter, area, cell.text, tone="text.soft", align=Qt.AlignmentFlag.AlignRight, tabular=True)


class RenewalGrid(TableView):
    """The table; a call is dragged to the left or right to try it out, in steps of five (one with Shift)."""

    picked = Signal(object)

    def __init__(self, model: RenewalsModel, parent: QWidget | None = None) -> None:
        super().__init__("Renewals", model, gap=5, parent=parent)
        self._model = model
        self._from: tuple[int, float, float] | None = None
        self._dragging = False
        self.setItemDelegate(_Delegate(self))
        self.selectionModel().currentChanged.connect(self._current)
        model.modelReset.connect(self._reset)

    def _current(self, index: QModelIndex | QPersistentModelIndex, *_before: object) -> None:
        if index.isValid():
            self._model.choose(index.row())
            self.picked.emit(self._model.key(index.row()))

    def _reset(self) -> None:
        """A reset forgets the current cell; the chosen row stays so."""
        key = next(iter(self._model.selected), None)
        row = self._model.row_of(key) if key is not None else -1
        if row >= 0:
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(self._model.index(row, 0))
            self.selectionModel().blockSignals(False)

    def _call_at(self, event: QMouseEvent) -> int:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or self._model.columns[index.column()].key != "call" or self._model.read_only:
            return -1
        return index.row()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._call_at(event) if event.button() == Qt.MouseButton.LeftButton else -1
        self._dragging = False
        self._from = None
        if row >= 0:
            self._from = (row, event.position().x(), self._model.rows[row].called or 0.0)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None and event.buttons() & Qt.MouseButton.LeftButton:
            row, x, percent = self._from
            moved = event.position().x() - x
            if self._dragging or abs(moved) > theme().px(4):
                self._dragging = True
                step = 1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 5
                tried = min(100.0, max(0.0, float(round((percent + moved / theme().px(2)) / step) * step)))
                if 0 <= row < len(self._model.rows):
                    self._model.tried.emit(self._model.rows[row].account_id, tried)
            return
        super().mouseMoveEvent(event)
        if self._call_at(event) >= 0:
            self.viewport().setCursor(Qt.CursorShape.SizeHorCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._from, self._dragging = self._dragging, None, False
        if not dragged:
            super().mouseReleaseEvent(event)
