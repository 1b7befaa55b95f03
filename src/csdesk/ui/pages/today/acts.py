"""What a person does with a line of Today: open it, tick it off, put it off, ask why; and what the page reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from csdesk.desk import today as desk_today
from csdesk.desk import today_book, today_routine
from csdesk.desk.core import Desk
from csdesk.desk.today import Entry, Today
from csdesk.desk.today_book import Done, Meeting, Strip
from csdesk.desk.today_routine import Routine, Scope
from csdesk.ui.context import Context
from csdesk.ui.pages.today.dialogs import SnoozeDialog, WhyDialog
from csdesk.ui.pages.today.model import TodayModel
from csdesk.ui.pages.today.view import TodayList
from csdesk.ui.places import place_of
from csdesk.ui.widgets.overlays import Menu
from csdesk.values.days import format_date


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the page shows, read in one go."""

    today: Today
    done: tuple[Done, ...]
    strip: Strip
    meetings: tuple[Meeting, ...]
    routine: Routine


@dataclass(frozen=True, slots=True)
class Reading:
    """A large book that is being read, in parts: how many of its accounts are."""

    done: int
    of: int


def read_page(desk: Desk, scope: Scope) -> Shown | Reading:
    """What the page shows, off the window's thread; a large book only by a part, to be asked again."""
    done, of = desk_today.read_part(desk)
    if done < of:
        return Reading(done, of)
    found = desk_today.read(desk)
    return Shown(
        found,
        today_book.done_today(desk),
        today_book.strip(desk),
        today_book.next_meetings(desk),
        today_routine.routine(desk, scope, found),
    )


class Acts(QObject):
    """Acts on the lines of several views of one list."""

    def __init__(
        self, context: Context, page: QWidget, views: Sequence[TodayList], models: Sequence[TodayModel]
    ) -> None:
        super().__init__(page)
        self._context, self._desk, self._page = context, context.desk, page
        self._views, self._models = views, models
        self.shown: Shown | None = None
        for view in views:
            view.opened.connect(self.open)
            view.ticked.connect(self.tick)
            view.snoozed.connect(self.snooze)
            view.explained.connect(self.explain)
            view.menu_wanted.connect(self.menu)

    def entry(self, key: str) -> Entry | None:
        """The line in which a key stands; None when it is not in the list."""
        return self.shown.today.entry(key) if self.shown is not None else None

    def open(self, key: str) -> None:
        """Go where it is done."""
        kind, _, number = key.partition("/")
        entry = self.entry(key)
        if kind == "snoozed" and self.shown is not None:
            entry = next((one.entry for one in self.shown.today.snoozed if str(one.id) == number), None)
        if kind == "done" and self.shown is not None:
            account = self.shown.done[int(number)].account_id
            if account is not None:
                self._context.go("account", account_id=account, tab="timeline")
            return
        if entry is None:
            return
        item = entry.item
        if place_of(item.place) is not None:
            self._context.go(item.place, **item.where)
        elif item.account_id is not None:
            self._context.go("account", account_id=item.account_id)

    def tick(self, key: str) -> None:
        """Tick it off: it shows at once, and is taken back when it cannot be written."""
        entry = self.entry(key)
        if entry is None or self._desk.read_only or key in self._models[0].ticking:
            return
        if not entry.can_tick:
            self.open(key)
            return
        self._each_model("tick", key)
        self._context.write(
            desk_today.complete, self._desk, key,
            toast=f"{entry.item.verb}: {entry.item.title}", failed=partial(self._not_ticked, key), owner=self,
        )  # fmt: skip

    def _each_model(self, what: str, key: str) -> None:
        for model in self._models:
            getattr(model, what)(key)

    def _not_ticked(self, key: str, problem: Exception) -> None:
        self._each_model("untick", key)
        self._context.error(problem)

    def _focused(self) -> TodayList | None:
        return next((one for one in self._views if one.hasFocus()), None)

    def has_current(self) -> bool:
        """Whether the keyboard is on a line."""
        view = self._focused()
        return view is not None and view.current_entry() is not None

    def snooze_current(self) -> None:
        """Put off the line that the keyboard is on."""
        view = self._focused()
        entry = view.current_entry() if view is not None else None
        if entry is not None:
            self.snooze(entry.key)

    def snooze(self, key: str) -> None:
        """Ask until when, and put it off."""
        entry = self.entry(key)
        if entry is None or self._desk.read_only:
            return
        today, order = self._desk.clock.today(), self._desk.formats.date_order
        SnoozeDialog(self._page, entry, today, order, partial(self._put_off, key)).open()

    def _put_off(self, key: str, until: date, reason: str) -> None:
        words = f"Put off until {format_date(until, 'day')}"
        self._context.write(desk_today.snooze, self._desk, key, until, reason, toast=words, owner=self)

    def explain_current(self) -> None:
        """Say why the line that the keyboard is on is here."""
        view = self._focused()
        entry = view.current_entry() if view is not None else None
        if entry is not None:
            self.explain(entry.key)

    def explain(self, key: str) -> None:
        """Say why it is here."""
        self._context.read(desk_today.why, self._desk, key, done=self._explained)

    def _explained(self, found: desk_today.Why) -> None:
        WhyDialog(self._page, found).open()

    def menu(self, key: str, where: QPoint) -> None:
        """Offer what can be done with it."""
        menu = Menu(self._page, "What to do")
        writes = not self._desk.read_only
        off = None if self.shown is None else next(
            (one for one in self.shown.today.snoozed if f"snoozed/{one.id}" == key), None
        )  # fmt: skip
        entry = off.entry if off is not None else self.entry(key)
        menu.add("Open", partial(self.open, key), icon="arrow-right", enabled=entry is not None)
        if off is not None:
            menu.add("Bring it back now", partial(self.bring_back, off.entry.key), icon="restore", enabled=writes)
        elif entry is not None:
            if entry.can_tick:
                menu.add(entry.item.verb, partial(self.tick, key), icon="check", enabled=writes)
            menu.add("Put it off", partial(self.snooze, key), icon="clock", enabled=writes)
            menu.add("Why is this here?", partial(self.explain, key), icon="help")
        if entry is not None and entry.item.account_id is not None:
            menu.addSeparator()
            account = partial(self._context.go, "account", account_id=entry.item.account_id)
            menu.add("Open the account", account, icon="accounts")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def bring_back(self, key: str) -> None:
        """End its snooze."""
        self._context.write(desk_today.bring_back, self._desk, key, toast="Brought back", owner=self)
