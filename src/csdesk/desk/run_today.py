"""What playbook runs put on Today's list: steps that are due, and runs that wait for their end."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid
from csdesk.desk.today_model import Item
from csdesk.policy.playbooks_model import CHANNELS, owners_in_words
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk

_DUE = """
WITH placed AS (
    SELECT s.id, row_number() OVER (PARTITION BY s.run ORDER BY s.position, s.id) AS place,
        count(*) OVER (PARTITION BY s.run) AS total
    FROM run_step s WHERE s.deleted_at IS NULL AND s.key NOT LIKE 'exit/%' {among}
)
SELECT s.id, s.account_id, s.title, s.due, s.owner, s.channel, s.deliverable, s.gate, r.id, r.title, r.started_on,
    p.place, p.total
FROM run_step s JOIN playbook_run r ON r.id = s.run JOIN account a ON a.id = s.account_id JOIN placed p ON p.id = s.id
WHERE s.state = 'open' AND s.due IS NOT NULL AND s.due <= ? AND s.deleted_at IS NULL
    AND r.state = 'active' AND r.deleted_at IS NULL AND a.deleted_at IS NULL {among}
ORDER BY s.due, s.account_id, s.position, s.id
"""
_PATIENCE = """
SELECT r.id, CASE WHEN json_valid(r.plan) THEN json_extract(r.plan, '$.playbook.escalate') END FROM playbook_run r
WHERE r.state = 'active' AND r.deleted_at IS NULL AND r.id IN (
    SELECT s.run FROM run_step s WHERE s.state = 'open' AND s.due < ? AND s.deleted_at IS NULL {among})
"""
_OVER = """
SELECT r.id, r.account_id, r.title, max(s.done_on) FROM playbook_run r JOIN account a ON a.id = r.account_id
JOIN run_step s ON s.account_id = r.account_id AND s.run = r.id AND s.deleted_at IS NULL AND s.key NOT LIKE 'exit/%'
WHERE r.state = 'active' AND r.deleted_at IS NULL AND a.deleted_at IS NULL {only}
GROUP BY r.id HAVING sum(s.state = 'open') = 0 ORDER BY r.id
"""


def due_items(
    desk: Desk, connection: Connection, today: date, until: date, accounts: Collection[int] | None
) -> Iterable[Item]:
    """Steps that are late or due up to `until`, and runs whose steps are settled while a criterion is open."""
    if accounts is not None and not accounts:
        return
    numbers = None if accounts is None else ", ".join(str(int(one)) for one in accounts)
    among = "" if numbers is None else f"AND s.account_id IN ({numbers})"
    patience = {
        run: min((one["after"] for one in json.loads(text) if "after" in one), default=None)
        for run, text in connection.exec_driver_sql(_PATIENCE.format(among=among), (today.isoformat(),))
        if text
    }
    for found in connection.exec_driver_sql(_DUE.format(among=among), (until.isoformat(),)):
        yield _item(found, today, patience.get(found[8]))
    only = "" if numbers is None else f"AND a.id IN ({numbers})"
    for run, account_id, title, settled in connection.exec_driver_sql(_OVER.format(only=only)):
        yield _over(run, account_id, title, date.fromisoformat(settled) if settled else today)


def _item(found: Any, today: date, patience: int | None) -> Item:
    step, account_id, title, due_text, owner, channel, deliverable, gate, run, playbook, began, place, total = found
    due = date.fromisoformat(due_text)
    owners = tuple(part.strip() for part in str(owner or "csm").split(","))
    words = [f"Running since {format_date(date.fromisoformat(began), 'day')}"] if began else []
    if owners != ("csm",):
        words.append(f"owned by {owners_in_words(owners)}")
    if CHANNELS.get(str(channel), ""):
        words.append(CHANNELS[str(channel)].lower())
    if deliverable:
        words.append(f"brings: {deliverable}")
    if gate:
        words.append("a gate")
    return Item(
        key=f"step/{step}",
        account_id=account_id,
        title=str(title or "Step"),
        evidence=", ".join(words),
        rule=f"Playbook {playbook}" if playbook else "Playbook",
        due=due,
        # A step that is late for as long as the playbook waits calls for an escalation.
        urgent=patience is not None and (today - due).days >= patience,
        progress=f"step {place} of {total}",
        where={"account_id": account_id, "tab": "playbooks", "run": run},
        verb="Step done",
    )


def _over(run: int, account_id: int, title: str, settled: date) -> Item:
    return Item(
        key=f"run/{run}",
        account_id=account_id,
        title=f"Close “{title}”",
        evidence=f"All steps are settled since {format_date(settled)}; a criterion is still open",
        rule="Exit criteria",
        due=settled,
        where={"account_id": account_id, "tab": "playbooks", "run": run},
    )


def complete_item(desk: Desk, key: str) -> Changed:
    """Tick the step of an item; GateClosed (an Invalid) when criteria of its gate are open."""
    kind, _, number = key.partition("/")
    if kind == "step" and number.isdigit():
        from csdesk.desk.runs import step_done

        return step_done(desk, int(number))
    raise Invalid("today", f"“{key}” cannot be ticked here", "Open the playbook of the account.")
