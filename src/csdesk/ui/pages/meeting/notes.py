"""The prompts of a part, and its notes: a line at a time, each with the time at which it was begun."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.desk.meetings import clock_text, stamp
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.fields import LineEdit
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.text import Label, Text

SAVE_AFTER = 500
"""Milliseconds after the last key until what is typed is kept."""
_OURS = tuple(QKeySequence(keys) for keys in ("Ctrl+Right", "Ctrl+Left", "Ctrl+Space"))


class Line(LineEdit):
    """A line that leaves meeting mode's keys to the page while one types."""

    def event(self, event: QEvent) -> bool:
        """Lets the page have its keys before the line takes them for itself."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            pressed = QKeySequence(event.keyCombination())
            if pressed in _OURS:
                event.ignore()
                return False
        return super().event(event)


class PromptRow(QAbstractButton):
    """Something to ask: a round tick, the words, and when it was asked."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(words)
        self.asked: float | None = None
        self.current = False
        self.setFixedHeight(theme().px(36))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(words)
        self.show_state(None, current=False)

    def show_state(self, asked: float | None, *, current: bool) -> None:
        """Shows whether it was asked, and at which second."""
        self.asked, self.current = asked, current
        state = f"asked at {clock_text(asked)}" if asked is not None else "now" if current else "to ask"
        self.setAccessibleName(f"{self.text()}, {state}")
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            painter.fillRect(self.rect(), colours.colour("hover"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colours.colour("line"))
        done = self.asked is not None
        box = QRectF(0, (rect.height() - px(18)) / 2, px(18), px(18))
        paint.round_tick(painter, box, done)
        if self.current and not done:
            paint.box(painter, box, border=colours.colour("accent"), width=1.4, radius=9)
        when = clock_text(self.asked) if self.asked is not None else "now" if self.current else ""
        width = paint.text_width(when, "label", tabular=True) + px(16) if when else 0
        end = Qt.AlignmentFlag.AlignRight
        paint.text(painter, rect, when, role="label", tone="text.soft", align=end, tabular=True)
        area = rect.adjusted(px(30), 0, -width, 0)
        role = "fact" if self.current and not done else "reading"
        paint.text(painter, area, self.text(), role=role, tone="text.soft" if done else "text")  # type: ignore[arg-type]
        if self.hasFocus():
            paint.ring(painter, rect.adjusted(-2, 1, 2, -2), 4)
        painter.end()


class Prompts(QWidget):
    """The prompts of a part, at most four in sight. `ticked(number)` by a click."""

    ticked = Signal(int)
    SEEN = 4

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._scroll = Scroll("What to ask", spacing=0)
        self._scroll.body.addStretch(1)
        column.addWidget(self._scroll)
        self.rows: list[PromptRow] = []

    def show_prompts(self, prompts: Sequence[str]) -> None:
        """Shows these."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for place, words in enumerate(prompts):
            row = PromptRow(words)
            row.setObjectName(f"prompt.{place}")
            row.clicked.connect(self._tell(place))
            self._scroll.body.insertWidget(place, row)
            self.rows.append(row)
        self.setFixedHeight(theme().px(36) * min(self.SEEN, len(prompts)))
        self.setVisible(bool(prompts))

    def _tell(self, place: int) -> Callable[[], None]:
        def told() -> None:
            self.ticked.emit(place)

        return told

    def show_ticks(self, asked: Sequence[float | None]) -> None:
        """Shows which were asked; the first that was not is the current one."""
        current = next((place for place, at in enumerate(asked) if at is None), -1)
        for place, (row, at) in enumerate(zip(self.rows, asked, strict=True)):
            row.show_state(at, current=place == current)
        if 0 <= current < len(self.rows):
            QTimer.singleShot(0, self.rows[current], lambda: self._bring(current))

    def _bring(self, place: int) -> None:
        if place < len(self.rows):
            self._scroll.ensureWidgetVisible(self.rows[place], 0, theme().px(36))


class NotesBox(QFrame):
    """Notes, the line being typed last. `typed` a moment after a key, `entered` when Enter ends the line.

    Up in an empty line takes the last one back for changing; Ctrl+Enter makes the line an action (`promised`).
    """

    typed = Signal()
    entered = Signal()
    promised = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self.now: Callable[[], float] = lambda: 0.0
        self._lines: list[str] = []
        self._begun = ""
        self.setMinimumHeight(px(96))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(8), px(4), px(8))
        self._scroll = Scroll("Notes of this part", spacing=0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._scroll.body.addLayout(self._rows)
        row = QHBoxLayout()
        row.setSpacing(0)
        self._stamp = Label("", "label", "faint", tabular=True)
        self._stamp.setFixedWidth(px(52))
        self.line = Line("Write a note")
        self.line.setObjectName("meeting.note")
        self.line.setProperty("bare", "true")
        self.line.setFont(theme().font("reading"))
        self.line.setFixedHeight(px(24))
        self.line.setTextMargins(-2, 0, 0, 0)
        self.line.setPlaceholderText("Write a note; Enter keeps it, Ctrl Enter makes it an action")
        row.addWidget(self._stamp)
        row.addWidget(self.line, 1)
        self._scroll.body.addLayout(row)
        self._scroll.body.addStretch(1)
        column.addWidget(self._scroll)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SAVE_AFTER)
        self._soon.timeout.connect(self.typed)
        self.line.textEdited.connect(self._edited)
        self.line.installEventFilter(self)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Shows the notes of a part; what is being typed belongs to the part before and is ended first."""
        self._soon.stop()
        self._lines = list(lines)
        self.line.clear()
        self._begun = ""
        self._stamp.setText("")
        self._build()

    def lines(self) -> list[str]:
        """Every line, the one being typed included."""
        draft = self.draft()
        return [*self._lines, draft] if draft else list(self._lines)

    def draft(self) -> str:
        """The line being typed, with its time; "" for none."""
        text = " ".join(self.line.text().split())
        return f"{self._begun} {text}".strip() if text else ""

    def add(self, line: str) -> None:
        """Adds a finished line."""
        self._lines.append(line)
        self._build()

    def flush(self) -> None:
        """Tells at once what is typed and not yet kept."""
        if self._soon.isActive():
            self._soon.stop()
            self.typed.emit()

    def take(self) -> str:
        """The words being typed, which leave the line."""
        words = " ".join(self.line.text().split())
        self.line.clear()
        self._begun = ""
        self._stamp.setText("")
        self._soon.stop()
        return words

    def _build(self) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in self._lines:
            self._rows.addWidget(_NoteRow(line))
        QTimer.singleShot(0, self, self._to_end)

    def _to_end(self) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _edited(self, text: str) -> None:
        if text and not self._begun:
            self._begun = clock_text(self.now())
            self._stamp.setText(self._begun)
            self._to_end()
        elif not text:
            self._begun = ""
            self._stamp.setText("")
        self._soon.start()

    def _enter(self) -> None:
        draft = self.draft()
        if not draft:
            return
        self.take()
        self.add(draft)
        self.entered.emit()

    def _take_back(self) -> None:
        if not self._lines:
            return
        self._begun, words = stamp(self._lines.pop())
        self._stamp.setText(self._begun)
        self.line.setText(words)
        self._build()

    def eventFilter(self, watched, event) -> bool:  # type: ignore[no-untyped-def]
        if watched is self.line and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    words = self.take()
                    if words:
                        self.promised.emit(words)
                else:
                    self._enter()
                return True
            if key == Qt.Key.Key_Up and not self.line.text():
                self._take_back()
                return True
        if watched is self.line and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return bool(super().eventFilter(watched, event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.line.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        focused = self.line.hasFocus()
        edge = colours.colour("accent" if focused else "field.line")
        paint.box(painter, self.rect(), fill=colours.colour("field"), border=edge, width=2 if focused else 1)
        painter.end()


class _NoteRow(QWidget):
    def __init__(self, line: str) -> None:
        super().__init__()
        px = theme().px
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, px(8), 0)
        row.setSpacing(0)
        at, words = stamp(line)
        label = Label(at, "label", "faint", tabular=True)
        label.setFixedWidth(px(52))
        label.setContentsMargins(0, px(3), 0, 0)
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(words, "reading"), 1)
