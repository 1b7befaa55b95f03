"""What lies over the page: menus, popovers and dialogs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.text import Label

MenuEntry = tuple[str, str, Callable[[], object]] | None


class Menu(QMenu):
    """A raised menu with rounded corners; `add` takes the words, an icon name and what to do."""

    def __init__(self, parent: QWidget | None = None, name: str = "") -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(name or "Menu")

    def add(
        self,
        words: str,
        action: Callable[[], object],
        *,
        icon: str = "",
        enabled: bool = True,
        checked: bool | None = None,
    ) -> QAction:
        """Add an entry. `checked` makes it one that is ticked or not."""
        entry = self.addAction(words.replace("&", "&&"))
        if icon:
            entry.setIcon(theme().icon(icon))
        if checked is not None:
            entry.setIcon(theme().icon("check", "accent.text") if checked else theme().icon("check", "raised"))
        entry.setEnabled(enabled)
        entry.triggered.connect(_without_arguments(action))
        return entry

    def fill(self, entries: Sequence[MenuEntry]) -> None:
        """Replace all entries by (words, icon, action) triples; None is a line between groups."""
        self.clear()
        for entry in entries:
            if entry is None:
                self.addSeparator()
            else:
                self.add(entry[0], entry[2], icon=entry[1])


def _without_arguments(action: Callable[[], object]) -> Callable[[bool], None]:
    def call(_checked: bool = False) -> None:
        action()

    return call


class Popover(QFrame):
    """A raised panel beside the control that opened it. Escape or a click elsewhere closes it; `body` is its column."""

    def __init__(self, owner: QWidget, name: str, *, width: int = 280, padding: int = 12) -> None:
        super().__init__(
            owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(name)
        self.setWindowTitle(name)
        self._owner = owner
        px = theme().px
        self.setMinimumWidth(px(width))
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(px(padding), px(padding), px(padding), px(padding))
        self.body.setSpacing(px(8))

    def open_below(self, anchor: QRect | None = None) -> None:
        """Show it under its owner (or under a part of it), kept within the screen."""
        self.adjustSize()
        area = anchor if anchor is not None else self._owner.rect()
        spot = self._owner.mapToGlobal(area.bottomLeft() + QPoint(0, theme().px(4)))
        screen = QGuiApplication.screenAt(spot) or self._owner.screen()
        free = screen.availableGeometry()
        x = min(spot.x(), free.right() - self.width())
        y = spot.y()
        if y + self.height() > free.bottom():
            y = self._owner.mapToGlobal(area.topLeft()).y() - self.height() - theme().px(4)
        self.move(max(free.left(), x), max(free.top(), y))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme()
        paint.box(painter, self.rect(), fill=colours.colour("raised"), border=colours.colour("line.strong"), radius=8)
        painter.end()


class Dialog(QDialog):
    """Title, content (`body`), and a footer whose primary button stands at the right. 480 wide, or 640 with `wide`.

    Escape closes it. Whoever opens a dialog with `open` gets it freed when it closes.
    """

    def __init__(self, parent: QWidget | None, title: str, *, wide: bool = False) -> None:
        super().__init__(parent)
        px = theme().px
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("ground", "raised")
        self.setFixedWidth(theme().size("dialog-wide" if wide else "dialog"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inner = QWidget()
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(px(24), px(20), px(24), px(16))
        self.body.setSpacing(px(12))
        self.body.addWidget(Label(title, "section"))
        column.addWidget(inner, 1)
        foot = _Footer()
        self._foot = QHBoxLayout(foot)
        self._foot.setContentsMargins(px(24), 0, px(24), 0)
        self._foot.setSpacing(px(8))
        self._foot.addStretch(1)
        self._lead = 0
        column.addWidget(foot)

    def add_button(self, button: Button, *, lead: bool = False) -> Button:
        """Put a button in the footer, in order from the left; `lead` ones stand at the left edge."""
        if lead:
            self._foot.insertWidget(self._lead, button)
            self._lead += 1
        else:
            self._foot.addWidget(button)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
            return
        super().keyPressEvent(event)


class _Footer(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme().size("wizard-footer"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, theme().colour("line"))
        painter.end()
