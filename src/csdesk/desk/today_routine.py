"""The routine of the day, the week and the month: what is ticked when, how much of it waits, and where it is done.

The items are data in resources/library/routines. A tick keeps its time, by day, week or month, in a setting that undo
passes over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from csdesk import paths, yamlfile
from csdesk.desk import settings
from csdesk.desk.errors import Invalid
from csdesk.policy.bands import band_of
from csdesk.values.days import MONTHS, WEEKDAYS, next_working_day
from csdesk.yamlfile import Node

if TYPE_CHECKING:
    from csdesk.desk.core import Changed, Desk
    from csdesk.desk.today import Today

Scope = Literal["day", "week", "month"]
SCOPES: Final[tuple[Scope, ...]] = ("day", "week", "month")
_KEY: Final = "today.routine"
_KEPT: Final = {"day": 35, "week": 9, "month": 13}
"""How many days, weeks and months back ticks are kept."""
_ITEM_KEYS: Final = {"item", "label", "about", "minutes", "count", "go", "query", "tab", "view", "form", "touch"}


@dataclass(frozen=True, slots=True)
class RoutineItem:
    """One thing of a routine, with when it was ticked ("09:05", "" while it is open)."""

    id: str
    label: str
    about: str
    minutes: int
    place: str
    """The place it is done at; "" where there is none."""
    where: Mapping[str, object]
    touch: bool
    """Whether it is done by logging a touch."""
    count: int | None = None
    """How much of it waits; None where nothing is counted."""
    done_at: str = ""


@dataclass(frozen=True, slots=True)
class RoutinePart:
    """A part of a routine: the morning, the Monday, the first week."""

    id: str
    title: str
    items: tuple[RoutineItem, ...]
    now: bool = False
    """Whether it is the part of today."""


@dataclass(frozen=True, slots=True)
class Routine:
    """A routine as it stands today."""

    scope: Scope
    name: str
    """What it is the routine of: "Monday", "Week 48", "November"."""
    parts: tuple[RoutinePart, ...]

    @property
    def done(self) -> int:
        """How many items are ticked."""
        return sum(bool(item.done_at) for part in self.parts for item in part.items)

    @property
    def total(self) -> int:
        """How many items there are."""
        return sum(len(part.items) for part in self.parts)


_Raw = tuple[tuple[str, str, tuple[tuple[RoutineItem, str], ...]], ...]


@cache
def _read(scope: Scope) -> _Raw:
    """The routine as its file states it, with the name of what counts each item."""
    node = yamlfile.load(paths.resources() / "library" / "routines" / f"{scope}.yaml")
    keys = node.mapping("a routine")
    parts = []
    for part in keys["parts"].items("parts"):
        inner = part.mapping("a part")
        items = tuple(_item(one) for one in inner["items"].items("items"))
        parts.append((inner["part"].text("part"), inner["title"].text("title"), items))
    return tuple(parts)


def _item(node: Node) -> tuple[RoutineItem, str]:
    keys = node.mapping("an item")
    for key in keys:
        if key not in _ITEM_KEYS:
            raise node.error(f"an item of a routine has no key “{key}”", key)

    def text(name: str) -> str:
        return keys[name].text(name) if name in keys else ""

    where: dict[str, object] = {name: text(name) for name in ("query", "tab", "view", "form") if name in keys}
    counted = text("count")
    if counted and counted not in _COUNTS:
        raise keys["count"].error(f"nothing is counted as “{counted}”; there are {', '.join(sorted(_COUNTS))}")
    touch = "touch" in keys and keys["touch"].boolean("touch")
    place = "document" if "form" in keys else text("go")
    item = RoutineItem(
        text("item"), text("label"), text("about"), keys["minutes"].integer("minutes"), place, where, touch
    )
    return item, counted


def routine(desk: Desk, scope: Scope, found: Today) -> Routine:
    """The routine of today's day, week or month, with its ticks, and counts from the list."""
    today = desk.clock.today()
    ticks = _ticks(desk).get(scope, {}).get(_period(scope, today), {})
    parts = []
    for name, title, items in _read(scope):
        mine = tuple(_filled(desk, one, counted, ticks, found) for one, counted in items)
        parts.append(RoutinePart(name, title, mine, now=_is_now(scope, name, today)))
    named = {
        "day": WEEKDAYS[today.weekday()],
        "week": f"Week {today.isocalendar().week}",
        "month": MONTHS[today.month - 1],
    }
    return Routine(scope, named[scope], tuple(parts))


def _filled(desk: Desk, one: RoutineItem, counted: str, ticks: Mapping[str, str], found: Today) -> RoutineItem:
    number = _COUNTS[counted](desk, found) if counted else None
    return RoutineItem(
        one.id, one.label, one.about, one.minutes, one.place, one.where, one.touch, number, ticks.get(one.id, "")
    )


def _is_now(scope: Scope, part: str, today: date) -> bool:
    if scope == "week":
        return part == WEEKDAYS[today.weekday()].casefold()
    return scope == "month" and part == f"week-{min(4, (today.day - 1) // 7 + 1)}"


def _period(scope: Scope, today: date) -> str:
    if scope == "week":
        year, week, _ = today.isocalendar()
        return f"{year}-W{week:02}"
    return today.isoformat()[:7] if scope == "month" else today.isoformat()


def _ticks(desk: Desk) -> dict[str, dict[str, dict[str, str]]]:
    kept = settings.get(desk, _KEY, {})
    return kept if isinstance(kept, dict) else {}


def tick(desk: Desk, scope: Scope, item: str, done: bool = True) -> Changed:
    """Tick an item of the routine now, or take its tick back; Invalid for an item that is none."""
    if item not in {one.id for _, _, items in _read(scope) for one, _ in items}:
        raise Invalid("routine", f"there is no item “{item}” in the routine of the {scope}")
    kept = _ticks(desk)
    periods = dict(kept.get(scope, {}))
    period = _period(scope, desk.clock.today())
    mine = dict(periods.get(period, {}))
    if done:
        mine[item] = f"{desk.clock.now().astimezone():%H:%M}"
    else:
        mine.pop(item, None)
    periods[period] = mine
    recent = dict(sorted(periods.items())[-_KEPT[scope] :])
    return settings.put(desk, _KEY, {**kept, scope: recent}, name="Tick the routine")


# What waits

_Count = Callable[["Desk", "Today"], int]


def _starting(*words: str, groups: tuple[str, ...] = ("now", "today")) -> _Count:
    def counted(_desk: Desk, found: Today) -> int:
        return sum(
            one.group in groups and any(key.partition("/")[0] in words for key in one.keys) for one in found.entries
        )

    return counted


_WEEK: Final = ("now", "today", "week")


def _of_groups(*groups: str) -> _Count:
    def counted(_desk: Desk, found: Today) -> int:
        return sum(one.group in groups for one in found.entries)

    return counted


def _meetings(first: Callable[[Desk, date], date], last: Callable[[Desk, date], date]) -> _Count:
    def counted(desk: Desk, found: Today) -> int:
        with desk.book.read() as connection:
            number = connection.exec_driver_sql(
                "SELECT count(*) FROM review r JOIN account a ON a.id = r.account_id WHERE r.deleted_at IS NULL "
                "AND a.deleted_at IS NULL AND coalesce(r.status, 'planned') = 'planned' AND r.date BETWEEN ? AND ?",
                (first(desk, found.today).isoformat(), last(desk, found.today).isoformat()),
            ).scalar()
        return int(number or 0)

    return counted


def _tomorrow(desk: Desk, today: date) -> date:
    return next_working_day(today + timedelta(days=1), settings.days_off(desk))


def _unwell(_desk: Desk, found: Today) -> int:
    return sum(one.tone in ("yellow", "red") and one.stage != "churned" for one in found.accounts.values())


def _band_changed(desk: Desk, found: Today) -> int:
    """Accounts whose band is another than after the last working day's score."""
    from csdesk.desk.account_rows import chosen_policy

    policy = chosen_policy(desk)
    since = found.today - timedelta(days=3 if found.today.weekday() == 0 else 1)
    with desk.book.read() as connection:
        before = connection.exec_driver_sql(
            "SELECT account_id, score, max(date) FROM health_snapshot WHERE deleted_at IS NULL AND date <= ? "
            "GROUP BY account_id",
            (since.isoformat(),),
        ).fetchall()
    number = 0
    for account_id, score, _day in before:
        known = found.accounts.get(account_id)
        band = band_of(policy, score)
        if known is not None and known.band and band is not None and band.word != known.band:
            number += 1
    return number


_COUNTS: Final[dict[str, _Count]] = {
    "now": _of_groups("now"),
    "today": _of_groups("now", "today"),
    "week": _of_groups(*_WEEK),
    "touches": _starting("cadence", "touch"),
    "steps": _starting("step", "run", "run_step", groups=_WEEK),
    "prepare": _starting("prepare", groups=(*_WEEK, "later")),
    "closing": _starting("summary", "close", "meeting", groups=_WEEK),
    "plans": _starting("plan", groups=(*_WEEK, "later")),
    "stale": _starting("stale-goals", groups=(*_WEEK, "later")),
    "meetings-today": _meetings(lambda _desk, day: day, lambda _desk, day: day),
    "meetings-tomorrow": _meetings(_tomorrow, _tomorrow),
    "meetings-week": _meetings(lambda _desk, day: day, lambda _desk, day: day + timedelta(days=6 - day.weekday())),
    "unwell": _unwell,
    "band-changed": _band_changed,
}
"""What an item may count, by the name its file gives."""


def scope_of(text: str) -> Scope:
    """A scope from its name; Invalid for any other."""
    if text not in SCOPES:
        raise Invalid("routine", f"there is no routine of the “{text}”; there are {', '.join(SCOPES)}")
    return text
