"""Escalations as lists show them: where each stands, by when it wants an answer, and what follows."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from csdesk.desk.errors import Invalid
from csdesk.desk.today_parts import among, day_of
from csdesk.policy.escalation_model import Escalation, Rung
from csdesk.policy.load import policies
from csdesk.values.days import count

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of the path an escalation was opened by, as it was."""

    ask: str
    said: str
    answer: bool
    origin: str
    evidence: str
    leads: str

    @property
    def words(self) -> str:
        """The step in one line."""
        said = self.said if self.answer and self.said else f"{self.ask} {'Yes' if self.answer else 'No'}"
        return f"{said}: {self.evidence}" if self.evidence and self.origin != "you" else said


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """One escalation."""

    id: int
    account_id: int
    account: str
    policy: str
    word: str
    tier: int
    title: str
    """The reason that decided."""
    team: str
    opened_at: datetime
    deadline: datetime | None
    next_check: date | None
    state: str
    responded: datetime | None
    outcome: str
    resolved_on: date | None
    note: str
    document: int | None
    run: int | None
    path: str
    answers: str
    rung: Rung | None
    next_rung: Rung | None
    """The tier that follows when it is not settled."""
    declined: bool

    @property
    def label(self) -> str:
        """Its tier in words."""
        return f"{self.word} {self.tier}"

    @property
    def steps(self) -> tuple[Taken, ...]:
        """The path taken."""
        return tuple(
            Taken(one["ask"], one.get("said", ""), bool(one["answer"]), one.get("from", ""), one.get("evidence", ""),
                  one.get("leads", ""))
            for one in json.loads(self.path or "[]")
        )  # fmt: skip

    def late(self, now: datetime) -> bool:
        """Whether its first answer is overdue."""
        return self.state == "open" and self.responded is None and self.deadline is not None and now > self.deadline

    def proposed(self, today: date) -> Rung | None:
        """The tier that is proposed because it has not been settled in time."""
        return self.next_rung if self.state == "open" and self.next_check and self.next_check <= today else None

    def open_days(self, today: date) -> str:
        """How long it has been open, in words."""
        return count(max(0, (today - self.opened_at.astimezone().date()).days), "day")


_SQL = """
SELECT e.id, e.account_id, a.name, e.policy, e.tier, e.title, e.team, e.opened_at, e.deadline, e.next_check, e.state,
    e.outcome, e.resolved_on, e.note, e.document, e.run, e.path, e.answers
FROM escalation e JOIN account a ON a.id = e.account_id
WHERE e.deleted_at IS NULL AND a.deleted_at IS NULL AND e.opened_at IS NOT NULL
"""


def read(connection: Connection, where: str, values: tuple[Any, ...]) -> tuple[EscalationRow, ...]:
    """The escalations that a condition over `e` finds, those with the nearest deadline first."""
    known = policies()
    rows = connection.exec_driver_sql(f"{_SQL}{where} ORDER BY e.deadline, e.id", values).all()
    return tuple(_row(row, known[row[3]].escalation if row[3] in known else known["handbook"].escalation)
                 for row in rows)  # fmt: skip


def _row(row: Any, plan: Escalation) -> EscalationRow:
    number, account_id, account, policy, tier, title, team, opened, deadline, check, state = row[:11]
    outcome, resolved, note, document, run, path, answers = row[11:]
    rung = next((one for one in plan.rungs if one.tier == tier), None)
    above = next((one for one in plan.rungs if rung and one.tier == rung.next_tier), None)
    kept = json.loads(answers or "{}")
    said = kept.get("responded")
    return EscalationRow(
        number, account_id, account or "", policy or "", plan.word, tier or 0, title or "", team or "",
        datetime.fromisoformat(opened), datetime.fromisoformat(deadline) if deadline else None, day_of(check),
        state or "open", datetime.fromisoformat(said) if said else None, outcome or "", day_of(resolved), note or "",
        document, run, path or "", answers or "", rung, above, bool(kept.get("declined")),
    )  # fmt: skip


def listing(
    desk: Desk, *, accounts: Collection[int] | None = None, open_only: bool = True
) -> tuple[EscalationRow, ...]:
    """Open escalations, or all of them, the nearest deadline first; moved ones are part of those that followed."""
    where, values = among("e.account_id", accounts)
    where = f" AND e.state {'= ' if open_only else '<> '}'{'open' if open_only else 'raised'}'{where}"
    with desk.book.read() as connection:
        found = read(connection, where, values)
    if open_only:
        return found
    return tuple(sorted(found, key=lambda one: (one.state != "open", -one.opened_at.timestamp())))


def get(desk: Desk, escalation_id: int) -> EscalationRow:
    """One escalation; Invalid when there is none of that id."""
    with desk.book.read() as connection:
        found = read(connection, " AND e.id = ?", (escalation_id,))
    if not found:
        raise Invalid("escalation", f"there is no escalation {escalation_id} in the book")
    return found[0]
