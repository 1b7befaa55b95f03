"""Days written for people, and the arithmetic of months and quarters."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal

Style = Literal["short", "long", "day", "iso"]

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def format_date(day: date, style: Style = "short") -> str:
    """`day` as short "5 Feb 2027", long "5 February 2027", day "Fri 5 Feb" or iso "2027-02-05"."""
    if style == "iso":
        return day.isoformat()
    month = MONTHS[day.month - 1]
    if style == "long":
        return f"{day.day} {month} {day.year}"
    if style == "day":
        return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {month[:3]}"
    return f"{day.day} {month[:3]} {day.year}"


def relative_day(day: date, today: date, past: Literal["late", "ago"] = "late") -> str:
    """How far off `day` is: "today", "tomorrow", "in 74 days", "1 day late"; with past "ago": "16 days ago"."""
    days = (day - today).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days > 1:
        return f"in {days} days"
    if past == "ago" and days == -1:
        return "yesterday"
    return f"{count(-days, 'day')} {past}"


def age(day: date, today: date) -> str:
    """How old something of `day` is, in the largest sensible unit: "today", "3 days old", "9 months old"."""
    days = (today - day).days
    if days <= 0:
        return "today"
    months = months_between(day, today)
    if days < 14:
        return f"{count(days, 'day')} old"
    if months < 2:
        return f"{count(days // 7, 'week')} old"
    if months < 24:
        return f"{count(months, 'month')} old"
    return f"{count(months // 12, 'year')} old"


def count(number: int, noun: str) -> str:
    """ "1 day", "2 days"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (or earlier), held to the month's last day: 31 Jan + 1 is 28 Feb."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("date out of range")
    return date(year, month + 1, min(day.day, last_day(year, month + 1)))


def months_between(first: date, last: date) -> int:
    """Whole months from `first` to `last`; negative when `last` is earlier."""
    if last < first:
        return -months_between(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - 1 if add_months(first, months) > last else months


def last_day(year: int, month: int) -> int:
    """The number of days of a month."""
    return calendar.monthrange(year, month)[1]


def end_of_month(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=last_day(day.year, day.month))


def start_of_quarter(day: date) -> date:
    """The first day of the day's calendar quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def end_of_quarter(day: date) -> date:
    """The last day of the day's calendar quarter."""
    return end_of_month(add_months(start_of_quarter(day), 2))


# Working days: Monday to Friday, less the days off


def is_working_day(day: date, off: Collection[date] = frozenset()) -> bool:
    """Whether `day` is neither a Saturday, a Sunday nor one of the days off."""
    return day.weekday() < 5 and day not in off


def next_working_day(day: date, off: Collection[date] = frozenset()) -> date:
    """`day` itself when it is a working day, else the first one after it."""
    while not is_working_day(day, off):
        day += timedelta(days=1)
    return day


def previous_working_day(day: date, off: Collection[date] = frozenset()) -> date:
    """`day` itself when it is a working day, else the last one before it."""
    while not is_working_day(day, off):
        day -= timedelta(days=1)
    return day


def add_working_days(day: date, number: int, off: Collection[date] = frozenset()) -> date:
    """The working day `number` working days after `day`, or before it when negative; 0 is `day` or the next one."""
    if number == 0:
        return next_working_day(day, off)
    one = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left:
        day += one
        left -= is_working_day(day, off)
    return day
