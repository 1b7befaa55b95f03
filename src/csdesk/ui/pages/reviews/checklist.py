"""The preparation of a review as a card: its phases, folded but for the one that is on, and their items."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.desk.reviews import Phase, Preparation, Task
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.meters import Meter
from csdesk.ui.widgets.text import Label

_END = Qt.AlignmentFlag.AlignRight


class TaskRow(QAbstractButton):
    """One item: a tick, what to do, why the book holds it for done, and its day. What the book proves is its own."""

    def __init__(self, task: Task, *, shows_due: bool, line: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task, self._line, self._due = task, line, task.due_text if shows_due or task.late else ""
        self.setCheckable(True)
        self.setChecked(task.done)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme().px(46 if task.why else 34))
        self.setObjectName(f"task.{task.id}")
        state = "done" if task.done else "late" if task.late else "open"
        due = f", due {task.due_text}" if task.due_text else ""
        self.setAccessibleName(f"{task.label}, {state}{due}")
        self.setAccessibleDescription(task.why)
        if task.proved:
            self.setToolTip(f"The book ticks this: {task.why}")

    def nextCheckState(self) -> None:
        """What the book proves cannot be unticked by hand."""
        if not self.task.proved:
            super().nextCheckState()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse() and not self.task.proved:
            painter.fillRect(self.rect(), colours.colour("hover"))
        if self._line:
            painter.fillRect(px(46), self.height() - 1, self.width(), 1, colours.colour("line"))
        first = QRectF(px(46), px(7), rect.width(), px(20))
        box = QRectF(px(18), first.center().y() - px(8), px(16), px(16))
        if self.task.proved:
            paint.tick(painter, box.adjusted(-2, -2, 2, 2), colours.colour("accent"), px(1.8))
        else:
            paint.check_box(painter, box, Qt.CheckState.Checked if self.isChecked() else Qt.CheckState.Unchecked)
        right = rect.width() - px(16)
        if self._due:
            late = self.task.late
            words = f"{self._due}, late" if late else self._due
            role, tone = ("label-strong", "text") if late else ("label", "text.soft")
            width = paint.text_width(words, role, tabular=True)  # type: ignore[arg-type]
            area = QRectF(right - width - 2, first.top(), width + 2, first.height())
            paint.text(painter, area, words, role=role, tone=tone, align=_END, tabular=True)  # type: ignore[arg-type]
            right -= width + px(16)
        tone = "text.soft" if self.isChecked() else "text"
        first.setRight(right)
        paint.text(painter, first, self.task.label, tone=tone)  # type: ignore[arg-type]
        if self.task.why:
            second = QRectF(px(46), px(26), rect.width() - px(62), px(16))
            paint.text(painter, second, self.task.why, role="label", tone="text.faint")
        if self.hasFocus():
            paint.ring(painter, rect.adjusted(1, 0, -1, -1), 4)
        painter.end()


def _caption(words: str) -> QWidget:
    """The name of a group of items, in line with their words."""
    holder = QWidget()
    holder.setFixedHeight(theme().px(34))
    line = QHBoxLayout(holder)
    line.setContentsMargins(theme().px(46), theme().px(12), theme().px(16), theme().px(4))
    line.addWidget(Label(words, "label-strong", "soft"))
    line.addStretch(1)
    return holder


class PhaseHead(QAbstractButton):
    """The head of a phase: folds it; its name, when it is due, and how far it is."""

    def __init__(self, phase: Phase, folded: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.phase, self.folded = phase, folded
        self.setFixedHeight(theme().size("row-group") + theme().px(4))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        state = "folded" if folded else "open"
        self.setAccessibleName(f"{phase.title}, {phase.done} of {len(phase.tasks)} done, {state}")

    def when(self) -> str:
        """By when its items are due, where they share a day."""
        days = {one.due_text for one in self.phase.tasks if one.due_text}
        return f"by {days.pop()}" if len(days) == 1 else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.fillRect(self.rect(), colours.colour("hover" if self.underMouse() else "sunken"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colours.colour("line"))
        middle = rect.center().y()
        name = "chevron-right" if self.folded else "chevron-down"
        paint.icon(painter, QPointF(px(24), middle), name, "text.soft", 14)
        area = rect.adjusted(px(40), 0, -px(180), 0)
        taken = paint.text(painter, area, self.phase.title, role="strong")
        paint.text(painter, area.adjusted(taken + px(8), 0, 0, 0), self.when(), role="label", tone="text.soft")
        count = len(self.phase.tasks)
        words = f"{self.phase.done} of {count}"
        late = f"{self.phase.late} late" if self.phase.late else ""
        right = QRectF(0, 0, rect.width() - px(16), rect.height())
        width = paint.text_width(words, "label", tabular=True)
        paint.text(painter, right, words, role="label", tone="text.soft", align=_END, tabular=True)
        if late:
            right.setRight(right.right() - width - px(12))
            paint.text(painter, right, late, role="label-strong", align=_END, tabular=True)
        if self.hasFocus():
            paint.ring(painter, rect.adjusted(1, 0, -1, -1), 4)
        painter.end()


class ChecklistCard(Card):
    """`ticked(section, item, done)` by a person; the page writes it and shows the card anew."""

    ticked = Signal(str, str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, parent=parent)
        self._head = CardHead("Preparation")
        self._meter = Meter("Prepared")
        self._meter.setFixedWidth(theme().px(120))
        self._head.add(self._meter)
        self.body.addWidget(self._head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self._open: set[str] | None = None
        self._found: Preparation | None = None
        self._over = False

    def forget(self) -> None:
        """Another review comes: nothing of the last one's folding is kept."""
        self._open, self._found, self._over = None, None, False

    def show_preparation(self, found: Preparation, *, folded: bool = False) -> None:
        """Shows the checklist; what was unfolded stays so. `folded`: all of it at first."""
        if self._found == found and self._over == folded:
            return
        self._found = found
        if self._open is None or (folded and not self._over):
            self._open = set() if folded else first_open(found)
        self._over = folded
        late = f", {len(found.late)} late" if found.late else ""
        self._head.note.setText(f"{found.done} of {found.total} done before the meeting{late}")
        self._meter.set_share(found.done / found.total if found.total else 0.0)
        self._build()

    def _build(self) -> None:
        found, opened = self._found, self._open
        if found is None or opened is None:
            return
        focused = self.focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for phase in found.phases:
            head = PhaseHead(phase, phase.id not in opened)
            head.setObjectName(f"phase.{phase.id}")
            head.clicked.connect(partial(self.fold, phase.id))
            self._rows.addWidget(head)
            if phase.id in opened:
                self._add_tasks(phase, head)
        self._hold_height()
        if name:
            again = self.findChild(QWidget, name)
            if again is not None:
                again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hold_height(self) -> None:
        """Keeps room for all rows: those just made count for nothing until they are shown, and would be squeezed."""
        for place in range(self._rows.count()):
            item = self._rows.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.show()
        self.body.invalidate()
        self.body.activate()
        self.setMinimumHeight(self.body.totalMinimumSize().height())

    def _add_tasks(self, phase: Phase, head: PhaseHead) -> None:
        group = ""
        for place, task in enumerate(phase.tasks):
            if task.group != group:
                group = task.group
                self._rows.addWidget(_caption(group))
            last = place == len(phase.tasks) - 1
            row = TaskRow(task, shows_due=not head.when(), line=not last)
            row.clicked.connect(self._tell(task))
            self._rows.addWidget(row)

    def _tell(self, task: Task) -> Callable[[bool], None]:
        def told(on: bool) -> None:
            if not task.proved:
                self.ticked.emit(task.section, task.id, on)

        return told

    def fold(self, phase: str) -> None:
        """Folds or unfolds a phase."""
        if self._open is not None:
            self._open ^= {phase}
            self._build()


def first_open(found: Preparation) -> set[str]:
    """The phases to unfold at first: those with something late, else the first with something open."""
    late = {phase.id for phase in found.phases if phase.late}
    if late:
        return late
    return {next((phase.id for phase in found.phases if phase.done < len(phase.tasks)), "")}
