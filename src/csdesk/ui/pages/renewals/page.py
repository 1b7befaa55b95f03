"""The Renewals place: the year ahead, every renewal with its step and deadlines, the forecast, and what if."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from csdesk.desk import renewal_calls, renewals
from csdesk.desk.core import Changed
from csdesk.desk.renewals import Board, RenewalRow
from csdesk.ui.actions import Action
from csdesk.ui.context import Context
from csdesk.ui.pages.renewals import words
from csdesk.ui.pages.renewals.acts import Acts
from csdesk.ui.pages.renewals.dialogs import CallDialog
from csdesk.ui.pages.renewals.forecast import WINDOWS, ForecastCard
from csdesk.ui.pages.renewals.model import RenewalGrid, RenewalsModel
from csdesk.ui.pages.renewals.months import MonthsCard
from csdesk.ui.pages.renewals.panel import RenewalPanel
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card
from csdesk.ui.widgets.layouts import FooterBar, PageFrame
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.text import Label
from csdesk.values.days import count

HEARD = frozenset(
    {"account", "renewal_call", "renewal_step", "signal", "escalation", "touch", "health_snapshot", "setting"}
)

SIDE = 296
"""The width of the column at the right."""


class RenewalsPage(PageFrame):
    """`enter(account_id=7)` opens that renewal; `enter(days=180)` looks further ahead."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Renewals", full_width=True, parent=parent)
        self.title = "Renewals"
        self._context, self._desk = context, context.desk
        self.board: Board | None = None
        self.acts = Acts(context, self)
        self._trials: dict[int, float] = {}
        self._days = WINDOWS[0]
        self._wanted: int | None = None
        px = theme().px
        self.report = Button("Forecast report", icon="print", tip="The forecast as a document, for PDF and Word")
        self.report.setObjectName("renewals.report")
        self.report.clicked.connect(self.acts.open_report)
        self.add_action(self.report)
        self.plan_button = Button("Plan this month", "primary", icon="calendar")
        self.plan_button.setObjectName("renewals.plan")
        self.plan_button.clicked.connect(self.acts.plan)
        self.add_action(self.plan_button)
        for button in (self.report, self.plan_button):
            button.setEnabled(not self._desk.read_only)
        self.months = MonthsCard()
        self.months.chart.chosen.connect(self.open_renewal)
        self.model = RenewalsModel()
        self.model.read_only = self._desk.read_only
        self.model.tried.connect(self.try_call)
        self.model.typed.connect(self._typed)
        self.model.refused.connect(context.toast)
        self.model.escaped.connect(self._escape)
        self.grid = RenewalGrid(self.model)
        self.grid.setObjectName("renewals.grid")
        self.grid.set_sort("left")
        self.grid.opened.connect(self._open_key)
        self.grid.picked.connect(self._picked)
        self.grid.sorted_by.connect(self._sort)
        self.grid.menu_wanted.connect(self._row_menu)
        self.forecast = ForecastCard()
        self.forecast.window_chosen.connect(self.set_days)
        self.panel = RenewalPanel()
        self._connect_panel()
        self.side = QStackedWidget()
        self.side.addWidget(self.forecast)
        self.side.addWidget(self.panel)
        self.side.setFixedWidth(px(SIDE))
        self._list = Card(0, open_below=True)
        self._list.body.addWidget(self.grid)
        self._empty = self._nothing()
        self.body.addWidget(self._content(), 1)
        self.bar = self._what_if_bar()
        self.set_footer(self.bar)
        group = "Renewals"
        plan = Action("renewals.plan", "Plan this month's renewal steps", (), "calendar", group)
        context.actions.add(plan, self.acts.plan, owner=self)
        report = Action("renewals.report", "Forecast report", (), "print", group)
        context.actions.add(report, self.acts.open_report, owner=self)

    def _content(self) -> QWidget:
        px = theme().px
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), 0, px(24), 0)
        column.setSpacing(px(16))
        self._full = QWidget()
        inside = QVBoxLayout(self._full)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(px(16))
        inside.addWidget(self.months)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(self._list, 1)
        row.addWidget(self.side)
        inside.addLayout(row, 1)
        column.addWidget(self._full, 1)
        column.addWidget(self._empty, 1)
        self._empty.hide()
        return inner

    def _nothing(self) -> EmptyState:
        imports = Button("Import from the CRM", "primary", icon="import")
        imports.clicked.connect(partial(self._context.go, "sync"))
        accounts = Button("Go to the accounts", "link")
        accounts.clicked.connect(partial(self._context.go, "accounts"))
        return EmptyState(
            "No account has a renewal date yet",
            "Here every renewal stands by the time left, with the step it asks for now, its deadlines and the "
            "forecast. It takes a renewal date and an ARR.",
            button=imports,
            link=accounts,
            inset=0,
        )

    def _what_if_bar(self) -> FooterBar:
        bar = FooterBar()
        bar.row.addWidget(Label("What if", "strong"))
        self._tried = Label("", "body", "soft", tabular=True, elide=True)
        bar.row.addWidget(self._tried, 1)
        back = Button("Put back", "quiet")
        back.setObjectName("renewals.back")
        back.clicked.connect(self.put_back)
        bar.row.addWidget(back)
        keep = Button("Keep my calls", "primary")
        keep.setObjectName("renewals.keep")
        keep.clicked.connect(partial(self.keep, None))
        bar.row.addWidget(keep)
        bar.hide()
        return bar

    def _connect_panel(self) -> None:
        panel = self.panel
        panel.closed.connect(self.close_renewal)
        panel.account_wanted.connect(self._go_account)
        panel.tried.connect(self.try_call)
        panel.call_kept.connect(self.keep)
        panel.call_cleared.connect(self._clear_call)
        panel.step_ticked.connect(self.acts.tick)
        panel.step_menu.connect(self.acts.step_menu)
        panel.form_wanted.connect(self.acts.open_form)
        panel.outcome_wanted.connect(self.acts.ask_outcome)

    # What the window asks

    def enter(self, account_id: int | None = None, days: int | None = None, **_where: object) -> None:
        """Comes into sight, at a renewal where one is named."""
        if days in WINDOWS:
            self._days = days
        self._wanted = account_id
        self._reload()

    def where(self) -> dict[str, object]:
        """What brings one back here."""
        opened = self.panel.account_id if self.side.currentWidget() is self.panel else None
        return {"account_id": opened, "days": self._days}

    def changed(self, changed: Changed) -> None:
        """Reads again when something changed that a renewal shows."""
        if changed.kinds & HEARD and self.isVisible():
            self._reload()

    # Reading and showing

    def _reload(self) -> None:
        self._context.read(renewals.board, self._desk, done=self._take)

    def _take(self, board: Board) -> None:
        self.board = board
        known = {one.account_id: one for one in board.rows}
        self._trials = {key: value for key, value in self._trials.items() if key in known and known[key].kept != value}
        full = bool(board.rows)
        self._full.setVisible(full)
        self._empty.setVisible(not full)
        self.plan_button.setEnabled(full and not self._desk.read_only)
        self.report.setEnabled(full and not self._desk.read_only)
        self.set_summary(words.summary(board.rows, self._days, board.today, self._desk.formats))
        self.months.show_rows(board.rows, board.today, self._days, self._desk.formats)
        self.model.show(board.tried(self._trials), board.today, self._desk.formats)
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.open_renewal(wanted)
        elif self.panel.account_id is not None and self.panel.account_id not in known:
            self.close_renewal()
        self._show_calls()

    def _show_calls(self) -> None:
        """Everything that follows the calls, tried ones included; nothing is read."""
        board = self.board
        if board is None:
            return
        rows = board.tried(self._trials)
        sums = board.forecast(self._days, self._trials)
        formats = self._desk.formats
        self.forecast.show_forecast(sums, board.accuracy, self._days, formats, trying=bool(self._trials))
        opened = self.panel.account_id
        row = next((one for one in rows if one.account_id == opened), None)
        if row is not None:
            self.panel.show_row(row, board.notes, board.today, formats, read_only=self._desk.read_only)
        self.bar.setVisible(bool(self._trials))
        if self._trials:
            kept = board.forecast(self._days)
            self._tried.setText(words.tried(kept, sums, len(self._trials), self._days, formats))

    def set_days(self, days: int) -> None:
        """Look so many days ahead."""
        self._days = days
        if self.board is not None:
            formats = self._desk.formats
            self.set_summary(words.summary(self.board.rows, days, self.board.today, formats))
            self.months.show_rows(self.board.rows, self.board.today, days, formats)
            self._show_calls()

    def _sort(self, column: str) -> None:
        before, descending = self.model.order
        descending = not descending if before == column else False
        self.model.sort_by(column, descending)
        self.grid.set_sort(column, descending=descending)

    def row(self, account_id: int | None) -> RenewalRow | None:
        """A renewal as it stands, with what is tried out."""
        found = self.board.tried(self._trials) if self.board else ()
        return next((one for one in found if one.account_id == account_id), None)

    # One renewal

    def _picked(self, key: object) -> None:
        if isinstance(key, int):
            self.months.chart.set_current(key)
            if self.side.currentWidget() is self.panel:
                self._show_panel(key)

    def _open_key(self, key: Hashable) -> None:
        if isinstance(key, int):
            self.open_renewal(key)

    def open_renewal(self, account_id: int) -> None:
        """Show one renewal in full beside the grid."""
        if self.row(account_id) is None:
            return
        self.side.setCurrentWidget(self.panel)
        if self.grid.current_key() != account_id:
            self.grid.show_key(account_id)
        self._show_panel(account_id)

    def _show_panel(self, account_id: int) -> None:
        row, board = self.row(account_id), self.board
        if row is not None and board is not None:
            read_only = self._desk.read_only
            self.panel.show_row(row, board.notes, board.today, self._desk.formats, read_only=read_only)

    def close_renewal(self) -> None:
        """Show the forecast again."""
        self.side.setCurrentWidget(self.forecast)
        self.grid.setFocus()

    def _escape(self) -> None:
        if self.side.currentWidget() is self.panel:
            self.close_renewal()
        elif self._trials:
            self.put_back()

    def _go_account(self, account_id: int) -> None:
        self._context.go("account", account_id=account_id)

    # Calls

    def try_call(self, account_id: int, percent: float) -> None:
        """Try a call out: the forecast follows, nothing is kept."""
        row = self.row(account_id)
        if row is None or self._desk.read_only:
            return
        if row.kept == percent or (row.kept is None and row.automatic == percent):
            self._trials.pop(account_id, None)
        else:
            self._trials[account_id] = percent
        if self.board is not None:
            self.model.try_out(self.board.tried(self._trials))
        self._show_calls()

    def put_back(self) -> None:
        """Forget what was tried out."""
        self._trials.clear()
        if self.board is not None:
            self.model.try_out(self.board.rows)
        self._show_calls()

    def keep(self, account_id: int | None = None) -> None:
        """Keep the calls that are tried out, or that of one account; asks for the reason where they differ."""
        calls = {key: value for key, value in self._trials.items() if account_id in (None, key)}
        rows = [row for key in calls if (row := self.row(key)) is not None]
        if not rows:
            return
        if all(row.automatic == calls[row.account_id] for row in rows):
            self._write_calls(calls, "")
            return
        CallDialog(self, rows, calls, partial(self._write_calls, calls)).open()

    def _typed(self, account_id: int, percent: float, reason: str) -> None:
        self.try_call(account_id, percent)
        if account_id not in self._trials:
            return
        if reason:
            self._write_calls({account_id: percent}, reason)
        else:
            self.keep(account_id)

    def _write_calls(self, calls: dict[int, float], reason: str) -> None:
        renewal_calls.set_calls(self._desk, calls, reason)
        for key in calls:
            self._trials.pop(key, None)
        self._context.toast(f"Kept {count(len(calls), 'call')}", undo=True)
        self._reload()

    def _clear_call(self, account_id: int) -> None:
        self._trials.pop(account_id, None)
        self._context.write(renewal_calls.clear_call, self._desk, account_id, toast="The chance by health counts again")

    def _row_menu(self, key: Hashable, where: QPoint) -> None:
        row = self.row(key) if isinstance(key, int) else None
        if row is None:
            return
        menu = Menu(self, "Renewal")
        writes = not self._desk.read_only
        menu.add("Open the renewal", partial(self.open_renewal, row.account_id), icon="renewals")
        menu.add("Open the account", partial(self._go_account, row.account_id), icon="accounts")
        menu.addSeparator()
        if row.step is not None and row.step.open:
            menu.add(f"Done: {row.step.step.title}", partial(self.acts.tick, row.account_id, row.step.step.id, True),
                     icon="check", enabled=writes)  # fmt: skip
        menu.add("Record the outcome", partial(self.acts.ask_outcome, row.account_id), icon="flag", enabled=writes)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)
