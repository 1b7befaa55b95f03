"""Escalation: the interview about an account with the path it takes, opening, settling and listing escalations."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from csdesk.cli.base import Subparsers, command, desk_for
from csdesk.cli.output import Code, CommandError, Result, table

if TYPE_CHECKING:
    from datetime import datetime

    from csdesk.desk.core import Desk
    from csdesk.desk.escalations import EscalationRow, Interview

_YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def register(subparsers: Subparsers) -> None:
    """Adds escalate."""
    one = command(
        subparsers,
        "escalate",
        escalate,
        "find the tier that a risk belongs to, with every reason, and open or settle an escalation",
        "Walks the questions of the chosen policy. The book answers what it knows; --answer says the rest, or says\n"
        "otherwise: csdesk escalate Acme --answer incident=no --answer intent=yes --open\n"
        "--list shows the open escalations and those that the rules call for.",
    )
    one.add_argument("account", nargs="?", metavar="ACCOUNT", help="its name, CRM id, domain or number")
    one.add_argument("--answer", action="append", default=[], metavar="QUESTION=yes|no", help="answer a question")
    one.add_argument("--open", action="store_true", help="open the escalation: its form and its actions")
    one.add_argument("--tier", type=int, metavar="N", help="with --open: this tier, whatever the questions say")
    one.add_argument("--note", default="", metavar="TEXT", help="with --open: a note that is kept with it")
    one.add_argument("--no-actions", action="store_true", help="with --open: without the tier's actions")
    one.add_argument("--no-form", action="store_true", help="with --open: without the tier's form")
    one.add_argument("--playbook", default="", metavar="ID", help="with --open: start this playbook as well")
    one.add_argument("--message", action="store_true", help="print the message that announces it")
    one.add_argument("--list", action="store_true", help="list open escalations, and those the rules call for")
    one.add_argument("--all", action="store_true", help="with --list: the settled ones as well")
    one.add_argument("--resolve", type=int, metavar="ID", help="settle an escalation, with --outcome")
    one.add_argument("--outcome", metavar="TEXT", help="what came of it")
    one.add_argument("--up", type=int, metavar="ID", help="move an open escalation to the next tier")
    one.add_argument("--answered", type=int, metavar="ID", help="note that its first answer was given")


def escalate(arguments: argparse.Namespace) -> Result:
    """`csdesk escalate`."""
    from csdesk.desk import accounts
    from csdesk.desk import escalations as desk_escalations

    changing = [one for one in ("resolve", "up", "answered") if getattr(arguments, one) is not None]
    if len(changing) + bool(arguments.list) + bool(arguments.account) != 1:
        raise CommandError("Name an account alone, or one of --list, --resolve, --up and --answered.", code=Code.USAGE)
    if changing:
        return _change(arguments, changing[0])
    if arguments.list:
        with desk_for(arguments) as desk:
            return _listing(desk, every=arguments.all)
    answers = dict(_answer(text) for text in arguments.answer)
    with desk_for(arguments, write=arguments.open) as desk:
        account_id = accounts.find(desk, arguments.account)
        found = desk_escalations.interview(desk, account_id, answers)
        opened: EscalationRow | None = None
        if arguments.open:
            changed = desk_escalations.open_escalation(
                desk, account_id, answers, tier=arguments.tier, note=arguments.note,
                actions=not arguments.no_actions, document=not arguments.no_form, playbook=arguments.playbook,
            )  # fmt: skip
            opened = desk_escalations.get(desk, int(changed.record_id or 0))
        message = desk_escalations.message(desk, account_id, answers) if arguments.message else ""
    data = _interview(found)
    if arguments.message:
        data["message"] = message
    if opened is not None:
        data["opened"] = _row(opened)
    text = message or _text(found)
    if opened is not None:
        done = f"Opened escalation {opened.id}, {opened.label.lower()}, answer by {_local(opened.deadline)}."
        text = f"{text}\n\n{done}" if text else done
    return Result(data, text)


def _answer(text: str) -> tuple[str, bool]:
    name, sign, value = text.partition("=")
    if not sign or value.strip().casefold() not in _YES:
        raise CommandError(f"“{text}” is not QUESTION=yes or QUESTION=no, as in incident=no.", code=Code.USAGE)
    return name.strip(), _YES[value.strip().casefold()]


def _change(arguments: argparse.Namespace, what: str) -> Result:
    from csdesk.desk import escalations as desk_escalations

    number: int = getattr(arguments, what)
    if what == "resolve" and not arguments.outcome:
        raise CommandError("Settling an escalation needs its --outcome.", "Nothing was saved.", code=Code.USAGE)
    with desk_for(arguments, write=True) as desk:
        if what == "resolve":
            desk_escalations.resolve(desk, number, arguments.outcome)
        elif what == "up":
            number = int(desk_escalations.move_up(desk, number, arguments.note).record_id or number)
        else:
            desk_escalations.responded(desk, number)
        one = desk_escalations.get(desk, number)
    words = {"resolve": "is settled", "up": f"is now {one.label.lower()}", "answered": "has its first answer"}[what]
    return Result(_row(one), f"Escalation {one.id} of {one.account} {words}.")


def _listing(desk: Desk, *, every: bool) -> Result:
    from csdesk.desk import escalations as desk_escalations

    rows = desk_escalations.listing(desk, open_only=not every)
    called = desk_escalations.proposals(desk)
    now, today = desk.clock.now(), desk.clock.today()
    data = {
        "escalations": [_row(one) | {"late": one.late(now), "next_tier": _next(one, today)} for one in rows],
        "called_for": [
            {"account": one.account, "tier": one.rung.tier, "label": one.label, "because": one.verdict.because,
             "team": one.rung.team, "within": one.rung.within.words, "reasons": one.reasons}
            for one in called
        ],
    }  # fmt: skip
    lines = [
        (str(one.id), one.account, one.label, one.title, one.state, _local(one.deadline),
         "late" if one.late(now) else "answered" if one.responded else "", str(one.next_check or ""))
        for one in rows
    ]  # fmt: skip
    head = ("No.", "Account", "Tier", "Because", "State", "Answer by", "", "Next check")
    text = table(head, lines, right=(0,)) if lines else "No escalation is open."
    if called:
        asked = [(one.account, one.label, one.verdict.because, one.rung.within.words) for one in called]
        text += "\n\nCalled for by the rules and not open:\n"
        text += table(("Account", "Tier", "Because", "Answer"), asked)
    return Result(data, text)


def _next(one: EscalationRow, today: object) -> int | None:
    from datetime import date

    rung = one.proposed(today) if isinstance(today, date) else None
    return rung.tier if rung else None


def _local(moment: datetime | None) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment else ""


def _row(one: EscalationRow) -> dict[str, object]:
    return {
        "id": one.id, "account": one.account, "policy": one.policy, "tier": one.tier, "label": one.label,
        "because": one.title, "team": [part for part in one.team.split(", ") if part], "state": one.state,
        "opened_at": one.opened_at, "deadline": one.deadline, "answered_at": one.responded,
        "next_check": one.next_check, "resolved_on": one.resolved_on, "outcome": one.outcome or None,
        "document": one.document, "run": one.run, "path": [step.words for step in one.steps], "note": one.note or None,
    }  # fmt: skip


def _interview(found: Interview) -> dict[str, object]:
    verdict = found.verdict
    return {
        "account": found.account,
        "policy": found.policy,
        "procedure": found.plan.title,
        "source": found.plan.source,
        "questions": [
            {"question": one.question.id, "ask": one.question.ask, "answer": one.answer, "book": one.known.answer,
             "evidence": one.known.words or None, "yours": one.given, "on_path": one.on_path,
             "source": one.question.source or None}
            for one in found.questions
        ],
        "path": [
            {"question": step.question.id, "ask": step.question.ask, "answer": step.answer, "from": step.origin,
             "evidence": step.known.words or None, "leads": step.leads}
            for step in verdict.path
        ],
        "open": None if verdict.open is None else {"question": verdict.open.id, "ask": verdict.open.ask},
        "tier": verdict.rung.tier if verdict.rung else None,
        "label": found.tier or None,
        "name": verdict.rung.name if verdict.rung else None,
        "team": [{"part": part, "name": one.name if one else None, "phone": one.phone if one else None}
                 for part, one in found.team],
        "within": verdict.rung.within.words if verdict.rung else None,
        "deadline": found.deadline,
        "next_check": found.next_check,
        "form": verdict.rung.form or None if verdict.rung else None,
        "playbooks": verdict.rung.playbooks if verdict.rung else (),
        "actions": [{"title": one.title, "owner": one.who or one.role, "due": one.due, "every": one.every or None}
                    for one in found.actions],
        "reasons": verdict.reasons,
        "open_escalation": found.open_escalation.id if found.open_escalation else None,
    }  # fmt: skip


def _text(found: Interview) -> str:
    verdict = found.verdict
    lines = [f"{found.account}: {found.plan.title} ({found.policy})", ""]
    for at, step in enumerate(verdict.path, 1):
        by = " (your answer)" if step.origin == "you" else ""
        lines.append(f"{at}. {step.question.ask} {'Yes' if step.answer else 'No'}{by}")
        if step.known.words:
            lines.append(f"   {step.known.words}")
    if lines[-1]:
        lines.append("")
    if verdict.open is not None:
        lines.append(f"Open: {verdict.open.ask}")
        lines.append(f"Answer with --answer {verdict.open.id}=yes or --answer {verdict.open.id}=no.")
        if verdict.rung is None:
            return "\n".join(lines)
        lines.append("")
    if verdict.rung is None:
        return "\n".join([*lines, "Nothing in the answers calls for an escalation."])
    team = ", ".join(part + (f" ({one.name}{', ' + one.phone if one.phone else ''})" if one and one.name else "")
                     for part, one in found.team)  # fmt: skip
    lines += [
        f"{found.tier}: {verdict.rung.name}",
        f"Team: {team}",
        f"Answer by {_local(found.deadline)} ({verdict.rung.within.words}); next check {found.next_check}.",
    ]
    if verdict.rung.form:
        lines.append(f"Form: {verdict.rung.form}")
    rows = [(one.title, one.who or one.role, str(one.due), f"every {one.every}" if one.every else "")
            for one in found.actions]  # fmt: skip
    if rows:
        lines += ["", table(("Action", "Owner", "Due", ""), rows)]
    if found.open_escalation is not None:
        one = found.open_escalation
        lines += ["", f"Escalation {one.id} is open at {one.label.lower()} since {_local(one.opened_at)}."]
    return "\n".join(lines)
