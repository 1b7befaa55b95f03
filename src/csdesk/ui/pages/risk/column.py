"""One severity of the board: a card whose head has count and ARR, and a list of accounts painted row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from csdesk.desk.core import Desk
from csdesk.desk.risk_board import RiskCard, total
from csdesk.ui.pages.risk.words import days_left, deadline, money
from csdesk.ui.theme import TypeName, theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.chips import Shape
from csdesk.ui.widgets.text import Text
from csdesk.values.money import format_money

HEIGHT = 102
_CARD = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class _Cards(QAbstractListModel):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.cards: Sequence[RiskCard] = ()
        self.now = desk.clock.now()

    def show(self, cards: Sequence[RiskCard], now: datetime) -> None:
        self.beginResetModel()
        self.cards, self.now = cards, now
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid():
            return None
        one = self.cards[index.row()]
        if role == _CARD:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return one.row.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(one)
        return None

    def words(self, one: RiskCard) -> str:
        """Everything that a card says, as a sentence or two."""
        row = one.row
        parts = [row.name, f"health {row.score:g}, {row.band.lower()}" if row.score is not None else "no score"]
        if row.arr:
            parts.append(format_money(row.arr, self._desk.formats))
        if row.days_left is not None:
            parts.append(f"renewal in {days_left(row.days_left)}")
        if one.due_at is not None:
            parts.append(f"{one.due_of}: {deadline(one.due_at, self.now)[0]}")
        if one.called:
            parts.append(f"{one.called} called for")
        signs = "; ".join(each.title for each in one.signs)
        return ", ".join(parts) + (f"\n{signs}" if signs else f"\n{one.why}" if one.why else "")


class _Delegate(QStyledItemDelegate):
    def __init__(self, desk: Desk, model: _Cards) -> None:
        super().__init__()
        self._desk, self._model = desk, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme().px(200), theme().px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = theme()
        one: RiskCard = index.data(_CARD)
        rect = QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colours.colour("hover"))
        px = colours.px
        left, right = rect.left() + px(16), rect.right() - px(16)

        def line(top: int, height: int) -> QRectF:
            return QRectF(left, rect.top() + px(top), right - left, px(height))

        self._name(painter, line(9, 20), one)
        self._health(painter, line(32, 20), one)
        self._signs(painter, line(57, 16), one)
        self._foot(painter, line(76, 16), one)
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), colours.colour("line"))
        if state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, rect, 0)

    def _name(self, painter: QPainter, area: QRectF, one: RiskCard) -> None:
        amount = format_money(one.row.arr, self._desk.formats) if one.row.arr else "No ARR"
        end = Qt.AlignmentFlag.AlignRight
        width = paint.text_width(amount, tabular=True) + 2
        paint.text(painter, area, amount, tone="text" if one.row.arr else "text.faint", align=end, tabular=True)
        room = QRectF(area.left(), area.top(), area.width() - width - theme().px(10), area.height())
        paint.text(painter, room, one.row.name, role="strong")

    def _health(self, painter: QPainter, area: QRectF, one: RiskCard) -> None:
        row, px = one.row, theme().px
        score = f"{row.score:.0f}" if row.score is not None else ""
        tone = row.tone or "none"
        word = row.band or paint.tone_word("none")
        near = row.days_left is not None and row.days_left <= 90
        words = days_left(row.days_left) or "No renewal date"
        role: TypeName = "label-strong" if near else "label"
        # In a narrow column the time left goes first; then the band's word gives way, its colour and shape stay.
        free = area.width() - paint.text_width(words, role, tabular=True) - px(10)
        if score and paint.chip_width(score, word) > free:
            word = ""
        x = paint.chip(painter, area.left(), area.center().y(), tone, score, word)
        if row.change and abs(row.change) >= 1:
            change = f"{'↑' if row.change > 0 else '↓'} {abs(row.change):.0f}"
            wide = paint.text_width(change, "label", tabular=True) + 2
            if x + px(8) + wide <= free:
                room = QRectF(area.left() + x + px(8), area.top(), wide, area.height())
                paint.text(painter, room, change, role="label", tone="text.soft", tabular=True)
        paint.text(
            painter, area, words, role=role, tone="text" if near else "text.soft",
            align=Qt.AlignmentFlag.AlignRight, tabular=True,
        )  # fmt: skip

    def _signs(self, painter: QPainter, area: QRectF, one: RiskCard) -> None:
        names = [each.title for each in one.signs]
        words = names[0] if names else one.why or "The score alone"
        more = f"+{len(names) - 2}" if len(names) > 2 else ""
        if len(names) > 1:
            words = f"{names[0]}, {names[1][:1].lower()}{names[1][1:]}"
        width = paint.text_width(more, "label", tabular=True) + theme().px(8) if more else 0
        room = QRectF(area.left(), area.top(), area.width() - width, area.height())
        paint.text(painter, room, words, role="label", tone="text.soft")
        if more:
            end = Qt.AlignmentFlag.AlignRight
            paint.text(painter, area, more, role="label", tone="text.faint", align=end, tabular=True)

    def _foot(self, painter: QPainter, area: QRectF, one: RiskCard) -> None:
        words, late = "", False
        if one.escalation is not None:
            opened, above = one.escalation, one.escalation.proposed(self._today())
            if opened.responded is None and opened.deadline is not None:
                said, late = deadline(opened.deadline, self._model.now)
                words = f"{opened.label}, {said}"
            elif above is not None:
                words, late = f"{opened.word} {above.tier} proposed", True
            else:
                words = f"{opened.label}, open {opened.open_days(self._today())}"
        elif one.called:
            words = f"{one.called} called for"
        elif one.due_at is not None:
            said, late = deadline(one.due_at, self._model.now)
            words = f"Answer {said}" if not late else said
        bold = late or bool(one.called)
        width = paint.text_width(words, "label-strong" if bold else "label", tabular=True) + 2 if words else 0
        paint.text(
            painter, area, words, role="label-strong" if bold else "label", tone="text" if bold else "text.soft",
            align=Qt.AlignmentFlag.AlignRight, tabular=True,
        )  # fmt: skip
        room = QRectF(area.left(), area.top(), area.width() - width - theme().px(8), area.height())
        paint.text(painter, room, one.row.owner or "No owner", role="label", tone="text.faint")

    def _today(self) -> Any:
        return self._desk.clock.today()


class CardList(QListView):
    """The accounts of a column. `opened` by click or Enter, `menu_wanted` by the menu key or a right click."""

    opened = Signal(int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.cards = _Cards(desk)
        self.setModel(self.cards)
        self.setItemDelegate(_Delegate(desk, self.cards))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.viewport().setAutoFillBackground(False)

    def _account(self, index: Index) -> int | None:
        one = index.data(_CARD) if index.isValid() else None
        return one.row.id if isinstance(one, RiskCard) else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            account = self._account(self.indexAt(event.position().toPoint()))
            if account is not None:
                self.opened.emit(account)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        account = self._account(self.currentIndex())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and account is not None:
            self.opened.emit(account)
            return
        if event.key() == Qt.Key.Key_Menu and account is not None:
            self.menu_wanted.emit(account, self.mapToGlobal(self.visualRect(self.currentIndex()).center()))
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        account = self._account(self.indexAt(event.pos()))
        if account is not None:
            self.menu_wanted.emit(account, event.globalPos())


class BoardColumn(Card):
    """One severity: head with its mark, count and ARR, and its accounts below."""

    def __init__(self, desk: Desk, tone: str, title: str, nothing: str, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, open_below=True, parent=parent)
        self._desk, self._nothing = desk, nothing
        # The columns share the width evenly, whatever their heads say.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(theme().px(150))
        self.title = title
        self.head = CardHead(title)
        self.head.row.insertWidget(0, Shape(tone if tone in ("red", "yellow") else "none"))
        self.body.addWidget(self.head)
        self.list = CardList(desk, title)
        self._empty = Text(nothing, "label", "soft")
        self._empty.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        column = QVBoxLayout(holder)
        px = theme().px
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.addWidget(self._empty)
        column.addStretch(1)
        # Nothing is said to be missing before it was looked for.
        holder.hide()
        self._holder = holder
        self.body.addWidget(self.list, 1)
        self.body.addWidget(holder, 1)

    def show_cards(self, cards: Sequence[RiskCard], now: datetime, *, filtered: bool = False) -> None:
        """Shows these accounts."""
        arr = money(self._desk, total(cards))
        self.head.note.setText(f"{len(cards)}{f' · {arr}' if arr else ''}")
        self.list.cards.show(cards, now)
        self.list.setVisible(bool(cards))
        self._holder.setVisible(not cards)
        self._empty.set_parts("No account here matches the filter." if filtered else self._nothing)
