"""What the book knows of renewals, read for all accounts at once: dates, notice, calls, steps, signals, escalations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk.today_parts import among
from csdesk.policy.bands import band_of
from csdesk.policy.load import Policy
from csdesk.policy.renewals_model import Facts, Settled
from csdesk.values.money import Money

if TYPE_CHECKING:
    from sqlalchemy import Connection

NEAR: Final = timedelta(days=90)
"""A call or a step belongs to a renewal when its date was at most so far off: contracts' dates are corrected."""
CANCELLING: Final = "immediate.churn-intent"
"""The signal that the customer wants to leave."""


@dataclass(frozen=True, slots=True)
class Call:
    """The chance of a renewal as it was noted on a day: by the rules, and by the CSM where they said otherwise."""

    id: int
    account_id: int
    renewal_date: date
    on: date
    automatic: float | None
    own: float | None
    reason: str
    score: float | None
    arr: Money | None
    result: Money | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Escalated:
    """The gravest open escalation of an account."""

    tier: int
    deadline: datetime | None


@dataclass(slots=True)
class Known:
    """One account and its renewal, as the book has it."""

    account_id: int
    name: str
    tier: str
    """As the account says."""
    stage: str
    arr: Money | None
    renewal_date: date
    score: float | None
    band: str
    tone: str
    auto_renews: bool | None
    term_months: int | None
    facts: Facts
    calls: list[Call] = field(default_factory=list)
    """Of this renewal, the oldest first."""
    escalated: Escalated | None = None


_HEADS: Final = """
SELECT a.id, a.name, a.tier, a.stage, a.support_plan, a.arr, a.arr_currency, a.renewal_date, a.health_score,
    a.notice_days, a.notice_date, a.auto_renews, a.term_months,
    (SELECT t.date FROM touch t WHERE t.account_id = a.id AND t.deleted_at IS NULL AND t.date <= ?
     ORDER BY t.date DESC LIMIT 1)
FROM account a WHERE a.deleted_at IS NULL AND a.renewal_date IS NOT NULL AND coalesce(a.stage, '') <> 'churned'
    AND a.renewal_date <= ?{only} ORDER BY a.renewal_date, a.name COLLATE NOCASE, a.id
"""
_CALLS: Final = """
SELECT id, account_id, renewal_date, date, automatic, own, coalesce(reason, ''), score, arr, arr_currency, result,
    result_currency, closed_on
FROM renewal_call WHERE deleted_at IS NULL AND renewal_date IS NOT NULL{only} ORDER BY date, id
"""
_STEPS: Final = """
SELECT account_id, step, renewal_date, coalesce(state, ''), done_on, coalesce(reason, '') FROM renewal_step
WHERE deleted_at IS NULL AND step IS NOT NULL AND renewal_date IS NOT NULL{only} ORDER BY id
"""
_SIGNALS: Final = """
SELECT account_id, coalesce(title, ''), substr(raised_at, 1, 10) FROM signal
WHERE deleted_at IS NULL AND rule = ? AND state IN ('raised', 'acknowledged', 'acted'){only} ORDER BY id
"""
_ESCALATIONS: Final = """
SELECT account_id, coalesce(tier, 0), deadline FROM escalation
WHERE deleted_at IS NULL AND coalesce(state, 'open') = 'open'{only} ORDER BY tier, deadline DESC
"""


def read(
    connection: Connection, policy: Policy, today: date, until: date, accounts: Collection[int] | None = None
) -> Iterator[Known]:
    """Every renewal up to a day, those past and not settled included, by date. Accounts that left are left out."""
    only, ids = among("a.id", accounts)
    heads = connection.exec_driver_sql(
        _HEADS.format(only=only), (today.isoformat(), until.isoformat(), *ids)
    ).all()  # fmt: skip
    beside, ids = among("account_id", accounts)
    calls = read_calls(connection, accounts)
    steps: dict[int, list[Any]] = {}
    for row in connection.exec_driver_sql(_STEPS.format(only=beside), ids):
        steps.setdefault(row[0], []).append(row)
    cancelling = {
        row[0]: (row[1], _day(row[2]))
        for row in connection.exec_driver_sql(_SIGNALS.format(only=beside), (CANCELLING, *ids))
    }
    escalated = {
        row[0]: Escalated(row[1], datetime.fromisoformat(row[2]) if row[2] else None)
        for row in connection.exec_driver_sql(_ESCALATIONS.format(only=beside), ids)
    }
    tiers = _Tiers(policy)
    for head in heads:
        known = _known(head, policy, tiers, steps.get(head[0], ()), cancelling.get(head[0]), calls.get(head[0], []))
        known.escalated = escalated.get(head[0])
        yield known


def read_calls(connection: Connection, accounts: Collection[int] | None = None) -> dict[int, list[Call]]:
    """Every call by account, the oldest first, closed ones included."""
    only, ids = among("account_id", accounts)
    found: dict[int, list[Call]] = {}
    for row in connection.exec_driver_sql(_CALLS.format(only=only), ids):
        number, account_id, renewal, on, automatic, own, reason, score, arr, currency, result, other, closed = row
        found.setdefault(account_id, []).append(
            Call(
                number, account_id, _must(renewal), _must(on or renewal), automatic, own, reason, score,
                None if arr is None else Money(arr, currency), None if result is None else Money(result, other),
                _day(closed),
            )
        )  # fmt: skip
    return found


def _known(
    head: Any, policy: Policy, tiers: _Tiers, steps: Collection[Any], cancelling: tuple[str, date | None] | None,
    calls: list[Call],
) -> Known:  # fmt: skip
    (account_id, name, tier, stage, support, arr, currency, renews, score, notice_days, notice_date, auto, term,
     touched) = head  # fmt: skip
    renewal_date = _must(renews)
    money = None if arr is None else Money(arr, currency)
    band = band_of(policy, score)
    renewed = max((one.renewal_date for one in calls if one.closed_on and one.result and one.result.minor > 0),
                  default=None)  # fmt: skip
    settled, planned = _settled(steps, renewal_date, renewed, tiers.after)
    if cancelling is None and stage == "leaving":
        cancelling = ("The account is leaving", None)
    facts = Facts(
        renewal_date=renewal_date,
        tier=tiers.of(tier or "", support or "", money),
        score=score,
        tone=band.tone if band else "",
        last_touch=_day(touched),
        cancel=(cancelling[0] or "The customer wants to leave") if cancelling else "",
        cancel_on=cancelling[1] if cancelling else None,
        notice_days=notice_days,
        notice_date=_day(notice_date),
        settled=settled,
        planned=planned,
        renewed=renewed,
    )
    mine = [one for one in calls if one.closed_on is None and abs(one.renewal_date - renewal_date) <= NEAR]
    return Known(
        account_id, name or "", tier or "", stage or "", money, renewal_date, score, band.word if band else "",
        band.tone if band else "", None if auto is None else bool(auto), term, facts, mine,
    )  # fmt: skip


def _settled(
    steps: Collection[Any], renewal_date: date, renewed: date | None, after: frozenset[str]
) -> tuple[dict[str, Settled], dict[str, date]]:
    """Which steps are done or skipped, and which have a day of their own; the newest entry of a step counts."""
    settled: dict[str, Settled] = {}
    planned: dict[str, date] = {}
    for _, step, renews, state, on, reason in steps:
        meant = renewed if step in after else renewal_date
        if meant is None or abs(_must(renews) - meant) > NEAR:
            continue
        settled.pop(step, None)
        planned.pop(step, None)
        day = _day(on)
        if state in ("done", "skipped"):
            settled[step] = Settled(state, day, reason)
        elif state == "planned" and day is not None:
            planned[step] = day
    return settled, planned


class _Tiers:
    """Which tier of the policy an account belongs to: by its name, else by premier support, else by ARR."""

    def __init__(self, policy: Policy) -> None:
        self._named = {key.casefold(): one.id for one in policy.tiers for key in (one.name, one.id)}
        self._premier = next((one.id for one in policy.tiers if one.premier_support), "")
        self._by_arr = [(one.arr_from, one.id) for one in policy.tiers if one.arr_from is not None]
        self.after = frozenset(
            step.id for path in policy.renewals.paths for step in path.steps if step.days < 0
        )  # fmt: skip

    def of(self, tier: str, support: str, arr: Money | None) -> str:
        """The tier's id; "" when nothing tells it."""
        if found := self._named.get(tier.casefold()):
            return found
        if self._premier and "premier" in support.casefold():
            return self._premier
        if arr is None:
            return ""
        worth = arr.amount
        return next((one for start, one in self._by_arr if worth >= start), "")


@lru_cache(maxsize=8192)
def _parsed(text: str) -> date:
    return date.fromisoformat(text)


def _day(text: str | None) -> date | None:
    return _parsed(text) if text else None


def _must(text: str) -> date:
    return _parsed(text)


def by_account(found: Iterator[Known]) -> Mapping[int, Known]:
    """What was read, by account."""
    return {one.account_id: one for one in found}
