"""One question of the interview, on the line that draws the path: its answer, and what the book knows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.escalations import Asked
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.choices import Segmented
from csdesk.ui.widgets.text import Text

_ANSWERS = (("yes", "Yes"), ("no", "No"))


class QuestionRow(QWidget):
    """A question with its evidence and its yes and no. `answered(question, answer)` tells what a person chose."""

    answered = Signal(str, bool)

    def __init__(self, one: Asked, *, first: bool, last: bool, open_now: bool) -> None:
        super().__init__()
        self.one, self._first, self._last, self._open = one, first, last, open_now
        px = theme().px
        self.setObjectName(f"question.{one.question.id}")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(30), px(6), 0, px(6))
        row.setSpacing(px(16))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(Text([(one.question.ask, "bold" if open_now else "")], "body"))
        words.addWidget(Text(self._below(), "label"))
        row.addLayout(words, 1)
        answer = one.answer
        self.choice = Segmented(
            one.question.ask, _ANSWERS, "" if answer is None else "yes" if answer else "no", small=True
        )
        self.choice.setObjectName(f"answer.{one.question.id}")
        self.choice.chosen.connect(self._chosen)
        side = QVBoxLayout()
        side.addWidget(self.choice)
        side.addStretch(1)
        row.addLayout(side)
        said = "open" if answer is None else "yes" if answer else "no"
        self.setAccessibleName(f"{one.question.ask} {said}. {one.known.words}")

    def _below(self) -> list[tuple[str, str]]:
        one = self.one
        by = "Yes" if one.known.answer else "No"
        if one.given is not None and one.known.answer is not None and one.given is not one.known.answer:
            return [(f"Your answer. The book says {by.lower()}: {one.known.words or 'by what it knows'}", "soft")]
        if one.known.answer is not None and one.known.words:
            return [(one.known.words, "soft")]
        if one.given is not None:
            return [("Your answer", "soft")]
        return [(one.question.help or "The book does not know; please answer", "faint")]

    def _chosen(self, value: str) -> None:
        if value:
            self.answered.emit(self.one.question.id, value == "yes")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, px = theme(), theme().px
        x, y = px(9) + 0.5, float(px(16))
        done = self.one.answer is not None
        with paint.kept(painter):
            painter.setPen(QPen(colours.colour("accent" if done else "line.strong"), 2))
            if not self._first:
                painter.setPen(QPen(colours.colour("accent"), 2))
                painter.drawLine(QPointF(x, 0), QPointF(x, y - px(8)))
            if not self._last:
                painter.setPen(QPen(colours.colour("accent" if done else "line.strong"), 2))
                painter.drawLine(QPointF(x, y + px(8)), QPointF(x, self.height()))
        area = QRectF(x - px(8), y - px(8), px(16), px(16))
        if done:
            paint.round_tick(painter, area, True)
        else:
            with paint.kept(painter):
                painter.setPen(QPen(colours.colour("accent"), 2))
                painter.setBrush(colours.colour("raised"))
                painter.drawEllipse(area.adjusted(1, 1, -1, -1))
        painter.end()


class PathEnd(QWidget):
    """The end of the path: the tier it leads to, or that it leads nowhere, or that a question is open."""

    def __init__(self, title: str, words: str, tone: str, *, sure: bool = True) -> None:
        super().__init__()
        self._tone, self._sure = tone, sure
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(30), px(6), 0, px(4))
        column.setSpacing(px(1))
        column.addWidget(Text([(title, "bold" if sure else "soft")], "body"))
        if words:
            column.addWidget(Text(words, "label", "soft"))
        self.setAccessibleName(f"{title}. {words}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, px = theme(), theme().px
        x, y = px(9) + 0.5, float(px(16))
        with paint.kept(painter):
            painter.setPen(QPen(colours.colour("accent" if self._sure else "line.strong"), 2))
            painter.drawLine(QPointF(x, 0), QPointF(x, y - px(8)))
        paint.shape(painter, QPointF(x, y), self._tone, 14)
        painter.end()
