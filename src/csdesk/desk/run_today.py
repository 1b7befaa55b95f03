"""What playbook runs put on Today's list: steps that are due, and runs that wait for their end."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid
from csdesk.desk.run_model import plan_of
from csdesk.desk.today_model import Item
from csdesk.policy.playbooks_model import CHANNELS, owners_in_words
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk

_DUE = """
SELECT s.id, s.account_id, s.title, s.due, s.owner, s.channel, s.deliverable, s.gate, r.id, r.title, r.plan,
    r.started_on,
    (SELECT count(*) FROM run_step x WHERE x.account_id = s.account_id AND x.run = r.id AND x.deleted_at IS NULL
     AND x.key NOT LIKE 'exit/%'),
    (SELECT count(*) FROM run_step x WHERE x.account_id = s.account_id AND x.run = r.id AND x.deleted_at IS NULL
     AND x.key NOT LIKE 'exit/%' AND x.position < s.position)
FROM run_step s JOIN playbook_run r ON r.id = s.run JOIN account a ON a.id = s.account_id
WHERE s.state = 'open' AND s.due IS NOT NULL AND s.due <= ? AND s.deleted_at IS NULL
    AND r.state = 'active' AND r.deleted_at IS NULL AND a.deleted_at IS NULL {only}
ORDER BY s.due, s.account_id, s.position, s.id
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
    only = "" if accounts is None else f"AND a.id IN ({', '.join(str(int(one)) for one in accounts)})"
    for found in connection.exec_driver_sql(_DUE.format(only=only), (until.isoformat(),)):
        yield _item(found, today)
    for run, account_id, title, settled in connection.exec_driver_sql(_OVER.format(only=only)):
        yield _over(run, account_id, title, date.fromisoformat(settled) if settled else today)


def _item(found: Any, today: date) -> Item:
    step, account_id, title, due_text, owner, channel, deliverable, gate, run, playbook, plan, began, total, before = (
        found
    )
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
    late = (today - due).days
    try:
        urgent = any(one.after is not None and late >= one.after for one in plan_of(plan).playbook.escalate)
    except Exception:
        urgent = False
    return Item(
        key=f"step/{step}",
        account_id=account_id,
        title=str(title or "Step"),
        evidence=", ".join(words),
        rule=f"Playbook {playbook}" if playbook else "Playbook",
        due=due,
        urgent=urgent,
        progress=f"step {before + 1} of {total}",
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
