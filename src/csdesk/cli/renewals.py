"""Commands about renewals: the list with its forecast, one account's path, its call, steps and outcome; the metrics."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from csdesk.cli.base import Subparsers, command, desk_for
from csdesk.cli.output import Code, CommandError, Result, table

if TYPE_CHECKING:
    from datetime import date

    from csdesk.desk.core import Desk
    from csdesk.desk.metrics import Metric
    from csdesk.desk.renewals import DueStep, Forecast, RenewalRow
    from csdesk.values.money import Money

_CHANGES = ("call", "clear_call", "done", "skip", "reopen", "move", "outcome")


def register(subparsers: Subparsers) -> None:
    """Adds renewals and metrics."""
    one = command(
        subparsers,
        "renewals",
        renewals,
        "list renewals with step, deadlines and forecast; set a call, tick a step, record an outcome",
        "Lists the renewals of the next --days with the step each asks for now and the forecast, multiplied out.\n"
        "With an ACCOUNT it shows that renewal's whole path and why it stands so, and takes changes:\n"
        "  csdesk renewals Acme --call 75 --reason 'Budget is approved'\n"
        "  csdesk renewals Acme --done intent-call\n"
        "  csdesk renewals Acme --outcome renewed --arr 420000",
    )
    one.add_argument(
        "account", nargs="?", metavar="ACCOUNT", help="its name, the beginning of it, its CRM id, domain or number"
    )
    one.add_argument("--days", type=int, default=90, metavar="N", help="how many days ahead (90)")
    one.add_argument("--call", type=float, metavar="PERCENT", help="your own chance of the renewal, with --reason")
    one.add_argument("--clear-call", action="store_true", help="let the rules' chance count again")
    one.add_argument("--done", metavar="STEP", help="mark a step of the path done")
    one.add_argument("--skip", metavar="STEP", help="leave a step out, with --reason")
    one.add_argument("--reopen", metavar="STEP", help="take back that a step was done, skipped or moved")
    one.add_argument("--move", metavar="STEP", help="give a step a day of its own, with --on")
    one.add_argument("--outcome", choices=("renewed", "downgraded", "lost"), help="record how the renewal ended")
    one.add_argument("--arr", metavar="AMOUNT", help="the ARR it was renewed at (as now)")
    one.add_argument(
        "--term", type=int, metavar="MONTHS", help="the months until the next renewal (the contract's, or 12)"
    )
    one.add_argument("--on", metavar="DATE", help="the day of the step or outcome (today)")
    one.add_argument("--reason", default="", metavar="TEXT", help="why")
    figures = command(
        subparsers,
        "metrics",
        metrics,
        "work out forecast, ARR at risk, renewal rate, retention and NPS",
        "Every figure with its formula in numbers; --json adds the rows it is counted from.",
    )
    figures.add_argument("--days", type=int, default=90, metavar="N", help="how far ahead the forecast looks (90)")
    figures.add_argument("--months", type=int, default=12, metavar="N", help="how far back retention looks (12)")


def renewals(arguments: argparse.Namespace) -> Result:
    """`csdesk renewals [ACCOUNT]`."""
    changing = [name for name in _CHANGES if getattr(arguments, name) not in (None, False)]
    if changing and not arguments.account:
        raise CommandError(
            f"--{changing[0].replace('_', '-')} needs the account it is for.", "Nothing was saved.", code=Code.USAGE
        )
    if arguments.days < 1:
        raise CommandError("--days is a number from 1 on.", code=Code.USAGE)
    return _account(arguments, changing) if arguments.account else _list(arguments)


def _list(arguments: argparse.Namespace) -> Result:
    from csdesk.desk import renewals as desk_renewals

    with desk_for(arguments) as desk:
        found = desk_renewals.rows(desk, arguments.days)
        sums = desk_renewals.forecast(desk, desk_renewals.within(found, arguments.days))
        lines = [
            (
                one.name, f"{one.days_left} d", _money(desk, one.arr), _health(one),
                f"{one.step_title} ({one.step_when})" if one.step else "", _due(one),
                one.notice.isoformat() if one.notice else "", _percent(one.automatic), _percent(one.called),
                one.risk.level.title if one.risk else "",
            )
            for one in found
        ]  # fmt: skip
        head = ("Account", "Left", "ARR", "Health", "Step", "Due", "Notice by", "By health", "Call", "Risk")
        text = table(head, lines, right=(1, 2, 7, 8))
        text += "\n\n" + "\n\n".join(_sum_text(desk, one, arguments.days) for one in sums)
        data = {
            "days": arguments.days,
            "renewals": [_row(one) for one in found],
            "forecast": [_sum(one) for one in sums],
        }
    return Result(data, text if found else f"No renewal is due in the next {arguments.days} days.")


def _account(arguments: argparse.Namespace, changing: list[str]) -> Result:
    from csdesk.desk import accounts, renewal_calls
    from csdesk.desk import renewals as desk_renewals

    said = ""
    with desk_for(arguments, write=bool(changing)) as desk:
        account_id = accounts.find(desk, arguments.account)
        on = _day(desk, arguments.on) if arguments.on else None
        for name in changing:
            said = _change(desk, account_id, name, arguments, on) or said
        if arguments.outcome == "lost":
            return Result({"account": account_id, "outcome": "lost", "next": None, "form": "post-mortem"}, said)
        one = desk_renewals.row(desk, account_id)
        calls = renewal_calls.history(desk, account_id)
        sums = desk_renewals.forecast(desk, (one,))
        data = {
            **_row(one),
            "path": one.verdict.path.title if one.verdict.path else None,
            "steps": [_step(each) for each in one.verdict.steps],
            "forecast": [_sum(each) for each in sums],
            "calls": [
                {"date": each.on, "renewal_date": each.renewal_date, "automatic": each.automatic, "own": each.own,
                 "reason": each.reason or None, "score": each.score, "arr": each.arr, "result": each.result,
                 "closed_on": each.closed_on}
                for each in calls
            ],
        }  # fmt: skip
        text = _account_text(desk, one)
    return Result(data, f"{said}\n{text}" if said else text)


def _change(desk: Desk, account_id: int, name: str, arguments: argparse.Namespace, on: date | None) -> str:
    from csdesk.desk import renewal_calls, renewal_outcome, renewal_steps
    from csdesk.values.money import parse_money

    match name:
        case "call":
            renewal_calls.set_call(desk, account_id, arguments.call, arguments.reason)
        case "clear_call":
            renewal_calls.clear_call(desk, account_id)
        case "done":
            renewal_steps.complete(desk, account_id, arguments.done, on)
        case "skip":
            renewal_steps.skip(desk, account_id, arguments.skip, arguments.reason)
        case "reopen":
            renewal_steps.reopen(desk, account_id, arguments.reopen)
        case "move":
            if on is None:
                raise CommandError("--move needs the day: --on DATE.", "Nothing was saved.", code=Code.USAGE)
            renewal_steps.plan(desk, [(account_id, arguments.move, on)])
        case _:
            arr = parse_money(arguments.arr, _formats_of(desk, account_id)) if arguments.arr else None
            made = renewal_outcome.record(
                desk, account_id, arguments.outcome, arr=arr, term_months=arguments.term, reason=arguments.reason, on=on
            )
            if made.renewal_date is None:
                return "Recorded as lost. A post-mortem helps to learn from it: csdesk new post-mortem."
            return f"Recorded as {arguments.outcome}; the next renewal is on {made.renewal_date}."
    return ""


def _formats_of(desk: Desk, account_id: int) -> Any:
    """How amounts are written here, in the account's own currency where none is named."""
    from dataclasses import replace

    from csdesk.desk import renewals as desk_renewals

    arr = desk_renewals.row(desk, account_id).arr
    return replace(desk.formats, currency=arr.currency) if arr else desk.formats


def _day(desk: Desk, text: str) -> date:
    from csdesk.values.dates import parse_date

    return parse_date(text, desk.clock.today(), desk.formats.date_order)


# As data


def _row(one: RenewalRow) -> dict[str, Any]:
    return {
        "id": one.account_id, "account": one.name, "tier": one.tier or None, "renewal_date": one.renewal_date,
        "days_left": one.days_left, "arr": one.arr, "score": one.score, "band": one.band or None,
        "tone": one.tone or None, "step": _step(one.step) if one.step else None, "due": one.due,
        "due_at": one.due_at, "late": one.late, "late_steps": [each.step.id for each in one.verdict.late],
        "notice": one.notice, "automatic": one.automatic, "own": one.own, "call": one.called,
        "call_reason": one.calls[-1].reason or None if one.calls and one.own is not None else None,
        "risk": one.risk.level.id if one.risk else None,
        "reasons": [{"text": each.text, "date": each.on, "rule": each.rule or None} for each in one.verdict.reasons],
    }  # fmt: skip


def _step(one: DueStep) -> dict[str, Any]:
    return {
        "id": one.step.id, "title": one.step.title, "do": one.step.what, "days": None if one.at_once else one.step.days,
        "at_once": one.at_once, "owner": one.step.owner, "due": one.due, "state": one.state, "planned": one.planned,
        "done_on": one.settled.on if one.settled else None,
        "reason": one.settled.reason or None if one.settled else None,
        "opens": one.step.opens or None, "source": one.step.source or None,
    }  # fmt: skip


def _sum(one: Forecast) -> dict[str, Any]:
    return {
        "currency": one.currency, "renewals": one.count, "due": one.due, "automatic": one.automatic,
        "automatic_percent": round(one.automatic_share, 2), "own": one.own, "own_percent": round(one.own_share, 2),
        "at_risk": one.at_risk, "arithmetic": one.arithmetic, "unscored": one.unscored, "without_arr": one.unpriced,
        "lines": [
            {"scores": line.scores, "renewals": line.count, "due": line.due, "percent": line.percent,
             "expected": line.expected}
            for line in one.lines
        ],
        "differs": [
            {"account": each.name, "automatic": each.automatic, "own": each.own, "moves": each.moves}
            for each in one.differs
        ],
    }  # fmt: skip


# As text


def _money(desk: Desk, money: Money | None) -> str:
    from csdesk.values.money import format_money

    return "" if money is None else format_money(money, desk.formats)


def _health(one: RenewalRow) -> str:
    return "no score" if one.score is None else f"{one.score:g} {one.band}"


def _percent(percent: float | None) -> str:
    return "–" if percent is None else f"{percent:g}%"


def _due(one: RenewalRow) -> str:
    if one.step is None:
        return ""
    if one.due is None:
        return one.step.state
    return f"{one.due.isoformat()}{' late' if one.late else ''}"


def _sum_text(desk: Desk, one: Forecast, days: int) -> str:
    lines = [
        (each.scores, str(each.count), _money(desk, each.due), "" if each.percent is None else f"× {each.percent:g}%",
         _money(desk, each.expected))
        for each in one.lines
    ]  # fmt: skip
    lines.append(("Sum", str(one.count), _money(desk, one.due), "", _money(desk, one.automatic)))
    text = table(("Score", "No.", "ARR due", "Chance", "Expected"), lines, right=(1, 2, 3, 4))
    found = [
        f"Forecast, {days} days, {one.currency}: {_money(desk, one.automatic)} by health, "
        f"{one.automatic_share:.1f}% of {_money(desk, one.due)}; {_money(desk, one.own)} by your calls.",
        text,
        f"ARR at risk: {_money(desk, one.due)} − {_money(desk, one.automatic)} = {_money(desk, one.at_risk)}.",
    ]
    if one.unscored:
        found.append(f"Without a score, and counted as nothing: {one.unscored}.")
    found += [
        f"{each.name}: {_percent(each.automatic)} by health, {each.own:g}% by you ({_money(desk, each.moves)})."
        for each in one.differs
    ]
    return "\n".join(found)


def _account_text(desk: Desk, one: RenewalRow) -> str:
    lines = [f"{one.name}: renews {one.renewal_date}, {one.days_left} days, {_money(desk, one.arr) or 'no ARR'}"]
    if one.risk is not None:
        lines.append(f"Risk: {one.risk.level.title}. {one.risk.level.about}")
    lines.append(f"By health {_percent(one.automatic)}, your call {_percent(one.own)}")
    if one.calls and one.own is not None and one.calls[-1].reason:
        lines.append(f"Because: {one.calls[-1].reason}")
    lines += [f"- {each.text}{f' ({each.rule})' if each.rule else ''}" for each in one.verdict.reasons]
    rows = [
        (each.step.id, each.step.title, "at once" if each.at_once else each.step.when, each.due.isoformat(),
         "planned" if each.planned and each.state == "ahead" else each.state, each.step.owner)
        for each in one.verdict.steps
    ]  # fmt: skip
    return "\n".join([*lines, "", table(("Step", "Title", "Day", "Due", "State", "Owner"), rows)])


def metrics(arguments: argparse.Namespace) -> Result:
    """`csdesk metrics`."""
    from csdesk.desk import metrics as desk_metrics

    if arguments.days < 1 or not 1 <= arguments.months <= 120:
        raise CommandError("--days is from 1 on, --months from 1 to 120.", code=Code.USAGE)
    with desk_for(arguments) as desk:
        found = desk_metrics.metrics(desk, arguments.days, arguments.months)
        lines = [(one.label, one.currency, _figure(desk, one), one.formula or one.note) for one in found]
    data = {
        "metrics": [
            {"id": one.id, "label": one.label, "currency": one.currency or None, "unit": one.unit,
             "value": None if one.value is None else round(one.value, 2), "amount": one.money, "formula": one.formula,
             "since": one.since, "until": one.until, "rows": one.rows, "source": one.source, "note": one.note or None}
            for one in found
        ]
    }  # fmt: skip
    return Result(data, table(("Figure", "In", "Value", "How"), lines, right=(2,)))


def _figure(desk: Desk, one: Metric) -> str:
    if one.money is not None:
        return _money(desk, one.money)
    if one.value is None:
        return "–"
    return f"{one.value:.1f}%" if one.unit == "%" else f"{one.value:.0f}"
