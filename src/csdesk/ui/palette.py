"""The palette: go to a place, find a record, do something, from the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import Icon, paint
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.ui.context import Context

SHOWN = 10
"""Answers in sight at once."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the palette. `run` goes there or does it; `words` are further words it is found by."""

    title: str
    kind: str
    icon: str
    run: Callable[[], object]
    note: str = ""
    keys: str = ""
    words: str = ""


def matched(title: str, typed: str) -> list[tuple[int, int]] | None:
    """Where the typed words stand in a title, as (start, length) in the title's own letters; None when one is missing.

    Words are found at the start of words first, then anywhere. Case and accents do not matter.
    """
    folded, places = _folded(title)
    spans: list[tuple[int, int]] = []
    for word in fold(typed).split():
        at = _find(folded, word)
        if at < 0:
            return None
        start, end = places[at], places[at + len(word) - 1] + 1
        spans.append((start, end - start))
    return sorted(spans)


def _folded(title: str) -> tuple[str, list[int]]:
    """The folded title and, for each of its letters, the place in the title it came from."""
    letters: list[str] = []
    places: list[int] = []
    for position, letter in enumerate(title):
        for part in fold(letter) or " ":
            letters.append(part)
            places.append(position)
    return "".join(letters), places


def _find(text: str, word: str) -> int:
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        following = text.find(word, at + 1)
        if following < 0:
            return text.find(word)
        at = following
    return at


def rank(answer: Answer, typed: str) -> int | None:
    """How well an answer fits, lower is better; None when it does not."""
    wanted = fold(typed)
    if not wanted:
        return 3
    title = fold(answer.title)
    if title == wanted:
        return 0
    if title.startswith(wanted):
        return 1
    if matched(answer.title, typed) is not None:
        return 2
    if all(word in fold(f"{answer.title} {answer.words} {answer.kind}") for word in wanted.split()):
        return 4
    return None


class _List(QWidget):
    """The answers, painted; the keyboard stays in the input."""

    def __init__(self, choose: Callable[[int], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._choose = choose
        self.answers: list[Answer] = []
        self.typed = ""
        self.current = 0
        self.top = 0
        self.message = ""
        self.setAccessibleName("Answers")
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        rows = min(len(self.answers), SHOWN) or (1 if self.message else 0)
        return QSize(theme().size("palette"), rows * theme().size("palette-row") + (theme().px(8) if rows else 0))

    def move_to(self, index: int) -> None:
        if self.answers:
            self.current = index % len(self.answers)
            self.top = min(max(self.top, self.current - SHOWN + 1), self.current)
            one = self.answers[self.current]
            self.setAccessibleDescription(f"{one.title}, {one.kind}. {self.current + 1} of {len(self.answers)}")
        self.update()

    def _row_at(self, y: float) -> int:
        index = self.top + int((y - theme().px(4)) // theme().size("palette-row"))
        return index if 0 <= index < len(self.answers) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self._row_at(event.position().y())
        if index >= 0 and index != self.current:
            self.current = index
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self._row_at(event.position().y())
        if index >= 0:
            self._choose(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        step = -1 if event.angleDelta().y() > 0 else 1
        self.top = min(max(self.top + step, 0), max(0, len(self.answers) - SHOWN))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        height = theme().size("palette-row")
        if not self.answers and self.message:
            area = QRectF(px(16), px(4), self.width() - px(32), height)
            paint.text(painter, area, self.message, tone="text.soft")
        for row, index in enumerate(range(self.top, min(self.top + SHOWN, len(self.answers)))):
            answer = self.answers[index]
            rect = QRectF(px(4), px(4) + row * height, self.width() - px(8), height)
            on = index == self.current
            if on:
                paint.box(painter, rect, fill=colours.colour("selected"))
            middle = rect.center().y()
            tone = "accent.text" if on else "text.soft"
            paint.icon(painter, QPointF(rect.left() + px(20), middle), answer.icon, tone)  # type: ignore[arg-type]
            stop = rect.right() - px(12)
            if answer.keys:
                stop -= paint.key_cap(painter, stop, middle, answer.keys) + px(8)
            kind = paint.text_width(answer.kind, "label")
            area = QRectF(stop - kind - 2, rect.top(), kind + 2, height)
            paint.text(painter, area, answer.kind, role="label", tone="text.faint", align=Qt.AlignmentFlag.AlignRight)
            stop -= kind + px(16)
            x = rect.left() + px(40)
            x += self._title(painter, QRectF(x, rect.top(), stop - x, height), answer)
            if answer.note and x + px(24) < stop:
                area = QRectF(x + px(8), rect.top(), stop - x - px(8), height)
                paint.text(painter, area, answer.note, role="label", tone="text.soft")
        painter.end()

    def _title(self, painter: QPainter, area: QRectF, answer: Answer) -> float:
        """Draw a title with its matched letters bold; answers the width."""
        spans = matched(answer.title, self.typed) or []
        bold = [False] * len(answer.title)
        for start, length in spans:
            bold[start : start + length] = [True] * length
        x, start = area.left(), 0
        while start < len(answer.title) and x < area.right():
            end = start
            while end < len(answer.title) and bold[end] == bold[start]:
                end += 1
            role = "strong" if bold[start] else "body"
            part = answer.title[start:end]
            room = QRectF(x, area.top(), area.right() - x, area.height())
            paint.text(painter, room, part, role=role)  # type: ignore[arg-type]
            x += QFontMetricsF(theme().font(role)).horizontalAdvance(part)  # type: ignore[arg-type]
            start = end
        return min(x, area.right()) - area.left()


class Palette(QFrame):
    """Lies over the window from 96 pixels below its top; Escape, a click elsewhere or a choice closes it.

    `own` answers at once (places, actions); `context` lets it search the book on the worker as one types.
    """

    def __init__(self, window: QWidget, own: Callable[[], Sequence[Answer]], context: Context | None) -> None:
        super().__init__(window)
        self._own = list(own())
        self._context = context
        self._turn = 0
        self._found: list[Answer] = []
        self._before: QWidget | None = window.focusWidget()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Palette")
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.input = QLineEdit()
        self.input.setProperty("bare", "true")
        self.input.setFixedHeight(theme().size("palette-input"))
        self.input.setTextMargins(px(40), 0, px(16), 0)
        self.input.setAccessibleName("Search or type a command")
        self.input.setPlaceholderText("Go to a place, find an account, person or document, or type a command")
        self.input.textChanged.connect(self._typed)
        self.input.installEventFilter(self)
        self._icon = Icon("search", parent=self)
        self._list = _List(self._choose, self)
        column.addWidget(self.input)
        column.addWidget(self._list)
        self._icon.resize(self._icon.sizeHint())
        self._icon.move(px(17), (theme().size("palette-input") - px(16)) // 2)
        self._icon.raise_()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(60)
        self._wait.timeout.connect(self._ask)
        window.installEventFilter(self)
        self._typed("")

    def open(self) -> None:
        """Show it and take the keyboard."""
        self._place()
        self.show()
        self.raise_()
        self.input.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def answers(self) -> list[Answer]:
        """What it shows now."""
        return self._list.answers

    def _typed(self, text: str) -> None:
        self._turn += 1
        self._found = []
        self._refresh()
        if text.strip() and self._context is not None:
            self._wait.start()
        else:
            self._wait.stop()

    def _refresh(self) -> None:
        text = self.input.text().strip()
        ranked = [(rank(one, text), position, one) for position, one in enumerate(self._own)]
        fitting = sorted((r, p, one) for r, p, one in ranked if r is not None) if text else []
        own = [one for _, _, one in fitting] if text else self._own
        strong = [one for fit, _, one in fitting if fit is not None and fit <= 1]
        rest = [one for one in own if one not in strong]
        self._list.typed = text
        self._list.answers = [*strong, *self._found, *rest] if text else own
        self._list.message = "" if self._list.answers or not text else "Nothing of that name in the book"
        self._list.top = 0
        self._list.move_to(0)
        self._list.updateGeometry()
        self._place()

    def _ask(self) -> None:
        if self._context is None:
            return
        from csdesk.ui.finding import find

        turn, text = self._turn, self.input.text().strip()

        def arrived(found: object) -> None:
            if turn == self._turn and isinstance(found, list):
                self._found = found
                self._refresh()

        self._context.jobs.run(find, self._context, text, done=arrived, failed=self._failed, owner=self)

    def _failed(self, problem: Exception) -> None:
        self._list.message = f"The book could not be searched: {problem}"
        self._list.update()

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._list.answers):
            answer = self._list.answers[index]
            self.close()
            answer.run()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        px = theme().px
        width = min(theme().size("palette"), window.width() - px(32))
        height = theme().size("palette-input") + self._list.sizeHint().height() + 2
        self._list.setFixedHeight(self._list.sizeHint().height())
        top = min(theme().size("palette-top"), max(px(8), window.height() - height - px(16)))
        self.setGeometry((window.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.input and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN, Qt.Key.Key_PageUp: -SHOWN}
            key = Qt.Key(event.key())
            if key in step:
                self._list.move_to(self._list.current + step[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self._list.current)
                return True
            if key == Qt.Key.Key_Escape:
                self.close()
                return True
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._list.move_to(self._list.current + (1 if key == Qt.Key.Key_Tab else -1))
                return True
        elif watched is self.input and event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._left)
        elif watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _left(self) -> None:
        if self.isVisible() and not self.input.hasFocus() and self.window().isActiveWindow():
            self._before = None
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._turn += 1
        self._wait.stop()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        paint.box(painter, self.rect(), fill=colours.colour("raised"), border=colours.colour("line.strong"), radius=8)
        if self._list.answers or self._list.message:
            painter.fillRect(1, theme().size("palette-input"), self.width() - 2, 1, colours.colour("line"))
        painter.end()
