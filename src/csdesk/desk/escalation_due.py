"""What escalations ask for today: answers by their hour, looks at what is not settled, and escalations to open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from csdesk.desk import escalation_facts, escalation_list
from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.errors import Invalid
from csdesk.desk.today_model import Item
from csdesk.desk.today_parts import among
from csdesk.policy import escalation as rules
from csdesk.policy.escalation import Verdict
from csdesk.policy.escalation_model import Rung
from csdesk.policy.load import Policy
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk

PROPOSE_FROM: Final = 2
"""The lowest tier that is proposed: below it the signal itself asks the CSM."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An escalation that the rules call for and nobody has opened."""

    account_id: int
    account: str
    verdict: Verdict
    rung: Rung
    label: str

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why this tier."""
        return self.verdict.reasons


def due_items(
    desk: Desk, connection: Connection, today: date, until: date, accounts: Collection[int] | None
) -> Iterable[Item]:
    """What is late or due up to `until`, of these accounts or of all."""
    where, values = among("e.account_id", accounts)
    for one in escalation_list.read(connection, f" AND e.state = 'open'{where}", values):
        at = {"tab": "escalations", "escalation_id": one.id}
        if one.responded is None and one.deadline is not None and one.deadline.astimezone().date() <= until:
            yield Item(
                f"escalation/{one.id}/answer", one.account_id, f"Answer the escalation, {one.label.lower()}",
                f"{one.title}. Opened on {format_date(one.opened_at.astimezone().date())}", _rule(one),
                one.deadline.astimezone().date(), one.deadline, urgent=True, place="risk", where=at,
                verb="Escalation answered",
            )  # fmt: skip
        if one.next_check is not None and one.next_check <= until:
            days = one.open_days(one.next_check)
            title = "See whether the escalation is settled"
            evidence = f"{one.title}. Open for {days} at {one.label.lower()}"
            rule = f"Look at {one.label.lower()} again"
            if one.next_rung is not None:
                rule = f"Not settled after {days}: {one.word.lower()} {one.next_rung.tier}"
            yield Item(
                f"escalation/{one.id}/check/{one.next_check.isoformat()}", one.account_id, title, evidence, rule,
                one.next_check, place="risk", where=at, verb="Escalation looked at",
            )  # fmt: skip
    for proposal in _proposals(connection, chosen_policy(desk), today, accounts):
        yield Item(
            f"escalation/propose/{proposal.account_id}/{proposal.rung.tier}", proposal.account_id,
            f"Escalate to {_with(proposal.rung)}, {proposal.label.lower()}",
            proposal.verdict.evidence or proposal.verdict.because,
            f"{proposal.verdict.because}: {proposal.rung.within.words}", today,
            urgent=proposal.rung.within.weight <= 9, place="risk", where={"escalate": proposal.account_id},
        )  # fmt: skip


def _with(rung: Rung) -> str:
    """Whom a tier brings in: "the director or VP", "the CS manager"."""
    name = rung.team[-1]
    first = name.split()[0]
    return f"the {name if any(char.isupper() for char in first[1:]) or '-' in first else name[:1].lower() + name[1:]}"


def _rule(one: escalation_list.EscalationRow) -> str:
    return f"{one.label}, {one.rung.within.words}" if one.rung else one.label


def complete_item(desk: Desk, key: str) -> Changed:
    """Answer an escalation, or note that it was looked at; Invalid when it is not open any more."""
    from csdesk.desk import escalations

    parts = key.split("/")
    if len(parts) < 3 or parts[0] != "escalation" or not parts[1].isdecimal():
        raise Invalid("today", f"“{key}” cannot be ticked", "Open it and go through the questions.")
    return (escalations.responded if parts[2] == "answer" else escalations.checked)(desk, int(parts[1]))


def proposals(desk: Desk, accounts: Collection[int] | None = None) -> tuple[Proposal, ...]:
    """The escalations that what is known calls for and that nobody has opened, the highest tier first."""
    with desk.book.read() as connection:
        found = list(_proposals(connection, chosen_policy(desk), desk.clock.today(), accounts))
    return tuple(sorted(found, key=lambda one: -one.rung.tier))


def _proposals(
    connection: Connection, policy: Policy, today: date, accounts: Collection[int] | None
) -> Iterator[Proposal]:
    """Of accounts with a red sign or several yellow ones. What only a person can say counts as no.

    While the score is green, a single signal asks for itself; only what wants action at once is proposed then.
    """
    plan = policy.escalation
    where, values = among("a.id", accounts)
    floor = policy.floor("yellow")
    candidates = [
        row[0]
        for row in connection.exec_driver_sql(
            "SELECT a.id FROM account a LEFT JOIN ("
            "  SELECT account_id, sum(level IN ('red', 'immediate')) AS red, sum(level = 'yellow') AS yellow,"
            "  sum(level = 'immediate') AS urgent"
            f"  FROM signal WHERE deleted_at IS NULL AND state IN {escalation_facts.STANDING} GROUP BY account_id"
            ") s ON s.account_id = a.id WHERE a.deleted_at IS NULL AND coalesce(a.stage, '') <> 'churned' "
            "AND (a.health_score < ? OR s.urgent > 0 "
            "     OR ((s.red > 0 OR s.yellow > 1) AND (a.health_score IS NULL OR a.health_score < ?))) "
            "AND a.id NOT IN (SELECT account_id FROM escalation WHERE deleted_at IS NULL AND account_id IS NOT NULL "
            "                 AND (state = 'open' OR (state = 'resolved' AND resolved_on > ?)))"
            f"{where}",
            (floor, policy.floor("green"), (today - timedelta(days=7)).isoformat(), *values),
        )
    ]
    if not candidates or not plan.questions:
        return
    asked = frozenset[str]().union(*(one.names for one in plan.questions))
    for one in escalation_facts.read(connection, policy, today, candidates, asked).values():
        verdict = rules.walk(plan, one.facts, assume=False)
        if verdict.rung is not None and verdict.rung.tier >= PROPOSE_FROM:
            yield Proposal(one.account_id, one.name, verdict, verdict.rung, plan.label(verdict.rung.tier))
