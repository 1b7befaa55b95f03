"""The signals of the sample book: most of them answered, some new this morning, and some that a person reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import sample_data, signal_store, signals
from csdesk.values.clock import FixedClock
from csdesk.values.days import previous_working_day

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_SEEN: Final = (
    ("Quillard Media", "contract.competitor", "yellow", 6, "Their head of sales asked how we compare with Orbex"),
    ("Selvidge Motors", "contract.pricing", "yellow", 4, "Procurement asked what half the seats would cost"),
    ("Umbrick Textiles", "relationship.meetings", "yellow", 3, "The monthly call was put off twice in one week"),
    ("Garrowby Energy", "expansion.department", "expansion", 3, "The grid team asked for a demonstration"),
    ("Arvenne Logistics", "expansion.higher-tier", "expansion", 5, "Asked whether single sign-on comes with our plan"),
)
"""Account, rule, level, days ago, and what was seen."""
_FRESH: Final = ("Ashenbrook Mutual", "Morvelle Foods", "Cafés Montrouvel", "Dunmarrow Builders")
"""Accounts whose signals nobody has answered yet."""
_LOOKED_AT: Final = ("Bramlow Farms", "Fenwarren Telecom")
"""Accounts whose signals were looked into, and no more."""
_ANSWERS: Final = ("Called the champion, who knows of it", "On the list for the next review",
                   "Asked support for a date", "Agreed on a plan with the team lead")  # fmt: skip


def write_signals(desk: Desk, accounts: Mapping[str, int], today: date) -> int:
    """Raise what the rules see, add what was seen, and answer most of it; how many signals there are."""
    signals.refresh(desk)
    rules = signals.model(desk)
    for name, rule_id, level, days, evidence in _SEEN:
        rule = rules.by_id.get(rule_id)
        if rule is None or level not in rule.by_hand or name not in accounts:
            continue
        day = previous_working_day(today - timedelta(days=days))
        at = datetime.combine(day, time(14, 20), UTC)
        review, act = signal_store.deadlines(rules, rule, level, at, frozenset())
        with desk.book.write(f"Report “{rule.title}” of “{name}”", origin=desk.origin, account_id=accounts[name],
                             undoable=False, clock=FixedClock(at)) as tx:  # fmt: skip
            tx.insert("signal", {"account_id": accounts[name], "title": rule.title, "rule": rule_id,
                                 "family": rule.group, "level": level, "raised_at": at, "review_by": review,
                                 "act_by": act, "evidence": evidence, "origin": signals.BY_HAND,
                                 "state": "raised"})  # fmt: skip
    signals.refresh(desk, [accounts[name] for name, *_ in _SEEN if name in accounts])
    _answer(desk, today)
    signals.catch_up(desk)
    return len(signals.open(desk))


def _answer(desk: Desk, today: date) -> None:
    yesterday = previous_working_day(today - timedelta(days=1))
    rows: list[tuple[int, dict[str, Any]]] = []
    for one in signals.open(desk):
        if one.account in _FRESH or one.level == "expansion":
            continue
        dice = sample_data.chance(one.account, one.rule)
        # What is red was dealt with on the day itself, or it would ask again today.
        days = dice.randint(1, 4) if one.level == "yellow" and one.origin != signals.BY_HAND else 0
        settled = min(desk.clock.now(), datetime.combine(today - timedelta(days=days), time(8, 40), UTC))
        begun = datetime.combine(yesterday - timedelta(days=days), time(9, 5 + dice.randint(0, 40)), UTC)
        begun = min(begun, one.raised_at)
        values: dict[str, Any] = {"state": "acted", "settled_at": settled, "reason": dice.choice(_ANSWERS)}
        if one.account in _LOOKED_AT:
            values = {"state": "acknowledged", "settled_at": settled}
        rows.append((one.id, {**values, "raised_at": begun}))
    with desk.book.write("Answer the signals", origin=desk.origin, undoable=False) as tx:
        for record, values in rows:
            tx.update("signal", record, values)
