"""Readings, and what the book works out from them: taken back as a whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import imports, records
from csdesk.desk.core import Desk
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        records.create(opened, "account", {"name": "Halden Foods", "crm_id": "H-1", "health_score": 81.0})
        records.create(opened, "account", {"name": "Arvelle Logistics", "crm_id": "A-1"})
        yield opened


def state(desk: Desk) -> list[Any]:
    with sqlite3.connect(desk.path) as connection:
        found: list[Any] = connection.execute("SELECT id, name, health_score FROM account ORDER BY id").fetchall()
        for table in ("health_snapshot", "indicator_reading", "sync_run"):
            rows = connection.execute(f"SELECT * FROM {table} ORDER BY id")
            names = [column[0] for column in rows.description]
            found += [
                {k: v for k, v in zip(names, row, strict=True) if k not in ("version", "updated_at")} for row in rows
            ]
    connection.close()
    return found


def usage(tmp_path: Path, value: int, day: str = "2026-11-20", name: str = "usage.csv") -> Path:
    path = tmp_path / name
    path.write_text(f"Account ID,Metric,Date,Value\nH-1,Active users,{day},{value}\nA-1,Active users,{day},{value}\n")
    return path


def test_undoing_the_only_readings_takes_the_scores_and_their_snapshots_back(desk: Desk, tmp_path: Path) -> None:
    before = state(desk)
    done = imports.apply(desk, usage(tmp_path, 63))
    assert state(desk) != before and records.of_account(desk, "health_snapshot", 2)
    imports.undo_import(desk, done.import_id)
    assert state(desk) == before


def test_undoing_later_readings_leaves_what_the_earlier_ones_gave(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, usage(tmp_path, 63, "2026-11-01"))
    before = state(desk)
    done = imports.apply(desk, usage(tmp_path, 20, "2026-11-21", "later.csv"))
    assert state(desk) != before
    imports.undo_import(desk, done.import_id)
    assert state(desk) == before


def test_undone_weeks_later_the_snapshots_kept_meanwhile_go_too(tmp_path: Path) -> None:
    path = tmp_path / "late.csdesk"
    with Desk.open(path, clock=FixedClock(TODAY)) as desk:
        records.create(desk, "account", {"name": "Halden Foods", "crm_id": "H-1", "health_score": 81.0})
        records.create(desk, "account", {"name": "Arvelle Logistics", "crm_id": "A-1"})
        before = state(desk)
        done = imports.apply(desk, usage(tmp_path, 63))
    from csdesk.desk import health_store

    for weeks in (1, 2, 3):
        with Desk.open(path, clock=FixedClock(TODAY + timedelta(weeks=weeks))) as desk:
            health_store.refresh(desk)
    with Desk.open(path, clock=FixedClock(TODAY + timedelta(weeks=3))) as desk:
        assert len(records.of_account(desk, "health_snapshot", 2)) == 4
        imports.undo_import(desk, done.import_id)
        assert state(desk) == before


def crm(tmp_path: Path, score: int) -> Path:
    path = tmp_path / "accounts.csv"
    path.write_text(f"Account ID,Account name,Health score\nH-1,Halden Foods,{score}\n")
    return path


def test_a_score_worked_out_is_never_in_conflict_with_the_crm(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, crm(tmp_path, 81))
    imports.apply(desk, usage(tmp_path, 63))
    worked_out = records.get(desk, "account", 1).values["health_score"]
    assert worked_out != 81
    for score in (81, 74, 74):
        plan = imports.prepare(desk, crm(tmp_path, score))
        assert (plan.conflicts, plan.updated) == ([], 0)
        done = imports.apply(desk, tmp_path / "accounts.csv", plan)
        assert done.conflicts == 0
        assert records.get(desk, "account", 1).values["health_score"] == worked_out
    assert imports.changes(desk) == ()
    # Where the book works nothing out, the score of the CRM counts as any other field.
    path = tmp_path / "accounts.csv"
    path.write_text("Account ID,Account name,Health score\nA-1,Arvelle Logistics,55\n")
    imports.apply(desk, path)
    assert records.get(desk, "account", 2).values["health_score"] == 55
