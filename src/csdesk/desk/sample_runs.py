"""Playbooks of the sample book: an onboarding under way, an account at risk being won back, and an onboarding done."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from csdesk.desk import runs
from csdesk.values.clock import FixedClock
from csdesk.values.days import next_working_day

if TYPE_CHECKING:
    from csdesk.book.transaction import Transaction
    from csdesk.desk.core import Desk

ORIGIN: Final = "sample"


@dataclass(frozen=True, slots=True)
class _Story:
    """A run of the past: where, since when, and what became of its steps."""

    account: str
    playbook: str
    days_ago: int
    why: str
    late: Mapping[str, int]
    """Days that a step was done after it was due; a step that is not named was done on its day."""
    skipped: Mapping[str, str]
    passed: Mapping[str, str]
    """Reasons for which a gate was passed."""
    open: tuple[str, ...] = ()
    """Steps that are still open although their day is past."""


_STORIES: Final = (
    _Story(
        "Pallastine Robotics", "high-touch-onboarding", 150, "Signed in June",
        {"technical-check": 2, "closing-review": 1},
        {"welcome-mail": "Sales had written to them the day before"},
        {"plan-review": "The plan was agreed in the call and sealed later",
         "first-value": "The first robot cell reported on its own",
         "closing-review": "Adoption stood at 58%, and the sponsor wanted the usual rhythm"},
    ),
    _Story(
        "Mistralle Travel", "at-risk-30-days", 13, "The health score is below 40",
        {"discovery-call": 1},
        {"raise-inside": "The champion called back the same day",
         "executive-outreach": "Not needed, the champion can decide"},
        {"root-cause": "The cause is known; the risk is written down with the recovery plan"},
        ("recovery-plan",),
    ),
    _Story(
        "Pixelgrove Studio", "high-touch-onboarding", 16, "The account is in onboarding", {}, {},
        {"plan-review": "Their second decider is on leave until December",
         "first-value": "Counted when the first project is published"},
    ),
)  # fmt: skip


def write_runs(desk: Desk, accounts: Mapping[str, int], today: date) -> int:
    """Write the runs into the sample book; how many there are."""
    made = 0
    for story in _STORIES:
        account_id = accounts.get(story.account)
        if account_id is None:
            continue
        began = next_working_day(today - timedelta(days=story.days_ago))
        with _at(desk, f"Start a playbook at {story.account}", account_id, began):
            run = runs.start(desk, story.playbook, account_id, on=began, why=story.why).record_id
        if run is not None:
            _live(desk, story, account_id, run, today)
            made += 1
    return made


def _live(desk: Desk, story: _Story, account_id: int, run: int, today: date) -> None:
    steps = [one for phase in runs.view(desk, run).phases for one in phase.steps]
    for one in steps:
        if one.due is None or one.key in story.open:
            continue
        day = next_working_day(one.due + timedelta(days=story.late.get(one.key, 0)))
        if day >= today:
            continue
        with _at(desk, f"Settle a step at {story.account}", account_id, day):
            if reason := story.skipped.get(one.key):
                runs.step_skip(desk, one.id, reason, on=day)
            else:
                runs.step_done(desk, one.id, story.passed.get(one.key, ""), on=day)


def _at(desk: Desk, name: str, account_id: int, day: date) -> AbstractContextManager[Transaction]:
    """A write of the past, which no undo steps back into."""
    clock = FixedClock(datetime.combine(day, time(9, 30), UTC))
    return desk.book.write(name, origin=ORIGIN, account_id=account_id, undoable=False, clock=clock)
