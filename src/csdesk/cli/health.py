"""The health of an account: its score with every reason, readings typed in, and a score given by hand."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from csdesk.cli.base import Subparsers, command, desk_for
from csdesk.cli.output import Code, CommandError, Result, table

if TYPE_CHECKING:
    from datetime import date

    from csdesk.desk.core import Desk
    from csdesk.desk.health import Contribution, Health


def register(subparsers: Subparsers) -> None:
    """Adds health."""
    one = command(
        subparsers,
        "health",
        health,
        "show the health of an account and why, add readings, override the score",
        "Shows the score, its band, how much of the weight has a reading, and what costs the most.\n"
        "--add takes readings of a day: csdesk health Acme --add active_users=71 --add open_tickets=4 --on yesterday.",
    )
    one.add_argument("account", metavar="ACCOUNT", help="its name, the beginning of it, its CRM id, domain or number")
    one.add_argument("--add", action="append", default=[], metavar="NAME=VALUE", help="add a reading")
    one.add_argument("--on", metavar="DATE", help="the day of the readings (today)")
    one.add_argument("--override", metavar="SCORE", help="give the score by hand, with --reason and --until")
    one.add_argument("--reason", metavar="TEXT", help="why the score is given by hand")
    one.add_argument("--until", metavar="DATE", help="the last day of the override")
    one.add_argument("--end-override", action="store_true", help="let the score that is worked out stand again")


def health(arguments: argparse.Namespace) -> Result:
    """`csdesk health ACCOUNT`."""
    from csdesk.desk import accounts
    from csdesk.desk import health as desk_health

    changing = bool(arguments.add or arguments.override or arguments.end_override)
    if arguments.override and not (arguments.reason and arguments.until):
        raise CommandError("An override needs its --reason and its --until.", "Nothing was saved.", code=Code.USAGE)
    with desk_for(arguments, write=changing) as desk:
        account_id = accounts.find(desk, arguments.account)
        if arguments.add:
            values = dict(_reading(desk, text) for text in arguments.add)
            desk_health.add_readings(desk, account_id, values, _day(desk, arguments.on) if arguments.on else None)
        if arguments.end_override:
            desk_health.end_override(desk, account_id)
        if arguments.override:
            score = _number(desk, arguments.override)
            desk_health.set_override(desk, account_id, score, arguments.reason, _day(desk, arguments.until))
        found = desk_health.health(desk, account_id)
    return Result(_data(found), _text(found))


def _reading(desk: Desk, text: str) -> tuple[str, float]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise CommandError(f"“{text}” is not NAME=VALUE, as in active_users=71.", code=Code.USAGE)
    return name.strip(), _number(desk, value)


def _number(desk: Desk, text: str) -> float:
    from csdesk.values.numbers import parse_number

    return float(parse_number(text, desk.formats))


def _day(desk: Desk, text: str) -> date:
    from csdesk.values.dates import parse_date

    return parse_date(text, desk.clock.today(), desk.formats.date_order)


def _data(found: Health) -> dict[str, object]:
    verdict, one = found.verdict, found.override
    return {
        "account": found.name,
        "score": found.score,
        "band": found.band or None,
        "tone": found.tone or None,
        "origin": found.origin or None,
        "policy": found.policy.id,
        "model": verdict.version,
        "computed": verdict.score,
        "coverage": verdict.coverage,
        "points": round(verdict.points, 2),
        "of": verdict.read,
        "held": verdict.held,
        "trend": {"direction": found.trend.direction, "change": found.trend.change} if found.trend else None,
        "changed": None
        if found.change is None
        else {
            "since": found.change.since,
            "by_customer": found.change.by_customer,
            "by_formula": found.change.by_formula,
            "formula_changed": found.change.formula_changed,
        },
        "worst": verdict.worst.indicator.id if verdict.worst else None,
        "indicators": [_indicator(each) for each in verdict.contributions],
        "missing": [each.indicator.id for each in verdict.missing],
        "stale": [each.indicator.id for each in verdict.stale],
        "reasons": list(verdict.reasons),
        "alert": None
        if found.alert is None
        else {"title": found.alert.title, "text": found.alert.text, "rule": found.alert.rule},
        "override": None
        if one is None
        else {"score": one.score, "reason": one.reason, "set_on": one.set_on, "until": one.until,
              "computed": verdict.score},
    }  # fmt: skip


def _indicator(one: Contribution) -> dict[str, object]:
    return {
        "id": one.indicator.id,
        "label": one.indicator.label,
        "weight": one.weight,
        "level": one.level or None,
        "score": None if one.score is None else round(one.score, 2),
        "points": round(one.points, 2),
        "lost": round(one.lost, 2),
        "reading": one.reading if one.score is not None else None,
        "date": one.on,
        "rule": one.rule,
        "stale": one.stale,
    }


def _text(found: Health) -> str:
    verdict, one = found.verdict, found.override
    if found.score is None:
        return f"{found.name}: no health score. {verdict.reasons[0]}"
    lines = [f"{found.name}: {found.score:g}, {found.band.lower()} ({found.policy.title})"]
    if one is not None:
        computed = "" if verdict.score is None else f" Worked out it is {verdict.score}."
        lines.append(f"Given by hand until {one.until}: {one.reason}.{computed}")
    elif found.origin == "imported":
        lines.append("The score was imported or typed; no indicator has a reading.")
    if verdict.score is not None:
        lines.append(f"{verdict.reasons[0]} Coverage {verdict.coverage:g}%.")
        if verdict.held:
            lines.append(verdict.reasons[1])
    if found.alert is not None:
        lines.append(f"{found.alert.title}: {found.alert.text} {found.alert.rule}.")
    rows = [
        (each.indicator.label, each.reading, str(each.on or ""), each.level or "no data", f"{each.weight:g}",
         "" if each.score is None else f"{each.score:.0f}", "" if each.score is None else f"{each.points:.1f}",
         f"-{each.lost:.1f}" if each.lost >= 0.05 else "", each.rule)
        for each in verdict.contributions
    ]  # fmt: skip
    head = ("Indicator", "Reading", "Read", "Level", "Weight", "Score", "Points", "Lost", "Rule")
    return "\n".join([*lines, "", table(head, rows, right=(4, 5, 6, 7))])
