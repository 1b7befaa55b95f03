"""The Renewals place: what it shows, calls tried and kept, steps, a month planned, outcomes, and the chart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from csdesk.desk import records, renewal_calls, renewal_steps, renewals, settings
from csdesk.desk.core import Desk
from csdesk.ui.pages.renewals import RenewalsPage
from csdesk.ui.pages.renewals.dialogs import CallDialog, OutcomeDialog, SkipDialog
from csdesk.ui.pages.renewals.plan import PlanDialog
from csdesk.ui.pages.renewals.steps import StepRow
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)
ACCOUNTS = (
    ("Garrow Energy", 16, 64_000, 88.0), ("Selby Motors", 46, 88_000, 37.0), ("Arvelle Logistics", 74, 412_000, 58.0),
    ("Ravensworth Water", 79, 76_000, 91.0), ("Kestrel Mutual", 113, 231_000, 84.0),
    ("Zephyrline Air", 300, 384_000, None),
)  # fmt: skip


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path))
    path = tmp_path / "book.csdesk"
    with Desk.open(path, clock=FixedClock(TODAY)) as desk:
        settings.set_profile(desk, name="Nora Hale", company="Kelvara")
        for name, days, arr, score in ACCOUNTS:
            values = {"name": name, "renewal_date": TODAY + timedelta(days=days), "arr": Money.of(arr, "USD"),
                      "health_score": score, "tier": "Enterprise", "notice_days": 60}  # fmt: skip
            made = records.create(desk, "account", values).record_id
            records.create(desk, "touch", {"type": "call", "date": TODAY, "summary": "Spoke"}, account_id=made)
    return path


class Place:
    """The place in an open window."""

    def __init__(self, windows: Any, window: Any) -> None:
        self.windows, self.window = windows, window
        self.desk: Desk = window.context.desk
        window.context.go("renewals")
        self.settle()
        self.page = window.findChild(RenewalsPage)

    def settle(self) -> None:
        self.windows.settle(self.window)
        self.windows.settle(self.window)

    def column(self, key: str) -> list[str]:
        model = self.page.model
        at = next(at for at, one in enumerate(model.columns) if one.key == key)
        return [str(model.data(model.index(row, at))) for row in range(model.row_count())]

    def number(self, name: str) -> int:
        return next(one.account_id for one in self.page.board.rows if one.name == name)

    def dialog(self, kind: type) -> Any:
        found = self.page.findChild(kind)
        assert found is not None
        return found


@pytest.fixture
def place(book: Path, windows: Any) -> Iterator[Place]:
    yield Place(windows, windows.open(book))


def test_every_renewal_stands_by_its_time_left(place: Place) -> None:
    assert place.column("account") == [one[0] for one in ACCOUNTS]
    assert place.column("left") == ["16 d", "46 d", "74 d", "79 d", "113 d", "300 d"]
    assert place.column("arr")[2] == "412,000"
    assert place.column("health") == ["88 Healthy", "37 Critical", "58 At risk", "91 Healthy", "84 Healthy", "No score"]
    assert place.column("step")[1] == "Escalate, tier 3 at once"
    assert place.column("step")[2] == "Renewal intent call 90 days"
    assert place.column("due")[1:3] == ["today", "17 days late"]
    assert place.column("notice")[0] == "Passed" and place.column("notice")[2] == "7 Dec"
    assert place.column("forecast") == ["95%", "30%", "60%", "95%", "95%", "–"]
    assert "4 renewals worth $640k in the next 90 days" in place.page.summary.full_text()
    place.window.grab()


def test_the_forecast_is_multiplied_out_and_said(place: Place) -> None:
    said = place.page.forecast.sheet.accessibleDescription()
    assert "Score 80–100: 2, $140,000 times 95%, $133,000 expected." in said
    assert "ARR at risk $640,000 less $406,600 is $233,400." in said
    place.page.set_days(180)
    assert "$231,000" not in said
    assert "Score 80–100: 3, $371,000" in place.page.forecast.sheet.accessibleDescription()
    assert place.page.forecast.head.title.text() == "Forecast, 180 days"
    assert place.page.where() == {"account_id": None, "days": 180}


def test_a_call_is_dragged_tried_and_put_back(place: Place) -> None:
    grid, model = place.page.grid, place.page.model
    at = next(at for at, one in enumerate(model.columns) if one.key == "call")
    centre = grid.visualRect(model.index(2, at)).center()
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    for moved in (10, 20, 30):
        QTest.mouseMove(grid.viewport(), centre + QPoint(moved, 0))
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre + QPoint(30, 0))
    assert place.column("call")[2] == "75%" and place.page.bar.isVisible()
    assert "$406,600 → $468,400 (+61,800)" in place.page._tried.full_text()
    assert renewals.row(place.desk, place.number("Arvelle Logistics")).own is None, "nothing is kept yet"
    place.page.put_back()
    assert place.column("call")[2] == "60%" and not place.page.bar.isVisible()


def test_a_tried_call_is_kept_with_its_reason(place: Place) -> None:
    number = place.number("Arvelle Logistics")
    place.page.try_call(number, 75.0)
    place.page.keep()
    dialog = place.dialog(CallDialog)
    dialog._accept()
    assert "reason" in dialog.boxes["reason"]._words.full_text()
    dialog._reason.setPlainText("Budget is approved")
    dialog._accept()
    place.settle()
    row = renewals.row(place.desk, number)
    assert (row.own, row.calls[-1].reason) == (75, "Budget is approved")
    assert not place.page.bar.isVisible() and place.column("call")[2] == "75%"
    assert "Arvelle Logistics: 60% by health, 75% by you, +61,800." in place.page.forecast.sheet.lines()


def test_a_call_is_typed_in_the_grid_with_its_reason_behind_it(place: Place) -> None:
    model = place.page.model
    column = next(one for one in model.columns if one.key == "call")
    assert model.edit(2, column, "lots") != "" and model.edit(2, column, "120") != ""
    assert model.edit(2, column, "75 Budget is approved") == ""
    place.settle()
    assert renewals.row(place.desk, place.number("Arvelle Logistics")).own == 75
    assert model.edit(2, column, "60%") == ""
    place.settle()
    assert not renewals.row(place.desk, place.number("Arvelle Logistics")).differs, "the rules' own chance needs no why"


def test_the_panel_explains_ticks_and_tries(place: Place) -> None:
    number = place.number("Arvelle Logistics")
    place.page.enter(account_id=number)
    place.settle()
    panel = place.page.panel
    assert place.page.side.currentWidget() is panel and panel.head.title.text() == "Arvelle Logistics"
    said = " ".join(one.accessibleName() for one in panel.findChildren(QWidget))
    assert "Health 58, not green, 74 days to the renewal." in said
    step = panel.findChild(StepRow, "step.intent-call")
    assert step.accessibleName() == "Renewal intent call, 17 days late"
    step.click()
    place.settle()
    assert renewals.row(place.desk, number).step_title == "Value summary QBR"
    done = panel.findChildren(StepRow, "step.intent-call")[-1]
    assert done.isChecked() and done.accessibleName() == "Renewal intent call, Done 23 Nov"
    panel.slider.setValue(90)
    assert place.page._trials == {number: 90.0} and panel._call.text() == "90%"
    panel.findChild(QPushButton, "note.downgrade").click()
    place.window.grab()
    assert "Find the reason" in " ".join(one.accessibleName() for one in panel.findChildren(QWidget))
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert place.page.side.currentWidget() is place.page.forecast


def test_a_step_is_skipped_with_its_reason(place: Place) -> None:
    number = place.number("Arvelle Logistics")
    place.page.open_renewal(number)
    place.page.acts.ask_skip(number, "intent-call", "Renewal intent call")
    dialog = place.dialog(SkipDialog)
    dialog._accept()
    assert renewals.row(place.desk, number).late
    dialog._reason.setPlainText("They wrote that they renew")
    dialog._accept()
    place.settle()
    assert {one.step.id: one.state for one in renewals.row(place.desk, number).verdict.steps}[
        "intent-call"
    ] == "skipped"


def test_the_month_is_planned_in_one_step(place: Place) -> None:
    place.page.acts.plan()
    dialog = place.dialog(PlanDialog)
    line = next(one for one in dialog.lines if one.one.step == "intent-call" and one.one.name == "Arvelle Logistics")
    assert line.day.text() == "Mon 23 Nov" and line.tick.isChecked()
    line.day.setText("some day")
    dialog._accept()
    assert dialog.isVisible() and "Arvelle Logistics" in dialog.error.text()
    line.day.setText("Thu 26 Nov")
    dialog._accept()
    place.settle()
    assert renewals.row(place.desk, place.number("Arvelle Logistics")).due == date(2026, 11, 26)
    assert "late" not in " ".join(place.column("due"))
    place.desk.undo()
    place.settle()
    assert place.column("due")[2] == "17 days late"


def test_an_outcome_moves_the_renewal_on_and_a_loss_offers_its_review(place: Place) -> None:
    number = place.number("Garrow Energy")
    place.page.acts.ask_outcome(number)
    dialog = place.dialog(OutcomeDialog)
    dialog._arr.setText("60,000")
    dialog._accept()
    assert "less than now" in dialog.boxes["arr"]._words.full_text()
    dialog._arr.setText("70,000")
    dialog._accept()
    place.settle()
    assert records.get(place.desk, "account", number).values["arr"] == Money.of(70_000, "USD")
    selby = place.number("Selby Motors")
    place.page.acts.ask_outcome(selby)
    dialog = place.page.findChildren(OutcomeDialog)[-1]
    dialog._ended.set_value("lost")
    dialog._show()
    assert dialog.boxes["arr"].isHidden()
    dialog._reason.setPlainText("Their parent buys elsewhere")
    dialog._accept()
    place.settle()
    assert "Selby Motors" not in place.column("account")
    assert place.page.banner.isVisible() and place.page.banner.button.text() == "Begin the post-mortem"


def test_the_report_opens_as_a_document(place: Place) -> None:
    place.page.acts.open_report()
    place.settle()
    with place.desk.book.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM document WHERE form='renewal-forecast'").scalar() == 1


def test_the_grid_is_sorted_by_any_head(place: Place) -> None:
    place.page._sort("arr")
    assert place.column("account")[0] == "Garrow Energy"
    place.page._sort("arr")
    assert place.column("account")[0] == "Arvelle Logistics"
    place.page._sort("health")
    assert place.column("account")[-1] == "Zephyrline Air", "what is not known comes last"


def test_names_on_the_chart_touch_nothing(place: Place) -> None:
    with place.desk.write("Many") as tx:
        rows = [(f"Account number {at}", TODAY + timedelta(days=at * 3 % 360), 50.0, Money.of(1000 * at, "USD"))
                for at in range(120)]  # fmt: skip
        tx.insert_many("account", ("name", "renewal_date", "health_score", "arr"), rows)
    place.settle()
    chart = place.page.months.chart
    names = chart.names()
    assert 3 <= len(names) <= 16
    taken = [chart._caption_area(), *(one.area for one in names)]
    for at, one in enumerate(taken):
        assert QRectF(chart.rect()).contains(one)
        assert not any(one.intersects(other) for other in taken[at + 1 :])
    place.window.grab()


def test_the_chart_is_a_table_too_and_leads_to_the_renewal(place: Place) -> None:
    months = place.page.months
    assert "January 2027: 1 renewal, $88,000" in months.chart.accessibleDescription()
    months.figures.click()
    assert months.table.isVisible() and not months.chart.isVisible()
    model = months.table.rows()
    assert [str(model.data(model.index(1, at))) for at in range(3)] == ["December 2026", "1", "$64,000"]
    months.figures.click()
    mark = next(one for one in months.chart.marks() if one.row.name == "Arvelle Logistics")
    QTest.mouseClick(months.chart, Qt.MouseButton.LeftButton, pos=QPointF(mark.at).toPoint())
    assert place.page.panel.account_id == place.number("Arvelle Logistics")
    assert place.page.grid.current_key() == place.number("Arvelle Logistics")


def test_several_currencies_stand_apart(place: Place) -> None:
    values = {"name": "Euro", "renewal_date": TODAY + timedelta(days=50), "arr": Money.of(118_000, "EUR"),
              "health_score": 73.0}  # fmt: skip
    records.create(place.desk, "account", values)
    place.settle()
    assert place.column("arr")[2] == "€118,000"
    card = place.page.forecast
    assert not card.currency.isHidden()
    card.currency.set_value("EUR")
    card._show()
    assert "€100,300" in card.sheet.accessibleDescription()


def test_an_empty_book_says_what_the_place_is_for(tmp_path: Path, windows: Any) -> None:
    path = tmp_path / "empty.csdesk"
    with Desk.open(path, clock=FixedClock(TODAY)) as desk:
        settings.set_profile(desk, name="Nora Hale", company="Kelvara")
    place = Place(windows, windows.open(path))
    assert place.page._empty.isVisible() and not place.page._full.isVisible()
    assert not place.page.plan_button.isEnabled()


def test_it_follows_what_others_write(place: Place) -> None:
    number = place.number("Arvelle Logistics")
    renewal_steps.complete(place.desk, number, "intent-call")
    renewal_calls.set_call(place.desk, number, 80, "Heard in the call")
    place.settle()
    assert place.column("step")[2] == "Value summary QBR 60 days" and place.column("call")[2] == "80%"
    QApplication.processEvents()
