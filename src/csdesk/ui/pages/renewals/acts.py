"""What a person does in the Renewals place beside calls: steps, the month's plan, outcomes, documents."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint

from csdesk.desk import renewal_outcome, renewal_plan, renewal_steps
from csdesk.ui.context import Context
from csdesk.ui.pages.renewals.dialogs import MoveDialog, OutcomeDialog, SkipDialog
from csdesk.ui.pages.renewals.plan import PlanDialog
from csdesk.ui.widgets.overlays import Menu
from csdesk.values.days import count
from csdesk.values.money import Money

if TYPE_CHECKING:
    from csdesk.ui.pages.renewals.page import RenewalsPage


class Acts(QObject):
    """Asks what is needed and has it written; the page hears of it as of any other change."""

    def __init__(self, context: Context, page: RenewalsPage) -> None:
        super().__init__(page)
        self._context, self._desk, self._page = context, context.desk, page

    # Steps

    def tick(self, account_id: int, step: str, on: bool) -> None:
        """Mark a step done, or open it again."""
        if on:
            self._context.write(renewal_steps.complete, self._desk, account_id, step, toast="Step done")
        else:
            self._context.write(renewal_steps.reopen, self._desk, account_id, step, toast="The step is open again")

    def step_menu(self, account_id: int, step: str, where: object) -> None:
        """What else can be done with a step."""
        row = self._page.row(account_id)
        one = next((each for each in row.verdict.steps if each.step.id == step), None) if row else None
        if one is None or not isinstance(where, QPoint):
            return
        menu = Menu(self._page, one.step.title)
        writes = not self._desk.read_only
        if one.settled is None:
            menu.add("Mark it done", partial(self.tick, account_id, step, True), icon="check", enabled=writes)
            menu.add("Plan its day", partial(self.ask_day, account_id, step, one.step.title, one.due), icon="calendar",
                     enabled=writes)  # fmt: skip
            menu.add("Skip it", partial(self.ask_skip, account_id, step, one.step.title), icon="close", enabled=writes)
        if one.settled is not None or one.planned:
            words = "Open it again" if one.settled is not None else "Back to the day of the path"
            menu.add(words, partial(self.tick, account_id, step, False), icon="undo", enabled=writes)
        if one.step.opens:
            menu.addSeparator()
            menu.add("Open its form", partial(self.open_form, account_id, one.step.opens), icon="documents")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def ask_day(self, account_id: int, step: str, title: str, due: date) -> None:
        """Ask for another day of a step."""

        def taken(day: date) -> None:
            renewal_steps.plan(self._desk, [(account_id, step, day)])
            self._context.toast("Planned the step", undo=True)

        MoveDialog(self._page, self._desk, title, due, taken).open()

    def ask_skip(self, account_id: int, step: str, title: str) -> None:
        """Ask why a step is left out."""

        def taken(reason: str) -> None:
            renewal_steps.skip(self._desk, account_id, step, reason)
            self._context.toast("Skipped the step", undo=True)

        SkipDialog(self._page, title, taken).open()

    # Outcome and documents

    def ask_outcome(self, account_id: int) -> None:
        """Ask how a renewal ended."""
        row = self._page.row(account_id)
        if row is None or self._desk.read_only:
            return

        def taken(outcome: str, arr: Money | None, term: int | None, reason: str) -> None:
            made = renewal_outcome.record(self._desk, account_id, outcome, arr=arr, term_months=term, reason=reason)
            self._context.toast(f"{row.name}: {renewal_outcome.OUTCOMES[outcome].lower()}", undo=True)
            if made.form:
                self._page.banner.say(
                    f"{row.name} is lost",
                    "What led there is worth writing down while it is fresh.",
                    button="Begin the post-mortem",
                    action=partial(self._begin, account_id, made.form),
                )

        OutcomeDialog(self._page, self._desk, row, taken).open()

    def _begin(self, account_id: int, form: str) -> None:
        self._page.banner.hide()
        self.open_form(account_id, form)

    def open_form(self, account_id: int, form: str) -> None:
        """Open the form of a kind for an account; it is begun on first use."""
        from csdesk.desk import documents

        self._context.write(documents.open_document, self._desk, form, account_id, done=self._show_document)

    def open_report(self) -> None:
        """Open the forecast as a document, filled from today's figures."""
        from csdesk.desk import renewal_report

        if self._page.board is not None and not self._desk.read_only:
            self._context.write(renewal_report.open_report, self._desk, done=self._show_document)

    def _show_document(self, document_id: Any) -> None:
        self._context.go("document", document_id=document_id)

    def plan(self) -> None:
        """Ask for days of the month's steps."""
        if self._page.board is None or self._desk.read_only:
            return
        found = renewal_plan.proposals(self._desk, self._page.board.rows)
        if not found:
            self._context.toast("No step falls into this month")
            return

        def planned(steps: list[tuple[int, str, date]]) -> None:
            renewal_steps.plan(self._desk, steps)
            self._context.toast(f"Planned {count(len(steps), 'step')}", undo=True)

        PlanDialog(self._page, self._desk, found, renewal_plan.until(self._page.board.today), planned).open()
