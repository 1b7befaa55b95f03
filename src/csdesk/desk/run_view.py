"""Runs as they stand: the list, one run with its phases and criteria, and the figures of compliance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from csdesk.desk import run_facts
from csdesk.desk.errors import DeskError, RecordMissing
from csdesk.desk.run_model import (
    EXIT,
    PhaseState,
    PhaseView,
    RunRow,
    RunState,
    RunView,
    StepView,
    Ticked,
    late_days,
    plan_of,
)
from csdesk.policy import playbooks as engine
from csdesk.policy.playbooks import Compliance, Facts, RunRecord, StepRecord
from csdesk.policy.playbooks_model import ANCHORS, CHANNELS, Phase, Step, owners_in_words
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk

_RUNS = """
SELECT r.id, r.account_id, coalesce(a.name, ''), coalesce(r.playbook, ''), coalesce(r.title, ''), coalesce(r.why, ''),
    r.started_on, coalesce(r.state, 'active'), r.ended_on, coalesce(r.reason, ''), r.plan
FROM playbook_run r JOIN account a ON a.id = r.account_id
WHERE r.deleted_at IS NULL AND a.deleted_at IS NULL {only}
ORDER BY r.state != 'active', r.started_on DESC, r.id DESC
"""
_STEPS = """
SELECT s.run, s.id, coalesce(s.key, ''), coalesce(s.title, ''), coalesce(s.phase, ''), s.due, s.planned,
    coalesce(s.owner, ''), coalesce(s.channel, 'none'), coalesce(s.deliverable, ''), coalesce(s.detail, ''),
    coalesce(s.gate, 0), coalesce(s.state, 'open'), s.done_on, coalesce(s.reason, '')
FROM run_step s JOIN playbook_run r ON r.id = s.run JOIN account a ON a.id = r.account_id
WHERE s.deleted_at IS NULL AND r.deleted_at IS NULL AND a.deleted_at IS NULL {only}
ORDER BY s.run, s.position, s.id
"""


def rows(desk: Desk, state: RunState | None = None) -> tuple[RunRow, ...]:
    """Every run of the book, the running ones first, the newest first; only those of a state where one is named."""
    only, values = ("AND r.state = ?", (state,)) if state else ("", ())
    with desk.book.read() as connection:
        return tuple(one for one, _, _ in _read(desk, connection, only, values))


def of_account(desk: Desk, account_id: int) -> tuple[RunRow, ...]:
    """The runs of an account, the running ones first, the newest first."""
    with desk.book.read() as connection:
        return tuple(one for one, _, _ in _read(desk, connection, "AND r.account_id = ?", (account_id,)))


def view(desk: Desk, run_id: int) -> RunView:
    """One run in full, with what the book shows of it; RecordMissing when it is not there."""
    with desk.book.read() as connection:
        return read_view(desk, connection, run_id)


def read_view(desk: Desk, connection: Connection, run_id: int) -> RunView:
    """The same, of an open connection: inside a write it sees what is not committed yet."""
    found = _read(desk, connection, "AND r.id = ?", (run_id,))
    if not found:
        raise RecordMissing(f"There is no run {run_id} in the book.", "", "Its start may have been taken back.")
    row, steps, plan_text = found[0]
    plan = plan_of(plan_text or "")
    playbook = plan.playbook
    about = run_facts.review_for(desk, row.account_id, plan.anchor) if playbook.anchor == "review_date" else None
    facts = run_facts.facts(desk, row.account_id, review=about, started=row.started)
    ticked = {
        one[2]: f"Ticked on {format_date(date.fromisoformat(one[13]))}" if one[13] else "Ticked"
        for one in steps
        if one[2].startswith(EXIT)
    }
    today = desk.clock.today()
    off_days = _off(desk)
    known = {step.id: step for step in playbook.steps}
    views = [
        _step(one, known.get(one[2]), facts, today, plan.anchor, off_days, row)
        for one in steps
        if not one[2].startswith(EXIT)
    ]
    phases = _phases(playbook.phases, views, facts, ticked)
    worst = max(views, key=lambda one: one.late, default=None)
    calls = (
        engine.calls(playbook, facts, worst.late, worst.title) if worst is not None and row.state == "active" else ()
    )
    return RunView(row, plan.anchor, ANCHORS[playbook.anchor], playbook.about, playbook.source, phases, calls)


def _off(desk: Desk) -> frozenset[date]:
    from csdesk.desk import settings

    return settings.days_off(desk)


def _read(
    desk: Desk, connection: Connection, only: str, values: tuple[Any, ...]
) -> list[tuple[RunRow, list[Any], str | None]]:
    today = desk.clock.today()
    by_run: dict[int, list[Any]] = {}
    for step in connection.exec_driver_sql(_STEPS.format(only=only), values):
        by_run.setdefault(step[0], []).append(step)
    found = []
    for run in connection.exec_driver_sql(_RUNS.format(only=only), values):
        steps = by_run.get(run[0], [])
        found.append((_row(run, [one for one in steps if not one[2].startswith(EXIT)], today), steps, run[10]))
    return found


def _row(run: Any, steps: list[Any], today: date) -> RunRow:
    number, account_id, account, playbook, title, why, started, state, ended, reason, _ = run
    open_ = sorted((one for one in steps if one[12] == "open" and one[5]), key=lambda one: (one[5], one[1]))
    return RunRow(
        number, account_id, account, playbook, title, why, _day(started), state, _day(ended), reason,
        sum(one[12] != "open" for one in steps),
        len(steps),
        sum(late_days(one[12], _day(one[5]), today) > 0 for one in steps) if state == "active" else 0,
        open_[0][3] if open_ else "",
        _day(open_[0][5]) if open_ else None,
        _day(max((one[5] for one in steps if one[5]), default=None)),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _step(
    kept: Any, step: Step | None, facts: Facts, today: date, anchor: date, off: frozenset[date], run: RunRow
) -> StepView:
    (_, number, key, title, phase, due, planned, owner, channel, deliverable, detail, gate, state, done_on, reason) = (
        kept
    )
    begins = None
    if step is not None and step.first != step.last:
        begins = engine.day_of(step.first, anchor, off)
        begins = max(begins, run.started) if run.started else begins
    proof = step.proof if step is not None and run.state == "active" and state == "open" else None
    return StepView(
        id=number,
        key=key,
        title=title,
        phase=phase,
        begins=begins,
        due=_day(due),
        planned=_day(planned),
        days=step.days if step is not None else "",
        owners=owners_in_words(tuple(part.strip() for part in owner.split(",") if part.strip())),
        channel=CHANNELS.get(channel, ""),
        deliverable=deliverable,
        detail=detail,
        prompts=step.prompts if step is not None else (),
        opens=step.opens if step is not None else "",
        opens_title=_form_title(step.opens) if step is not None else "",
        gate=bool(gate),
        state=state,
        done_on=_day(done_on),
        reason=reason,
        late=late_days(state, _day(due), today) if run.state == "active" else 0,
        shown=facts.reasons(proof) if proof is not None else "",
        proved=proof is not None and proof.test(facts.values),
    )


def _form_title(form: str) -> str:
    from csdesk.desk import document_forms

    known = document_forms.library().forms.get(form)
    return known.title if known else ""


def _phases(phases: Iterable[Phase], steps: list[StepView], facts: Facts, ticked: Ticked) -> tuple[PhaseView, ...]:
    found: list[PhaseView] = []
    current = False
    for phase in phases:
        mine = tuple(one for one in steps if one.phase == phase.id)
        over = all(one.state != "open" for one in mine)
        state: PhaseState = "done" if over else "ahead" if current else "now"
        current = current or not over
        criteria = tuple(
            engine.judge(one, facts, ticked.get(f"{EXIT}{phase.id}/{at}")) for at, one in enumerate(phase.exit)
        )
        found.append(PhaseView(phase.id, phase.title, phase.about, mine, criteria, state))
    return tuple(found)


def compliance(desk: Desk) -> tuple[Compliance, ...]:
    """How well the runs of each playbook were kept, by title; only playbooks that ever ran."""
    with desk.book.read() as connection:
        found = _read(desk, connection, "", ())
    return engine.compliance((_record(*one) for one in found), desk.clock.today())


def _record(row: RunRow, steps: list[Any], plan: str | None) -> RunRecord:
    try:
        purpose = plan_of(plan or "").playbook.purpose
    except DeskError:
        purpose = None
    return RunRecord(
        row.playbook,
        row.title,
        purpose,
        row.state,
        row.started or date.min,
        row.ended,
        tuple(
            StepRecord(one[12], _day(one[5]), _day(one[6]), _day(one[13]))
            for one in steps
            if not one[2].startswith(EXIT)
        ),
    )
