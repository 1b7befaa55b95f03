"""The Health tab: what it shows of a verdict, readings typed in, and a score given by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize

from csdesk.desk import health, records
from csdesk.desk.core import Desk
from csdesk.ui.pages.account.health import HealthTab
from csdesk.ui.pages.account.health_dialogs import OverrideDialog, ReadingsDialog
from csdesk.ui.pages.account.health_why import HealthWhy
from csdesk.ui.theme import Theme
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)


class FakeContext:
    """As much of a context as the tab uses."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.said: list[str] = []

    def toast(self, words: str, undo: bool = False) -> None:
        self.said.append(words)


@pytest.fixture
def desk(tmp_path: Path, theme: Theme) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        records.create(opened, "account", {"name": "Halden Foods", "renewal_date": TODAY + timedelta(days=74)})
        yield opened


def tab(desk: Desk, qtbot: Any) -> HealthTab:
    made = HealthTab(FakeContext(desk), 1)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(QSize(1000, 700))
    made.show()
    return made


def texts(made: HealthTab, column: str) -> list[str]:
    at = next(at for at, one in enumerate(made.model.columns) if one.key == column)
    return [str(made.model.data(made.model.index(row, at))) for row in range(made.model.row_count())]


def test_an_empty_account_shows_what_is_asked_and_no_score(desk: Desk, qtbot: Any) -> None:
    made = tab(desk, qtbot)
    assert not made._chart.isVisible() and made._no_history.isVisible()
    assert set(texts(made, "points")) - {""} == {"–"}
    assert "0 of 7" in made._head.note.text()


def test_readings_typed_in_the_dialog_make_the_score(desk: Desk, qtbot: Any) -> None:
    made = tab(desk, qtbot)
    dialog = ReadingsDialog(made, desk, "Halden Foods", health.askable(desk, 1), made._add)
    typed = {one.name: line for one, line, _ in dialog._boxes}
    typed["active_users"].setText("lots")
    dialog._accept()
    assert not health.readings(desk, 1), "nothing is saved while one is wrong"
    typed["active_users"].setText("63%")
    typed["features_used"].setText("10")
    dialog._accept()
    made.reload()
    assert "−30%" in texts(made, "reading") and made._chart.isVisible()
    assert made.context.said == ["Added 2 readings"]  # type: ignore[attr-defined]
    made.grab()


def test_why_sums_up_and_names_the_rule(desk: Desk, qtbot: Any) -> None:
    health.add_readings(desk, 1, {"active_users": 63.0, "features_used": 10.0})
    panel = HealthWhy(health.health(desk, 1))
    qtbot.addWidget(panel)
    said = " ".join(child.accessibleName() for child in panel.findChildren(object) if hasattr(child, "accessibleName"))
    assert "21.4 of the 35 points that have a reading: 21.4 ÷ 35 = 61" in said
    assert "Act at once. Active users is yellow and the renewal is 74 days away." in said
    assert "1. Active users costs" in said
    panel.grab()


def test_an_override_is_given_and_ended(desk: Desk, qtbot: Any) -> None:
    health.add_readings(desk, 1, {"active_users": 63.0})
    made = tab(desk, qtbot)
    dialog = OverrideDialog(made, desk, made.health, made._set, made._end)
    dialog._score.setText("80")
    dialog._accept()
    assert made.health.override is None, "a reason is needed"
    dialog._reason.setPlainText("They signed for three years")
    dialog._accept()
    made.reload()
    assert made.health.score == 80 and made._override.text() == "Change the override"
    made._end()
    made.reload()
    assert made.health.override is None


@pytest.mark.parametrize("name", ["strategist", "csm-playbook", "intervention"])
def test_indicators_of_several_figures_have_a_row_for_each(desk: Desk, qtbot: Any, name: str) -> None:
    from csdesk.desk import settings

    health.add_readings(desk, 1, {"active_users": 63.0, "nps": 20.0})
    settings.choose_policy(desk, name)
    made = tab(desk, qtbot)
    made.grab()
    assert made.model.row_count() >= len(made.health.verdict.contributions)


def test_a_book_is_worked_out_anew_when_it_opens_on_another_day(book: Path, windows: Any) -> None:
    with Desk.open(book, clock=FixedClock(TODAY - timedelta(days=60))) as earlier:
        health.add_readings(earlier, 1, {"active_users": 63.0})
        health.catch_up(earlier)
        before = health.health(earlier, 1).verdict.coverage
    window = windows.open(book)
    windows.settle(window)
    desk = window.context.desk
    assert health.waiting(desk) == []
    assert before == 20 and health.health(desk, 1).verdict.coverage == 0, "what is 60 days old is no knowledge of today"
