"""Subscription lists: several rows per account become one account, its open lines added up to ARR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from csdesk.sync import lexicon
from csdesk.sync.cells import Value, times
from csdesk.sync.matching import crm_key
from csdesk.sync.plan import ImportPlan, Question, Rejection
from csdesk.sync.reading import Table, columns_of
from csdesk.sync.settle import Typed
from csdesk.sync.targets import Target, target
from csdesk.sync.words import words
from csdesk.values.text import fold

_ENDED = words(
    """
    cancelled canceled ended expired churned terminated inactive closed lapsed gekundigt beendet abgelaufen resilie
    annule cancelado terminado disdetto annullato opgezegd beeindigd uppsagd avslutad
    """
)


def fold_lines(plan: ImportPlan, table: Table, typed: Typed, today: str) -> tuple[Table, Typed]:
    """One row per account: ARR of the lines that run today, first start, the next end, products, seats.

    A line counts when its status does not say that it has ended and its end, where it has one, is not past. Lines of
    one account in two currencies are rejected, because no exchange rate is known.
    """
    out: set[int] = set()
    for row, faults in sorted(typed.bad.items()):
        header, text, reason = faults[0]
        plan.rejected.append(Rejection(table.lines[row], header, text, reason, tuple(table.rows[row])))
        out.add(row)
    groups: dict[str, list[int]] = {}
    names, ids = typed.values["name"], typed.values.get("crm_id")
    for row in range(len(table.rows)):
        if row in out:
            continue
        own = ids[row] if ids else None
        name = names[row]
        if not name and not own:
            reason = "the row has no account name"
            plan.rejected.append(Rejection(table.lines[row], typed.headers["name"], "", reason, tuple(table.rows[row])))
            continue
        key = "id " + crm_key(str(own)) if own else "name " + fold(str(name))
        groups.setdefault(key, []).append(row)
    rows: list[list[str]] = []
    lines: list[int] = []
    made: dict[str, list[Value]] = {f: [] for f in ("name", "crm_id", "domain", "owner", "product", "seats", "arr",
                                                   "contract_start", "renewal_date")}  # fmt: skip
    ended = 0
    for group in groups.values():
        running = [row for row in group if _runs(typed, row, today)]
        ended += len(group) - len(running)
        yearly = _sum(typed, running)
        if yearly is False:
            for row in group:
                reason = "the account's lines are in two currencies, and no exchange rate is known"
                header = typed.headers.get("arr") or typed.headers.get("mrr") or typed.headers.get("quarterly", "")
                plan.rejected.append(
                    Rejection(table.lines[row], header, "", reason, tuple(table.rows[row]), str(names[row]))
                )
            continue
        rows.append(table.rows[group[0]])
        lines.append(table.lines[group[0]])
        if yearly is None and not running:
            was = _sum(typed, group)  # Every line has ended: nothing recurs any more.
            yearly = (0, was[1]) if isinstance(was, tuple) else None
        made["arr"].append(yearly)
        for field in ("name", "crm_id", "domain", "owner"):
            made[field].append(_first(typed, field, group))
        products = dict.fromkeys(str(typed.values["product"][r]) for r in running if typed.values["product"][r]) \
            if "product" in typed.values else {}  # fmt: skip
        made["product"].append(", ".join(products) or None)
        seats = [typed.values["seats"][r] for r in running if typed.values["seats"][r] is not None] \
            if "seats" in typed.values else []  # fmt: skip
        made["seats"].append(sum(s for s in seats if isinstance(s, int)) if seats else None)
        starts = (
            [str(typed.values["start"][r]) for r in group if typed.values["start"][r]]
            if "start" in typed.values
            else []
        )
        ends = [str(typed.values["end"][r]) for r in running if typed.values["end"][r]] if "end" in typed.values else []
        made["contract_start"].append(min(starts) if starts else None)
        made["renewal_date"].append(min(ends) if ends else None)
    if ended:
        note = f"{ended} ended {'line was' if ended == 1 else 'lines were'} read and not counted into ARR."
        plan.recognised = replace(plan.recognised, notes=(*plan.recognised.notes, note))
    folded = Typed(questions=[], headers=dict(typed.headers))
    for field, values in made.items():
        goal = target("accounts", field)
        if goal is not None and any(value is not None for value in values):
            folded.values[field], folded.targets[field] = values, goal
    folded.headers.setdefault("arr", typed.headers.get("mrr", ""))
    folded.headers["contract_start"] = typed.headers.get("start", "")
    folded.headers["renewal_date"] = typed.headers.get("end", "")
    for field in typed.values:
        if field.startswith("custom:"):
            folded.values[field] = [_first(typed, field, g) for g in groups.values()][: len(rows)]
            folded.targets[field] = typed.targets[field]
    shown = replace(table, columns=columns_of(rows, len(table.headers)), lines=lines)
    return shown, folded


def _runs(typed: Typed, row: int, today: str) -> bool:
    status = typed.values.get("line_status")
    if status is not None and status[row] and fold(str(status[row])) in _ENDED:
        return False
    end = typed.values.get("end")
    return end is None or not end[row] or not today or str(end[row]) >= today


_INTERVALS = (
    (12, ("month", "monat", "mensuel", "mensual", "mensile", "maand", "mensal", "mens")),
    (4, ("quarter", "quartal", "trimest", "kwartaal", "3 month")),
    (2, ("half", "semi", "halbjahr", "semest", "6 month")),
    (52, ("week", "woch", "hebdo", "seman", "settiman")),
    (1, ("year", "annual", "jahr", "annuel", "anual", "annuale", "jaar", "12 month")),
)


def _times_a_year(typed: Typed, row: int) -> int:
    """How often a year a bare amount is due, by the billing interval beside it; a column called ARR is a year's."""
    intervals = typed.values.get("interval")
    if intervals is None or lexicon.synonyms("subscriptions").get(lexicon.key(typed.headers.get("arr", ""))) == "arr":
        return 1
    words = fold(str(intervals[row] or ""))
    for factor in (1, 2, 4, 12, 52):
        if any(sign in words for times, signs in _INTERVALS if times == factor for sign in signs):
            return factor
    return 1


def _sum(typed: Typed, rows: Sequence[int]) -> Value | bool:
    total: tuple[int, str] | None = None
    for row in rows:
        amount: Value = None
        for field, factor in (("arr", _times_a_year(typed, row)), ("mrr", 12), ("quarterly", 4)):
            column = typed.values.get(field)
            if column is not None and column[row] is not None:
                amount = times(column[row], factor)
                break
        if not isinstance(amount, tuple):
            continue
        if total is not None and total[1] != amount[1]:
            return False
        total = amount if total is None else (total[0] + amount[0], total[1])
    return total


def _first(typed: Typed, field: str, rows: Sequence[int]) -> Value:
    column = typed.values.get(field)
    if column is None:
        return None
    return next((column[row] for row in rows if column[row] is not None), None)


__all__ = ["Question", "Target", "fold_lines"]
