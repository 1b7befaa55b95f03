"""Renewals: every account's with the step its path asks for now, its deadlines, its forecast and the CSM's own call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from csdesk.desk import renewal_facts
from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid
from csdesk.desk.renewal_facts import Call, Escalated, Known
from csdesk.desk.today_model import Item
from csdesk.desk.today_parts import number_of
from csdesk.policy import forecast as sums
from csdesk.policy import renewals as rules
from csdesk.policy.forecast import Differs, Due, Forecast, Line
from csdesk.policy.load import Policy
from csdesk.policy.renewals_model import DueStep, Level, Note, Path, Reason, Risk, Step, Verdict
from csdesk.values.days import add_months, count, format_date, relative_day
from csdesk.values.money import Money, format_money

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk
    from csdesk.desk.renewal_calls import Accuracy

__all__ = [
    "AHEAD", "Board", "Call", "Differs", "DueStep", "Escalated", "Forecast", "Level", "Line", "Month", "Note", "Path",
    "Reason", "RenewalRow", "Risk", "Step", "Verdict", "board", "complete_item", "due_items", "forecast", "months",
    "needing", "notes", "row", "rows", "totals", "what_if", "within",
]  # fmt: skip

AHEAD: Final = 550
"""Days ahead up to which renewals are listed: a year, and what a path of 180 days begins for after it."""


@dataclass(frozen=True, slots=True)
class RenewalRow:
    """One renewal as the list shows it."""

    account_id: int
    name: str
    tier: str
    stage: str
    arr: Money | None
    renewal_date: date
    days_left: int
    """Negative when the day is past and no outcome is recorded."""
    score: float | None
    band: str
    tone: str
    verdict: Verdict
    calls: tuple[Call, ...]
    """The calls of this renewal, the oldest first."""
    trial: float | None = None
    """A chance that is only being tried out (what-if); it is not kept anywhere."""
    escalated: Escalated | None = None
    auto_renews: bool | None = None
    term_months: int | None = None

    @property
    def step(self) -> DueStep | None:
        """The step asked for now; a done one when nothing else is near."""
        return self.verdict.current

    @property
    def step_title(self) -> str:
        """Its name; where an escalation runs in its place, that."""
        if self.step is None:
            return ""
        if self.step.at_once and self.step.open and self.escalated:
            return f"Escalation, tier {self.escalated.tier}" if self.escalated.tier else "Escalation"
        return self.step.step.title

    @property
    def step_when(self) -> str:
        """Its place on the path: "90 days", "at once"."""
        return "" if self.step is None else "at once" if self.step.at_once else self.step.step.when

    @property
    def due(self) -> date | None:
        """The day of the step; None when it is settled."""
        return self.step.due if self.step is not None and self.step.open else None

    @property
    def due_at(self) -> datetime | None:
        """The hour by which an escalation wants its answer, where one runs."""
        at_once = self.step is not None and self.step.at_once and self.step.open
        return self.escalated.deadline if at_once and self.escalated else None

    @property
    def late(self) -> bool:
        """Whether the step asked for now is late."""
        return self.step is not None and self.step.state == "late"

    @property
    def notice(self) -> date | None:
        """The last day to give notice."""
        return self.verdict.notice

    @property
    def automatic(self) -> float | None:
        """The chance by health, in percent."""
        return self.verdict.chance.percent if self.verdict.chance else None

    @property
    def kept(self) -> float | None:
        """The CSM's own call that is kept; None where there is none."""
        return self.calls[-1].own if self.calls else None

    @property
    def own(self) -> float | None:
        """The own call that counts: one being tried out, else the one kept."""
        return self.kept if self.trial is None else self.trial

    @property
    def called(self) -> float | None:
        """What the CSM expects: the own call, else the chance by health."""
        return self.automatic if self.own is None else self.own

    @property
    def differs(self) -> bool:
        """Whether the own call is another than the rules'."""
        return self.own is not None and self.own != self.automatic

    @property
    def risk(self) -> Risk | None:
        """The level of risk it has reached."""
        return self.verdict.risk

    @property
    def open_late(self) -> int:
        """How many steps are late, the current one included."""
        return len(self.verdict.late)


@dataclass(frozen=True, slots=True)
class Month:
    """The renewals of a calendar month: how many, and their ARR by currency, the largest sum first."""

    first: date
    count: int
    sums: tuple[Money, ...]


# Reading


def rows(desk: Desk, days: int | None = None) -> tuple[RenewalRow, ...]:
    """Every renewal by its date, those past without an outcome first; `days`: only those due within so many days."""
    with desk.book.read() as connection:
        return tuple(_rows(desk, connection, desk.clock.today(), None, AHEAD if days is None else days))


def row(desk: Desk, account_id: int) -> RenewalRow:
    """The renewal of one account, however far off; Invalid when it has none."""
    with desk.book.read() as connection:
        found = list(_rows(desk, connection, desk.clock.today(), (account_id,), None))
    if not found:
        raise Invalid("", "This account has no renewal ahead.", "Give it a renewal date first.")
    return found[0]


def _rows(
    desk: Desk, connection: Connection, today: date, accounts: Collection[int] | None, days: int | None
) -> Iterable[RenewalRow]:
    from csdesk.desk import settings

    policy, off = chosen_policy(desk), settings.days_off(desk)
    until = date.max if days is None else today + timedelta(days=days)
    judge = rules.Judge(policy, today, off)
    for known in renewal_facts.read(connection, policy, today, until, accounts):
        yield _row(known, judge, today)


def _row(known: Known, judge: rules.Judge, today: date) -> RenewalRow:
    return RenewalRow(
        known.account_id, known.name, known.tier, known.stage, known.arr, known.renewal_date,
        (known.renewal_date - today).days, known.score, known.band, known.tone,
        judge(known.facts), tuple(known.calls), None, known.escalated, known.auto_renews, known.term_months,
    )  # fmt: skip


def within(found: Iterable[RenewalRow], days: int) -> tuple[RenewalRow, ...]:
    """The renewals due from today to `days` ahead; those past without an outcome are in no forecast."""
    return tuple(one for one in found if 0 <= one.days_left <= days)


def needing(desk: Desk) -> int:
    """How many renewals have a step that is late: the count beside the place."""
    return sum(one.late for one in rows(desk))


def notes(desk: Desk) -> tuple[Note, ...]:
    """The policy's guidance for turns that a renewal may take."""
    return chosen_policy(desk).renewals.notes


def months(found: Iterable[RenewalRow], today: date, number: int = 12) -> tuple[Month, ...]:
    """The renewals ahead by calendar month, from this month on; a month without any is there with none."""
    first = today.replace(day=1)
    by_month: dict[date, list[RenewalRow]] = {add_months(first, at): [] for at in range(number)}
    for one in found:
        month = one.renewal_date.replace(day=1)
        if one.days_left >= 0 and month in by_month:
            by_month[month].append(one)
    return tuple(Month(month, len(mine), totals(mine)) for month, mine in by_month.items())


def totals(found: Iterable[RenewalRow]) -> tuple[Money, ...]:
    """The ARR of renewals, summed per currency, the largest sum first."""
    kept: dict[str, int] = {}
    for one in found:
        if one.arr is not None:
            kept[one.arr.currency] = kept.get(one.arr.currency, 0) + one.arr.minor
    return tuple(sorted((Money(minor, currency) for currency, minor in kept.items()), key=lambda one: -one.minor))


# Forecast


def forecast(desk: Desk, found: Iterable[RenewalRow]) -> tuple[Forecast, ...]:
    """ARR × chance of these renewals, by health and by the own calls, each currency by itself."""
    return _forecast(chosen_policy(desk), found)


def _forecast(policy: Policy, found: Iterable[RenewalRow]) -> tuple[Forecast, ...]:
    return sums.forecast(policy, (Due(one.account_id, one.name, one.arr, one.score, one.own) for one in found))


def what_if(found: Sequence[RenewalRow], calls: Mapping[int, float]) -> tuple[RenewalRow, ...]:
    """The rows as they would be with other calls, by account, in percent. Nothing is written."""
    for percent in calls.values():
        if not 0 <= percent <= 100:
            raise Invalid("renewal_call/own", "a call is from 0 to 100 percent")
    return tuple(
        one if one.account_id not in calls and one.trial is None else replace(one, trial=calls.get(one.account_id))
        for one in found
    )


@dataclass(frozen=True, slots=True)
class Board:
    """Everything about the book's renewals on a day, for a page that works with it without reading again."""

    today: date
    rows: tuple[RenewalRow, ...]
    accuracy: tuple[Accuracy, ...]
    notes: tuple[Note, ...]
    policy: Policy

    def tried(self, calls: Mapping[int, float]) -> tuple[RenewalRow, ...]:
        """The rows with calls that are only tried out."""
        return what_if(self.rows, calls) if calls else self.rows

    def forecast(self, days: int, calls: Mapping[int, float] | None = None) -> tuple[Forecast, ...]:
        """The forecast of the next `days`, with calls tried out."""
        due = within(self.rows, days)
        return _forecast(self.policy, what_if(due, calls) if calls else due)


def board(desk: Desk) -> Board:
    """Every renewal, how the calls came out so far, and the policy's guidance."""
    from csdesk.desk import renewal_calls

    policy = chosen_policy(desk)
    return Board(desk.clock.today(), rows(desk), renewal_calls.accuracy(desk), policy.renewals.notes, policy)


# Today's list


def due_items(
    desk: Desk, connection: Connection, today: date, until: date, accounts: Collection[int] | None
) -> Iterable[Item]:
    """The step that each renewal asks for, when it is late or due up to `until`; and notices that close by then."""
    formats = desk.formats
    for one in _rows(desk, connection, today, accounts, AHEAD):
        yield from _items(one, today, until, "" if one.arr is None else format_money(one.arr, formats))


def _items(one: RenewalRow, today: date, until: date, arr: str) -> Iterable[Item]:
    step = one.step
    where = {"account_id": one.account_id}
    left = _left(one)
    # An escalation that runs is on the list by itself.
    if step is not None and step.open and step.due <= until and not (step.at_once and one.escalated):
        path = one.verdict.path
        number = next((at for at, each in enumerate(one.verdict.steps, 1) if each.step.id == step.step.id), 0)
        yield Item(
            f"renewal/{one.account_id}/{step.step.id}/{step.renewal_date.isoformat()}", one.account_id, step.step.what,
            _evidence(one, left), rules.rule_of(path, step), step.due, urgent=step.at_once,
            progress=f"step {number} of {len(one.verdict.steps)}", place="renewals", where=where, verb="Step done",
        )  # fmt: skip
    notice = one.notice
    if notice is not None and today <= notice <= until and one.days_left >= 0:
        closes = f"Notice closes {relative_day(notice, today)}, {left}" + (f", {arr}" if arr else "")
        yield Item(
            f"renewal/{one.account_id}/notice/{one.renewal_date.isoformat()}", one.account_id,
            "Know their decision before notice closes", closes, "Contract: last day to give notice", notice,
            place="renewals", where=where,
        )  # fmt: skip


def _left(one: RenewalRow) -> str:
    return (
        f"{count(one.days_left, 'day')} left" if one.days_left >= 0 else f"renewal {count(-one.days_left, 'day')} ago"
    )


def _evidence(one: RenewalRow, left: str) -> str:
    """What is so: the risk with its reasons, else the days left; and what else is late."""
    parts = []
    if one.risk is not None and one.risk.level.id != "elevated":
        parts.append(one.risk.reasons[0].text.rstrip("."))
    else:
        parts.append(f"Renews {format_date(one.renewal_date)}, {left}")
    others = one.open_late - (1 if one.late else 0)
    if others:
        parts.append(f"{count(others, 'earlier step')} not recorded")
    return "; ".join(parts)


def complete_item(desk: Desk, key: str) -> Changed:
    """Mark the step of that key done, today; Invalid when it is not open any more."""
    from csdesk.desk import renewal_steps

    account_id = number_of(key, "renewal")
    parts = key.split("/")
    if len(parts) != 4 or parts[2] == "notice":
        raise Invalid("today", "this is a date to know, not a step to tick")
    found = next((one for one in row(desk, account_id).verdict.steps if one.step.id == parts[2]), None)
    if found is None or not found.open or found.renewal_date.isoformat() != parts[3]:
        raise Invalid("today", "this step is not open any more")
    return renewal_steps.complete(desk, account_id, parts[2])
