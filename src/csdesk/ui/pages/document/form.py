"""The middle of the workspace: one section of the form at a time, as cards, updated in place as answers change."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.forms.schema import Section
from csdesk.ui.forms.block import FieldBlock
from csdesk.ui.forms.editor import FormHost
from csdesk.ui.pages.document.card import FormCard
from csdesk.ui.pages.document.rows import Dragging, FirstRows, article, ask_name, named_first
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.overlays import Popover
from csdesk.ui.widgets.text import Label, Text

if TYPE_CHECKING:
    from csdesk.desk.documents import DocumentView, RowView, SectionView

GUIDANCE_FROM = 640
"""From this width of the form the guidance stands in a column; below it folds into a button."""
NARROW_HEAD = 480
"""Below this width the head of the section says less."""
BUILT_AT_ONCE = 20
"""Fields that are built before the section is shown; the cards below the fold follow a moment later."""
OPEN_AT_FIRST = 5
"""Cards of a repeat that are built open; the rest show their head until asked for."""


class FormPane(QWidget):
    """The open section: title, what it is for, its cards."""

    edited = Signal(str, object)
    finished = Signal(str)
    put_back = Signal(str)
    focused = Signal(str)
    taken = Signal(str)
    """The path of a field whose newer value, made elsewhere, is to be kept."""
    made = Signal(object)
    """A FieldBlock that has just come into being."""
    add_row = Signal(str, object)
    """Section and the first values of the row."""
    delete_row = Signal(str, str)
    place_row = Signal(str, str, int)
    """Section, row and its new place from 0."""

    def __init__(self, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.host = host
        self.setObjectName("document.form")
        self.setMinimumWidth(theme().px(380))
        self._section: Section | None = None
        self._view: SectionView | None = None
        self._banded = True
        self._cards: list[FormCard] = []
        self._empty: FirstRows | None = None
        self._later: list[FormCard] = []
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._build_next)
        px = theme().px
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        head = QWidget(self)
        column = QVBoxLayout(head)
        column.setContentsMargins(px(24), px(16), px(24), px(12))
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.title = Label("", "section", elide=True, parent=head)
        self.guide = Button("About this section", "quiet", icon="book", small=True, parent=head)
        self.guide.setObjectName("document.about")
        self.guide.clicked.connect(self._open_guide)
        self.add = Button("Add", "secondary", icon="plus", small=True, parent=head)
        self.add.setObjectName("document.add")
        self.add.clicked.connect(self._add_clicked)
        line.addWidget(self.title, 1)
        line.addWidget(self.guide)
        line.addWidget(self.add)
        column.addLayout(line)
        self.about = Text("", "body", "soft", parent=head)
        column.addWidget(self.about)
        box.addWidget(head)
        self.area = Scroll("The open section", margins=(24, 0, 24, 24), spacing=12)
        self.area.setObjectName("document.form.scroll")
        self.area.viewport().installEventFilter(self)
        box.addWidget(self.area, 1)
        self.area.body.addStretch(1)
        self._drag = Dragging(self.area, lambda: self._cards)
        self._drag.placed.connect(self._placed)

    # which section

    @property
    def section(self) -> str:
        """The id of the open section, or ""."""
        return self._section.id if self._section else ""

    def open_section(self, part: SectionView, banded: bool) -> None:
        """Shows another section."""
        self._clear()
        self._section, self._view, self._banded = part.section, part, banded
        section = part.section
        self.title.setText(section.title)
        self.about.set_parts(section.about)
        self.about.setVisible(bool(section.about))
        self.about.setMinimumHeight(self.about.heightForWidth(max(1, self.about.width())))
        self.guide.setVisible(bool(section.guide))
        rows = section.kind in ("rows", "repeat")
        self.add.setVisible(rows and not self.host.read_only)
        if rows:
            self.add.setText(f"Add {article(section.item)}")
        inner = self.area.widget()
        assert inner is not None
        inner.hide()
        self._build(part)
        inner.show()
        self.area.verticalScrollBar().setValue(0)

    def show_view(self, view: DocumentView, waiting: Collection[str] = ()) -> None:
        """Shows the answers as they are now, in place; cards are made or taken away only where rows were."""
        if self._section is None:
            return
        part = next((p for p in view.sections if p.section.id == self._section.id), None)
        if part is None:
            return
        self._view = part
        if part.section.kind in ("rows", "repeat"):
            if [row.key for row in part.rows] != [card.key for card in self._cards]:
                self._reconcile(part)
            for card, row in zip(self._cards, part.rows, strict=True):
                self._show_row(card, row, part, waiting)
        elif self._cards:
            self._cards[0].show_fields(part.fields, waiting)

    def _build(self, part: SectionView) -> None:
        section = part.section
        if section.kind in ("rows", "repeat"):
            self._reconcile(part)
            few = not self._folding(part)
            wanted = self._cards if few else self._cards[:OPEN_AT_FIRST] if section.kind == "repeat" else []
            at_once = max(1, BUILT_AT_ONCE // max(1, len(section.fields)))
            for card in wanted[:at_once]:
                card.build()
            self._later = list(wanted[at_once:])
            self._idle.start(20)
            return
        card = FormCard(
            self.host, "", self._banded, self._connect, closing=True, checks=section.kind == "checklist",
            parent=self.area.widget(),
        )  # fmt: skip
        card.setObjectName(f"{section.id}.card")
        card.show_fields(part.fields, ())
        self._cards.append(card)
        self.area.body.insertWidget(0, card)
        card.set_wide(self._wide())
        card.build()

    @staticmethod
    def _folding(part: SectionView) -> bool:
        """Whether the cards start folded: many rows are a list first."""
        return len(part.rows) > (OPEN_AT_FIRST if part.section.kind == "repeat" else 3)

    def _reconcile(self, part: SectionView) -> None:
        """Makes the cards the rows: those that stay are kept as they are, carets and all."""
        section = part.section
        kept = {card.key: card for card in self._cards}
        first = not self._cards
        cards: list[FormCard] = []
        for number, row in enumerate(part.rows):
            card = kept.pop(row.key, None)
            fresh = card is None
            if card is None:
                card = self._new_card(row, number, part)
            cards.append(card)
            if self.area.body.indexOf(card) != number:
                self.area.body.removeWidget(card)
                self.area.body.insertWidget(number, card)
            card.set_wide(self._wide())
            if fresh and not first:
                card.build()
        for card in kept.values():
            self.area.body.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = cards
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
            self._empty = None
        if not cards:
            self._empty = FirstRows(section, self.area.widget())
            self._empty.setEnabled(not self.host.read_only)
            self._empty.wanted.connect(self._add_values)
            self.area.body.insertWidget(0, self._empty)

    def _build_next(self) -> None:
        """Builds one more card that is still out of sight, whenever the window has nothing else to do."""
        while self._later:
            card = self._later.pop(0)
            if card in self._cards and card.fields is None:
                card.build()
                break
        if self._later:
            self._idle.start(20)

    def _new_card(self, row: RowView, number: int, part: SectionView) -> FormCard:
        name = f"{part.section.item.capitalize()} {number + 1}"
        card = FormCard(
            self.host, name, self._banded, self._connect, closing=not number, parent=self.area.widget()
        )  # fmt: skip
        card.setObjectName(f"{part.section.id}/{row.key}.card")
        card.set_head(name, folds=self._folding(part), fixed=self.host.read_only)
        self._show_row(card, row, part, (), number)
        card.stepped.connect(self._move)
        card.deleted.connect(self._delete)
        card.dragged.connect(self._drag.over)
        card.dropped.connect(self._drag.drop)
        return card

    def _show_row(
        self, card: FormCard, row: RowView, part: SectionView, waiting: Collection[str], number: int | None = None
    ) -> None:
        place = self._cards.index(card) if number is None else number
        card.where = f"{part.section.item.capitalize()} {place + 1}"
        card.show_row(card.where, row, waiting)

    def _connect(self, block: FieldBlock) -> None:
        block.edited.connect(self.edited)
        block.finished.connect(self.finished)
        block.put_back.connect(self.put_back)
        block.focused.connect(self._focused)
        block.taken.connect(self.taken)
        self.made.emit(block)

    def _focused(self, path: str) -> None:
        block = self.sender()
        if isinstance(block, FieldBlock):
            self._reveal(block)
        self.focused.emit(path)

    def _clear(self) -> None:
        for card in self._cards:
            self.area.body.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
            self._empty = None

    # going to a field

    def block(self, path: str) -> FieldBlock | None:
        """The field of that path in the open section."""
        for card in self._cards:
            block = card.block(path)
            if block is not None:
                return block
        return None

    def shown_block(self, path: str) -> FieldBlock | None:
        """The field of that path, if it is built."""
        for card in self._cards:
            if card.fields is not None and path in card.fields.blocks:
                return card.fields.blocks[path]
        return None

    def go(self, path: str) -> bool:
        """Puts the caret into a field of the open section and brings it into view."""
        block = self.block(path)
        if block is None:
            row = path.split("/")[1] if path.count("/") == 2 else ""
            card = next((c for c in self._cards if row and c.key == row), None)
            if card is None:
                return False
            card.unfold()
            first = next((b for b in (card.fields.blocks.values() if card.fields else ()) if b.view.visible), None)
            if first is None:
                return False
            block = first
        block.go()
        self._reveal(block)
        # The layout of freshly built cards is known a moment later.
        QTimer.singleShot(0, block, lambda: self._reveal(block))
        return True

    def _reveal(self, block: FieldBlock) -> None:
        inner = self.area.widget()
        if inner is None:
            return
        top = block.mapTo(inner, QPoint(0, 0)).y()
        bar = self.area.verticalScrollBar()
        margin = theme().px(24)
        if top - margin < bar.value():
            bar.setValue(top - margin)
        elif top + block.height() + margin > bar.value() + self.area.viewport().height():
            bar.setValue(min(top - margin, top + block.height() + margin - self.area.viewport().height()))

    def focused_path(self) -> str:
        """The path of the field that holds the caret, or ""."""
        for card in self._cards:
            for block in card.fields.blocks.values() if card.fields is not None else ():
                if block.editor.holds_focus():
                    return block.path
        return ""

    def settle(self) -> None:
        """Lets a field that is being typed in hand over what stands there, as if it were left."""
        for card in self._cards:
            if card.fields is not None:
                for block in card.fields.blocks.values():
                    block.settle()

    def focus_first(self) -> None:
        """Puts the caret into the first field of the section."""
        for card in self._cards:
            if card.fields is not None:
                for block in card.fields.blocks.values():
                    if block.view.visible:
                        block.go()
                        return
        (self.add if not self.add.isHidden() else self.area).setFocus(Qt.FocusReason.ShortcutFocusReason)

    # rows

    def _add_clicked(self) -> None:
        """Adds a row; one that is a person is asked for the name first, since nobody is kept without one."""
        section = self._section
        assert section is not None
        named = named_first(section)
        if named is None:
            self.add_row.emit(self.section, {})
        else:
            ask_name(self.add, named, lambda name: self.add_row.emit(section.id, {named.id: name}))

    def _add_values(self, values: object) -> None:
        self.add_row.emit(self.section, values)

    def _move(self, key: str, step: int) -> None:
        place = next((n for n, card in enumerate(self._cards) if card.key == key), -1)
        if 0 <= place + step < len(self._cards):
            self.place_row.emit(self.section, key, place + step)

    def _placed(self, key: str, place: int) -> None:
        self.place_row.emit(self.section, key, place)

    def _delete(self, key: str) -> None:
        self.delete_row.emit(self.section, key)

    # looks

    def _wide(self) -> bool:
        return self.width() >= theme().px(GUIDANCE_FROM)

    def _open_guide(self) -> None:
        assert self._section is not None
        popover = Popover(self.guide, f"About {self._section.title}", width=360, padding=16)
        words = Text(self._section.guide, "body", parent=popover)
        words.setFixedWidth(theme().px(328))
        popover.body.addWidget(words)
        popover.open_below()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            bar = self.area.verticalScrollBar()
            right = theme().px(24) - (bar.width() if bar.isVisible() else 0)
            self.area.body.setContentsMargins(theme().px(24), 0, max(0, right), theme().px(24))
            self.guide.setText("About this section" if self.width() >= theme().px(NARROW_HEAD) else "About")
            for card in self._cards:
                card.set_wide(self._wide())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("window"))
        painter.end()
