"""The figures of the book: ARR at risk, weighted forecast, renewal rate, NRR, GRR, logo retention, NPS.

Every figure comes with its formula in numbers and the rows behind it. Amounts of different currencies are never added:
a figure of money stands once for each currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import renewal_facts, renewals
from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.renewals import Forecast
from csdesk.policy import forecast as sums
from csdesk.policy import metrics as rules
from csdesk.policy.forecast import Opening
from csdesk.policy.health_model import reading_name
from csdesk.values.days import add_months
from csdesk.values.money import Money, format_money

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk
    from csdesk.values.formats import Formats

WINDOW: Final = 90
"""Days ahead that the forecast and the ARR at risk look."""
MONTHS: Final = 12
"""Months back that retention and the renewal rate look (strategist: trailing twelve months)."""
_NEAR: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. `value` is None when nothing is there to count."""

    id: str
    label: str
    unit: str
    """ "%", "money" or "points"."""
    value: float | None
    money: Money | None = None
    currency: str = ""
    """For figures that stand once for each currency."""
    formula: str = ""
    """The formula with its numbers."""
    since: date | None = None
    until: date | None = None
    rows: tuple[Mapping[str, Any], ...] = field(default=())
    """What it is counted from, one row each."""
    source: str = ""
    note: str = ""
    """What was left out, or why there is no figure."""


def metrics(desk: Desk, days: int = WINDOW, months: int = MONTHS) -> tuple[Metric, ...]:
    """Every figure, as of today: the forecast over `days` ahead, the others over `months` back."""
    today = desk.clock.today()
    since = add_months(today, -months)
    formats = desk.formats
    ahead = [one for one in renewals.rows(desk, days) if one.days_left >= 0]
    found: list[Metric] = []
    for one in renewals.forecast(desk, ahead):
        found += _forecast(one, ahead, formats, today, days)
    with desk.book.read() as connection:
        events = _events(connection)
        calls = renewal_facts.read_calls(connection)
        found += _expansion(desk, connection, formats, today)
        for currency in _currencies(events):
            found += _retention(_courses(events, currency, since, today), currency, formats, since, today)
        found += _rates(events, calls, formats, since, today)
        found.append(_nps(connection, since, today))
    return tuple(found)


# Ahead


def _forecast(
    one: Forecast, ahead: Sequence[renewals.RenewalRow], formats: Formats, today: date, days: int
) -> list[Metric]:
    def said(money: Money) -> str:
        return format_money(money, formats)

    rows = tuple(
        {
            "account": row.name, "account_id": row.account_id, "renewal_date": row.renewal_date, "arr": row.arr,
            "score": row.score, "automatic": row.automatic, "own": row.own,
        }
        for row in ahead
        if row.arr is not None and row.arr.currency == one.currency
    )  # fmt: skip
    missing = f"{one.unscored} without a score count as nothing." if one.unscored else ""
    until = today + timedelta(days=days)
    lines = " + ".join(f"{said(line.due)} × {line.percent:g}%" for line in one.lines if line.percent is not None)
    source = "strategist, renewal forecasting"
    return [
        Metric(
            "weighted-forecast", f"Weighted forecast, {days} days", "money", one.automatic_share, one.automatic,
            one.currency, f"{lines} = {said(one.automatic)}, {one.automatic_share:.1f}% of {said(one.due)}", today,
            until, rows, source, missing,
        ),
        Metric(
            "called-forecast", f"Forecast by own calls, {days} days", "money", one.own_share, one.own, one.currency,
            f"{said(one.own)}, {one.own_share:.1f}% of {said(one.due)}; calls that differ: {len(one.differs)}", today,
            until, rows, source, missing,
        ),
        Metric(
            "arr-at-risk", f"ARR at risk, {days} days", "money", None, one.at_risk, one.currency,
            f"{said(one.due)} − {said(one.automatic)} = {said(one.at_risk)}", today, until, rows, source, missing,
        ),
    ]  # fmt: skip


def _expansion(desk: Desk, connection: Connection, formats: Formats, today: date) -> list[Metric]:
    openings: list[Opening] = []
    rows: dict[str, list[Mapping[str, Any]]] = {}
    policy = chosen_policy(desk)
    for name, account_id, title, value, currency, stage, own in connection.exec_driver_sql(
        "SELECT a.name, a.id, coalesce(o.title, ''), o.value, o.value_currency, coalesce(o.stage, 'identified'), "
        "o.probability FROM opportunity o JOIN account a ON a.id = o.account_id WHERE o.deleted_at IS NULL "
        "AND a.deleted_at IS NULL AND o.value IS NOT NULL AND coalesce(o.stage, '') NOT IN ('won', 'lost') "
        "ORDER BY o.value DESC, a.name"
    ):
        money = Money(value, currency)
        openings.append(Opening(money, stage, own))
        rows.setdefault(currency, []).append(
            {"account": name, "account_id": account_id, "title": title, "value": money, "stage": stage,
             "percent": policy.renewals.stages.get(stage, 0.0), "own": own}
        )  # fmt: skip
    found: list[Metric] = []
    for one in sums.expansion(policy, openings):
        lines = " + ".join(
            f"{format_money(value, formats)} × {percent:g}%" for _, value, percent in one.by_stage.values()
        )
        formula = f"{lines} = {format_money(one.expected, formats)} of {format_money(one.value, formats)}"
        found.append(
            Metric("expansion-forecast", "Expansion under way", "money", sums.share(one.expected, one.value),
                   one.expected, one.currency, formula, today, None, tuple(rows[one.currency]),
                   policy.renewals.stages_source)
        )  # fmt: skip
    return found


# Back


@dataclass(frozen=True, slots=True)
class _Event:
    account_id: int
    name: str
    on: date
    kind: str
    arr: Money


def _events(connection: Connection) -> list[_Event]:
    found = connection.exec_driver_sql(
        "SELECT e.account_id, a.name, e.date, coalesce(e.type, ''), e.arr, e.arr_currency FROM arr_event e "
        "JOIN account a ON a.id = e.account_id WHERE e.deleted_at IS NULL AND a.deleted_at IS NULL "
        "AND e.arr IS NOT NULL AND e.date IS NOT NULL ORDER BY e.date, e.id"
    )
    return [
        _Event(account_id, name or "", date.fromisoformat(on), kind, Money(arr, currency))
        for account_id, name, on, kind, arr, currency in found
    ]


def _currencies(events: Sequence[_Event]) -> list[str]:
    last: dict[int, Money] = {one.account_id: one.arr for one in events}
    kept: dict[str, int] = {}
    for money in last.values():
        kept[money.currency] = kept.get(money.currency, 0) + money.minor
    return sorted(kept, key=lambda one: (-kept[one], one))


def _courses(events: Sequence[_Event], currency: str, since: date, today: date) -> list[rules.Course]:
    """Each account's ARR then and now; one whose currency changed meanwhile cannot be compared and is left out."""
    start: dict[int, Money] = {}
    end: dict[int, Money] = {}
    names: dict[int, str] = {}
    for one in events:
        names[one.account_id] = one.name
        if one.on <= since:
            start[one.account_id] = one.arr
        if one.on <= today:
            end[one.account_id] = one.arr
    return [
        rules.Course(account_id, names[account_id], money.minor, end[account_id].minor)
        for account_id, money in start.items()
        if money.currency == currency and (end[account_id].currency == currency or not end[account_id].minor)
    ]


def _retention(
    courses: Sequence[rules.Course], currency: str, formats: Formats, since: date, today: date
) -> list[Metric]:
    found = rules.retention(courses)
    if not found.accounts:
        return []

    def said(minor: int) -> str:
        return format_money(Money(minor, currency), formats)

    rows = tuple(
        {"account": one.name, "account_id": one.account_id, "start": Money(one.start, currency),
         "end": Money(one.end, currency), "expansion": Money(one.expansion, currency),
         "contraction": Money(one.contraction, currency), "churn": Money(one.churn, currency)}
        for one in found.rows
    )  # fmt: skip
    lost = f"− {said(found.contraction)} contraction − {said(found.churn)} churn"
    start = said(found.start)
    source = "strategist, success metrics"
    return [
        Metric(
            "nrr", "Net revenue retention", "%", found.nrr, None, currency,
            f"({start} + {said(found.expansion)} expansion {lost}) / {start}", since, today, rows, source,
        ),
        Metric(
            "grr", "Gross revenue retention", "%", found.grr, None, currency, f"({start} {lost}) / {start}", since,
            today, rows, source,
        ),
        Metric(
            "logo-retention", "Logo retention", "%", found.logos, None, currency,
            f"{found.kept} of {found.accounts} accounts", since, today, rows, source,
        ),
    ]  # fmt: skip


def _rates(
    events: Sequence[_Event], calls: Mapping[int, Sequence[renewal_facts.Call]], formats: Formats, since: date,
    today: date,
) -> list[Metric]:  # fmt: skip
    """Renewals settled in the period: those recorded here, and those that only the ARR's changes tell of."""
    names = {one.account_id: one.name for one in events}
    settled: dict[str, list[tuple[date, rules.Settlement]]] = {}
    known: dict[int, list[date]] = {}
    for account_id, made in calls.items():
        for call in made:
            if call.closed_on is None or call.result is None or call.arr is None or account_id not in names:
                continue
            known.setdefault(account_id, []).append(call.closed_on)
            if since < call.closed_on <= today and call.arr.currency == call.result.currency:
                settled.setdefault(call.arr.currency, []).append(
                    (call.closed_on, rules.Settlement(account_id, names[account_id], call.arr.minor, call.result.minor))
                )
    before: dict[int, Money] = {}
    for one in events:
        earlier = before.get(one.account_id)
        before[one.account_id] = one.arr
        if one.kind not in ("renewal", "churn") or not since < one.on <= today:
            continue
        if any(abs(one.on - day) <= _NEAR for day in known.get(one.account_id, ())):
            continue
        due = earlier if earlier is not None and earlier.minor else one.arr
        if due.currency == one.arr.currency or not one.arr.minor:
            settled.setdefault(due.currency, []).append(
                (one.on, rules.Settlement(one.account_id, one.name, due.minor, one.arr.minor))
            )
    found: list[Metric] = []
    for currency in sorted(settled, key=lambda one: -sum(each.due for _, each in settled[one])):
        pairs = sorted(settled[currency], key=lambda one: (one[0], one[1].name), reverse=True)
        rate = rules.renewal_rate(one for _, one in pairs)
        rows = tuple(
            {"account": one.name, "account_id": one.account_id, "on": on, "due": Money(one.due, currency),
             "renewed": Money(one.renewed, currency)}
            for on, one in pairs
        )  # fmt: skip
        amounts = [format_money(Money(minor, currency), formats) for minor in (rate.arr_renewed, rate.arr_due)]
        source = "strategist, renewal metrics"
        found += [
            Metric("renewal-rate", "Renewal rate", "%", rate.contracts, None, currency,
                   f"{rate.renewed} of {rate.due} contracts", since, today, rows, source),
            Metric("renewal-rate-arr", "Renewal rate by ARR", "%", rate.arr, None, currency,
                   f"{amounts[0]} of {amounts[1]}", since, today, rows, source),
        ]  # fmt: skip
    return found


def _nps(connection: Connection, since: date, today: date) -> Metric:
    """NPS from single answers (0 to 10); the accounts' own NPS figures cannot be turned back into answers."""
    answers: list[tuple[str, int, date, float]] = []
    figures = 0
    for name, account_id, indicator, on, value in connection.exec_driver_sql(
        "SELECT a.name, a.id, r.indicator, r.date, r.value FROM indicator_reading r JOIN account a "
        "ON a.id = r.account_id WHERE r.deleted_at IS NULL AND a.deleted_at IS NULL AND r.value IS NOT NULL "
        "AND lower(r.indicator) LIKE '%nps%' AND r.date > ? AND r.date <= ? ORDER BY r.date DESC, a.name",
        (since.isoformat(), today.isoformat()),
    ):
        kind = reading_name(indicator)
        if kind == "nps_answer":
            answers.append((name or "", account_id, date.fromisoformat(on), float(value)))
        elif kind == "nps":
            figures += 1
    found = rules.promoters([one[3] for one in answers])
    formula = (
        f"({found.promoters} promoters − {found.detractors} detractors) / {found.responses} answers"
        if found.responses
        else ""
    )
    note = ""
    if not found.responses:
        note = "No answer from 0 to 10 was recorded in this time (reading “nps_answer”)."
        if figures:
            note += f" {figures} readings give an account's own NPS, which says nothing of how many answered."
    rows = tuple(
        {"account": name, "account_id": number, "on": on, "answer": value} for name, number, on, value in answers
    )
    return Metric("nps", "NPS", "points", found.nps, None, "", formula, since, today, rows, "strategist, NPS", note)
