"""The path of a renewal as rows: a tick, the step, its day, and what else can be done with it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from csdesk.desk.renewals import DueStep
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import IconButton
from csdesk.values.days import count, format_date

_END = Qt.AlignmentFlag.AlignRight
OWNERS = {
    "csm": "CSM",
    "manager": "CSM manager",
    "executive": "Executive",
    "sales": "Sales",
    "legal": "Legal",
    "finance": "Finance",
    "operations": "Operations",
    "customer": "Customer",
    "automation": "Automation",
}


def state_words(one: DueStep, today: date) -> tuple[str, bool]:
    """When it is due or what became of it, and whether that is bold: ("17 days late", True)."""
    if one.settled is not None:
        done = "Done" if one.settled.state == "done" else "Skipped"
        return (f"{done} {format_date(one.settled.on, 'day').partition(' ')[2]}" if one.settled.on else done), False
    if one.state == "passed":
        return "Not recorded", False
    late = (today - one.due).days
    if late > 0:
        return f"{count(late, 'day')} late", True
    if late == 0:
        return "today", True
    near = (one.due - today).days <= 330
    return (format_date(one.due, "day") if near else format_date(one.due)), False


class StepRow(QAbstractButton):
    """One step. A click ticks it, or takes the tick back; `menu_wanted(step id, point)` by the button at the right."""

    menu_wanted = Signal(str, object)

    def __init__(self, one: DueStep, today: date, *, current: bool, read_only: bool, parent: QWidget | None = None):
        super().__init__(parent)
        self.one, self._today, self._current = one, today, current
        self._when, self._bold = state_words(one, today)
        self.setObjectName(f"step.{one.step.id}")
        self.setCheckable(True)
        self.setChecked(one.state == "done")
        self.setEnabled(not read_only)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme().px(44))
        self.setAccessibleName(f"{one.step.title}, {self._when}")
        self.setAccessibleDescription(self.second())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme().px(6), 0)
        row.addStretch(1)
        self.more = IconButton("more", f"More for {one.step.title}")
        self.more.setObjectName(f"more.{one.step.id}")
        self.more.clicked.connect(self._ask)
        row.addWidget(self.more)

    def second(self) -> str:
        """Its place on the path and who does it; of a skipped step the reason."""
        one = self.one
        if one.settled is not None and one.settled.reason:
            return one.settled.reason
        parts = ["At once" if one.at_once else one.step.when[:1].upper() + one.step.when[1:]]
        if one.step.days > 0 and not one.at_once:
            parts[0] += " before"
        parts.append(OWNERS.get(one.step.owner, one.step.owner))
        if one.planned and one.settled is None:
            parts.append("planned")
        return " · ".join(parts)

    def _ask(self) -> None:
        self.menu_wanted.emit(self.one.step.id, self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.one.step.id, QPoint(event.globalPos()))

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
        if self._current:
            painter.fillRect(self.rect(), colours.colour("selected"))
        elif self.underMouse() and self.isEnabled():
            painter.fillRect(self.rect(), colours.colour("hover"))
        box = QRectF(px(16), px(6), px(16), px(16))
        settled = self.one.settled is not None
        if settled and self.one.state == "skipped":
            paint.shape(painter, box.center(), "none", 14)
        else:
            paint.round_tick(painter, box, self.isChecked())
        right = rect.width() - px(38)
        role = "label-strong" if self._bold else "label"
        width = paint.text_width(self._when, role, tabular=True)  # type: ignore[arg-type]
        first = QRectF(px(42), px(4), right - px(42), px(20))
        tone = "text" if self._bold else "text.soft"
        paint.text(painter, first, self._when, role=role, tone=tone, align=_END, tabular=True)  # type: ignore[arg-type]
        first.setRight(right - width - px(8))
        bold = self._current or self.one.state == "late"
        paint.text(painter, first, self.one.step.title, role="strong" if bold else "body",
                   tone="text.soft" if settled else "text", struck=self.one.state == "skipped")  # fmt: skip
        second = QRectF(px(42), px(23), right - px(42), px(16))
        paint.text(painter, second, self.second(), role="label", tone="text.faint")
        if self.hasFocus():
            paint.ring(painter, rect.adjusted(1, 1, -1, -1), 4)
        painter.end()
