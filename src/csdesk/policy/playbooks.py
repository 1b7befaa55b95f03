"""The arithmetic of playbooks: the days of a run, what its criteria find in the book, and how well runs were kept.

Nothing here reads a book: facts come in, dates and verdicts with their reasons go out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from csdesk.policy.playbooks_model import Criterion, Phase, Playbook, Purpose, Step
from csdesk.values.days import next_working_day, previous_working_day
from csdesk.values.expression import Expression


@dataclass(frozen=True, slots=True)
class Dated:
    """A step with its days; both are working days."""

    phase: Phase
    step: Step
    begins: date
    due: date
    shifted: bool = False
    """Whether the plain count fell on a weekend or a day off."""
    held: bool = False
    """Whether the playbook's own day was past when the run began."""


def day_of(number: int, anchor: date, off: Collection[date] = frozenset()) -> date:
    """The working day of a step: a day before the anchor moves back over days off, any other moves on."""
    plain = anchor + timedelta(days=number)
    return previous_working_day(plain, off) if number < 0 else next_working_day(plain, off)


def schedule(playbook: Playbook, anchor: date, start: date, off: Collection[date] = frozenset()) -> tuple[Dated, ...]:
    """Every step with its days, in the order of the file. Nothing is due before `start`, the first day of the run.

    A step that the playbook puts later never comes earlier, whatever the days off.
    """
    first = next_working_day(start, off)
    found: list[Dated] = []
    for phase, step in playbook.placed():
        due = day_of(step.last, anchor, off)
        begins = day_of(step.first, anchor, off)
        found.append(
            Dated(
                phase,
                step,
                max(begins, first),
                max(due, first),
                shifted=due != anchor + timedelta(days=step.last),
                held=due < first,
            )
        )
    return tuple(found)


# Criteria and triggers


@dataclass(frozen=True, slots=True)
class Met:
    """A criterion as it stands: met or not, why in words, and whether only a person can say so."""

    text: str
    met: bool
    why: str
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the book says of an account: values by name, and what it says about a name in words."""

    values: Mapping[str, object]
    said: Callable[[str], str]

    def reasons(self, expression: Expression) -> str:
        """What the facts that an expression names say, in the order it names them."""
        names = sorted(expression.names, key=expression.text.find)
        return "; ".join(dict.fromkeys(filter(None, map(self.said, names))))


def judge(criterion: Criterion, facts: Facts, ticked: str | None = None) -> Met:
    """Whether a criterion is met: by the book where it has a proof, else by the day a person ticked it."""
    if criterion.proof is not None:
        return Met(criterion.text, criterion.proof.test(facts.values), facts.reasons(criterion.proof))
    return Met(criterion.text, ticked is not None, ticked or "", by_hand=True)


def proposed(playbook: Playbook, facts: Facts) -> tuple[str, ...]:
    """Why a playbook is proposed: the reasons of each trigger that holds; none: it is not.

    A fact is told once. To an account that has left only what asks for its stage is proposed.
    """
    gone = facts.values.get("stage") == "churned"
    told: set[str] = set()
    found: list[str] = []
    for one in playbook.proposed_by:
        if (gone and "stage" not in one.when.names) or not one.when.test(facts.values):
            continue
        said = facts.reasons(one.when)
        if said in told:
            said = ""
        told.add(said)
        words = f"{one.why}: {said}" if one.why and said else one.why or said
        if words:
            found.append(words)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Call:
    """A call for an escalation to a tier, and why."""

    to: int
    why: str


def calls(playbook: Playbook, facts: Facts, late: int, late_step: str) -> tuple[Call, ...]:
    """The escalations that a run calls for, the highest tier first. `late`: days that its latest step is late."""
    found: list[Call] = []
    for one in playbook.escalate:
        if one.after is not None and late >= one.after:
            days = "day" if late == 1 else "days"
            said = f"“{late_step}” is {late} {days} late, and the playbook waits for {one.after}"
            found.append(Call(one.to, f"{one.why}: {said}" if one.why else said))
        if one.when is not None and one.when.test(facts.values):
            said = facts.reasons(one.when)
            found.append(Call(one.to, f"{one.why}: {said}" if one.why and said else one.why or said))
    return tuple(sorted(found, key=lambda call: -call.to))


def fits(playbook: Playbook, policies: Collection[str], tier: str) -> bool:
    """Whether a playbook is meant for a book read by one of these policies, and for an account of that tier."""
    by_policy = not playbook.policies or any(one in policies for one in playbook.policies)
    tiers = {one.casefold() for one in playbook.tiers}
    return by_policy and (not tiers or tier.casefold() in tiers)


# How well runs were kept


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step of a run as far as compliance cares."""

    state: Literal["open", "done", "skipped"]
    due: date | None
    planned: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as far as compliance cares."""

    playbook: str
    title: str
    purpose: Purpose | None
    state: Literal["active", "done", "stopped"]
    started: date
    ended: date | None
    steps: tuple[StepRecord, ...]


@dataclass(frozen=True, slots=True)
class Compliance:
    """The figures of one playbook's runs; shares are in percent, None where nothing is to count yet."""

    playbook: str
    title: str
    runs: int
    running: int
    finished: int
    stopped: int
    on_time: int
    """Steps done by their day."""
    late: int
    """Steps done after their day, and open ones whose day is past."""
    skipped: int
    moved: int
    """Steps that were given another day than the playbook's."""
    average_days: float | None
    """From the start of a finished run to its end."""
    within_plan: int
    """Finished runs that ended by the day their playbook meant."""
    finished_target: float | None
    """Percent of runs that should be finished, by the kind of playbook."""
    skipped_target: float
    """Percent of steps below which skipping should stay."""

    @property
    def on_time_share(self) -> float | None:
        """Steps on time, of those done or late."""
        return _share(self.on_time, self.on_time + self.late)

    @property
    def skipped_share(self) -> float | None:
        """Steps skipped, of those done, late or skipped."""
        return _share(self.skipped, self.on_time + self.late + self.skipped)

    @property
    def finished_share(self) -> float | None:
        """Runs finished, of those that came to an end."""
        return _share(self.finished, self.finished + self.stopped)


FINISHED_TARGETS: Final[Mapping[Purpose, float]] = {"onboarding": 90.0, "review": 85.0, "renewal": 90.0}
"""Percent of runs that should be finished (strategist, playbook compliance)."""
SKIPPED_TARGET: Final = 10.0
"""Percent of steps below which skipping stays (strategist, playbook compliance)."""


def compliance(runs: Iterable[RunRecord], today: date) -> tuple[Compliance, ...]:
    """The figures of each playbook that ever ran, by title."""
    by_playbook: dict[str, list[RunRecord]] = {}
    for run in runs:
        by_playbook.setdefault(run.playbook, []).append(run)
    found = [_figures(name, group, today) for name, group in by_playbook.items()]
    return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.playbook)))


def _figures(name: str, runs: list[RunRecord], today: date) -> Compliance:
    finished = [one for one in runs if one.state == "done"]
    on_time = late = skipped = moved = 0
    for run in runs:
        for step in run.steps:
            moved += step.due != step.planned
            if step.state == "skipped":
                skipped += 1
            elif step.state == "done":
                in_time = step.due is None or step.done_on is None or step.done_on <= step.due
                on_time += in_time
                late += not in_time
            elif run.state == "active" and step.due is not None and step.due < today:
                late += 1
    spans = [(one.ended - one.started).days for one in finished if one.ended is not None]
    newest = max(runs, key=lambda one: one.started)
    return Compliance(
        playbook=name,
        title=newest.title,
        runs=len(runs),
        running=sum(one.state == "active" for one in runs),
        finished=len(finished),
        stopped=sum(one.state == "stopped" for one in runs),
        on_time=on_time,
        late=late,
        skipped=skipped,
        moved=moved,
        average_days=round(sum(spans) / len(spans), 1) if spans else None,
        within_plan=sum(_within(one) for one in finished),
        finished_target=FINISHED_TARGETS.get(newest.purpose) if newest.purpose else None,
        skipped_target=SKIPPED_TARGET,
    )


def _within(run: RunRecord) -> bool:
    days = [one.planned for one in run.steps if one.planned is not None]
    return run.ended is not None and (not days or run.ended <= max(days))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole * 100, 1) if whole else None
