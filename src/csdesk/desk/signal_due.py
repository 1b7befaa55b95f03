"""What signals ask for, as Today's list takes it: one thing for the risks of an account, and what ticking it does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from csdesk.desk.errors import Invalid
from csdesk.desk.today_model import Item
from csdesk.policy.signals_model import RANK, SignalModel, Span
from csdesk.values.days import count

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk
    from csdesk.desk.signals import SignalRow


def due_items(
    desk: Desk, connection: Connection, today: date, until: date, accounts: Collection[int] | None
) -> Iterable[Item]:
    """What signals ask for up to `until`: for each account one thing about its risks, which stand together, and one for
    each other signal. What is to be done is that of the worst signal, by the earliest deadline of them all."""
    from csdesk.desk import signals

    rules = signals.model(desk)
    grouped: dict[tuple[int, str], list[SignalRow]] = {}
    days: dict[datetime, date] = {}
    for one in signals.standing_rows(connection, rules, accounts, until):
        if one.due_at is None:
            continue
        # Signals of a book are raised together, at some hundreds of moments.
        if one.due_at not in days:
            days[one.due_at] = one.due_at.astimezone().date()
        if days[one.due_at] <= until:
            grouped.setdefault((one.account_id, "" if one.level in signals.RISKS else str(one.id)), []).append(one)
    for members in grouped.values():
        yield _item(members, rules, days)


def _item(members: Sequence[SignalRow], rules: SignalModel, days: Mapping[datetime, date]) -> Item:
    order = {"raised": 0, "acknowledged": 1, "acted": 2}
    ranked = sorted(members, key=lambda one: (order[one.state], -RANK[one.level], one.due_at, one.id))
    head = ranked[0]
    due = min(one.due_at for one in members if one.due_at is not None)
    evidence = head.evidence
    others = [one.title for one in ranked[1:]]
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        evidence = f"{evidence}. Also: {', '.join(others[:3])}{more}"
    word = _WORDS.get(head.level, "Signal")
    return Item(
        key=f"signal/{head.id}",
        account_id=head.account_id,
        title=f"{head.asks}: {head.title}",
        evidence=evidence,
        rule=f"{word}: {_says(rules, head)}",
        due=days[due],
        due_at=due,
        urgent=head.state != "acted" and head.level in ("red", "immediate"),
        important=True,
        where={"account_id": head.account_id, "tab": "health", "signal": head.id},
        verb={"raised": "Signal acknowledged", "acknowledged": "Signal acted on", "acted": "Signal watched"}[
            head.state
        ],
    )


def _says(rules: SignalModel, one: SignalRow) -> str:
    """When the answer is wanted, in words: "act the same day"."""
    response = rules.responses[one.level]
    rule = rules.by_id.get(one.rule)
    if one.state == "acted":
        return f"looked at every {count(response.watch_days, 'day')}" if response.watch_days > 1 else "looked at daily"
    if one.state == "raised":
        says, span = response.review_says, rule.review if rule and rule.review else response.review
    else:
        says, span = response.act_says, rule.act if rule and rule.act else response.act
    said = says[:1].lower() + says[1:]
    return said if span.same_day and "today" in said else f"{said} {span_words(span)}"


def span_words(span: Span) -> str:
    """How long there is: "the same day", "within 24 hours", "within 5 working days"."""
    if span.same_day:
        return "the same day"
    if span.hours > 48 and span.hours % 24 == 0:
        return f"within {span.hours / 24:.0f} working days"
    return f"within {span.hours:g} hours" if span.hours else "at once"


_WORDS: Final = {"immediate": "Act at once", "red": "Red signal", "yellow": "Yellow signal",
                 "trigger": "Involve the CSM", "expansion": "Expansion"}  # fmt: skip
_STEPS: Final = {"raised": ("acknowledged", "Acknowledge"), "acknowledged": ("acted", "Act on"),
                 "acted": ("acted", "Watch")}  # fmt: skip


def complete_item(desk: Desk, key: str) -> Changed:
    """Take the next step of a signal and of the others that its item speaks of: acknowledged, acted on, watched.

    Invalid when it is not open any more.
    """
    from csdesk.desk import signals

    head = signals.get(desk, int(key.partition("/")[2].partition("/")[0]))
    if not head.is_open:
        raise Invalid("signal", f"“{head.title}” holds no longer")
    state, verb = _STEPS[head.state]
    ids = [head.id]
    if head.level in signals.RISKS:
        ids += [one.id for one in signals.open(desk, head.account_id)
                if one.id != head.id and one.level in signals.RISKS and one.state == head.state]  # fmt: skip
    return signals.answer(desk, ids, state, head.reason, verb)
