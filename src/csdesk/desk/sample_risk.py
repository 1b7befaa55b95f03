"""The sample's risks in work: two open escalations, a save campaign, a loss and its post-mortem, risks of all sizes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_TEAM: Final = {
    "CS manager": ("Priya Raghunathan", "+1 617 555 0147"),
    "Director or VP": ("Margit Solheim", "+1 617 555 0101"),
    "C-level executive": ("Ansgar Holm", "+1 617 555 0100"),
    "Support": ("Hanna Weissbrod", "+1 617 555 0160"),
    "After hours": ("Duty desk", "+1 617 555 0199"),
    "Escalation e-mail": ("escalations@ostrella.example", ""),
}
_RISKS: Final = (
    ("Thornquist Legal", "The contact goes on leave in spring", "medium", "low", "Meet the deputy before Christmas."),
    ("Pelagonis Lines", "A report is built by hand each month", "high", "low", "Show the scheduled report."),
    ("Galiora Optics", "A second site may be sold", "low", "medium", "Ask in the next review."),
    (
        "Hoshinami Components",
        "The fiscal year moves by a quarter",
        "low",
        "low",
        "Note the new dates once they are set.",
    ),
    ("Quillard Media", "Budget is cut by a fifth", "high", "high", "Offer a smaller package before they ask for it."),
    ("Umbrick Textiles", "The finance lead asks for prices elsewhere", "high", "medium", "Put the value report first."),
)
"""Account, risk, probability, impact, mitigation."""


def write_risk(desk: Desk, ids: Mapping[str, int], today: date) -> int:
    """Writes the story; how many documents there are of it."""
    from csdesk.desk import escalations, signals

    signals.catch_up(desk)
    with desk.write("Name the escalation contacts", undoable=False):
        escalations.set_contacts(desk, {part: escalations.Contact(*one) for part, one in _TEAM.items()})
    _register(desk, ids)
    _escalate(
        desk, ids["Quillard Media"], today, days=3, tier=3, responded=True,
        note="The new finance lead wants a third off, or out.",
    )  # fmt: skip
    _escalate(desk, ids["Dunmarrow Builders"], today, days=15, tier=2, responded=True, document=False)
    _fill(desk, "risk-escalation", ids["Quillard Media"], _escalation(today))
    _fill(desk, "save-proposal", ids["Selvidge Motors"], _proposal(today))
    _fill(desk, "post-mortem", ids["Corbinet Staffing"], _POST_MORTEM)
    return 3


def _register(desk: Desk, ids: Mapping[str, int]) -> None:
    with desk.write("Write risks into the register", undoable=False) as tx:
        for account, title, probability, impact, mitigation in _RISKS:
            csm = tx.current("account", ids[account])["csm"]
            tx.insert("risk", {
                "account_id": ids[account], "title": title, "probability": probability, "impact": impact,
                "mitigation": mitigation, "owner": csm, "status": "monitoring", "share": False,
            })  # fmt: skip


def _escalate(
    desk: Desk, account_id: int, today: date, *, days: int, tier: int, responded: bool, note: str = "",
    document: bool = True,
) -> None:  # fmt: skip
    """An escalation that was opened some days ago, at eleven in the morning."""
    from csdesk.desk import escalations

    answers = {"incident": False, "intent": False}
    opened = datetime.combine(today - timedelta(days=days), time(11, 0)).astimezone()
    with desk.write("Escalate a risk", account_id=account_id, undoable=False) as tx:
        made = escalations.open_escalation(desk, account_id, answers, tier=tier, note=note, document=document)
        number = int(made.record_id or 0)
        kept: dict[str, Any] = {"answers": answers}
        if responded:
            kept["responded"] = (opened + timedelta(hours=1)).isoformat(timespec="seconds")
        tx.update("escalation", number, {
            "opened_at": opened, "deadline": opened + timedelta(hours=2),
            "next_check": today + timedelta(days=14 - days), "answers": json.dumps(kept),
        })  # fmt: skip
        for row in tx.connection.exec_driver_sql(
            "SELECT id FROM signal WHERE account_id = ? AND state = 'acted' AND deleted_at IS NULL", (account_id,)
        ).all():
            tx.update("signal", row[0], {"raised_at": opened - timedelta(hours=1), "settled_at": opened})
        rows = tx.connection.exec_driver_sql(
            "SELECT id, due FROM action WHERE account_id = ? AND origin = ? AND deleted_at IS NULL ORDER BY id",
            (account_id, escalations.ORIGIN),
        ).all()
        for at, (action, due) in enumerate(rows):
            day = date.fromisoformat(due) - timedelta(days=days)
            done = {"status": "done", "done_on": day} if at < 2 and responded else {}
            tx.update("action", action, {"due": max(day, today + timedelta(days=1)) if not done else day, **done})


def _fill(desk: Desk, form: str, account_id: int, values: dict[str, Any]) -> None:
    from csdesk.desk import documents

    with desk.write(f"Write {documents.form(form).title.casefold()}", account_id=account_id, undoable=False):
        documents.fill(desk, form, account_id, values)


def _escalation(today: date) -> dict[str, Any]:
    return {
        "classification": {"category": "Finance"},
        "situation": {
            "summary": "Logins fell by half since September. The new finance lead asked for the contract and its exit.",
            "perception": "They pay for seats that nobody sits on, and hear from us only about renewal.",
        },
        "impact": {"churn": 60, "months": 3, "expansion": True, "reference": False},
        "cause": {
            "hypothesis": "Two editorial teams were merged; half of the seats have had no owner since.",
            "unknown": "Whether the publisher herself has decided anything.",
        },
        "customer": {"awareness": "partly", "frustration": "high"},
        "recovery": {
            "steps": ["Bring the seat count down to what is used", "Train the merged team on the new workflow"],
            "success": "Logins are back above 70% of the seats, and the finance lead has named a figure.",
            "timeline": (today + timedelta(days=25)).isoformat(),
        },
    }


def _proposal(today: date) -> dict[str, Any]:
    return {
        "facts": {"on": (today - timedelta(days=4)).isoformat(), "strategic": "medium", "reference": "limited"},
        "assessment": {
            "stated": "The workshop tablets lose their work when the line drops.",
            "cause": "Nobody at the works answers for the tablets since the plant manager changed.",
        },
        "opening": {
            "opening": "Your shift leads showed us on 12 November where work gets lost. They are right, and it has "
            "cost you hours that we promised to save."
        },
        "terms": {"term": "12 months, instead of 24", "months": 12, "months_before": 24, "pricing": "service",
                  "service": "Two days on site for every shift", "leaving": "After six months, should the loss go on"},
        "next": {"days": 5, "meeting": (today + timedelta(days=5)).isoformat(),
                 "decision": (today + timedelta(days=11)).isoformat()},
    }  # fmt: skip


_POST_MORTEM: Final[dict[str, Any]] = {
    "summary": {
        "summary": "Corbinet left when its branches went over to the group's own system. Eleven months before, the "
        "group had bought it, and we never asked what that would mean."
    },
    "cause": {
        "category": "partly",
        "explanation": "The purchase made the end likely; that we learned of it from the notice made it certain.",
        "contributing": ["The champion moved to the group and was not followed", "Two reviews fell out in a row"],
    },
    "control": {"controllability": "partly", "prevention": "process"},
}
