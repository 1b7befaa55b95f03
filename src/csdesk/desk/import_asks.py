"""What an import asks the CSM to find out: whether a champion who is no longer in the CRM has left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csdesk.sync.plan import ImportPlan

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.book.transaction import Transaction

ORIGIN = "Import"
"""What the action says it comes from."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One person to ask about."""

    contact_id: int
    account_id: int
    title: str


def wanted(connection: Connection, plan: ImportPlan) -> list[Ask]:
    """The champions that are missing and were not asked about before, known to be here still.

    Asked once: an action of the same title that was done or dropped is an answer, and stands.
    """
    found: list[Ask] = []
    for missing in plan.missing:
        if not missing.note or plan.object != "contacts":
            continue
        row = connection.exec_driver_sql(
            "SELECT c.account_id, c.name FROM contact c JOIN account a ON a.id = c.account_id "
            "WHERE c.id=? AND c.left_on IS NULL AND c.deleted_at IS NULL AND a.deleted_at IS NULL",
            (missing.record_id,),
        ).fetchone()
        if row is None:
            continue
        title = f"Find out whether {row[1]}, the champion, has left"
        known = connection.exec_driver_sql(
            "SELECT 1 FROM action WHERE account_id=? AND title=? LIMIT 1", (row[0], title)
        ).scalar()
        if known is None:
            found.append(Ask(missing.record_id, row[0], title))
    return found


def ask(tx: Transaction, asks: list[Ask], source: str) -> None:
    """Put an open action, due today, on the account of each."""
    for each in asks:
        values: dict[str, Any] = {
            "account_id": each.account_id,
            "title": each.title,
            "due": tx.today,
            "status": "open",
            "origin": f"{ORIGIN}, missing in {source}",
            "important": True,
        }
        tx.insert("action", values)
