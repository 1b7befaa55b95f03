"""What is done about the steps of a renewal: tick, skip with a reason, give a day of its own, take back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from csdesk.desk import renewals
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid
from csdesk.desk.renewal_facts import NEAR
from csdesk.policy.renewals_model import DueStep
from csdesk.values.days import count, format_date
from csdesk.values.text import clean

if TYPE_CHECKING:
    from csdesk.desk.core import Desk, Transaction


def complete(desk: Desk, account_id: int, step: str, on: date | None = None) -> Changed:
    """Mark a step done, today or on an earlier day. Invalid when it is settled, not on the path, or `on` is ahead."""
    day = on or desk.clock.today()
    if day > desk.clock.today():
        raise Invalid("renewal_step/done_on", "a step cannot have been done on a day to come")
    row, one = _open(desk, account_id, step)
    with desk.write(f"Step done: {one.step.title}, {row.name}", account_id=account_id) as tx:
        _note(tx, account_id, one, "done", day, "")
    return tx.changed


def skip(desk: Desk, account_id: int, step: str, reason: str) -> Changed:
    """Leave a step out, with a reason. Invalid without one, or when the step is settled or not on the path."""
    if not clean(reason).strip():
        raise Invalid("renewal_step/reason", "a step is skipped with its reason", "Say why it is not needed.")
    row, one = _open(desk, account_id, step)
    with desk.write(f"Skip the step {one.step.title}, {row.name}", account_id=account_id) as tx:
        _note(tx, account_id, one, "skipped", desk.clock.today(), clean(reason).strip())
    return tx.changed


def reopen(desk: Desk, account_id: int, step: str) -> Changed:
    """Take back that a step was done, skipped or given a day. Invalid when it was not."""
    row = renewals.row(desk, account_id)
    one = _find(row, step)
    if one.settled is None and not one.planned:
        raise Invalid("renewal_step", f"“{one.step.title}” is open already")
    with desk.write(f"Open the step {one.step.title} again, {row.name}", account_id=account_id) as tx:
        for number in _entries(tx, account_id, one):
            tx.delete("renewal_step", number)
    return tx.changed


def plan(desk: Desk, steps: Iterable[tuple[int, str, date]]) -> Changed:
    """Give steps days of their own: (account, step, day), all in one undo step.

    Invalid, with nothing written, for a step that is settled or not on its path, a day that is past, or no step at all.
    """
    wanted = list(steps)
    if not wanted:
        raise Invalid("renewal_step", "no step was chosen")
    today = desk.clock.today()
    found: list[tuple[int, DueStep, date]] = []
    names: list[str] = []
    for account_id, step, day in wanted:
        row, one = _open(desk, account_id, step)
        if day < today:
            raise Invalid("renewal_step/done_on", f"{row.name}: {format_date(day)} is past")
        found.append((account_id, one, day))
        names.append(row.name)
    if len(found) == 1:
        name = f"Plan {found[0][1].step.title} on {format_date(found[0][2], 'day')}, {names[0]}"
    else:
        name = f"Plan {count(len(found), 'renewal step')}"
    with desk.write(name, account_id=found[0][0] if len(found) == 1 else None) as tx:
        for account_id, one, day in found:
            _note(tx, account_id, one, "planned", day, "")
    return tx.changed


def _find(row: renewals.RenewalRow, step: str) -> DueStep:
    wanted = step.casefold().strip()
    for one in row.verdict.steps:
        if one.step.id == wanted or one.step.title.casefold() == wanted:
            return one
    known = ", ".join(one.step.id for one in row.verdict.steps)
    raise Invalid("renewal_step/step", f"the path of {row.name} has no step “{step}”", f"It has {known}.")


def _open(desk: Desk, account_id: int, step: str) -> tuple[renewals.RenewalRow, DueStep]:
    row = renewals.row(desk, account_id)
    one = _find(row, step)
    if one.settled is not None:
        done = "done" if one.settled.state == "done" else "skipped"
        on = f" on {format_date(one.settled.on)}" if one.settled.on else ""
        raise Invalid("renewal_step", f"“{one.step.title}” was {done}{on}", "Open it again first.")
    return row, one


def _entries(tx: Transaction, account_id: int, one: DueStep) -> list[int]:
    near = ((one.renewal_date - NEAR).isoformat(), (one.renewal_date + NEAR).isoformat())
    return [
        row[0]
        for row in tx.connection.exec_driver_sql(
            "SELECT id FROM renewal_step WHERE deleted_at IS NULL AND account_id=? AND step=? "
            "AND renewal_date BETWEEN ? AND ? ORDER BY id",
            (account_id, one.step.id, *near),
        )
    ]


def _note(tx: Transaction, account_id: int, one: DueStep, state: str, on: date, reason: str) -> None:
    values: dict[str, Any] = {
        "title": one.step.title, "step": one.step.id, "renewal_date": one.renewal_date, "state": state, "done_on": on,
        "reason": reason or None,
    }  # fmt: skip
    earlier = _entries(tx, account_id, one)
    if earlier:
        tx.update("renewal_step", earlier[-1], values)
    else:
        tx.insert("renewal_step", {**values, "account_id": account_id})
