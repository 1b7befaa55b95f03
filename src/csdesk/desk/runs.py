"""Playbooks at work: proposed with their reasons, started, ticked step by step, and brought to an end.

A run keeps the playbook as it was on the day it began, so that a later edit of the playbook never moves a date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from csdesk.desk import records, settings
from csdesk.desk.core import Changed, Transaction
from csdesk.desk.errors import Invalid, RecordMissing
from csdesk.desk.run_model import (
    EXIT,
    Choice,
    GateClosed,
    Moved,
    PhaseView,
    PlannedStep,
    Preview,
    Proposal,
    RunRow,
    RunView,
    StepView,
)
from csdesk.desk.run_start import choices, preview, propose, start
from csdesk.desk.run_today import complete_item, due_items
from csdesk.desk.run_view import compliance, of_account, read_view, rows, view
from csdesk.policy.playbooks import Call, Compliance, Met
from csdesk.values.days import count, format_date, is_working_day, next_working_day

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.records import Record

__all__ = [
    "Call", "Choice", "Compliance", "GateClosed", "Met", "Moved", "OffDay", "PhaseView", "PlannedStep", "Preview",
    "Proposal", "RunRow", "RunView", "StepView", "choices", "complete_item", "compliance", "due_items", "finish",
    "move_off_days", "of_account", "on_days_off", "open_paper", "preview", "propose", "resume", "rows", "start",
    "step_done", "step_move", "step_reopen", "step_skip", "stop", "tick_criterion", "view",
]  # fmt: skip


# Steps


def step_done(desk: Desk, step_id: int, reason: str = "", on: date | None = None) -> Changed:
    """Tick a step (done today, unless `on` says when). The last one ends the run, if nothing of it is left open.

    GateClosed for a gate whose phase has criteria that are not met, unless a `reason` is given, which is kept.
    """
    step, run = _open_step(desk, step_id)
    if step.values["gate"] and not reason.strip() and (missing := _unmet(desk, run.id, str(step.values["phase"]))):
        raise GateClosed(step.title, missing)
    day = on or desk.clock.today()
    values = {"state": "done", "done_on": day, "reason": reason.strip() or None}
    with desk.write(f"Finish step “{step.title}”", account_id=step.account_id) as tx:
        records.update(desk, "run_step", step_id, values)
        _close_if_over(desk, tx, run, day)
        tx.first = ("run_step", step_id)
    return tx.changed


def step_skip(desk: Desk, step_id: int, reason: str, on: date | None = None) -> Changed:
    """Leave a step out (today, unless `on` says when); Invalid without a reason."""
    step, run = _open_step(desk, step_id)
    if not reason.strip():
        raise Invalid("run_step/reason", "a step that is skipped needs a reason", "Say in a few words why.")
    day = on or desk.clock.today()
    values = {"state": "skipped", "done_on": day, "reason": reason.strip()}
    with desk.write(f"Skip step “{step.title}”", account_id=step.account_id) as tx:
        records.update(desk, "run_step", step_id, values)
        _close_if_over(desk, tx, run, day)
        tx.first = ("run_step", step_id)
    return tx.changed


def step_move(desk: Desk, step_id: int, on: date) -> Moved:
    """Give a step another day. A weekend or a day off becomes the next working day, which is said.

    Invalid for a day before the run began.
    """
    step, run = _open_step(desk, step_id)
    off = settings.days_off(desk)
    day = next_working_day(on, off)
    began = run.values["started_on"]
    if began is not None and day < began:
        raise Invalid("run_step/due", f"the run began on {format_date(began)}; a step cannot be due before")
    why = "a day off" if on in off and on.weekday() < 5 else "a weekend"
    said = f"{format_date(on, 'day')} is {why}; it is due {format_date(day, 'day')}." if day != on else ""
    name = f"Move step “{step.title}” to {format_date(day, 'day')}"
    changed = records.update(desk, "run_step", step_id, {"due": day}, name=name)
    return Moved(changed, day, said)


@dataclass(frozen=True, slots=True)
class OffDay:
    """An open step that falls on a day off, and the working day it could move to."""

    step: int
    title: str
    account: str
    due: date
    to: date


def on_days_off(desk: Desk) -> tuple[OffDay, ...]:
    """The open steps of running playbooks that fall on a weekend or a day off, the earliest first."""
    off, today = settings.days_off(desk), desk.clock.today()
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT s.id, coalesce(s.title, ''), coalesce(a.name, ''), s.due FROM run_step s "
            "JOIN playbook_run r ON r.id = s.run JOIN account a ON a.id = s.account_id "
            "WHERE s.state='open' AND s.due >= ? AND s.deleted_at IS NULL AND r.state='active' "
            "AND r.deleted_at IS NULL AND a.deleted_at IS NULL ORDER BY s.due, s.id",
            (today.isoformat(),),
        ).fetchall()
    steps = [(step, title, account, date.fromisoformat(due)) for step, title, account, due in found]
    return tuple(
        OffDay(step, title, account, due, next_working_day(due, off))
        for step, title, account, due in steps
        if not is_working_day(due, off)
    )


def move_off_days(desk: Desk) -> Changed:
    """Give every open step that falls on a day off the next working day, as one undo step. Invalid when none does."""
    found = on_days_off(desk)
    if not found:
        raise Invalid("run_step", "no step of a running playbook falls on a day off")
    with desk.write(f"Move {count(len(found), 'step')} off the days off") as tx:
        for one in found:
            records.update(desk, "run_step", one.step, {"due": one.to})
    return tx.changed


def step_reopen(desk: Desk, step_id: int) -> Changed:
    """Open a step again that was done or skipped; a run that had ended with it goes on."""
    step = _step(desk, step_id)
    if step.values["state"] == "open":
        raise Invalid("run_step", f"“{step.title}” is open already")
    run = records.get(desk, "playbook_run", int(step.values["run"]))
    if run.values["state"] == "stopped":
        raise Invalid("playbook_run", f"“{run.title}” was stopped", "Let it go on first.")
    with desk.write(f"Reopen step “{step.title}”", account_id=step.account_id) as tx:
        records.update(desk, "run_step", step_id, {"state": "open", "done_on": None, "reason": None})
        if run.values["state"] == "done":
            records.update(desk, "playbook_run", run.id, {"state": "active", "ended_on": None, "reason": None})
        tx.first = ("run_step", step_id)
    return tx.changed


def tick_criterion(desk: Desk, run_id: int, phase: str, place: int, met: bool = True) -> Changed:
    """Say that a criterion is met, or is not after all. Invalid for one that the book proves by itself."""
    run = _running(desk, run_id)
    found = next((one for one in view(desk, run_id).phases if one.id == phase), None)
    if found is None or not 0 <= place < len(found.criteria):
        raise Invalid("criterion", "the run has no such criterion")
    one = found.criteria[place]
    if not one.by_hand:
        raise Invalid("criterion", f"the book itself shows whether this is met: {one.why or one.text}")
    key = f"{EXIT}{phase}/{place}"
    with desk.book.read() as connection:
        kept = connection.exec_driver_sql(
            "SELECT id FROM run_step WHERE account_id=? AND run=? AND key=? AND deleted_at IS NULL",
            (run.account_id, run_id, key),
        ).scalar()
    name = f"{'Tick' if met else 'Take the tick from'} “{one.text}”"
    with desk.write(name, account_id=run.account_id) as tx:
        if met and kept is None:
            values = {"title": one.text, "run": run_id, "key": key, "phase": phase, "state": "done",
                      "done_on": desk.clock.today()}  # fmt: skip
            records.create(desk, "run_step", values, account_id=run.account_id)
        elif not met and kept is not None:
            records.delete(desk, "run_step", int(kept))
        if met:
            _close_if_over(desk, tx, run, desk.clock.today())
        tx.first = ("playbook_run", run_id)
    return tx.changed


def open_paper(desk: Desk, step_id: int) -> int:
    """The document that a step is worked on in, made on first use; Invalid when the step names no form."""
    from csdesk.desk import documents

    step = _step(desk, step_id)
    run = view(desk, int(step.values["run"]))
    found = next((one for phase in run.phases for one in phase.steps if one.id == step_id), None)
    if found is None or not found.opens:
        raise Invalid("run_step", f"“{step.title}” has no document")
    return documents.open_document(desk, found.opens, run.row.account_id)


def _step(desk: Desk, step_id: int) -> Record:
    step = records.get(desk, "run_step", step_id)
    if step.deleted_at is not None:
        raise RecordMissing(f"There is no step {step_id} in the book.", "", "Its run was taken back.")
    return step


def _open_step(desk: Desk, step_id: int) -> tuple[Record, Record]:
    step = _step(desk, step_id)
    if step.values["state"] != "open":
        word = "done" if step.values["state"] == "done" else "skipped"
        raise Invalid("run_step", f"“{step.title}” is {word} already", "Open it again to change that.")
    return step, _running(desk, int(step.values["run"]))


def _unmet(desk: Desk, run_id: int, phase: str) -> tuple[Met, ...]:
    found = next((one for one in view(desk, run_id).phases if one.id == phase), None)
    return found.open_criteria if found is not None else ()


# The run as a whole


def _running(desk: Desk, run_id: int) -> Record:
    run = records.get(desk, "playbook_run", run_id)
    if run.deleted_at is not None:
        raise RecordMissing(f"There is no run {run_id} in the book.", "", "Its start was taken back.")
    if run.values["state"] != "active":
        word = "was stopped" if run.values["state"] == "stopped" else "is over"
        raise Invalid("playbook_run", f"“{run.title}” {word}", "Let it go on first.")
    return run


def _close_if_over(desk: Desk, tx: Transaction, run: Record, on: date) -> None:
    left = tx.connection.exec_driver_sql(
        "SELECT count(*) FROM run_step WHERE account_id=? AND run=? AND state='open' AND deleted_at IS NULL",
        (run.account_id, run.id),
    ).scalar()
    if left or _waits(desk, tx, run):
        return
    records.update(desk, "playbook_run", run.id, {"state": "done", "ended_on": on})


def _waits(desk: Desk, tx: Transaction, run: Record) -> bool:
    """Whether a criterion that no gate has looked at is still open."""
    return bool(read_view(desk, tx.connection, run.id).waiting)


def finish(desk: Desk, run_id: int, reason: str = "") -> Changed:
    """End a run whose steps are all settled; open criteria want a reason. Invalid while a step is open."""
    run = _running(desk, run_id)
    found = view(desk, run_id)
    if found.row.done < found.row.total:
        left = found.row.total - found.row.done
        raise Invalid("playbook_run", f"{count(left, 'step')} of “{run.title}” {'is' if left == 1 else 'are'} open")
    if found.waiting and not reason.strip():
        raise GateClosed(run.title, found.waiting)
    values = {"state": "done", "ended_on": desk.clock.today(), "reason": reason.strip() or None}
    return records.update(desk, "playbook_run", run_id, values, name=f"Finish “{run.title}”")


def stop(desk: Desk, run_id: int, reason: str) -> Changed:
    """End a run before its time; Invalid without a reason. What is done stays done."""
    run = _running(desk, run_id)
    if not reason.strip():
        raise Invalid("playbook_run/reason", "stopping a playbook needs a reason", "Say in a few words why.")
    values = {"state": "stopped", "ended_on": desk.clock.today(), "reason": reason.strip()}
    return records.update(desk, "playbook_run", run_id, values, name=f"Stop “{run.title}”")


def resume(desk: Desk, run_id: int) -> Changed:
    """Let a run go on that was stopped or is over; Invalid when the playbook was started anew meanwhile."""
    run = records.get(desk, "playbook_run", run_id)
    if run.values["state"] == "active":
        raise Invalid("playbook_run", f"“{run.title}” runs already")
    if run.account_id is None:
        raise Invalid("playbook_run", "this run belongs to no account")
    same = [one for one in of_account(desk, run.account_id) if one.playbook == run.values["playbook"]]
    if any(one.state == "active" for one in same):
        raise Invalid("playbook_run", f"“{run.title}” was started anew meanwhile", "Go on with that run.")
    values = {"state": "active", "ended_on": None, "reason": None}
    return records.update(desk, "playbook_run", run_id, values, name=f"Go on with “{run.title}”")
