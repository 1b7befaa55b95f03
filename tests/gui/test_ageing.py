"""Health and signals are worked out in small parts when the window opens, and after a large import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from csdesk.desk import accounts, imports, records, signal_store, signals, today, today_memory
from csdesk.desk.core import Changed, Desk
from csdesk.ui.ageing import Ageing, _work_out
from csdesk.values.clock import FixedClock


class Told(QObject):
    """What Ageing needs of a context."""

    changed = Signal(object)


class Later:
    """Jobs that are done when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(self, work: Callable[..., Any], *values: Any, done: Any = None, **_options: Any) -> None:
        def later() -> None:
            found = work(*values)
            if done is not None:
                done(found)

        self.waiting.append(later)

    def work(self) -> int:
        """Do one job after the other; how many."""
        count = 0
        while self.waiting:
            self.waiting.pop(0)()
            count += 1
        return count


def test_after_a_large_import(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal_store, "AT_ONCE", 300)
    monkeypatch.setattr(signals, "AT_ONCE", 300)
    path = tmp_path / "accounts.csv"
    rows = "".join(f"A-{n},Company {n},2026-12-{n % 28 + 1:02}\n" for n in range(600))
    path.write_text("Account ID,Account Name,Renewal Date\n" + rows, encoding="utf-8")
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(date(2026, 11, 23))) as desk:
        context, jobs = Told(), Later()
        ageing: Any = Ageing(desk, jobs, context)  # type: ignore[arg-type]
        assert jobs.work() == 1 and signals.open(desk) == ()
        desk.subscribe(context.changed.emit)
        imports.apply(desk, path)
        assert signals.open(desk) == ()
        # Asked for the accounts, three parts, and noted that all is done.
        assert jobs.work() == 5
        assert len({one.account_id for one in signals.open(desk)}) == 600
        assert signals.waiting(desk) == [] and jobs.work() == 0
        # What changes meanwhile is worked out too.
        context.changed.emit(Changed(accounts=frozenset(range(1, 400))))
        context.changed.emit(Changed(accounts=frozenset(range(1, 400))))
        assert jobs.work() == 2
        assert ageing.parent() is context


def test_today_is_read_before_accounts_age(qtbot: QtBot, tmp_path: Path) -> None:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(date(2026, 11, 23))) as desk:
        for number in range(3):
            records.create(desk, "account", {"name": f"Company {number}", "renewal_date": date(2026, 12, 3)})
        ids = [one.id for one in accounts.rows(desk)]
        assert today_memory.memory(desk).part(desk, 1) == (1, 3) and today.reading(desk)
        assert _work_out(desk, ids) == 0 and not today.reading(desk)
        assert _work_out(desk, ids) == 3
