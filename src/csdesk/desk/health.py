"""The health of one account as a CSM asks for it: the verdict with its reasons, its history, and readings by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import accounts, bin, health_facts, health_store, records
from csdesk.desk.account_rows import AccountRow, chosen_policy
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid
from csdesk.desk.health_store import Override, catch_up, caught_up, end_override, refresh, set_override, waiting
from csdesk.desk.records import Record
from csdesk.policy import health as rules
from csdesk.policy.bands import band_of
from csdesk.policy.health import Change, Contribution, Part, Trend, Verdict, figure, in_words, rule, unit_of
from csdesk.policy.health_model import HealthModel, Indicator, Input, reading_name
from csdesk.policy.load import Band, Policy

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

__all__ = [
    "Alert", "Change", "Contribution", "Event", "Health", "HealthModel", "Indicator", "Input", "Override", "Part",
    "Point", "Trend", "Typed", "Verdict", "add_readings", "askable", "catch_up", "caught_up", "edit_reading",
    "end_override", "figure", "health", "in_words", "readings", "refresh", "remove_reading", "rule", "set_override",
    "unit_of", "verdict", "waiting",
]  # fmt: skip

BY_HAND: Final = "By hand"
_SPARK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Point:
    """One score of the past, and where it came from."""

    on: date
    score: float
    origin: str


@dataclass(frozen=True, slots=True)
class Event:
    """What happened on a day that may explain a turn of the score."""

    on: date
    label: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that says act: its tone, name, what is so, and where the rule stands."""

    tone: str
    title: str
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Health:
    """Everything about the health of an account today."""

    account_id: int
    name: str
    score: float | None
    """The score that counts: an override's, the one worked out, or the imported one."""
    band: str
    tone: str
    origin: str
    """"override", "computed", "imported" or ""."""
    verdict: Verdict
    policy: Policy
    override: Override | None
    history: tuple[Point, ...]
    """The oldest first, at most two years."""
    events: tuple[Event, ...]
    trend: Trend | None
    change: Change | None
    """Since the newest earlier score that was worked out, when one is known."""
    courses: Mapping[str, tuple[tuple[date, float], ...]]
    """The readings of the last 90 days by indicator, for a small line."""
    alert: Alert | None

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands it is read by."""
        return self.policy.bands

    @property
    def model(self) -> HealthModel:
        """The model it is worked out by."""
        return self.policy.health

    @property
    def zones(self) -> tuple[tuple[float, float, str, str], ...]:
        """The bands as ranges of the health score, the best first: from, to, word, tone."""
        starts = [band.start for band in self.policy.bands]
        ends = [100.0, *starts[:-1]]
        found = [(low, high, band.word, band.tone) for low, high, band in zip(starts, ends, self.bands, strict=True)]
        if self.policy.score == "health":
            return tuple(found)
        return tuple((100 - high, 100 - low, word, tone) for low, high, word, tone in reversed(found))

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest health scores of green and of yellow."""
        return self.policy.floor("green"), self.policy.floor("yellow")


def verdict(desk: Desk, account_id: int, today: date | None = None) -> Verdict:
    """What the chosen model makes of the account's readings; Invalid when the account is not in the book."""
    return _verdict(desk, account_id, today or desk.clock.today())[0]


def _verdict(desk: Desk, account_id: int, today: date) -> tuple[Verdict, health_facts.Facts]:
    policy = chosen_policy(desk)
    with desk.book.read() as connection:
        facts = next(health_facts.read(connection, policy, today, [account_id]), None)
    if facts is None:
        raise Invalid("account", f"there is no account with the number {account_id}")
    # What the book knows by itself makes no score; somebody must have measured something.
    return rules.score(policy, facts.readings if facts.measured else {}, today, facts.segment), facts


def health(desk: Desk, account_id: int) -> Health:
    """The health of one account; Invalid when it is not in the book."""
    today, policy = desk.clock.today(), chosen_policy(desk)
    row = accounts.row(desk, account_id)
    found, facts = _verdict(desk, account_id, today)
    with desk.book.read() as connection:
        given = health_store.overrides(connection, today, [account_id]).get(account_id)
        snapshots = connection.exec_driver_sql(
            "SELECT date, score, origin, inputs FROM health_snapshot WHERE account_id = ? AND deleted_at IS NULL "
            "AND score IS NOT NULL AND date IS NOT NULL AND date >= ? ORDER BY date, id",
            (account_id, (today - timedelta(days=730)).isoformat()),
        ).all()
        happened = connection.exec_driver_sql(_EVENTS, (account_id, (today - timedelta(days=365)).isoformat())).all()
    score = given.score if given else float(found.score) if found.score is not None else row.score
    origin = "override" if given else "computed" if found.score is not None else "imported" if score is not None else ""
    band = band_of(policy, score)
    by_day: dict[str, Point] = {}
    for day, value, source, _ in snapshots:
        if source == health_store.OVERRIDE or day not in by_day or by_day[day].origin != health_store.OVERRIDE:
            by_day[day] = Point(date.fromisoformat(day), float(value), source or "")
    history = [point for point in by_day.values() if point.on < today]
    if score is not None:
        history.append(Point(today, score, origin))
    return Health(
        account_id, row.name, score, band.word if band else "", band.tone if band else "", origin, found, policy, given,
        tuple(history), tuple(Event(date.fromisoformat(day), label) for day, label in happened),
        rules.trend([(one.on, one.score) for one in history], today, score) if score is not None else None,
        _change(policy, snapshots, today, found), _courses(found, facts, today),
        _alert(row, found, [(one.on, one.score) for one in history], today),
    )  # fmt: skip


_EVENTS: Final = """
SELECT day, label FROM (
    SELECT date AS day, coalesce(nullif(upper(type), ''), 'Meeting') AS label, 1 AS rank FROM review
        WHERE account_id = ?1 AND deleted_at IS NULL AND status = 'held' AND type IN ('qbr', 'ebr')
    UNION ALL
    SELECT left_on, coalesce(title, name) || ' left', 0 FROM contact
        WHERE account_id = ?1 AND deleted_at IS NULL AND left_on IS NOT NULL
    UNION ALL
    SELECT completed_on, title, 2 FROM milestone
        WHERE account_id = ?1 AND deleted_at IS NULL AND completed_on IS NOT NULL
) WHERE day >= ?2 ORDER BY rank, day DESC LIMIT 6
"""


def _change(policy: Policy, snapshots: Sequence[Any], today: date, found: Verdict) -> Change | None:
    """Against the newest score of an earlier day that was worked out."""
    for day, score, origin, inputs in reversed(snapshots):
        if origin == health_store.COMPUTED and inputs and day < today.isoformat():
            return rules.change(policy, json.loads(inputs), date.fromisoformat(day), float(score), found)
    return None


def _courses(found: Verdict, facts: health_facts.Facts, today: date) -> dict[str, tuple[tuple[date, float], ...]]:
    courses: dict[str, tuple[tuple[date, float], ...]] = {}
    for one in found.contributions:
        measured = next((part.measured for part in one.parts if part.measured is not None), None)
        if measured is not None:
            course = facts.readings.get(measured.name, [])
            courses[one.indicator.id] = tuple(
                (each.on, each.value) for each in course if today - _SPARK <= each.on <= today
            )
    return courses


def _alert(row: AccountRow, found: Verdict, history: Sequence[tuple[date, float]], today: date) -> Alert | None:
    """The weightiest rule of the handbook's card 1 that the score and the indicators meet by themselves."""
    off = [one for one in found.contributions if one.level in ("yellow", "red") and one.weight]
    if off and row.days_left is not None and 0 <= row.days_left <= 90:
        worst = max(off, key=lambda one: one.lost)
        tone = "red" if any(one.level == "red" for one in off) else "yellow"
        text = f"{worst.indicator.label} is {_WORDS[worst.level]} and the renewal is {row.days_left} days away."
        return Alert(tone, "Act at once", text, "Handbook, health card")
    if row.score is not None:
        past = [one for one in history if one[0] <= today - timedelta(days=30)]
        if past and past[-1][1] - row.score >= 15:
            fall = past[-1][1] - row.score
            return Alert("yellow", "Reach out within 48 hours", f"The score fell by {fall:.0f} points in 30 days.",
                         "Handbook, health card")  # fmt: skip
    red = [one for one in off if one.level == "red"]
    if len(red) > 1:
        names = " and ".join(one.indicator.label.lower() for one in red[:2])
        return Alert("red", "Act at once", f"Several indicators are red: {names}.", "Handbook, card 4")
    return None


_WORDS: Final = {"yellow": "yellow", "red": "red"}


# Readings by hand


@dataclass(frozen=True, slots=True)
class Typed:
    """A reading that can be typed: its name as it is stored, what to call it, its unit, and the last one known."""

    name: str
    label: str
    unit: str
    hint: str
    last: float | None
    on: date | None


def askable(desk: Desk, account_id: int) -> tuple[Typed, ...]:
    """What the chosen model would like to be told about the account, in its order; facts of the book are not asked."""
    policy = chosen_policy(desk)
    with desk.book.read() as connection:
        stored = connection.exec_driver_sql(
            "SELECT indicator, date, value FROM indicator_reading WHERE account_id = ? AND deleted_at IS NULL "
            "AND value IS NOT NULL AND indicator IS NOT NULL ORDER BY date, id",
            (account_id,),
        ).all()
    last: dict[str, tuple[str, str, float]] = {reading_name(row[0]): (row[0], row[1], row[2]) for row in stored}
    found: dict[str, Typed] = {}
    for indicator in policy.health.indicators:
        for one in indicator.inputs:
            if set(one.readings) & health_facts.OF_THE_BOOK:
                continue
            name = next((name for name in one.readings if name in last), one.readings[0])
            known = last.get(name)
            label = indicator.label if indicator.single else one.label
            found.setdefault(
                name,
                Typed(known[0] if known else name, label, _typed_unit(one), _HINTS[one.measure] if not one.of else
                      _HINTS["gap"], known[2] if known else None, date.fromisoformat(known[1]) if known else None),
            )  # fmt: skip
    return tuple(found.values())


_HINTS: Final = {
    "value": "The figure itself",
    "change": "The count of a week; the change is worked out",
    "gap": "The figure itself; it is set against its target",
    "normal": "How many now; what is normal is worked out",
}


def _typed_unit(one: Input) -> str:
    return one.unit if one.measure == "value" and not one.of else ""


def add_readings(desk: Desk, account_id: int, values: Mapping[str, float], on: date | None = None) -> Changed:
    """Add readings of a day by name, in one undo step. Invalid, with nothing saved, for one that cannot be.

    A reading of the same name and day takes the new value.
    """
    day = on or desk.clock.today()
    if day > desk.clock.today():
        raise Invalid("readings/date", "a reading is of today or earlier")
    if not values:
        raise Invalid("readings", "no reading was given")
    name = accounts.row(desk, account_id).name
    with desk.write(f"Add readings of “{name}”", account_id=account_id) as tx:
        stored = tx.connection.exec_driver_sql(
            "SELECT id, indicator FROM indicator_reading WHERE account_id=? AND date=? AND deleted_at IS NULL",
            (account_id, day.isoformat()),
        ).all()
        there = {reading_name(row[1] or ""): row[0] for row in stored}
        for label, value in values.items():
            key = reading_name(label)
            if not key:
                raise Invalid("readings", "a reading needs the name of its indicator")
            if key in there:
                records.update(desk, "indicator_reading", there[key], {"value": value, "origin": BY_HAND})
            else:
                record = {"indicator": label, "date": day, "value": value, "origin": BY_HAND}
                records.create(desk, "indicator_reading", record, account_id=account_id)
    return tx.changed


def edit_reading(desk: Desk, reading_id: int, *, value: float | None = None, on: date | None = None) -> Changed:
    """Correct a reading's value or day."""
    changes: dict[str, Any] = {} if value is None else {"value": value}
    if on is not None:
        if on > desk.clock.today():
            raise Invalid("readings/date", "a reading is of today or earlier")
        changes["date"] = on
    return records.update(desk, "indicator_reading", reading_id, changes)


def remove_reading(desk: Desk, reading_id: int) -> Changed:
    """Put a reading in the bin."""
    return bin.delete(desk, "indicator_reading", reading_id)


def readings(desk: Desk, account_id: int, indicator_id: str = "") -> tuple[Record, ...]:
    """The readings of an account, or those that feed one indicator, the newest first."""
    found = records.of_account(desk, "indicator_reading", account_id)
    if indicator_id:
        model = chosen_policy(desk).health
        names = {name for one in model.indicator(indicator_id).inputs for name in one.readings}
        found = tuple(one for one in found if reading_name(one.title) in names)
    return tuple(sorted(found, key=lambda one: (str(one.values["date"] or ""), one.id), reverse=True))
