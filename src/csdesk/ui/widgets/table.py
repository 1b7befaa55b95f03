"""The table: fixed row heights, painted cells, group rows, tick boxes, sorting by the model, edit in place.

A page gives a `TableModel` subclass that answers `cell(row, column)`; sorting and filtering happen in the model or in
the book, never in a proxy over Python rows.
"""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets.table_model import CHECK, Cell, Column, Group, TableModel
from csdesk.ui.widgets.table_paint import CellDelegate, TableHead

Index = QModelIndex | QPersistentModelIndex


class TableView(QTableView):
    """A table of a `TableModel`.

    `opened(key)` is told by Enter, by a double-click on a cell that cannot be edited, and by a click on a link column;
    `sorted_by(column key)` by a click on a head. `menu_wanted(key, global point)` by the right button or the menu key.
    """

    opened = Signal(object)
    sorted_by = Signal(str)
    menu_wanted = Signal(object, object)

    def __init__(
        self,
        name: str,
        model: TableModel,
        *,
        row_height: str = "row",
        gap: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.gap = gap
        """Room at either side of a column's words, in unscaled pixels."""
        self._row_height = row_height
        self._hovered = -1
        self._by_keyboard = False
        self._rows = model
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        head = TableHead(self)
        self.setHorizontalHeader(head)
        head.sectionClicked.connect(self._head_clicked)
        head.sectionResized.connect(self._resized)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        model.modelReset.connect(self._structure)
        model.layoutChanged.connect(self._structure)
        model.selection_changed.connect(self._repaint)
        self._measure()
        self._structure()

    # What a page reads and sets

    def rows(self) -> TableModel:
        """The model it shows."""
        return self._rows

    def hovered(self) -> int:
        """The row under the pointer, -1 for none."""
        return self._hovered

    def ring_shown(self) -> bool:
        """Whether the current cell shows the focus ring: after a key press, not after a click."""
        return self.hasFocus() and self._by_keyboard

    def current_key(self) -> Hashable | None:
        """The key of the row the keyboard is on."""
        index = self.currentIndex()
        return self._rows.key(index.row()) if index.isValid() else None

    def show_key(self, key: Hashable) -> None:
        """Make a row current and bring it into sight."""
        row = self._rows.row_of(key)
        if row >= 0:
            column = next((i for i, c in enumerate(self._rows.columns) if c.key != CHECK), 0)
            self.setCurrentIndex(self._rows.index(row, column))
            self.scrollTo(self._rows.index(row, column))

    def set_sort(self, column: str, *, descending: bool = False) -> None:
        """Show which column the rows are sorted by."""
        head = self.horizontalHeader()
        if isinstance(head, TableHead):
            head.show_sort(column, descending=descending)

    def widths(self) -> dict[str, int]:
        """The width of each column in unscaled pixels, to be remembered."""
        scale = theme().scale
        return {c.key: round(self.columnWidth(i) / scale) for i, c in enumerate(self._rows.columns)}

    def content_height(self) -> int:
        """The height at which all rows are in sight, for a table that grows with its page."""
        return self.horizontalHeader().height() + self.verticalHeader().length() + 1

    # How it stays in shape

    def _measure(self) -> None:
        colours = theme()
        self.verticalHeader().setMinimumSectionSize(colours.px(20))
        self.verticalHeader().setDefaultSectionSize(colours.size(self._row_height))
        self.horizontalHeader().setFixedHeight(colours.size("table-head"))
        self._fit()

    def _structure(self) -> None:
        self.clearSpans()
        normal, group = theme().size(self._row_height), theme().size("row-group")
        header = self.verticalHeader()
        columns = len(self._rows.columns)
        for row in self._rows.group_rows():
            if columns > 1:
                self.setSpan(row, 0, 1, columns)
            if group != normal:
                header.resizeSection(row, group)
        for row, height in self._rows.tall_rows().items():
            header.resizeSection(row, theme().px(height))
        self._hovered = -1
        self._fit()

    def _fit(self) -> None:
        """Give each column its width, and what is left to those that stretch."""
        colours = theme()
        head = self.horizontalHeader()
        blocked = head.blockSignals(True)
        total, stretching = 0, []
        for position, column in enumerate(self._rows.columns):
            width = colours.px(column.width)
            total += width
            if column.stretch:
                stretching.append(position)
            self.setColumnWidth(position, width)
        left = self.viewport().width() - total
        if stretching and left > 0:
            share = left // len(stretching)
            for position in stretching:
                self.setColumnWidth(position, colours.px(self._rows.columns[position].width) + share)
            last = stretching[-1]
            self.setColumnWidth(last, self.columnWidth(last) + left - share * len(stretching))
        head.blockSignals(blocked)
        self.updateGeometries()
        self.viewport().update()

    def _resized(self, position: int, _before: int, after: int) -> None:
        if 0 <= position < len(self._rows.columns):
            self._rows.set_width(position, max(24, round(after / theme().scale)))
            self.viewport().update()

    def _repaint(self) -> None:
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    def _head_clicked(self, position: int) -> None:
        column = self._rows.columns[position]
        if column.key == CHECK:
            self._rows.select_all(not self._rows.all_selected())
        elif column.sortable:
            self.sorted_by.emit(column.key)

    # Pointer and keys

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_rows"):
            QTimer.singleShot(0, self, self._measure)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.row() != self._hovered:
            self._hovered = index.row()
            self.viewport().update()
        link = index.isValid() and self._rows.columns[index.column()].link and not self._rows.group(index.row())
        shape = Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_keyboard = False
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        row, column = index.row(), self._rows.columns[index.column()]
        if self._rows.group(row) is not None:
            box = theme().px(40) if self._rows.columns[0].key == CHECK else 0
            self._rows.press_group(row, box=event.position().x() < box)
        elif column.key == CHECK:
            span = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._rows.toggle(row, span=span)
        elif column.link and not event.modifiers():
            self.opened.emit(self._rows.key(row))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._rows.group(index.row()) is None:
            column = self._rows.columns[index.column()]
            if not self._rows.editable(index.row(), index.column()) and column.key != CHECK and not column.link:
                self.opened.emit(self._rows.key(index.row()))
                return
        super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        index = self.indexAt(event.pos())
        if not index.isValid():
            index = self.currentIndex()
        if index.isValid() and self._rows.group(index.row()) is None:
            self.setCurrentIndex(index)
            self.menu_wanted.emit(self._rows.key(index.row()), event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            # An editor lets Return through to here while its text is still on its way to the model.
            return
        if not self._by_keyboard:
            self._by_keyboard = True
            self.viewport().update()
        index = self.currentIndex()
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            if self._rows.group(index.row()) is not None:
                self._rows.press_group(index.row(), box=False)
            else:
                self.opened.emit(self._rows.key(index.row()))
        elif key == Qt.Key.Key_Space and index.isValid() and self._rows.ticks:
            if self._rows.group(index.row()) is not None:
                self._rows.press_group(index.row(), box=True)
            else:
                self._rows.toggle(index.row(), span=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier and self._rows.ticks:
            self._rows.select_all(True)
        elif key == Qt.Key.Key_Escape and self._rows.selected:
            self._rows.select_all(False)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._by_keyboard = True
            if not self.currentIndex().isValid() and self._rows.rowCount():
                first = next((i for i, c in enumerate(self._rows.columns) if c.key != CHECK), 0)
                self.setCurrentIndex(self._rows.index(0, first))
        self.viewport().update()


__all__ = ["CHECK", "Cell", "Column", "Group", "TableModel", "TableView"]
