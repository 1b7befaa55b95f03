"""Dates as a CSM types them, and as CSDesk writes them.

Nothing is guessed: the order of day and month is the person's own, a date that does not exist is refused with the
reason, and a text that names no single day is refused too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from csdesk.values.days import (
    MONTHS,
    WEEKDAYS,
    Style,
    add_months,
    age,
    count,
    end_of_month,
    end_of_quarter,
    format_date,
    last_day,
    months_between,
    relative_day,
    start_of_quarter,
)
from csdesk.values.errors import ParseError
from csdesk.values.formats import DateOrder

__all__ = [
    "MONTHS",
    "WEEKDAYS",
    "Roll",
    "Style",
    "add_months",
    "age",
    "count",
    "end_of_month",
    "end_of_quarter",
    "format_date",
    "last_day",
    "months_between",
    "parse_date",
    "relative_day",
    "start_of_quarter",
]

Roll = Literal["next", "last", "this"]

_MONTH = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = (
    "(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_UNIT = r"(d|days?|working days?|business days?|w|wks?|weeks?|fortnights?|m|mo|months?|q|quarters?|y|yrs?|years?)"
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "a couple of": 2,
}  # fmt: skip
_COUNT = r"(\d{1,4}|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + ")"
_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?\.?"
_YEAR = r"('?\d{2}|\d{4})"
_TIME = re.compile(
    r"(?<=\d)[t ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?$", re.I
)


def parse_date(text: str, today: date, order: DateOrder = "dmy", *, roll: Roll = "next") -> date:
    """The day that `text` names for a person whose day it is `today`. Raises ParseError with the reason.

    Reads 31/3, 31.3., 3/31 (by `order`), 31 Mar, March 31st 2027, 2027-03-31, 20270331, with or without a time of
    day, which is dropped; today, tomorrow, in 2 weeks, 3 days ago, +10d, 5 working days; fri, next fri, last fri, fri
    next week, next month; the 15th; end of May, mid June, start of next quarter, end of quarter, Q2 end, eom, eoq, eoy.

    A day without a year is the next such day, today included, or by `roll` the last one or the one of this year. A
    weekday is the first such day after today, "next" or not; "this fri" is the one of this week, Monday to Sunday. Two
    digits of a year mean the year within 50 years of today. The end of a week is its Friday.
    """
    original = " ".join(text.split())
    if not original:
        raise ParseError("there is no date here")
    if len(original) > 60:
        raise ParseError(f"“{original[:30]}…” is too long to be a date")
    words = original.lower().replace("’", "'").replace("−", "-")
    words = _TIME.sub("", words).strip(" ,")
    words = re.sub(r"^(?:on |by |due |until )", "", words)
    reader = _Reader(original, today, order, roll)
    try:
        found = reader.read(words)
    except OverflowError:
        raise ParseError(f"“{original}” is too far away to be a date") from None
    if found is None:
        raise ParseError(f"“{original}” is not a date; write it as {_example(order)} or in words, as “in 2 weeks”")
    if not 1900 <= found.year <= 2199:
        raise ParseError(f"“{original}” is not a likely date: the year {found.year} is out of range")
    return found


class _Reader:
    """One reading of one text: each rule is a pattern for the whole of it and what to make of its parts."""

    def __init__(self, original: str, today: date, order: DateOrder, roll: Roll) -> None:
        self.original = original
        self.today = today
        self.order = order
        self.roll = roll

    def read(self, words: str) -> date | None:
        for pattern, rule in _RULES:
            if match := pattern.fullmatch(words):
                return rule(self, match)
        return None

    def day(self, year: int, month: int, day: int) -> date:
        """The date, or ParseError that says why there is none."""
        if not 1 <= month <= 12:
            hint = f"; the month comes {'first' if self.order == 'mdy' else 'second'}" if 1 <= day <= 12 else ""
            raise ParseError(f"“{self.original}” is not a date: there is no month {month}{hint}")
        if not 1 <= year <= 9999:
            raise ParseError(f"“{self.original}” is not a date: there is no year {year}")
        if not 1 <= day <= last_day(year, month):
            days = last_day(year, month)
            of_year = f" in {year}" if month == 2 and day == 29 else ""
            raise ParseError(f"“{self.original}” is not a date: {MONTHS[month - 1]} has {days} days{of_year}")
        return date(year, month, day)

    def without_year(self, month: int, day: int) -> date:
        """The day by the rolling rule; the 29th of February waits for a leap year."""
        self.day(2028, month, day)
        if self.roll == "this":
            return self.day(self.today.year, month, day)
        step = 1 if self.roll == "next" else -1
        year = self.today.year
        for _ in range(10):
            if day <= last_day(year, month):
                found = date(year, month, day)
                if (found >= self.today) if step > 0 else (found <= self.today):
                    return found
            year += step
        raise ParseError(f"“{self.original}” is not a date")

    def year(self, digits: str) -> int:
        digits = digits.lstrip("'")
        if len(digits) == 4:
            return int(digits)
        century = self.today.year // 100 * 100
        year = century + int(digits)
        if year > self.today.year + 49:
            return year - 100
        return year + 100 if year < self.today.year - 50 else year


_Rule = Callable[[_Reader, "re.Match[str]"], date | None]
_RULES: list[tuple[re.Pattern[str], _Rule]] = []


def _rule(pattern: str) -> Callable[[_Rule], _Rule]:
    def add(rule: _Rule) -> _Rule:
        _RULES.append((re.compile(pattern), rule))
        return rule

    return add


@_rule(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\.?")
def _iso(read: _Reader, match: re.Match[str]) -> date:
    return read.day(int(match[1]), int(match[2]), int(match[3]))


@_rule(r"(\d{4})(\d{2})(\d{2})")
def _compact(read: _Reader, match: re.Match[str]) -> date:
    return read.day(int(match[1]), int(match[2]), int(match[3]))


@_rule(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|'?\d{2})\.?")
def _three_numbers(read: _Reader, match: re.Match[str]) -> date:
    first, second, third = match[1], match[3], match[4]
    if read.order == "ymd" and len(third) == 2:
        return read.day(read.year(first), int(second), int(third))
    if read.order == "mdy":
        return read.day(read.year(third), int(first), int(second))
    return read.day(read.year(third), int(second), int(first))


@_rule(r"(\d{1,2})(?:[-/]|\.\s?)(\d{1,2})(\.?)")
def _two_numbers(read: _Reader, match: re.Match[str]) -> date:
    first, second = int(match[1]), int(match[2])
    if read.order == "dmy" or match[3]:
        return read.without_year(second, first)
    return read.without_year(first, second)


@_rule(rf"(?:{_WEEKDAY},? )?{_ORDINAL}(?: of)?[ \-]?{_MONTH}\.?(?:,?[ \-/.]?{_YEAR})?")
def _day_month(read: _Reader, match: re.Match[str]) -> date:
    return _named(read, match[1], match[2], match[3], match[4])


@_rule(rf"(?:{_WEEKDAY},? )?{_MONTH}\.?[ \-]?{_ORDINAL}(?:(?:,| |, |-){_YEAR})?")
def _month_day(read: _Reader, match: re.Match[str]) -> date:
    return _named(read, match[1], match[3], match[2], match[4])


def _named(read: _Reader, weekday: str | None, day: str, month: str, year: str | None) -> date:
    number = _month(month)
    found = read.day(read.year(year), number, int(day)) if year else read.without_year(number, int(day))
    if weekday and found.weekday() != _weekday(weekday):
        raise ParseError(f"“{read.original}” does not fit: {format_date(found)} is a {WEEKDAYS[found.weekday()]}")
    return found


@_rule(rf"{_MONTH}\.? ?{_YEAR}?")
def _month_only(read: _Reader, match: re.Match[str]) -> date:
    name = MONTHS[_month(match[1]) - 1]
    raise ParseError(f"“{read.original}” names a month, not a day; write 15 {name[:3]} or end of {name}")


@_rule(r"(today|now|tomorrow|tmrw|yesterday|the day after tomorrow|the day before yesterday)")
def _near(read: _Reader, match: re.Match[str]) -> date:
    days = {"tomorrow": 1, "tmrw": 1, "yesterday": -1, "the day after tomorrow": 2, "the day before yesterday": -2}
    return read.today + timedelta(days=days.get(match[1], 0))


@_rule(rf"(?:in )?{_COUNT} ?{_UNIT}(?: from (?:now|today)| time)?")
def _ahead(read: _Reader, match: re.Match[str]) -> date:
    return _shift(read.today, _number(match[1]), match[2])


@_rule(rf"{_COUNT} ?{_UNIT} ago")
def _ago(read: _Reader, match: re.Match[str]) -> date:
    return _shift(read.today, -_number(match[1]), match[2])


# A bare "-5" is a figure in the wrong field sooner than a day; "-5d" is meant.
@_rule(rf"(\+|-(?= ?\d+ ?[a-z])) ?(\d{{1,4}}) ?{_UNIT}?")
def _signed(read: _Reader, match: re.Match[str]) -> date:
    return _shift(read.today, int(match[1] + match[2]), match[3] or "d")


@_rule(rf"(next|this|last)? ?{_WEEKDAY}(?: (this|next|last) week)?")
def _weekday_named(read: _Reader, match: re.Match[str]) -> date:
    which, wanted = match[1], _weekday(match[2])
    if match[3] or which == "this":
        monday = read.today - timedelta(days=read.today.weekday())
        weeks = {"next": 1, "last": -1}.get(match[3] or "", 0)
        return monday + timedelta(days=wanted + 7 * weeks)
    if which == "last":
        return read.today - timedelta(days=(read.today.weekday() - wanted - 1) % 7 + 1)
    return read.today + timedelta(days=(wanted - read.today.weekday() - 1) % 7 + 1)


@_rule(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)(?: of (next|this) month)?")
def _day_of_month(read: _Reader, match: re.Match[str]) -> date | None:
    day = int(match[1])
    if match[2]:
        month = add_months(read.today.replace(day=1), 1 if match[2] == "next" else 0)
        return read.day(month.year, month.month, day)
    if not 1 <= day <= 31:
        raise ParseError(f"“{read.original}” is not a date: no month has a day {day}")
    for months in range(12):
        month = add_months(read.today.replace(day=1), months)
        if day <= last_day(month.year, month.month) and month.replace(day=day) >= read.today:
            return month.replace(day=day)
    return None


@_rule(rf"(end|eo|mid|middle|start|beginning|first day|last day)[ \-]?(?:of )?(?:the )?{_MONTH}\.?(?: {_YEAR})?")
def _part_of_month(read: _Reader, match: re.Match[str]) -> date:
    number = _month(match[2])
    if match[3]:
        return _part(match[1], date(read.year(match[3]), number, 1), "month")
    found = _part(match[1], date(read.today.year, number, 1), "month")
    if read.roll == "next" and found < read.today:
        return _part(match[1], date(read.today.year + 1, number, 1), "month")
    if read.roll == "last" and found > read.today:
        return _part(match[1], date(read.today.year - 1, number, 1), "month")
    return found


@_rule(
    r"(end|mid|middle|start|beginning|first day|last day)[ \-]?(?:of )?(?:the )?(this|next|last)? ?"
    r"(week|month|quarter|year)"
)
def _part_of_period(read: _Reader, match: re.Match[str]) -> date:
    steps = {"next": 1, "last": -1}.get(match[2] or "", 0)
    return _part(match[1], _period(read.today, match[3], steps), match[3])


@_rule(r"eo([wmqy])")
def _short_end(read: _Reader, match: re.Match[str]) -> date:
    period = {"w": "week", "m": "month", "q": "quarter", "y": "year"}[match[1]]
    return _part("end", _period(read.today, period, 0), period)


@_rule(r"(next|last) (week|month|quarter|year)")
def _period_named(read: _Reader, match: re.Match[str]) -> date:
    return _period(read.today, match[2], 1 if match[1] == "next" else -1)


@_rule(
    rf"(?:(end|mid|start|beginning) (?:of )?)?q([1-4])(?:[ \-/]?{_YEAR})?(?: (end|mid|start|beginning))?(?: {_YEAR})?"
)
def _quarter(read: _Reader, match: re.Match[str]) -> date:
    part, year = match[1] or match[4], match[3] or match[5]
    if not part:
        raise ParseError(f"“{read.original}” names a quarter, not a day; write end of Q{match[2]}")
    month = int(match[2]) * 3 - 2
    if year:
        return _part(part, date(read.year(year), month, 1), "quarter")
    found = _part(part, date(read.today.year, month, 1), "quarter")
    if read.roll == "next" and found < read.today:
        return _part(part, date(read.today.year + 1, month, 1), "quarter")
    return found


@_rule(r"(end|mid|start|beginning) (?:of )?(\d{4})")
def _part_of_year(read: _Reader, match: re.Match[str]) -> date:
    return _part(match[1], read.day(int(match[2]), 1, 1), "year")


def _part(part: str, start: date, period: str) -> date:
    """The first, middle or last day of the period that begins at `start`."""
    months = {"month": 1, "quarter": 3, "year": 12}.get(period)
    if part in ("start", "beginning", "first day"):
        return start
    if part in ("mid", "middle"):
        if months is None:
            return start + timedelta(days=2)
        return (
            start.replace(day=15)
            if months == 1
            else add_months(start, months // 2).replace(day=15 if months == 3 else 1)
        )
    if months is None:
        return start + timedelta(days=4)
    return add_months(start, months) - timedelta(days=1)


def _period(today: date, period: str, steps: int) -> date:
    """The first day of the week, month, quarter or year that lies `steps` from today's."""
    if period == "week":
        return today - timedelta(days=today.weekday()) + timedelta(weeks=steps)
    if period == "month":
        return add_months(today.replace(day=1), steps)
    if period == "quarter":
        return add_months(start_of_quarter(today), 3 * steps)
    return date(today.year + steps, 1, 1)


def _shift(today: date, number: int, unit: str) -> date:
    if unit.startswith(("working", "business")):
        return _working_days(today, number)
    if unit.startswith("f"):
        return today + timedelta(weeks=2 * number)
    if unit.startswith("d"):
        return today + timedelta(days=number)
    if unit.startswith("w"):
        return today + timedelta(weeks=number)
    if unit.startswith("q"):
        return add_months(today, 3 * number)
    return add_months(today, 12 * number if unit.startswith("y") else number)


def _working_days(today: date, number: int) -> date:
    """`number` days on or back, Saturdays and Sundays left out; public holidays are not known."""
    step = timedelta(days=1 if number > 0 else -1)
    found = today
    for _ in range(abs(number)):
        found += step
        while found.weekday() >= 5:
            found += step
    return found


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _COUNTS[text]


def _month(name: str) -> int:
    return next(at for at, month in enumerate(MONTHS, 1) if month.lower().startswith(name[:3]))


def _weekday(name: str) -> int:
    return next(at for at, day in enumerate(WEEKDAYS) if day.lower().startswith(name[:3]))


def _example(order: DateOrder) -> str:
    return {"dmy": "31/3/2027", "mdy": "3/31/2027", "ymd": "2027-03-31"}[order]
