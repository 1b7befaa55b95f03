"""Health after an undo: snapshots that only what was undone had given go, so that the book is as before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from csdesk.desk import health_facts
from csdesk.desk import health_store as store
from csdesk.policy import health as rules

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk


def unsay(desk: Desk, changed: Changed) -> None:
    """After an undo, take away the snapshots that only what was undone had given, so that the book is as before."""
    from csdesk.desk.account_rows import chosen_policy

    policy, accounts = chosen_policy(desk), sorted(changed.accounts)
    removed: list[int] = []
    mended: list[tuple[int, float, str]] = []
    with desk.book.read() as connection:
        since = _day_undone(connection, changed.set_id, desk.clock.today())
        kept = _kept_since(connection, accounts, since)
        last = _before(connection, accounts, since)
        for day in sorted({one[2] for one in kept}):
            on = date.fromisoformat(day)
            here = {account: (record, score, inputs) for record, account, at, score, inputs in kept if at == day}
            for facts in health_facts.read(connection, policy, on, here):
                record, score, inputs = here[facts.account_id]
                measured = any(one.on <= on and one.origin != health_facts.BOOK
                               for several in facts.readings.values() for one in several)  # fmt: skip
                verdict = rules.score(policy, facts.readings, on, facts.segment)
                note = None
                if measured and verdict.score is not None:
                    note = store.snapshot_due(facts.account_id, verdict, policy, on, last.get(facts.account_id))
                if note is None:
                    removed.append(record)
                    continue
                if (note[1], note[2]) != (score, inputs):
                    mended.append((record, note[1], note[2]))
                last[facts.account_id] = (record, day, note[1], note[2])
    if removed or mended:
        with desk.write(store.STEP, undoable=False) as tx:
            for record in removed:
                tx.remove("health_snapshot", record)
            for record, score, inputs in mended:
                tx.update("health_snapshot", record, {"score": score, "inputs": inputs})


def _day_undone(connection: Connection, set_id: int | None, today: date) -> str:
    """The day on which what was undone had been done, as the book writes it."""
    at = connection.exec_driver_sql(
        "SELECT at FROM change_set WHERE id=(SELECT reverts FROM change_set WHERE id=?)", (set_id,)
    ).scalar()
    day = datetime.fromisoformat(at).astimezone().date() if at else today
    return min(day, today).isoformat()


_Kept = tuple[int, int, str, float, str | None]


def _kept_since(connection: Connection, accounts: Sequence[int], since: str) -> list[_Kept]:
    where, values = store.where_of(accounts)
    found = connection.exec_driver_sql(
        "SELECT id, account_id, date, score, inputs FROM health_snapshot WHERE deleted_at IS NULL "
        f"AND origin = '{store.COMPUTED}' AND date >= ?{where} ORDER BY date, id",
        (since, *values),
    )
    wanted = set(accounts)
    return [(row[0], row[1], row[2], row[3], row[4]) for row in found if row[1] in wanted]


def _before(
    connection: Connection, accounts: Sequence[int], since: str
) -> dict[int, tuple[int, str, float, str | None]]:
    where, values = store.where_of(accounts)
    found = connection.exec_driver_sql(
        "SELECT account_id, id, max(date), score, inputs FROM health_snapshot WHERE deleted_at IS NULL "
        f"AND origin = '{store.COMPUTED}' AND date < ?{where} GROUP BY account_id",
        (since, *values),
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in found}
