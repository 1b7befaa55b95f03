"""How a table draws its heads, cells and group rows, and edits a cell in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QApplication,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.fields import ComboBox
from csdesk.ui.widgets.table_model import CELL_ROLE, CHECK, Cell, Column, Group, TableModel

if TYPE_CHECKING:
    from csdesk.ui.widgets.table import TableView

Index = QModelIndex | QPersistentModelIndex
_RIGHT, _LEFT = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft


def tick_rect(area: QRect | QRectF) -> QRectF:
    """Where the tick box of a row stands in its cell."""
    whole = QRectF(area)
    side = theme().px(16)
    return QRectF(whole.left() + theme().px(12), round(whole.center().y() - side / 2), side, side)


class TableHead(QHeaderView):
    """Heads aligned like their columns; the sorted one in full ink with an arrow."""

    def __init__(self, view: TableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self._sorted, self._descending = "", False
        self.setAccessibleName("Column heads")
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(24)
        self.setDefaultAlignment(_LEFT | Qt.AlignmentFlag.AlignVCenter)

    def show_sort(self, column: str, *, descending: bool) -> None:
        """Mark the column that the rows are sorted by."""
        self._sorted, self._descending = column, descending
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme().size("table-head"))

    def paintSection(self, painter: QPainter, rect: QRect, position: int) -> None:
        colours = theme()
        rows = self._view.rows()
        if not 0 <= position < len(rows.columns):
            return
        column = rows.columns[position]
        with paint.kept(painter):
            painter.fillRect(rect, colours.colour("surface"))
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.colour("line"))
            if column.key == CHECK:
                some = bool(rows.selected)
                state = Qt.CheckState.Unchecked
                if rows.all_selected():
                    state = Qt.CheckState.Checked
                elif some:
                    state = Qt.CheckState.PartiallyChecked
                paint.check_box(painter, tick_rect(rect), state)
                return
            area = _padded(rect, position, len(rows.columns), self._view.gap)
            on = column.key == self._sorted
            ink = "text" if on else "text.soft"
            arrow = colours.px(14) if on else 0
            words = QRectF(area)
            if column.right:
                words.setRight(words.right() - arrow)
            else:
                words.setWidth(max(words.width() - arrow, 1))
            align = _RIGHT if column.right else _LEFT
            taken = paint.text(painter, words, column.title, role="label", tone=ink, align=align)  # type: ignore[arg-type]
            if on:
                x = area.right() - colours.px(6) if column.right else area.left() + taken + colours.px(9)
                name = "chevron-down" if self._descending else "chevron-up"
                paint.icon(painter, QPointF(x, area.center().y()), name, "text", 12)


def _padded(rect: QRect | QRectF, position: int, count: int, gap: int) -> QRectF:
    """The part of a cell that words use: the table's gap at both sides, 16 at the edges of the table."""
    px = theme().px
    left = px(16) if position == 0 else px(gap)
    right = px(16) if position == count - 1 else px(gap)
    return QRectF(rect).adjusted(left, 0, -right, 0)


class CellDelegate(QStyledItemDelegate):
    """Draws every cell from its `Cell`, and opens the editor with the focus ring inside the cell."""

    def __init__(self, view: TableView) -> None:
        super().__init__(view)
        self._view = view
        self._refused: tuple[QPersistentModelIndex, str, str] | None = None
        """The cell whose text could not be taken, that text, and why."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = theme()
        rows = self._view.rows()
        rect = option.rect
        content = index.data(CELL_ROLE)
        with paint.kept(painter):
            if isinstance(content, Group):
                self._paint_group(painter, rect, content, current=index.row() == self._view.currentIndex().row())
                return
            column = rows.columns[index.column()]
            ticked = rows.ticks and rows.key(index.row()) in rows.selected
            if ticked:
                painter.fillRect(rect, colours.colour("selected"))
            elif index.row() == self._view.hovered():
                painter.fillRect(rect, colours.colour("hover"))
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.colour("line"))
            if column.key == CHECK:
                state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
                paint.check_box(painter, tick_rect(rect), state)
            elif isinstance(content, Cell):
                area = _padded(rect, index.column(), len(rows.columns), self._view.gap)
                self.paint_cell(painter, area, content, column)
            if self._view.ring_shown() and index == self._view.currentIndex():
                paint.ring(painter, QRectF(rect).adjusted(1, 1, -1, -2), 4)

    def paint_cell(self, painter: QPainter, area: QRectF, cell: Cell, column: Column) -> None:
        """Draw what a cell shows into the part that words use."""
        colours = theme()
        middle = area.center().y()
        right = column.right if cell.right is None else cell.right
        if cell.chip:
            width = paint.chip_width(cell.score, cell.text)
            left = area.right() - width if right else area.left()
            paint.chip(painter, left, middle, cell.chip, cell.score, cell.text)
            return
        if cell.outline and cell.text:
            width = paint.outline_chip_width(cell.text)
            paint.outline_chip(painter, area.right() - width if right else area.left(), middle, cell.text)
            return
        if cell.shape:
            paint.shape(painter, QPointF(area.left() + colours.px(5), middle), cell.shape)
            area = area.adjusted(colours.px(16), 0, 0, 0)
        if cell.icon:
            paint.icon(painter, QPointF(area.left() + colours.px(7), middle), cell.icon, "text.soft", 14)
            area = area.adjusted(colours.px(22), 0, 0, 0)
        tone = cell.tone or ("text.soft" if column.soft and not cell.bold else "text")
        taken = paint.text(
            painter,
            area,
            cell.text,
            role="strong" if cell.bold else "body",
            tone=tone,  # type: ignore[arg-type]
            align=_RIGHT if right else _LEFT,
            tabular=right,
            struck=cell.struck,
        )
        if cell.note and not right and taken < area.width():
            rest = area.adjusted(taken + colours.px(8), 0, 0, 0)
            paint.text(painter, rest, cell.note, role="label", tone="text.soft", tabular=True)

    def _paint_group(self, painter: QPainter, rect: QRect, group: Group, *, current: bool) -> None:
        colours = theme()
        painter.fillRect(rect, colours.colour("sunken"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.colour("line"))
        area = QRectF(rect).adjusted(colours.px(16), 0, -colours.px(16), 0)
        if group.ticked is not None:
            paint.check_box(painter, tick_rect(rect), group.ticked)
            area.setLeft(rect.left() + colours.px(40) + colours.px(12))
        if group.folded is not None:
            name = "chevron-right" if group.folded else "chevron-down"
            paint.icon(painter, QPointF(area.left() + colours.px(7), area.center().y()), name, "text.soft", 14)
            area.setLeft(area.left() + colours.px(22))
        end = paint.text_width(group.right, "label", tabular=True)
        room = area.adjusted(0, 0, -end - colours.px(16), 0)
        taken = paint.text(painter, room, group.title, role="strong")
        note = room.adjusted(taken + colours.px(8), 0, 0, 0)
        if group.note and note.width() > 0:
            paint.text(painter, note, group.note, role="label", tone="text.soft", tabular=True)
        paint.text(painter, area, group.right, role="label", tone="text.soft", align=_RIGHT, tabular=True)
        if current and self._view.ring_shown():
            paint.ring(painter, QRectF(rect).adjusted(1, 1, -1, -2), 4)

    # Editing in place

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._view.rows().columns[index.column()]
        if column.options:
            choice = ComboBox(column.title, small=True, parent=parent)
            choice.set_options(list(column.options))
            return choice
        editor = QLineEdit(parent)
        editor.setAccessibleName(column.title)
        wrong = self._refused is not None and self._refused[0] == index
        line = theme().colour("text" if wrong else "accent").name()
        pad = theme().px(9)
        editor.setStyleSheet(
            f"QLineEdit, QLineEdit:focus {{border: 2px solid {line}; border-radius: {theme().px(4)}px;"
            f" padding: 0 {pad}px; min-height: 0;}}"
        )
        if column.right:
            editor.setAlignment(_RIGHT)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, ComboBox):
            editor.set_value(text)
        elif isinstance(editor, QLineEdit):
            if self._refused is None or self._refused[0] != index:
                editor.setText(text)
                return
            _, typed, reason = self._refused
            editor.setText(typed)
            editor.setToolTip(reason)
            editor.setAccessibleDescription(reason)
            QTimer.singleShot(0, editor, lambda: self._say(editor, reason))

    @staticmethod
    def _say(editor: QLineEdit, reason: str) -> None:
        editor.selectAll()
        QToolTip.showText(editor.mapToGlobal(editor.rect().bottomLeft()), reason, editor, editor.rect(), 30_000)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if not isinstance(model, TableModel):
            return
        before = str(index.data(Qt.ItemDataRole.EditRole) or "")
        text = (
            editor.value() if isinstance(editor, ComboBox) else editor.text() if isinstance(editor, QLineEdit) else ""
        )
        self._refused = None
        if text != before:
            cell = QPersistentModelIndex(index)
            reason = model.edit(index.row(), model.columns[index.column()], text)
            if reason:
                self._refused = (cell, text, reason)
                QTimer.singleShot(0, self._view, self._refuse)

    def _refuse(self) -> None:
        """Open the editor again with what was typed and its reason; whoever has gone on is told the reason instead."""
        if self._refused is None:
            return
        cell, _, reason = self._refused
        focus = QApplication.focusWidget()
        if cell.isValid() and focus is not None and (focus is self._view or self._view.isAncestorOf(focus)):
            if focus is not self._view and focus.parent() is self._view.viewport():
                # Tab has opened the editor of the next cell.
                self.closeEditor.emit(focus, QStyledItemDelegate.EndEditHint.NoHint)
            index = self._view.rows().index(cell.row(), cell.column())
            self._view.setCurrentIndex(index)
            self._view.edit(index)
            return
        self._refused = None
        self._view.rows().refused.emit(reason)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        # Escape writes nothing and leaves the cell as it was: what was refused is forgotten with its editor.
        if self._refused is not None and editor.accessibleDescription() == self._refused[2]:
            self._refused = None
        super().destroyEditor(editor, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect
        editor.setGeometry(rect.adjusted(0, 0, 0, -1))
