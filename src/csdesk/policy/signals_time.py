"""By when a signal wants an answer.

Hours run on working days only, day and night: the clock stands still on weekends and on the CSM's days off. So a day's
notice given on a Friday at 15:00 ends on Monday at 15:00. "Same day" is 18:00 of the day, or of the next working day
when the day is none or that hour has passed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from csdesk.policy.signals_model import Span
from csdesk.values.days import is_working_day, next_working_day

EVENING = time(18)
"""When a working day ends."""


def deadline(at: datetime, span: Span, off: Collection[date] = frozenset()) -> datetime:
    """When `span` that begins at `at` is over, in the time zone of `at`."""
    day = at.date()
    if span.same_day:
        if not is_working_day(day, off) or at.timetz().replace(tzinfo=None) >= EVENING:
            day = next_working_day(day if not is_working_day(day, off) else day + timedelta(days=1), off)
        return datetime.combine(day, EVENING, at.tzinfo)
    left = timedelta(hours=span.hours)
    if not left:
        return at
    while True:
        if is_working_day(at.date(), off):
            midnight = datetime.combine(at.date() + timedelta(days=1), time(0), at.tzinfo)
            if left <= midnight - at:
                return at + left
            left -= midnight - at
            at = midnight
        else:
            at = datetime.combine(next_working_day(at.date(), off), time(0), at.tzinfo)
