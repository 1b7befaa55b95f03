"""What the tiers of a policy are: which accounts belong to each, who serves them, and what moves an account.

A policy states its tiers from the highest to the lowest. ARR, or a score of several factors, says where an account
stands; a premier support agreement may stand above both; triggers lift an account; a product or a health score may
change who serves it without changing its tier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

Coverage = Literal["dedicated", "pooled", "tech"]
"""Who serves an account: a CSM of its own, a pool of CSMs, or programmes without a person."""
COVERAGES: tuple[Coverage, ...] = get_args(Coverage)
COVERAGE_WORDS: Final = {"dedicated": "a CSM of its own", "pooled": "the pool of CSMs", "tech": "programmes, no CSM"}
COVERAGE_RANK: Final = {"tech": 0, "pooled": 1, "dedicated": 2}
"""More coverage is a larger number."""

FactType = Literal["yes-no", "choice", "money", "number"]

FACTS: Final[dict[str, tuple[str, FactType, tuple[str, ...]]]] = {
    "custom_project": ("Custom project under way", "yes-no", ()),
    "active_integration": ("Integration under way", "yes-no", ()),
    "cloud_migration": ("Cloud migration under way", "yes-no", ()),
    "multi_site": ("Deployment at several sites", "yes-no", ()),
    "reference_logo": ("Strategic reference logo", "yes-no", ()),
    "executive_escalation": ("Executive escalation open", "yes-no", ()),
    "partner_influence": ("Brings business through partners", "yes-no", ()),
    "expansion_potential": ("Expansion potential", "choice", ("several", "limited", "minimal")),
    "stature": ("Standing in its industry", "choice", ("leader", "niche", "local")),
    "reference": ("Reference", "choice", ("active", "passive", "unlikely")),
    "strategic_fit": ("Strategic fit", "choice", ("high", "medium", "low")),
    "complexity": ("Complexity", "choice", ("high", "medium", "low")),
    "growth_potential": ("Growth potential", "choice", ("high", "medium", "low")),
    "annual_revenue": ("Customer's annual revenue", "money", ()),
    "expansion": ("Largest open opportunity", "money", ()),
    "people": ("People known there", "number", ()),
}
"""What a policy's tiers may ask about an account: label, type and choices. Ids are those of the account's fields, but
for `expansion` and `people`, which the book counts."""
COUNTED: Final = frozenset({"expansion", "people"})
"""Facts that nobody enters, since the book counts them."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact of an account, and what it must be: one of `values`, above `over`, or at least `at_least`."""

    fact: str
    label: str
    values: tuple[str, ...] = ()
    over: float | None = None
    at_least: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """What lifts an account to a tier by itself, or gives it something without moving it."""

    id: str
    condition: Condition
    to: str = ""
    """The id of the tier that it lifts to; never lowers."""
    only_from: str = ""
    """The id of the one tier that it lifts from; "" for any lower one."""
    gives: str = ""
    """What the account gets while it holds, when its tier stays."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier: its accounts have at least `arr_from` a year, or a premier support agreement."""

    id: str
    name: str
    arr_from: int | None = None
    """In major units of the book's currency; None when ARR does not decide."""
    premier_support: bool = False
    plan_review_months: int | None = None
    coverage: Coverage = "dedicated"
    about: str = ""
    """Who belongs here and what they get."""
    source: str = ""
    score_from: float | None = None
    """With a score of several factors: the score, 0 to 100, from which an account belongs here."""
    open_from: int | None = None
    """Where the source lets the tier end short of the next one's start; CSDesk lets it run on to there."""
    profile: tuple[Condition, ...] = ()
    """What accounts of this tier are like besides their ARR; these facts propose, they do not move by themselves."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a score: its weight in percent, and the facts it reads, of which the first that is known speaks."""

    id: str
    label: str
    weight: float
    facts: tuple[str, ...] = ()
    """Account facts whose choices are worth 100, 50 and 0; empty for the ARR itself."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Products whose accounts are never served as their tier says."""

    products: tuple[str, ...]
    coverage: Coverage
    source: str = ""


@dataclass(frozen=True, slots=True)
class Temporary:
    """While the health score is below a limit, an account is served as the tier above."""

    below: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A change of tier and what it asks for. `start` or `to` may be "" for any."""

    start: str
    to: str
    action: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Tiering:
    """The tiers of a policy, from the highest to the lowest, with all that decides between them."""

    tiers: tuple[Tier, ...]
    source: str = ""
    factors: tuple[Factor, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    temporary: Temporary | None = None
    passages: tuple[Passage, ...] = ()
    near_percent: float = 80.0
    """From this share of the next tier's ARR on, an account is a candidate for it."""

    def tier(self, tier_id: str) -> Tier:
        """The tier of that id; KeyError when there is none."""
        for one in self.tiers:
            if one.id == tier_id:
                return one
        raise KeyError(tier_id)

    def named(self, words: str) -> Tier | None:
        """The tier that a word of the book names, by its name or id; None when it names none."""
        wanted = words.strip().casefold()
        for one in self.tiers:
            if wanted and wanted in (one.name.casefold(), one.id.casefold()):
                return one
        return None

    def rank(self, tier_id: str) -> int:
        """The place of a tier, 0 for the highest."""
        return next(place for place, one in enumerate(self.tiers) if one.id == tier_id)

    def above(self, tier_id: str) -> Tier | None:
        """The next tier up that ARR or a score leads to; None for the highest."""
        rank = self.rank(tier_id)
        return next((one for one in reversed(self.tiers[:rank]) if one.arr_from is not None), None)

    def by_arr(self, amount: float) -> Tier | None:
        """The tier that ARR alone leads to."""
        return next((one for one in self.tiers if one.arr_from is not None and amount >= one.arr_from), None)
