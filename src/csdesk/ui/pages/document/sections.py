"""The left column of the workspace: the sections with what they need, and the live list of what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.meters import Meter
from csdesk.ui.widgets.text import Label, Text

if TYPE_CHECKING:
    from csdesk.desk.documents import DocumentView

Index = QModelIndex | QPersistentModelIndex
GAP_ROW = 24


@dataclass(frozen=True, slots=True)
class SectionItem:
    """One section in the list."""

    id: str
    title: str
    answered: int
    needed: int

    @property
    def full(self) -> bool:
        """Whether final needs nothing more here."""
        return self.answered >= self.needed

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return f"{self.title}, complete" if self.full else f"{self.title}, {self.answered} of {self.needed} answered"


@dataclass(frozen=True, slots=True)
class GapItem:
    """One thing missing: what, where, why it is needed, and the path that leads to it. Without a path: "3 more"."""

    path: str
    label: str
    where: str
    reason: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return ", ".join(part for part in (self.label, self.where, self.reason) if part)


class ItemModel(QAbstractListModel):
    """A short list of items that say themselves."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: Sequence[SectionItem | GapItem] = ()

    def set_items(self, items: Sequence[SectionItem | GapItem]) -> None:
        """Shows other items; rows that stay keep the selection and the focus."""
        if list(items) == list(self.items):
            return
        if len(items) == len(self.items):
            self.items = items
            self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
            return
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self.items):
            return None
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title if isinstance(item, SectionItem) else item.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item.spoken
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(item, GapItem):
            return item.spoken
        return None

    def item(self, index: Index) -> SectionItem | GapItem | None:
        """The item of a row."""
        return self.items[index.row()] if 0 <= index.row() < len(self.items) else None


class _Rows(QStyledItemDelegate):
    """Paints section rows and rows of missing things."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        assert isinstance(model, ItemModel)
        section = isinstance(model.item(index), SectionItem)
        return QSize(100, theme().size("section-row") if section else theme().px(GAP_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, ItemModel)
        item = model.item(index)
        area = QRectF(option.rect)
        state = option.state
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if isinstance(item, SectionItem):
            self._section(painter, area, item, bool(state & QStyle.StateFlag.State_Selected), over)
        elif isinstance(item, GapItem):
            self._gap(painter, area, item, over)
        if focus:
            paint.ring(painter, area)

    @staticmethod
    def _section(painter: QPainter, area: QRectF, item: SectionItem, current: bool, over: bool) -> None:
        colours, px = theme().colour, theme().px
        if current or over:
            paint.box(painter, area, fill=colours("selected" if current else "hover"))
        inner = area.adjusted(px(10), 0, -px(10), 0)
        right = px(16)
        if item.full:
            side = px(14)
            box = QRectF(inner.right() - side + 1, inner.center().y() - side / 2, side, side)
            paint.tick(painter, box, colours("text.faint"), px(1.4))
        else:
            words = f"{item.answered} / {item.needed}"
            right = round(
                paint.text(
                    painter,
                    inner,
                    words,
                    role="strong" if current else "body",
                    tone="text" if current else "text.soft",
                    align=Qt.AlignmentFlag.AlignRight,
                    tabular=True,
                )
            )
        paint.text(
            painter,
            inner.adjusted(0, 0, -right - px(6), 0),
            item.title,
            role="strong" if current else "body",
            tone="text" if current else "text.soft",
        )

    @staticmethod
    def _gap(painter: QPainter, area: QRectF, item: GapItem, over: bool) -> None:
        colours, px = theme().colour, theme().px
        if over:
            paint.box(painter, area, fill=colours("hover"))
        left = area.left() + px(24)
        line = QRectF(left, area.top(), area.right() - left - px(4), area.height())
        if not item.path:
            paint.text(painter, line, item.label, role="label", tone="accent.text", tabular=True)
            return
        with paint.kept(painter):
            painter.setPen(colours("accent"))
            painter.drawEllipse(QPointF(area.left() + px(13), area.center().y()), px(2.5), px(2.5))
        taken = paint.text(painter, line, item.label, role="label", tone="text")
        paint.text(painter, line.adjusted(taken + px(4), 0, 0, 0), item.where, role="label", tone="text.faint")


class ItemList(QListView):
    """A list without a frame whose rows are buttons: a click, Enter or Space opens one."""

    opened = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items = ItemModel(self)
        self.setModel(self.items)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("list", "plain")
        self.setStyleSheet("QListView { background: transparent; }")
        self.clicked.connect(self._open)

    def _open(self, index: QModelIndex) -> None:
        item = self.items.item(index)
        if item is not None:
            self.opened.emit(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        if not self.currentIndex().isValid() and self.items.rowCount():
            self.setCurrentIndex(self.items.index(0))
        super().focusInEvent(event)  # type: ignore[arg-type]


class SectionsPane(QWidget):
    """Sections and missing list of one document."""

    section_chosen = Signal(str)
    gap_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("document.sections")
        self.setFixedWidth(theme().size("sections"))
        px = theme().px
        box = QVBoxLayout(self)
        box.setContentsMargins(px(8), px(12), px(8), px(12))
        box.setSpacing(0)
        self.sections = ItemList("Sections", self)
        self.sections.setObjectName("document.sections.list")
        self.sections.opened.connect(self._section_opened)
        box.addWidget(self.sections)
        self.below = QWidget(self)
        inner = QVBoxLayout(self.below)
        inner.setContentsMargins(px(10), px(12), px(10), 0)
        inner.setSpacing(0)
        inner.addWidget(Rule(parent=self))
        inner.addSpacing(px(12))
        head = QHBoxLayout()
        self.title = Label("Missing", "strong", parent=self)
        self.count = Label("", "body", "soft", tabular=True, parent=self)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.count)
        inner.addLayout(head)
        inner.addSpacing(px(8))
        self.progress = Meter("Answered", parent=self)
        inner.addWidget(self.progress)
        inner.addSpacing(px(8))
        self.reason = Text("", "label", parent=self.below)
        self.reason.hide()
        inner.addWidget(self.reason)
        box.addWidget(self.below)
        self.missing = ItemList("Missing", self)
        self.missing.setObjectName("document.missing.list")
        self.missing.opened.connect(self._gap_opened)
        box.addWidget(self.missing, 1)
        self.note = Label("A gap never stops a draft, only final.", "label", "faint", elide=True, parent=self)
        self.note.setContentsMargins(px(10), 0, px(10), 0)
        box.addWidget(self.note)
        self._gaps: list[GapItem] = []
        self._all = False
        self.missing.installEventFilter(self)

    def show_view(self, view: DocumentView) -> None:
        """Shows the counts and gaps of the document as it is now."""
        items = [
            SectionItem(part.section.id, part.section.title, part.answered, part.needed)
            for part in view.sections
            if part.visible
        ]
        current = self.current()
        self.sections.items.set_items(items)
        if current:
            self.show_current(current)
        self.sections.setFixedHeight(len(items) * theme().size("section-row"))
        self._gaps = [GapItem(str(gap.path), gap.label, gap.where, gap.reason) for gap in view.missing]
        self.title.setText("Missing" if self._gaps else "Nothing missing")
        self.count.setText(f"{view.answered} of {view.total} answered")
        self.progress.set_share(view.answered / view.total if view.total else 1.0)
        self.note.setText("A gap never stops a draft, only final." if self._gaps else "It can be marked final.")
        if not self._gaps:
            self.reason.hide()
            self.note.show()
        self._fit()

    def show_current(self, section: str) -> None:
        """Shows which section is open."""
        for row, item in enumerate(self.sections.items.items):
            if isinstance(item, SectionItem) and item.id == section:
                if self.sections.currentIndex().row() != row:
                    self.sections.setCurrentIndex(self.sections.items.index(row))
                return

    def current(self) -> str:
        """The id of the section that is shown as open, or ""."""
        item = self.sections.items.item(self.sections.currentIndex())
        return item.id if isinstance(item, SectionItem) else ""

    def show_reason(self, words: str) -> None:
        """Lists everything missing and takes the focus there: why the document cannot be final yet."""
        self._all = True
        self.reason.set_parts([(words, "bold"), (" The document stays a draft until they are filled.", "soft")])
        self.reason.show()
        self.note.hide()
        self._fit()
        self.missing.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self._gaps:
            self.missing.setCurrentIndex(self.missing.items.index(0))

    def _fit(self) -> None:
        """Lists as many gaps as fit, then "3 more"."""
        room = max(3, self.missing.height() // theme().px(GAP_ROW))
        gaps = self._gaps
        if self._all or len(gaps) <= room:
            self.missing.items.set_items(gaps)
            return
        more = GapItem("", f"{len(gaps) - room + 1} more", "")
        self.missing.items.set_items([*gaps[: room - 1], more])

    def _section_opened(self, item: object) -> None:
        if isinstance(item, SectionItem):
            self.section_chosen.emit(item.id)

    def _gap_opened(self, item: object) -> None:
        if isinstance(item, GapItem) and item.path:
            self.gap_chosen.emit(item.path)
        elif isinstance(item, GapItem):
            self._all = True
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.missing and isinstance(event, QResizeEvent):
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("window"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme().colour("line"))
        painter.end()
