"""The tier of accounts: what the rules say and why, what the book has, overrides, and moving accounts.

The tier in the book is what everything else reads; the rules only propose. Where the CSM knows better, an override
keeps the book's tier against the rules, with a reason and the day it is looked at again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from csdesk.desk import tiering_facts
from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.errors import Invalid
from csdesk.desk.today_model import Item
from csdesk.desk.today_parts import among
from csdesk.policy import tiering as rules
from csdesk.policy import tiering_moves as moves
from csdesk.policy.load import Policy
from csdesk.policy.tiering import Facts, Reason, Verdict
from csdesk.policy.tiering_model import COUNTED, COVERAGE_WORDS, FACTS, Tier, Tiering
from csdesk.policy.tiering_moves import Candidate, Move
from csdesk.values.days import add_months, count
from csdesk.values.money import Money

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk

__all__ = [
    "COVERAGE_WORDS", "Candidate", "Move", "Override", "Reason", "Standing", "Tier", "Tiering", "Verdict", "accept",
    "asked", "audit", "complete_item", "due_items", "end_override", "set_override", "standing", "standings", "tiering",
]  # fmt: skip

_LONGEST: Final = 366
_AUDIT_MONTHS: Final = 3
"""An override that is kept is looked at again after a quarter (coverage, governance: overrides audited quarterly)."""


@dataclass(frozen=True, slots=True)
class Override:
    """A tier that the CSM set against the rules."""

    id: int
    value: str
    before: str
    """The tier that the rules gave when it was set; "" when they gave none."""
    reason: str
    set_on: date | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one account stands: the book's tier, the rules' verdict, and what is between them."""

    account_id: int
    account: str
    tier: str
    """The tier in the book."""
    facts: Facts
    verdict: Verdict
    move: Move | None
    """What the rules propose against the book; None when they agree."""
    override: Override | None
    """The override that holds."""
    version: int

    @property
    def should_move(self) -> bool:
        """Whether the account should move: the rules differ from the book and no override holds."""
        return self.move is not None and self.override is None

    @property
    def proposed(self) -> str:
        """The name of the tier it should move to; "" when it stays."""
        return self.move.to.name if self.move is not None and self.override is None else ""

    @property
    def arr(self) -> Money | None:
        """Its ARR."""
        return self.facts.arr


def tiering(desk: Desk) -> Tiering:
    """The tiers of the policy that the book is read by."""
    return chosen_policy(desk).tiering


def standings(
    desk: Desk, accounts: Collection[int] | None = None, policy: Policy | None = None
) -> tuple[Standing, ...]:
    """Every account of the book, or those named, by the chosen policy or by another."""
    with desk.book.read() as connection:
        return tuple(read(desk, connection, policy or chosen_policy(desk), accounts))


def standing(desk: Desk, account_id: int) -> Standing:
    """One account; Invalid when it is not in the book."""
    found = standings(desk, [account_id])
    if not found:
        raise Invalid("account", f"there is no account with the number {account_id}")
    return found[0]


def asked(desk: Desk) -> tuple[str, ...]:
    """The account fields that the policy's tiers ask about besides ARR, in their usual order."""
    known = tiering(desk)
    names = {one.condition.fact for one in known.triggers}
    names |= {each.fact for tier in known.tiers for each in tier.profile}
    names |= {fact for factor in known.factors for fact in factor.facts}
    own = tuple(name for name in FACTS if name in names and name not in COUNTED)
    plan = ("support_plan",) if any(tier.premier_support for tier in known.tiers) else ()
    return (*plan, *(("product",) if known.excluded else ()), *own)


def candidate(desk: Desk, one: Standing) -> Candidate | None:
    """Whether the account may soon belong to the next tier up."""
    return moves.candidate(tiering(desk), one.facts, one.verdict, desk.formats)


def profile(desk: Desk, one: Standing) -> str:
    """How much of its tier's profile it meets, in words; "" where the tier has none."""
    return moves.profile(tiering(desk), one.verdict.tier, one.facts) if one.verdict.tier else ""


def read(
    desk: Desk, connection: Connection, policy: Policy, accounts: Collection[int] | None, *, dated: bool = True
) -> Iterator[Standing]:
    """Standings over a connection; set-based, so that ten thousand accounts are a few queries."""
    known, formats = policy.tiering, desk.formats
    given = overrides(connection, accounts)
    for one in tiering_facts.read(connection, formats.currency, accounts, dated=dated):
        verdict = rules.judge(known, one.facts, formats)
        holds = given.get(one.account_id)
        # An override to a tier that this policy does not have says nothing under it.
        if holds is not None and known.named(holds.value) is None:
            holds = None
        yield Standing(
            one.account_id, one.name, one.tier, one.facts, verdict, moves.move(known, verdict, one.tier), holds,
            one.version,
        )  # fmt: skip


def overrides(connection: Connection, accounts: Collection[int] | None = None) -> dict[int, Override]:
    """The tier overrides that hold, by account."""
    only, values = among("account_id", accounts)
    found: dict[int, Override] = {}
    for account_id, number, value, before, reason, set_on, review_on in connection.exec_driver_sql(
        "SELECT account_id, id, value, before, reason, set_on, review_on FROM override WHERE deleted_at IS NULL "
        f"AND subject = 'tier' AND ended_on IS NULL{only} ORDER BY id",
        values,
    ):
        found[account_id] = Override(
            number, value or "", before or "", reason or "",
            date.fromisoformat(set_on) if set_on else None, date.fromisoformat(review_on) if review_on else None,
        )  # fmt: skip
    return found


# Overrides


def set_override(desk: Desk, account_id: int, tier: str, reason: str, review_on: date) -> Changed:
    """Keep an account in a tier of the policy against its rules, until it is looked at again on a day.

    Invalid for a tier that the policy does not have, no reason, or a day that is not within a year from tomorrow.
    """
    one, today = standing(desk, account_id), desk.clock.today()
    wanted = tiering(desk).named(tier)
    if wanted is None:
        names = ", ".join(each.name for each in tiering(desk).tiers)
        raise Invalid("override/value", f"there is no tier “{tier}”", f"There are {names}.")
    if not reason.strip():
        raise Invalid("override/reason", "an override needs its reason", "Say what the rules do not see.")
    if not today < review_on <= today + timedelta(days=_LONGEST):
        raise Invalid("override/review_on", "an override is reviewed on a day from tomorrow to a year from now")
    with desk.write(f"Override the tier of “{one.account}”", account_id=account_id) as tx:
        for each in _open(tx.connection, account_id):
            tx.update("override", each, {"ended_on": today})
        before = one.verdict.tier.name if one.verdict.tier else one.tier
        values = {"account_id": account_id, "subject": "tier", "value": wanted.name, "before": before,
                  "reason": reason.strip(), "set_on": today, "review_on": review_on}  # fmt: skip
        tx.insert("override", values)
        if one.tier != wanted.name:
            tx.update("account", account_id, {"tier": wanted.name})
    return tx.changed


def audit(desk: Desk, account_id: int, review_on: date | None = None) -> Changed:
    """Keep the override that holds after looking at it: its next review is a quarter on, or on the day given."""
    today = desk.clock.today()
    one = _held(desk, account_id)
    day = review_on or add_months(today, _AUDIT_MONTHS)
    if not today < day <= today + timedelta(days=_LONGEST):
        raise Invalid("override/review_on", "an override is reviewed on a day from tomorrow to a year from now")
    with desk.write("Keep the override of the tier", account_id=account_id) as tx:
        tx.update("override", one.id, {"review_on": day})
    return tx.changed


def end_override(desk: Desk, account_id: int) -> Changed:
    """Take the override back: the account gets the tier that the rules give now. Invalid when there is none."""
    one, now = _held(desk, account_id), standing(desk, account_id)
    back = now.verdict.tier.name if now.verdict.tier else one.before
    with desk.write(f"End the override of the tier of “{now.account}”", account_id=account_id) as tx:
        for each in _open(tx.connection, account_id):
            tx.update("override", each, {"ended_on": desk.clock.today()})
        if back and back != now.tier:
            tx.update("account", account_id, {"tier": back})
    return tx.changed


def _held(desk: Desk, account_id: int) -> Override:
    with desk.book.read() as connection:
        found = overrides(connection, [account_id]).get(account_id)
    if found is None:
        raise Invalid("override", "no override of the tier holds for this account")
    return found


def _open(connection: Connection, account_id: int) -> list[int]:
    rows = connection.exec_driver_sql(
        "SELECT id FROM override WHERE account_id = ? AND deleted_at IS NULL AND subject = 'tier' AND ended_on IS NULL",
        (account_id,),
    )
    return [row[0] for row in rows]


# Moves


def accept(desk: Desk, accounts: Iterable[int]) -> Changed:
    """Give accounts the tier that the rules propose, in one undo step; those that should not move stay.

    Invalid when none of them should move.
    """
    found = [one for one in standings(desk, list(dict.fromkeys(accounts))) if one.should_move and one.move]
    if not found:
        raise Invalid("tier", "none of these accounts should move")
    first = found[0]
    name = (
        f"Move “{first.account}” to {first.proposed}"
        if len(found) == 1
        else f"Move {count(len(found), 'account')} to the tier of the rules"
    )
    with desk.write(name, account_id=first.account_id if len(found) == 1 else None) as tx:
        tx.update_many("account", "tier", [(one.account_id, one.tier or None, one.proposed) for one in found])
    return tx.changed


# For Today


def due_items(
    desk: Desk, connection: Connection, today: date, until: date, accounts: Collection[int] | None
) -> Iterator[Item]:
    """Overrides to look at again, accounts that should move, and the sittings that look at tiers."""
    from csdesk.desk import tiering_due

    return tiering_due.due_items(desk, connection, today, until, accounts)


def book_items(desk: Desk, connection: Connection, today: date, until: date) -> Iterator[Item]:
    """Those of `due_items` that are of no account, for Today to ask about after any change."""
    from csdesk.desk import tiering_due

    return tiering_due.book_items(desk, connection, today, until)


def complete_item(desk: Desk, key: str) -> Changed:
    """Move the account, or keep its override for another quarter; Invalid when neither is open any more."""
    kind, _, rest = key.removeprefix("tiering/").partition("/")
    number = rest.partition("/")[0]
    if kind == "override" and number.isdigit():
        return audit(desk, int(number))
    if kind == "move" and number.isdigit():
        return accept(desk, [int(number)])
    raise Invalid("today", "this cannot be ticked off here")
