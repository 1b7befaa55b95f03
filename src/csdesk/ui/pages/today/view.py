"""The list itself: one painted view for any number of lines, with all it does by pointer and by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget

from csdesk.desk.today import Entry
from csdesk.ui.pages.today.model import Line, TodayModel
from csdesk.ui.pages.today.paint import TodayDelegate, icon_rects, tick_rect
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.values.formats import Formats

_TIPS = {"tick": "Done (Space)", "why": "Why is this here? (?)", "snooze": "Put it off (S)"}


class TodayList(QListView):
    """`opened`, `ticked`, `snoozed` and `explained` carry a line's key; `menu_wanted` the key and the point."""

    opened = Signal(str)
    ticked = Signal(str)
    snoozed = Signal(str)
    explained = Signal(str)
    menu_wanted = Signal(str, object)

    def __init__(
        self, name: str, model: TodayModel, formats: Formats, *, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines = model
        self.by_keyboard = False
        self._delegate = TodayDelegate(model, formats, self, compact=compact)
        self._kept = ""
        self.setAccessibleName(name)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._come_back)

    def current_line(self) -> Line | None:
        """The line that the keyboard is on."""
        return self._lines.line(self.currentIndex().row())

    def current_entry(self) -> Entry | None:
        """The thing to do that the keyboard is on."""
        line = self.current_line()
        return line.entry if line is not None else None

    def show_key(self, key: str) -> bool:
        """Puts the keyboard on a line; whether it is there."""
        row = self._lines.row_of(key)
        if row < 0:
            return False
        self.setCurrentIndex(self._lines.index(row))
        return True

    def row_rect(self, key: str) -> QRectF:
        """Where a line is in the view."""
        return QRectF(self.visualRect(self._lines.index(self._lines.row_of(key))))

    # Staying on the same line when the list is read anew

    def _remember(self) -> None:
        line = self.current_line()
        self._kept = line.key if line is not None else ""
        self._row = self.currentIndex().row()
        untouched = not self.by_keyboard and self._row == self._lines.first_entry()
        if untouched and self.verticalScrollBar().value() == 0:
            # Whoever looks at the top of the list sees what comes first now, not what came first before.
            self._kept = ""

    def _come_back(self) -> None:
        self._delegate.hovered = -1
        if self._kept and self.show_key(self._kept):
            return
        # What was done is gone: the line that took its place is the next one to do.
        row = self._row if self._kept else self._lines.first_entry()
        while 0 <= row < self._lines.rowCount():
            line = self._lines.line(row)
            if line is not None and line.kind == "entry":
                self.setCurrentIndex(self._lines.index(row))
                if not self._kept:
                    self.scrollToTop()
                return
            row += 1
        first = self._lines.first_entry()
        if first >= 0:
            self.setCurrentIndex(self._lines.index(first))
        self.scrollToTop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            # Another text size: the lines are of another height.
            self.scheduleDelayedItemsLayout()

    # Pointer

    def _part_at(self, index: QModelIndex, at: QPoint) -> str:
        line = self._lines.line(index.row())
        if line is None or line.kind != "entry" or line.entry is None:
            return ""
        rect, spot = QRectF(self.visualRect(index)), at.toPointF()
        if line.entry.can_tick and tick_rect(rect).adjusted(-8, -8, 8, 8).contains(spot):
            return "tick"
        if not self._compact():
            for name, area in icon_rects(rect).items():
                if area.contains(spot):
                    return name
        px = theme().px
        wide = paint.text_width(line.entry.item.title, "strong")
        title = QRectF(rect.left() + px(51), rect.top() + px(7), wide, px(24))
        return "title" if title.contains(spot) and spot.x() < rect.right() - px(260) else ""

    def _compact(self) -> bool:
        return self._delegate._compact

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        part = self._part_at(index, at)
        if (index.row(), part) != (self._delegate.hovered, self._delegate.hovered_part):
            self._delegate.hovered, self._delegate.hovered_part = index.row(), part
            self.viewport().update()
        line = self._lines.line(index.row())
        hand = part == "title" or (line is not None and line.kind == "fold")
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._delegate.hovered = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.by_keyboard = False
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        line = self._lines.line(index.row())
        if line is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if line.kind == "fold":
            self._lines.toggle(line.key.partition("/")[2])
            return
        signal = {"tick": self.ticked, "why": self.explained, "snooze": self.snoozed, "title": self.opened}.get(
            self._part_at(index, at)
        )
        if signal is not None:
            signal.emit(line.key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        line = self._lines.line(self.indexAt(at).row())
        if line is not None and line.kind in ("entry", "snoozed", "done") and not self._part_at(self.indexAt(at), at):
            self.opened.emit(line.key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos()) if event.reason() == QContextMenuEvent.Reason.Mouse else self.currentIndex()
        line = self._lines.line(index.row())
        if line is not None and line.kind in ("entry", "snoozed"):
            self.setCurrentIndex(index)
            where = event.globalPos()
            if event.reason() != QContextMenuEvent.Reason.Mouse:
                where = self.viewport().mapToGlobal(self.visualRect(index).center())
            self.menu_wanted.emit(line.key, where)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            part = self._part_at(index, event.pos())
            line = self._lines.line(index.row())
            words = _TIPS.get(part, "")
            if not words and line is not None and line.entry is not None:
                words = "\n".join(
                    part for part in (f"{line.entry.item.title} · {line.entry.name}", line.entry.item.evidence) if part
                )
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.by_keyboard:
            self.by_keyboard = True
            self.viewport().update()
        line = self.current_line()
        key = event.key()
        if line is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if line.kind == "fold":
                self._lines.toggle(line.key.partition("/")[2])
            else:
                self.opened.emit(line.key)
        elif line is not None and key == Qt.Key.Key_Space:
            if line.kind == "fold":
                self._lines.toggle(line.key.partition("/")[2])
            elif line.kind == "entry":
                self.ticked.emit(line.key)
        elif line is not None and line.kind == "entry" and event.text() in ("s", "S", "?"):
            # The window's shortcuts come first; where it has none for the moment, the list knows its keys itself.
            (self.explained if event.text() == "?" else self.snoozed).emit(line.key)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are no search here: some of them act."""

    def _step(self, by: int) -> None:
        """Goes to the next line that is one, over the heads of groups."""
        row = self.currentIndex().row() + by
        while 0 <= row < self._lines.rowCount():
            line = self._lines.line(row)
            if line is not None and line.kind != "group":
                self.setCurrentIndex(self._lines.index(row))
                if by < 0 and row == 1:
                    self.scrollToTop()
                return
            row += by

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.by_keyboard = True
        self.viewport().update()
