"""Deadlines and sums in words, as the Risk place says them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from csdesk.desk.core import Desk
from csdesk.values.days import count, format_date
from csdesk.values.money import Money, format_money


def deadline(at: datetime, now: datetime) -> tuple[str, bool]:
    """A deadline in words, and whether it is past: "12:00" today, "2 hours late", "Tue 24 Nov, 09:00"."""
    local, here = at.astimezone(), now.astimezone()
    if at < now:
        hours = int((now - at).total_seconds() // 3600)
        if hours < 1:
            return f"{count(max(1, int((now - at).total_seconds() // 60)), 'minute')} late", True
        return (f"{count(hours, 'hour')} late" if hours < 24 else f"{count(hours // 24, 'day')} late"), True
    if local.date() == here.date():
        return f"today {local:%H:%M}", False
    return f"{format_date(local.date(), 'day')}, {local:%H:%M}", False


def money(desk: Desk, sums: Iterable[Money]) -> str:
    """Sums of several currencies in short form: "$1.42M + €96K"; "" for none."""
    return " + ".join(format_money(one, desk.formats, style="short") for one in sums)


def days_left(days: int | None) -> str:
    """The renewal in short: "62 days", "today", "ended"."""
    if days is None:
        return ""
    if days < 0:
        return f"{count(-days, 'day')} past"
    return count(days, "day") if days else "today"


def day(on: date | None) -> str:
    """A day in a table; a dash for none."""
    return format_date(on) if on else "–"
