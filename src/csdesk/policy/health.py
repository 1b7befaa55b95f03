"""The health score of an account from its readings, with every step of the arithmetic kept.

Each figure scores 0 to 100 within the range of its level (see health_model). The score is the mean of the indicators
by weight, over what has a reading: what has none is left out and lowers the coverage, not the score. Readings that are
too old still count in the score but not in the coverage, and without enough coverage a score is held below green.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from csdesk.policy.bands import band_of
from csdesk.policy.health_model import HealthModel, Indicator, Input, Level
from csdesk.policy.load import Policy, Tone
from csdesk.values.days import format_date

NORMAL_NEEDS = 4
"""Earlier readings that it takes to know what is normal for an account."""
_YEAR = timedelta(days=365)
_MONTH = timedelta(days=30)


class Reading(NamedTuple):
    """One reading: the normal form of its name, its day, its value, and where it comes from.

    A tuple, since a book has hundreds of thousands of them.
    """

    name: str
    on: date
    value: float
    origin: str = ""


Readings = Mapping[str, Sequence[Reading]]
"""Readings by name, the oldest first."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What an input comes to: the figure its thresholds speak of, the reading behind it, and its day."""

    value: float
    on: date
    raw: float
    name: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One input of an indicator, judged; without `measured` it has no reading."""

    input: Input
    measured: Measured | None = None
    score: float | None = None
    level: Level = ""
    age: int = 0
    """Days since the reading."""

    @property
    def stale(self) -> bool:
        """Whether the reading is older than it may be."""
        return self.measured is not None and self.age > self.input.stale_after


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one indicator adds to the score. `weight` is its whole weight, `read` the part of it that has a reading."""

    indicator: Indicator
    weight: float
    read: float
    score: float | None
    level: Level
    points: float
    lost: float
    """By how many points of the score (0 to 100) it keeps the account from 100."""
    parts: tuple[Part, ...]

    @property
    def on(self) -> date | None:
        """The day of its newest reading."""
        return max((one.measured.on for one in self.parts if one.measured), default=None)

    @property
    def stale(self) -> bool:
        """Whether any of its readings is older than it may be."""
        return any(one.stale for one in self.parts)

    @property
    def reading(self) -> str:
        """Its reading in words: "−34% in 30 days"; of several inputs the one that costs most."""
        known = [one for one in self.parts if one.measured is not None]
        if not known:
            return "No reading"
        worst = min(known, key=lambda one: 100 if one.score is None else one.score)
        said = in_words(worst)
        return said if len(self.parts) == 1 else f"{worst.input.label}: {said}"

    @property
    def rule(self) -> str:
        """The thresholds it is read by: "Yellow from −30%, red from −50%"."""
        known = [one for one in self.parts if one.score is not None] or list(self.parts)
        return rule(min(known, key=lambda one: 100 if one.score is None else one.score).input)


@dataclass(frozen=True)
class Verdict:
    """The health of an account on a day."""

    score: int | None
    """A whole number from 0 to 100; None without any reading."""
    raw: float | None
    """Before rounding, and before it is held below green."""
    band: str
    tone: Tone | str
    points: float
    read: float
    """The weight that has a reading: score = points / read."""
    coverage: float
    """Percent of the weight whose reading is not too old."""
    contributions: tuple[Contribution, ...]
    """In the model's order."""
    held: bool
    """Whether it would be green, and is not for want of coverage."""
    green_needs: float
    today: date
    version: str
    segment: str = ""

    @cached_property
    def by_loss(self) -> tuple[Contribution, ...]:
        """The indicators that cost points, the costliest first."""
        return tuple(sorted((one for one in self.contributions if one.lost > 0.05), key=lambda one: -one.lost))

    @property
    def worst(self) -> Contribution | None:
        """The indicator that costs the most; None when none does."""
        return self.by_loss[0] if self.by_loss else None

    @property
    def missing(self) -> tuple[Contribution, ...]:
        """The indicators without any reading."""
        return tuple(one for one in self.contributions if one.score is None)

    @property
    def stale(self) -> tuple[Contribution, ...]:
        """The indicators with a reading that is too old."""
        return tuple(one for one in self.contributions if one.stale)

    @property
    def oldest(self) -> int | None:
        """The age of the oldest reading it rests on, in days."""
        return max((part.age for one in self.contributions for part in one.parts if part.measured), default=None)

    @property
    def lost(self) -> float:
        """Points of the score that are lost: 100 less the score before rounding."""
        return 0.0 if self.raw is None else 100 - self.raw

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is so, in sentences, the weightiest first."""
        if self.score is None:
            return ("No indicator has a reading yet.",)
        found = [
            f"{self.points:.1f} of the {self.read:g} points that have a reading: "
            f"{self.points:.1f} / {self.read:g} = {round_half_up(self.raw or 0)}."
        ]
        if self.held:
            found.append(
                f"Held at {self.score}: {self.coverage:.0f}% of the weight has a fresh reading, "
                f"and green needs {self.green_needs:g}%."
            )
        found += [
            f"{one.indicator.label} costs {one.lost:.1f}: {one.reading}, read {_day(one.on)}. {one.rule}."
            for one in self.by_loss
        ]
        found += [f"{one.indicator.label} has no reading." for one in self.missing if one.weight]
        found += [f"{one.indicator.label} rests on a reading of {_day(one.on)}." for one in self.stale]
        return tuple(found)


def score(policy: Policy, readings: Readings, today: date, segment: str = "") -> Verdict:
    """The verdict of a policy's model on readings by name; those after `today` are not looked at.

    `segment` is the id of the account's tier, for models whose weights differ by tier.
    """
    model = policy.health
    measured = {
        (indicator.id, one.id): found
        for indicator in model.indicators
        for one in indicator.inputs
        if (found := measure(one, readings, today)) is not None
    }
    return judge(policy, measured, today, segment)


def judge(policy: Policy, measured: Mapping[tuple[str, str], Measured], today: date, segment: str = "") -> Verdict:
    """The verdict on figures that are measured already, by (indicator, input)."""
    model = policy.health
    green, yellow = policy.floor("green"), policy.floor("yellow")
    weights = model.weights(segment)
    drafts: list[tuple[Indicator, float, float, float | None, tuple[Part, ...]]] = []
    read = fresh = points = 0.0
    for indicator in model.indicators:
        weight = weights[indicator.id]
        parts = tuple(_part(one, measured.get((indicator.id, one.id)), green, yellow, today)
                      for one in indicator.inputs)  # fmt: skip
        known = [one for one in parts if one.score is not None]
        if indicator.first and known:
            known = known[:1]
            parts = tuple(known)
        share = sum(one.input.share for one in known)
        total = sum(one.input.share * (one.score or 0.0) for one in known) / share if share else None
        part_read = weight * share / 100
        read += part_read
        fresh += weight * sum(one.input.share for one in known if not one.stale) / 100
        points += part_read * (total or 0.0) / 100
        drafts.append((indicator, weight, part_read, total, parts))
    raw = min(100.0, points / read * 100) if read else None
    contributions = tuple(
        Contribution(
            indicator, weight, part_read, total, "" if total is None else level_of(total, green, yellow),
            part_read * (total or 0.0) / 100,
            part_read * (100 - (total or 0.0)) / read if read else 0.0, parts,
        )
        for indicator, weight, part_read, total, parts in drafts
    )  # fmt: skip
    coverage = round(fresh, 2)
    whole = None if raw is None else round_half_up(raw)
    held = whole is not None and whole >= green and coverage < model.green_needs
    if held:
        whole = math.ceil(green) - 1
    band = band_of(policy, whole)
    return Verdict(
        whole, raw, band.word if band else "", band.tone if band else "", points, round(read, 2), coverage,
        contributions, held, model.green_needs, today, model.version, segment if segment in model.segments else "",
    )  # fmt: skip


def measure(one: Input, readings: Readings, today: date) -> Measured | None:
    """What an input comes to on a day; None when there are no readings, or too few for its measure."""
    for name in one.readings:
        course = until(readings.get(name, ()), today)
        if not course:
            continue
        last = course[-1]
        value: float | None = last.value
        if one.measure == "change":
            value = _change(course, one.days)
        elif one.measure == "normal":
            value = _normal(course)
        elif one.of:
            value = last.value / one.of * 100 - (100 if one.measure == "gap" else 0)
        if value is not None and math.isfinite(value):
            return Measured(value, last.on, last.value, name, last.origin)
    return None


def until(course: Sequence[Reading], today: date) -> Sequence[Reading]:
    """The readings up to a day."""
    return course if course and course[-1].on <= today else [each for each in course if each.on <= today]


def _change(course: Sequence[Reading], days: int) -> float | None:
    end, span = course[-1].on, timedelta(days=days)
    now = [one.value for one in course if one.on > end - span]
    before = [one.value for one in course if end - 2 * span < one.on <= end - span]
    if not before:
        return None
    mean, past = sum(now) / len(now), sum(before) / len(before)
    if past == 0:
        return 0.0 if mean == 0 else math.copysign(100.0, mean)
    return (mean - past) / abs(past) * 100


def _normal(course: Sequence[Reading]) -> float | None:
    last = course[-1]
    usual = sorted(one.value for one in course if last.on - _YEAR - _MONTH < one.on <= last.on - _MONTH)
    if len(usual) < NORMAL_NEEDS:
        return None
    half = len(usual) // 2
    middle = usual[half] if len(usual) % 2 else (usual[half - 1] + usual[half]) / 2
    # One ticket after a year of none is not infinitely many times the normal.
    return last.value / max(middle, 1.0)


def _part(one: Input, found: Measured | None, green: float, yellow: float, today: date) -> Part:
    if found is None:
        return Part(one)
    points = score_of(one, found.value, green, yellow)
    return Part(one, found, points, level_of(points, green, yellow), (today - found.on).days)


def score_of(one: Input, value: float, green: float, yellow: float) -> float:
    """The score of a figure: within green from `green` to 100, yellow from `yellow`, red from 0; never rising as the
    figure gets worse. `green` and `yellow` are the lowest scores of those levels."""
    if one.steps:
        return next((points for start, points in reversed(one.steps) if value >= start), one.steps[0][1])
    sign = 1.0 if one.higher_is_better else -1.0
    best, at_yellow, at_red, worst = (sign * figure for figure in (one.best, one.yellow, one.red, one.worst))
    value *= sign
    if value > at_yellow or (one.below and value == at_yellow):
        return _between(value, at_yellow, best, green, 100.0)
    if value > at_red or (one.below and value == at_red):
        return _between(value, at_red, at_yellow, yellow, max(green - 1, yellow))
    return _between(value, worst, at_red, 0.0, max(yellow - 1, 0.0))


def _between(value: float, low: float, high: float, bottom: float, top: float) -> float:
    if high <= low:
        return top
    part = min(1.0, max(0.0, (value - low) / (high - low)))
    return bottom + (top - bottom) * part


def level_of(points: float, green: float, yellow: float) -> Level:
    """The level of a score."""
    return "green" if points >= green else "yellow" if points >= yellow else "red"


def round_half_up(value: float) -> int:
    """A score as a whole number: 59.5 is 60, so that the figure shown and its band never differ."""
    return math.floor(value + 0.5 + 1e-9)


# Words


def _day(on: date | None) -> str:
    return format_date(on, "short") if on else ""


def figure(value: float, unit: str) -> str:
    """A figure with its unit: "−34%", "1.6 ×", "41 days"; one decimal at most."""
    number = f"{abs(value):.1f}".removesuffix(".0")
    sign = "−" if value < 0 and number != "0" else ""
    return f"{sign}{number}{unit if unit in ('', '%') else ' ' + unit}"


def unit_of(one: Input) -> str:
    """The unit of its figures, which most measures bring along."""
    return one.unit or {"change": "%", "gap": "%", "normal": "×"}.get(one.measure, "%" if one.of else "")


def in_words(part: Part) -> str:
    """A judged reading in words: "−34% in 30 days", "30% below target", "1.6 × normal"."""
    if part.measured is None:
        return "No reading"
    value, one = part.measured.value, part.input
    said = figure(value, unit_of(one))
    match one.measure:
        case "change":
            return f"{said} in {one.days} days"
        case "gap":
            return "on target" if abs(value) < 0.05 else (
                f"{figure(abs(value), '%')} {'below' if value < 0 else 'above'} target"
            )  # fmt: skip
        case "normal":
            return f"{said} normal"
        case _:
            return said


def rule(one: Input) -> str:
    """Its thresholds in words."""
    if one.steps:
        return "Scored in steps: " + ", ".join(f"{points:g} from {figure(start, '')}" for start, points in one.steps)
    unit = unit_of(one)
    word = "from" if not one.below else "below" if one.higher_is_better else "above"
    return f"Yellow {word} {figure(one.yellow, unit)}, red {word} {figure(one.red, unit)}"


# What is kept of a verdict, and what changed since


def kept(verdict: Verdict, policy_id: str) -> dict[str, Any]:
    """What a snapshot keeps of a verdict, small enough for JSON: the model, and every figure that went in."""
    return {
        "policy": policy_id,
        "model": verdict.version,
        "points": round(verdict.points, 2),
        "read": verdict.read,
        "coverage": verdict.coverage,
        "inputs": {
            f"{one.indicator.id}/{part.input.id}": [round(part.measured.value, 2), part.measured.on.isoformat(),
                                                    part.measured.raw]
            for one in verdict.contributions
            for part in one.parts
            if part.measured is not None
        },
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """How much of a change of the score came with one indicator."""

    label: str
    points: float
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since an earlier score: by the customer's readings, and by the formula."""

    since: date
    before: float
    by_customer: float
    by_formula: float
    formula_changed: bool
    moved: tuple[Moved, ...] = field(default=())
    """The indicators that moved the score, the largest move first."""


def change(policy: Policy, before: Mapping[str, Any], since: date, score_then: float, now: Verdict) -> Change | None:
    """What changed since a kept verdict; None when it kept no figures or there is no score now.

    The old figures are judged by today's model: what differs from the old score is the formula's doing, the rest the
    customer's.
    """
    inputs = before.get("inputs")
    if now.raw is None or not isinstance(inputs, Mapping):
        return None
    measured: dict[tuple[str, str], Measured] = {}
    for key, value in inputs.items():
        indicator, _, input_id = str(key).partition("/")
        measured[indicator, input_id] = Measured(float(value[0]), date.fromisoformat(value[1]), float(value[2]), "")
    then = judge(policy, measured, since, now.segment)
    if then.score is None or now.score is None:
        return None
    same = before.get("model") == now.version
    formula = 0.0 if same else then.score - score_then
    return Change(since, score_then, now.score - score_then - formula, formula, not same, _moves(then, now))


def _moves(then: Verdict, now: Verdict) -> tuple[Moved, ...]:
    earlier = {one.indicator.id: one for one in then.contributions}
    found: list[Moved] = []
    for one in now.contributions:
        past = earlier[one.indicator.id]
        points = past.lost - one.lost
        if abs(points) >= 0.5:
            found.append(Moved(one.indicator.label, points, past.reading, one.reading))
    return tuple(sorted(found, key=lambda moved: -abs(moved.points)))


@dataclass(frozen=True, slots=True)
class Trend:
    """Where the score goes: falling, steady or rising by more than four points, against a score of so many days ago."""

    direction: str
    change: float
    since: date


def trend(history: Iterable[tuple[date, float]], today: date, now: float, days: int = 30) -> Trend | None:
    """The trend against the last score on or before `days` ago (handbook, card 1 watches falls from 5 points on)."""
    earlier = [one for one in history if one[0] <= today - timedelta(days=days)]
    if not earlier:
        return None
    since, before = max(earlier)
    moved = now - before
    return Trend("falling" if moved <= -5 else "rising" if moved >= 5 else "steady", moved, since)


__all__ = [
    "Change", "Contribution", "HealthModel", "Measured", "Moved", "Part", "Reading", "Readings", "Trend", "Verdict",
    "change", "figure", "in_words", "judge", "kept", "level_of", "measure", "round_half_up", "rule", "score",
    "score_of", "trend", "unit_of",
]  # fmt: skip
