"""The ways of working, for the window and the command line to offer, and what choosing another would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csdesk.desk.errors import Invalid
from csdesk.policy.load import Band, Policy, Refused, policies, refused
from csdesk.policy.tiering_model import Tier

if TYPE_CHECKING:
    from csdesk.desk.core import Changed, Desk

__all__ = [
    "Band", "Effect", "Moved", "Policy", "Refused", "Tier", "choices", "chosen", "effect", "effect_of", "refused",
    "switch",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """An account whose band, tier or cadence would be another; "" where there is none."""

    account: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What another policy would make of the book: accounts by band and tier now and then, and those that change."""

    now: Mapping[str, int]
    """Accounts by band."""
    then: Mapping[str, int]
    moved: tuple[Moved, ...]
    """Those that change band."""
    tiers_now: Mapping[str, int] = field(default_factory=dict)
    """Accounts by the tier in the book."""
    tiers_then: Mapping[str, int] = field(default_factory=dict)
    """Accounts by the tier that the other policy's rules give."""
    tiers: tuple[Moved, ...] = ()
    """Those whose tier in the book is not the one its rules give."""
    cadences: tuple[Moved, ...] = ()
    """Those that would be touched more or less often."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The same in a few lines."""
        lines = [f"Before: {_said(self.now)}.", f"After: {_said(self.then)}.", _moved(self.moved, "band")]
        if self.tiers_then:
            lines += [f"Tiers by its rules: {_said(self.tiers_then)}.", _moved(self.tiers, "tier")]
            lines.append(_moved(self.cadences, "cadence"))
        return tuple(lines)


def _said(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {word.lower()}" for word, count in counts.items() if count) or "no scores"


def _moved(moved: tuple[Moved, ...], what: str) -> str:
    count = len(moved)
    if not count:
        return f"No account changes {what}."
    names = "; ".join(f"{one.account} ({one.before or 'none'} to {one.after or 'none'})" for one in moved[:8])
    more = f" and {count - 8} more" if count > 8 else ""
    return f"{count} {'changes' if count == 1 else 'change'} {what}: {names}{more}."


def choices() -> tuple[Policy, ...]:
    """Every policy, the handbook's first, the CSM's own last. YamlError names a fault in a shipped policy's file."""
    return tuple(policies().values())


def chosen(desk: Desk) -> Policy:
    """The policy that the book is read by."""
    from csdesk.desk.account_rows import chosen_policy

    return chosen_policy(desk)


def lost(desk: Desk) -> str:
    """What is so when the chosen policy is not there any more, or its file cannot be read; "" otherwise."""
    from csdesk.desk import settings

    named, used = settings.policy_id(desk), chosen(desk)
    if used.id == named:
        return ""
    return f"“{named}” is chosen, but is not there or cannot be used. Until it is, {used.title} counts."


def effect(desk: Desk, policy_id: str) -> Effect:
    """What choosing a policy would change; Invalid for one that is not there."""
    known = policies()
    if policy_id not in known:
        raise Invalid("policy", f"there is no policy “{policy_id}”", f"There are {', '.join(known)}.")
    return effect_of(desk, known[policy_id])


def effect_of(desk: Desk, policy: Policy) -> Effect:
    """What reading the book by `policy` would change."""
    from csdesk.desk import cadence, health_store, tiering

    now, then, moved = health_store.effect(desk, policy)
    today = desk.clock.today()
    with desk.book.read() as connection:
        standings = list(tiering.read(desk, connection, policy, None, dated=False))
        before = cadence.rhythms(desk, connection, chosen(desk), today)
        given = {one.account_id: one.verdict.tier for one in standings if one.verdict.tier is not None}
        after = cadence.rhythms(desk, connection, policy, today, given)
    standings = [one for one in standings if not one.facts.left]
    names = {one.account_id: one.account for one in standings}
    tiers_then = {tier.name: 0 for tier in policy.tiers}
    tiers_now: dict[str, int] = {}
    for one in standings:
        if one.verdict.tier is not None:
            tiers_then[one.verdict.tier.name] += 1
        tiers_now[one.tier or "no tier"] = tiers_now.get(one.tier or "no tier", 0) + 1
    tiers = (Moved(one.account, one.tier, one.proposed) for one in standings if one.should_move)
    cadences = (
        Moved(names[number], before.get(number, ""), words)
        for number, words in after.items()
        if number in names and before.get(number) != words
    )
    return Effect(now, then, tuple(Moved(*one) for one in moved), tiers_now, tiers_then, tuple(tiers), tuple(cadences))


def switch(desk: Desk, policy_id: str, with_tiers: bool = False) -> Changed:
    """Read the book by another policy, in one undo step; `with_tiers` gives accounts the tiers of its rules at once.

    Invalid for a policy that is not there.
    """
    from csdesk.desk import settings, tiering

    known = policies()
    if not with_tiers or policy_id not in known:
        return settings.choose_policy(desk, policy_id)
    moves = [
        (one.account_id, one.tier or None, one.proposed)
        for one in tiering.standings(desk, None, known[policy_id])
        if one.should_move
    ]
    with desk.write(f"Choose the policy {known[policy_id].title}, with its tiers") as tx:
        settings.choose_policy(desk, policy_id)
        tx.update_many("account", "tier", moves)
    return tx.changed
