"""The words of a line of Today's list: its deadline in two lines, and the whole line for a screen reader."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from csdesk.desk.today_book import span
from csdesk.values.days import count, format_date, relative_day
from csdesk.values.money import format_money

if TYPE_CHECKING:
    from csdesk.desk.today import Entry
    from csdesk.values.formats import Formats


def deadline(entry: Entry, today: date, now: datetime) -> tuple[str, str]:
    """The deadline above and what it means below: ("12:00", "in 1 h 18 min"), ("16 days late", "due Sat 7 Nov")."""
    due, at = entry.item.due, entry.item.due_at
    days = (today - due).days
    if days > 0:
        return f"{count(days, 'day')} late", f"due {format_date(due, 'day')}"
    if due == today and at is not None:
        minutes = round((at - now).total_seconds() / 60)
        hour = f"{at.astimezone():%H:%M}"
        if minutes < 0:
            return span(-minutes, after=" late"), f"due {hour}"
        return hour, span(minutes, "in ")
    if due == today:
        return "Today", entry.item.progress
    if entry.urgent:
        return "Now", f"by {format_date(due, 'day')}"
    return format_date(due, "day"), relative_day(due, today)


def health(entry: Entry) -> tuple[str, str, str]:
    """The health chip: tone, score, word; all empty for what is of no account or has no score."""
    account = entry.account
    if account is None or account.score is None:
        return "", "", ""
    return account.tone, f"{account.score:.0f}", account.band


def arr(entry: Entry, formats: Formats) -> str:
    """The account's ARR: "$384,000 ARR"; "" where it is not known."""
    account = entry.account
    return f"{format_money(account.arr, formats)} ARR" if account is not None and account.arr is not None else ""


def spoken(entry: Entry, today: date, now: datetime, formats: Formats) -> str:
    """The whole line, for a screen reader."""
    _tone, score, word = health(entry)
    above, below = deadline(entry, today, now)
    parts = [
        entry.item.title,
        entry.name,
        f"health {score} {word}" if score else "",
        arr(entry, formats),
        above if not below else f"{above}, {below}",
        entry.item.evidence,
        entry.rule,
    ]
    return ". ".join(part for part in parts if part)
