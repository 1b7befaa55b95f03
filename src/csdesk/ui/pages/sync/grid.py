"""The grid of the check: painted rows, and a real panel for each open conflict that is in sight."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QTableView

from csdesk.desk import import_evidence
from csdesk.desk.import_evidence import Edit
from csdesk.ui.context import Context
from csdesk.ui.pages.sync.conflict import ConflictPanel, Side
from csdesk.ui.pages.sync.review import Review, was_conflict
from csdesk.ui.pages.sync.rows import ChangesModel
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import CELL_ROLE, CHECK, Cell, Column, Group
from csdesk.ui.widgets.table_paint import CellDelegate
from csdesk.values.days import MONTHS, format_date

_MOST_RESIZED = 2_000
"""Up to so many records their head rows are a little lower than the others; beyond, all rows are alike."""
Index = QModelIndex | QPersistentModelIndex


class _Delegate(CellDelegate):
    """Draws the arrow between the two values, and no tick box beside a single value."""

    def __init__(self, view: Grid) -> None:
        super().__init__(view)
        self._grid = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        content = index.data(CELL_ROLE)
        model = self._grid.changes
        if isinstance(content, Group):
            with paint.kept(painter):
                painter.setClipRect(option.rect)
                self._whole_group(painter, self._grid.whole(option.rect), content, index)
            return
        if not isinstance(content, Group) and (
            model.columns[index.column()].key == CHECK or model.is_panel(index.row())
        ):
            rect: QRect = option.rect
            over = index.row() == self._grid.hovered() and not model.is_panel(index.row())
            painter.fillRect(rect, theme().colour("hover" if over else "surface"))
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme().colour("line"))
            return
        super().paint(painter, option, index)

    def _whole_group(self, painter: QPainter, rect: QRect, group: Group, index: Index) -> None:
        # Each cell draws its part of the row: ten thousand spans would cost more than the whole list.
        current = index.row() == self._view.currentIndex().row()
        if group.ticked is not None:
            self._paint_group(painter, rect, group, current=current)
            return
        # A record without a box keeps its name in line with those that have one.
        painter.fillRect(rect, theme().colour("sunken"))
        self._paint_group(painter, rect.adjusted(theme().px(36), 0, 0, 0), group, current=False)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme().colour("line"))
        if current and self._view.ring_shown():
            paint.ring(painter, QRectF(rect).adjusted(1, 1, -1, -2), 4)

    def paint_cell(self, painter: QPainter, area: QRectF, cell: Cell, column: Column) -> None:
        if column.key == "book":
            room = theme().px(24)
            if cell.struck or (cell.text == "empty" and not cell.bold):
                point = QPointF(area.right() - theme().px(6), area.center().y())
                paint.text(
                    painter,
                    QRectF(point.x() - theme().px(6), area.top(), theme().px(16), area.height()),
                    "→",
                    tone="text.soft",
                )
            area = area.adjusted(0, 0, -room, 0)
        super().paint_cell(painter, area, cell, column)


class Grid(TableView):
    """The list of changes. `decided` tells that a conflict or a column's rule was settled."""

    decided = Signal()

    def __init__(self, context: Context, model: ChangesModel) -> None:
        self.changes = model
        self._context = context
        self._review: Review | None = None
        self._panels: dict[int, ConflictPanel] = {}
        self._tall: set[int] = set()
        self._known: dict[tuple[int, str], Edit | None] = {}
        self._last: date | None = None
        self._export: tuple[date | None, bool] = (None, False)
        self._timer = QTimer()
        super().__init__("Changes", model)
        self._timer.setParent(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._place)
        self.setItemDelegate(_Delegate(self))
        self.verticalScrollBar().valueChanged.connect(self._soon)
        self.horizontalScrollBar().valueChanged.connect(self._sideways)
        model.selection_changed.connect(self._restate)
        self.opened.connect(self._enter)

    def show_review(self, review: Review, last: date | None, export: tuple[date | None, bool]) -> None:
        """Show a review; `last` is the day of the source's last import, `export` that of the file."""
        self._review, self._last, self._export = review, last, export
        self._known = {}
        self.changes.show(review)

    def panels(self) -> dict[int, ConflictPanel]:
        """The open conflicts in sight, by row."""
        return self._panels

    # Panels

    def whole(self, rect: QRect) -> QRect:
        """The whole width of the row that a cell's rectangle stands in."""
        # Held to the window, so that the name and the tally stay in sight when the columns are scrolled sideways.
        width = min(self.horizontalHeader().length(), self.viewport().width())
        return QRect(0, rect.top(), width, rect.height())

    def _structure(self) -> None:
        scroll = self.verticalScrollBar().value()
        self._drop()
        header = self.verticalHeader()
        groups, height = self.changes.group_rows(), theme().size("row-group")
        if len(groups) <= _MOST_RESIZED:
            for row in groups:
                header.resizeSection(row, height)
        tall = self.changes.tall_rows()
        for row in self._tall:
            if row not in tall and row < self.changes.row_count():
                header.resizeSection(row, header.defaultSectionSize())
        for row, pixels in tall.items():
            header.resizeSection(row, theme().px(pixels))
        self._tall = set(tall)
        self._hovered = -1
        self._fit()
        self.verticalScrollBar().setValue(scroll)
        self._soon()

    def _drop(self, keep: frozenset[int] = frozenset()) -> None:
        for row in [row for row in self._panels if row not in keep]:
            panel = self._panels.pop(row)
            panel.hide()
            panel.deleteLater()

    def _soon(self, *_: object) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _sideways(self, _value: int) -> None:
        self.viewport().update()
        self._soon()

    def _place(self) -> None:
        """Make the panels in sight and free those that are not."""
        if self._review is None or not self.isVisible():
            return
        top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if top < 0:
            self._drop()
            return
        bottom = bottom if bottom >= 0 else self.changes.row_count() - 1
        rows = [
            row
            for row in range(max(0, top - 1), min(self.changes.row_count(), bottom + 2))
            if self.changes.is_panel(row)
        ]
        focused = {
            row for row, panel in self._panels.items() if panel.isAncestorOf(self.window().focusWidget() or self)
        }
        self._drop(frozenset(rows) | frozenset(focused))
        for row in rows:
            if row not in self._panels:
                self._panels[row] = self._make(row)
        for row, panel in self._panels.items():
            area = self.whole(self.visualRect(self.changes.index(row, 1)))
            panel.setGeometry(area.adjusted(self.columnWidth(0), 0, 0, 0))
            panel.show()
            self._state(row, panel)

    def _make(self, row: int) -> ConflictPanel:
        item, cell = self.changes.spot(row).item, self.changes.value(row)
        assert cell is not None and item.entry is not None
        record_id = item.entry.record_id or 0
        words = self.changes.words
        began = _day(self._last)
        known = cell.last is not None
        last = Side(
            f"The CRM on {began}" if began and known else "The CRM before",
            words(cell, "last") if known else "Not known",
            "what both started from" if known else "never imported before",
        )
        since = f" since {self._last.day} {MONTHS[self._last.month - 1]}" if self._last and known else ""
        reason = cell.reason[0].lower() + cell.reason[1:] + since
        panel = ConflictPanel(
            item.name, self.changes.field_words(cell), reason,
            (last, self._book_side(record_id, cell.field, words(cell, "book")), self._crm_side(words(cell, "crm"))),
            self.viewport(),
        )  # fmt: skip
        panel.decided.connect(partial(self._decide, record_id, cell.field))
        panel.ruled.connect(partial(self._rule, cell.field))
        panel.left.connect(partial(self._leave, row))
        panel.folded.connect(partial(self._fold, row))
        return panel

    def _crm_side(self, value: str) -> Side:
        day, named = self._export
        where = "export of" if named else "file of"
        return Side("The CRM today", value, f"{where} {_day(day)}" if day else "this file")

    def _book_side(self, record_id: int, field: str, value: str) -> Side:
        edit = self._edit(record_id, field)
        if edit is None:
            return Side("Your book now", value, "in your book")
        local = edit.at.astimezone().date()
        who = "you" if edit.origin == "window" else f"by {edit.origin}"
        return Side("Your book now", value, f"{who}, {_day(local)}, “{edit.name}”")

    def _edit(self, record_id: int, field: str) -> Edit | None:
        key = (record_id, field)
        if key not in self._known:
            assert self._review is not None
            # One row of the journal by its index: far below a frame.
            self._known[key] = import_evidence.last_edit(self._context.desk, self._review.plan.object, record_id, field)
        return self._known[key]

    def _state(self, row: int, panel: ConflictPanel) -> None:
        review, spot, cell = self._review, self.changes.spot(row), self.changes.value(row)
        if review is None or cell is None or spot.item.entry is None:
            return
        decided = (spot.item.entry.record_id or 0, cell.field) in review.decisions
        panel.show_state(review.fate(spot.item, cell), decided, review.rule(cell.field))

    def _restate(self) -> None:
        for row, panel in self._panels.items():
            self._state(row, panel)

    def _decide(self, record_id: int, field: str, winner: str) -> None:
        if self._review is not None:
            self._review.decisions[(record_id, field)] = winner
            self.changes.refresh()
            self.decided.emit()

    def _rule(self, field: str, rule: str) -> None:
        if self._review is not None:
            self._review.rules[field] = rule  # type: ignore[assignment]
            self.changes.refresh()
            self.decided.emit()

    def _leave(self, row: int) -> None:
        self.setFocus(Qt.FocusReason.TabFocusReason)
        self.setCurrentIndex(self.changes.index(row, 1))

    def _fold(self, row: int) -> None:
        self._leave(row)
        self.changes.toggle_panel(row)

    def _enter(self, _key: object) -> None:
        row = self.currentIndex().row()
        cell = self.changes.value(row) if row >= 0 else None
        if cell is None or not was_conflict(cell):
            return
        if not self.changes.is_panel(row):
            self.changes.toggle_panel(row)
            self.setCurrentIndex(self.changes.index(row, 1))
            self.scrollTo(self.changes.index(row, 1))
        self._place()
        panel = self._panels.get(row)
        if panel is not None:
            panel.focus_choice()

    # Pointer and keys

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            cell = self.changes.value(index.row())
            if cell is not None and was_conflict(cell):
                QTableView.mouseReleaseEvent(self, event)
                if not self.changes.is_panel(index.row()):
                    self._enter(None)
                return
            if cell is not None and index.column() == 0:
                # Beside a single value there is no box; only Space and the last column leave one out.
                QTableView.mouseReleaseEvent(self, event)
                return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        row = self.currentIndex().row()
        cell = self.changes.value(row) if row >= 0 else None
        if cell is not None and was_conflict(cell) and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._enter(None)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon()

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().showEvent(event)
        self._soon()


def _day(day: date | None) -> str:
    return " ".join(format_date(day).split()[:2]) if day else ""
