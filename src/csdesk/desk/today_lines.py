"""The lines of Today's list, made of what the sources say: merged, ranked, snoozed; kept until something changes them.

A line changes when its account was asked anew, when a snooze of it begins or ends, or when the hour of a deadline goes
by. Everything else stands as it was, and so does the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from csdesk.desk.today_merge import merged
from csdesk.desk.today_model import Item
from csdesk.policy import priority
from csdesk.policy.priority import Case, Group, Order
from csdesk.values.currencies import digits
from csdesk.values.text import fold

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.today_sources import Known

_MOMENT: Final = timedelta(microseconds=1)
_KEPT: Final = "SELECT id, key, until, coalesce(reason, ''), account_id FROM snooze WHERE deleted_at IS NULL "


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: what to do, and the account it is for."""

    item: Item
    """What leads: the one that comes first by itself."""
    also: tuple[Item, ...]
    """What other sources say of the same."""
    account: Known | None
    group: Group
    late: bool
    sort: tuple[Order, str, str]
    """What the list is sorted by."""

    @property
    def key(self) -> str:
        """The key of what leads."""
        return self.item.key

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that stands in this line."""
        return (self.item.key, *(one.key for one in self.also))

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything that stands in this line."""
        return (self.item, *self.also)

    @property
    def name(self) -> str:
        """The account's name; "" for what is of none."""
        return self.account.name if self.account else ""

    @property
    def rule(self) -> str:
        """The rules that ask for it."""
        return "; ".join(dict.fromkeys(one.rule for one in self.items if one.rule))

    @property
    def can_tick(self) -> bool:
        """Whether it is completed from the list."""
        return bool(self.item.verb)

    @property
    def urgent(self) -> bool:
        """For the quadrants: a rule says act, it is late, or its day is today."""
        return self.group in ("now", "today")

    @property
    def important(self) -> bool:
        """For the quadrants: whether anything in it has weight."""
        return any(one.important for one in self.items)


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Something that was put off."""

    id: int
    entry: Entry
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Off:
    """A snooze that holds."""

    id: int
    until: date
    reason: str
    account_id: int | None


def case_of(item: Item, account: Known | None, today: date) -> Case:
    """What the order looks at."""
    left = None
    if account is not None and account.renewal_date is not None and account.stage != "churned":
        left = (account.renewal_date - today).days
    worth = account.arr if account is not None else None
    arr = worth.minor / 10 ** digits(worth.currency) if worth is not None else 0.0
    tone = account.tone if account is not None else ""
    return Case(item.due, item.due_at, item.urgent, item.important, tone, left, arr)


def line(items: Sequence[Item], account: Known | None, today: date, now: datetime) -> Entry:
    """One line of what is the same: what comes first by itself leads it."""
    ranked = []
    for item in items:
        case = case_of(item, account, today)
        group = priority.group_of(case, today, now)
        ranked.append((priority.order(case, group), item.key, item, group, priority.is_late(case, today, now)))
    if len(ranked) > 1:
        ranked.sort(key=lambda one: one[:2])
    place, key, first, group, late = ranked[0]
    name = fold(account.name) if account is not None else ""
    return Entry(first, tuple(one[2] for one in ranked[1:]), account, group, late, (place, name, key))


def snoozes(connection: Connection, today: date) -> dict[str, Off]:
    """What is put off beyond today, by key; the newest of several counts."""
    found = connection.exec_driver_sql(f"{_KEPT} AND key IS NOT NULL AND until > ? ORDER BY id", (today.isoformat(),))
    return {
        key: Off(number, date.fromisoformat(until), reason, account) for number, key, until, reason, account in found
    }


class Lines:
    """The lines of one desk. Not thread-safe by itself: the memory that owns it holds the lock."""

    def __init__(self) -> None:
        self._parts: dict[int | None, tuple[Entry, ...]] = {}
        self._off: dict[int | None, tuple[Snoozed, ...]] = {}
        self._next: dict[int | None, datetime] = {}
        """When the next deadline of an account goes by."""
        self._put_off: Mapping[str, Off] = {}
        self._added = False
        """Whether lines were made that stand in no order yet."""
        self.entries: tuple[Entry, ...] = ()
        self.snoozed: tuple[Snoozed, ...] = ()

    def add(
        self,
        which: Iterable[int],
        items: Mapping[int | None, Sequence[Item]],
        accounts: Mapping[int, Known],
        put_off: Mapping[str, Off],
        today: date,
        now: datetime,
    ) -> None:
        """Make the lines of some accounts of a book that is read in parts; `build` puts them in order at the end."""
        if not self._added:
            self._put_off, self._added = put_off, True
        for account_id in which:
            self._of(account_id, items.get(account_id, ()), accounts, today, now)

    def build(
        self,
        items: Mapping[int | None, Sequence[Item]],
        accounts: Mapping[int, Known],
        touched: set[int | None] | None,
        put_off: Mapping[str, Off],
        today: date,
        now: datetime,
    ) -> None:
        """Make the lines of touched accounts anew (None: of all), and of those that a snooze or an hour changed."""
        if touched is None:
            stale: set[int | None] = {*items, *self._parts, *self._off}
        else:
            stale = set(touched)
            stale |= {account for account, moment in self._next.items() if moment <= now}
            for key in self._put_off.keys() | put_off.keys():
                before, after = self._put_off.get(key), put_off.get(key)
                if before != after:
                    stale |= {one.account_id for one in (before, after) if one is not None}
        self._put_off = put_off
        if not stale and not self._added:
            return
        for account_id in stale:
            self._of(account_id, items.get(account_id, ()), accounts, today, now)
        if touched is None or self._added:
            fresh = [one for part in self._parts.values() for one in part]
            self._added = False
        else:
            fresh = [one for one in self.entries if one.item.account_id not in stale]
            for account_id in stale:
                fresh.extend(self._parts.get(account_id, ()))
        fresh.sort(key=lambda one: one.sort)
        self.entries = tuple(fresh)
        snoozed = [one for part in self._off.values() for one in part]
        self.snoozed = tuple(sorted(snoozed, key=lambda one: (one.until, one.entry.sort)))

    def _of(
        self,
        account_id: int | None,
        items: Sequence[Item],
        accounts: Mapping[int, Known],
        today: date,
        now: datetime,
    ) -> None:
        self._parts.pop(account_id, None)
        self._off.pop(account_id, None)
        self._next.pop(account_id, None)
        account = accounts.get(account_id) if account_id is not None else None
        if not items or (account_id is not None and account is None):
            return
        entries: list[Entry] = []
        off: list[Snoozed] = []
        for same in merged(items):
            waiting = [one for one in same if one.key not in self._put_off]
            if waiting:
                entries.append(line(waiting, account, today, now))
            else:
                last = max((self._put_off[one.key] for one in same), key=lambda one: one.until)
                off.append(Snoozed(last.id, line(same, account, today, now), last.until, last.reason))
        if entries:
            self._parts[account_id] = tuple(entries)
        if off:
            self._off[account_id] = tuple(off)
        ahead = [one.due_at for one in items if one.due_at is not None and one.due_at >= now]
        if ahead:
            # At the deadline itself it is not late yet; a moment after it is.
            self._next[account_id] = min(ahead) + _MOMENT
