"""The import wizard: six steps over one plan, which is worked out on the worker each time something is decided."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from csdesk.desk import import_evidence, imports
from csdesk.desk.imports import ImportCancelled, ImportPlan, ImportRefused, ImportResult, Options
from csdesk.ui.context import Context
from csdesk.ui.jobs import Job
from csdesk.ui.pages.sync import work
from csdesk.ui.pages.sync.apply import ApplyStep, BusyCard
from csdesk.ui.pages.sync.check import CheckStep
from csdesk.ui.pages.sync.footer import Footer
from csdesk.ui.pages.sync.mapping import MapStep
from csdesk.ui.pages.sync.read import ReadStep
from csdesk.ui.pages.sync.refused import RefusedCard
from csdesk.ui.pages.sync.review import Review, planning
from csdesk.ui.pages.sync.settle import MatchStep, SettleStep
from csdesk.ui.pages.sync.step import Step
from csdesk.ui.pages.sync.work import Planned
from csdesk.ui.theme import theme
from csdesk.ui.widgets.notices import Banner
from csdesk.ui.widgets.steps import Steps

STEPS = ("Read", "Map columns", "Settle formats", "Match rows", "Check the changes", "Apply")
CHECK, APPLY = 4, 5
_UNMAPPED = "The columns stay as they were."


class Wizard(QWidget):
    """One import, from the file to its result.

    `named` tells title and summary, `moved` that another step is in sight, `left` that the person is done with it;
    `file_wanted` asks for another file, `undo_wanted` to take the import with that number back.
    """

    named = Signal(str, str)
    moved = Signal()
    left = Signal()
    file_wanted = Signal()
    undo_wanted = Signal(int)
    rejects_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._path = Path()
        self._job: Job | None = None
        self._turn = 0
        self._review: Review | None = None
        self._result: ImportResult | None = None
        self._wanted = 0
        self._build()

    def _build(self) -> None:
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.steps = Steps(STEPS)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(px(24), 0, px(24), px(12))
        inner.addWidget(self.steps)
        column.addWidget(holder)
        self._steps_row = holder
        self.banner = Banner()
        column.addWidget(self.banner)
        self.read = ReadStep(self._context.desk)
        self.map = MapStep(self._context.desk)
        self.settle = SettleStep(self._context.desk)
        self.match = MatchStep(self._context.desk)
        self.check = CheckStep(self._context)
        self.apply_step = ApplyStep()
        self.busy = BusyCard()
        self.refused = RefusedCard()
        self._plain: tuple[Step, ...] = (self.read, self.map, self.settle, self.match)
        self.stack = QStackedWidget()
        for page in (*self._plain, self.check, self.apply_step, self.busy, self.refused):
            self.stack.addWidget(page)
        column.addWidget(self.stack, 1)
        self.footer = Footer()
        column.addWidget(self.footer)
        for step in self._plain:
            step.replan.connect(self.replan)
        self.check.reviewed.connect(self._say)
        self.check.mended.connect(self._mend)
        self.busy.cancelled.connect(self.cancel)
        self.refused.file_wanted.connect(self.file_wanted)
        self.refused.again.connect(self._again)
        self.apply_step.cancelled.connect(self._stop)
        self.apply_step.open_wanted.connect(partial(self._context.go, "accounts"))
        self.apply_step.undo_wanted.connect(self._undo)
        self.apply_step.rejects_wanted.connect(self.rejects_wanted)
        self.apply_step.done_wanted.connect(self.left)
        self.footer.back.clicked.connect(self.back)
        self.footer.next.clicked.connect(self.next)
        self.footer.skip.clicked.connect(self.to_check)
        self.footer.rejects.clicked.connect(self.rejects_wanted)

    # What the page asks

    def start(self, path: Path, options: Options | None = None) -> None:
        """Read a file and show what it is."""
        self._path = path
        self._review = self._result = None
        self._wanted = 0
        self.banner.hide()
        self.busy.start(path.name)
        self._show(self.busy)
        self.named.emit("Import a file", path.name)
        self._plan(options or Options())

    def path(self) -> Path:
        """The file."""
        return self._path

    def plan(self) -> ImportPlan | None:
        """The plan that is carried out, or was."""
        if self._result is not None:
            return self._result.plan
        return self._review.plan if self._review is not None else None

    def review(self) -> Review | None:
        """What was decided so far."""
        return self._review

    def at_check(self) -> bool:
        """Whether the list of changes is in sight."""
        return self.stack.currentWidget() is self.check

    def running(self) -> bool:
        """Whether the import itself is under way."""
        return self._job is not None and self.stack.currentWidget() is self.apply_step

    def stale(self) -> None:
        """The book changed: work the plan out again, unless the import itself did it."""
        if self._review is not None and self._result is None and not self.running():
            self._plan(self._review.plan.options)

    # Planning

    def _plan(self, options: Options) -> None:
        if self._job is not None:
            self._job.cancel()
        self._turn += 1
        turn = self._turn
        self.footer.set_busy(self._review is not None)
        self._job = self._context.jobs.run(
            work.plan, self._context.desk, self._path, planning(options),
            done=partial(self._planned, turn), failed=partial(self._failed, turn),
            progress=partial(self._progress, turn), owner=self,
        )  # fmt: skip

    def replan(self, options: Options) -> None:
        """Work the plan out again with other options; the step stays in sight meanwhile."""
        self.banner.hide()
        self._plan(options)

    def _progress(self, turn: int, done: int, total: int, words: str) -> None:
        if turn == self._turn:
            self.busy.progress(done, total, words)
            self.apply_step.progress(done, total, words)

    def _planned(self, turn: int, made: Planned) -> None:
        if turn != self._turn:
            return
        self._job = None
        plan, fresh = made.plan, self._review is None
        if self._review is None:
            self._review = Review(plan, made.items)
        else:
            self._review.renew(plan, made.items)
        for step in self._plain:
            step.show_plan(plan)
        last = import_evidence.last_import(self._context.desk, plan.source)
        day = last.astimezone().date() if last else None
        self.check.show_review(self._review, day, import_evidence.export_date(self._path), fresh=fresh)
        self.named.emit(f"Import {_what(plan)}", summary(plan))
        self.footer.set_busy(False)
        if self.stack.currentWidget() in (self.busy, self.refused):
            self.go(self._wanted)
        else:
            self._say()

    def _failed(self, turn: int, problem: Exception) -> None:
        if turn != self._turn:
            return
        self._job = None
        self.footer.set_busy(False)
        if isinstance(problem, ImportCancelled):
            return
        if self._review is not None:
            # The plan in sight still holds; only the last choice cannot be.
            self.banner.say(getattr(problem, "what", str(problem)), getattr(problem, "todo", "") or _UNMAPPED)
            for step in self._plain:
                step.show_plan(self._review.plan)
        elif isinstance(problem, ImportRefused):
            self.refused.show_reason(self._path.name, problem)
            self._show(self.refused)
            self.named.emit("Import a file", self._path.name)
        else:
            self._context.error(problem)
            self.left.emit()

    def _again(self, options: Options) -> None:
        self.busy.start(self._path.name)
        self._show(self.busy)
        self._plan(options)

    def cancel(self) -> None:
        """Stop reading and leave the wizard; the import itself stops by its own button."""
        if self.running():
            return
        if self._job is not None:
            self._job.cancel()
        self._turn += 1
        self._job = None
        self.left.emit()

    def _mend(self, line: int, column: str, text: str) -> None:
        if self._review is not None:
            options = self._review.plan.options
            self.replan(imports_replace(options, line, column, text))

    # Moving

    def _show(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        at = self.stack.indexOf(page)
        in_steps = page not in (self.busy, self.refused)
        self.steps.set_current(len(STEPS) if self._result is not None else at if in_steps else 0)
        self._steps_row.setVisible(page is not self.refused)
        self.footer.setVisible(in_steps and page is not self.apply_step)
        self.moved.emit()

    def go(self, step: int) -> None:
        """Show a step, counted from 0."""
        page = self.stack.widget(step)
        if page is None or self._review is None:
            return
        self._wanted = step
        self._show(page)
        self._say()
        QTimer.singleShot(0, self, self._focus)

    def _focus(self) -> None:
        if self.at_check():
            self.check.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.footer.isVisible():
            self.footer.next.setFocus(Qt.FocusReason.TabFocusReason)

    def back(self) -> None:
        """The step before; from the first one, out of the wizard."""
        at = self.stack.currentIndex()
        if at <= 0:
            self.cancel()
        else:
            self.go(at - 1)

    def next(self) -> None:
        """The next step; from the check, the import itself."""
        if self._job is not None or self._review is None:
            return
        at = self.stack.currentIndex()
        if at < CHECK:
            self.go(at + 1)
        elif at == CHECK:
            self.apply()

    def to_check(self) -> None:
        """Straight to the list of changes."""
        self.go(CHECK)

    def _say(self) -> None:
        page, review = self.stack.currentWidget(), self._review
        if review is None:
            return
        skip = isinstance(page, Step)
        rejected = review.plan.count("rejected") if page is self.check else 0
        if isinstance(page, Step):
            bold, soft = page.sentence(review.plan)
        elif page is self.check:
            bold, soft = self.check.sentence()
        else:
            return
        self.footer.say(bold, soft)
        self.footer.show_buttons(
            first=page is self.read, skip=skip, rejects=rejected, last=page is self.check,
            allowed=not self._context.desk.read_only,
        )  # fmt: skip

    # Doing

    def apply(self) -> None:
        """Carry the plan out."""
        review = self._review
        if review is None or self._context.desk.read_only:
            return
        self._turn += 1
        turn = self._turn
        self.apply_step.start(self._path.name)
        self._show(self.apply_step)
        self._context.flush()
        self._context.saving.emit()
        self._job = self._context.jobs.run(
            work.apply, self._context.desk, self._path, review.plan, review.options(),
            done=partial(self._applied, turn), failed=partial(self._not_applied, turn),
            progress=partial(self._progress, turn), owner=self,
        )  # fmt: skip

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _applied(self, turn: int, result: ImportResult) -> None:
        self._context.saved.emit()
        self._job = None
        self._result = result
        self.apply_step.finish(result)
        self._show(self.apply_step)
        self.named.emit(f"Imported {_what(result.plan)}", summary(result.plan))

    def _not_applied(self, turn: int, problem: Exception) -> None:
        self._context.saved.emit()
        self._job = None
        self.go(CHECK)
        if isinstance(problem, ImportCancelled):
            self.banner.say("The import was stopped.", "Your book is as it was before.")
        elif isinstance(problem, ImportRefused):
            self.banner.say(problem.what, problem.todo, button="Check it again", action=self._recheck)
        else:
            self._context.error(problem)

    def _recheck(self) -> None:
        if self._review is not None:
            self.replan(self._review.plan.options)

    def _undo(self) -> None:
        if self._result is not None:
            self.undo_wanted.emit(self._result.import_id)


def imports_replace(options: Options, line: int, column: str, text: str) -> Options:
    """The options with one more mended cell."""
    from dataclasses import replace

    return replace(options, fixes={**options.fixes, (line, column): text})


def _what(plan: ImportPlan) -> str:
    return "accounts" if plan.object == "subscriptions" else imports.OBJECT_LABELS[plan.object].split(",")[0]


def summary(plan: ImportPlan) -> str:
    """One line on the file: what it is and how it was read."""
    seen = plan.recognised
    kind = seen.product_label if seen.product == "generic" else f"a {seen.product_label} {seen.variant}".rstrip()
    dropped = len(seen.dropped)
    parts = [
        seen.encoding,
        seen.delimiter,
        f"header in row {seen.header_row}",
        f"{plan.rows:,} {'row' if plan.rows == 1 else 'rows'} read",
        f"{dropped} {'row' if dropped == 1 else 'rows'} dropped" if dropped else "",
    ]
    return f"{seen.file}, {kind}: {', '.join(part for part in parts if part)}."
