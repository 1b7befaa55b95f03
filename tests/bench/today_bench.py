"""Scoring, signals and Today over many accounts with a year of weekly readings, beside reading the same rows bare.

The floor is SQLite alone: every row that must be looked at, fetched into Python by one statement, and nothing done
with it. Today after one edit is beside reading that account's rows.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

from figures import Figure, best_of
from made import TODAY, big_book

_STAMP = "2026-11-22T08:00:00.000Z"
_READINGS = ("logins_week", "active_users", "features_used", "open_tickets")
_WEEKS = 52


def busy_book(folder: Path, rows: int) -> Path:
    """The big book with four readings a week for a year, touches, people, promises and scores; made once a run."""
    path = folder / f"busy-{rows}.csdesk"
    if path.exists():
        return path
    shutil.copy(big_book(folder, rows), path)
    connection = sqlite3.connect(path)
    accounts = [number for (number,) in connection.execute("SELECT id FROM account")]
    chance = random.Random(11)
    days = [(TODAY - timedelta(days=7 * (_WEEKS - week))).isoformat() for week in range(_WEEKS)]

    def readings():  # type: ignore[no-untyped-def]
        for account in accounts:
            level = chance.random()
            for day in days:
                level = min(1.0, max(0.05, level + chance.uniform(-0.06, 0.06)))
                for name, top in zip(_READINGS, (900, 100, 16, 12), strict=True):
                    value = top * (1 - level if name == "open_tickets" else level)
                    yield account, name, day, round(value, 1), "Product export", 0.0, 1, _STAMP, _STAMP

    columns = "account_id, indicator, date, value, origin, position, version, created_at, updated_at"
    connection.executemany(f"INSERT INTO indicator_reading ({columns}) VALUES (?,?,?,?,?,?,?,?,?)", readings())
    people, touches, actions = [], [], []
    for account in accounts:
        for number, level in enumerate(("c-level", "director", "manager")):
            last = (TODAY - timedelta(days=chance.randrange(200))).isoformat()
            people.append((account, "customer", f"Person {account}-{number}", level, last, 0.0, 1, _STAMP, _STAMP))
        for _ in range(6):
            day = (TODAY - timedelta(days=chance.randrange(180))).isoformat()
            touches.append((account, "call", day, "Spoke about the rollout", 0.0, 1, _STAMP, _STAMP))
        due = (TODAY + timedelta(days=chance.randrange(-3, 40))).isoformat()
        actions.append((account, "Send the figures", due, "open", 0.0, 1, _STAMP, _STAMP))
    for table, names, values in (
        ("contact", "account_id, side, name, level, last_contact", people),
        ("touch", "account_id, type, date, summary", touches),
        ("action", "account_id, title, due, status", actions),
    ):
        marks = ",".join("?" * (names.count(",") + 5))
        sql = f"INSERT INTO {table} ({names}, position, version, created_at, updated_at) VALUES ({marks})"
        connection.executemany(sql, values)
    connection.commit()
    connection.close()
    return path


def today(folder: Path, rows: int, times: int) -> list[Figure]:
    """The whole book scored, judged and listed; then Today as it stands, after one edit, and after nothing."""
    from csdesk.desk import health_store, records, signals
    from csdesk.desk import today as desk_today
    from csdesk.desk.core import Desk
    from csdesk.desk.today_memory import Memory, memory
    from csdesk.values.clock import FixedClock

    path = busy_book(folder, rows)
    runs = min(times, 3)
    bare = sqlite3.connect(path)

    def read(*tables: str) -> int:
        return sum(len(bare.execute(f"SELECT * FROM {table}").fetchall()) for table in tables)

    readings = best_of(runs, lambda: read("indicator_reading"))
    listed = ("account", "contact", "touch", "action", "review", "document", "signal", "goal", "arr_event")
    found = []
    name = f"{rows:,} accounts, {len(_READINGS) * _WEEKS} readings each"
    with Desk.open(path, clock=FixedClock(TODAY)) as desk:
        scored = best_of(1, lambda: health_store.refresh(desk))
        again = best_of(runs, lambda: health_store.refresh(desk))
        judged = best_of(1, lambda: signals.refresh(desk))
        judged_again = best_of(runs, lambda: signals.refresh(desk))
        rows_read = best_of(runs, lambda: read(*listed))
        whole = best_of(runs, lambda: Memory().read(desk))
        desk_today.read(desk)
        shown = best_of(runs, lambda: desk_today.read(desk))
        one = bare.execute("SELECT id, account_id FROM action ORDER BY id DESC LIMIT 1").fetchone()
        titles = iter(f"Send the figures, part {number}" for number in range(100))

        def edit() -> None:
            records.update(desk, "action", one[0], {"title": next(titles)})
            desk_today.read(desk)
            assert 0 < memory(desk).asked < 5, f"{memory(desk).asked} accounts were asked after one edit"

        edited = best_of(runs, edit)
        wrote = best_of(runs, lambda: records.update(desk, "action", one[0], {"title": next(titles)}))
        lines = len(desk_today.read(desk).entries)

        def of_account() -> None:
            for table in listed:
                key = "id" if table == "account" else "account_id"
                bare.execute(f"SELECT * FROM {table} WHERE {key}=?", (one[1],)).fetchall()

        few = best_of(runs, of_account)
    beside = "reading all readings from SQLite"
    found += [
        Figure(f"health, {name}, first", scored, readings, beside=beside),
        Figure(f"health, {name}, nothing changed", again, readings, beside=beside),
        Figure(f"signals, {name}, first", judged, readings, beside=beside),
        Figure(f"signals, {name}, nothing changed", judged_again, readings, beside=beside),
        Figure(f"Today, {lines:,} lines of {rows:,} accounts, everything asked", whole, rows_read,
               beside="reading the rows it rests on from SQLite"),
        Figure("Today, nothing changed since", shown, None),
        Figure("Today after one edit, the write with it", edited, few, beside="reading that account's rows"),
        Figure("of that, the write and what follows it", wrote, None),
    ]  # fmt: skip
    bare.close()
    return found
