"""What health is worked out from: the readings of accounts, and what the book itself knows, as readings too.

Facts of the book have names like readings (days_since_touch, days_since_sponsor, goals_on_track, goals_progress,
milestones_in_time, arr_change, logins_per_user), so that a model may use either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, cast

from csdesk.policy.health import Reading
from csdesk.policy.health_model import reading_name
from csdesk.policy.load import Policy

if TYPE_CHECKING:
    from sqlalchemy import Connection

BOOK: Final = "Book"
"""The origin of what the book knows by itself."""
OF_THE_BOOK: Final = frozenset(
    {"days_since_touch", "days_since_sponsor", "goals_on_track", "goals_progress", "milestones_in_time", "arr_change"}
)
"""What nobody needs to type, since the book knows it."""
_SPONSORS: Final = "('executive-sponsor', 'economic-buyer', 'champion')"
_LOOK_BACK: Final = timedelta(days=500)
"""A year of what is normal before a reading that may be some months old."""
_MANY: Final = 500
_COUNTED: Final = {"logins_week": ("logins_per_user", 52 / 12), "seats_used": ("seat_use", 100.0)}
"""Counts that are read per seat as well: the name of that, and by what a count is multiplied (a month, percent)."""


@dataclass(slots=True)
class Facts:
    """One account as a health model sees it."""

    account_id: int
    segment: str = ""
    readings: dict[str, list[Reading]] = field(default_factory=dict)
    """By the normal form of the name, the oldest first; those of the book among them."""
    measured: bool = False
    """Whether there is any reading that somebody took: without one nothing is worked out."""


def read(
    connection: Connection,
    policy: Policy,
    today: date,
    accounts: Iterable[int] | None = None,
    also: frozenset[str] = frozenset(),
) -> Iterator[Facts]:
    """The facts of every account outside the bin, or of those named, in parts that fit into memory.

    `also` names readings that somebody else wants to see; no score is worked out from them.
    """
    wanted = list(accounts) if accounts is not None else None
    if wanted is None:
        wanted = [row[0] for row in connection.exec_driver_sql("SELECT id FROM account WHERE deleted_at IS NULL")]
    for start in range(0, len(wanted), _MANY):
        part = wanted[start : start + _MANY]
        yield from _part(connection, policy, today, part, also)


_on = attrgetter("on")


@lru_cache(maxsize=8192)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _part(
    connection: Connection, policy: Policy, today: date, ids: Sequence[int], also: frozenset[str]
) -> Iterator[Facts]:
    marks = ",".join("?" * len(ids))
    names = policy.health.names

    def rows(sql: str, *before: Any) -> Sequence[Any]:
        result = connection.exec_driver_sql(sql.format(ids=f"({marks})"), (*before, *ids))
        # The driver's own tuples: a row object for each of a million readings costs more than reading them.
        found: Sequence[Any] = cast(Any, result.cursor).fetchall()
        result.close()
        return found

    tiers = {key.casefold(): tier.id for tier in policy.tiers for key in (tier.name, tier.id)}
    found: dict[int, Facts] = {}
    seats: dict[int, int] = {}
    arr: dict[int, tuple[int, str]] = {}
    for account_id, tier, seat, amount, currency in rows(
        "SELECT id, tier, seats, arr, arr_currency FROM account WHERE deleted_at IS NULL AND id IN {ids}"
    ):
        found[account_id] = Facts(account_id, tiers.get((tier or "").casefold(), ""))
        if seat:
            seats[account_id] = seat
        if amount:
            arr[account_id] = (amount, currency)
    _readings(rows, found, seats, (today - _LOOK_BACK).isoformat(), names, also)
    _contacts(rows, found, today)
    if names & {"goals_on_track", "goals_progress", "milestones_in_time"}:
        _plan(rows, found, today)
    if "arr_change" in names:
        _growth(rows, found, arr, today)
    yield from found.values()


def _readings(
    rows: Any, found: dict[int, Facts], seats: dict[int, int], since: str, names: frozenset[str], also: frozenset[str]
) -> None:
    """What somebody measured, by name, the oldest first."""
    wanted = names | also
    known: dict[str, str] = {}
    for account_id, indicator, day, value, origin in rows(
        "SELECT account_id, indicator, date, value, origin FROM indicator_reading WHERE deleted_at IS NULL "
        "AND value IS NOT NULL AND indicator IS NOT NULL AND date >= ? AND account_id IN {ids} ORDER BY account_id, id",
        since,
    ):
        name = known.get(indicator)
        if name is None:
            name = known[indicator] = reading_name(indicator)
        one = found.get(account_id)
        if one is None or (name not in wanted and name not in _COUNTED):
            continue
        course = one.readings.get(name)
        if course is None:
            course = one.readings[name] = []
        course.append(Reading(name, _day(day), float(value), origin or ""))
    for one in found.values():
        for course in one.readings.values():
            # Nearly always in order already; of one day the newest entry stays last.
            course.sort(key=_on)
        for name, (per, times) in _COUNTED.items():
            course = one.readings.get(name)
            if course and per in wanted and one.account_id in seats:
                each = times / seats[one.account_id]
                one.readings[per] = [Reading(per, read.on, read.value * each, read.origin) for read in course]
        one.measured = not names.isdisjoint(one.readings)
        for name in _COUNTED:
            if name not in wanted:
                one.readings.pop(name, None)


def _add(one: Facts | None, name: str, on: date, value: float) -> None:
    if one is not None:
        one.readings[name] = [Reading(name, on, value, BOOK)]


def _contacts(rows: Any, found: dict[int, Facts], today: date) -> None:
    until = today.isoformat()
    for account_id, day in rows(
        "SELECT account_id, max(date) FROM touch WHERE deleted_at IS NULL AND date <= ? AND account_id IN {ids} "
        "GROUP BY account_id",
        until,
    ):
        _add(found.get(account_id), "days_since_touch", _day(day), float((today - _day(day)).days))
    for account_id, day in rows(
        "SELECT c.account_id, max(max(coalesce(CASE WHEN c.last_contact <= ? THEN c.last_contact END, ''), "
        "coalesce((SELECT max(t.date) FROM touch t WHERE t.account_id = c.account_id AND t.contact = c.id "
        "AND t.deleted_at IS NULL AND t.date <= ?), "
        f"''))) FROM contact c WHERE c.deleted_at IS NULL AND c.left_on IS NULL AND c.role IN {_SPONSORS} "
        "AND c.account_id IN {ids} GROUP BY c.account_id",
        until,
        until,
    ):
        if day:
            _add(found.get(account_id), "days_since_sponsor", _day(day), float((today - _day(day)).days))


def _plan(rows: Any, found: dict[int, Facts], today: date) -> None:
    from csdesk.values.measure import progress

    goals: dict[int, list[tuple[str, float | None]]] = {}
    for account_id, status, baseline, current, target in rows(
        "SELECT account_id, status, baseline, current, target FROM goal WHERE deleted_at IS NULL "
        "AND account_id IN {ids}"
    ):
        goals.setdefault(account_id, []).append((status or "", progress(baseline, current, target)))
    for account_id, every in goals.items():
        on_track = [{"on-track": 100.0, "at-risk": 50.0, "off-track": 0.0}[one] for one, _ in every if one]
        way = [part * 100 for _, part in every if part is not None]
        for name, values in (("goals_on_track", on_track), ("goals_progress", way)):
            if values:
                _add(found.get(account_id), name, today, sum(values) / len(values))
    for account_id, due, kept in rows(
        "SELECT account_id, count(*), sum(completed_on IS NOT NULL AND completed_on <= target_date) FROM milestone "
        "WHERE deleted_at IS NULL AND target_date < ? AND account_id IN {ids} GROUP BY account_id",
        today.isoformat(),
    ):
        _add(found.get(account_id), "milestones_in_time", today, (kept or 0) / due * 100)


def _growth(rows: Any, found: dict[int, Facts], arr: dict[int, tuple[int, str]], today: date) -> None:
    """The ARR against that of a year ago, where it stands in the same currency."""
    past: dict[int, tuple[int, str]] = {}
    for account_id, amount, currency in rows(
        "SELECT account_id, arr, arr_currency FROM arr_event WHERE deleted_at IS NULL AND arr IS NOT NULL "
        "AND date <= ? AND account_id IN {ids} ORDER BY date, id",
        (today - timedelta(days=365)).isoformat(),
    ):
        past[account_id] = (amount, currency)
    for account_id, (amount, currency) in past.items():
        now = arr.get(account_id)
        if now and amount and now[1] == currency:
            _add(found.get(account_id), "arr_change", today, (now[0] - amount) / amount * 100)
