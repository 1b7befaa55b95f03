"""How a renewal ended: renewed, renewed at less, or lost; written in one step with everything that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from csdesk.desk import renewals
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid
from csdesk.values.days import add_months, count
from csdesk.values.money import Money
from csdesk.values.text import clean

if TYPE_CHECKING:
    from csdesk.desk.core import Desk, Transaction
    from csdesk.desk.renewals import RenewalRow

Ended = Literal["renewed", "downgraded", "lost"]
OUTCOMES: Final[dict[str, str]] = {"renewed": "Renewed", "downgraded": "Renewed at less", "lost": "Lost"}
TERM: Final = 12
"""Months to the next renewal where the contract names none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was recorded; `form` is a form that helps with what comes next, "" for none."""

    changed: Changed
    renewal_date: date | None
    """The next renewal; None when the account is lost."""
    form: str = ""


def record(
    desk: Desk,
    account_id: int,
    outcome: str,
    *,
    arr: Money | None = None,
    term_months: int | None = None,
    reason: str = "",
    on: date | None = None,
) -> Outcome:
    """Record how a renewal ended, in one undo step.

    The ARR changes and is noted among the ARR's changes, the call is closed with what came, and the next renewal date
    is a term further (the contract's months, or 12). A lost account leaves the book's renewals with an ARR of 0.
    Invalid when the amount does not fit the outcome, a reason is missing (less, or lost), or `on` is ahead.
    """
    row = renewals.row(desk, account_id)
    today = desk.clock.today()
    day = on or today
    said = clean(reason).strip()
    if outcome not in OUTCOMES:
        raise Invalid("renewal/outcome", f"an outcome is one of {', '.join(OUTCOMES)}")
    if day > today:
        raise Invalid("renewal/on", "an outcome is recorded on its day or later, not ahead")
    if term_months is not None and not 1 <= term_months <= 120:
        raise Invalid("renewal/term_months", "a term is from 1 to 120 months")
    amount = _amount(row, outcome, arr)
    if outcome != "renewed" and not said:
        raise Invalid("renewal/reason", "less, or lost, needs its reason", "It is what the next renewals learn from.")
    words = {"renewed": "Renew", "downgraded": "Renew at less", "lost": "Lose"}[outcome]
    with desk.write(f"{words}: {row.name}", account_id=account_id) as tx:
        _close_call(tx, row, amount, day, said)
        kind = {"renewed": "renewal", "downgraded": "contraction", "lost": "churn"}[outcome]
        term = term_months or row.term_months or TERM
        note = said if outcome == "lost" else f"{OUTCOMES[outcome]} for {count(term, 'month')}" + (
            f": {said}" if said else "")  # fmt: skip
        tx.insert("arr_event", {"account_id": account_id, "date": day, "type": kind, "arr": amount, "note": note})
        following = None if outcome == "lost" else add_months(row.renewal_date, term)
        values: dict[str, Any] = {"arr": amount, "arr_at_risk": None}
        if following is None:
            values |= {"stage": "churned", "stage_since": day, "churned_on": day}
        else:
            values["renewal_date"] = following
            if term_months is not None:
                values["term_months"] = term_months
            before = tx.current("account", account_id)
            if before["notice_date"]:
                values["notice_date"] = add_months(date.fromisoformat(before["notice_date"]), term)
            if before["stage"] == "renewing":
                values |= {"stage": "growing" if outcome == "renewed" else "adopting", "stage_since": day}
            _process(tx, row, day)
        tx.update("account", account_id, values)
    return Outcome(tx.changed, following, "post-mortem" if outcome == "lost" else "")


def _amount(row: RenewalRow, outcome: str, arr: Money | None) -> Money:
    now = row.arr
    if arr is not None and now is not None and arr.currency != now.currency:
        raise Invalid("renewal/arr", f"the account is kept in {now.currency}, and {arr.currency} was given",
                      "Change the account's ARR first if its contract is in another currency now.")  # fmt: skip
    if outcome == "lost":
        if arr is not None and arr.minor:
            raise Invalid("renewal/arr", "a lost renewal has no amount")
        return Money(0, now.currency if now else arr.currency if arr else "USD")
    found = arr or (now if outcome == "renewed" else None)
    if found is None:
        raise Invalid("renewal/arr", "the new ARR is missing", "Give the amount it was renewed at.")
    if found.minor <= 0:
        raise Invalid("renewal/arr", "a renewed contract has an amount above 0", "Record it as lost instead.")
    if outcome == "downgraded" and now is not None and found.minor >= now.minor:
        raise Invalid("renewal/arr", "that is not less than now", "Record it as renewed.")
    if outcome == "renewed" and now is not None and found.minor < now.minor:
        raise Invalid("renewal/arr", "that is less than now", "Record it as downgraded, with the reason.")
    return found


def _close_call(tx: Transaction, row: RenewalRow, amount: Money, day: date, reason: str) -> None:
    if row.calls:
        # The newest call of the renewal is the one that is held against what came.
        tx.update("renewal_call", row.calls[-1].id, {"result": amount, "closed_on": day})
        for earlier in row.calls[:-1]:
            tx.update("renewal_call", earlier.id, {"closed_on": day})
        return
    tx.insert(
        "renewal_call",
        {
            "account_id": row.account_id, "renewal_date": row.renewal_date, "date": day, "arr": row.arr,
            "score": row.score, "automatic": row.automatic, "reason": reason or None, "result": amount,
            "closed_on": day,
        },
    )  # fmt: skip


def _process(tx: Transaction, row: RenewalRow, day: date) -> None:
    """The step of the renewal's own day is done with the outcome."""
    for one in row.verdict.steps:
        if one.step.days == 0 and not one.at_once and one.open:
            tx.insert(
                "renewal_step",
                {"account_id": row.account_id, "title": one.step.title, "step": one.step.id, "state": "done",
                 "renewal_date": row.renewal_date, "done_on": day},
            )  # fmt: skip
