"""The people of an account as a map: who stands where, who reports to whom, how strong, what is missing, who is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.records import KINDS
from csdesk.desk.settings import days_off
from csdesk.policy.cadence import Due as Rhythm
from csdesk.policy.cadence import person_due
from csdesk.policy.people import LEVELS, STRENGTHS, WINDOW, Person, Warning, missing_levels, warnings
from csdesk.values.days import count, format_date

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
  substr(c.created_at, 1, 10),
  (SELECT max(t.date) FROM touch t
   WHERE t.account_id = c.account_id AND t.contact = c.id AND t.deleted_at IS NULL AND t.date <= :today),
  (SELECT max(r.date) FROM attendee a JOIN review r ON r.id = a.review
   WHERE a.account_id = c.account_id AND a.contact = c.id AND a.deleted_at IS NULL AND r.deleted_at IS NULL
   AND r.status = 'held' AND r.date <= :today),
  (SELECT count(*) FROM touch t
   WHERE t.account_id = c.account_id AND t.contact = c.id AND t.deleted_at IS NULL
   AND t.date BETWEEN :since AND :today)
FROM contact c WHERE c.account_id = :account AND c.deleted_at IS NULL ORDER BY c.position, c.id
"""


def stakeholders(desk: Desk, account_id: int) -> Map:
    """The map of one account; empty for one without people."""
    today = desk.clock.today()
    people, known = _people(desk, account_id, today)
    cadence, off = chosen_policy(desk).cadence, days_off(desk)
    rhythms = {level: cadence.of_level(level) for level in LEVELS}
    levels = [(level, found.every.words if found else "as needed") for level, found in rhythms.items()]
    if any(one.level not in LEVELS for one in people):
        levels.append(("", "level not known"))
    due = sorted(
        (
            _due(one, person_due(cadence, one.level, one.last, known.get(one.id), off), today)
            for one in people
            if one.there
        ),
        key=lambda one: (-one.late, LEVELS.index(one.person.level) if one.person.level in LEVELS else 9),
    )
    return Map(people, tuple(levels), missing_levels(people), warnings(people, today), tuple(due))


def _people(desk: Desk, account_id: int, today: date) -> tuple[tuple[Person, ...], dict[int, date]]:
    """The people, and since when the book knows each."""
    asked = {"account": account_id, "today": today.isoformat(), "since": (today - WINDOW).isoformat()}
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(_PEOPLE, asked).all()
    known = {row[0]: date.fromisoformat(row[10]) for row in rows}
    found: list[Person] = []
    for record, name, title, role, level, influence, strength, above, left, noted, _made, touched, met, touches in rows:
        last = max((date.fromisoformat(day) for day in (noted, touched, met) if day), default=None)
        found.append(
            Person(
                record, name or "", title or "", role or "", level or "", influence or "", strength,
                above if above in known and above != record else None,
                date.fromisoformat(left) if left else None, last, touches,
            )
        )  # fmt: skip
    return tuple(found), known


def _due(person: Person, due: Rhythm | None, today: date) -> Due:
    days = None if person.last is None else (today - person.last).days
    label = LEVEL_WORDS.get(person.level, "Level not known")
    if due is None or due.every is None:
        return Due(person, days, 0, f"{label}, as needed")
    late = max(0, (today - due.due).days)
    when = f"Late by {count(late, 'day')}" if late else f"Next by {format_date(due.due)}"
    return Due(person, days, late, f"{label}, {due.every.words}. {when}")
