"""The frame around the pages: top bar, sidebar with its rail, status bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.actions import key_text
from csdesk.ui.places import Place
from csdesk.ui.theme import theme
from csdesk.ui.widgets import IconButton, Label, paint


class Brand(QAbstractButton):
    """The mark, the name and the book's name; opens the menu of the book."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = ""
        self.folded = False
        self.setAccessibleName("Book menu")
        self.setToolTip("Book and application")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_book(self, name: str) -> None:
        """Show another book's name."""
        self.book = name
        self.setAccessibleName(f"Book menu: {name}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        px = theme().px
        if self.folded:
            return QSize(px(40), px(32))
        words = paint.text_width("CSDesk", "fact") + px(10) + min(paint.text_width(self.book), px(220))
        return QSize(px(12) + px(18) + px(10) + round(words) + px(10), px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        if self.underMouse():
            paint.box(painter, self.rect(), fill=colours.colour("hover"))
        mark = QRectF(px(11), (self.height() - px(18)) / 2, px(18), px(18))
        draw_mark(painter, mark)
        if not self.folded:
            x = mark.right() + px(10)
            area = QRectF(x, 0, self.width() - x, self.height())
            x += paint.text(painter, area, "CSDesk", role="fact") + px(10)
            paint.text(painter, QRectF(x, 0, self.width() - x, self.height()), self.book, tone="text.soft")
        if self.hasFocus():
            paint.ring(painter, self.rect())
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.click()
            return
        super().keyPressEvent(event)


def draw_mark(painter: QPainter, area: QRectF) -> None:
    """CSDesk's mark: a tick on a rounded square."""
    paint.box(painter, area, fill=theme().colour("accent"), radius=area.width() * 0.22 / max(theme().scale, 0.1))
    paint.tick(painter, area, theme().colour("accent.on"), area.width() * 0.115)


class SearchDoor(QAbstractButton):
    """What looks like a search field and opens the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Search or type a command")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(440), theme().size("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        border = "field.line" if self.underMouse() else "line.strong"
        ground = "surface" if not colours.dark else "raised"
        paint.box(painter, rect, fill=colours.colour(ground), border=colours.colour(border))  # type: ignore[arg-type]
        middle = rect.center().y()
        paint.icon(painter, QPointF(px(19), middle), "search")
        cap = paint.key_cap(painter, rect.right() - px(8), middle, key_text("Ctrl+K"))
        words = rect.adjusted(px(35), 0, -cap - px(16), 0)
        paint.text(painter, words, "Search or type a command", tone="text.faint")
        if self.hasFocus():
            paint.ring(painter, rect)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class TopBar(QWidget):
    """Mark and book at the left, the palette's door in the middle, undo and redo at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme().size("top-bar"))
        self._left = theme().size("sidebar")
        self.brand = Brand(self)
        self.search = SearchDoor(self)
        self.undo = IconButton("undo", "Undo", side=32, parent=self)
        self.redo = IconButton("redo", "Redo", side=32, parent=self)
        for button in (self.undo, self.redo):
            button.setEnabled(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for first, then in ((self.brand, self.search), (self.search, self.undo), (self.undo, self.redo)):
            QWidget.setTabOrder(first, then)

    def set_left(self, width: int, *, folded: bool) -> None:
        """Follow the sidebar's width; folded shows the mark alone."""
        self._left = width
        self.brand.folded = folded
        self._place()

    def _place(self) -> None:
        px = theme().px
        middle = (self.height() - px(32)) // 2
        brand = self.brand.sizeHint()
        self.brand.setGeometry(px(8), middle, brand.width(), px(32))
        right = px(104)
        left = max(self._left, self.brand.geometry().right() + px(12))
        room = self.width() - right - left
        width = min(px(440), room)
        x = self._left + (self.width() - right - self._left - width) // 2
        self.search.setGeometry(max(x, left), middle, width, px(32))
        self.redo.setGeometry(self.width() - px(46), middle, px(32), px(32))
        self.undo.setGeometry(self.width() - px(78), middle, px(32), px(32))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("chrome"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().colour("line"))
        painter.end()


class NavRow(QAbstractButton):
    """One place in the sidebar: icon, name, and the number of things that need the CSM there."""

    def __init__(self, place: Place, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self._keys = keys
        self.count = 0
        self.folded = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme().size("nav-row"))
        self._describe()

    def set_count(self, count: int) -> None:
        """How many things need the CSM there."""
        self.count = count
        self._describe()
        self.update()

    def set_folded(self, folded: bool) -> None:
        """Show the icon alone, with a dot for a count."""
        self.folded = folded
        self.setFixedHeight(theme().px(36) if folded else theme().size("nav-row"))
        self._describe()

    def _describe(self) -> None:
        name = f"{self.place.title}, {self.count}" if self.count else self.place.title
        self.setAccessibleName(name)
        shown = f"{self.place.title} ({self._keys})" if self._keys else self.place.title
        self.setToolTip(f"{shown}: {self.count}" if self.count else shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        on = self.isChecked()
        if on:
            paint.box(painter, rect, fill=colours.colour("surface"), border=colours.colour("line"))
        elif self.underMouse():
            paint.box(painter, rect, fill=colours.colour("hover"))
        tone = "accent.text" if on else "text.soft"
        middle = rect.center().y()
        if self.folded:
            paint.icon(painter, rect.center(), self.place.icon, tone)  # type: ignore[arg-type]
            if self.count:
                dot = QRectF(rect.center().x() + px(7), middle - px(12), px(6), px(6))
                paint.box(painter, dot, fill=colours.colour("accent"), radius=3)
        else:
            paint.icon(painter, QPointF(px(18), middle), self.place.icon, tone)  # type: ignore[arg-type]
            words = rect.adjusted(px(36), 0, -px(36), 0)
            ink = "text" if on else "text.soft"
            paint.text(painter, words, self.place.title, role="strong" if on else "body", tone=ink)  # type: ignore[arg-type]
            if self.count:
                area = rect.adjusted(0, 0, -px(10), 0)
                end = Qt.AlignmentFlag.AlignRight
                paint.text(painter, area, str(self.count), role="label", tone="text.soft", align=end, tabular=True)
        if self.hasFocus():
            paint.ring(painter, rect)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


class Sidebar(QWidget):
    """The places, one below the other; a rail of icons where the page needs the room."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, NavRow] = {}
        self.folded = False
        self.setAccessibleName("Places")
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme().px(2))
        for position, place in enumerate(places):
            keys = key_text(f"Ctrl+{position + 1}") if position < 9 else ""
            row = NavRow(place, keys)
            row.clicked.connect(self._clicked)
            self._rows[place.id] = row
        for place in places:
            if not place.foot:
                self._column.addWidget(self._rows[place.id])
        self._column.addStretch(1)
        for place in places:
            if place.foot:
                self._column.addWidget(self._rows[place.id])
        self.set_folded(False)

    def set_folded(self, folded: bool) -> None:
        """Fold to the rail, or unfold."""
        px = theme().px
        self.folded = folded
        self.setFixedWidth(theme().size("rail" if folded else "sidebar"))
        side = px(10) if folded else px(8)
        self._column.setContentsMargins(side, px(12), side + 1 if not folded else side, px(12))
        for row in self._rows.values():
            row.set_folded(folded)

    def set_current(self, identity: str) -> None:
        """Show which place is in sight."""
        for name, row in self._rows.items():
            row.setChecked(name == identity)

    def set_count(self, identity: str, count: int) -> None:
        """Say how many things need the CSM at a place."""
        if identity in self._rows:
            self._rows[identity].set_count(count)

    def _clicked(self) -> None:
        row = self.sender()
        if isinstance(row, NavRow):
            self.chosen.emit(row.place.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("chrome"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme().colour("line"))
        painter.end()


class StatusBar(QWidget):
    """Saved or saving, how large the book is, how old its data and backup are; the date at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self.setFixedHeight(theme().size("status-bar"))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(36), 1, px(16), 0)
        row.setSpacing(px(24))
        self._done = True
        self.saved = Label("", "label", "soft", tabular=True)
        self._facts = Label("", "label", "soft", tabular=True, elide=True)
        self.date = Label("", "label", "soft", tabular=True)
        row.addWidget(self.saved)
        row.addWidget(self._facts, 1)
        row.addWidget(self.date)

    def set_saved(self, words: str, *, done: bool) -> None:
        """Say that everything is saved, or that it is being saved."""
        self._done = done
        self.saved.setText(words)
        self.update()

    def set_facts(self, facts: Sequence[str]) -> None:
        """Show what is known of the book."""
        self._facts.setText("\u2003\u2002".join(facts))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.colour("chrome"))
        painter.fillRect(0, 0, self.width(), 1, colours.colour("line"))
        if self.saved.text():
            area = QRectF(px(16), (self.height() - px(14)) / 2, px(14), px(14))
            if self._done:
                paint.tick(painter, area, colours.colour("green.mark"), px(1.4))
            else:
                paint.shape(painter, area.center(), "progress")
        painter.end()
