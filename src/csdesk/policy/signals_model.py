"""What the rules of signals are: conditions over readings, facts of the book and other signals, stated as data.

A rule may be met at several levels; the worst one that is met counts. What no reading and no fact of the book can show
(a competitor named in a call) is seen by a person, and the rule says at which levels and in which words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar, get_args

SignalLevel = Literal["watch", "expansion", "trigger", "yellow", "red", "immediate"]
"""watch: keep an eye on it, nothing is raised. trigger: the CSM is to be involved. immediate: act at once."""
SIGNAL_LEVELS: tuple[SignalLevel, ...] = get_args(SignalLevel)
RANK: Mapping[str, int] = {level: at for at, level in enumerate(SIGNAL_LEVELS)}
"""From the mildest to the worst."""

SignalMeasure = Literal["value", "change", "gap", "normal", "least"]
"""As in health models; least: the lowest reading of the last `days`, once there are LEAST_NEEDS of them."""
SIGNAL_MEASURES: tuple[SignalMeasure, ...] = get_args(SignalMeasure)
LEAST_NEEDS = 3
"""Readings within the days that it takes to call something consistent."""

FACTS: Mapping[str, str] = {
    "days_to_renewal": "days until the renewal date",
    "renewal_talks": "conversations about this renewal, steps of it that are done, and calls made on it",
    "days_since_touch": "days since the last touch",
    "health": "health score",
    "health_tone": "colour of the health band: green, yellow or red",
    "health_before": "colour of the last other band that the score stood in",
    "health_fall": "points that the score fell in 30 days",
    "arr": "ARR in major units",
    "arr_above": "percent of the accounts that have a larger ARR",
    "tier": "the tier's id, in small letters",
    "tier_rank": "0 for the highest tier of the policy, 1 for the next",
    "stage": "stage of the account",
    "premier_support": "1 when the support plan is a premier one",
    "dedicated_csm": "1 when the account has a primary CSM of its own",
    "executive_escalation": "1 while an executive escalation is open",
    "champion_left": "days since a champion left",
    "champions": "champions who are there",
    "champion_attitude": "attitude of the champion: advocate, supporter, neutral or critic",
    "sponsor_left": "days since an executive sponsor left",
    "contacts_left": "people who left in the last 90 days",
    "key_contacts_left": "people with a role in decisions who left in the last 90 days",
    "unreplaced": "roles of those people that nobody else holds",
    "meetings_cancelled": "meetings of the last 90 days that were cancelled and not planned anew",
    "reviews_cancelled": "QBRs and EBRs among those",
    "meetings_moved": "times that a meeting of the last 90 days, or one still to come, was moved to a later day",
    "reviews_moved": "of these, moves of QBRs and EBRs",
    "bad_touches": "touches of the last 30 days with a bad mood",
    "low_touches": "touches of the last 30 days with a bad or mixed mood",
    "unanswered": "attempts to reach the customer since the last answer",
    "unanswered_days": "days since the first of those attempts",
    "opportunity": "value of the largest open opportunity, in major units",
    "days_to_anniversary": "days until the contract's day of the year comes round",
    "goals_reached": "goals that have reached their target",
}
"""What the book knows by itself, by the name that rules use."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A range that a figure must lie in; None leaves that side open."""

    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None

    def holds(self, value: float) -> bool:
        """Whether `value` lies in it."""
        return not (
            (self.at_least is not None and value < self.at_least)
            or (self.at_most is not None and value > self.at_most)
            or (self.above is not None and value <= self.above)
            or (self.below is not None and value >= self.below)
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must be so: of a reading, of a fact, or of other signals; exactly one of the three is named."""

    limit: Limit = Limit()
    readings: tuple[str, ...] = ()
    """Names of readings in normal form; the first that has any speaks."""
    measure: SignalMeasure = "value"
    of: float | None = None
    days: int = 30
    unit: str = ""
    fresh: int = 45
    """Days after which a reading says nothing any more."""
    fact: str = ""
    equals: tuple[str, ...] = ()
    """For a fact in words: it is one of these."""
    signals: tuple[str, ...] = ()
    """Patterns of rule ids: "usage.logins", or "usage.*" for a whole group."""
    but: tuple[str, ...] = ()
    level: SignalLevel = "yellow"
    """Signals count from this level on."""
    groups: bool = False
    """Whether groups with such a signal are counted, instead of signals."""


@dataclass(frozen=True, slots=True)
class Case:
    """A level, and the ways to meet it: each a set of conditions that hold together."""

    level: SignalLevel
    ways: tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """How long there is for something: working hours, or until the evening of the same working day."""

    hours: float = 0.0
    same_day: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What a level asks for, and by when."""

    level: SignalLevel
    review: Span
    review_says: str
    act: Span
    act_says: str
    watch_days: int = 7
    """After it was acted on: days until it is looked at again."""
    duties: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when it is met, by what, and what that means."""

    id: str
    title: str
    group: str
    about: str
    """The rule in one sentence with its thresholds."""
    source: str
    cases: tuple[Case, ...] = ()
    """The worst level first."""
    by_hand: Mapping[str, str] = field(default_factory=dict)
    """What a person may have seen, by the level that it counts as."""
    lasts: int = 30
    """Days that something seen by a person counts, unless it is settled before."""
    meaning: str = ""
    """What a combination points to."""
    advice: str = ""
    """What it is worth doing, where the source says."""
    review: Span | None = None
    act: Span | None = None
    """Deadlines of its own, in the place of its level's."""

    @property
    def levels(self) -> tuple[SignalLevel, ...]:
        """The levels it can be met at, the mildest first."""
        found = {one.level for one in self.cases} | set(self.by_hand)
        return tuple(level for level in SIGNAL_LEVELS if level in found)

    @property
    def refers(self) -> tuple[Condition, ...]:
        """Its conditions over other signals."""
        return tuple(one for case in self.cases for way in case.ways for one in way if one.signals)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One reason to involve the CSM: read from the book, or asked."""

    id: str
    title: str
    ways: tuple[tuple[Condition, ...], ...] = ()
    ask: str = ""
    """The question to a person, where the book may not know."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Severity:
    """How bad a case is, and when the CSM takes part in it."""

    id: str
    title: str
    about: str
    examples: str
    support: str
    """What support does."""
    needs: tuple[str, ...] = ()
    """Criteria of which one is enough; none means that the severity alone never asks for the CSM."""
    says: str = ""
    """When the CSM takes part, in words."""


@dataclass(frozen=True, slots=True)
class Request:
    """A kind of request for which a case goes to the CSM queue."""

    id: str
    title: str
    key_only: bool = False
    """Whether it is for key accounts alone."""
    note: str = ""
    assigned_only: bool = False
    """Whether it is for accounts with a CSM of their own alone."""


@dataclass(frozen=True, slots=True)
class Involvement:
    """When a CSM is to be involved in a case."""

    criteria: tuple[Criterion, ...] = ()
    severities: tuple[Severity, ...] = ()
    triggers: tuple[str, ...] = ()
    """Criteria that ask for the CSM whatever the severity."""
    requests: tuple[Request, ...] = ()
    key: str = ""
    """The criterion that makes a key account."""
    assigned: str = ""
    """The criterion that says that the account has a CSM of its own."""
    workflow: tuple[str, ...] = ()
    source: str = ""

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of that id; KeyError when there is none."""
        return next_of(self.criteria, criterion_id)


_T = TypeVar("_T", Criterion, Severity, Request)


def next_of(items: tuple[_T, ...], wanted: str) -> _T:
    """The one of that id; KeyError when there is none."""
    for one in items:
        if one.id == wanted:
            return one
    raise KeyError(wanted)


@dataclass(frozen=True)
class SignalModel:
    """Every rule of a policy, in an order in which each comes after those it refers to."""

    groups: Mapping[str, str] = field(default_factory=dict)
    """Titles of the groups by id, in order."""
    rules: tuple[Rule, ...] = ()
    responses: Mapping[str, Response] = field(default_factory=dict)
    comes_back_after: int = 30
    """Days after which a dismissed signal is raised again if it is still so."""
    involvement: Involvement = Involvement()
    source: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by id."""
        return {one.id: one for one in self.rules}

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all readings that the rules read."""
        conditions = [c for rule in self.rules for case in rule.cases for way in case.ways for c in way]
        conditions += [c for one in self.involvement.criteria for way in one.ways for c in way]
        return frozenset(name for one in conditions for name in one.readings)

    @cached_property
    def version(self) -> str:
        """Eight signs that change whenever a figure of the rules does; wording does not count."""
        figures = [(one.id, one.cases, tuple(one.by_hand), one.lasts, one.review, one.act) for one in self.rules]
        answers = [(one.level, one.review, one.act) for one in self.responses.values()]
        return hashlib.sha256(repr((figures, answers, self.comes_back_after)).encode()).hexdigest()[:8]

    @cached_property
    def handed(self) -> tuple[Rule, ...]:
        """The rules that a person may raise, group by group."""
        order = list(self.groups)
        return tuple(sorted((one for one in self.rules if one.by_hand), key=lambda one: order.index(one.group)))

    @cached_property
    def matching(self) -> Mapping[tuple[tuple[str, ...], tuple[str, ...]], frozenset[str]]:
        """The rules that each pair of patterns (these, but not those) of a condition means."""
        pairs = {(one.signals, one.but) for rule in self.rules for one in rule.refers}
        pairs |= {(c.signals, c.but) for one in self.involvement.criteria for way in one.ways for c in way if c.signals}
        return {pair: matches([one.id for one in self.rules], *pair) for pair in pairs}


def matches(ids: list[str], patterns: tuple[str, ...], but: tuple[str, ...] = ()) -> frozenset[str]:
    """The ids that one of `patterns` means and none of `but`."""

    def meant(name: str, among: tuple[str, ...]) -> bool:
        return any(name == one or (one.endswith(".*") and name.startswith(one[:-1])) for one in among)

    return frozenset(name for name in ids if meant(name, patterns) and not meant(name, but))


NO_SIGNALS = SignalModel()
"""No rule, so nothing is ever raised."""
