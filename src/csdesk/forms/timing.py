"""The times of a meeting: when each part begins, whether they fit, by when each item of preparation is due.

Pure: reads a form and its state, where the desk has put what the book knows of the review.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from csdesk.forms.gaps import NOTHING, names, section_visible, visible
from csdesk.forms.schema import Form, FormField, Section
from csdesk.forms.state import SectionState, State
from csdesk.values.days import format_date

USUAL_MINUTES: Final = 60
_CLOCK: Final = re.compile(r"^\s*(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.I)


def clock_time(text: object) -> time | None:
    """The time of day that a text begins with: "14:00", "9.30", "2 pm"; None for anything else."""
    found = _CLOCK.match(text) if isinstance(text, str) else None
    if found is None or (found[2] is None and found[3] is None):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3][0] in "pP" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def minutes_text(minutes: float) -> str:
    """ "15 min", "12.5 min"."""
    return f"{minutes:g} min"


@dataclass(frozen=True, slots=True)
class Slot:
    """One part of a meeting: `starts` is "14:05", or "+5" (minutes from the start) while no time is set."""

    section: str
    title: str
    letter: str
    minutes: float
    starts: str


@dataclass(frozen=True, slots=True)
class Timing:
    """A meeting's parts in order, what they add up to, and what was planned."""

    slots: tuple[Slot, ...]
    total: float
    planned: int
    ends: str
    """The clock time at which all parts are done, or "+65"."""

    @property
    def warning(self) -> str:
        """What to say when the parts take longer than the meeting; "" when they fit."""
        if self.total <= self.planned:
            return ""
        return (
            f"The parts take {self.total:g} minutes and the meeting has {self.planned}: "
            f"{self.total - self.planned:g} too many. Shorten a part, or plan {self.total:g} minutes."
        )


def part_minutes(section: Section, state: State) -> float:
    """How long a part takes: what its field "minutes" says, else what the form says."""
    found = state.sections.get(section.id, SectionState()).answers.get("minutes", NOTHING).value
    return float(found) if isinstance(found, int | float) and found > 0 else float(section.minutes)


def timing(form: Form, state: State) -> Timing | None:
    """The times of an agenda; None for a form that has no timed parts."""
    parts = [section for section in form.sections if section.minutes and section_visible(section, state)]
    if not parts:
        return None
    start = clock_time(state.names.get("review_time"))
    planned = state.names.get("review_minutes")
    slots: list[Slot] = []
    gone = 0.0
    for section in parts:
        minutes = part_minutes(section, state)
        slots.append(Slot(section.id, section.title, section.letter, minutes, _at(start, gone)))
        gone += minutes
    return Timing(
        tuple(slots), gone, planned if isinstance(planned, int) and planned > 0 else USUAL_MINUTES, _at(start, gone)
    )


def _at(start: time | None, gone: float) -> str:
    if start is None:
        return f"+{gone:g}"
    moment = datetime.combine(date(2000, 1, 1), start) + timedelta(minutes=gone)
    return f"{moment:%H:%M}"


@dataclass(frozen=True, slots=True)
class Due:
    """By when an item is due: the day, and the time where it is counted in hours and the meeting has one."""

    on: date
    at: time | None = None

    @property
    def text(self) -> str:
        """ "Mon 30 Nov" or "Mon 30 Nov, 14:00"."""
        day = format_date(self.on, "day")
        return f"{day}, {self.at:%H:%M}" if self.at is not None else day


def due(item: FormField, state: State) -> Due | None:
    """By when an item of a checklist is due; None without a day of its own or while the review has no date.

    Days are calendar days and are never moved off a weekend: the source counts plain days. Hours before the review
    count from its start and hours after it from its end; while no time is set, from the day as a whole.
    """
    day = state.names.get("review_date")
    if not isinstance(day, date):
        return None
    if item.due is not None:
        return Due(day + timedelta(days=item.due))
    if item.due_hours is None:
        return None
    start = clock_time(state.names.get("review_time"))
    if start is None:
        days = -(-item.due_hours // 24) if item.due_hours > 0 else item.due_hours // 24
        # Hours after the meeting that are less than a day fall on its own day.
        return Due(day + timedelta(days=0 if 0 < item.due_hours < 24 else days))
    minutes = state.names.get("review_minutes")
    length = minutes if isinstance(minutes, int) and minutes > 0 else USUAL_MINUTES
    moment = datetime.combine(day, start) + timedelta(hours=item.due_hours)
    if item.due_hours > 0:
        moment += timedelta(minutes=length)
    return Due(moment.date(), moment.time())


def opens_on(section: Section, state: State) -> date | None:
    """The day from which a checklist's items can be worked on; None when the form says none."""
    day = state.names.get("review_date")
    return day + timedelta(days=section.opens) if isinstance(day, date) and section.opens is not None else None


def ticked(form: Form, state: State, *, before: bool = False) -> tuple[int, int]:
    """How many items of the form's checklists in sight are ticked, and how many there are.

    `before`: only those due before the review, or without a day.
    """
    done = wanted = 0
    for section in form.sections:
        if section.kind != "checklist" or not section_visible(section, state):
            continue
        answers = state.sections.get(section.id, SectionState()).answers
        known = names(state, answers)
        for item in section.fields:
            early = (item.due if item.due is not None else item.due_hours or -1) < 0
            if visible(item, known) and (early or not before):
                wanted += 1
                done += answers.get(item.id, NOTHING).value is True
    return done, wanted
