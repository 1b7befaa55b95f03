"""A running playbook as a card: how far it is, its phases with their steps, and the gates between them."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.runs import PhaseView, RunView, StepView
from csdesk.ui.pages.account.run_parts import CriterionRow, PhaseRow, StepRow
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.meters import Meter
from csdesk.ui.widgets.notices import Callout
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import count, format_date


class RunCard(Card):
    """`asked(what, step)` for a step, `wanted(what)` for the run ("stop", "finish", "escalate"), `judged` for a box."""

    asked = Signal(str, object)
    wanted = Signal(str, object)
    judged = Signal(str, int, bool)

    def __init__(self, view: RunView, today: date, folded: dict[str, bool], *, writable: bool) -> None:
        super().__init__(0, spacing=0)
        self.view, self._folded, self._writable = view, folded, writable
        row = view.row
        running = writable and row.state == "active"
        self.setObjectName(f"run.{row.id}")
        head = CardHead(row.title, self._note())
        meter = Meter(f"{row.title}, steps settled", row.done / row.total if row.total else 0.0)
        meter.setFixedWidth(theme().px(120))
        head.add(meter)
        if row.state != "active":
            again = Button("Let it go on", small=True, icon="play")
            again.clicked.connect(partial(self.wanted.emit, "resume", view))
            again.setEnabled(writable)
            close = IconButton("close", f"Close {row.title}")
            close.clicked.connect(partial(self.wanted.emit, "close", view))
            head.add(again)
            head.add(close)
        more = IconButton("more", f"More for {row.title}")
        more.setObjectName(f"run-more.{row.id}")
        more.clicked.connect(partial(self._menu, more))
        more.setEnabled(running)
        if row.state == "active":
            head.add(more)
        self.body.addWidget(head)
        self.body.addWidget(self._about())
        for call in view.calls[:1]:
            self.body.addWidget(self._call(call.to, call.why))
        if running and row.done == row.total and view.waiting:
            self.body.addWidget(self._close())
        for phase in view.phases:
            self.body.addWidget(self._phase(phase, today, running))

    def reveal(self) -> None:
        """Scroll to the step that is next, and give it the focus."""
        first = next((one for phase in self.view.phases for one in phase.steps if one.state == "open"), None)
        tick = self.findChild(QWidget, f"tick.{first.id}") if first is not None else None
        if tick is not None:
            QTimer.singleShot(0, tick, tick.setFocus)

    def _note(self) -> str:
        row = self.view.row
        late = f", {row.late} late" if row.late else ""
        over = {"done": ", done", "stopped": ", stopped"}.get(row.state, "")
        return f"{row.done} of {count(row.total, 'step')}{late}{over}"

    def _about(self) -> QWidget:
        view = self.view
        began = f"Since {format_date(view.row.started, 'day')}" if view.row.started else "Running"
        if view.anchor != view.row.started:
            began += f", counted from {view.anchor_words}, {format_date(view.anchor)}"
        why = f". {view.row.why}" if view.row.why else ""
        if view.row.ended is not None:
            began += f", ended {format_date(view.row.ended, 'day')}"
            why += f". {view.row.reason}" if view.row.reason else ""
        return _padded(Text([(f"{began}{why}", "soft"), (f"   {view.source}", "faint")], "label"), 10)

    def _call(self, tier: int, why: str) -> QWidget:
        button = Button("Look at escalation", small=True)
        button.clicked.connect(partial(self.wanted.emit, "escalate", self.view))
        return _padded(Callout("", f"This calls for tier {tier}", f"{why}.", button=button), 10)

    def _close(self) -> QWidget:
        waiting = "; ".join(one.text for one in self.view.waiting)
        button = Button("Finish all the same", small=True)
        button.clicked.connect(partial(self.wanted.emit, "finish", self.view))
        return _padded(Callout("", "Every step is settled", f"Still open: {waiting}.", button=button), 10)

    def _phase(self, phase: PhaseView, today: date, running: bool) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = PhaseRow(phase)
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        if phase.about:
            rows.addWidget(_padded(Label(phase.about, "label", "soft"), 8, left=46))
        first = next((one.id for one in phase.steps if one.state == "open"), 0) if phase.state == "now" else 0
        for step in phase.steps:
            rows.addWidget(
                StepRow(step, today, self._ask, running=running, opened=step.id == first, writable=self._writable)
            )
        if phase.criteria:
            rows.addWidget(self._criteria(phase, running))
        open_ = not self._folded.get(phase.id, phase.state != "now")
        head.setChecked(open_)
        inner.setVisible(open_)
        head.toggled.connect(partial(self._fold, phase.id, inner))
        column.addWidget(head)
        column.addWidget(inner)
        return holder

    def _criteria(self, phase: PhaseView, running: bool) -> QWidget:
        px = theme().px
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, px(8), 0, px(10))
        column.setSpacing(0)
        met = len(phase.criteria) - len(phase.open_criteria)
        when = "At the end" if phase is self.view.phases[-1] else "Before the next phase"
        title = Label(f"{when}: {met} of {len(phase.criteria)} met", "label", "soft")
        row = QHBoxLayout()
        row.setContentsMargins(px(46), 0, px(16), px(2))
        row.addWidget(title)
        row.addStretch(1)
        column.addLayout(row)
        for place, one in enumerate(phase.criteria):
            line = CriterionRow(one, running=running)
            line.ticked.connect(partial(self.judged.emit, phase.id, place))
            column.addWidget(line)
        return holder

    def _fold(self, phase: str, inner: QWidget, open_: bool) -> None:
        self._folded[phase] = not open_
        inner.setVisible(open_)

    def _ask(self, what: str, step: StepView) -> None:
        self.asked.emit(what, step)

    def _menu(self, button: QWidget, _checked: bool = False) -> None:
        menu = Menu(self, self.view.row.title)
        menu.add("Open all phases", partial(self._fold_all, False), icon="chevron-down")
        menu.add("Stop this playbook", partial(self.wanted.emit, "stop", self.view), icon="stop")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _fold_all(self, folded: bool) -> None:
        for head in self.findChildren(PhaseRow):
            head.setChecked(not folded)


def _padded(widget: QWidget, above: int, *, left: int = 16) -> QWidget:
    px = theme().px
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(px(left), px(above), px(16), px(above))
    column.addWidget(widget)
    return holder
