"""Which tier an account belongs to and who serves it, with every reason: a pure function of facts.

The order: a premier support agreement, where the policy has a tier for it; else ARR, or the score of several factors;
then the triggers, which only ever lift. A product may be kept from a CSM of its own, and a low health score gives the
service of the tier above for as long as it lasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from csdesk.policy.tiering_model import (
    COVERAGE_RANK,
    COVERAGE_WORDS,
    FACTS,
    Condition,
    Coverage,
    Factor,
    Tier,
    Tiering,
    Trigger,
)
from csdesk.values.formats import Formats
from csdesk.values.money import Money, format_money
from csdesk.values.text import fold

_CHOICE_WORDS: Final = {
    "several": "several openings", "limited": "limited", "minimal": "minimal", "leader": "national or global leader",
    "niche": "known in its niche", "local": "local or regional", "active": "active", "passive": "passive or rare",
    "unlikely": "unlikely", "high": "high", "medium": "medium", "low": "low",
}  # fmt: skip


_USUAL: Final = Formats()


@dataclass(frozen=True, slots=True)
class Facts:
    """An account as tiers see it. None, or a missing key, means not known."""

    arr: Money | None = None
    currency: str = "USD"
    """The book's currency, in which the policy's limits stand."""
    support_plan: str = ""
    product: str = ""
    health: float | None = None
    left: bool = False
    """A former customer has no tier."""
    values: Mapping[str, object] = field(default_factory=dict)
    """By the ids of FACTS: True or False, a choice's id, Money or a number."""
    dates: Mapping[str, date] = field(default_factory=dict)
    """Since when a fact is known, by its id; "arr", "support_plan", "product" and "health" among them."""

    @property
    def premier(self) -> bool | None:
        """Whether there is a premier support agreement; None when nothing is known of support."""
        return "premier" in self.support_plan.casefold() if self.support_plan else None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: what, its value, since when, and the rule it met with its source."""

    label: str
    known: str | Money
    """The value as it is known."""
    on: date | None
    rule: str
    decides: bool = False
    """Whether the verdict rests on it."""
    formats: Formats = _USUAL
    """How money is written; only where somebody reads it, as ten thousand verdicts are more often counted than read."""

    @property
    def value(self) -> str:
        """The value in words."""
        return money(self.known, self.formats) if isinstance(self.known, Money) else self.known


By = Literal["", "support", "arr", "score", "trigger"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The tier of an account by the rules, and who serves it today."""

    tier: Tier | None
    """None when the facts do not suffice, or the customer has left."""
    coverage: Coverage | Literal[""]
    """Who serves it today: the tier's coverage, unless a product or the health score changes that."""
    by: By
    reasons: tuple[Reason, ...]
    """The one that decides first."""
    missing: tuple[str, ...] = ()
    """What is not known and could change the verdict."""
    serves_as: Tier | None = None
    """The tier whose service it gets for a while, where that is not its own."""
    score: float | None = None
    """The score of several factors, 0 to 100, where the policy has one and more than ARR is known."""

    @property
    def trigger(self) -> str:
        """What decided, in a few words."""
        return next((f"{one.label}: {one.value}" for one in self.reasons if one.decides), "")

    @property
    def covered_by(self) -> str:
        """Who serves it, in words."""
        return COVERAGE_WORDS[self.coverage] if self.coverage else ""


def judge(tiering: Tiering, facts: Facts, formats: Formats) -> Verdict:
    """The verdict on one account."""
    if facts.left:
        return Verdict(None, "", "", (Reason("Stage", "Churned", None, "A former customer has no tier", True),))
    reasons: list[Reason] = []
    missing: list[str] = []
    by: By = ""
    tier = _by_support(tiering, facts, reasons, missing)
    score: float | None = None
    if tier is not None:
        by = "support"
        _arr_reason(tiering, facts, formats, reasons, decides=False)
    else:
        tier, by, score = _by_worth(tiering, facts, formats, reasons, missing)
    lifted = _lift(tiering, tier, facts, formats, reasons, missing)
    if lifted is not None:
        reasons[:] = [replace(one, decides=False) if one.decides and not _lifts(one, lifted) else one
                      for one in reasons]  # fmt: skip
        tier, by = lifted[0], "trigger"
    coverage: Coverage | Literal[""] = tier.coverage if tier else ""
    serves_as: Tier | None = None
    if tier is not None:
        coverage, serves_as = _for_a_while(tiering, tier, facts, reasons)
        coverage = _kept_from(tiering, coverage, facts, reasons)
    reasons.sort(key=lambda one: not one.decides)
    return Verdict(tier, coverage, by, tuple(reasons), tuple(missing), serves_as, score)


# Agreements, ARR and score


def _by_support(tiering: Tiering, facts: Facts, reasons: list[Reason], missing: list[str]) -> Tier | None:
    wanted = next((one for one in tiering.tiers if one.premier_support), None)
    if wanted is None:
        return None
    if facts.premier is None:
        missing.append(f"Support plan: with a premier support agreement it would be {wanted.name}")
        return None
    if not facts.premier:
        return None
    rule = cited("A premier support agreement stands above ARR", wanted.source)
    reasons.append(Reason("Support plan", facts.support_plan, facts.dates.get("support_plan"), rule, True))
    return wanted


def _by_worth(
    tiering: Tiering, facts: Facts, formats: Formats, reasons: list[Reason], missing: list[str]
) -> tuple[Tier | None, By, float | None]:
    if facts.arr is None:
        missing.append("ARR")
        return None, "", None
    if facts.arr.currency != facts.currency:
        said = f"ARR is in {facts.arr.currency} and the limits are in {facts.currency}: they cannot be compared"
        missing.append(said)
        reasons.append(Reason("ARR", facts.arr, facts.dates.get("arr"), said, formats=formats))
        return None, "", None
    score, read = _score(tiering, facts, formats) if tiering.factors else (None, [])
    if score is not None and len(read) > 1:
        missing += [f"{one.label}: {one.weight:g}% of the score" for one in tiering.factors if not _known(one, facts)]
        tier = next(one for one in tiering.tiers if one.score_from is not None and score >= one.score_from)
        rule = cited(f"{_score_limits(tiering, tier)}", tiering.source)
        reasons.append(Reason("Score", f"{score:.0f} of 100", None, rule, True))
        reasons += read
        return tier, "score", score
    _arr_reason(tiering, facts, formats, reasons, decides=True)
    if tiering.factors:
        missing += [f"{one.label}: {one.weight:g}% of the score" for one in tiering.factors if not _known(one, facts)]
    return tiering.by_arr(float(facts.arr.amount)), "arr", None


def _arr_reason(tiering: Tiering, facts: Facts, formats: Formats, reasons: list[Reason], *, decides: bool) -> None:
    if facts.arr is None:
        return
    if facts.arr.currency != facts.currency:
        rule = f"Not compared: the limits are in {facts.currency}"
        reasons.append(Reason("ARR", facts.arr, facts.dates.get("arr"), rule, formats=formats))
        return
    tier = tiering.by_arr(float(facts.arr.amount))
    if tier is not None:
        rule = cited(arr_rule(tiering, tier, facts.currency, formats), tier.source)
        reasons.append(Reason("ARR", facts.arr, facts.dates.get("arr"), rule, decides, formats))
        if decides and tier.open_from is not None and facts.arr.amount > tier.open_from:
            ends = limit(tier.open_from, facts.currency, formats)
            said = f"The document ends {tier.name} at {ends}; CSDesk lets it run on to the next tier"
            reasons.append(Reason("Open range", f"above {ends}", None, said))


def arr_rule(tiering: Tiering, tier: Tier, currency: str, formats: Formats) -> str:
    """The range of ARR of a tier in words: "Tier 2 from $25,000 to below $150,000"."""
    above = tiering.above(tier.id)
    return _arr_words(tier.name, tier.arr_from or 0, above.arr_from if above else None, currency, formats)


@lru_cache(maxsize=256)
def _arr_words(name: str, start: int, end: int | None, currency: str, formats: Formats) -> str:
    until = f"below {limit(end, currency, formats)}" if end else ""
    if not start:
        return f"{name} {until}" if until else f"{name} for every ARR"
    said = f"{name} from {limit(start, currency, formats)}"
    return f"{said} to {until}" if until else said


def _score(tiering: Tiering, facts: Facts, formats: Formats) -> tuple[float, list[Reason]]:
    """The mean of the known factors by weight, and what each gives; those that are not known weigh nothing."""
    total = weight = 0.0
    reasons: list[Reason] = []
    for one in tiering.factors:
        read = _points(tiering, one, facts)
        if read is None:
            continue
        points, fact = read
        total += one.weight * points
        weight += one.weight
        known = facts.arr if fact == "arr" else facts.values[fact]
        value = known if isinstance(known, Money) else _CHOICE_WORDS[str(known)]
        rule = f"{points:g} of 100, weight {one.weight:g}%"
        reasons.append(Reason(one.label, value, facts.dates.get(fact), rule, formats=formats))
    return (total / weight if weight else 0.0), reasons


def _points(tiering: Tiering, one: Factor, facts: Facts) -> tuple[float, str] | None:
    if one.id == "arr":
        if facts.arr is None:
            return None
        steps = [tier for tier in tiering.tiers if tier.arr_from is not None]
        place = next(at for at, tier in enumerate(steps) if float(facts.arr.amount) >= (tier.arr_from or 0) or
                     tier is steps[-1])  # fmt: skip
        return (100.0 * (len(steps) - 1 - place) / max(len(steps) - 1, 1)), "arr"
    for fact in one.facts:
        options = FACTS[fact][2]
        value = facts.values.get(fact)
        if value in options:
            return 100.0 - 100.0 * options.index(str(value)) / (len(options) - 1), fact
    return None


def _known(one: Factor, facts: Facts) -> bool:
    return one.id == "arr" or any(facts.values.get(fact) is not None for fact in one.facts)


def _score_limits(tiering: Tiering, tier: Tier) -> str:
    scored = [one for one in tiering.tiers if one.score_from is not None]
    place = scored.index(tier)
    until = f"below {scored[place - 1].score_from:g}" if place else ""
    if not tier.score_from:
        return f"{tier.name} {until}"
    return f"{tier.name} from {tier.score_from:g}" + (f" to {until}" if until else "")


# Triggers


def _lift(
    tiering: Tiering, tier: Tier | None, facts: Facts, formats: Formats, reasons: list[Reason], missing: list[str]
) -> tuple[Tier, tuple[Reason, ...]] | None:
    """The highest tier that a trigger lifts to, with the reasons that lift there."""
    rank = tiering.rank(tier.id) if tier is not None else len(tiering.tiers)
    best: Tier | None = None
    lifting: list[Reason] = []
    unknown: dict[str, list[str]] = {}
    for one in tiering.triggers:
        met = holds(one.condition, facts)
        if not met:
            if met is None and _could_lift(tiering, one, tier, rank):
                unknown.setdefault(one.to, []).append(one.condition.label)
            continue
        value = value_of(one.condition, facts)
        on = facts.dates.get(one.condition.fact)
        label = one.condition.label
        if one.gives:
            reasons.append(Reason(label, value, on, cited(one.gives, one.condition.source), formats=formats))
            continue
        target = tiering.tier(one.to)
        if not _could_lift(tiering, one, tier, rank):
            continue
        asked = _limit(one.condition, facts, formats)
        rule = cited(f"{asked} lifts it to {target.name}", one.condition.source)
        reason = Reason(label, value, on, rule, True, formats)
        reasons.append(reason)
        if best is None or tiering.rank(target.id) < tiering.rank(best.id):
            best, lifting = target, []
        if best is target:
            lifting.append(reason)
    for to, labels in unknown.items():
        if best is None or tiering.rank(to) < tiering.rank(best.id):
            missing.append(f"{', '.join(labels)}: would lift it to {tiering.tier(to).name}")
    return None if best is None else (best, tuple(lifting))


def _could_lift(tiering: Tiering, one: Trigger, tier: Tier | None, rank: int) -> bool:
    if not one.to or tiering.rank(one.to) >= rank:
        return False
    return not one.only_from or (tier is not None and one.only_from == tier.id)


def _lifts(one: Reason, lifted: tuple[Tier, tuple[Reason, ...]]) -> bool:
    return any(one is other for other in lifted[1])


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Whether a condition holds; None when its fact is not known, or its money is of another currency."""
    value = facts.values.get(condition.fact)
    if value is None:
        return None
    if condition.values:
        return value in condition.values
    if isinstance(value, Money):
        if value.currency != facts.currency:
            return None
        value = float(value.amount)
    if condition.over is not None:
        return isinstance(value, int | float) and value > condition.over
    if condition.at_least is not None:
        return isinstance(value, int | float) and value >= condition.at_least
    return value is True


def value_of(condition: Condition, facts: Facts) -> str | Money:
    """What is known of a condition's fact, in words or as money."""
    value = facts.values.get(condition.fact)
    if isinstance(value, Money):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _CHOICE_WORDS.get(str(value), str(value))


def _limit(condition: Condition, facts: Facts, formats: Formats) -> str:
    figure = condition.over if condition.over is not None else condition.at_least
    if figure is None:
        return "By itself this"
    money_like = FACTS[condition.fact][1] == "money"
    said = limit(int(figure), facts.currency, formats) if money_like else f"{figure:g}"
    return f"Over {said}" if condition.over is not None else f"{said} or more"


# Who serves it


def _kept_from(tiering: Tiering, coverage: Coverage, facts: Facts, reasons: list[Reason]) -> Coverage:
    product = fold(facts.product)
    for one in tiering.excluded:
        named = next((name for name in one.products if product and fold(name) in product), "")
        if named and COVERAGE_RANK[coverage] > COVERAGE_RANK[one.coverage]:
            said = cited(f"{named} customers have no CSM of their own", one.source)
            reasons.append(Reason("Product", facts.product, facts.dates.get("product"), said))
            return one.coverage
    return coverage


def _for_a_while(tiering: Tiering, tier: Tier, facts: Facts, reasons: list[Reason]) -> tuple[Coverage, Tier | None]:
    rule, above = tiering.temporary, tiering.above(tier.id)
    if rule is None or facts.health is None or facts.health >= rule.below or above is None:
        return tier.coverage, None
    said = cited(f"Below {rule.below:g} it is served as {above.name} until it recovers", rule.source)
    reasons.append(Reason("Health score", f"{facts.health:g}", facts.dates.get("health"), said))
    return above.coverage, above


@lru_cache(maxsize=256)
def limit(amount: int, currency: str, formats: Formats) -> str:
    """A limit of a policy, in major units, in words."""
    return format_money(Money.of(amount, currency), formats)


def money(value: Money, formats: Formats) -> str:
    """An amount as reasons write it: to the hundredth where there is one."""
    return format_money(value, formats)


def cited(words: str, source: str) -> str:
    """Words with where they come from."""
    return f"{words} ({source})" if source else words
