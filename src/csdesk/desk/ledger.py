"""The two running accounts of an account: its health scores by day, and its ARR by change.

Every write that changes a score or an ARR, by hand or by import, passes here in the same transaction, so that NRR and
trends can be counted later without asking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from csdesk.book.statements import literal
from csdesk.book.transaction import Transaction
from csdesk.values.money import Money

_MANY = 500


def scores_changed(
    tx: Transaction, scores: Iterable[tuple[int, float | None]], *, on: date | None = None, origin: str | None = None
) -> None:
    """Note new health scores by account id, one per account and day (the last one counts). None leaves no entry."""
    wanted = {account_id: score for account_id, score in scores if score is not None}
    day = (on or tx.today).isoformat()
    # What was worked out, or given by hand in its place, is noted beside these (see health_store).
    columns = "SELECT account_id, id FROM health_snapshot WHERE date=? AND coalesce(origin, '') NOT IN"
    today = _latest(tx, f"{columns} ('computed', 'override') AND account_id IN", [day], wanted)
    fresh: list[tuple[Any, ...]] = []
    for account_id, score in wanted.items():
        if account_id in today:
            tx.update("health_snapshot", today[account_id][0], {"score": score, "origin": origin})
        else:
            fresh.append((account_id, day, score, origin))
    tx.insert_many("health_snapshot", ("account_id", "date", "score", "origin"), fresh)


def arr_changed(
    tx: Transaction, changes: Iterable[tuple[int, Money | None, Money | None]], *, on: date | None = None
) -> None:
    """Note changes of ARR: (account id, before, after). One entry per account and day, measured from the day before.

    The first ARR of an account is new, more is expansion, less is contraction; an ARR that became unknown, or stands
    in another currency, is no growth and no loss, so the latter is kept without a type and the former not at all.
    """
    wanted = {account_id: (before, after) for account_id, before, after in changes if before != after}
    day = (on or tx.today).isoformat()
    columns = "SELECT account_id, id, arr, arr_currency, type FROM arr_event WHERE deleted_at IS NULL AND date"
    same_day = _latest(tx, f"{columns}=? AND note IS NULL AND account_id IN", [day], wanted)
    earlier = _latest(tx, f"{columns}<? AND arr IS NOT NULL AND account_id IN", [day], list(same_day))
    fresh: list[tuple[Any, ...]] = []
    for account_id, (before, after) in wanted.items():
        entry = same_day.get(account_id)
        if entry is None:
            if after is not None:
                fresh.append((account_id, day, kind_of_change(before, after), after))
            continue
        base = earlier.get(account_id)
        start = Money(base[1], base[2]) if base else None
        if entry[3] != "new" and start is None:
            # The book did not see where the day began; the entry keeps the sense it had.
            start = before
        if after is None or after == start:
            tx.remove("arr_event", entry[0])
        else:
            tx.update("arr_event", entry[0], {"type": kind_of_change(start, after), "arr": after})
    tx.insert_many("arr_event", ("account_id", "date", "type", "arr"), fresh)


def accounts_made(
    tx: Transaction, first: int, last: int, *, scores: bool, origin: str | None = None, on: date | None = None
) -> None:
    """Note the first ARR, and with `scores` the first health score, of accounts that this write made in one go."""
    day = literal((on or tx.today).isoformat())
    source = f'FROM account WHERE id BETWEEN {first} AND {last} AND "{{}}" IS NOT NULL ORDER BY id'
    events = {
        "account_id": "id", "date": day, "type": "'new'", "arr": "arr", "arr_currency": "arr_currency",
    }  # fmt: skip
    tx.insert_from("arr_event", events, source.format("arr"), _place(tx, first, last, "arr"))
    if scores:
        marks = {
            "account_id": "id", "date": day, "score": "health_score",
            "origin": "NULL" if origin is None else literal(origin),
        }  # fmt: skip
        tx.insert_from("health_snapshot", marks, source.format("health_score"), _place(tx, first, last, "health_score"))


def _place(tx: Transaction, first: int, last: int, field: str) -> str:
    """What numbers the accounts from 0, when every one of them has the field."""
    sql = f'SELECT count("{field}") FROM account WHERE id BETWEEN {first} AND {last}'
    full = tx.connection.exec_driver_sql(sql).scalar() == last - first + 1
    return f"id - {first}" if full else ""


def kind_of_change(before: Money | None, after: Money) -> str | None:
    """new, expansion or contraction; None when the two cannot be compared."""
    if before is None:
        return "new"
    if before.currency != after.currency or before.minor == after.minor:
        return None
    return "expansion" if after.minor > before.minor else "contraction"


def _latest(
    tx: Transaction, sql: str, parameters: Sequence[Any], accounts: Iterable[int]
) -> dict[int, tuple[Any, ...]]:
    """The newest row of each account, without its account id."""
    ids = list(accounts)
    found: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(ids), _MANY):
        part = ids[start : start + _MANY]
        marks = ",".join("?" * len(part))
        for row in tx.connection.exec_driver_sql(f"{sql} ({marks}) ORDER BY date, id", (*parameters, *part)):
            found[row[0]] = tuple(row[1:])
    return found
