"""Where a renewal stands by the rules of a policy: its steps with their days, its level of risk, its chance, and why.

Pure: everything known comes in as facts, everything answered goes out with its reasons. The forecast of many renewals
is in forecast.py.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from csdesk.policy.load import Policy
from csdesk.policy.renewals_model import (
    Chance,
    DueStep,
    Facts,
    Level,
    Path,
    Reason,
    Risk,
    Rule,
    Settled,
    Step,
    Verdict,
)
from csdesk.values.days import count, format_date, next_working_day, previous_working_day, relative_day

LEAD = 14
"""Days ahead of its day from which a step is asked for, when nothing earlier is open."""
AFTERWARDS = 60
"""Days for which the steps after a renewal are shown."""
_WORSE = {"green": 0, "yellow": 1, "red": 2}


def judge(policy: Policy, facts: Facts, today: date, off: Collection[date] = frozenset()) -> Verdict:
    """What the policy makes of a renewal today; `off` are the CSM's days off, on which no step falls."""
    return Judge(policy, today, off)(facts)


class Judge:
    """A policy on a day, for many renewals: what several of them share is worked out once."""

    def __init__(self, policy: Policy, today: date, off: Collection[date] = frozenset()) -> None:
        self._policy, self._today, self._off = policy, today, off
        self._days: dict[tuple[int, date], date] = {}
        self._untouched: dict[tuple[object, ...], _Walk] = {}
        self._paths: dict[str, Path | None] = {}

    def __call__(self, facts: Facts) -> Verdict:
        """What the policy makes of a renewal."""
        if facts.tier not in self._paths:
            self._paths[facts.tier] = self._policy.renewals.path(facts.tier)
        path = self._paths[facts.tier]
        found = risk(self._policy, facts, self._today)
        walk = self._walk(path, found.level.step if found else None, facts)
        by_score = chance(self._policy, facts.score)
        until = notice(facts)

        def why() -> tuple[Reason, ...]:
            more = _why(self._policy, facts, path, walk.current, walk.late, by_score, until, self._today)
            return (*(found.reasons if found else ()), *more)

        return Verdict(path, walk.steps, walk.current, walk.late, by_score, found, until, why)

    def _walk(self, path: Path | None, at_once: Step | None, facts: Facts) -> _Walk:
        """The steps of a renewal; where nothing was done yet, accounts of one day and colour have the same."""
        if facts.settled or facts.planned:
            return self._work_out(path, at_once, facts)
        key = (id(path), id(at_once), _tone(facts), facts.renewal_date, facts.renewed)
        if key not in self._untouched:
            self._untouched[key] = self._work_out(path, at_once, facts)
        return self._untouched[key]

    def _work_out(self, path: Path | None, at_once: Step | None, facts: Facts) -> _Walk:
        steps = _steps(path, at_once, facts, self._today, self._day)
        current = _current(steps, self._today)
        steps = tuple(_asked(one, current) for one in steps)
        current = None if current is None else _asked(current, current)
        return _Walk(steps, current, tuple(one for one in steps if one.state == "late"))

    def _day(self, step: Step, renewal_date: date) -> date:
        key = (step.days, renewal_date)
        if key not in self._days:
            self._days[key] = day_of(step, renewal_date, self._off)
        return self._days[key]


@dataclass(frozen=True, slots=True)
class _Walk:
    """Where a renewal is on its path."""

    steps: tuple[DueStep, ...]
    current: DueStep | None
    late: tuple[DueStep, ...]


def day_of(step: Step, renewal_date: date, off: Collection[date] = frozenset()) -> date:
    """The working day of a step: never later than its day before the renewal, never earlier than its day after it."""
    day = renewal_date - timedelta(days=step.days)
    return previous_working_day(day, off) if step.days >= 0 else next_working_day(day, off)


def notice(facts: Facts) -> date | None:
    """The last day to give notice: the date itself, or as many days before the renewal as the contract says."""
    if facts.notice_date is not None:
        return facts.notice_date
    return None if facts.notice_days is None else facts.renewal_date - timedelta(days=facts.notice_days)


def chance(policy: Policy, score: float | None) -> Chance | None:
    """The chance of a renewal by the health score; None without a score."""
    if score is None:
        return None
    chances = policy.renewals.chances
    return next((one for one in chances if score >= one.start), chances[-1] if chances else None)


def chance_words(policy: Policy, one: Chance) -> str:
    """The scores that have a chance: "60–79"."""
    above = [each.start for each in policy.renewals.chances if each.start > one.start]
    return f"{one.start:g}–{min(above) - 1:g}" if above else f"{one.start:g}–100"


# Risk


def risk(policy: Policy, facts: Facts, today: date) -> Risk | None:
    """The gravest level that the renewal has reached, with the rules it met; None when it has reached none."""
    left = (facts.renewal_date - today).days
    if not facts.cancel and left > policy.renewals.danger:
        return None
    for level in policy.renewals.levels:
        reasons = [reason for rule in level.rules if (reason := _meets(rule, facts, today)) is not None]
        if reasons:
            return Risk(_for(level, facts), tuple(reasons))
    return None


def _for(level: Level, facts: Facts) -> Level:
    """The level without its step where that is not for accounts of this health."""
    if level.step is None or not level.step.only or _tone(facts) in level.step.only:
        return level
    return Level(level.id, level.title, level.about, level.rules)


def _meets(rule: Rule, facts: Facts, today: date) -> Reason | None:
    left = (facts.renewal_date - today).days
    if rule.within is not None and left > rule.within:
        return None
    said: list[str] = []
    on: date | None = None
    if rule.cancel:
        if not facts.cancel:
            return None
        said.append(facts.cancel.rstrip("."))
        on = facts.cancel_on
    if rule.below is not None:
        if facts.score is None or facts.score >= rule.below:
            return None
        said.append(f"health {facts.score:g}, below {rule.below:g}")
    if rule.tone:
        if facts.score is None or _WORSE.get(facts.tone, 0) < _WORSE[rule.tone]:
            return None
        said.append(f"health {facts.score:g}, {'red' if facts.tone == 'red' else 'not green'}")
    if rule.quiet is not None:
        on = _engaged(facts)
        if on is not None and (today - on).days <= rule.quiet:
            return None
        said.append(f"no touch for {(today - on).days} days" if on else "no touch is on record")
    if rule.within is not None:
        said.append(f"{count(left, 'day')} to the renewal" if left >= 0 else f"the renewal was {-left} days ago")
    words = ", ".join(said)
    return Reason(f"{words[:1].upper()}{words[1:]}.", on, rule.source)


def _engaged(facts: Facts) -> date | None:
    """The last day of any contact about the renewal: a touch, or a step that was done."""
    days = [one.on for one in facts.settled.values() if one.state == "done" and one.on]
    return max((*days, *([facts.last_touch] if facts.last_touch else [])), default=None)


def _tone(facts: Facts) -> str:
    # Without a score an account is treated with care, but not as if it burned.
    return facts.tone or "yellow"


# Steps


def _steps(
    path: Path | None, at_once: Step | None, facts: Facts, today: date, day_of_step: Callable[[Step, date], date]
) -> tuple[DueStep, ...]:
    drafts: list[tuple[Step, date, date, bool]] = []
    if at_once is not None:
        drafts.append((at_once, facts.renewal_date, facts.planned.get(at_once.id, today), True))
    renewed = facts.renewed
    if renewed is not None and not 0 <= (today - renewed).days <= AFTERWARDS:
        renewed = None
    for step in path.steps if path else ():
        if step.only and _tone(facts) not in step.only and step.id not in facts.settled:
            continue
        if step.days >= 0:
            drafts.append((step, facts.renewal_date, day_of_step(step, facts.renewal_date), False))
        elif renewed is not None:
            drafts.append((step, renewed, day_of_step(step, renewed), False))
    found: list[DueStep] = []
    last = min((s.days for s, _, _, once in drafts if s.id in facts.settled and not once and s.days >= 0), default=None)
    for step, renewal_date, day, once in drafts:
        due = facts.planned.get(step.id, day)
        known = facts.settled.get(step.id)
        passed = not once and step.days >= 0 and last is not None and step.days > last
        found.append(
            DueStep(
                step, due, renewal_date, _state(known, passed, due, today), known, step.id in facts.planned, once
            )
        )  # fmt: skip
    return tuple(found)


def _state(known: Settled | None, passed: bool, due: date, today: date) -> str:
    if known is not None:
        return known.state
    return "passed" if passed else "late" if due < today else "ahead"


def _current(steps: Sequence[DueStep], today: date) -> DueStep | None:
    """What is asked for now.

    What wants doing at once, while there is time; else, of the open steps whose day has come, those of the latest day
    (the one before is overtaken by it, though still late); else the next within LEAD days; else the last one settled;
    else the next.
    """
    open_ = [one for one in steps if one.open]
    if at_once := next((one for one in open_ if one.at_once and one.renewal_date >= today), None):
        return at_once
    before = [one for one in open_ if one.step.days >= 0]
    reached = [one for one in before if one.renewal_date - timedelta(days=one.step.days) <= today]
    if reached:
        latest = min(one.step.days for one in reached)
        return next(one for one in reached if one.step.days == latest)
    soon = [one for one in open_ if one.due <= today + timedelta(days=LEAD)]
    if soon:
        return min(soon, key=lambda one: one.due)
    settled = [one for one in steps if not one.open and one.settled is not None and not one.at_once]
    if settled:
        return settled[-1]
    return open_[0] if open_ else None


def _asked(one: DueStep, current: DueStep | None) -> DueStep:
    if current is None or one.step.id != current.step.id or one.state != "ahead":
        return one
    return DueStep(one.step, one.due, one.renewal_date, "now", one.settled, one.planned, one.at_once)


# Words


def rule_of(path: Path | None, step: DueStep) -> str:
    """The rule that asks for a step: "Renewal path: 90 days before the renewal"."""
    if step.at_once:
        return step.step.source or "At once"
    before = " before the renewal" if step.step.days > 0 else " the renewal" if step.step.days < 0 else ""
    return f"{path.title if path else 'Path'}: {step.step.when}{before}"


def _why(
    policy: Policy, facts: Facts, path: Path | None, current: DueStep | None, late: Sequence[DueStep],
    by_score: Chance | None, until: date | None, today: date,
) -> Iterable[Reason]:  # fmt: skip
    if current is not None and current.open:
        if current.state == "late":
            words = f"was due {format_date(current.due)}, {relative_day(current.due, today)}"
        elif current.at_once and not current.planned:
            words = "wants doing at once"
        else:
            words = f"is due {format_date(current.due)}, {relative_day(current.due, today)}"
        yield Reason(f"{current.step.title} {words}.", current.due, rule_of(path, current))
    others = [one.step.title for one in late if current is None or one.step.id != current.step.id]
    if others:
        yield Reason(f"Earlier steps are open: {', '.join(others)}.", None, path.title if path else "")
    if until is not None:
        closed = until < today
        when = relative_day(until, today, "ago")
        yield Reason(f"Notice {'closed' if closed else 'closes'} {format_date(until)}, {when}.", until, "Contract")
    if by_score is not None and facts.score is not None:
        words = f"Health {facts.score:g} stands in {chance_words(policy, by_score)}: {by_score.percent:g}%"
        yield Reason(f"{words}{', ' + by_score.why if by_score.why else ''}.", None, policy.renewals.chances_source)
    elif facts.score is None:
        yield Reason("There is no health score, so the rules give no chance.", None, policy.renewals.chances_source)
