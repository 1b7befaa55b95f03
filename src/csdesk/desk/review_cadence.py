"""Which accounts meet as often as the policy says: what is covered, due and overdue, by tier."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from csdesk.desk import account_rows
from csdesk.desk.account_rows import AccountRow
from csdesk.desk.review_times import type_label, working_day
from csdesk.desk.today_parts import among
from csdesk.policy.load import Policy, ReviewCadence
from csdesk.policy.tiering_model import Tier
from csdesk.values.days import add_months, count, format_date

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

CoverState = Literal["covered", "planned", "due", "overdue"]

DUE_DAYS: Final = 30
"""A review that nobody planned is due this many days ahead: three weeks of preparation and some to find a date."""


@dataclass(frozen=True, slots=True)
class Cover:
    """One account against one rule of its tier."""

    account_id: int
    account: str
    tier: str
    type: str
    """The type of meeting to plan."""
    months: int
    last: date | None
    """When such a review was last held."""
    due: date
    """By when the next one is."""
    planned: date | None
    """When the next one is planned."""
    review_id: int | None
    """The planned one."""
    state: CoverState
    source: str

    @property
    def rule(self) -> str:
        """The rule in words, with its source: "QBR quarterly (handbook, template 4)"."""
        return f"{type_label(self.type)} {_every(self.months)}" + (f" ({self.source})" if self.source else "")

    @property
    def why(self) -> str:
        """What the state rests on: "Last held 3 Jul 2026"."""
        held = f"Last held {format_date(self.last)}" if self.last else "Never held"
        if self.planned is not None:
            return f"{held}, planned for {format_date(self.planned)}"
        return held


@dataclass(frozen=True, slots=True)
class TierCover:
    """A tier in figures. `rules` is empty for a tier that meets when something calls for it."""

    tier: str
    accounts: int
    covered: int
    """Accounts of which no review is due or overdue."""
    due: int
    overdue: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every tier of the policy, and what is due or overdue: the latest first, those never held last."""

    tiers: tuple[TierCover, ...]
    open: tuple[Cover, ...]
    policy: str


def coverage(desk: Desk) -> Coverage:
    """The book against the cadence of its policy. Churned accounts are left out."""
    policy = account_rows.chosen_policy(desk)
    today = desk.clock.today()
    accounts = [one for one in account_rows.read(desk) if one.stage != "churned"]
    held, planned = _meetings(desk, today)
    found: list[Cover] = []
    tiers: list[TierCover] = []
    of_tier: dict[str, list[AccountRow]] = {tier.id: [] for tier in policy.tiers}
    for account in accounts:
        if tier := tier_of(account, policy):
            of_tier[tier.id].append(account)
    for tier in policy.tiers:
        rules = [one for one in policy.reviews if one.tier == tier.id]
        mine = of_tier[tier.id]
        covers = [cover(account, tier, rule, held, planned, today) for account in mine for rule in rules]
        late = {one.account_id for one in covers if one.state == "overdue"}
        soon = {one.account_id for one in covers if one.state == "due"} - late
        words = tuple(f"{type_label(one.types[0])} {_every(one.months)}" for one in rules)
        tiers.append(TierCover(tier.name, len(mine), len(mine) - len(late) - len(soon), len(soon), len(late), words))
        found += covers
    open_ = [one for one in found if one.state in ("due", "overdue")]
    # What was let slip comes before what was never begun, whose day is only worked out from the contract.
    waiting = sorted(open_, key=lambda one: (one.last is None, one.due, one.account))
    return Coverage(tuple(tiers), tuple(waiting), policy.title)


def _every(months: int) -> str:
    return {1: "monthly", 3: "quarterly", 6: "half-yearly", 12: "yearly"}.get(months, f"every {months} months")


def tier_of(account: AccountRow, policy: Policy) -> Tier | None:
    """The account's tier in the policy: by its name, else by premier support and ARR; None when neither is known."""
    named = account.tier.casefold()
    for tier in policy.tiers:
        if named and named in (tier.name.casefold(), tier.id.casefold()):
            return tier
    if "premier" in account.support_plan.casefold():
        for tier in policy.tiers:
            if tier.premier_support:
                return tier
    if account.arr is None:
        return None
    worth = account.arr.amount
    return next((one for one in policy.tiers if one.arr_from is not None and worth >= one.arr_from), None)


Held = Mapping[tuple[int, str], date]
Planned = Mapping[tuple[int, str], tuple[date, int]]


def cover(account: AccountRow, tier: Tier, rule: ReviewCadence, held: Held, planned: Planned, today: date) -> Cover:
    """One account against one rule. One that never met counts from its contract's start, or from today."""
    last = max((day for kind in rule.types if (day := held.get((account.id, kind)))), default=None)
    ahead = min((one for kind in rule.types if (one := planned.get((account.id, kind)))), default=None)
    since = last or account.contract_start
    due = working_day(add_months(since, rule.months)) if since else today
    state: CoverState
    if ahead is not None:
        state = "covered" if ahead[0] <= due else "planned"
    elif due < today:
        state = "overdue"
    else:
        state = "due" if due <= today + timedelta(days=DUE_DAYS) else "covered"
    return Cover(
        account.id, account.name, tier.name, rule.types[0], rule.months, last, due,
        ahead[0] if ahead else None, ahead[1] if ahead else None, state, rule.source,
    )  # fmt: skip


def covers(desk: Desk, accounts: Collection[int] | None) -> tuple[Cover, ...]:
    """Some accounts, or all, against every rule of their tiers, as `coverage` sees them; by account."""
    policy, today = account_rows.chosen_policy(desk), desk.clock.today()
    held, planned = _meetings(desk, today, accounts)
    rules: dict[str, list[ReviewCadence]] = {}
    for rule in policy.reviews:
        rules.setdefault(rule.tier, []).append(rule)
    found: list[Cover] = []
    for account in sorted(account_rows.some(desk, accounts), key=lambda one: one.id):
        tier = tier_of(account, policy) if account.stage != "churned" else None
        if tier is not None:
            found += [cover(account, tier, rule, held, planned, today) for rule in rules.get(tier.id, ())]
    return tuple(found)


def _meetings(desk: Desk, today: date, accounts: Collection[int] | None = None) -> tuple[Held, Planned]:
    """By account and type: the latest one held, and the next one planned."""
    only, ids = among("account_id", accounts)
    with desk.book.read() as connection:
        found: Iterable[Any] = connection.exec_driver_sql(
            "SELECT id, account_id, type, date, coalesce(status, 'planned') FROM review "
            f"WHERE deleted_at IS NULL AND date IS NOT NULL AND type IS NOT NULL{only}",
            ids,
        ).fetchall()
    held: dict[tuple[int, str], date] = {}
    planned: dict[tuple[int, str], tuple[date, int]] = {}
    for number, account, kind, text, status in found:
        day, key = date.fromisoformat(text), (account, kind)
        if status == "held" and day >= held.get(key, day):
            held[key] = day
        elif status == "planned" and day >= today and (day, number) <= planned.get(key, (day, number)):
            planned[key] = (day, number)
    return held, planned


def overdue_words(one: Cover, today: date) -> str:
    """How late or how near a due review is: "12 days late", "due in 9 days", "never held"."""
    if one.last is None and one.state == "overdue":
        return "never held"
    days = (one.due - today).days
    if days < 0:
        return f"{count(-days, 'day')} late"
    return "due today" if days == 0 else f"due in {count(days, 'day')}"
