"""Planning the steps of a month: which renewals ask for what, and a working day for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from csdesk.desk.renewals import RenewalRow
from csdesk.values.days import add_months, end_of_month, next_working_day

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

A_DAY: Final = 3
"""Late steps that a day is given at most, so that a plan of many can be kept."""
SOON: Final = 10
"""With fewer days left in a month, the next one is planned as well."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step to plan, with the day proposed for it."""

    account_id: int
    name: str
    step: str
    title: str
    owner: str
    due: date
    """Its day by the path, or the day it was given."""
    day: date
    """The day proposed: `due` where that is ahead, else one of the next working days."""
    planned: bool
    late: bool


def until(today: date) -> date:
    """The last day of the month that is planned: this one, or the next when this one is nearly over."""
    end = end_of_month(today)
    return end if (end - today).days >= SOON else end_of_month(add_months(today, 1))


def proposals(desk: Desk, rows: Iterable[RenewalRow]) -> tuple[Proposal, ...]:
    """The steps that fall into the month, the late ones first; each with a working day to do it."""
    from csdesk.desk import settings

    today = desk.clock.today()
    return arrange(rows, today, until(today), settings.days_off(desk))


def arrange(
    rows: Iterable[RenewalRow], today: date, last: date, off: Collection[date] = frozenset()
) -> tuple[Proposal, ...]:
    """The open steps from the current one on that are due by `last`; late ones spread over the next working days."""
    found: list[Proposal] = []
    for row in rows:
        current = row.step
        if current is None:
            continue
        begun = not current.open
        for one in row.verdict.steps:
            begun = begun or one.step.id == current.step.id
            if not begun or not one.open or one.due > last or one.state == "passed":
                continue
            if row.escalated and one.at_once:
                continue
            title = row.step_title if one is current else one.step.title
            found.append(
                Proposal(row.account_id, row.name, one.step.id, title, one.step.owner, one.due, one.due,
                         one.planned, one.due < today)
            )  # fmt: skip
    found.sort(key=lambda one: (one.due, one.name))
    return _spread(found, today, off)


def _spread(found: Sequence[Proposal], today: date, off: Collection[date]) -> tuple[Proposal, ...]:
    day = next_working_day(today, off)
    load = 0
    placed: list[Proposal] = []
    for one in found:
        if not one.late:
            placed.append(one)
            continue
        if load == A_DAY:
            day, load = next_working_day(day + timedelta(days=1), off), 0
        load += 1
        placed.append(
            Proposal(one.account_id, one.name, one.step, one.title, one.owner, one.due, day, one.planned, True)
        )
    return tuple(placed)
