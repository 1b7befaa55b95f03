"""The playbooks of an account: what it calls for, what runs step by step, and what is over."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk import records, runs
from csdesk.desk.runs import GateClosed, Proposal, RunRow, RunView, StepView
from csdesk.ui.context import Context
from csdesk.ui.pages.account.run_card import RunCard
from csdesk.ui.pages.account.run_dialogs import MoveDialog, ReasonDialog, StartDialog
from csdesk.ui.pages.account.tab import AccountTab
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead, Rule
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, TableModel
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import format_date

_PAST = (
    Column("title", "Playbook", 200, stretch=True, link=True, sortable=False),
    Column("state", "State", 100, sortable=False),
    Column("steps", "Steps", 80, right=True, soft=True, sortable=False),
    Column("started", "Started", 110, right=True, soft=True, sortable=False),
    Column("ended", "Ended", 110, right=True, soft=True, sortable=False),
    Column("reason", "Reason", 200, stretch=True, soft=True, sortable=False),
)


class _Past(TableModel):
    """Runs that are over."""

    def __init__(self) -> None:
        super().__init__(_PAST)
        self.rows: tuple[RunRow, ...] = ()

    def show_rows(self, rows: tuple[RunRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def row_count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> Hashable:
        return self.rows[row].id

    def cell(self, row: int, column: Column) -> Cell:
        one = self.rows[row]
        match column.key:
            case "title":
                return Cell(one.title, tip=one.why)
            case "state":
                return Cell("Done" if one.state == "done" else "Stopped", outline=True)
            case "steps":
                return Cell(f"{one.done} of {one.total}")
            case "started":
                return Cell(format_date(one.started) if one.started else "")
            case "ended":
                return Cell(format_date(one.ended) if one.ended else "")
            case _:
                return Cell(one.reason, tip=one.reason)


class PlaybooksTab(AccountTab):
    """Runs with their steps to tick, skip and move; proposals with why; past runs."""

    heard = frozenset({"playbook_run", "run_step", "signal", "escalation", "account", "touch", "document", "goal",
                       "milestone", "risk", "contact", "review", "health_snapshot", "indicator_reading", "setting",
                       "document_issue"})  # fmt: skip

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__(context, account_id)
        self.setAccessibleName("Playbooks")
        self._folded: dict[int, dict[str, bool]] = {}
        self._shown: object = None
        start = Button("Start a playbook", small=True, icon="plus")
        start.setObjectName("playbooks.start")
        start.clicked.connect(self.start)
        self._calls = Card(0, spacing=0)
        self._calls_head = CardHead("Called for")
        self._calls_rows = QVBoxLayout()
        self._calls_rows.setSpacing(0)
        self._calls.body.addWidget(self._calls_head)
        self._calls.body.addLayout(self._calls_rows)
        first = Button("Start a playbook", "primary", icon="plus")
        first.clicked.connect(self.start)
        self._empty_card = Card(0, spacing=0)
        self._empty_card.body.addWidget(
            EmptyState(
                "No playbook runs here",
                "A playbook is a course of dated steps, from onboarding to winning an account back. Its days leave out "
                "weekends and your days off, and the steps due appear in Today.",
                button=first,
            )
        )
        bar = QHBoxLayout()
        self._title = Label("Running", "strong")
        bar.addWidget(self._title)
        bar.addStretch(1)
        bar.addWidget(start)
        self._bar = QWidget()
        self._bar.setLayout(bar)
        bar.setContentsMargins(0, 0, 0, 0)
        self._running = QVBoxLayout()
        self._running.setSpacing(theme().px(16))
        self.past = _Past()
        self._past_table = TableView("Playbooks that are over", self.past)
        self._past_table.opened.connect(self._open_past)
        self._past_card = Card(0, spacing=0)
        self._past_head = CardHead("Over")
        self._past_card.body.addWidget(self._past_head)
        self._past_card.body.addWidget(self._past_table)
        self._looked = QVBoxLayout()
        self._looking = 0
        for widget in (self._calls, self._bar, self._empty_card):
            self.column.addWidget(widget)
        self.column.addLayout(self._running)
        self.column.addWidget(self._past_card)
        self.column.addLayout(self._looked)
        self._writes = (start, first)
        self.reload()

    # Reading

    def enter(self, **where: object) -> None:
        """Brings the run that is named into sight."""
        card = self.findChild(RunCard, f"run.{where.get('run')}")
        if card is not None:
            card.reveal()

    def reload(self) -> None:
        today = self.desk.clock.today()
        found = runs.of_account(self.desk, self.account_id)
        views = tuple(runs.view(self.desk, one.id) for one in found if one.state == "active")
        over = tuple(one for one in found if one.state != "active")
        proposals = runs.propose(self.desk, self.account_id)
        state = (views, over, proposals, today, self.desk.read_only)
        if state == self._shown:
            return
        self._shown = state
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        self._show_proposals(proposals)
        _clear(self._running)
        for view in views:
            folded = self._folded.setdefault(view.row.id, {})
            card = RunCard(view, today, folded, writable=not self.desk.read_only)
            card.asked.connect(partial(self._step, view))
            card.wanted.connect(self._run)
            card.judged.connect(partial(self._judge, view.row.id))
            self._running.addWidget(card)
        self._bar.setVisible(bool(views) or bool(proposals) or bool(over))
        self._title.setText("Running" if views else "Nothing runs at the moment")
        self._empty_card.setVisible(not views and not proposals and not over)
        self.past.show_rows(over)
        self._past_head.note.setText(str(len(over)))
        self._past_card.setVisible(bool(over))
        self._show_past()
        self._past_table.setFixedHeight(self._past_table.content_height() + 2)
        for button in self._writes:
            button.setEnabled(not self.desk.read_only)
        again = self.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus()

    def _show_proposals(self, proposals: tuple[Proposal, ...]) -> None:
        _clear(self._calls_rows)
        self._calls.setVisible(bool(proposals))
        self._calls_head.note.setText(str(len(proposals)))
        for place, one in enumerate(proposals):
            if place:
                self._calls_rows.addWidget(Rule())
            self._calls_rows.addWidget(self._proposal(one))

    def _proposal(self, one: Proposal) -> QWidget:
        px = theme().px
        holder = QWidget()
        holder.setObjectName(f"proposal.{one.playbook}")
        holder.setAccessibleName(f"{one.title}. {one.why}")
        row = QHBoxLayout(holder)
        row.setContentsMargins(px(16), px(9), px(12), px(10))
        row.setSpacing(px(12))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(Label(one.title, "strong", elide=True))
        words.addWidget(Text([(one.why, "soft"), (f"   {one.steps} steps in {one.days} days", "faint")], "label"))
        row.addLayout(words, 1)
        start = Button("Start", small=True)
        start.setObjectName(f"start.{one.playbook}")
        start.setAccessibleName(f"Start {one.title}")
        start.setEnabled(not self.desk.read_only)
        start.clicked.connect(partial(self.start, one.playbook))
        row.addWidget(start)
        return holder

    def _open_past(self, key: object) -> None:
        self._looking = key if isinstance(key, int) and key != self._looking else 0
        self._show_past()

    def _show_past(self) -> None:
        """The run that is over and looked at, with all its steps."""
        _clear(self._looked)
        if self._looking not in {one.id for one in self.past.rows}:
            return
        view = runs.view(self.desk, self._looking)
        unfolded = {one.id: False for one in view.phases}
        card = RunCard(view, self.desk.clock.today(), unfolded, writable=not self.desk.read_only)
        card.wanted.connect(self._run)
        card.asked.connect(partial(self._step, view))
        self._looked.addWidget(card)

    # Doing

    def start(self, playbook: object = "") -> None:
        """Asks which playbook to start, with its days in sight."""
        name = records.title(self.desk, "account", self.account_id)
        chosen = playbook if isinstance(playbook, str) else ""
        StartDialog(self, self.desk, self.account_id, name, self._start, chosen).open()

    def _start(self, playbook: str, on: date | None, why: str) -> None:
        made = runs.start(self.desk, playbook, self.account_id, on, why)
        self.context.toast(made.name, undo=True)

    def _step(self, view: RunView, what: str, step: StepView) -> None:
        if what == "done":
            failed = partial(self._refused, view, step)
            self.context.write(runs.step_done, self.desk, step.id, failed=failed, toast=f"Finished “{step.title}”")
        elif what == "reopen":
            self.context.write(runs.step_reopen, self.desk, step.id, toast=f"Reopened “{step.title}”")
        elif what == "open":
            self.context.write(runs.open_paper, self.desk, step.id, done=self._open_paper)
        elif what == "move":
            MoveDialog(self, self.desk, step, partial(self._move, step)).open()
        else:
            words = "It counts as settled, and the run goes on with the next step."
            skip = partial(self._skip, step)
            ReasonDialog(self, f"Skip “{step.title}”", words, "Skip the step", skip).open()

    def _refused(self, view: RunView, step: StepView, problem: Exception) -> None:
        if not isinstance(problem, GateClosed):
            self.context.error(problem)
            return
        words = "This step is a gate. What follows is not met yet; with a reason you pass it all the same."
        passed = partial(self._pass, step)
        ReasonDialog(self, f"Pass “{step.title}”", words, "Pass the gate", passed, problem.criteria).open()

    def _pass(self, step: StepView, reason: str) -> None:
        runs.step_done(self.desk, step.id, reason)
        self.context.toast(f"Finished “{step.title}”", undo=True)

    def _skip(self, step: StepView, reason: str) -> None:
        runs.step_skip(self.desk, step.id, reason)
        self.context.toast(f"Skipped “{step.title}”", undo=True)

    def _move(self, step: StepView, on: date) -> None:
        moved = runs.step_move(self.desk, step.id, on)
        self.context.toast(moved.said or f"“{step.title}” is due {format_date(moved.on, 'day')}", undo=True)

    def _judge(self, run: int, phase: str, place: int, met: bool) -> None:
        self.context.write(runs.tick_criterion, self.desk, run, phase, place, met)

    def _run(self, what: str, view: RunView) -> None:
        if what == "close":
            self._open_past(view.row.id)
            return
        if what == "resume":
            self.context.write(runs.resume, self.desk, view.row.id, toast=f"“{view.row.title}” goes on")
            return
        if what == "escalate":
            self.context.go("risk", escalate=self.account_id)
            return
        if what == "finish":
            words = "Every step is settled, but these criteria are not met."
            finish = partial(self._finish, view)
            ReasonDialog(self, f"Finish “{view.row.title}”", words, "Finish the playbook", finish, view.waiting).open()
            return
        words = "What is done stays done; the open steps leave Today. The run can go on later."
        ReasonDialog(self, f"Stop “{view.row.title}”", words, "Stop the playbook", partial(self._stop, view)).open()

    def _finish(self, view: RunView, reason: str) -> None:
        runs.finish(self.desk, view.row.id, reason)
        self.context.toast(f"Finished “{view.row.title}”", undo=True)

    def _stop(self, view: RunView, reason: str) -> None:
        runs.stop(self.desk, view.row.id, reason)
        self.context.toast(f"Stopped “{view.row.title}”", undo=True)

    def _open_paper(self, document: object) -> None:
        self.context.go("document", document_id=document)


def _clear(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
