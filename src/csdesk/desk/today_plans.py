"""Success plans past their review date, renewal dates that are over, and figures that have grown old."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk.review_times import working_day
from csdesk.desk.today_model import Item
from csdesk.desk.today_parts import among, day_of, number_of
from csdesk.values.days import add_months, age, format_date

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk
    from csdesk.policy.load import Policy

GOAL_DAYS: Final = 90
"""A goal that was measured is measured again each quarter: what a QBR reports (handbook, template 4)."""

_PLANS = """
SELECT d.id, d.account_id, d.reviewed_on, d.final_on, coalesce(a.tier, ''), max(d.id)
FROM document d JOIN account a ON a.id = d.account_id
WHERE d.form = 'success-plan' AND d.deleted_at IS NULL AND a.deleted_at IS NULL
AND coalesce(a.stage, '') <> 'churned'{only} GROUP BY d.account_id
"""
_PAST = """
SELECT a.id, a.renewal_date FROM account a WHERE a.deleted_at IS NULL AND a.renewal_date < ?
AND coalesce(a.stage, '') <> 'churned'{only}
"""
_GOALS = """
SELECT g.account_id, count(*), min(g.current_on), min(coalesce(g.title, '')) FROM goal g
JOIN account a ON a.id = g.account_id
WHERE g.deleted_at IS NULL AND a.deleted_at IS NULL AND coalesce(a.stage, '') <> 'churned' AND g.current_on <= ?{only}
GROUP BY g.account_id
"""


def due_items(
    desk: Desk, connection: Connection, today: date, until: date, accounts: Collection[int] | None
) -> Iterator[Item]:
    """Plans to review with their customers, and what of the book is out of date; the latter is work of the week."""
    from csdesk.desk.account_rows import chosen_policy

    yield from _plans(connection, chosen_policy(desk), until, accounts)
    only, values = among("a.id", accounts)
    for account_id, day in connection.exec_driver_sql(_PAST.format(only=only), (today.isoformat(), *values)):
        yield Item(
            f"past-renewal/{account_id}/{day}", account_id, "Say how the renewal went",
            f"The renewal date was {format_date(date.fromisoformat(day))}", "A contract is renewed, moved or lost",
            today, place="account", where={"account_id": account_id, "tab": "overview"},
        )  # fmt: skip
    friday = working_day(today) + timedelta(days=max(0, 4 - working_day(today).weekday()))
    if friday <= until:
        yield from _goals(connection, today, friday, accounts)


def _plans(connection: Connection, policy: Policy, until: date, accounts: Collection[int] | None) -> Iterator[Item]:
    months_of = {
        name.casefold(): tier.plan_review_months
        for tier in policy.tiers
        for name in (tier.name,)
        if tier.plan_review_months is not None
    }
    only, values = among("d.account_id", accounts)
    for found in connection.exec_driver_sql(_PLANS.format(only=only), values):
        number, account_id, reviewed, final, tier, _newest = found
        last = day_of(reviewed) or day_of(final)
        if last is None:
            continue
        months = months_of.get(tier.casefold(), policy.plan_review_months)
        due = add_months(last, months)
        if due <= until:
            yield _plan(number, account_id, reviewed, last, months, due)


def _plan(number: int, account_id: int, reviewed: Any, last: date, months: int, due: date) -> Item:
    said = "Last reviewed with them" if reviewed else "Final since"
    return Item(
        f"plan/{number}", account_id, "Review the success plan with the customer", f"{said} {format_date(last)}",
        f"Review every {months} months" if months != 1 else "Review every month", due,
        place="document", where={"document": number}, verb="Plan reviewed with the customer",
    )  # fmt: skip


def _goals(connection: Connection, today: date, due: date, accounts: Collection[int] | None) -> Iterator[Item]:
    only, values = among("g.account_id", accounts)
    before = (today - timedelta(days=GOAL_DAYS)).isoformat()
    for account_id, number, oldest, title in connection.exec_driver_sql(_GOALS.format(only=only), (before, *values)):
        measured = date.fromisoformat(oldest)
        what = f"“{title}”" if number == 1 else f"{number} goals"
        yield Item(
            f"stale-goals/{account_id}", account_id, f"Ask for new figures: {what}",
            f"Last measured {format_date(measured)}, {age(measured, today)}",
            f"A goal is measured every {GOAL_DAYS} days", due, important=False,
            place="account", where={"account_id": account_id, "tab": "plan"},
        )  # fmt: skip


def complete_item(desk: Desk, key: str) -> Changed:
    """Note that the plan was reviewed with the customer today; Invalid for what is put right elsewhere."""
    number = number_of(key, "plan")
    with desk.write("Plan reviewed with the customer") as tx:
        tx.update("document", number, {"reviewed_on": desk.clock.today()})
    return tx.changed
