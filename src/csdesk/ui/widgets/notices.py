"""What the window says by itself: callouts, page banners, empty states, and the toast with Undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.chips import Shape
from csdesk.ui.widgets.text import Label, Text


class Callout(QWidget):
    """A rule that fired: an edge in its status colour, shape and bold name, one sentence, its rule, one button."""

    def __init__(
        self,
        tone: str,
        title: str,
        sentence: str,
        rule: str = "",
        *,
        note: str = "",
        button: Button | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setAccessibleName(f"{title}. {sentence}")
        column = QVBoxLayout(self)
        px = theme().px
        column.setContentsMargins(px(16), px(12), px(12), px(12))
        column.setSpacing(px(4))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        if tone in ("green", "yellow", "red"):
            head.addWidget(Shape(tone))
        head.addWidget(Label(title, "strong"))
        head.addStretch(1)
        if note:
            head.addWidget(Label(note, "label", "soft", tabular=True))
        column.addLayout(head)
        parts = [(sentence, "soft")] + ([(f"\n{rule}", "faint")] if rule else [])
        column.addWidget(Text(parts, "label"))
        if button is not None:
            column.addSpacing(px(4))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme()
        paint.box(painter, self.rect(), fill=colours.colour("surface"), border=colours.colour("line.strong"))
        known = self._tone in ("green", "yellow", "red")
        paint.edge(painter, self.rect(), colours.tone(self._tone, "mark") if known else colours.colour("accent"))
        painter.end()


class Banner(QWidget):
    """A full-width line under the page header with at most one button and Dismiss. Hidden until `say`."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = ""
        self._action: Callable[[], object] | None = None
        self.setMinimumHeight(theme().size("banner"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        px = theme().px
        self._row.setContentsMargins(px(24), 0, px(16), 0)
        self._row.setSpacing(px(8))
        self._title = Label("", "strong")
        self._words = Label("", "body", "soft", elide=True)
        self.button = Button("", "secondary", small=True)
        self.button.clicked.connect(self._act)
        self._dismiss = Button("Dismiss", "quiet", small=True)
        self._dismiss.clicked.connect(self._close)
        self._row.addWidget(self._title)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self.button)
        self._row.addWidget(self._dismiss)
        self.hide()

    def say(
        self,
        title: str,
        words: str = "",
        *,
        tone: str = "",
        button: str = "",
        action: Callable[[], object] | None = None,
        dismiss: bool = True,
    ) -> None:
        """Show a message. `tone` red or yellow for a risk, else accent; `action` answers the button."""
        self._tone = tone
        self._title.setText(title)
        self._words.setText(words)
        self.button.setVisible(bool(button))
        self.button.setText(button)
        self._action = action
        self._dismiss.setVisible(dismiss)
        self.setAccessibleName(f"{title}. {words}")
        self.show()
        self.update()

    def _act(self) -> None:
        if self._action is not None:
            self._action()

    def _close(self) -> None:
        self._action = None
        self.hide()
        self.dismissed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme()
        painter.fillRect(self.rect(), colours.colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colours.colour("line.strong"))
        known = self._tone in ("green", "yellow", "red")
        colour = colours.tone(self._tone, "mark") if known else colours.colour("accent")
        painter.fillRect(0, 0, colours.px(3), self.height(), colour)
        if known:
            paint.shape(painter, QPointF(colours.px(14), self.height() / 2), self._tone)
        painter.end()


class EmptyState(QWidget):
    """In the place of missing content: one bold line, what the place is for, one primary button and one link.

    `inset` is the room at both sides: 16 in a card, 0 where it stands on the page itself.
    """

    def __init__(
        self,
        title: str,
        sentence: str,
        *,
        button: Button | None = None,
        link: Button | None = None,
        inset: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        px = theme().px
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(inset), px(24), px(inset), px(24))
        column.setSpacing(px(4))
        self.title = Label(title, "strong")
        self.sentence = Text(sentence, "body", "soft")
        self.sentence.setMaximumWidth(px(560))
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        if button is not None or link is not None:
            row = QHBoxLayout()
            row.setContentsMargins(0, px(12), 0, 0)
            row.setSpacing(px(16))
            for control in (button, link):
                if control is not None:
                    row.addWidget(control)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(1)


class Toast(QWidget):
    """What just happened and Undo, at the bottom centre of the window, for eight seconds. One at a time."""

    undo = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        px = theme().px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(8), px(8), px(8))
        row.setSpacing(px(16))
        self._words = Label("", "body", elide=True)
        self._button = Button("Undo", "link")
        self._close = IconButton("close", "Dismiss", size=14)
        self._button.clicked.connect(self._undo)
        self._close.clicked.connect(self.hide)
        row.addWidget(self._words)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, words: str, *, undo: bool = False, button: str = "Undo") -> None:
        """Show a message, with a button that tells `undo` when it can be taken back."""
        self._words.setText(words)
        self._button.setText(button)
        self._button.setVisible(undo)
        self.setAccessibleName(words)
        window = self.parentWidget()
        if window is not None:
            self.setMaximumWidth(max(theme().px(200), window.width() - theme().px(64)))
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(theme().time("toast"))

    def text(self) -> str:
        """What it says now, empty when it is hidden."""
        return self._words.full_text() if self.isVisible() else ""

    def _undo(self) -> None:
        self.hide()
        self.undo.emit()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            below = theme().size("status-bar") + theme().px(16)
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - below)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start(theme().time("toast"))

    def hideEvent(self, event: QEvent) -> None:
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme()
        paint.box(painter, self.rect(), fill=colours.colour("raised"), border=colours.colour("line.strong"), radius=8)
        painter.end()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(44))
