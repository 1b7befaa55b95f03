"""When an account or a person is to be touched next, and by which rule: pure functions of dates."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from csdesk.policy.cadence_model import KINDS, LEVEL_WORDS, Cadence, Every, LevelRhythm
from csdesk.values.days import format_date, next_working_day

State = Literal["in time", "due", "overdue"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the touches of an account."""

    lasts: Mapping[str, date] = field(default_factory=dict)
    """The newest day of each kind of touch and of each type of review held."""
    executive: date | None = None
    """The newest day with an executive of theirs."""
    since: date | None = None
    """From when on touches are expected: the day the account came into the book."""
    agreed: date | None = None
    """The day that the newest touch names for the next one."""
    agreed_on: date | None = None

    def last(self, kinds: Collection[str], *, executive: bool = False) -> date | None:
        """The newest touch that counts."""
        days = [day for kind, day in self.lasts.items() if kind in kinds]
        if executive:
            days = [day for kind, day in self.lasts.items() if kind == "ebr"]
            days += [self.executive] if self.executive else []
        return max(days, default=None)


@dataclass(frozen=True, slots=True)
class Due:
    """One touch that a rule asks for."""

    rule_id: str
    """Stable: "ops-call", "red", "agreed", "c-level"."""
    label: str
    """What to do."""
    due: date
    last: date | None
    every: Every | None
    rule: str
    """The rule in words with its source: "Monthly (coverage, tier 0)"."""
    kinds: tuple[str, ...] = ()

    def state(self, today: date) -> State:
        """Where it stands on a day."""
        return "overdue" if self.due < today else "due" if self.due == today else "in time"

    @property
    def evidence(self) -> str:
        """What it rests on: "Last contact 3 Nov 2026"."""
        return f"Last contact {format_date(self.last)}" if self.last else "No contact of this kind in the book"


def dues(
    cadence: Cadence,
    tier_id: str,
    seen: Seen,
    *,
    tone: str = "",
    personal: bool = True,
    onboarding: bool = False,
    off: Collection[date] = frozenset(),
) -> tuple[Due, ...]:
    """Every touch that an account of a tier is due, the soonest first.

    `personal` says whether people serve it at all: without them its tone asks for nothing. A day agreed with the
    customer stands in the place of every rhythm that any touch would meet.
    """
    found: list[Due] = []
    for one in cadence.of_tier(tier_id):
        every = one.onboarding if onboarding and one.onboarding else one.every
        last = seen.last(one.kinds, executive=one.executive)
        words = f"{every.words.capitalize()}{' while onboarding' if every is one.onboarding else ''}"
        due = _next(last, seen.since, every, off)
        if due is not None:
            found.append(Due(one.id, one.label, due, last, every, _cited(words, one.source), one.kinds))
    if personal:
        for tone_rule in cadence.tones:
            if tone_rule.tone == tone:
                last = seen.last(_ANY)
                due = _next(last, seen.since, tone_rule.every, off)
                words = f"{tone_rule.every.words.capitalize()} while its health is {tone}"
                if due is not None:
                    rule = _cited(words, tone_rule.source)
                    found.append(Due(tone, "Check in", due, last, tone_rule.every, rule, _ANY))
    last = seen.last(_ANY)
    if seen.agreed is not None and seen.agreed_on is not None and (last is None or last <= seen.agreed_on):
        found = [one for one in found if set(one.kinds) != set(_ANY)]
        said = f"Agreed on {format_date(seen.agreed_on)}"
        found.append(Due("agreed", "Get in touch as agreed", seen.agreed, last, None, said, _ANY))
    return tuple(sorted(found, key=lambda one: (one.due, one.every.rough_days if one.every else 0)))


_ANY = KINDS


def person_due(
    cadence: Cadence, level: str, last: date | None, since: date | None, off: Collection[date] = frozenset()
) -> Due | None:
    """When a person of a level is due; None for a level without a rhythm."""
    one = cadence.of_level(level)
    due = _next(last, since, one.every, off) if one is not None else None
    if one is None or due is None:
        return None
    return Due(level, one.how or "Get in touch", due, last, one.every, _level_rule(one))


@lru_cache(maxsize=64)
def _level_rule(one: LevelRhythm) -> str:
    return _cited(f"{LEVEL_WORDS[one.level]}: {one.every.words} at least", one.source)


def _next(last: date | None, since: date | None, every: Every, off: Collection[date]) -> date | None:
    start = last or since
    return None if start is None else _after(start, every, off if isinstance(off, frozenset) else frozenset(off))


@lru_cache(maxsize=16384)
def _after(start: date, every: Every, off: frozenset[date]) -> date:
    # Ten thousand accounts share some hundreds of days.
    return next_working_day(every.after(start), off)


def _cited(words: str, source: str) -> str:
    return f"{words} ({source})" if source else words
