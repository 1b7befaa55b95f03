"""A card of the form: the fields of a section or of one row, with its guidance column, head and menu."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.forms.block import FieldBlock
from csdesk.ui.forms.editor import FormHost
from csdesk.ui.forms.fields import FieldSet
from csdesk.ui.pages.document.guidance import Guidance, guided
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.overlays import Menu, Popover
from csdesk.ui.widgets.text import Label

if TYPE_CHECKING:
    from csdesk.desk.documents import FieldView, RowView

Connect = Callable[[FieldBlock], None]


def summary(row: RowView) -> tuple[str, ...]:
    """Up to three short answers that tell a row from its neighbours: status, date, amount, person."""
    order = ("choice", "date", "money", "contact", "text")
    short = [
        view
        for view in row.fields
        if view.visible and view.text and view.text != row.title and view.field.type in order and len(view.text) <= 32
    ]
    short.sort(key=lambda view: order.index(view.field.type))
    return tuple(view.text for view in short[:3])


class Handle(QWidget):
    """The six dots that drag a card to another place."""

    dragged = Signal(int)
    """While dragging: the pointer's height on the screen."""
    dropped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._from: QPoint | None = None
        self._moving = False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFixedSize(theme().px(16), theme().px(24))
        self.setToolTip("Drag to reorder, or Ctrl+Shift+Up and Down")
        self.setAccessibleName("Drag to reorder")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.globalPosition().toPoint()
        if self._from is not None and (self._moving or abs(place.y() - self._from.y()) > 6):
            self._moving = True
            self.dragged.emit(place.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._moving:
            self.dropped.emit(event.globalPosition().toPoint().y())
        self._from, self._moving = None, False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.icon(painter, QPointF(self.width() / 2, self.height() / 2), "drag", "text.faint", 16)
        painter.end()


class CardHead(QWidget):
    """The line at the top of a row's card: what it is, its title, how much is answered, and its menu."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self.setFixedHeight(px(44))
        line = QHBoxLayout(self)
        line.setContentsMargins(px(16), px(6), px(8), 0)
        line.setSpacing(px(8))
        self.handle = Handle(self)
        self.name = Label("", "strong", parent=self)
        self.title = Label("", "body", "soft", elide=True, parent=self)
        self.count = Label("", "body", "soft", tabular=True, parent=self)
        self.menu = IconButton("more", "More", parent=self)
        self.fold = IconButton("chevron-down", "Open", parent=self)
        for widget, stretch in ((self.handle, 0), (self.name, 0), (self.title, 1), (self.count, 0)):
            line.addWidget(widget, stretch)
        line.addWidget(self.fold)
        line.addWidget(self.menu)

    def add(self, widget: QWidget) -> None:
        """Puts a control before the count."""
        line = self.layout()
        assert isinstance(line, QHBoxLayout)
        line.insertWidget(line.indexOf(self.count), widget)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()


class FormCard(QWidget):
    """Fields on a card with their guidance at the right. A row's card has a head, moves, folds and can be deleted."""

    stepped = Signal(str, int)
    """Row key and step, -1 or 1."""
    deleted = Signal(str)
    dragged = Signal(str, int)
    dropped = Signal(str, int)
    opened = Signal(str)

    def __init__(
        self,
        host: FormHost,
        where: str,
        banded: bool,
        connect: Connect,
        closing: bool = False,
        checks: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._checks = checks
        self.host, self.where, self.banded, self._connect = host, where, banded, connect
        self.key = ""
        self.fields: FieldSet | None = None
        self.head: CardHead | None = None
        self._views: Sequence[FieldView] = ()
        self._wide = True
        self._closing = closing
        line = QHBoxLayout(self)
        line.setContentsMargins(1, 1, 1, 1)
        line.setSpacing(0)
        self.left = QWidget(self)
        self.left.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.box = QVBoxLayout(self.left)
        self.box.setContentsMargins(0, theme().px(8), 0, 0)
        self.box.setSpacing(0)
        line.addWidget(self.left, 1)
        self.side = QWidget(self)
        self.side.setFixedWidth(theme().size("guidance"))
        inner = QVBoxLayout(self.side)
        px = theme().px
        inner.setContentsMargins(px(16), px(14), px(12), px(12))
        self.guidance = Guidance(closing, self.side)
        inner.addWidget(self.guidance)
        inner.addStretch(1)
        line.addWidget(self.side)
        self.ask: Button | IconButton | None = None
        self._guided = False
        self._last_focused: FieldView | None = None
        self._title = ""
        self._summary: tuple[str, ...] = ()

    # content

    def set_head(self, name: str, folds: bool, fixed: bool = False) -> None:
        """Gives the card a head; `folds` lets it show that alone, `fixed` keeps its place and takes its menu away."""
        self.box.setContentsMargins(0, 0, 0, 0)
        head = CardHead(self.left)
        self.head = head
        head.name.setText(name)
        head.menu.setAccessibleName(f"{self.where}: more")
        head.menu.setObjectName(f"{self.objectName()}.menu")
        head.menu.clicked.connect(self._open_menu)
        head.handle.dragged.connect(lambda y: self.dragged.emit(self.key, y))
        head.handle.dropped.connect(lambda y: self.dropped.emit(self.key, y))
        head.handle.setAccessibleName(f"{self.where}: drag to reorder")
        head.handle.setVisible(not fixed)
        head.menu.setVisible(not fixed)
        head.fold.setVisible(folds)
        head.fold.clicked.connect(self._fold)
        head.fold.setObjectName(f"{self.objectName()}.fold")
        if folds:
            head.setCursor(Qt.CursorShape.PointingHandCursor)
            head.pressed.connect(self._fold)
        self.box.addWidget(head)
        if fixed:
            self._name_fold()
            return
        for keys, step in (("Ctrl+Shift+Up", -1), ("Ctrl+Shift+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.stepped.emit(self.key, step))
        self._name_fold()

    def show_row(self, name: str, row: RowView, waiting: Collection[str]) -> None:
        """Shows a row's title, count and fields as they are now; fields whose answers wait to be written stay."""
        head = self.head
        assert head is not None
        self.key = row.key
        head.name.setText(name)
        self._title = row.title
        self._summary = summary(row)
        self._show_title()
        needed = row.needed
        head.count.setText(f"{row.answered} of {needed} needed" if needed else "")
        head.count.set_tone("soft" if row.answered >= needed else "accent")
        self.show_fields(row.fields, waiting)

    def show_fields(self, views: Sequence[FieldView], waiting: Collection[str]) -> None:
        """Shows the fields as they are now, in place."""
        self._views = views
        if self.fields is not None:
            shown = [block.view.visible for block in self.fields.blocks.values()]
            for view in views:
                block = self.fields.blocks.get(str(view.path))
                if block is not None:
                    block.show_view(view, str(view.path) in waiting)
            self.fields.share_source()
            if shown != [block.view.visible for block in self.fields.blocks.values()]:
                self._lay()

    def build(self) -> None:
        """Builds the fields, unless they are built."""
        if self.fields is not None:
            self.fields.show()
            return
        self.fields = FieldSet(self._views, self.host, self.where, self.banded, self._connect, self._checks, self.left)
        for block in self.fields.blocks.values():
            block.focused.connect(self._focused)
        self.box.addWidget(self.fields)
        self.fields.show()
        self._show_first_guidance()
        self._guided = guided([view.field for view in self._views]) is not None
        self._name_fold()
        self._place_guidance()
        self._lay()

    def _show_first_guidance(self) -> None:
        """Until a field has the focus: how the section starts well; on later cards what to ask for what is missing."""
        if self._closing:
            self.guidance.show_field(guided([view.field for view in self._views if view.visible]))
            return
        missing = [view.field for view in self._views if view.visible and view.missing and view.field.prompts]
        asking = [view.field for view in self._views if view.visible and view.field.prompts]
        for field in (missing or asking)[:1]:
            self.guidance.show_field(replace(field, help=""))

    @property
    def folded(self) -> bool:
        """Whether only the head is in view."""
        return self.fields is None or self.fields.isHidden()

    def unfold(self, open_: bool = True) -> None:
        """Shows the fields, or the head alone."""
        if open_:
            self.build()
        elif self.fields is not None:
            self.fields.hide()
        self._name_fold()
        self._place_guidance()

    def _fold(self) -> None:
        self.unfold(self.folded)
        if not self.folded:
            self.opened.emit(self.key)

    def _show_title(self) -> None:
        """The row's title; on a folded card also what matters most of the rest."""
        assert self.head is not None
        parts = [self._title, *self._summary] if self.folded else [self._title]
        self.head.title.setText("  ·  ".join(part for part in parts if part))

    def _name_fold(self) -> None:
        if self.head is not None:
            self._show_title()
            words = "Open" if self.folded else "Fold"
            self.head.fold.set_icon("chevron-right" if self.folded else "chevron-down")
            self.head.fold.setAccessibleName(f"{self.where}: {words.lower()}")
            self.head.fold.setToolTip(words)

    def block(self, path: str) -> FieldBlock | None:
        """The field of that path; builds the fields when they are not yet built."""
        if any(str(view.path) == path for view in self._views):
            self.unfold()
        return self.fields.blocks.get(path) if self.fields is not None else None

    # looks

    def set_wide(self, wide: bool) -> None:
        """Shows guidance as a column, or folds it into a button."""
        self._wide = wide
        self._place_guidance()
        self._lay()

    def _place_guidance(self) -> None:
        column = self._guided and self._wide and not self.folded
        self.side.setVisible(column)
        wanted = self._guided and not self._wide and not self.folded
        if wanted and self.ask is None:
            if self.head is not None:
                self.ask = IconButton("bulb", "Guidance", parent=self.left)
                self.head.add(self.ask)
            else:
                self.ask = Button("Guidance", "quiet", icon="bulb", small=True, parent=self.left)
                self.box.insertWidget(0, self.ask, 0, Qt.AlignmentFlag.AlignRight)
            self.ask.setAccessibleName(": ".join(part for part in (self.where, "guidance") if part))
            self.ask.setObjectName(f"{self.objectName()}.guidance")
            self.ask.clicked.connect(self._open_guidance)
        if self.ask is not None:
            self.ask.setVisible(wanted)

    def _open_guidance(self) -> None:
        assert self.ask is not None
        popover = Popover(self.ask, "Guidance", width=320, padding=16)
        guidance = Guidance(True, popover)
        guidance.setFixedWidth(theme().px(288))
        focused = self._last_focused
        guidance.show_field(focused.field if focused else guided([view.field for view in self._views if view.visible]))
        popover.body.addWidget(guidance)
        popover.open_below()

    def _focused(self, path: str) -> None:
        for view in self._views:
            if str(view.path) == path:
                if view.field.help or view.field.prompts:
                    self._last_focused = view
                self.guidance.show_field(view.field)

    def _lay(self) -> None:
        if self.fields is not None:
            taken = self.side.width() if not self.side.isHidden() else 0
            self.fields.lay(max(0, self.width() - taken))
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme().colour
        area = QRectF(self.rect())
        paint.box(painter, area, fill=colours("surface"), border=colours("line"), radius=8)
        outline = QPainterPath()
        outline.addRoundedRect(area.adjusted(1, 1, -1, -1), theme().px(7), theme().px(7))
        painter.setClipPath(outline)
        left_edge = self.width() - 1
        if not self.side.isHidden():
            left_edge = self.side.x()
            painter.fillRect(QRectF(left_edge, 0, self.width() - left_edge, self.height()), colours("sunken"))
            painter.fillRect(QRectF(left_edge, 0, 1, self.height()), colours("line"))
        if self.fields is not None and not self.fields.isHidden():
            for _, ground in self.fields.grids:
                if ground.property("band") == "internal" and not ground.isHidden():
                    top = ground.mapTo(self, QPoint(0, 0)).y()
                    last = top + ground.height() >= self.height() - theme().px(12)
                    height = (self.height() - top) if last else ground.height()
                    painter.fillRect(QRectF(0, top, left_edge, height), colours("internal"))
                    painter.setPen(QPen(colours("internal.line"), 1))
                    painter.drawLine(QPointF(0, top + 0.5), QPointF(left_edge, top + 0.5))
        painter.setClipping(False)
        paint.box(painter, area, border=colours("line"), radius=8)
        painter.end()

    # menu

    def _open_menu(self) -> None:
        head = self.head
        assert head is not None
        menu = Menu(head.menu, f"{self.where}: more")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        up = menu.add("Move up", lambda: self.stepped.emit(self.key, -1), icon="arrow-up")
        up.setShortcut(QKeySequence("Ctrl+Shift+Up"))
        down = menu.add("Move down", lambda: self.stepped.emit(self.key, 1), icon="arrow-down")
        down.setShortcut(QKeySequence("Ctrl+Shift+Down"))
        menu.addSeparator()
        menu.add("Delete", lambda: self.deleted.emit(self.key), icon="trash")
        menu.popup(head.menu.mapToGlobal(QPoint(0, head.menu.height() + 4)))
