"""The times of reviews: a clock time as it is typed, how long each type takes, its name, and when the next one is due.

Figures: a QBR takes 60 minutes and the next one follows 90 days on (handbook, templates 3 and 4), an executive review
60 to 90 and a monthly one 45 to 60 (strategist, csm-playbook).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from csdesk.desk.errors import Invalid
from csdesk.values.days import MONTHS, format_date


@dataclass(frozen=True, slots=True)
class ReviewType:
    """A type of meeting: its id, its words, how long it usually takes, and how many days to the next one."""

    id: str
    label: str
    minutes: int
    days_to_next: int


TYPES: Final = (
    ReviewType("qbr", "QBR", 60, 90),
    ReviewType("ebr", "EBR", 90, 182),
    ReviewType("mbr", "Monthly review", 60, 30),
    ReviewType("check-in", "Check-in", 30, 14),
)
PREPARE_DAYS: Final = 21
"""Preparation begins three weeks ahead (handbook, template 4)."""
CLOSE_HOURS: Final = 24
"""A review is closed within a day of its end (handbook, templates 3 and 4)."""

_CLOCK = re.compile(r"(?:at )?(\d{1,2})(?:[:.h](\d{2})|h)?\s*(?:([ap])\.?m?\.?)?(?: ?o'clock)?")
_WORDS = {"noon": "12:00", "midday": "12:00"}


def review_type(type_id: str) -> ReviewType:
    """The type of that id; Invalid, naming those there are, for any other."""
    for one in TYPES:
        if one.id == type_id:
            return one
    raise Invalid("review/type", f"there is no type of review “{type_id}”", f"Use {', '.join(x.id for x in TYPES)}.")


def type_label(type_id: str) -> str:
    """The words of a type; "Meeting" for none."""
    return next((one.label for one in TYPES if one.id == type_id), "Meeting")


def read_time(text: str) -> str:
    """A time of day as it is kept ("14:00"), from "14:00", "9.30", "2 pm", "14" or "noon"; "" stays empty.

    Invalid, with the reason, for anything else.
    """
    words = " ".join(text.split()).casefold()
    if not words or words in _WORDS:
        return _WORDS.get(words, "")
    found = _CLOCK.fullmatch(words)
    if found is None:
        raise Invalid("review/time", f"“{text.strip()}” is not a time; write it as 14:00 or 2 pm")
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise Invalid("review/time", f"“{text.strip()}” is not a time: am and pm count to 12")
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    if hour > 23 or minute > 59:
        raise Invalid("review/time", f"“{text.strip()}” is not a time: a day has 24 hours of 60 minutes")
    return f"{hour:02}:{minute:02}"


def clock(text: object) -> time | None:
    """A kept time as a time of day; None when there is none, or a text that an import brought."""
    try:
        kept = read_time(text) if isinstance(text, str) else ""
    except Invalid:
        return None
    return time.fromisoformat(kept) if kept else None


def usual_title(type_id: str, on: date) -> str:
    """What a review is called unless somebody names it: "QBR, Q1 2027", "Monthly review, January 2027"."""
    label = type_label(type_id)
    if type_id == "mbr":
        return f"{label}, {MONTHS[on.month - 1]} {on.year}"
    if type_id == "check-in":
        return f"{label}, {format_date(on)}"
    return f"{label}, Q{(on.month - 1) // 3 + 1} {on.year}"


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def next_on(type_id: str, after: date) -> date:
    """The working day to propose for the review after one held on `after`: 90 days on for a QBR."""
    return working_day(after + timedelta(days=review_type(type_id).days_to_next))


def end_of(on: date, start: object, minutes: int | None, type_id: str) -> datetime:
    """When a meeting is over, in local time without a zone; without a time of day, at 18:00."""
    at = clock(start)
    if at is None:
        return datetime.combine(on, time(18))
    return datetime.combine(on, at) + timedelta(minutes=minutes or review_type(type_id).minutes)
