"""The sample's success plans: the answers that its data tells, written as any form is filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from csdesk.desk.sample_data import Item, day

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

FORM = "success-plan"
_DAYS = {"next", "date", "next_review", "reviewed"}
"""Answers that the data gives as days from today."""


def write_plans(desk: Desk, accounts: list[Item], ids: Mapping[str, int], today: date) -> int:
    """Fills and, where the data says so, finishes the success plans of the accounts; how many there are."""
    from csdesk.desk import documents

    written = 0
    for account in accounts:
        if "plan" not in account:
            continue
        name = account["name"]
        final = bool(account["plan"].get("final"))
        values = answers(account["plan"], today, desk.profile.name)
        with desk.write(f"Write the success plan of {name}", account_id=ids[name], undoable=False):
            filled = documents.fill(desk, FORM, ids[name], values)
        if final:
            with desk.write(f"Finish the success plan of {name}", account_id=ids[name], undoable=False):
                documents.mark_final(desk, filled.document_id)
        written += 1
    return written


def answers(plan: Item, today: date, person: str) -> dict[str, Any]:
    """The plan of an account's file as `documents.fill` takes it; rows told by title become rows."""
    found: dict[str, Any] = {}
    for section, given in plan.items():
        if section == "final":
            continue
        if isinstance(given, list):
            found[section] = [_dated(row, today) for row in given]
        elif section in ("goals", "milestones", "risks", "actions"):
            found[section] = [{"title": title, **_dated(row, today)} for title, row in given.items()]
        else:
            found[section] = _dated(given, today)
    if person and isinstance(signed := found.get("approvals", {}).get("csm"), dict):
        signed["name"] = person
    return found


def _dated(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in row.items():
        if key in _DAYS and isinstance(value, int):
            found[key] = day(value, today).isoformat()
        elif isinstance(value, Mapping):
            found[key] = _dated(value, today)
        else:
            found[key] = value
    return found
