"""The rows of a running playbook: a phase, a step with its tick, and a criterion with what the book says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.desk.runs import Met, PhaseView, StepView
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.chips import Tag
from csdesk.ui.widgets.fields import CheckBox
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import count, format_date, relative_day

Ask = Callable[[str, StepView], None]
"""What a row asks for: "done", "skip", "move", "reopen" or "open", and of which step."""


class Tick(QAbstractButton):
    """A round tick."""

    def __init__(self, name: str, done: bool, *, skipped: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._skipped = skipped
        self.setCheckable(True)
        self.setChecked(done)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """Whether it is done is for the book to say, not for the click."""

    def sizeHint(self) -> QSize:
        return QSize(theme().px(22), theme().px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = theme().px
        painter = QPainter(self)
        if self.isEnabled() and self.underMouse() and not self.isChecked():
            paint.box(painter, self.rect(), fill=theme().colour("accent.soft"), radius=11)
        paint.round_tick(painter, QRectF(px(2), px(2), px(18), px(18)), self.isChecked(), focus=self.hasFocus())
        if self._skipped:
            paint.icon(painter, QRectF(self.rect()).center(), "minus", "text.soft", 12)
        painter.end()


class PhaseRow(QAbstractButton):
    """The group row of a phase: name, steps settled, and a chevron that folds it."""

    def __init__(self, phase: PhaseView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFixedHeight(theme().size("row-group"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName(f"phase.{phase.id}")
        self._title = phase.title
        self._note = f"{phase.settled} of {len(phase.steps)}"
        words = {"done": "Over", "now": "Now", "ahead": ""}
        days = [one.due for one in phase.steps if one.due is not None]
        ahead = f"from {format_date(min(days), 'day')}" if days and phase.state == "ahead" else ""
        self._right = words[phase.state] or ahead
        self.setAccessibleName(f"{phase.title}, {self._note} steps settled. {self._right}")

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.fillRect(rect, colours.colour("hover" if self.underMouse() else "sunken"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colours.colour("line"))
        icon = "chevron-down" if self.isChecked() else "chevron-right"
        paint.icon(painter, QPointF(px(25), rect.center().y()), icon, "text.soft", 14)
        area = rect.adjusted(px(46), 0, -px(16), 0)
        used = paint.text(painter, area, self._title, role="strong")
        area.setLeft(area.left() + used + px(8))
        paint.text(painter, area, self._note, role="label", tone="text.soft", tabular=True)
        right = rect.adjusted(px(46), 0, -px(16), 0)
        end = Qt.AlignmentFlag.AlignRight
        paint.text(painter, right, self._right, role="label", tone="text.soft", align=end, tabular=True)
        if self.hasFocus():
            paint.ring(painter, rect.adjusted(1, 1, -1, -1))
        painter.end()


class StepRow(QWidget):
    """One step in two lines: a tick, what to do, by whom and how; its day at the right; more on a click."""

    def __init__(
        self, step: StepView, today: date, ask: Ask, *, running: bool, opened: bool, writable: bool = True
    ) -> None:
        super().__init__()
        self.step, self._ask, self._running = step, ask, running
        self.setObjectName(f"step.{step.id}")
        px = theme().px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(14), px(8), px(12), px(9))
        outer.setSpacing(px(8))
        row = QHBoxLayout()
        row.setSpacing(px(10))
        settled = step.state != "open"
        self.tick = Tick(
            f"{'Reopen' if settled else 'Finish'} “{step.title}”", step.state == "done", skipped=step.state == "skipped"
        )
        self.tick.setObjectName(f"tick.{step.id}")
        self.tick.setEnabled(writable and (running or settled))
        self.tick.clicked.connect(partial(self._pressed, "reopen" if settled else "done"))
        holder = QVBoxLayout()
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(self.tick)
        holder.addStretch(1)
        row.addLayout(holder)
        row.addLayout(self._words(settled), 1)
        if step.opens and running:
            paper = Button(_short(step.opens_title) or "Document", small=True, icon="file")
            paper.setAccessibleName(f"Open {step.opens_title} for “{step.title}”")
            paper.clicked.connect(partial(self._pressed, "open"))
            row.addWidget(paper)
        row.addLayout(self._when(today, settled))
        more = IconButton("more", f"More for “{step.title}”")
        more.setObjectName(f"more.{step.id}")
        more.clicked.connect(partial(self._menu, more))
        more.setEnabled(running)
        row.addWidget(more)
        outer.addLayout(row)
        self._detail = self._details()
        if self._detail is not None:
            outer.addWidget(self._detail)
            self._detail.setVisible(opened)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{step.title}, {step.state}. {self._said()}")

    def _words(self, settled: bool) -> QVBoxLayout:
        px = theme().px
        step = self.step
        words = QVBoxLayout()
        words.setSpacing(px(1))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(Label(step.title, "body" if settled else "strong", "soft" if settled else "text", elide=True))
        if step.gate:
            head.addWidget(Tag("Gate"))
        head.addStretch(1)
        words.addLayout(head)
        line = QHBoxLayout()
        line.setSpacing(px(12))
        line.addWidget(Label(self._said(), "label", "soft", elide=True))
        if step.proved:
            line.addWidget(Label(f"The book shows it: {step.shown}", "label", "accent", elide=True))
        line.addStretch(1)
        words.addLayout(line)
        return words

    def _said(self) -> str:
        step = self.step
        if step.state != "open":
            word = "Done" if step.state == "done" else "Skipped"
            when = f" on {format_date(step.done_on, 'day')}" if step.done_on else ""
            return f"{word}{when}{f': {step.reason}' if step.reason else ''}"
        parts = [step.owners, step.channel, step.deliverable]
        return " · ".join(part for part in parts if part)

    def _when(self, today: date, settled: bool) -> QVBoxLayout:
        step = self.step
        column = QVBoxLayout()
        column.setSpacing(theme().px(1))
        end = Qt.AlignmentFlag.AlignRight
        if step.due is None:
            return column
        day = format_date(step.due, "day")
        if settled:
            first, second, role, tone = day, step.days, "label", "soft"
        elif step.late:
            first, second, role, tone = f"{count(step.late, 'day')} late", f"due {day}", "strong", "text"
        else:
            near = (step.due - today).days <= 1
            words = relative_day(step.due, today)
            first, second, role, tone = (words.capitalize() if near else day), step.days, "body", "text"
        if step.begins is not None and step.begins != step.due and not settled and not step.late:
            second = f"from {format_date(step.begins, 'day')}"
        elif step.planned is not None and step.planned != step.due and not settled:
            second = f"first {format_date(step.planned, 'day')}"
        top = Label(first, role, tone, tabular=True)  # type: ignore[arg-type]
        column.addWidget(top, 0, end)
        column.addWidget(Label(second, "label", "faint" if settled else "soft", tabular=True), 0, end)
        return column

    def _details(self) -> QWidget | None:
        step = self.step
        if not (step.detail or step.prompts):
            return None
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(theme().px(32), 0, theme().px(32), theme().px(4))
        column.setSpacing(theme().px(4))
        if step.detail:
            column.addWidget(Text(step.detail, "body", "soft"))
        if step.prompts:
            column.addWidget(Label("Ask", "label", "faint"))
            column.addWidget(Text("\n".join(f"– {one}" for one in step.prompts), "body", "soft"))
        return holder

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._detail is not None and event.button() == Qt.MouseButton.LeftButton:
            self._detail.setVisible(self._detail.isHidden())

    def _pressed(self, what: str, _checked: bool = False) -> None:
        self._ask(what, self.step)

    def _menu(self, button: QWidget, _checked: bool = False) -> None:
        menu = Menu(self, self.step.title)
        if self.step.opens:
            menu.add(f"Open {self.step.opens_title}", partial(self._pressed, "open"), icon="file")
        if self.step.state == "open":
            menu.add("Move to another day", partial(self._pressed, "move"), icon="calendar")
            menu.add("Skip with a reason", partial(self._pressed, "skip"), icon="arrow-right")
        else:
            menu.add("Open it again", partial(self._pressed, "reopen"), icon="undo")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left = theme().px(46)
        painter.fillRect(left, self.height() - 1, self.width() - left, 1, theme().colour("line"))
        painter.end()


def _short(title: str) -> str:
    words = title.split()
    return " ".join(words[-2:]) if len(words) > 3 else title


class CriterionRow(QWidget):
    """One criterion: met or open, and what the book says; one that only a person can judge has a box to tick."""

    ticked = Signal(bool)

    def __init__(self, met: Met, *, running: bool) -> None:
        super().__init__()
        self._met = met
        px = theme().px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(46), px(3), px(16), px(3))
        row.setSpacing(px(8))
        if met.by_hand:
            box = CheckBox("", f"Criterion: {met.text}")
            box.setChecked(met.met)
            box.setEnabled(running)
            box.toggled.connect(self.ticked)
            row.addWidget(box)
        else:
            mark = _Mark(met.met)
            row.addWidget(mark)
        parts = [(met.text, "")]
        why = met.why or ("Tick it once it is so" if met.by_hand and not met.met else "")
        if why:
            parts.append((f"   {why}", "faint"))
        row.addWidget(Text(parts, "label", "soft" if met.met else "text"), 1, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(f"{met.text}, {'met' if met.met else 'not met'}. {met.why}")


class _Mark(QWidget):
    """A tick for what is met, a dash for what is not."""

    def __init__(self, met: bool) -> None:
        super().__init__()
        self._met = met
        self.setFixedSize(theme().px(18), theme().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = theme().px
        painter = QPainter(self)
        area = QRectF(px(1), px(2), px(16), px(16))
        if self._met:
            paint.tick(painter, area, theme().colour("accent"), px(1.8))
        else:
            paint.icon(painter, area.center(), "minus", "text.faint", 14)
        painter.end()
