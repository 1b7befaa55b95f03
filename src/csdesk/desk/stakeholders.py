"""The people of an account as a map: who stands where, who reports to whom, how strong, what is missing, who is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from csdesk.desk.records import KINDS
from csdesk.policy.people import LEVELS, STRENGTHS, WINDOW, Person, Warning, missing_levels, warnings

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

__all__ = ["INFLUENCES", "LEVEL_WORDS", "ROLE_WORDS", "STRENGTHS", "Due", "Map", "Person", "Warning", "stakeholders"]

LEVEL_WORDS = {option.id: option.label for option in KINDS["contact"].field("level").options}
ROLE_WORDS = {option.id: option.label for option in KINDS["contact"].field("role").options}
INFLUENCES = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Due:
    """When somebody was last spoken with, and when their level wants it again."""

    person: Person
    days: int | None
    """Since the last time; None when there was none."""
    late: int
    """Days past the policy's interval; 0 when it is kept or there is none."""
    words: str


@dataclass(frozen=True, slots=True)
class Map:
    """Everyone at an account, and what their places say."""

    people: tuple[Person, ...]
    levels: tuple[tuple[str, str], ...]
    """(level, how often it wants a touch) from the top; "" for people of no known level, when there are any."""
    missing: tuple[str, ...]
    """Upper levels where nobody is known."""
    warnings: tuple[Warning, ...]
    due: tuple[Due, ...]

    def at(self, level: str, influence: str) -> tuple[Person, ...]:
        """Who stands in one place of the map; unknown influence stands with the low."""
        return tuple(one for one in self.people if one.level == level and (one.influence or INFLUENCES[0]) == influence)


_PEOPLE = """
SELECT c.id, c.name, c.title, c.role, c.level, c.influence, c.strength, c.reports_to, c.left_on, c.last_contact,
  (SELECT max(t.date) FROM touch t WHERE t.contact = c.id AND t.deleted_at IS NULL AND t.date <= :today),
  (SELECT max(r.date) FROM attendee a JOIN review r ON r.id = a.review
   WHERE a.contact = c.id AND a.deleted_at IS NULL AND r.deleted_at IS NULL AND r.status = 'held' AND r.date <= :today),
  (SELECT count(*) FROM touch t WHERE t.contact = c.id AND t.deleted_at IS NULL AND t.date BETWEEN :since AND :today)
FROM contact c WHERE c.account_id = :account AND c.deleted_at IS NULL ORDER BY c.position, c.id
"""


def stakeholders(desk: Desk, account_id: int) -> Map:
    """The map of one account; empty for one without people."""
    today = desk.clock.today()
    people = _people(desk, account_id, today)
    intervals = _intervals(desk, account_id)
    levels = [(level, intervals[level][1] if level in intervals else "as needed") for level in LEVELS]
    if any(one.level not in LEVELS for one in people):
        levels.append(("", "level not known"))
    due = sorted(
        (_due(one, intervals, today) for one in people if one.there),
        key=lambda one: (-one.late, LEVELS.index(one.person.level) if one.person.level in LEVELS else 9),
    )
    return Map(people, tuple(levels), missing_levels(people), warnings(people, today), tuple(due))


def _people(desk: Desk, account_id: int, today: date) -> tuple[Person, ...]:
    asked = {"account": account_id, "today": today.isoformat(), "since": (today - WINDOW).isoformat()}
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(_PEOPLE, asked).all()
    known = {row[0] for row in rows}
    found: list[Person] = []
    for record, name, title, role, level, influence, strength, above, left, noted, touched, met, count in rows:
        last = max((date.fromisoformat(day) for day in (noted, touched, met) if day), default=None)
        found.append(
            Person(
                record, name or "", title or "", role or "", level or "", influence or "", strength,
                above if above in known and above != record else None,
                date.fromisoformat(left) if left else None, last, count,
            )
        )  # fmt: skip
    return tuple(found)


def _intervals(desk: Desk, account_id: int) -> dict[str, tuple[int, str]]:
    """Days between two touches, and that in words, by level: what the policy asks for."""
    return {"c-level": (365, "once a year"), "vp": (182, "twice a year"), "director": (91, "quarterly"),
            "manager": (30, "monthly")}  # fmt: skip


def _due(person: Person, intervals: dict[str, tuple[int, str]], today: date) -> Due:
    days = None if person.last is None else (today - person.last).days
    label = LEVEL_WORDS.get(person.level, "Level not known")
    if person.level not in intervals:
        return Due(person, days, 0, f"{label}, as needed")
    interval, words = intervals[person.level]
    if days is None:
        return Due(person, None, interval, f"{label}, {words}. Never spoken with")
    late = max(0, days - interval)
    said = f"Late by {late} {'day' if late == 1 else 'days'}" if late else f"Next in {interval - days} days"
    return Due(person, days, late, f"{label}, {words}. {said}")
