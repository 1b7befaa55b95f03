"""Who holds an account: the warnings that its people give, from level, strength and who was spoken with.

Source: strategist, executive stakeholder management (types, strength 1 to 5, several threads, champion departure).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

LEVELS: Final = ("c-level", "vp", "director", "manager", "user")
"""From the top down."""
UPPER: Final = ("c-level", "vp", "director")
"""Where a relationship can carry an account alone."""
STRENGTHS: Final = {1: "At risk", 2: "Weak", 3: "Neutral", 4: "Good", 5: "Strong"}
SPONSORS: Final = ("executive-sponsor", "economic-buyer")
STRONG: Final = 4
THREADS: Final = 2
WINDOW: Final = timedelta(days=90)

Tone = Literal["yellow", "red"]


@dataclass(frozen=True, slots=True)
class Person:
    """One person at a customer, and when and how often they were spoken with."""

    id: int
    name: str
    title: str = ""
    role: str = ""
    level: str = ""
    influence: str = ""
    strength: int | None = None
    reports_to: int | None = None
    left_on: date | None = None
    last: date | None = None
    """The newest touch or meeting with them."""
    touches: int = 0
    """Touches of the last 90 days."""

    @property
    def there(self) -> bool:
        """Whether they still work at the customer, as far as the book knows."""
        return self.left_on is None


@dataclass(frozen=True, slots=True)
class Warning:
    """A rule about people that an account meets."""

    id: Literal["single-threaded", "no-sponsor", "no-champion", "champion-left", "blocker"]
    tone: Tone
    title: str
    evidence: str
    rule: str
    person: int | None = None
    """Whom it is about, where it is about one."""


def warnings(people: Sequence[Person], today: date) -> tuple[Warning, ...]:
    """What the people of an account warn of, the gravest first; nothing about an account without any person."""
    there = [one for one in people if one.there]
    if not people:
        return ()
    found = [*_champion(people, there), *_threads(there), *_sponsor(there), *_blockers(there, today)]
    return tuple(sorted(found, key=lambda one: one.tone != "red"))


def missing_levels(people: Sequence[Person]) -> tuple[str, ...]:
    """The levels from director up where nobody is known; none of them for an account without any person."""
    known = {one.level for one in people if one.there}
    return tuple(level for level in UPPER if level not in known) if any(one.there for one in people) else ()


def _threads(there: Sequence[Person]) -> list[Warning]:
    holding = [one for one in there if one.level in UPPER and (one.strength or 0) >= STRONG]
    if len(holding) >= THREADS or not there:
        return []
    main = max(there, key=lambda one: (one.touches, one.strength or 0))
    touches = f"{main.touches} of {sum(one.touches for one in there)} touches in 90 days"
    others = f"above strength {STRONG - 1} at director level or higher"
    if not holding:
        said = f"Nobody is {others}"
        said += f", and {main.name} takes {touches}." if main.touches else "."
    elif main.id == holding[0].id:
        said = f"One person, {main.name}, holds this account"
        said += f": {touches}, and nobody else {others}." if main.touches else f"; nobody else is {others}."
    else:
        said = f"{holding[0].name} is the only one {others}"
        said += f", and {main.name} takes {touches}." if main.touches else "."
    rule = f"two people at strength {STRONG}, director or above"
    return [Warning("single-threaded", "yellow" if holding else "red", "Single-threaded", said, rule, main.id)]


def _sponsor(there: Sequence[Person]) -> list[Warning]:
    if any(one.role in SPONSORS for one in there):
        return []
    said = "Nobody here is known as executive sponsor or economic buyer."
    rule = "somebody who signs or stands for the contract is known"
    return [Warning("no-sponsor", "yellow", "No sponsor", said, rule)]


def _champion(people: Sequence[Person], there: Sequence[Person]) -> list[Warning]:
    if any(one.role == "champion" for one in there):
        return []
    rule = "every account has a champion who is there"
    gone = [one for one in people if one.role == "champion" and one.left_on is not None]
    if gone:
        last = max(gone, key=lambda one: one.left_on or date.min)
        said = f"{last.name} has left, and nobody else is named as champion."
        return [Warning("champion-left", "red", "Champion left", said, rule, last.id)]
    return [Warning("no-champion", "yellow", "No champion", "Nobody here is named as champion.", rule)]


def _blockers(there: Sequence[Person], today: date) -> list[Warning]:
    found: list[Warning] = []
    for one in there:
        if one.role == "blocker" and (one.last is None or today - one.last > WINDOW):
            spoken = "never spoken with" if one.last is None else f"last spoken with {(today - one.last).days} days ago"
            said = f"{one.name} stands against it and was {spoken}."
            rule = "a blocker's concerns are asked for within 90 days"
            found.append(Warning("blocker", "yellow", "Blocker left alone", said, rule, one.id))
    return found
