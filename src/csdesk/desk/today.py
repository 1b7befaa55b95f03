"""Today: what to do now and why, in one ordered list, with the portfolio around it.

Each part of the desk says what is due (today_model.Source); here it is merged, ordered (policy/priority), grouped,
snoozed, explained and ticked off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from csdesk.desk import records
from csdesk.desk.core import Changed, Desk
from csdesk.desk.errors import Invalid
from csdesk.desk.today_lines import Entry, Snoozed, case_of
from csdesk.desk.today_memory import Known, memory
from csdesk.desk.today_model import Item
from csdesk.policy import priority
from csdesk.policy.priority import GROUPS, LATER_DAYS, Group, Step, week_end
from csdesk.values.days import format_date
from csdesk.values.money import format_money
from csdesk.values.text import fold

__all__ = [
    "GROUPS", "LATER_DAYS", "Entry", "Group", "Item", "Known", "Snoozed", "Step", "Today", "Why", "bring_back",
    "complete", "find", "needing", "read", "read_part", "reading", "snooze", "week_end", "why",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Today:
    """The whole list in its order, and what was put off."""

    today: date
    now: datetime
    entries: tuple[Entry, ...]
    snoozed: tuple[Snoozed, ...]
    accounts: Mapping[int, Known] = field(repr=False, default_factory=dict)
    broken: tuple[str, ...] = ()
    """Sources that could not be asked."""

    def group(self, group: Group) -> tuple[Entry, ...]:
        """The entries of a group, in order."""
        return tuple(one for one in self.entries if one.group == group)

    def count(self, *groups: Group) -> int:
        """How many entries these groups have."""
        return sum(one.group in groups for one in self.entries)

    def entry(self, key: str) -> Entry | None:
        """The entry in which a key stands, snoozed ones among them."""
        for one in self.entries:
            if key in one.keys:
                return one
        return next((one.entry for one in self.snoozed if key in one.entry.keys), None)


def read(desk: Desk, days: int = LATER_DAYS) -> Today:
    """The list as it stands, up to `days` ahead (14 at most); what nothing touched since the last time is kept."""
    kept = memory(desk)
    entries, snoozed, accounts = kept.lines(desk)
    today, now = desk.clock.today(), desk.clock.now()
    if days < LATER_DAYS:
        last = today.toordinal() + days
        entries = tuple(one for one in entries if one.group == "now" or one.item.due.toordinal() <= last)
    return Today(today, now, entries, snoozed, accounts, kept.broken)


def read_part(desk: Desk) -> tuple[int, int]:
    """Read a part of a book that is to be read whole: how many accounts are done, and of how many.

    Once the two are the same, `read` is quick. A small book, or one of which little changed, is done at once.
    """
    return memory(desk).part(desk)


def reading(desk: Desk) -> bool:
    """Whether a large book is being read, in parts."""
    return memory(desk).reading


def needing(desk: Desk) -> int | None:
    """How many things need the CSM today, for the count beside the place; None while a large book is being read."""
    done, of = read_part(desk)
    return read(desk).count("now", "today") if done == of else None


def find(desk: Desk, key: str) -> Entry:
    """The entry of a key; Invalid when nothing of that key is due."""
    found = read(desk).entry(key)
    if found is None:
        raise Invalid("today", f"nothing is due under “{key}”", "csdesk today --json lists the keys.")
    return found


# Acting


def complete(desk: Desk, key: str) -> Changed:
    """Do what ticking a line means, in one undo step: what leads it, and what others say in the same words.

    The rest of the line stays open and leads it next. Invalid when what leads cannot be ticked from the list.
    """
    entry = find(desk, key)
    words = fold(entry.item.title)
    ticked = [one for one in entry.items if one.verb and fold(one.title) == words]
    if not entry.can_tick:
        raise Invalid("today", f"“{entry.item.title}” is not ticked from the list; open it and do it there")
    name = f"{entry.item.verb}: {_short(entry.item.title)}"
    with desk.write(name, account_id=entry.item.account_id) as tx:
        for item in ticked:
            source = memory(desk).source_of(item.key)
            if source is not None:
                source.complete_item(desk, item.key)
    return tx.changed


def snooze(desk: Desk, key: str, until: date, reason: str = "") -> Changed:
    """Put a line off until a day, with a reason; it comes back that morning. Invalid for a day that is not ahead."""
    today = desk.clock.today()
    if until <= today:
        raise Invalid("snooze/until", f"{format_date(until)} is not ahead; a snooze ends tomorrow at the earliest")
    entry = find(desk, key)
    with desk.write(f"Snooze {_short(entry.item.title)}", account_id=entry.item.account_id) as tx:
        for one in entry.keys:
            values = {"key": one, "until": until, "reason": reason.strip() or None}
            made = tx.insert("snooze", {**values, "account_id": entry.item.account_id})
            tx.first = tx.first or ("snooze", made)
    return tx.changed


def bring_back(desk: Desk, key: str) -> Changed:
    """End the snooze of a line; Invalid when it has none."""
    found = next((one for one in read(desk).snoozed if key in one.entry.keys), None)
    if found is None:
        raise Invalid("snooze", f"nothing is snoozed under “{key}”")
    today = desk.clock.today()
    with desk.write(f"Bring back {_short(found.entry.item.title)}", account_id=found.entry.item.account_id) as tx:
        for one in found.entry.keys:
            ids = tx.connection.exec_driver_sql(
                "SELECT id FROM snooze WHERE deleted_at IS NULL AND key=? AND until > ?", (one, today.isoformat())
            ).fetchall()
            for (number,) in ids:
                records.delete(desk, "snooze", number)
    return tx.changed


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


# Explaining


@dataclass(frozen=True, slots=True)
class Why:
    """Why a line stands where it does."""

    entry: Entry
    place: int
    """From 1; 0 for one that is snoozed."""
    of: int
    steps: tuple[Step, ...]
    said: tuple[Item, ...]
    """Everything that sources say of it, what leads first."""
    above: str
    """The rule by which the line above comes before it; "" for the first."""
    below: str
    """The rule by which it comes before the line below."""


def why(desk: Desk, key: str) -> Why:
    """Why a line is here and stands where it does; Invalid when nothing of that key is due."""
    found = read(desk)
    entry = found.entry(key)
    if entry is None:
        raise Invalid("today", f"nothing is due under “{key}”", "csdesk today --json lists the keys.")
    account = entry.account
    case = case_of(entry.item, account, found.today)
    arr = format_money(account.arr, desk.formats) if account is not None and account.arr is not None else ""
    health = f"{account.score:g} {account.band}" if account is not None and account.score is not None else ""
    steps = priority.reasons(case, found.today, found.now, arr, health)
    place = found.entries.index(entry) if entry in found.entries else -1

    def between(first: int, second: int) -> str:
        if first < 0 or place < 0 or second >= len(found.entries):
            return ""
        pair = (found.entries[first], found.entries[second])
        cases = [case_of(one.item, one.account, found.today) for one in pair]
        return priority.difference(cases[0], cases[1], found.today, found.now) or "By name"

    return Why(
        entry, place + 1, len(found.entries), steps, entry.items, between(place - 1, place), between(place, place + 1)
    )
