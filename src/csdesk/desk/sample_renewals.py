"""The sample's renewals: notice and terms of contracts, steps done along the paths, calls, and last year's outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import sample_data
from csdesk.policy.renewals_model import Path, Step
from csdesk.values.clock import FixedClock
from csdesk.values.days import previous_working_day
from csdesk.values.money import Money

if TYPE_CHECKING:
    from csdesk.book.transaction import Transaction
    from csdesk.desk.core import Desk

_ORIGIN: Final = "sample"


@dataclass(frozen=True, slots=True)
class _Way:
    """How far a renewal is: the last step done, and the step planned next with its days from today."""

    done: str = ""
    planned: str = ""
    on: int = 0
    also: tuple[str, ...] = ()
    """Steps that wanted doing at once, and were done."""
    skipped: tuple[tuple[str, str], ...] = ()


_WAYS: Final[dict[str, _Way]] = {
    "Vellorin Cosmetics": _Way("contract", "signature", 2, (), (("expansion", "They stay with the seats they have."),)),
    "Garrowby Energy": _Way("contract", "signature", 2),
    "Umbrick Textiles": _Way("proposal", "contract", 1),
    "Krastova Mining": _Way("proposal", "contract", 3),
    "Hartlow Dental Group": _Way("proposal", "expansion", 7),
    "Selvidge Motors": _Way("intent-call", "recovery-plan", 1, ("escalate",)),
    "Nettlecomb Trust": _Way("proposal"),
    "Nordvassa Paper": _Way("value-review", "proposal", 1),
    "Cafés Montrouvel": _Way("value-review", "proposal", 4),
    "Ashenbrook Mutual": _Way("health-review"),
    "Junivale Hotels": _Way("intent-call"),
    "Fenwarren Telecom": _Way("intent-call"),
    "Morvelle Foods": _Way("health-review"),
    "Ravensholt Water": _Way("intent-call"),
    "Oakmarsh Schools": _Way("health-review", "intent-call", 1),
    "Quillard Media": _Way("health-review", "intent-call", 1, ("escalate",)),
    "Dunmarrow Builders": _Way("", "health-review", 2),
    "Kestrelle Savings": _Way("health-review"),
    "Arvenne Logistics": _Way("", "health-review", 4),
    "Ilvermoor University": _Way("health-review"),
    "Mistralle Travel": _Way("health-review", "", 0, ("save-campaign",)),
}
_CALLS: Final[dict[str, tuple[tuple[int, float, str], ...]]] = {
    "Morvelle Foods": (
        (-48, 85.0, "Every site was in daily use and the sponsor spoke well of us."),
        (-6, 75.0, "Use has fallen at two sites, but the sponsor has put the renewal into next year's budget."),
    ),
    "Ashenbrook Mutual": ((-3, 20.0, "Their new operations chief has asked two competitors for a demonstration."),),
    "Umbrick Textiles": ((-4, 70.0, "The owner has agreed to the price by phone; only the papers are missing."),),
}
"""Own calls: days from today, percent, reason."""
_OUTCOMES: Final[dict[str, tuple[float, float | None, int]]] = {
    "Garrowby Energy": (95.0, None, 264_000),
    "Ravensholt Water": (95.0, 90.0, 76_000),
    "Nordvassa Paper": (85.0, 95.0, 118_000),
    "Selvidge Motors": (85.0, 60.0, 88_000),
    "Hoshinami Components": (85.0, None, 305_000),
    "Corbinet Staffing": (10.0, 25.0, 0),
}
"""Of renewals of the last year: the chance by health, the own call, and what came; their day is that of the ARR."""
_NOTICE: Final = {"Strategic": 90, "Enterprise": 60, "Mid-market": 60, "SMB": 30}


def write_renewals(desk: Desk, accounts: Mapping[str, int], today: date) -> None:
    """Fill in what renewals need; `accounts` are those of the sample by name."""
    from csdesk.desk.account_rows import chosen_policy

    rows = _rows(desk)
    with desk.book.write(
        "Take over the terms of the contracts", origin=_ORIGIN, undoable=False, clock=_clock(today, -30)
    ) as tx:
        for name, account_id in accounts.items():
            _terms(tx, name, account_id, rows.get(account_id))
    path = chosen_policy(desk).renewals.path("enterprise")
    if path is None:
        return
    for name, way in _WAYS.items():
        if name in accounts and (found := rows.get(accounts[name])) is not None:
            _steps(desk, path, accounts[name], found["renewal_date"], way, today)
    for name, calls in _CALLS.items():
        if name in accounts and (found := rows.get(accounts[name])) is not None:
            for days, percent, reason in calls:
                _call(desk, accounts[name], found, today, days, percent, reason)
    _settle(desk, accounts, today)


def _clock(today: date, days: int) -> FixedClock:
    on = previous_working_day(today + timedelta(days=days))
    return FixedClock(datetime.combine(on, time(10, 15), UTC))


def _rows(desk: Desk) -> dict[int, dict[str, Any]]:
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT id, tier, arr, arr_currency, renewal_date, health_score FROM account WHERE deleted_at IS NULL "
            "AND renewal_date IS NOT NULL"
        ).all()
    return {
        number: {
            "tier": tier or "", "arr": None if arr is None else Money(arr, currency),
            "renewal_date": date.fromisoformat(renewal), "score": score,
        }
        for number, tier, arr, currency, renewal, score in found
    }  # fmt: skip


def _terms(tx: Transaction, name: str, account_id: int, row: Mapping[str, Any] | None) -> None:
    if row is None:
        return
    dice = sample_data.chance(name, "terms")
    tx.update(
        "account",
        account_id,
        {
            "notice_days": _NOTICE.get(row["tier"], 60),
            "term_months": 36 if row["tier"] == "Strategic" else 24 if dice.random() < 0.2 else 12,
            "auto_renews": row["tier"] == "SMB",
        },
    )  # fmt: skip


def _steps(desk: Desk, path: Path, account_id: int, renewal_date: date, way: _Way, today: date) -> None:
    last = next((at for at, step in enumerate(path.steps) if step.id == way.done), -1)
    left_out = dict(way.skipped)
    with desk.book.read() as connection:
        score = connection.exec_driver_sql("SELECT health_score FROM account WHERE id=?", (account_id,)).scalar()
    tone = "green" if (score or 0) >= 70 else "yellow" if (score or 0) >= 40 else "red"
    for step in path.steps[: last + 1]:
        if step.only and tone not in step.only and step.id not in left_out:
            continue
        on = min(renewal_date - timedelta(days=step.days - 2), today - timedelta(days=1))
        state = "skipped" if step.id in left_out else "done"
        _note(desk, account_id, step.id, step.title, renewal_date, state, on, today, left_out.get(step.id))
    for step_id in way.also:
        title = {"escalate": "Escalate, tier 3", "save-campaign": "Activate the save campaign"}[step_id]
        _note(desk, account_id, step_id, title, renewal_date, "done", today - timedelta(days=4), today, None)
    planned: Step | None = next((step for step in path.steps if step.id == way.planned), None)
    if planned is not None:
        day = sample_data.working(today + timedelta(days=way.on), today)
        _note(desk, account_id, planned.id, planned.title, renewal_date, "planned", day, today, None)


def _note(
    desk: Desk, account_id: int, step: str, title: str, renewal_date: date, state: str, on: date, today: date,
    reason: str | None,
) -> None:  # fmt: skip
    day = on if state == "planned" else previous_working_day(on)
    written = -3 if state == "planned" else (day - today).days
    verb = {"done": "Step done", "skipped": "Skip the step", "planned": "Plan the step"}[state]
    with desk.book.write(
        f"{verb}: {title}", origin=_ORIGIN, account_id=account_id, undoable=False, clock=_clock(today, written)
    ) as tx:
        tx.insert(
            "renewal_step",
            {"account_id": account_id, "title": title, "step": step, "renewal_date": renewal_date, "state": state,
             "done_on": day, "reason": reason},
        )  # fmt: skip


def _call(
    desk: Desk, account_id: int, row: Mapping[str, Any], today: date, days: int, percent: float, reason: str
) -> None:
    from csdesk.desk.account_rows import chosen_policy
    from csdesk.policy.renewals import chance

    with desk.book.read() as connection:
        score = connection.exec_driver_sql(
            "SELECT score FROM health_snapshot WHERE account_id=? AND deleted_at IS NULL AND date <= ? "
            "ORDER BY date DESC, id DESC LIMIT 1",
            (account_id, (today + timedelta(days=days)).isoformat()),
        ).scalar()
    by_score = chance(chosen_policy(desk), score)
    clock = _clock(today, days)
    with desk.book.write(
        f"Call the renewal at {percent:g}%", origin=_ORIGIN, account_id=account_id, undoable=False, clock=clock
    ) as tx:
        tx.insert(
            "renewal_call",
            {"account_id": account_id, "renewal_date": row["renewal_date"], "date": clock.today(), "arr": row["arr"],
             "score": score, "automatic": by_score.percent if by_score else None, "own": percent, "reason": reason},
        )  # fmt: skip


def _settle(desk: Desk, accounts: Mapping[str, int], today: date) -> None:
    """Close the calls of renewals that the ARR's changes tell of."""
    for name, (automatic, own, result) in _OUTCOMES.items():
        if name not in accounts:
            continue
        with desk.book.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT date, arr_currency FROM arr_event WHERE account_id=? AND type IN ('renewal', 'contraction', "
                "'churn') AND deleted_at IS NULL AND date > ? ORDER BY date DESC LIMIT 1",
                (accounts[name], (today - timedelta(days=400)).isoformat()),
            ).first()
            before = connection.exec_driver_sql(
                "SELECT arr FROM arr_event WHERE account_id=? AND deleted_at IS NULL AND date < ? AND arr > 0 "
                "ORDER BY date DESC LIMIT 1",
                (accounts[name], found[0] if found else ""),
            ).scalar()
        if found is None or before is None:
            continue
        on = date.fromisoformat(found[0])
        with desk.book.write(
            f"Close the call on {name}", origin=_ORIGIN, account_id=accounts[name], undoable=False,
            clock=_clock(today, (on - today).days),
        ) as tx:  # fmt: skip
            tx.insert(
                "renewal_call",
                {
                    "account_id": accounts[name], "renewal_date": on, "date": on - timedelta(days=40),
                    "arr": Money(before, found[1]), "automatic": automatic, "own": own,
                    "reason": None if own is None else "As the talks went.",
                    "result": Money.of(result, found[1]), "closed_on": on,
                },
            )  # fmt: skip
