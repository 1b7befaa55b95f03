"""The CSM's own calls on renewals beside the rules' chance: set, taken back, remembered, and held against what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from csdesk.desk import renewal_facts, renewals
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid
from csdesk.desk.renewal_facts import Call
from csdesk.values.days import count
from csdesk.values.money import Money
from csdesk.values.text import clean

if TYPE_CHECKING:
    from csdesk.desk.core import Desk, Transaction
    from csdesk.desk.renewals import RenewalRow

TARGET: Final = 90.0
"""Percent that what came should be of the forecast, at least (strategist, renewal metrics)."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One settled renewal: what was due, what was expected by health and by the CSM, and what came."""

    account_id: int
    name: str
    call: Call
    due: Money
    automatic: Money | None
    own: Money | None
    """By the own call; where none was made, as by health."""
    result: Money


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How near the forecasts came, in one currency."""

    currency: str
    rows: tuple[Compared, ...]
    due: Money
    result: Money
    automatic: Money
    own: Money
    differed: int
    """Renewals where the own call was another than the rules'."""
    closer: int
    """Of those, how many times the own call was nearer to what came."""

    @property
    def automatic_share(self) -> float | None:
        """What came, in percent of what was expected by health; 100 is exact."""
        return _share(self.result, self.automatic)

    @property
    def own_share(self) -> float | None:
        """What came, in percent of what the CSM expected."""
        return _share(self.result, self.own)


def set_call(desk: Desk, account_id: int, percent: float, reason: str = "") -> Changed:
    """Note the CSM's own chance of an account's renewal, in percent, with its reason.

    Invalid for a chance outside 0 to 100, or without a reason where it is another than the rules'.
    """
    return set_calls(desk, {account_id: percent}, reason)


def set_calls(desk: Desk, calls: Mapping[int, float], reason: str = "") -> Changed:
    """Note several own calls for one reason, in one undo step; Invalid, with nothing written, as `set_call`."""
    if not calls:
        raise Invalid("renewal_call", "no call was given")
    rows = {account_id: renewals.row(desk, account_id) for account_id in calls}
    said = clean(reason).strip()
    for account_id, percent in calls.items():
        row = rows[account_id]
        if not 0 <= percent <= 100:
            raise Invalid("renewal_call/own", "a call is from 0 to 100 percent")
        if percent != row.automatic and not said:
            by_rules = "the rules give none" if row.automatic is None else f"the rules give {row.automatic:g}%"
            raise Invalid(
                "renewal_call/reason", f"{row.name}: {percent:g}% needs its reason, since {by_rules}",
                "Say what the score does not show.",
            )  # fmt: skip
    if len(rows) == 1:
        ((account_id, percent),) = calls.items()
        name = f"Call {rows[account_id].name} at {percent:g}%"
    else:
        name = f"Call {count(len(rows), 'renewal')}"
    with desk.write(name, account_id=next(iter(calls)) if len(calls) == 1 else None) as tx:
        for account_id, percent in calls.items():
            _note(tx, rows[account_id], percent, said)
    return tx.changed


def clear_call(desk: Desk, account_id: int) -> Changed:
    """Let the rules' chance count again; the calls made before are kept. Invalid when there is none."""
    row = renewals.row(desk, account_id)
    if row.kept is None:
        raise Invalid("renewal_call", f"{row.name} has no call of your own")
    with desk.write(f"Take the call on {row.name} back", account_id=account_id) as tx:
        _note(tx, row, None, "")
    return tx.changed


def _note(tx: Transaction, row: RenewalRow, own: float | None, reason: str) -> None:
    values = {
        "renewal_date": row.renewal_date, "date": tx.today, "arr": row.arr, "score": row.score,
        "automatic": row.automatic, "own": None if own is None else float(own), "reason": reason or None,
    }  # fmt: skip
    last = row.calls[-1] if row.calls else None
    if last is not None and last.on == tx.today:
        # Of the calls of a day the last one is meant.
        tx.update("renewal_call", last.id, values)
    else:
        tx.insert("renewal_call", {**values, "account_id": row.account_id})


def history(desk: Desk, account_id: int) -> tuple[Call, ...]:
    """Every call ever made on an account's renewals, the newest first."""
    with desk.book.read() as connection:
        return tuple(reversed(renewal_facts.read_calls(connection, (account_id,)).get(account_id, [])))


def accuracy(desk: Desk) -> tuple[Accuracy, ...]:
    """The settled renewals against what was expected of them, each currency by itself; empty before the first one."""
    with desk.book.read() as connection:
        calls = renewal_facts.read_calls(connection)
        names = {row[0]: row[1] for row in connection.exec_driver_sql("SELECT id, name FROM account")}
    by_currency: dict[str, list[Compared]] = {}
    for account_id, made in calls.items():
        for call in made:
            if call.closed_on is None or call.result is None or call.arr is None:
                continue
            if call.arr.currency != call.result.currency:
                continue
            automatic = _expected(call.arr, call.automatic)
            own = automatic if call.own is None else _expected(call.arr, call.own)
            by_currency.setdefault(call.arr.currency, []).append(
                Compared(account_id, names.get(account_id, ""), call, call.arr, automatic, own, call.result)
            )
    return tuple(
        _accuracy(currency, rows)
        for currency, rows in sorted(by_currency.items(), key=lambda one: -sum(each.due.minor for each in one[1]))
    )


def _accuracy(currency: str, rows: list[Compared]) -> Accuracy:
    rows = sorted(rows, key=lambda one: (one.call.closed_on or one.call.on, one.name), reverse=True)
    nothing = Money(0, currency)
    differed = [one for one in rows if one.own is not None and one.own != one.automatic]
    closer = sum(
        1
        for one in differed
        if one.own is not None
        and (one.automatic is None or abs(one.own.minor - _came(one)) < abs(one.automatic.minor - _came(one)))
    )
    return Accuracy(
        currency, tuple(rows), sum((one.due for one in rows), nothing), sum((one.result for one in rows), nothing),
        sum((one.automatic for one in rows if one.automatic is not None), nothing),
        sum((one.own for one in rows if one.own is not None), nothing), len(differed), closer,
    )  # fmt: skip


def _came(one: Compared) -> int:
    # Growth at the renewal was not what the call was about.
    return min(one.result.minor, one.due.minor)


def _expected(arr: Money, percent: float | None) -> Money | None:
    if percent is None:
        return None
    return Money(round(Decimal(arr.minor) * Decimal(repr(percent)) / 100), arr.currency)


def _share(part: Money, whole: Money) -> float | None:
    return part.minor / whole.minor * 100 if whole.minor else None
