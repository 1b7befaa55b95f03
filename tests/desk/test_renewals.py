"""Renewals in the book: rows and their steps, calls and their accuracy, outcomes, plans, Today's list, the figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import (
    metrics,
    records,
    renewal_calls,
    renewal_outcome,
    renewal_plan,
    renewal_report,
    renewal_steps,
    renewals,
    settings,
    signals,
)
from csdesk.desk.core import Desk
from csdesk.desk.errors import Invalid
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        yield opened


def account(
    desk: Desk, name: str, days: int, arr: float | None = 100_000, score: float | None = 85.0, **more: Any
) -> int:
    currency = more.pop("currency", "USD")
    values = {"name": name, "renewal_date": TODAY + timedelta(days=days), "health_score": score, "tier": "Enterprise",
              "arr": None if arr is None else Money.of(arr, currency), **more}  # fmt: skip
    made = records.create(desk, "account", values).record_id
    assert made is not None
    records.create(desk, "touch", {"type": "call", "date": TODAY, "summary": "Spoke"}, account_id=made)
    return made


def items(desk: Desk, days: int = 7, accounts: set[int] | None = None) -> list[Any]:
    with desk.book.read() as connection:
        return list(renewals.due_items(desk, connection, TODAY, TODAY + timedelta(days=days), accounts))


# Rows


def test_rows_come_by_date_with_step_deadline_and_chance(desk: Desk) -> None:
    account(desk, "Later", 300)
    near = account(desk, "Near", 74, 412_000, 58.0, notice_days=60)
    account(desk, "Without", 10)
    records.update(desk, "account", 3, {"renewal_date": None})
    found = renewals.rows(desk)
    assert [one.name for one in found] == ["Near", "Later"]
    one = found[0]
    assert (one.account_id, one.days_left, one.step_title, one.step_when) == (
        near,
        74,
        "Renewal intent call",
        "90 days",
    )
    assert one.late and one.due == date(2026, 11, 6) and one.notice == date(2026, 12, 7)
    assert (one.automatic, one.own, one.called, one.differs) == (60, None, 60, False)
    assert renewals.needing(desk) == 1
    assert [one.name for one in renewals.rows(desk, 90)] == ["Near"]


def test_those_who_left_and_those_in_the_bin_do_not_renew(desk: Desk) -> None:
    gone = account(desk, "Gone", 30, stage="churned")
    binned = account(desk, "Binned", 30)
    records.delete(desk, "account", binned)
    assert renewals.rows(desk) == ()
    with pytest.raises(Invalid):
        renewals.row(desk, gone)


def test_the_days_off_move_steps_forward(desk: Desk) -> None:
    number = account(desk, "Near", 120)
    before = renewals.row(desk, number).due
    settings.set_days_off(desk, [TODAY])
    assert before == TODAY and renewals.row(desk, number).due == date(2026, 11, 20)


def test_another_policy_asks_for_other_steps(desk: Desk) -> None:
    number = account(desk, "Near", 74)
    settings.choose_policy(desk, "coverage")
    assert renewals.row(desk, number).step_title == "Risk classification"
    settings.choose_policy(desk, "intervention")
    assert renewals.row(desk, number).step_title == "Renewal conversation"


def test_months_hold_every_renewal_ahead_once(desk: Desk) -> None:
    for days in (-3, 0, 20, 40, 200, 364, 500):
        account(desk, f"In {days}", days)
    account(desk, "Euro", 41, 1_000, currency="EUR")
    found = renewals.months(renewals.rows(desk), TODAY, 13)
    assert sum(one.count for one in found) == 6, "one is past, one is further off than 13 months"
    january = next(one for one in found if one.first == date(2027, 1, 1))
    assert january.sums == (Money.of(100_000, "USD"), Money.of(1_000, "EUR"))


# Steps


def test_a_step_is_ticked_skipped_planned_and_opened_again(desk: Desk) -> None:
    number = account(desk, "Near", 74)
    renewal_steps.complete(desk, number, "Health review", TODAY - timedelta(days=30))
    with pytest.raises(Invalid, match="was done on 24 Oct 2026"):
        renewal_steps.complete(desk, number, "health-review")
    with pytest.raises(Invalid, match="reason"):
        renewal_steps.skip(desk, number, "intent-call", "  ")
    renewal_steps.plan(desk, [(number, "intent-call", TODAY + timedelta(days=1))])
    row = renewals.row(desk, number)
    assert not row.late and row.due == TODAY + timedelta(days=1)
    renewal_steps.skip(desk, number, "intent-call", "They wrote that they renew")
    row = renewals.row(desk, number)
    states = {one.step.id: one.state for one in row.verdict.steps}
    assert states["intent-call"] == "skipped" and states["value-review"] == "now"
    renewal_steps.reopen(desk, number, "intent-call")
    assert renewals.row(desk, number).late
    desk.undo()
    assert not renewals.row(desk, number).late
    with pytest.raises(Invalid, match="no step"):
        renewal_steps.complete(desk, number, "dance")
    with pytest.raises(Invalid, match="to come"):
        renewal_steps.complete(desk, number, "value-review", TODAY + timedelta(days=1))


def test_a_date_that_was_corrected_keeps_its_steps_and_calls(desk: Desk) -> None:
    number = account(desk, "Near", 74)
    renewal_steps.complete(desk, number, "intent-call")
    renewal_calls.set_call(desk, number, 90, "They said so")
    records.update(desk, "account", number, {"renewal_date": TODAY + timedelta(days=80)})
    row = renewals.row(desk, number)
    assert row.step is not None and row.step.state == "done" and row.kept == 90


def test_a_plan_for_a_past_day_changes_nothing(desk: Desk) -> None:
    one, two = account(desk, "One", 74), account(desk, "Two", 74)
    with pytest.raises(Invalid, match="is past"):
        renewal_steps.plan(desk, [(one, "intent-call", TODAY), (two, "intent-call", TODAY - timedelta(days=1))])
    assert not any(each.planned for each in renewals.row(desk, one).verdict.steps)
    with pytest.raises(Invalid):
        renewal_steps.plan(desk, [])


def test_late_steps_are_spread_over_working_days(desk: Desk) -> None:
    for at in range(5):
        account(desk, f"Late {at}", 74)
    found = renewal_plan.proposals(desk, renewals.rows(desk))
    late = [one for one in found if one.late]
    assert [one.day.day for one in late] == [23, 23, 23, 24, 24]
    assert all(one.due <= renewal_plan.until(TODAY) for one in found)
    renewal_steps.plan(desk, [(one.account_id, one.step, one.day) for one in found])
    assert desk.undo_name == f"Plan {len(found)} renewal steps"
    assert not any(one.late for one in renewals.rows(desk))


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 1), date(2026, 11, 30)),
        (date(2026, 11, 20), date(2026, 11, 30)),
        (date(2026, 11, 21), date(2026, 12, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
    ],
)
def test_a_month_that_is_nearly_over_is_planned_with_the_next(today: date, last: date) -> None:
    assert renewal_plan.until(today) == last


# Calls


def test_an_own_call_needs_a_reason_where_it_differs(desk: Desk) -> None:
    number = account(desk, "Near", 74, 412_000, 58.0)
    with pytest.raises(Invalid, match="reason"):
        renewal_calls.set_call(desk, number, 75)
    with pytest.raises(Invalid, match="0 to 100"):
        renewal_calls.set_call(desk, number, 101, "x")
    renewal_calls.set_call(desk, number, 75, "Budget is approved")
    row = renewals.row(desk, number)
    assert (row.own, row.automatic, row.called, row.differs) == (75, 60, 75, True)
    (found,) = renewals.forecast(desk, [row])
    assert found.own - found.automatic == Money.of(61_800, "USD")
    renewal_calls.set_call(desk, number, 60)
    assert not renewals.row(desk, number).differs
    renewal_calls.clear_call(desk, number)
    assert renewals.row(desk, number).own is None
    with pytest.raises(Invalid):
        renewal_calls.clear_call(desk, number)


def test_every_day_s_last_call_is_remembered(desk: Desk, tmp_path: Path) -> None:
    number = account(desk, "Near", 74, score=58.0)
    renewal_calls.set_call(desk, number, 75, "One")
    renewal_calls.set_call(desk, number, 70, "Two")
    desk.close()
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY + timedelta(days=1))) as later:
        renewal_calls.set_call(later, number, 65, "Three")
        assert [(one.own, one.reason) for one in renewal_calls.history(later, number)] == [(65, "Three"), (70, "Two")]
        assert renewals.row(later, number).own == 65


def test_what_if_writes_nothing(desk: Desk) -> None:
    one, two = account(desk, "One", 74, 100, 58.0), account(desk, "Two", 74, 100, 58.0)
    rows = renewals.rows(desk)
    tried = renewals.what_if(rows, {one: 100})
    (found,) = renewals.forecast(desk, tried)
    assert found.own == Money.of(160, "USD") and found.automatic == Money.of(120, "USD")
    board = renewals.board(desk)
    assert board.forecast(90, {one: 100})[0].own == Money.of(160, "USD")
    assert board.forecast(90)[0].own == Money.of(120, "USD")
    assert renewals.row(desk, one).own is None and renewals.row(desk, two).own is None
    with pytest.raises(Invalid):
        renewals.what_if(rows, {one: 101})


# Outcomes


def test_a_renewal_moves_on_in_one_step(desk: Desk) -> None:
    number = account(desk, "Near", 10, 400_000, stage="renewing", term_months=24, notice_date=TODAY)
    renewal_calls.set_call(desk, number, 90, "Nearly signed")
    made = renewal_outcome.record(desk, number, "renewed", arr=Money.of(420_000, "USD"))
    assert made.renewal_date == date(2028, 12, 3) and made.form == ""
    values = records.get(desk, "account", number).values
    assert values["arr"] == Money.of(420_000, "USD") and values["stage"] == "growing"
    assert values["notice_date"] == date(2028, 11, 23)
    event = records.of_account(desk, "arr_event", number)[-1].values
    assert (event["type"], event["arr"], event["date"]) == ("renewal", Money.of(420_000, "USD"), TODAY)
    row = renewals.row(desk, number)
    assert row.own is None and row.calls == (), "the next renewal begins without a call"
    desk.undo()
    row = renewals.row(desk, number)
    assert row.renewal_date == TODAY + timedelta(days=10) and row.own == 90
    assert len(records.of_account(desk, "arr_event", number)) == 1


def test_steps_after_the_renewal_follow_it(desk: Desk) -> None:
    number = account(desk, "Near", 0)
    renewal_outcome.record(desk, number, "renewed")
    row = renewals.row(desk, number)
    assert row.renewal_date == date(2027, 11, 23)
    assert row.step is not None and row.step.step.id == "thanks" and row.due == date(2026, 11, 30)
    renewal_steps.complete(desk, number, "thanks")
    assert renewals.row(desk, number).step_title != "Thanks and a fresh plan" or not renewals.row(desk, number).due


def test_less_and_lost_need_their_reason(desk: Desk) -> None:
    number = account(desk, "Near", 10, 100_000)
    with pytest.raises(Invalid, match="reason"):
        renewal_outcome.record(desk, number, "downgraded", arr=Money.of(80_000, "USD"))
    made = renewal_outcome.record(desk, number, "downgraded", arr=Money.of(80_000, "USD"), reason="Fewer sites")
    assert made.renewal_date == date(2027, 12, 3)
    event = records.of_account(desk, "arr_event", number)[-1].values
    assert event["type"] == "contraction" and "Fewer sites" in event["note"]
    lost = renewal_outcome.record(desk, number, "lost", reason="Bought by a competitor's customer")
    assert lost.form == "post-mortem" and lost.renewal_date is None
    values = records.get(desk, "account", number).values
    assert values["stage"] == "churned" and values["arr"] == Money(0, "USD") and values["churned_on"] == TODAY
    assert renewals.rows(desk) == ()


@pytest.mark.parametrize(
    ("outcome", "arr", "words"),
    [
        ("renewed", 90_000, "less than now"),
        ("downgraded", 100_000, "not less"),
        ("downgraded", None, "missing"),
        ("renewed", 0, "above 0"),
        ("lost", 10, "no amount"),
        ("vanished", None, "one of"),
    ],
)
def test_an_amount_must_fit_its_outcome(desk: Desk, outcome: str, arr: float | None, words: str) -> None:
    number = account(desk, "Near", 10, 100_000)
    money = None if arr is None else Money.of(arr, "USD")
    with pytest.raises(Invalid, match=words):
        renewal_outcome.record(desk, number, outcome, arr=money, reason="x")
    assert renewals.row(desk, number).days_left == 10


def test_another_currency_and_a_day_ahead_are_refused(desk: Desk) -> None:
    number = account(desk, "Near", 10)
    with pytest.raises(Invalid, match="EUR"):
        renewal_outcome.record(desk, number, "renewed", arr=Money.of(1, "EUR"))
    with pytest.raises(Invalid, match="ahead"):
        renewal_outcome.record(desk, number, "renewed", on=TODAY + timedelta(days=1))
    with pytest.raises(Invalid, match="term"):
        renewal_outcome.record(desk, number, "renewed", term_months=0)


def test_both_forecasts_are_held_against_what_came(desk: Desk) -> None:
    one = account(desk, "One", 5, 100_000, 58.0)
    two = account(desk, "Two", 5, 100_000, 90.0)
    renewal_calls.set_call(desk, one, 90, "They signed a letter")
    renewal_outcome.record(desk, one, "renewed")
    renewal_outcome.record(desk, two, "lost", reason="Merged")
    (found,) = renewal_calls.accuracy(desk)
    assert len(found.rows) == 2 and found.result == Money.of(100_000, "USD")
    assert found.automatic == Money.of(155_000, "USD") and found.own == Money.of(185_000, "USD")
    assert (found.differed, found.closer) == (1, 1)
    assert found.automatic_share == pytest.approx(64.5, abs=0.1)


# Today's list


def test_today_names_the_step_and_ticks_it(desk: Desk) -> None:
    number = account(desk, "Near", 74, 412_000, 58.0, notice_days=70)
    found = items(desk)
    assert [one.key for one in found] == [
        f"renewal/{number}/intent-call/2027-02-05", f"renewal/{number}/notice/2027-02-05",
    ]  # fmt: skip
    assert found[0].title == "Hold the renewal intent call" and found[0].due == date(2026, 11, 6)
    assert found[0].rule == "Renewal path: 90 days before the renewal" and found[0].place == "renewals"
    assert found[1].verb == "" and found[1].due == date(2026, 11, 27)
    renewals.complete_item(desk, found[0].key)
    assert desk.undo_name == "Step done: Renewal intent call, Near"
    assert [one.key for one in items(desk)] == [found[1].key]
    with pytest.raises(Invalid):
        renewals.complete_item(desk, found[0].key)
    with pytest.raises(Invalid):
        renewals.complete_item(desk, found[1].key)


def test_some_accounts_give_what_the_whole_gives_of_them(desk: Desk) -> None:
    numbers = [account(desk, f"Account {at}", days, score=score) for at, (days, score) in enumerate(
        [(10, 90.0), (45, 30.0), (74, 58.0), (125, 80.0), (200, None)])]  # fmt: skip
    whole = items(desk, 30)
    for number in numbers:
        assert items(desk, 30, {number}) == [one for one in whole if one.account_id == number]
    assert items(desk, 30, set(numbers)) == whole


def test_an_escalation_that_runs_stands_in_the_place_of_asking_for_one(desk: Desk) -> None:
    number = account(desk, "Red", 62, 384_000, 31.0)
    assert [one.title for one in items(desk)] == ["Escalate to a director, tier 3"]
    records.create(desk, "escalation", {"title": "E", "tier": 3, "state": "open"}, account_id=number)
    row = renewals.row(desk, number)
    assert row.step_title == "Escalation, tier 3" and items(desk) == []


def test_a_signal_that_they_leave_makes_an_emergency(desk: Desk) -> None:
    number = account(desk, "Leaving", 300)
    signals.raise_by_hand(desk, number, "immediate.churn-intent", "Said they will not renew")
    risk = renewals.row(desk, number).risk
    assert risk is not None and risk.level.id == "emergency"
    assert items(desk)[0].urgent


# Figures


def test_the_figures_of_a_small_book(desk: Desk) -> None:
    first = account(desk, "Grew", 30, 550_000)
    second = account(desk, "Left", 300, 0, stage="churned")
    for number, day, kind, arr in (
        (first, -500, "new", 400_000), (first, -100, "expansion", 550_000), (second, -500, "new", 50_000),
        (second, -90, "churn", 0),
    ):  # fmt: skip
        values = {"date": TODAY + timedelta(days=day), "type": kind, "arr": Money.of(arr, "USD")}
        records.create(desk, "arr_event", values, account_id=number)
    for one in records.of_account(desk, "arr_event", first) + records.of_account(desk, "arr_event", second):
        if one.values["date"] == TODAY:
            records.delete(desk, "arr_event", one.id)
    third = account(desk, "Asked", 900, None)
    records.create(
        desk, "indicator_reading", {"indicator": "NPS answer", "date": TODAY, "value": 9.0}, account_id=third
    )
    found = {one.id: one for one in metrics.metrics(desk)}
    assert found["nrr"].value == pytest.approx(550 / 450 * 100)
    assert found["grr"].value == pytest.approx(400 / 450 * 100)
    assert found["logo-retention"].value == 50
    assert found["renewal-rate"].formula == "0 of 1 contracts"
    assert found["nps"].value == 100 and found["nps"].formula == "(1 promoters − 0 detractors) / 1 answers"
    assert found["weighted-forecast"].money == Money.of(522_500, "USD")
    assert found["arr-at-risk"].money == Money.of(27_500, "USD")
    assert [row["account"] for row in found["nrr"].rows] == ["Grew", "Left"]


def test_an_empty_book_has_no_figures_but_says_so(desk: Desk) -> None:
    (nps,) = metrics.metrics(desk)
    assert nps.id == "nps" and nps.value is None and nps.note
    assert renewals.rows(desk) == () and renewals.forecast(desk, ()) == ()


# The report


def test_the_report_is_filled_and_a_new_one_begun_when_figures_move(desk: Desk) -> None:
    number = account(desk, "Near", 74, 412_000, 58.0)
    first = renewal_report.open_report(desk)
    assert renewal_report.open_report(desk) == first
    renewal_calls.set_call(desk, number, 75, "Budget is approved")
    second = renewal_report.open_report(desk)
    assert second != first
    from csdesk.desk import document_view

    text = str(document_view.view(desk, second))
    assert "247,200" in text and "Budget is approved" in text


def test_two_thousand_renewals_are_read_in_a_few_queries(desk: Desk) -> None:
    with desk.write("Many") as tx:
        rows = [(f"Account {at}", TODAY + timedelta(days=at % 400), 50.0 + at % 50, Money.of(1000 + at, "USD"))
                for at in range(2000)]  # fmt: skip
        tx.insert_many("account", ("name", "renewal_date", "health_score", "arr"), rows)
    asked: list[str] = []
    from sqlalchemy import event

    with desk.book.read() as connection:
        event.listen(connection.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        found = list(renewals.due_items(desk, connection, TODAY, TODAY + timedelta(days=7), None))
    assert found and len(asked) < 15
