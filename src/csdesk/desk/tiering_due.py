"""What tiers ask of the day: overrides to look at again, accounts that should move, and the sittings of the book."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.tiering import Standing, read
from csdesk.desk.today_model import Item
from csdesk.policy.load import Policy
from csdesk.values.days import (
    count,
    end_of_month,
    end_of_quarter,
    format_date,
    previous_working_day,
    start_of_quarter,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk


def due_items(
    desk: Desk, connection: Connection, today: date, until: date, accounts: Collection[int] | None
) -> Iterator[Item]:
    """Overrides to look at again, and accounts that should move.

    A move up is due at once, since the account gets too little; a move down waits for the end of the quarter, when
    accounts are tiered anew. Accounts without a tier of this policy are one item together.
    """
    policy = chosen_policy(desk)
    quarter = previous_working_day(end_of_quarter(today))
    new = 0
    for one in read(desk, connection, policy, accounts):
        if one.override is not None:
            review = one.override.review_on
            if review is not None and review <= until:
                since = f" since {format_date(one.override.set_on)}" if one.override.set_on else ""
                yield Item(
                    f"tiering/override/{one.account_id}", one.account_id, "Look at the tier override again",
                    f"{one.override.value}{since}: {one.override.reason}", "An override is reviewed on its day",
                    review, important=False, place="account", where=_where(one), verb="Keep the override",
                )  # fmt: skip
        elif one.move is not None and one.move.direction == "new":
            new += 1
        elif one.move is not None:
            due = today if one.move.direction == "up" else max(quarter, today)
            if due <= until:
                yield Item(
                    f"tiering/move/{one.account_id}/{one.move.to.id}", one.account_id,
                    f"Move it from {one.move.start} to {one.move.to.name}", one.move.trigger, _rule(one, policy),
                    due, important=one.move.direction == "up", place="account", where=_where(one),
                    verb=f"Move to {one.move.to.name}",
                )  # fmt: skip
    if accounts is None:
        yield from _of_book(connection, policy, today, until, new)


def book_items(desk: Desk, connection: Connection, today: date, until: date) -> Iterator[Item]:
    """What is of no account: accounts without a tier of this policy, together, and the sittings."""
    policy, new = chosen_policy(desk), 0
    if max(previous_working_day(end_of_quarter(today)), today) <= until:
        standing = read(desk, connection, policy, None)
        new = sum(one.override is None and one.move is not None and one.move.direction == "new" for one in standing)
    yield from _of_book(connection, policy, today, until, new)


def _of_book(connection: Connection, policy: Policy, today: date, until: date, new: int) -> Iterator[Item]:
    due = max(previous_working_day(end_of_quarter(today)), today)
    if new and due <= until:
        yield Item(
            "tiering/new", None, f"Give {count(new, 'account')} a tier", f"No tier of {policy.title} in the book",
            "Every account has a tier, looked at each quarter", due, important=False, place="accounts",
            where={"query": "move:new"},
        )  # fmt: skip
    yield from _sittings(connection, today, until)


_SITTINGS: Final = (
    ("monthly-portfolio-review", "Hold the monthly portfolio review", "Red accounts, renewals and capacity each month"),
    ("retier-session", "Hold the quarterly re-tier", "Tiers, overrides and candidates each quarter"),
)


def _sittings(connection: Connection, today: date, until: date) -> Iterator[Item]:
    """The sittings of the month and of the quarter that no final document tells of yet, by its last working day.

    Over a book without accounts nobody sits.
    """
    if connection.exec_driver_sql("SELECT 1 FROM account WHERE deleted_at IS NULL LIMIT 1").scalar() is None:
        return
    for form, title, rule in _SITTINGS:
        quarterly = form == "retier-session"
        start = start_of_quarter(today) if quarterly else today.replace(day=1)
        due = max(previous_working_day(end_of_quarter(today) if quarterly else end_of_month(today)), today)
        if due > until:
            continue
        last: str | None = connection.exec_driver_sql(
            "SELECT max(i.issued_on) FROM document d JOIN document_issue i ON i.document_id = d.id "
            "WHERE d.form = ? AND d.deleted_at IS NULL",
            (form,),
        ).scalar()
        if last is None or last < start.isoformat():
            evidence = f"Last held {format_date(date.fromisoformat(last))}" if last else "Never held yet"
            yield Item(
                f"tiering/session/{form}/{start.isoformat()}", None, title, evidence, f"{rule} (coverage, governance)",
                due, place="document", where={"form": form},
            )  # fmt: skip


def _where(one: Standing) -> dict[str, object]:
    return {"account_id": one.account_id, "why": "tier"}


def _rule(one: Standing, policy: Policy) -> str:
    reason = next((each for each in one.verdict.reasons if each.decides), None)
    return reason.rule if reason else policy.title
