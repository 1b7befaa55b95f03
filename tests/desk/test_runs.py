"""Playbook runs: proposed with reasons, started on working days, ticked, gated, ended; a run never changes unasked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import playbooks, records, runs, settings, signals
from csdesk.desk.core import Desk
from csdesk.desk.errors import Invalid, RecordMissing
from csdesk.desk.runs import GateClosed
from csdesk.values.clock import FixedClock
from csdesk.values.days import is_working_day

TODAY = date(2026, 11, 23)
ONBOARDING = "high-touch-onboarding"

SMALL = """
playbook: small
title: Small one
about: Three steps.
source: test
for: risk
counts_from: start
phases:
  - phase: one
    title: One
    steps:
      - {step: first, title: First, day: 0}
      - {step: second, title: Second, days: [1, 3], gate: true}
    exit:
      - {criterion: The score is above 50, proof: score > 50}
      - {criterion: Somebody looked}
  - phase: two
    title: Two
    steps:
      - {step: third, title: Third, day: 7}
    exit:
      - {criterion: Said by a person}
escalate: {after: 4, to: 2}
"""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path / "home"))
    playbooks.own_folder().mkdir(parents=True)
    (playbooks.own_folder() / "small.yaml").write_text(SMALL, encoding="utf-8")
    with Desk.open(tmp_path / "book.csdesk", clock=clock) as opened:
        yield opened


def account(desk: Desk, name: str = "Arvelle Logistics", **values: Any) -> int:
    made = records.create(desk, "account", {"name": name} | values).record_id
    assert made is not None
    return made


def started(desk: Desk, owner: int, playbook: str = "small", **more: Any) -> int:
    made = runs.start(desk, playbook, owner, **more).record_id
    assert made is not None
    return made


def steps(desk: Desk, run: int) -> list[runs.StepView]:
    return [one for phase in runs.view(desk, run).phases for one in phase.steps]


def step(desk: Desk, run: int, key: str) -> runs.StepView:
    return next(one for one in steps(desk, run) if one.key == key)


def items(desk: Desk, accounts: set[int] | None = None, until: date = TODAY) -> list[Any]:
    with desk.book.read() as connection:
        return list(runs.due_items(desk, connection, TODAY, until, accounts))


# Proposing


def test_proposals_say_why_and_stop_once_it_runs(desk: Desk) -> None:
    owner = account(desk, health_score=34.0)
    found = {one.playbook: one for one in runs.propose(desk, owner)}
    assert "The health score is below 40: Health 34" in found["at-risk-30-days"].why
    assert ONBOARDING not in found
    runs.start(desk, "at-risk-30-days", owner, why=found["at-risk-30-days"].why)
    assert "at-risk-30-days" not in {one.playbook for one in runs.propose(desk, owner)}
    assert not any(
        one.playbook == "at-risk-30-days" for one in runs.propose(desk, account(desk, "B", health_score=90.0))
    )


def test_a_signal_proposes(desk: Desk) -> None:
    text = SMALL.replace("phases:\n", "proposed_by: [immediate.churn-intent]\nphases:\n", 1)
    (playbooks.own_folder() / "small.yaml").write_text(text, encoding="utf-8")
    owner = account(desk)
    assert runs.propose(desk, owner) == ()
    signals.raise_by_hand(desk, owner, "immediate.churn-intent", "Ada Quist asked how to cancel")
    (one,) = (one for one in runs.propose(desk, owner) if one.playbook == "small")
    assert one.why.endswith(": Ada Quist asked how to cancel")


# Starting


def test_every_day_is_a_working_day(desk: Desk) -> None:
    settings.set_days_off(desk, [(date(2026, 12, 24), date(2027, 1, 1)), date(2026, 11, 24)])
    off = settings.days_off(desk)
    owner = account(desk)
    found = steps(desk, started(desk, owner, ONBOARDING))
    assert all(one.due is not None and is_working_day(one.due, off) for one in found)
    days = [one.due for one in found]
    assert days == sorted(days)  # type: ignore[type-var]
    assert days[1] == date(2026, 11, 25)


def test_the_preview_is_what_a_start_gives(desk: Desk) -> None:
    owner = account(desk)
    shown = runs.preview(desk, ONBOARDING, owner, date(2026, 11, 27))
    assert any("weekend" in note for note in shown.notes)
    run = started(desk, owner, ONBOARDING, on=date(2026, 11, 27))
    assert [one.due for one in shown.steps] == [one.due for one in steps(desk, run)]


def test_starting_is_one_undo_step(desk: Desk) -> None:
    owner = account(desk)
    run = started(desk, owner)
    assert desk.undo_name == "Start “Small one”"
    desk.undo()
    assert runs.of_account(desk, owner) == ()
    with pytest.raises(RecordMissing):
        runs.view(desk, run)
    desk.redo()
    assert len(steps(desk, run)) == 3


def test_it_runs_once_at_a_time(desk: Desk) -> None:
    owner = account(desk)
    run = started(desk, owner)
    with pytest.raises(Invalid, match="already runs"):
        runs.start(desk, "small", owner)
    runs.stop(desk, run, "Not needed")
    started(desk, owner)
    with pytest.raises(Invalid, match="started anew"):
        runs.resume(desk, run)


def test_a_day_to_count_from_must_be_known(desk: Desk) -> None:
    text = SMALL.replace("counts_from: start", "counts_from: renewal_date").replace("day: 0", "day: -90")
    (playbooks.own_folder() / "small.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match="renewal date, which is not known"):
        runs.start(desk, "small", account(desk))
    owner = account(desk, "B", renewal_date=TODAY + timedelta(days=60))
    run = started(desk, owner)
    assert step(desk, run, "first").due == TODAY, "its own day is past, so it falls on the first day of the run"
    assert runs.preview(desk, "small", account(desk, "C", renewal_date=date(2027, 3, 1))).steps[0].due == date(
        2026, 12, 1
    )


def test_a_run_never_changes_when_its_playbook_does(desk: Desk) -> None:
    owner = account(desk)
    run = started(desk, owner)
    before = runs.view(desk, run)
    file = playbooks.own_folder() / "small.yaml"
    file.write_text(SMALL.replace("title: First", "title: Else").replace("day: 7", "day: 70"), encoding="utf-8")
    assert runs.view(desk, run) == before
    file.unlink()
    assert runs.view(desk, run) == before
    assert runs.step_done(desk, step(desk, run, "first").id)


# Steps


def test_ticking_skipping_moving_and_undo(desk: Desk) -> None:
    run = started(desk, account(desk))
    first = step(desk, run, "first")
    runs.step_done(desk, first.id)
    assert step(desk, run, "first").state == "done"
    assert desk.undo_name == "Finish step “First”"
    with pytest.raises(Invalid, match="already"):
        runs.step_skip(desk, first.id, "no")
    desk.undo()
    assert step(desk, run, "first").state == "open"
    with pytest.raises(Invalid, match="needs a reason"):
        runs.step_skip(desk, first.id, " ")
    runs.step_skip(desk, first.id, "They were away")
    assert step(desk, run, "first").reason == "They were away"
    runs.step_reopen(desk, first.id)
    assert step(desk, run, "first").state == "open"


def test_a_step_moved_to_a_day_off_says_so(desk: Desk) -> None:
    settings.set_days_off(desk, [date(2026, 12, 7)])
    run = started(desk, account(desk))
    third = step(desk, run, "third")
    moved = runs.step_move(desk, third.id, date(2026, 12, 5))
    assert moved.on == date(2026, 12, 8)
    assert "weekend" in moved.said
    assert "day off" in runs.step_move(desk, third.id, date(2026, 12, 7)).said
    assert runs.step_move(desk, third.id, date(2026, 12, 9)).said == ""
    assert step(desk, run, "third").planned == date(2026, 11, 30)
    with pytest.raises(Invalid, match="began"):
        runs.step_move(desk, third.id, date(2026, 11, 2))


def test_steps_that_fall_on_a_new_day_off_are_named_and_moved_at_once(desk: Desk) -> None:
    run = started(desk, account(desk))
    assert runs.on_days_off(desk) == ()
    settings.set_days_off(desk, [(date(2026, 11, 26), date(2026, 11, 30))])
    found = runs.on_days_off(desk)
    assert [(one.title, one.due, one.to) for one in found] == [
        ("Second", date(2026, 11, 26), date(2026, 12, 1)), ("Third", date(2026, 11, 30), date(2026, 12, 1)),
    ]  # fmt: skip
    runs.move_off_days(desk)
    assert desk.undo_name == "Move 2 steps off the days off"
    assert step(desk, run, "second").due == date(2026, 12, 1)
    assert step(desk, run, "second").planned == date(2026, 11, 26)
    with pytest.raises(Invalid, match="no step"):
        runs.move_off_days(desk)
    desk.undo()
    assert len(runs.on_days_off(desk)) == 2


def test_a_gate_wants_its_criteria_or_a_reason(desk: Desk) -> None:
    owner = account(desk, health_score=45.0)
    run = started(desk, owner)
    gate = step(desk, run, "second")
    with pytest.raises(GateClosed) as caught:
        runs.step_done(desk, gate.id)
    assert [one.text for one in caught.value.criteria] == ["The score is above 50", "Somebody looked"]
    assert "Health 45" in caught.value.what
    assert step(desk, run, "second").state == "open"
    with pytest.raises(Invalid, match="the book itself shows"):
        runs.tick_criterion(desk, run, "one", 0)
    runs.tick_criterion(desk, run, "one", 1)
    records.update(desk, "account", owner, {"health_score": 61.0})
    assert all(one.met for one in runs.view(desk, run).phases[0].criteria)
    runs.step_done(desk, gate.id)
    assert step(desk, run, "second").state == "done"


def test_a_gate_passes_with_a_reason_that_is_kept(desk: Desk) -> None:
    run = started(desk, account(desk))
    runs.step_done(desk, step(desk, run, "second").id, reason="Agreed with my manager")
    assert step(desk, run, "second").reason == "Agreed with my manager"


def test_a_run_ends_with_its_last_step_and_criterion(desk: Desk) -> None:
    owner = account(desk)
    run = started(desk, owner)
    for one in steps(desk, run):
        runs.step_done(desk, one.id, reason="Fine")
    assert runs.view(desk, run).row.state == "active", "a criterion that no gate asks for is open"
    assert [one.key for one in items(desk)] == [f"run/{run}"]
    with pytest.raises(GateClosed):
        runs.finish(desk, run)
    runs.tick_criterion(desk, run, "two", 0)
    row = runs.view(desk, run).row
    assert (row.state, row.ended, row.done, row.total) == ("done", TODAY, 3, 3)
    assert items(desk) == []
    runs.step_reopen(desk, step(desk, run, "third").id)
    assert runs.view(desk, run).row.state == "active"


def test_stopping_needs_a_reason_and_can_be_taken_back(desk: Desk) -> None:
    run = started(desk, account(desk))
    with pytest.raises(Invalid, match="needs a reason"):
        runs.stop(desk, run, "")
    runs.stop(desk, run, "They left")
    assert items(desk) == []
    with pytest.raises(Invalid, match="was stopped"):
        runs.step_done(desk, step(desk, run, "first").id)
    runs.resume(desk, run)
    runs.step_done(desk, step(desk, run, "first").id)


def test_the_book_shows_a_step_as_done(desk: Desk) -> None:
    owner = account(desk)
    run = started(desk, owner, ONBOARDING)
    assert not step(desk, run, "welcome-mail").proved
    touch = {"type": "email", "date": TODAY, "summary": "Welcome"}
    records.create(desk, "touch", touch, account_id=owner)
    shown = step(desk, run, "welcome-mail")
    assert shown.proved
    assert "Last e-mail 23 Nov 2026" in shown.shown


def test_a_late_step_calls_for_an_escalation(desk: Desk, clock: FixedClock) -> None:
    owner = account(desk)
    run = started(desk, owner, on=TODAY - timedelta(days=7))
    (call,) = runs.view(desk, run).calls
    assert call.to == 2
    assert "“First” is 7 days late" in call.why
    assert items(desk)[0].urgent


def test_opening_the_document_of_a_step(desk: Desk) -> None:
    run = started(desk, account(desk), ONBOARDING)
    paper = runs.open_paper(desk, step(desk, run, "plan-draft").id)
    assert runs.open_paper(desk, step(desk, run, "plan-review").id) == paper
    with pytest.raises(Invalid, match="no document"):
        runs.open_paper(desk, step(desk, run, "welcome-mail").id)


# Today


def test_today_has_what_is_due(desk: Desk) -> None:
    one, other = account(desk), account(desk, "Bellwether")
    started(desk, one)
    run = started(desk, other, on=TODAY - timedelta(days=7))
    found = items(desk)
    assert [(item.account_id, item.title) for item in found] == [
        (other, "First"), (other, "Second"), (one, "First"), (other, "Third"),
    ]  # fmt: skip
    assert found[1].progress == "step 2 of 3"
    assert found[1].where == {"account_id": other, "tab": "playbooks", "run": run}
    assert items(desk, {one}) == [item for item in found if item.account_id == one]
    assert items(desk, set()) == []
    assert len(items(desk, None, TODAY + timedelta(days=30))) == 6
    runs.complete_item(desk, found[0].key)
    assert step(desk, run, "first").state == "done"
    with pytest.raises(GateClosed):
        runs.complete_item(desk, found[1].key)
    with pytest.raises(Invalid):
        runs.complete_item(desk, "run/1")


# Compliance


def test_compliance_counts_steps_and_runs(desk: Desk) -> None:
    run = started(desk, account(desk), on=TODAY - timedelta(days=7))
    runs.step_done(desk, step(desk, run, "first").id, on=TODAY - timedelta(days=7))
    runs.step_skip(desk, step(desk, run, "second").id, "No")
    stopped = started(desk, account(desk, "B"))
    runs.stop(desk, stopped, "No")
    done = started(desk, account(desk, "C"))
    for one in steps(desk, done):
        runs.step_done(desk, one.id, reason="Yes")
    runs.tick_criterion(desk, done, "two", 0)
    (found,) = runs.compliance(desk)
    assert (found.runs, found.running, found.finished, found.stopped) == (3, 1, 1, 1)
    assert (found.on_time, found.late, found.skipped) == (4, 0, 1)
    assert found.on_time_share == 100.0
    assert found.skipped_share == 20.0
    assert found.finished_share == 50.0
    assert found.average_days == 0.0
