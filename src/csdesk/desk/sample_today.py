"""What the sample book's Today looks like: two meetings close by, and lines that were put off with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from csdesk.values.clock import FixedClock
from csdesk.values.days import next_working_day, previous_working_day

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_OFF: Final = (
    ("Umbrick Textiles", 3, "The manager knows of it; their answer on the contract comes first"),
    ("Krastova Mining", 2, "The fix is promised for Tuesday evening"),
    ("Junivale Hotels", 4, "Their team lead is back on Thursday"),
    ("Westmoor County Council", 7, "Support has the case; talked over with the manager on Friday"),
    ("Galiora Optics", 8, "Waiting for the figures of November"),
    ("Zephyrine Airways", 4, "On the agenda of the QBR preparation"),
    ("Orrinfield Clinics", 9, "Support has the case; talked over with the manager on Friday"),
    ("Żurawin Meble", 3, "They asked for a few days"),
    ("Pixelgrove Studio", 4, "Normal for the second week of an onboarding"),
)
"""Account, until how many days from today, and why its line of risk was put off."""
_MEETINGS: Final = (
    ("Pallastine Robotics", 0, "16:00", "Check-in"),
    ("Nordvassa Paper", 1, "10:00", "Renewal proposal"),
)


def write_today(desk: Desk, accounts: Mapping[str, int], today: date) -> None:
    """Plan the meetings and put the lines off."""
    from csdesk.desk import today as desk_today

    friday = previous_working_day(today - timedelta(days=1))
    clock = FixedClock(datetime.combine(friday, time(16, 10), UTC))
    for name, days, start, title in _MEETINGS:
        if name not in accounts:
            continue
        day = next_working_day(today + timedelta(days=days))
        with desk.book.write(
            f"Plan {title}", origin=desk.origin, account_id=accounts[name], undoable=False, clock=clock
        ) as tx:
            tx.insert("review", {"account_id": accounts[name], "title": title, "type": "check-in", "date": day,
                                 "time": start, "minutes": 30, "place": "Video call", "status": "planned"})  # fmt: skip
    found = desk_today.read(desk)
    for name, days, reason in _OFF:
        line = next(
            (one for one in found.entries
             if one.item.account_id == accounts.get(name) and any(key.startswith("escalation/propose/")
                                                                  for key in one.keys)),
            None,
        )  # fmt: skip
        if line is None:
            continue
        until = next_working_day(today + timedelta(days=days))
        with desk.book.write(
            f"Snooze {line.item.title}", origin=desk.origin, account_id=accounts[name], undoable=False, clock=clock
        ) as tx:
            for key in line.keys:
                tx.insert("snooze", {"account_id": accounts[name], "key": key, "until": until, "reason": reason})
