"""What follows from a verdict: the move that the rules propose, candidates for the next tier, and a tier's profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from csdesk.policy.tiering import Facts, Reason, Verdict, cited, holds, limit, value_of
from csdesk.policy.tiering_model import Tier, Tiering
from csdesk.values.days import count
from csdesk.values.formats import Formats


@dataclass(frozen=True, slots=True)
class Move:
    """What the rules propose: from the tier in the book to the tier of the verdict."""

    start: str
    """The tier's name as the book has it; "" for none."""
    to: Tier
    direction: Literal["up", "down", "new"]
    """new: the book has no tier, or a word that is no tier of this policy."""
    verdict: Verdict
    action: str
    """What the move asks for; "" where the policy says nothing."""

    @property
    def trigger(self) -> str:
        """What fired."""
        return self.verdict.trigger


def move(tiering: Tiering, verdict: Verdict, book_tier: str) -> Move | None:
    """The move from the book's tier to the verdict's; None when they agree, or there is no verdict."""
    if verdict.tier is None:
        return None
    now = tiering.named(book_tier)
    if now is not None and now.id == verdict.tier.id:
        return None
    if now is None:
        return Move(book_tier, verdict.tier, "new", verdict, "")
    up = tiering.rank(verdict.tier.id) < tiering.rank(now.id)
    action = next(
        (one.action for one in tiering.passages
         if one.start in ("", now.id) and one.to in ("", verdict.tier.id)),
        "",
    )  # fmt: skip
    return Move(now.name, verdict.tier, "up" if up else "down", verdict, action)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that is not far from the next tier: why, and how much of that tier's profile it meets."""

    to: Tier
    reasons: tuple[Reason, ...]
    met: int
    asked: int


def candidate(tiering: Tiering, facts: Facts, verdict: Verdict, formats: Formats) -> Candidate | None:
    """Whether the account may soon belong to the next tier up: its ARR is near, or most of the profile fits."""
    tier = verdict.tier
    above = tiering.above(tier.id) if tier is not None else None
    if above is None or verdict.by not in ("arr", "score"):
        return None
    reasons: list[Reason] = []
    met = 0
    for one in above.profile:
        if holds(one, facts):
            met += 1
            said = cited(f"As accounts of {above.name} have it", one.source or above.source)
            reasons.append(Reason(one.label, value_of(one, facts), facts.dates.get(one.fact), said, formats=formats))
    fits = bool(above.profile) and met * 2 > len(above.profile)
    near = False
    if facts.arr is not None and facts.arr.currency == facts.currency and above.arr_from:
        share = float(facts.arr.amount) / above.arr_from * 100
        near = tiering.near_percent <= share < 100
        if near:
            said = f"{share:.0f}% of the {limit(above.arr_from, facts.currency, formats)} of {above.name}"
            reasons.insert(0, Reason("ARR", facts.arr, facts.dates.get("arr"), said, formats=formats))
    if not (near or fits):
        return None
    return Candidate(above, tuple(reasons), met, len(above.profile))


def profile(tiering: Tiering, tier: Tier, facts: Facts) -> str:
    """How much of a tier's profile an account meets: "4 of 7 met, 2 not known"; "" for a tier without one."""
    if not tier.profile:
        return ""
    found = [holds(one, facts) for one in tier.profile]
    unknown = found.count(None)
    said = f"{found.count(True)} of {count(len(found), 'criterion').replace('criterions', 'criteria')} met"
    return f"{said}, {unknown} not known" if unknown else said
