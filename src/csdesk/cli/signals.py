"""Signals on the command line: what holds and why, what was seen, the answers, and “Should I be involved?”."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from csdesk.cli.base import Subparsers, command, desk_for
from csdesk.cli.output import Code, CommandError, Result, table

if TYPE_CHECKING:
    from csdesk.desk.involvement import Answer, Involvement
    from csdesk.desk.signals import Rule, SignalRow

_ANSWERS = {"acknowledge": "acknowledged", "act": "acted on", "dismiss": "dismissed"}


def register(subparsers: Subparsers) -> None:
    """Adds signals and involve."""
    one = command(
        subparsers,
        "signals",
        signals,
        "show what an account, or the whole book, signals and why; raise, answer and dismiss signals",
        "Without an account, every signal that holds, the worst first. --rules lists what can be raised by hand.\n"
        'csdesk signals Acme --raise contract.competitor --evidence "Named one in Thursday\'s call" --level red\n'
        'csdesk signals --dismiss 12 --reason "A seasonal low"\n'
        "csdesk signals involve ACCOUNT --severity high answers as csdesk involve does.",
    )
    one.add_argument("account", metavar="ACCOUNT", nargs="?", help="its name, the beginning of it, CRM id or number")
    one.add_argument("which", metavar="ACCOUNT", nargs="?", help=argparse.SUPPRESS)
    one.add_argument("--level", metavar="LEVEL", help="only of this level, or the level to raise it at")
    one.add_argument("--past", action="store_true", help="what was dismissed or is over, for one account")
    one.add_argument("--rules", action="store_true", help="the rules that are raised by hand")
    one.add_argument("--raise", dest="raised", metavar="RULE", help="note what was seen, with --evidence")
    one.add_argument("--evidence", metavar="TEXT", help="what was seen or said, by whom and when")
    one.add_argument("--acknowledge", metavar="ID", type=int, help="note that a signal was looked into")
    one.add_argument("--act", metavar="ID", type=int, help="note that something was done about a signal")
    one.add_argument("--dismiss", metavar="ID", type=int, help="set a signal aside, with --reason")
    one.add_argument("--reason", metavar="TEXT", help="the reason, or a note")
    _asking(one)
    _asking(
        command(
            subparsers,
            "involve",
            involve,
            "answer whether the CSM is to take part in a case, with every reason",
            "Takes the severity of the case (critical, high, moderate, low) or the kind of request, and what only a\n"
            "person knows: csdesk involve Acme --severity high --said customer-escalates.",
        ),
        account=True,
    )


def _asking(parser: argparse.ArgumentParser, *, account: bool = False) -> None:
    if account:
        parser.add_argument("account", metavar="ACCOUNT", help="its name, the beginning of it, CRM id or number")
    parser.add_argument("--severity", metavar="WORD", default="", help="critical, high, moderate or low")
    parser.add_argument("--request", metavar="KIND", default="", help="the kind of request, as “cancellation”")
    parser.add_argument("--said", action="append", default=[], metavar="CRITERION", help="what a person says is so")


def signals(arguments: argparse.Namespace) -> Result:
    """`csdesk signals [ACCOUNT]`."""
    if arguments.account == "involve" and arguments.which:
        arguments.account = arguments.which
        return involve(arguments)
    if arguments.which:
        raise CommandError(f"“{arguments.which}” is one account too many.", code=Code.USAGE)
    answers = {verb: getattr(arguments, verb) for verb in _ANSWERS if getattr(arguments, verb) is not None}
    if len(answers) + bool(arguments.raised) > 1:
        raise CommandError("Raise or answer one signal at a time.", "Nothing was saved.", code=Code.USAGE)
    if arguments.rules:
        return _rules(arguments)
    if arguments.raised:
        return _raise(arguments)
    if answers:
        return _answer(arguments, *next(iter(answers.items())))
    return _list(arguments)


def _list(arguments: argparse.Namespace) -> Result:
    from csdesk.desk import accounts
    from csdesk.desk import signals as desk_signals

    with desk_for(arguments) as desk:
        desk_signals.catch_up(desk)
        account_id = accounts.find(desk, arguments.account) if arguments.account else None
        if arguments.past:
            if account_id is None:
                raise CommandError("Name the account whose past signals you want.", code=Code.USAGE)
            rows = desk_signals.history(desk, account_id)
        else:
            rows = desk_signals.open(desk, account_id)
        if arguments.level:
            if arguments.level not in desk_signals.LEVEL_WORDS:
                known = ", ".join(desk_signals.LEVEL_WORDS)
                raise CommandError(f"There is no level “{arguments.level}”; there are {known}.", code=Code.USAGE)
            rows = tuple(one for one in rows if one.level == arguments.level)
        policy = desk_signals.policy_title(desk)
        watched = desk_signals.watched(desk, account_id) if account_id is not None and not arguments.past else ()
        data = {
            "policy": policy,
            "signals": [signal_data(one) for one in rows],
            "watch": [{"rule": one.rule, "title": one.title, "evidence": one.evidence} for one in watched],
        }
        text = _text(rows, past=arguments.past)
    lines = [text, *(f"Keep an eye on: {one.title}. {one.evidence}." for one in watched)]
    return Result(data, "\n".join(line for line in lines if line))


def signal_data(one: SignalRow) -> dict[str, object]:
    """A signal as JSON has it."""
    return {
        "id": one.id,
        "account": one.account,
        "account_id": one.account_id,
        "rule": one.rule,
        "title": one.title,
        "group": one.family,
        "level": one.level,
        "state": one.state,
        "evidence": one.evidence,
        "why": one.about,
        "meaning": one.meaning or None,
        "source": one.source or None,
        "origin": one.origin,
        "asks": one.asks or None,
        "due": one.due_at,
        "raised_at": one.raised_at,
        "review_by": one.review_by,
        "act_by": one.act_by,
        "settled_at": one.settled_at,
        "reason": one.reason or None,
    }


def _text(rows: Sequence[SignalRow], *, past: bool = False) -> str:
    from csdesk.desk.signals import LEVEL_WORDS

    if not rows:
        return "No signal is past." if past else "No signal holds."
    lines = [
        (str(one.id), LEVEL_WORDS.get(one.level, one.level), one.account, one.title, one.evidence,
         one.reason if past else one.asks, "" if one.due_at is None else f"{one.due_at.astimezone():%Y-%m-%d %H:%M}")
        for one in rows
    ]  # fmt: skip
    head = ("Id", "Level", "Account", "Signal", "Evidence", "Reason" if past else "Next", "By")
    return table(head, lines)


def _rules(arguments: argparse.Namespace) -> Result:
    from csdesk.desk import signals as desk_signals

    with desk_for(arguments) as desk:
        found: tuple[Rule, ...] = desk_signals.handed(desk)
    rows = [(one.id, one.title, level, words) for one in found for level, words in one.by_hand.items()]
    data = {"rules": [{"id": one.id, "title": one.title, "group": one.group, "about": one.about, "source": one.source,
                       "levels": dict(one.by_hand), "lasts_days": one.lasts} for one in found]}  # fmt: skip
    return Result(data, table(("Rule", "Signal", "Level", "When"), rows))


def _raise(arguments: argparse.Namespace) -> Result:
    from csdesk.desk import accounts
    from csdesk.desk import signals as desk_signals

    if not arguments.account or not arguments.evidence:
        raise CommandError("Raising a signal takes an ACCOUNT and --evidence.", "Nothing was saved.", code=Code.USAGE)
    with desk_for(arguments, write=True) as desk:
        account_id = accounts.find(desk, arguments.account)
        changed = desk_signals.raise_by_hand(desk, account_id, arguments.raised, arguments.evidence, arguments.level)
        one = desk_signals.get(desk, changed.record_id or 0)
        text = _text([one])
    return Result({"signal": signal_data(one)}, text)


def _answer(arguments: argparse.Namespace, verb: str, signal_id: int) -> Result:
    from csdesk.desk import signals as desk_signals

    if verb == "dismiss" and not arguments.reason:
        raise CommandError("Dismissing a signal needs its --reason.", "Nothing was saved.", code=Code.USAGE)
    with desk_for(arguments, write=True) as desk:
        answer = {"acknowledge": desk_signals.acknowledge, "act": desk_signals.act, "dismiss": desk_signals.dismiss}
        answer[verb](desk, signal_id, arguments.reason or "")
        one = desk_signals.get(desk, signal_id)
    return Result({"signal": signal_data(one)}, f"“{one.title}” of {one.account} is {_ANSWERS[verb]}.")


def involve(arguments: argparse.Namespace) -> Result:
    """`csdesk involve ACCOUNT`."""
    from csdesk.desk import accounts, involvement

    if not arguments.severity and not arguments.request:
        raise CommandError("Say the --severity of the case, or the kind of --request.", code=Code.USAGE)
    with desk_for(arguments) as desk:
        account_id = accounts.find(desk, arguments.account)
        found = involvement.ask(desk, account_id, severity=arguments.severity, request=arguments.request,
                                said=tuple(arguments.said))  # fmt: skip
        name = accounts.row(desk, account_id).name
        matrix = involvement.matrix(desk)
    return Result(_involved(name, found, matrix), _involved_text(name, found))


def _involved(name: str, found: Answer, matrix: Involvement) -> dict[str, object]:
    return {
        "account": name,
        "involve": found.involve,
        "severity": found.severity.id if found.severity else None,
        "request": found.request.id if found.request else None,
        "because": list(found.because),
        "key_account": found.key_account,
        "criteria": [
            {"id": one.criterion.id, "title": one.criterion.title, "met": one.met, "counts": one.counts,
             "evidence": one.evidence or None, "source": one.criterion.source}
            for one in found.reasons
        ],
        "support": found.severity.support if found.severity else None,
        "note": found.request.note if found.request else None,
        "workflow": list(found.workflow),
        "source": matrix.source,
    }  # fmt: skip


def _involved_text(name: str, found: Answer) -> str:
    lines = [f"{name}: {'take part' if found.involve else 'not for the CSM'}.", *(f"- {one}" for one in found.because)]
    if found.request is not None and found.request.note:
        lines.append(found.request.note)
    if found.severity is not None and found.severity.support:
        lines.append(f"Support: {found.severity.support[:1].lower()}{found.severity.support[1:]}.")
    rows = [(one.criterion.title, "yes" if one.met else "no", "decides" if one.counts else "", one.evidence)
            for one in found.reasons]  # fmt: skip
    return "\n".join([*lines, "", table(("Criterion", "Met", "", "Evidence"), rows)])
