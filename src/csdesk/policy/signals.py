"""Which signals an account gives: the rules of a policy over its readings, the facts of the book and what was seen.

Pure: the same input gives the same signals, each with the evidence, its day, what it was before, and the rule's words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from csdesk.policy import health
from csdesk.policy.health import Reading, Readings
from csdesk.policy.health_model import Input
from csdesk.policy.signals_model import LEAST_NEEDS, RANK, Condition, Rule, SignalLevel, SignalModel
from csdesk.values.days import format_date

__all__ = ["Fact", "Facts", "Met", "Raised", "Reading", "Sighting", "evaluate", "met"]


@dataclass(frozen=True, slots=True)
class Fact:
    """What the book knows: the figure or word that rules speak of, and the same in words that do not change by the day
    ("Renewal on 5 Feb 2027")."""

    value: float | str
    text: str
    on: date | None = None
    before: float | None = None


Facts = Mapping[str, Fact]
"""By the names of `signals_model.FACTS`; what is not known is not there."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a person saw: at which level it counts, the evidence, and when."""

    level: SignalLevel
    evidence: str
    on: date


@dataclass(frozen=True, slots=True)
class Met:
    """A condition that holds, in words, with the figure behind it."""

    text: str
    value: float | None = None
    on: date | None = None
    before: float | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """A signal that an account gives today."""

    rule: Rule
    level: SignalLevel
    evidence: str
    """One sentence or several: what is so, with its day."""
    value: float | None = None
    """The figure that the threshold speaks of; None where there is none."""
    on: date | None = None
    before: float | None = None
    """What the figure was before; None where that is not known."""
    origin: str = ""
    """"readings", "book", "signals" or "hand"."""
    parts: tuple[str, ...] = field(default=())
    """The ids of the signals that it was made of."""
    beside: Raised | None = None
    """What the figures show of the same rule, where a person saw worse."""


_NAMED = 4
"""Signals named in the evidence of a combination; the others are counted."""
_LABELS = {"nps": "NPS", "nps_answer": "NPS answer", "csat": "CSAT", "support_csat": "Support CSAT",
           "logins_week": "Logins a week", "seat_use": "Seats in use", "p1_open": "Open P1 tickets",
           "p2_open": "Open P2 tickets"}  # fmt: skip


class _Look:
    """One account on one day, while its rules are gone through; a reading that several rules read is measured once."""

    def __init__(self, model: SignalModel, readings: Readings, facts: Facts, today: date) -> None:
        self.model, self.readings, self.facts, self.today = model, readings, facts, today
        self.levels: dict[str, SignalLevel] = {}
        """The level of each rule that is met so far, by anybody."""
        self._figures: dict[object, Met | None] = {}
        self._read = readings.keys()

    def figure(self, one: Condition) -> Met | None:
        if self._read.isdisjoint(one.readings):
            return None
        key = (one.readings, one.measure, one.of, one.days, one.fresh)
        if key not in self._figures:
            self._figures[key] = _figure(one, self.readings, self.today)
        return self._figures[key]

    def holds(self, one: Condition, but: str = "") -> Met | None:
        """What shows that a condition holds; None when it does not, or when nothing is known of it."""
        if one.readings:
            found = self.figure(one)
            return found if found is not None and found.value is not None and one.limit.holds(found.value) else None
        if one.fact:
            fact = self.facts.get(one.fact)
            if fact is None:
                return None
            if isinstance(fact.value, str):
                return Met(fact.text, None, fact.on, None, "book") if fact.value in one.equals else None
            return Met(fact.text, fact.value, fact.on, fact.before, "book") if one.limit.holds(fact.value) else None
        there = self.meant(one, but)
        count = len({self.model.by_id[name].group for name in there}) if one.groups else len(there)
        if not one.limit.holds(count):
            return None
        return Met(_listed(self.model, there, self.levels), float(count), None, None, "signals")

    def meant(self, one: Condition, but: str) -> list[str]:
        """The rules met so far that a condition on signals counts, the rule `but` aside."""
        meant = self.model.matching[one.signals, one.but]
        return [name for name, level in self.levels.items()
                if name in meant and name != but and RANK[level] >= RANK[one.level]]  # fmt: skip

    def way(self, ways: Iterable[Sequence[Condition]], but: str = "") -> list[tuple[Condition, Met]] | None:
        """The first set of conditions that holds whole."""
        for conditions in ways:
            found: list[tuple[Condition, Met]] = []
            for one in conditions:
                shown = self.holds(one, but)
                if shown is None:
                    break
                found.append((one, shown))
            else:
                return found
        return None


def evaluate(
    model: SignalModel,
    readings: Readings,
    facts: Facts,
    today: date,
    sightings: Mapping[str, Sighting] | None = None,
    muted: Mapping[str, str] | None = None,
) -> tuple[Raised, ...]:
    """The signals of an account on a day, in the order of the rules; one for each rule that is met.

    Where a person saw worse than the figures show, that level counts, and the origin is "hand". `muted`: rules that
    were dismissed at a level; up to that level no other rule rests on them.
    """
    look = _Look(model, readings, facts, today)
    found: list[Raised] = []
    for rule in model.rules:
        raised = _raised(look, rule)
        seen = (sightings or {}).get(rule.id)
        if seen is not None and (raised is None or RANK[seen.level] > RANK[raised.level]):
            raised = Raised(rule, seen.level, seen.evidence, None, seen.on, None, "hand", (), raised)
        if raised is not None:
            found.append(raised)
            if RANK[raised.level] > RANK.get((muted or {}).get(rule.id, ""), -1):
                look.levels[rule.id] = raised.level
    return tuple(found)


def met(
    model: SignalModel,
    ways: Iterable[Sequence[Condition]],
    readings: Readings,
    facts: Facts,
    today: date,
    raised: Iterable[Raised] = (),
) -> str:
    """What shows that one of `ways` holds, in words; "" when none does."""
    look = _Look(model, readings, facts, today)
    look.levels.update((one.rule.id, one.level) for one in raised)
    found = look.way(ways)
    return "" if found is None else _sentences(one.text for _, one in found)


def _raised(look: _Look, rule: Rule) -> Raised | None:
    for case in rule.cases:
        found = look.way(case.ways, rule.id)
        if found is None:
            continue
        said = [shown for one, shown in found if not (one.signals and one.limit.at_most == 0)]
        # The figure is that of a reading where there is one: a fact or a count beside it only sets the scene.
        main = next((one for one in said if one.origin == "readings"), said[0] if said else Met(""))
        parts: list[str] = []
        for one, _ in found:
            if one.signals:
                parts += [name for name in look.meant(one, rule.id) if name not in parts]
        origins = {one.origin for one in said}
        origin = next((one for one in ("signals", "readings", "book") if one in origins), "book")
        return Raised(rule, case.level, _sentences(one.text for one in said), main.value, main.on, main.before, origin,
                      tuple(parts))  # fmt: skip
    return None


# Readings


def _figure(one: Condition, readings: Readings, today: date) -> Met | None:
    """What a condition's readings come to, with the day and the figure before; None without a fresh reading."""
    for name in one.readings:
        course = health.until(readings.get(name, ()), today)
        if not course or (today - course[-1].on).days > one.fresh:
            continue
        found = _measured(one, name, course, today)
        if found is not None:
            return found
    return None


def _measured(one: Condition, name: str, course: Sequence[Reading], today: date) -> Met | None:
    last = course[-1]
    label = label_of(name)
    read = f"read {format_date(last.on)}"
    if one.measure == "least":
        recent = [each.value for each in course if each.on > last.on - timedelta(days=one.days)]
        if len(recent) < LEAST_NEEDS:
            return None
        low = min(recent)
        said = (
            f"{label} never below {health.figure(low, one.unit)} in {len(recent)} readings of {one.days} days, {read}"
        )
        return Met(said, low, last.on, None, "readings")
    asked = Input("", "", 100.0, one.readings, one.measure, one.unit, one.of, one.days)
    measured = health.measure(asked, {name: course}, today)
    if measured is None or not math.isfinite(measured.value):
        return None
    value = measured.value
    before = course[-2].value if len(course) > 1 else None
    then = "" if before is None else f", {health.figure(before, one.unit)} before"
    match one.measure:
        case "change":
            month, two = last.on - timedelta(days=one.days), last.on - timedelta(days=2 * one.days)
            recent = [each.value for each in course if each.on > month]
            earlier = [each.value for each in course if two < each.on <= month]
            mean, past = sum(recent) / len(recent), sum(earlier) / len(earlier)
            said = (f"{label} {health.figure(value, '%')} in {one.days} days: "
                    f"{health.figure(mean, one.unit)} on average, "
                    f"{health.figure(past, one.unit)} in the {one.days} days before, {read}")  # fmt: skip
            return Met(said, value, last.on, past, "readings")
        case "gap":
            said = (f"{label} {health.figure(last.value, one.unit or '%')}, {health.figure(abs(value), '%')} "
                    f"{'below' if value < 0 else 'above'} the target of {one.of:g}, {read}{then}")  # fmt: skip
        case "normal":
            said = f"{label} {health.figure(last.value, one.unit)}, {health.figure(value, '×')} normal, {read}{then}"
        case _:
            of = f", {health.figure(value, '%')} of {one.of:g}" if one.of else ""
            said = f"{label} {health.figure(last.value, one.unit)}{of}, {read}{then}"
    return Met(said, value, last.on, before, "readings")


def label_of(name: str) -> str:
    """A reading's name as a person reads it: "Logins a week"."""
    words = name.replace("_", " ").strip()
    return _LABELS.get(name, words[:1].upper() + words[1:])


# Words


def _listed(model: SignalModel, names: Sequence[str], levels: Mapping[str, str]) -> str:
    worst = sorted(names, key=lambda name: -RANK[levels[name]])
    words = [f"{model.by_id[name].title} ({'act at once' if levels[name] == 'immediate' else levels[name]})"
             for name in worst[:_NAMED]]  # fmt: skip
    more = f" and {len(worst) - _NAMED} more" if len(worst) > _NAMED else ""
    return ", ".join(words) + more


def _sentences(texts: Iterable[str]) -> str:
    found: list[str] = []
    for text in texts:
        if text and text not in found:
            found.append(text)
    return ". ".join(found)
