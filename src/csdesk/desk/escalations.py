"""Escalations: the interview that finds the tier, opening one, settling it, and what of it is due.

The questions are the chosen policy's. What the book knows is answered already, with its evidence; a person's answer
counts before it. Opening an escalation writes the tier's form with what is known, and its actions with their days.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import escalation_facts, records, signals
from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid
from csdesk.desk.escalation_due import complete_item, due_items, proposals
from csdesk.desk.escalation_facts import Sign
from csdesk.desk.escalation_interview import Asked, Interview, Planned, Startable, interview, planned, times
from csdesk.desk.escalation_list import EscalationRow, Taken, get, listing
from csdesk.desk.escalation_team import Contact, contact_for, contacts, set_contacts, team_of
from csdesk.policy.escalation import Known, Step, Verdict
from csdesk.policy.escalation_model import Deed, Escalation, Fact, Question, Rung

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

__all__ = [
    "Asked", "Contact", "Deed", "Escalation", "EscalationRow", "Fact", "Interview", "Known", "Planned", "Question",
    "Rung", "Sign", "Startable", "Step", "Taken", "Verdict", "checked", "complete_item", "contact_for", "contacts",
    "decline", "due_items", "get", "interview", "listing", "message", "move_up", "open_escalation", "proposals",
    "reopen", "resolve", "responded", "set_contacts", "startable", "team_of",
]  # fmt: skip

ORIGIN: Final = "Risk escalation"
"""The origin of an escalation's actions: the form of that name lists them."""


# Opening


def open_escalation(
    desk: Desk,
    account_id: int,
    answers: Mapping[str, bool] | None = None,
    *,
    tier: int | None = None,
    note: str = "",
    actions: bool | Collection[str] = True,
    document: bool = True,
    playbook: str = "",
) -> Changed:
    """Open the escalation that the interview came to, in one undo step; `Changed.record_id` is its id.

    `tier` overrules the tier reached, with the path kept; `actions` are all of the tier's, none, or those titles;
    `document` writes the tier's form; `playbook` starts that playbook where there is one. Invalid while a question is
    open, when nothing calls for an escalation, when one is open already, or when the account has left.
    """
    found = interview(desk, account_id, answers)
    if records.get(desk, "account", account_id).values["stage"] == "churned":
        todo = "Learn from it in the post-mortem, or change its stage if it is back."
        raise Invalid("", f"{found.account} has left; there is nothing to escalate any more.", todo)
    if found.open_escalation is not None:
        one = found.open_escalation
        todo = "Move it to the next tier, or settle it first."
        raise Invalid("escalation", f"{one.label} of {one.account} is open already", todo)
    rung = found.rung
    if tier is not None:
        try:
            rung = found.plan.rung(tier)
        except KeyError as error:
            raise Invalid("tier", f"there is no {found.plan.label(tier).lower()}") from error
    if rung is None:
        if found.verdict.open is not None:
            raise Invalid("escalation", f"a question is open: {found.verdict.open.ask}", "Answer it yes or no.")
        todo = "Name the tier yourself if you know better."
        raise Invalid("escalation", "nothing in the answers calls for an escalation", todo)
    kept: dict[str, Any] = {"answers": dict(answers or {})}
    if tier is not None and (found.rung is None or found.rung.tier != tier):
        kept["own"] = {"tier": found.rung.tier if found.rung else None}
    return _write(desk, found, rung, kept, note=note, actions=actions, document=document, playbook=playbook)


def _write(
    desk: Desk,
    found: Interview,
    rung: Rung,
    kept: dict[str, Any],
    *,
    note: str = "",
    actions: bool | Collection[str] = True,
    document: bool = True,
    playbook: str = "",
    path: str = "",
    before: int | None = None,
) -> Changed:
    from csdesk.desk import escalation_form

    account_id = found.account_id
    until, check = times(desk, rung)
    policy = chosen_policy(desk)
    because = found.verdict.because or rung.trigger
    team = found.verdict.team if found.rung is rung else rung.team
    name = f"Escalate “{found.account}” to {found.plan.label(rung.tier).lower()}"
    with desk.write(name, account_id=account_id) as tx:
        if before is not None:
            records.update(desk, "escalation", before, {"state": "raised", "resolved_on": desk.clock.today()})
        made = tx.insert("escalation", {
            "account_id": account_id, "title": because, "policy": policy.id, "tier": rung.tier,
            "team": ", ".join(team), "opened_at": desk.clock.now(), "deadline": until, "next_check": check,
            "path": path or escalation_facts.path_text(found.verdict.path),
            "answers": json.dumps(kept, ensure_ascii=False), "note": note.strip() or None, "state": "open",
        })  # fmt: skip
        tx.first = ("escalation", made)
        wished = found.actions if found.rung is rung else planned(desk, account_id, _only(found.verdict, rung))
        wanted = wished if actions is True else [one for one in wished if actions and one.title in actions]
        present = {
            one.title
            for one in records.of_account(desk, "action", account_id)
            if one.values["origin"] == ORIGIN and one.values["status"] in (None, "open", "in-progress")
        }
        for one in wanted:
            if one.title not in present:
                values = {"title": one.title, "owner": one.who or None, "due": one.due, "origin": ORIGIN,
                          "important": True, "share": False}  # fmt: skip
                records.create(desk, "action", values, account_id=account_id)
        for sign in found.signs:
            # To escalate is to act on what asked for it.
            if sign.state in ("raised", "acknowledged") and sign.level in signals.RISKS:
                said = f"Escalated, {found.plan.label(rung.tier).lower()}"
                values = {"state": "acted", "settled_at": desk.clock.now(), "reason": said}
                tx.update("signal", sign.id, values)
        links: dict[str, Any] = {}
        if document and rung.form:
            manager = next((one.name for role, one in found.team if one and "manager" in role.casefold()), "")
            links["document"] = escalation_form.write(desk, tx, rung, found, check, manager)
        if playbook:
            links["run"] = _start(desk, playbook, account_id, because, made)
        if links:
            tx.update("escalation", made, links)
    from dataclasses import replace

    return replace(tx.changed, record_id=made)


def _only(verdict: Verdict, rung: Rung) -> Verdict:
    return Verdict(verdict.path, rung, None, (), rung.team)


def _start(desk: Desk, playbook: str, account_id: int, why: str, escalation: int) -> int | None:
    from csdesk.desk import runs

    return runs.start(desk, playbook, account_id, why=why, escalation=escalation).record_id


def startable(desk: Desk, found: Interview) -> tuple[Startable, ...]:
    """The playbooks that could start with the escalation: the tier's own, then what the account calls for else."""
    from csdesk.desk import runs

    if found.rung is None:
        return ()
    named = [name for rung in dict.fromkeys([found.rung, *(rung for _, rung in found.verdict.met)])
             for name in rung.playbooks]  # fmt: skip
    known = {one.playbook: one for one in runs.choices(desk, found.account_id) if one.running is None}
    order = [name for name in named if name in known]
    order += [name for name, one in known.items() if one.fits and one.why and name not in order]
    chosen = next((name for name in named if name in known and known[name].fits and known[name].why), "")
    return tuple(Startable(name, known[name].title, known[name].why, name == chosen) for name in order)


# Going on


def responded(desk: Desk, escalation_id: int) -> Changed:
    """Note that the first answer of the tier was given, so that its deadline is met. Invalid when it is not open."""
    one = _open(desk, escalation_id)
    kept = json.loads(str(one.values["answers"] or "{}"))
    kept["responded"] = desk.clock.now().isoformat(timespec="seconds")
    return records.update(
        desk, "escalation", escalation_id, {"answers": json.dumps(kept, ensure_ascii=False)},
        name="Answer the escalation",
    )  # fmt: skip


def checked(desk: Desk, escalation_id: int) -> Changed:
    """Note that it was looked at and stays where it is; the next look is as many days off again."""
    one = _open(desk, escalation_id)
    found = get(desk, escalation_id)
    days = found.rung.check_days if found.rung else 7
    check = desk.clock.today() + timedelta(days=days)
    return records.update(desk, "escalation", one.id, {"next_check": check}, name="Look at the escalation again later")


def resolve(desk: Desk, escalation_id: int, outcome: str) -> Changed:
    """Settle an escalation with what came of it. Invalid without words, or when it is not open."""
    _open(desk, escalation_id)
    if not outcome.strip():
        raise Invalid("escalation/outcome", "an escalation is settled with what came of it", "Say it in a sentence.")
    values = {"state": "resolved", "resolved_on": desk.clock.today(), "outcome": outcome.strip()}
    return records.update(desk, "escalation", escalation_id, values, name="Settle the escalation")


def reopen(desk: Desk, escalation_id: int) -> Changed:
    """Open a settled escalation again, with the next look from today."""
    one = get(desk, escalation_id)
    if one.state != "resolved":
        raise Invalid("escalation", "only a settled escalation can be opened again")
    if listing(desk, accounts=[one.account_id]):
        raise Invalid("escalation", f"another escalation of {one.account} is open")
    check = desk.clock.today() + timedelta(days=one.rung.check_days if one.rung else 7)
    values = {"state": "open", "resolved_on": None, "outcome": None, "next_check": check}
    return records.update(desk, "escalation", escalation_id, values, name="Open the escalation again")


def move_up(desk: Desk, escalation_id: int, note: str = "") -> Changed:
    """Go on with an open escalation at the next tier, in one undo step; `Changed.record_id` is the new one's id.

    Invalid where no tier stands above.
    """
    one = get(desk, escalation_id)
    _open(desk, escalation_id)
    rung = one.next_rung
    if rung is None:
        raise Invalid("escalation", f"no {one.word.lower()} stands above {one.label.lower()}")
    kept = json.loads(one.answers or "{}")
    found = interview(desk, one.account_id, {})
    path = json.loads(one.path or "[]")
    days = (desk.clock.today() - one.opened_at.astimezone().date()).days
    path.append({"question": "unresolved", "ask": "Is it settled?", "said": "", "answer": False, "from": "book",
                 "evidence": f"Open for {days} days at {one.label.lower()}",
                 "leads": f"{one.word} {rung.tier}: {rung.name}"})  # fmt: skip
    kept = {"answers": kept.get("answers", {}), "from": escalation_id}
    return _write(desk, found, rung, kept, note=note or (one.note or ""), path=json.dumps(path, ensure_ascii=False),
                  before=escalation_id)  # fmt: skip


def decline(desk: Desk, account_id: int, reason: str) -> Changed:
    """Note that an escalation the rules propose is not opened, and why; it is not proposed again for some days."""
    if not reason.strip():
        raise Invalid("escalation/outcome", "say why it is not escalated")
    found = interview(desk, account_id)
    verdict = found.verdict
    policy, today = chosen_policy(desk), desk.clock.today()
    with desk.write(f"Do not escalate “{found.account}”", account_id=account_id) as tx:
        made = tx.insert("escalation", {
            "account_id": account_id, "title": verdict.because or "Not escalated", "policy": policy.id,
            "tier": verdict.rung.tier if verdict.rung else None, "opened_at": desk.clock.now(), "state": "resolved",
            "resolved_on": today, "outcome": f"Not escalated: {reason.strip()}",
            "path": escalation_facts.path_text(verdict.path), "answers": json.dumps({"declined": True}),
        })  # fmt: skip
        tx.first = ("escalation", made)
    return tx.changed


def _open(desk: Desk, escalation_id: int) -> records.Record:
    one = records.get(desk, "escalation", escalation_id)
    if one.values["state"] != "open" or one.deleted_at is not None:
        raise Invalid("escalation", "this escalation is not open any more")
    return one


def message(desk: Desk, account_id: int, answers: Mapping[str, bool] | None = None) -> str:
    """The internal message that announces an escalation, with the account's facts; what is not known is left out."""
    from csdesk.desk import escalation_form

    return escalation_form.message(desk, interview(desk, account_id, answers))
