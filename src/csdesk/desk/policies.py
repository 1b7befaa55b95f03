"""The ways of working, for the window and the command line to offer, and what choosing another would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.desk.errors import Invalid
from csdesk.policy.load import Band, Policy, Refused, Tier, policies, refused

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

__all__ = ["Band", "Effect", "Moved", "Policy", "Refused", "Tier", "choices", "effect", "effect_of", "refused"]


@dataclass(frozen=True, slots=True)
class Moved:
    """An account whose band would be another; "" where there is none."""

    account: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What another policy would make of the book: accounts by band now and then, and those that change band."""

    now: Mapping[str, int]
    then: Mapping[str, int]
    moved: tuple[Moved, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The same in a few lines."""

        def said(counts: Mapping[str, int]) -> str:
            return ", ".join(f"{count} {word.lower()}" for word, count in counts.items()) or "no scores"

        count = len(self.moved)
        names = "; ".join(f"{one.account} ({one.before or 'none'} to {one.after or 'none'})" for one in self.moved[:8])
        more = f" and {count - 8} more" if count > 8 else ""
        moved = f"{count} change band: {names}{more}." if count else "No account changes band."
        return (f"Before: {said(self.now)}.", f"After: {said(self.then)}.", moved)


def choices() -> tuple[Policy, ...]:
    """Every policy, the handbook's first, the CSM's own last. YamlError names a fault in a shipped policy's file."""
    return tuple(policies().values())


def effect(desk: Desk, policy_id: str) -> Effect:
    """What choosing a policy would change; Invalid for one that is not there."""
    known = policies()
    if policy_id not in known:
        raise Invalid("policy", f"there is no policy “{policy_id}”", f"There are {', '.join(known)}.")
    return effect_of(desk, known[policy_id])


def effect_of(desk: Desk, policy: Policy) -> Effect:
    """What reading the book by `policy` would change."""
    from csdesk.desk import health_store

    now, then, moved = health_store.effect(desk, policy)
    return Effect(now, then, tuple(Moved(*one) for one in moved))
