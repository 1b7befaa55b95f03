"""The account list: one row per account with everything the grid, the command line and the strip show of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from csdesk.policy.bands import band_of
from csdesk.policy.load import Policy, Tone, policies
from csdesk.policy.tiering_model import Coverage
from csdesk.values.money import Money

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk

PlanState = Literal["", "draft", "final"]
Move = Literal["", "up", "down", "new"]
"""Where the rules would have an account go: up or down a tier, or to its first one."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as a list shows it. None or "" means not known."""

    id: int
    version: int
    name: str
    crm_id: str
    domain: str
    industry: str
    segment: str
    size: str
    product: str
    tier: str
    stage: str
    """The stage's id ("adopting")."""
    owner: str
    country: str
    support_plan: str
    arr: Money | None
    contract_start: date | None
    renewal_date: date | None
    days_left: int | None
    """Days to the renewal; negative once it is past; None when there is none, or the account is lost."""
    score: float | None
    band: str
    """The word of the chosen policy for the score."""
    tone: Tone | Literal[""]
    change: float | None
    """The score less the score of 30 days ago; None when either is missing."""
    seats: int | None
    last_touch: date | None
    days_quiet: int | None
    """Days since the last touch."""
    next_step: str
    next_step_due: date | None
    plan: PlanState
    """The success plan's state."""
    plan_review_due: date | None
    """When a final plan wants its next review, by the policy."""
    proposed: str = ""
    """The tier that the rules propose in place of the book's; "" where it stays. Only where work was asked for, as is
    everything below."""
    move: Move = ""
    overridden: bool = False
    """Whether an override keeps the tier against the rules."""
    coverage: Coverage | Literal[""] = ""
    """Who serves it by the rules."""
    next_touch: date | None = None
    """When the policy's cadence, or the customer, wants the next touch."""
    touch_rule: str = ""
    """What asks for it."""
    days_to_touch: int | None = None
    """Days to the next touch, negative once it is late."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What the rules make of one account."""

    proposed: str = ""
    move: Move = ""
    overridden: bool = False
    coverage: Coverage | Literal[""] = ""
    next_touch: date | None = None
    touch_rule: str = ""


_NO_WORK = _Work()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a set of accounts adds up to. ARR is summed per currency, the largest sum first."""

    accounts: int
    arr: tuple[Money, ...]
    unhealthy: int
    renewing: int
    """Renewals in the next 90 days."""


_COLUMNS = (
    "id", "version", "name", "crm_id", "domain", "industry", "segment", "size", "product", "tier", "stage", "owner",
    "country", "support_plan", "arr", "arr_currency", "contract_start", "renewal_date", "health_score", "seats",
    "next_step", "next_step_due",
)  # fmt: skip

_SQL = f"""
SELECT {", ".join("a." + name for name in _COLUMNS)},
    (SELECT date FROM touch WHERE account_id = a.id AND deleted_at IS NULL ORDER BY date DESC LIMIT 1),
    (SELECT score FROM health_snapshot WHERE account_id = a.id AND deleted_at IS NULL AND date <= :month_ago
     ORDER BY date DESC LIMIT 1),
    d.state, d.version, d.final_on, d.reviewed_on
FROM account a
LEFT JOIN (SELECT account_id, state, version, final_on, reviewed_on, max(id) FROM document
           WHERE form = 'success-plan' AND deleted_at IS NULL GROUP BY account_id) d ON d.account_id = a.id
WHERE a.deleted_at IS NULL {{only}}
ORDER BY a.name COLLATE NOCASE, a.id
"""


def read(desk: Desk, account_id: int | None = None, *, work: bool = False) -> tuple[AccountRow, ...]:
    """Every account outside the bin by name, or only one; empty when that one is not there.

    `work`: with what the rules make of each: its move, who serves it, and when it is touched next.
    """
    today = desk.clock.today()
    policy = chosen_policy(desk)
    values: dict[str, Any] = {"month_ago": (today - timedelta(days=30)).isoformat()}
    only = ""
    if account_id is not None:
        only = "AND a.id = :account"
        values["account"] = account_id
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(_SQL.format(only=only), values).all()
        ruled = _ruled(desk, connection, policy, today, account_id) if work else {}
    return tuple(_row(values, today, policy, ruled.get(values[0], _NO_WORK)) for values in found)


def some(desk: Desk, accounts: Collection[int] | None) -> tuple[AccountRow, ...]:
    """Those of these accounts that are outside the bin, by name, in one query; None for all."""
    if accounts is None:
        return read(desk)
    today, policy = desk.clock.today(), chosen_policy(desk)
    numbers = ",".join(str(int(one)) for one in accounts)
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            _SQL.format(only=f"AND a.id IN ({numbers})"), {"month_ago": (today - timedelta(days=30)).isoformat()}
        ).all()
    return tuple(_row(values, today, policy, _NO_WORK) for values in found)


def _ruled(desk: Desk, connection: Connection, policy: Policy, today: date, account_id: int | None) -> dict[int, _Work]:
    from csdesk.desk import cadence, tiering

    wanted = None if account_id is None else [account_id]
    touches = cadence.next_touches(desk, connection, today, wanted, policy)
    found: dict[int, _Work] = {}
    for one in tiering.read(desk, connection, policy, wanted, dated=False):
        due = touches.get(one.account_id)
        found[one.account_id] = _Work(
            one.proposed,
            one.move.direction if one.move is not None and one.should_move else "",
            one.override is not None,
            one.verdict.coverage,
            due.due if due else None,
            due.rule if due else "",
        )
    return found


def chosen_policy(desk: Desk) -> Policy:
    """The policy the book is read by; the handbook's when none was chosen or the chosen one is not there."""
    from csdesk.desk import settings

    known = policies()
    return known.get(settings.policy_id(desk), known["handbook"])


def summarise(rows: tuple[AccountRow, ...] | list[AccountRow]) -> Summary:
    """The figures of a set of rows."""
    sums: dict[str, int] = {}
    for row in rows:
        if row.arr is not None:
            sums[row.arr.currency] = sums.get(row.arr.currency, 0) + row.arr.minor
    totals = sorted((Money(minor, currency) for currency, minor in sums.items()), key=lambda one: -one.minor)
    return Summary(
        accounts=len(rows),
        arr=tuple(totals),
        unhealthy=sum(row.tone in ("yellow", "red") for row in rows),
        renewing=sum(row.days_left is not None and 0 <= row.days_left <= 90 for row in rows),
    )


@lru_cache(maxsize=8192)
def _day(text: str | None) -> date | None:
    # Ten thousand accounts share some hundreds of days.
    return date.fromisoformat(text) if text else None


def _row(values: Any, today: date, policy: Policy, work: _Work) -> AccountRow:
    (
        account_id, version, name, crm_id, domain, industry, segment, size, product, tier, stage, owner,
        country, support_plan, arr, currency, contract_start, renewal_date, score, seats, next_step, next_step_due,
        last_touch, past, state, document_version, final_on, reviewed_on,
    ) = values  # fmt: skip
    renewal = _day(renewal_date)
    touched = _day(last_touch)
    band = band_of(policy, score)
    plan: PlanState = "" if state is None else "final" if state == "final" or (document_version or 1) > 1 else "draft"
    return AccountRow(
        id=account_id,
        version=version,
        name=name or "",
        crm_id=crm_id or "",
        domain=domain or "",
        industry=industry or "",
        segment=segment or "",
        size=size or "",
        product=product or "",
        tier=tier or "",
        stage=stage or "",
        owner=owner or "",
        country=country or "",
        support_plan=support_plan or "",
        arr=None if arr is None else Money(arr, currency),
        contract_start=_day(contract_start),
        renewal_date=renewal,
        days_left=None if renewal is None or stage == "churned" else (renewal - today).days,
        score=score,
        band=band.word if band else "",
        tone=band.tone if band else "",
        change=None if score is None or past is None else score - past,
        seats=seats,
        last_touch=touched,
        days_quiet=None if touched is None else (today - touched).days,
        next_step=next_step or "",
        next_step_due=_day(next_step_due),
        plan=plan,
        plan_review_due=_review_due(policy, tier or "", _day(reviewed_on) or _day(final_on)),
        proposed=work.proposed,
        move=work.move,
        overridden=work.overridden,
        coverage=work.coverage,
        next_touch=work.next_touch,
        touch_rule=work.touch_rule,
        days_to_touch=None if work.next_touch is None else (work.next_touch - today).days,
    )


def _review_due(policy: Policy, tier_name: str, last: date | None) -> date | None:
    if last is None:
        return None
    from csdesk.values.days import add_months

    months = policy.plan_review_months
    for tier in policy.tiers:
        if tier.name.casefold() == tier_name.casefold() and tier.plan_review_months is not None:
            months = tier.plan_review_months
    return add_months(last, months)
