"""The Today place: the strip, the list (or its four quadrants, or the week), the routine and the next meetings."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from csdesk.desk import today_book, today_routine
from csdesk.desk.core import Changed
from csdesk.desk.today import Today
from csdesk.desk.today_book import Strip
from csdesk.desk.today_routine import RoutineItem, Scope
from csdesk.ui.actions import Action
from csdesk.ui.context import Context
from csdesk.ui.pages.today.acts import Acts, Reading, Shown, read_page
from csdesk.ui.pages.today.model import TodayModel
from csdesk.ui.pages.today.quadrants import Quadrants
from csdesk.ui.pages.today.side import MeetingsCard, RoutineCard
from csdesk.ui.pages.today.strip import StripCard
from csdesk.ui.pages.today.view import TodayList
from csdesk.ui.places import place_of
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card
from csdesk.ui.widgets.choices import Segmented
from csdesk.ui.widgets.layouts import PageFrame, Scroll
from csdesk.ui.widgets.notices import EmptyState
from csdesk.values.days import MONTHS, WEEKDAYS, count
from csdesk.values.numbers import format_number

MINUTE = 60_000
_SIDE = 304
_NOTHING = (
    "Nothing to do yet",
    "Today gathers what needs you from every account: deadlines, signals, reviews, renewals and promises. "
    "Bring your accounts in from the CRM, or add the first one.",
)


class TodayPage(PageFrame):
    """`enter(view="quadrants")` or `enter(view="week")` for another way to look; `enter(key=...)` goes to a line."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Today", full_width=True, parent=parent)
        self.title = "Today"
        self._context, self._desk = context, context.desk
        self._scope: Scope = "day"
        self._wanted = ""
        self._shown: Shown | None = None
        self._in_parts = False
        self._formats = self._desk.formats
        self.look = Segmented(
            "How to look at the list", [("list", "List"), ("quadrants", "Quadrants"), ("week", "Week")], "list"
        )
        self.look.setObjectName("today.look")
        self.look.chosen.connect(self._look_chosen)
        self.add_action(self.look)
        report = Button("Weekly report", "secondary", icon="print")
        report.setObjectName("today.report")
        report.clicked.connect(self.weekly_report)
        self.add_action(report)
        new = Button("New action", "primary", icon="plus")
        new.setObjectName("today.new")
        new.clicked.connect(self.new_action)
        new.setEnabled(not self._desk.read_only)
        self._new = new
        self.add_action(new)
        self.model = TodayModel(self._formats)
        self.list = TodayList("What needs doing", self.model, self._formats)
        self.list.setObjectName("today.list")
        self.strip = StripCard()
        self.routine = RoutineCard()
        self.meetings = MeetingsCard()
        self.quadrants = Quadrants(self._formats)
        self.acts = Acts(context, self, (self.list, *self.quadrants.lists()), (self.model, *self.quadrants.models()))
        self._week: Any = None
        bring = Button("Import from the CRM", "primary", icon="import")
        bring.clicked.connect(self._bring_accounts)
        add_one = Button("Add an account", "link")
        add_one.clicked.connect(self._new_account)
        self._empty = EmptyState(*_NOTHING, button=bring, link=add_one)
        self._connect()
        self.body.addWidget(self._content(), 1)
        self.setFocusProxy(self.list)
        # What is left of an hour goes by without anything being written.
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE)
        self._minute.timeout.connect(self._tick_over)
        self._minute.start()
        add = context.actions.add
        group = "Today"
        current = self.acts.has_current
        # S is the list's own key: as the window's it would be taken from every list and choice of other places.
        add(Action("today.snooze", "Put it off", (), "clock", group, "snooze later"), self.acts.snooze_current,
            owner=self, when=current)  # fmt: skip
        add(Action("today.why", "Why is this here?", ("?",), "help", group, "explain order"), self.acts.explain_current,
            owner=self, when=current)  # fmt: skip
        add(Action("today.new", "New action", (), "plus", group, "task promise"), self.new_action, owner=self)
        add(Action("today.report", "Weekly report", (), "print", group, "manager"), self.weekly_report, owner=self)

    def _connect(self) -> None:
        go = self._context.go
        risk = "risk" if place_of("risk") else ""
        renewals = "renewals" if place_of("renewals") else ""
        self.strip.accounts.clicked.connect(partial(self._door, "accounts"))
        self.strip.arr.clicked.connect(partial(self._door, "accounts"))
        self.strip.health.clicked.connect(partial(self._door, risk or "accounts", query="health:yellow,red"))
        self.strip.renewals.clicked.connect(partial(self._door, renewals or "accounts", query="renewal<90"))
        self.routine.ticked.connect(self._tick_routine)
        self.routine.opened.connect(self._open_routine)
        self.routine.scope_chosen.connect(self._choose_scope)
        self.meetings.opened.connect(lambda number: go("review", review_id=number))
        self.meetings.calendar.connect(partial(self._door, "reviews", look="month"))

    def _door(self, place: str, _checked: bool = False, **where: object) -> None:
        self._context.go(place, **where)

    def _content(self) -> QWidget:
        px = theme().px
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), 0, px(24), px(16))
        column.setSpacing(px(16))
        column.addWidget(self.strip)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        self._card = Card(0, spacing=0)
        self._stack = QStackedWidget()
        self._stack.setProperty("ground", "surface")
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self._card.body.addWidget(self._stack)
        self._middle = QStackedWidget()
        self._middle.addWidget(self._card)
        self._middle.addWidget(self.quadrants)
        row.addWidget(self._middle, 1)
        self._side = Scroll("Routine and meetings", margins=(0, 0, 0, 0))
        self._side.body.addWidget(self.routine)
        self._side.body.addWidget(self.meetings)
        self._side.body.addStretch(1)
        self._side.setFixedWidth(px(_SIDE))
        row.addWidget(self._side)
        column.addLayout(row, 1)
        return inner

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px = theme().px
        wide = self.width() > px(1000)
        self._side.setFixedWidth(px(_SIDE if wide else 268))
        self.routine.set_narrow(not wide)

    # What the window asks

    def enter(self, view: str = "", key: str = "", **_where: object) -> None:
        """Comes into sight, in one of its views, at a line."""
        self._wanted = key
        if view in ("list", "quadrants", "week"):
            self.look.set_value(view)
        self._reload()
        self._look_chosen()

    def where(self) -> dict[str, object]:
        """What brings one back here."""
        line = self.list.current_line()
        return {"view": self.look.value(), "key": line.key if line is not None and line.kind == "entry" else ""}

    def changed(self, changed: Changed) -> None:
        """Reads again; the desk asks anew only what the change touched. Out of sight it can wait."""
        if self.isVisible():
            self._reload()

    def _reload(self) -> None:
        # A book that is being read in parts is shown as it is at the end.
        if not self._in_parts:
            self._ask()

    def _ask(self) -> None:
        self._context.read(read_page, self._desk, self._scope, done=self._part, failed=self._failed)

    def _part(self, found: Shown | Reading) -> None:
        self._in_parts = isinstance(found, Reading)
        if isinstance(found, Reading):
            # The order is right only with every account in it: until then there is no list, or the one before.
            accounts = (
                f"{format_number(found.done, self._formats)} of {format_number(found.of, self._formats)} accounts"
            )
            self.set_summary(f"{_day_words(self._desk.clock.today())} Reading the book: {accounts}.")
            self._ask()
        else:
            self._take(found)

    def _failed(self, problem: Exception) -> None:
        self._in_parts = False
        self._context.error(problem)

    def _tick_over(self) -> None:
        if self.isVisible():
            self._reload()

    # Showing

    def _take(self, found: Shown) -> None:
        before, self._shown = self._shown, found
        self.acts.shown = found
        same = before is not None and before.today.entries == found.today.entries and before.done == found.done
        if same and before is not None and before.today.snoozed == found.today.snoozed:
            self.model.refresh_times(found.today)
        else:
            self.model.show(found.today, found.done)
            self.quadrants.show_list(found.today)
        self.set_summary(_summary(found.today))
        self._show_strip(found.strip)
        self.meetings.show_meetings(found.meetings, found.today.today)
        self.routine.show_routine(found.routine)
        self._show_empty(found)
        if self._week is not None:
            self._week.show_plan(found.today)
        if self._wanted:
            self.list.show_key(self._wanted)
            self._wanted = ""
        if found.today.broken:
            names = ", ".join(found.today.broken)
            self.banner.say("Not everything could be asked", f"Without what these know: {names}. The log says why.")

    def _show_strip(self, found: Strip) -> None:
        desk = self._desk
        tiers = " · ".join(f"{number} {name}" for name, number in found.tiers)
        self.strip.accounts.set(str(found.accounts), "", tiers)
        first, rest = found.arr[:1], found.arr[1:]
        change = today_book.money_words(desk, found.change, signed=True)
        self.strip.arr.set(
            today_book.money_words(desk, first) or "–",
            f" + {today_book.money_words(desk, rest)}" if rest else "",
            f"{change} this quarter" if change else "No change this quarter",
        )
        self.strip.health.show_shares(found.health)
        worth = today_book.money_words(desk, found.renewing_arr)
        critical = today_book.money_words(desk, found.renewing_critical)
        self.strip.renewals.set(
            str(found.renewing),
            f" · {worth}" if worth else "",
            f"{critical} of it in critical accounts" if critical else "None of it in critical accounts",
        )

    def _show_empty(self, found: Shown) -> None:
        self._new.setEnabled(bool(found.today.accounts) and not self._desk.read_only)
        nothing = not found.strip.accounts and not found.today.count("now", "today", "week")
        self._stack.setCurrentWidget(self._empty if nothing else self.list)

    def _bring_accounts(self) -> None:
        self._context.go("sync", start=True)

    def _new_account(self) -> None:
        self._context.actions.do("account.new")

    def _look_chosen(self, _value: str = "") -> None:
        look = self.look.value()
        if look == "week" and self._week is None:
            from csdesk.ui.pages.today.week import WeekView

            self._week = WeekView(self._context)
            self._week.opened.connect(self.acts.open)
            self._middle.addWidget(self._week)
            if self._shown is not None:
                self._week.show_plan(self._shown.today)
        shown = {"list": self._card, "quadrants": self.quadrants, "week": self._week}[look]
        self._middle.setCurrentWidget(shown)
        self._side.setVisible(look == "list")
        if look != "week":
            (self.list if look == "list" else self.quadrants.lists()[0]).setFocus()

    # Routine, report, action

    def _choose_scope(self, scope: str) -> None:
        self._scope = today_routine.scope_of(scope)
        self._ask()

    def _tick_routine(self, item: str, done: bool) -> None:
        if not self._desk.read_only:
            self._context.write(today_routine.tick, self._desk, self._scope, item, done, owner=self)

    def _open_routine(self, item: RoutineItem) -> None:
        if item.touch:
            self._context.actions.do("touch.log")
        elif item.place == "today":
            self.enter(**{key: str(value) for key, value in item.where.items()})
        elif item.place and place_of(item.place) is not None:
            self._context.go(item.place, **item.where)

    def weekly_report(self) -> None:
        """Opens the report of the week to the manager."""
        self._context.go("document", form="weekly-report")

    def new_action(self) -> None:
        """Asks for a new action, in words."""
        if self._desk.read_only:
            return
        from csdesk.ui.new_action import ActionDialog

        entry = self.list.current_entry()
        account = entry.item.account_id if entry is not None else None
        ActionDialog(self._context, self, account).open()


def _day_words(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}."


def _summary(found: Today) -> str:
    """ "Monday 23 November. 7 things need you today, 3 of them now." """
    words = f"{_day_words(found.today)} "
    needs, now = found.count("now", "today"), found.count("now")
    if not needs:
        week = found.count("week")
        return words + (f"Nothing needs you today, {count(week, 'thing')} this week." if week else "Nothing needs you.")
    words += "1 thing needs you today" if needs == 1 else f"{needs} things need you today"
    if now:
        of_them = "it is for now" if needs == 1 else "all of them now" if now == needs else f"{now} of them now"
        return f"{words}, {of_them}."
    return f"{words}."
