"""What the book says of renewals, for the forecast report: the sums, the arithmetic, every renewal and every own call.

A report is in one currency, the one with the most ARR due; the others stand in a line of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from csdesk.desk import renewals
from csdesk.desk.renewals import Forecast, RenewalRow
from csdesk.desk.sources import Asked, Given, Source
from csdesk.values.days import format_date
from csdesk.values.money import Money, format_money

DAYS: Final = 90
_MOST: Final = 40
"""Renewals in a report; the grid has them all."""


def _rows(asked: Asked) -> tuple[RenewalRow, ...]:
    return renewals.rows(asked.desk, DAYS)


def _sums(asked: Asked) -> tuple[Forecast, ...]:
    return renewals.forecast(asked.desk, renewals.within(_rows(asked), DAYS))


def _said(asked: Asked, money: Money) -> str:
    return format_money(money, asked.desk.formats)


def _window(asked: Asked) -> Given:
    return Given(f"{DAYS} days from {format_date(asked.today, 'long')}")


def _due(asked: Asked) -> Given:
    sums = _sums(asked)
    return Given(f"{sums[0].count} renewals, {_said(asked, sums[0].due)}" if sums else "none")


def _automatic(asked: Asked) -> Given:
    sums = _sums(asked)
    if not sums:
        return Given()
    return Given(f"{_said(asked, sums[0].automatic)}, {sums[0].automatic_share:.1f}%")


def _own(asked: Asked) -> Given:
    sums = _sums(asked)
    return Given(f"{_said(asked, sums[0].own)}, {sums[0].own_share:.1f}%") if sums else Given()


def _at_risk(asked: Asked) -> Given:
    sums = _sums(asked)
    if not sums:
        return Given()
    one = sums[0]
    return Given(f"{_said(asked, one.due)} − {_said(asked, one.automatic)} = {_said(asked, one.at_risk)}")


def _others(asked: Asked) -> Given:
    lines = [
        f"{one.currency}: {_said(asked, one.automatic)} by health and {_said(asked, one.own)} by own calls, "
        f"of {_said(asked, one.due)} due"
        for one in _sums(asked)[1:]
    ]
    return Given(tuple(lines) or None)


def _lines(asked: Asked) -> Given:
    """The arithmetic: each range of scores with its ARR, chance and expectation, and the sum."""
    sums = _sums(asked)
    if not sums:
        return Given()
    rows: list[Mapping[str, Any]] = [
        {"scores": one.scores, "count": float(one.count), "due": one.due, "chance": one.percent,
         "expected": one.expected}
        for one in sums[0].lines
    ]  # fmt: skip
    rows.append(
        {"scores": "Sum", "count": float(sums[0].count), "due": sums[0].due, "chance": None,
         "expected": sums[0].automatic}
    )  # fmt: skip
    return Given(rows=tuple(rows))


def _list(asked: Asked) -> Given:
    found: list[Mapping[str, Any]] = []
    for one in _rows(asked)[:_MOST]:
        step = "" if one.step is None or not one.step.open else one.step_title
        found.append({
            "account": one.name, "date": one.renewal_date, "arr": one.arr, "state": one.tone or None,
            "step": step or None, "due": one.due, "notice": one.notice, "automatic": one.automatic, "own": one.called,
        })  # fmt: skip
    return Given(rows=tuple(found))


def _calls(asked: Asked) -> Given:
    by_account = {one.account_id: one for one in _rows(asked)}
    found: list[Mapping[str, Any]] = []
    for total in _sums(asked):
        for each in total.differs:
            row = by_account[each.account_id]
            reason = row.calls[-1].reason if row.calls else ""
            found.append({
                "account": each.name, "automatic": each.automatic, "own": each.own, "moves": each.moves,
                "reason": reason or None,
            })  # fmt: skip
    return Given(rows=tuple(found))


def _risks(asked: Asked) -> Given:
    found: list[Mapping[str, Any]] = []
    for one in _rows(asked):
        if one.risk is not None and one.risk.level.id != "elevated":
            why = " ".join(reason.text for reason in one.risk.reasons)
            found.append({"account": one.name, "level": one.risk.level.title, "arr": one.arr, "why": why})
    return Given(rows=tuple(found[:_MOST]))


_ROWS: Final = frozenset

SOURCES: Final[dict[str, Source]] = {
    "renewals-window": Source(_window),
    "renewals-due": Source(_due),
    "renewals-by-health": Source(_automatic),
    "renewals-by-call": Source(_own),
    "renewals-at-risk": Source(_at_risk),
    "renewals-other-currencies": Source(_others),
    "renewals-arithmetic": Source(_lines, _ROWS({"scores", "count", "due", "chance", "expected"}), ("scores",)),
    "renewals-list": Source(
        _list,
        _ROWS({"account", "date", "arr", "state", "step", "due", "notice", "automatic", "own"}),
        ("account", "date"),
    ),
    "renewals-calls": Source(_calls, _ROWS({"account", "automatic", "own", "moves", "reason"}), ("account",)),
    "renewals-risks": Source(_risks, _ROWS({"account", "level", "arr", "why"}), ("account",)),
}
