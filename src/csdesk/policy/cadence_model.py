"""What the cadence of a policy is: how often an account and the people there hear from us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from csdesk.values.days import add_months, count

TOUCHES: Final = ("call", "email", "meeting")
"""Types of touch that are a contact with the customer; a note is none."""
MEETINGS: Final = ("qbr", "ebr", "mbr", "check-in")
"""Types of review; one that was held is a contact, too."""
KINDS: Final = (*TOUCHES, *MEETINGS)
LEVELS: Final = ("c-level", "vp", "director", "manager", "user")
LEVEL_WORDS: Final = {"c-level": "C-level", "vp": "VP", "director": "Director", "manager": "Manager", "user": "User"}


@dataclass(frozen=True, slots=True)
class Every:
    """A span between two touches, in months or in days."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """The day that is one span later."""
        return add_months(day, self.months) if self.months else day + timedelta(days=self.days)

    @property
    def words(self) -> str:
        """ "monthly", "every 14 days"."""
        if self.months:
            usual = {1: "monthly", 3: "quarterly", 6: "half-yearly", 12: "yearly"}
            return usual.get(self.months, f"every {count(self.months, 'month')}")
        usual = {1: "daily", 7: "weekly"}
        return usual.get(self.days, f"every {count(self.days, 'day')}")

    @property
    def rough_days(self) -> int:
        """About how many days it is, to compare two spans."""
        return self.days or self.months * 30


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often accounts of some tiers are touched, and what counts as a touch."""

    id: str
    label: str
    """What to do: "Monthly call"."""
    tiers: tuple[str, ...]
    every: Every
    kinds: tuple[str, ...] = KINDS
    executive: bool = False
    """Whether only a contact with an executive counts, or an executive review."""
    onboarding: Every | None = None
    """The span while the account is being brought on board, where that differs."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ToneRhythm:
    """How often an account out of the green is touched, whatever its tier; programmes alone serve the lowest ones."""

    tone: str
    every: Every
    source: str = ""


@dataclass(frozen=True, slots=True)
class LevelRhythm:
    """How often a person of a level is touched at least, and how."""

    level: str
    every: Every
    how: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often a policy wants accounts and people to be touched. A tier without a rhythm hears from us when
    something calls for it."""

    rhythms: tuple[Rhythm, ...] = ()
    tones: tuple[ToneRhythm, ...] = ()
    levels: tuple[LevelRhythm, ...] = ()
    source: str = ""

    def of_tier(self, tier_id: str) -> tuple[Rhythm, ...]:
        """The rhythms of a tier."""
        return tuple(one for one in self.rhythms if tier_id in one.tiers)

    def of_level(self, level: str) -> LevelRhythm | None:
        """The rhythm of a level; None for one that is served as it comes."""
        return next((one for one in self.levels if one.level == level), None)


NO_CADENCE: Final = Cadence()
