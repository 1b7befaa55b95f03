"""The tiers of accounts: the verdict of the rules with its reasons, moves accepted, a tier kept against the rules."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from csdesk.cli.base import Subparsers, command, desk_for
from csdesk.cli.output import Code, CommandError, Result, table

if TYPE_CHECKING:
    from csdesk.desk.cadence import AccountCadence
    from csdesk.desk.core import Desk
    from csdesk.desk.tiering import Standing


def register(subparsers: Subparsers) -> None:
    """Adds tiers."""
    one = command(
        subparsers,
        "tiers",
        tiers,
        "show which tier accounts belong to and why, accept moves, keep a tier by hand",
        "Without ACCOUNT, lists every account with the tier in the book and the one that the rules give.\n"
        "With it, shows every reason, who serves the account, what is not known, and when it is touched next.",
    )
    one.add_argument("account", nargs="?", metavar="ACCOUNT", help="its name, the beginning of it, CRM id or number")
    one.add_argument("--moves", action="store_true", help="only accounts that should move")
    one.add_argument("--accept", action="store_true", help="give the account, or all that should move, the rules' tier")
    one.add_argument("--override", metavar="TIER", help="keep the account in a tier, with --reason and --review")
    one.add_argument("--reason", metavar="TEXT", help="why the tier is kept against the rules")
    one.add_argument("--review", metavar="DATE", help="the day on which the override is looked at again")
    one.add_argument("--end-override", action="store_true", help="let the tier of the rules stand again")


def tiers(arguments: argparse.Namespace) -> Result:
    """`csdesk tiers [ACCOUNT]`."""
    from csdesk.desk import accounts, tiering
    from csdesk.values.dates import parse_date

    if arguments.override and not (arguments.reason and arguments.review):
        raise CommandError("An override needs its --reason and its --review.", "Nothing was saved.", code=Code.USAGE)
    if not arguments.account and (arguments.override or arguments.end_override):
        raise CommandError("Name the account whose tier is kept by hand.", "Nothing was saved.", code=Code.USAGE)
    changing = bool(arguments.accept or arguments.override or arguments.end_override)
    with desk_for(arguments, write=changing) as desk:
        if not arguments.account:
            if arguments.accept:
                tiering.accept(desk, [one.account_id for one in tiering.standings(desk) if one.should_move])
            found = tiering.standings(desk)
            return _list(desk, [one for one in found if one.should_move] if arguments.moves else list(found))
        account_id = accounts.find(desk, arguments.account)
        if arguments.end_override:
            tiering.end_override(desk, account_id)
        if arguments.accept:
            tiering.accept(desk, [account_id])
        if arguments.override:
            day = parse_date(arguments.review, desk.clock.today(), desk.formats.date_order)
            tiering.set_override(desk, account_id, arguments.override, arguments.reason, day)
        return _one(desk, tiering.standing(desk, account_id))


def _list(desk: Desk, found: list[Standing]) -> Result:
    from csdesk.desk import policies

    policy = policies.chosen(desk)
    moving = [one for one in found if one.should_move]
    rows = [
        (one.account, one.tier, one.verdict.tier.name if one.verdict.tier else "", one.verdict.coverage,
         "kept by hand" if one.override else f"move {one.move.direction}" if one.move else "", one.verdict.trigger)
        for one in sorted(found, key=lambda one: (not one.should_move, one.account.casefold()))
    ]  # fmt: skip
    head = ("Account", "In the book", "By the rules", "Served by", "", "Why")
    text = f"{policy.title}: {len(moving)} of {len(found)} accounts should move.\n\n{table(head, rows)}"
    return Result({"policy": policy.id, "accounts": [_data(one) for one in found], "should_move": len(moving)}, text)


def _data(one: Standing) -> dict[str, object]:
    verdict, given = one.verdict, one.override
    return {
        "id": one.account_id,
        "account": one.account,
        "tier": one.tier or None,
        "verdict": verdict.tier.id if verdict.tier else None,
        "verdict_name": verdict.tier.name if verdict.tier else None,
        "coverage": verdict.coverage or None,
        "served_as": verdict.serves_as.name if verdict.serves_as else None,
        "by": verdict.by or None,
        "score": None if verdict.score is None else round(verdict.score, 2),
        "should_move": one.should_move,
        "move": None
        if one.move is None
        else {"from": one.move.start or None, "to": one.move.to.name, "direction": one.move.direction,
              "trigger": one.move.trigger, "action": one.move.action or None},
        "override": None
        if given is None
        else {"value": given.value, "before": given.before or None, "reason": given.reason, "set_on": given.set_on,
              "review_on": given.review_on},
        "reasons": [
            {"label": each.label, "value": each.value, "date": each.on, "rule": each.rule, "decides": each.decides}
            for each in verdict.reasons
        ],
        "missing": list(verdict.missing),
    }  # fmt: skip


def _one(desk: Desk, one: Standing) -> Result:
    from csdesk.desk import cadence, policies, tiering
    from csdesk.desk.errors import Invalid

    touches: AccountCadence | None
    try:
        touches = cadence.of_account(desk, one.account_id)
    except Invalid:
        touches = None
    near, policy = tiering.candidate(desk, one), policies.chosen(desk)
    verdict = one.verdict
    by_rules = verdict.tier.name if verdict.tier else "no tier, as the facts do not suffice"
    lines = [f"{one.account}: {one.tier or 'no tier'} in the book, {by_rules} by the rules ({policy.title})"]
    if verdict.covered_by:
        extra = f", for now as {verdict.serves_as.name}" if verdict.serves_as else ""
        lines.append(f"Served by: {verdict.covered_by}{extra}.")
    if one.override is not None:
        lines.append(f"Kept in {one.override.value} until looked at on {one.override.review_on}: {one.override.reason}")
    elif one.move is not None:
        lines.append(f"Should move to {one.move.to.name}." + (f" {one.move.action}." if one.move.action else ""))
    rows = [(each.label, each.value, str(each.on or ""), each.rule) for each in verdict.reasons]
    lines += ["", table(("Reason", "Value", "Since", "Rule"), rows)]
    if near is not None:
        lines += ["", f"Not far from {near.to.name}: " + "; ".join(f"{x.label} {x.value}" for x in near.reasons) + "."]
    lines += [f"Not known: {each}." for each in verdict.missing]
    due = touches.next if touches else None
    if due is not None:
        lines += ["", f"Next touch by {due.due}: {due.label}. {due.rule}. {due.evidence}."]
    data = _data(one) | {
        "policy": policy.id,
        "candidate": None if near is None else {"to": near.to.name, "met": near.met, "of": near.asked,
                                                "reasons": [each.value for each in near.reasons]},
        "cadence": None if touches is None else _cadence(touches),
    }  # fmt: skip
    return Result(data, "\n".join(lines))


def _cadence(found: AccountCadence) -> dict[str, object]:
    return {
        "touches": [
            {"rule": each.rule_id, "what": each.label, "due": each.due, "last": each.last, "why": each.rule}
            for each in found.dues
        ],
        "people": [
            {"contact": each.name, "level": each.level, "due": each.due.due, "last": each.last, "why": each.due.rule}
            for each in found.people
        ],
    }
