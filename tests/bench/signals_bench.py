"""Signals over a whole book with a year of weekly readings, beside reading the same rows from SQLite alone."""

from __future__ import annotations

import random
import sqlite3
from datetime import timedelta
from pathlib import Path

from figures import Figure, best_of
from made import TODAY, big_book

INDICATORS = (("logins_week", 40, 400), ("active_users", 30, 95), ("open_tickets", 0, 12), ("features_used", 2, 18))
_WEEKS = 52


def measured_book(folder: Path, accounts: int) -> Path:
    """A book of that many accounts, each with a year of weekly readings and a year of weekly scores."""
    from csdesk.desk.core import Desk

    path = folder / f"measured-{accounts}.csdesk"
    if path.exists():
        return path
    source = big_book(folder, accounts)
    with Desk.open(source) as desk:
        desk.book.backup(path)
    chance = random.Random(11)
    connection = sqlite3.connect(path)
    ids = [row[0] for row in connection.execute("SELECT id FROM account")]
    days = [(TODAY - timedelta(days=7 * week)).isoformat() for week in range(_WEEKS)]
    readings = [
        (account, name, day, float(round(chance.uniform(low, high))), TODAY.isoformat(), TODAY.isoformat())
        for account in ids
        for name, low, high in INDICATORS
        for day in days
    ]
    connection.executemany(
        "INSERT INTO indicator_reading (account_id, indicator, date, value, version, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, 1, ?, ?)",
        readings,
    )
    scores = [(account, day, float(chance.randrange(20, 100)), TODAY.isoformat(), TODAY.isoformat())
              for account in ids for day in days]  # fmt: skip
    connection.executemany(
        "INSERT INTO health_snapshot (account_id, date, score, origin, version, created_at, updated_at) "
        "VALUES (?, ?, ?, 'CRM', 1, ?, ?)",
        scores,
    )
    connection.commit()
    connection.close()
    return path


def raw(path: Path) -> int:
    """What no scoring can do without: the year's readings, one row after another."""
    connection = sqlite3.connect(path)
    since = (TODAY - timedelta(days=500)).isoformat()
    rows = connection.execute(
        "SELECT account_id, indicator, date, value, origin FROM indicator_reading WHERE deleted_at IS NULL "
        "AND value IS NOT NULL AND indicator IS NOT NULL AND date >= ? ORDER BY account_id, date, id",
        (since,),
    ).fetchall()
    connection.close()
    return len(rows)


def signals(folder: Path, rows: int, times: int) -> list[Figure]:
    """The daily pass over the book, the same when nothing is different, one account after an edit, and Today's list."""
    from csdesk.desk import signals as desk_signals
    from csdesk.desk.core import Desk

    path = measured_book(folder, rows)
    floor = best_of(times, lambda: raw(path))
    with Desk.open(path) as desk:
        ids = desk_signals.waiting(desk)

        def whole() -> None:
            for start in range(0, len(ids), 250):
                desk_signals.work_out(desk, ids[start : start + 250])

        first = best_of(1, whole)
        again = best_of(min(times, 3), whole)
        alone = best_of(min(times, 3), lambda: desk_signals.refresh(desk))
        one = best_of(times, lambda: desk_signals.refresh(desk, [ids[rows // 2]]))
        standing = best_of(times, lambda: desk_signals.standing(desk))
        until = TODAY + timedelta(days=7)

        def due() -> None:
            with desk.book.read() as connection:
                list(desk_signals.due_items(desk, connection, TODAY, until, None))

        today = best_of(times, due)
    beside = f"sqlite3, fetchall of the {rows * len(INDICATORS) * _WEEKS:,} readings"
    name = f"{rows:,} accounts, {len(INDICATORS)} readings a week"
    return [
        Figure(f"health and signals, {name}, first", first, floor, beside=beside),
        Figure(f"health and signals, {name}, nothing changed", again, floor, beside=beside),
        Figure(f"signals alone, {name}, nothing changed", alone, floor, beside=beside),
        Figure(f"signals of one account of {rows:,}", one, None),
        Figure(f"standing of {rows:,} accounts", standing, None),
        Figure(f"what signals ask for, {rows:,} accounts", today, None),
    ]
