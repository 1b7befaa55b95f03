"""In which order Today's list stands, and why: a pure function of what is known of each thing to do.

Groups: Now (a rule says act, or something of weight is late), Today (its day, and what is late but of no weight), the
week, later. Within Now and Today these decide, one after the
other: a rule that says act; what is important; red before yellow before green; the earlier deadline; the nearer
renewal; the larger ARR. In the week and later the day comes first, then the same. The order follows the priorities of
csm-playbook (critical matters, escalations and deadlines of the day first, then what is important and has time).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

from csdesk.values.days import count, format_date, relative_day

Group = Literal["now", "today", "week", "later"]
GROUPS: Final[tuple[Group, ...]] = ("now", "today", "week", "later")
LATER_DAYS: Final = 14
"""How far ahead the list looks at most."""
NEAR: Final = (30, 60, 90, 180)
"""The windows in days by which one renewal is nearer than another; within a window the ARR decides."""

_FRIDAY: Final = 4
_TONES: Final = {"red": 0, "yellow": 1, "": 2, "green": 3}
_TONE_WORDS: Final = {"red": "red", "yellow": "yellow", "": "no score", "green": "green"}


@dataclass(frozen=True, slots=True)
class Case:
    """What the order looks at."""

    due: date
    due_at: datetime | None = None
    """The hour, with its zone, where there is one."""
    urgent: bool = False
    important: bool = True
    tone: str = ""
    """The health of the account: red, yellow, green, or "" where it is not known."""
    days_left: int | None = None
    """Days to the renewal."""
    arr: float = 0.0
    """In units of its own currency: amounts are compared as they stand, for want of a rate."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that decides about a place in the list: what, how it is here, and the rule."""

    label: str
    value: str
    rule: str


def week_end(today: date) -> date:
    """The last day of the week's group: the Sunday; from Friday on the Sunday after, as planning looks ahead."""
    sunday = today + timedelta(days=6 - today.weekday())
    return sunday + timedelta(days=7) if today.weekday() >= _FRIDAY else sunday


def group_of(case: Case, today: date, now: datetime) -> Group:
    """The group that something to do stands in."""
    late = is_late(case, today, now)
    if case.urgent or (late and case.important):
        return "now"
    if late or case.due == today:
        return "today"
    return "week" if case.due <= week_end(today) else "later"


def is_late(case: Case, today: date, now: datetime) -> bool:
    """Whether its day, or its hour, is over."""
    return case.due < today or (case.due_at is not None and case.due_at < now)


Order = tuple[float, ...]


def order(case: Case, group: Group) -> Order:
    """What to sort by, within all groups together: the smaller the earlier. Names break what is left."""
    day = float(case.due.toordinal())
    hour = _hour(case)
    near = float(_near(case.days_left))
    weight = (float(not case.urgent), float(not case.important), float(_TONES.get(case.tone, 2)))
    if group in ("now", "today"):
        return (float(GROUPS.index(group)), *weight, day, hour, near, -case.arr)
    return (float(GROUPS.index(group)), day, *weight, hour, near, -case.arr)


_BY_WEIGHT: Final = ("group", "urgent", "important", "tone", "day", "hour", "near", "arr")
_BY_DAY: Final = ("group", "day", "urgent", "important", "tone", "hour", "near", "arr")
_RULES: Final = {
    "group": "Now comes before Today, Today before the week",
    "urgent": "What a rule wants at once comes first",
    "important": "What is important comes before what is not",
    "tone": "Red comes before yellow, yellow before green",
    "day": "The earlier day comes first",
    "hour": "A deadline with an hour comes first, the earlier hour before the later",
    "near": "The nearer renewal comes first (30, 60, 90, 180 days)",
    "arr": "The larger ARR comes first",
}


def _hour(case: Case) -> float:
    """Hours from the beginning of its day (in UTC) to the deadline; without one, after all that have one."""
    if case.due_at is None:
        return 72.0
    return (case.due_at - _begin(case.due)).total_seconds() / 3600


@lru_cache(maxsize=256)
def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _near(days: int | None) -> int:
    if days is None:
        return len(NEAR) + 1
    return next((place for place, limit in enumerate(NEAR) if days <= limit), len(NEAR))


def reasons(case: Case, today: date, now: datetime, arr_text: str = "", health_text: str = "") -> tuple[Step, ...]:
    """Why something stands where it does: each thing that decides, in the order in which it does."""
    group = group_of(case, today, now)
    names = _BY_WEIGHT if group in ("now", "today") else _BY_DAY
    values = {
        "group": _group_words(case, group, today, now),
        "urgent": "A rule says act now" if case.urgent else "",
        "important": "Important" if case.important else "Of no great weight",
        "tone": health_text or _TONE_WORDS.get(case.tone, "no score").capitalize(),
        "day": _day_words(case.due, today),
        "hour": case.due_at.astimezone().strftime("%H:%M") if case.due_at is not None else "",
        "near": "" if case.days_left is None else f"Renewal {_renewal_words(case.days_left)}",
        "arr": arr_text,
    }
    labels = {
        "group": "Group", "urgent": "Rule", "important": "Weight", "tone": "Health", "day": "Due", "hour": "Hour",
        "near": "Renewal", "arr": "ARR",
    }  # fmt: skip
    return tuple(Step(labels[name], values[name], _RULES[name]) for name in names if values[name])


def difference(first: Case, second: Case, today: date, now: datetime) -> str:
    """The rule by which one stands before another; "" when nothing but the name decides."""
    one, other = group_of(first, today, now), group_of(second, today, now)
    names = _BY_WEIGHT if one in ("now", "today") else _BY_DAY
    pairs = zip(names, order(first, one), order(second, other), strict=True)
    return next((_RULES[name] for name, left, right in pairs if left != right), "")


def _group_words(case: Case, group: Group, today: date, now: datetime) -> str:
    if group == "now":
        if case.urgent:
            return "Now: a rule says act"
        return "Now: it is late"
    if group == "today":
        return "Today: it is due today" if case.due == today else "Today: it is late, of no great weight"
    return "This week" if group == "week" else "Later"


def _day_words(due: date, today: date) -> str:
    words = relative_day(due, today)
    return f"{format_date(due, 'day')}, {words}"


def _renewal_words(days: int) -> str:
    if days < 0:
        return f"{count(-days, 'day')} ago"
    return "today" if days == 0 else f"in {count(days, 'day')}"
