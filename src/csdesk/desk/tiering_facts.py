"""What tiers are decided by: the facts of accounts as the book holds them, read for all accounts at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk.today_parts import among
from csdesk.policy.tiering import Facts
from csdesk.policy.tiering_model import FACTS
from csdesk.values.money import Money

if TYPE_CHECKING:
    from sqlalchemy import Connection

_YES_NO: Final = tuple(name for name, (_, kind, _) in FACTS.items() if kind == "yes-no")
_CHOICES: Final = tuple(name for name, (_, kind, _) in FACTS.items() if kind == "choice")
_FEW: Final = 20
"""Up to so many accounts the journal is asked since when each fact is known."""

_SQL: Final = """
SELECT a.id, a.name, a.tier, a.stage, a.arr, a.arr_currency, a.support_plan, a.product, a.health_score,
    a.annual_revenue, a.annual_revenue_currency, a.version, {facts}
FROM account a WHERE a.deleted_at IS NULL{only} ORDER BY a.id
"""
_CHANCES: Final = """
SELECT account_id, max(CASE WHEN value_currency = ? THEN value END), substr(updated_at, 1, 10) FROM opportunity
WHERE deleted_at IS NULL AND value IS NOT NULL AND coalesce(stage, 'identified') NOT IN ('won', 'lost'){only}
GROUP BY account_id
"""
_PEOPLE: Final = """
SELECT account_id, count(*) FROM contact WHERE deleted_at IS NULL AND left_on IS NULL AND account_id IS NOT NULL
AND coalesce(side, 'customer') = 'customer'{only} GROUP BY account_id
"""
_ARR_DAYS: Final = "SELECT account_id, max(date) FROM arr_event WHERE deleted_at IS NULL{only} GROUP BY account_id"
_SCORE_DAYS: Final = (
    "SELECT account_id, max(date) FROM health_snapshot WHERE deleted_at IS NULL{only} GROUP BY account_id"
)


@dataclass(frozen=True, slots=True)
class Known:
    """One account with its facts."""

    account_id: int
    name: str
    tier: str
    """The tier in the book, as it was written."""
    facts: Facts
    version: int


@lru_cache(maxsize=8192)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def read(
    connection: Connection, currency: str, accounts: Collection[int] | None = None, *, dated: bool = True
) -> Iterator[Known]:
    """The facts of every account outside the bin, or of those named; `currency` is the book's.

    `dated`: with the days since which ARR, health and opportunities are known; for a few accounts those of all facts.
    """

    def rows(sql: str, column: str = "account_id", *before: Any) -> Iterator[Any]:
        only, values = among(column, accounts)
        yield from connection.exec_driver_sql(sql.replace("{only}", only), (*before, *values))

    chances = {row[0]: (row[1], row[2]) for row in rows(_CHANCES, "account_id", currency)}
    people = {row[0]: row[1] for row in rows(_PEOPLE)}
    arr_days = {row[0]: row[1] for row in rows(_ARR_DAYS)} if dated else {}
    score_days = {row[0]: row[1] for row in rows(_SCORE_DAYS)} if dated else {}
    few = dated and accounts is not None and len(accounts) <= _FEW
    written = _written(connection, list(accounts or ())) if few else {}
    fields = (*_YES_NO, *_CHOICES)
    sql = _SQL.replace("{facts}", ", ".join(f"a.{name}" for name in fields))
    for row in rows(sql, "a.id"):
        account_id = row[0]
        values: dict[str, object] = {
            name: bool(value) if place < len(_YES_NO) else value
            for place, (name, value) in enumerate(zip(fields, row[12:], strict=True))
            if value is not None
        }
        days: dict[str, date] = dict(written.get(account_id, {}))
        if row[9] is not None:
            values["annual_revenue"] = Money(row[9], row[10])
        # Without any open opportunity the largest is worth nothing; one in another currency cannot be compared.
        amount, day = chances.get(account_id, (0, ""))
        if amount is not None:
            values["expansion"] = Money(amount, currency)
            if day:
                days["expansion"] = _day(day)
        values["people"] = people.get(account_id, 0)
        if arr_days.get(account_id):
            days["arr"] = _day(arr_days[account_id])
        if score_days.get(account_id):
            days["health"] = _day(score_days[account_id])
        facts = Facts(
            None if row[4] is None else Money(row[4], row[5]),
            currency,
            row[6] or "",
            row[7] or "",
            row[8],
            row[3] == "churned",
            values,
            days,
        )
        yield Known(account_id, row[1] or "", row[2] or "", facts, row[11])


def _written(connection: Connection, accounts: list[int]) -> dict[int, dict[str, date]]:
    """By account: the day that each field of it was last written, as the journal has it."""
    found: dict[int, dict[str, date]] = {}
    if not accounts:
        return found
    marks = ",".join("?" * len(accounts))
    for account_id, name, new, day in connection.exec_driver_sql(
        "SELECT c.record_id, c.field, c.new, substr(s.at, 1, 10) FROM change c JOIN change_set s ON s.id = c.set_id "
        f"WHERE c.record = 'account' AND c.record_id IN ({marks}) AND s.state <> 'undone' ORDER BY c.id",
        tuple(accounts),
    ):
        days = found.setdefault(account_id, {})
        if name is not None:
            days[name] = _day(day)
        elif new:
            made = json.loads(new) if isinstance(new, str) else new
            days.update((key, _day(day)) for key, value in dict(made).items() if value is not None)
    return found
