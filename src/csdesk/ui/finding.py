"""What the palette finds in the book: accounts by name first, then whatever the full-text search has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from csdesk.ui.palette import Answer, matched

if TYPE_CHECKING:
    from csdesk.desk.search import Found
    from csdesk.ui.context import Context

_ICONS = {
    "account": "accounts",
    "contact": "user",
    "goal": "target",
    "milestone": "milestone",
    "risk": "risk",
    "opportunity": "trend",
    "action": "check-circle",
    "review": "reviews",
    "touch": "chat",
    "document": "documents",
    "signal": "flag",
    "escalation": "risk",
    "playbook_run": "play",
    "run_step": "check",
    "override": "edit",
    "renewal_call": "renewals",
}
_TABS = {
    "contact": "people",
    "goal": "plan",
    "milestone": "plan",
    "risk": "plan",
    "opportunity": "plan",
    "action": "plan",
    "review": "reviews",
    "touch": "timeline",
    "signal": "health",
    "playbook_run": "playbooks",
    "run_step": "playbooks",
}


def find(context: Context, text: str) -> list[Answer]:
    """The book's answers to what was typed; runs on the worker."""
    from csdesk.desk.search import MARK_END, MARK_START, search

    answers = []
    for hit in search(context.desk, text, limit=24):
        if hit.kind == "document":
            run = partial(context.go, "document", document_id=hit.id)
        elif hit.kind == "account":
            run = partial(context.go, "account", account_id=hit.id)
        elif hit.kind == "escalation":
            run = partial(context.go, "risk", tab="escalations", escalation_id=hit.id)
        elif hit.kind == "renewal_call":
            run = partial(context.go, "renewals", account_id=hit.account_id)
        elif hit.account_id is not None:
            tab = _TABS.get(hit.kind, "overview")
            run = partial(context.go, "account", account_id=hit.account_id, tab=tab, **_within(context, hit))
        else:
            continue
        note = hit.account_name if hit.kind != "account" else ""
        if not note and matched(hit.title, text) is None:
            note = " ".join(hit.snippet.replace(MARK_START, "").replace(MARK_END, "").split())
        answers.append(Answer(hit.title or "Untitled", hit.kind_label, _ICONS.get(hit.kind, "search"), run, note))
    return answers


def _within(context: Context, hit: Found) -> dict[str, object]:
    """What the tab brings into sight."""
    from csdesk.desk import records

    if hit.kind == "signal":
        return {"signal": hit.id}
    if hit.kind == "playbook_run":
        return {"run": hit.id}
    if hit.kind == "run_step":
        return {"run": records.get(context.desk, "run_step", hit.id).values["run"]}
    return {"record_id": hit.id}
