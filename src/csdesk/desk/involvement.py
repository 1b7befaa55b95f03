"""“Should I be involved?”: the question to coverage's matrix, answered with what the book knows of the account."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from csdesk.desk import signal_facts, signals
from csdesk.desk.errors import Invalid
from csdesk.policy.involve import Answer, Reason, involve
from csdesk.policy.load import Policy, policies
from csdesk.policy.signals import Sighting, evaluate
from csdesk.policy.signals_model import Criterion, Involvement, Request, Severity

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

__all__ = ["Answer", "Criterion", "Involvement", "Reason", "Request", "Severity", "ask", "matrix"]


def matrix(desk: Desk) -> Involvement:
    """The severities, criteria and kinds of request: the chosen policy's, or coverage's where it has none."""
    return _rules(desk).signals.involvement


def _rules(desk: Desk) -> Policy:
    from csdesk.desk.account_rows import chosen_policy

    policy = chosen_policy(desk)
    return policy if policy.signals.involvement.severities else policies()["coverage"]


def ask(desk: Desk, account_id: int, *, severity: str = "", request: str = "", said: Collection[str] = ()) -> Answer:
    """Whether the CSM takes part in a case of a severity, or a request of a kind, and why.

    `said` are criteria that a person says are so. Invalid for a word that the matrix has not, or an unknown account.
    """
    from csdesk.desk.account_rows import chosen_policy

    policy, rules = chosen_policy(desk), _rules(desk)
    known = rules.signals.involvement
    for name, word, there in (
        ("severity", severity, [one.id for one in known.severities]),
        ("request", request, [one.id for one in known.requests]),
        *(("criterion", one, [each.id for each in known.criteria]) for one in said),
    ):
        if word and word not in there:
            raise Invalid(name, f"there is no {name} “{word}”", f"There are {', '.join(there)}.")
    today = desk.clock.today()
    with desk.book.read() as connection:
        # The rules of the chosen policy say what a tier is; those of the matrix which readings it looks at.
        seen = next(signal_facts.read(connection, policy, today, [account_id], names=rules.signals.names,
                                      formats=desk.formats), None)  # fmt: skip
    if seen is None:
        raise Invalid("account", f"there is no account with the number {account_id}")
    sightings = {one.rule: Sighting(one.level, one.evidence, one.raised_at.astimezone().date())  # type: ignore[arg-type]
                 for one in signals.open(desk, account_id) if one.origin == signals.BY_HAND}  # fmt: skip
    raised = evaluate(rules.signals, seen.readings, seen.facts, today, sightings)
    return involve(rules.signals, seen.readings, seen.facts, today, raised, severity=severity, request=request,
                   said=said)  # fmt: skip
