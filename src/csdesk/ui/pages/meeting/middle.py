"""The part that is on: its countdown, who speaks, what to ask, the notes, and the answers the meeting is to give."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.documents import FieldPath
from csdesk.desk.meetings import Capture, Part, Reading, left_text
from csdesk.ui.pages.meeting.notes import SAVE_AFTER, Line, NotesBox, Prompts
from csdesk.ui.pages.meeting.speaking import SpeakingCard
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.fields import FieldBox
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.text import Label, Text

_ROOM = 216
"""The least width of an answer, in unscaled pixels; three stand beside each other where there is room."""


class Captures(QWidget):
    """Answers the meeting is to give, three beside each other. `answered(path, text)` a moment after a key."""

    answered = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        head = QHBoxLayout()
        head.addWidget(Label("What changed", "strong"))
        head.addStretch(1)
        self._count = Label("", "label", "soft", tabular=True)
        head.addWidget(self._count)
        column.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(8))
        column.addLayout(self._grid)
        self.lines: dict[FieldPath, Line] = {}
        self._boxes: list[FieldBox] = []
        self._columns = 0
        self._kept: dict[FieldPath, str] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SAVE_AFTER)
        self._soon.timeout.connect(self.flush)

    def show_captures(self, captures: Sequence[Capture]) -> None:
        """Shows these."""
        self.flush()
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        px = theme().px
        self.lines, self._boxes = {}, []
        self._kept = {one.path: one.text for one in captures}
        for one in captures:
            line = Line(one.label, one.text, "Not raised yet")
            line.setObjectName(f"capture.{one.path.field}")
            line.textEdited.connect(self._edited)
            line.edited.connect(self.flush)
            self.lines[one.path] = line
            box = FieldBox(one.label, line)
            box.setMinimumWidth(px(120))
            self._boxes.append(box)
        self._columns = 0
        self._arrange()
        self.setVisible(bool(captures))
        self._tell()

    def _arrange(self) -> None:
        """Puts the answers into as many columns as there is room for, three at most."""
        columns = max(1, min(3, self.width() // theme().px(_ROOM)))
        if columns == self._columns:
            return
        self._columns = columns
        for place in range(3):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)
        for place, box in enumerate(self._boxes):
            self._grid.addWidget(box, place // columns, place % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _edited(self) -> None:
        self._soon.start()
        self._tell()

    def _tell(self) -> None:
        filled = sum(bool(line.text().strip()) for line in self.lines.values())
        self._count.setText(f"{filled} of {len(self.lines)}, goes to the agenda")

    def flush(self) -> None:
        """Tells at once what is typed and not yet kept."""
        self._soon.stop()
        for path, line in self.lines.items():
            text = line.text().strip()
            if text != self._kept.get(path, ""):
                self._kept[path] = text
                self.answered.emit(path, text)


class Middle(QWidget):
    """The part that is on."""

    go_on = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(16), px(24), px(14))
        column.setSpacing(px(14))
        column.addLayout(self._head())
        self.speaking = SpeakingCard()
        column.addWidget(self.speaking)
        inner = Scroll("The part that is on", spacing=14)
        self._ask = QWidget()
        ask = QVBoxLayout(self._ask)
        ask.setContentsMargins(0, 0, 0, 0)
        ask.setSpacing(px(2))
        self.prompts = Prompts()
        ask.addLayout(_title("Ask", "Ctrl Space ticks the next prompt"))
        ask.addWidget(self.prompts)
        inner.body.addWidget(self._ask)
        noting = QVBoxLayout()
        noting.setSpacing(px(6))
        noting.addLayout(_title("Notes", "Each line keeps its time and part"))
        self.notes = NotesBox()
        noting.addWidget(self.notes, 1)
        inner.body.addLayout(noting, 1)
        self.captures = Captures()
        inner.body.addWidget(self.captures)
        column.addWidget(inner, 1)
        column.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        px = theme().px
        row = QHBoxLayout()
        row.setSpacing(px(16))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        self.title = Label("", "page", elide=True)
        self.about = Text("", "body", "soft")
        words.addWidget(self.title)
        words.addWidget(self.about)
        row.addLayout(words, 1)
        self.timer = Label("", "timer", tabular=True)
        self.timer_word = Label("", "body", "soft")
        timing = QHBoxLayout()
        timing.setSpacing(px(8))
        timing.addWidget(self.timer)
        timing.addWidget(self.timer_word)
        row.addLayout(timing)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().px(16))
        self.say = Text("", "label", "soft")
        row.addWidget(self.say, 1)
        self.next = Button("Next", "primary", icon="chevron-right")
        self.next.setObjectName("meeting.next")
        self.next.clicked.connect(partial(self.go_on.emit))
        row.addWidget(self.next)
        return row

    def show_part(self, part: Part, lines: Sequence[str], following: str) -> None:
        """Shows a part; `following` is the title of the next one, empty at the last."""
        self.title.setText(part.title)
        self.about.set_parts(part.about)
        self.prompts.show_prompts(part.prompts)
        self._ask.setVisible(bool(part.prompts))
        self.notes.show_lines(lines)
        self.captures.show_captures(part.captures)
        self.say.set_parts(f"Lead on: {part.transition}" if part.transition else "")
        self.next.setText(f"Next: {following}" if following else "End the meeting")

    def show_time(self, part: Part, found: Reading) -> None:
        """Shows the countdown and the talk time."""
        time, word = left_text(part.minutes * 60 - found.used.get(part.id, 0.0))
        self.timer.setText(time)
        self.timer.setAccessibleName(f"{time} {word}")
        if self.timer_word.text() != word:
            self.timer_word.setText(word)
            self.timer_word.set_role("strong" if word == "over" else "body")
            self.timer_word.set_tone("text" if word == "over" else "soft")
        self.speaking.show_talk(part, found.of(part.id).share)
        if self.speaking.switch.value() != found.speaker:
            self.speaking.switch.set_value(found.speaker)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.end()


def _title(words: str, hint: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(Label(words, "strong"))
    row.addStretch(1)
    row.addWidget(Label(hint, "label", "soft", elide=True))
    return row
