"""What a health model is: indicators with thresholds and weights, stated by a policy as data.

A reading is compared with two thresholds, and lands in the range of scores that the policy's own bands give to its
level. With the handbook's bands a healthy reading scores 70 to 100, one from the yellow threshold on 40 to 69, one
from the red threshold on 0 to 39; between two thresholds the score runs in a straight line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from csdesk.values.text import fold

Measure = Literal["value", "change", "gap", "normal"]
"""How readings become the figure that the thresholds speak of.

value: the newest reading, in percent of `of` where that is said. change: percent by which the mean of the last `days`
differs from the mean of the `days` before. gap: percent by which the newest reading misses (-) or passes its target
`of`. normal: the newest reading in times of the account's own middle over the year before the last 30 days.
"""
MEASURES: tuple[Measure, ...] = get_args(Measure)
Level = Literal["green", "yellow", "red", ""]
"""The level of a reading; "" where there is none."""
Interval = Literal["daily", "weekly", "monthly", "quarterly"]
INTERVALS: tuple[Interval, ...] = get_args(Interval)


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that an indicator reads: from which readings, how measured, and where it turns yellow and red."""

    id: str
    label: str
    share: float
    """How much of its indicator it is, in percent; the inputs of an indicator make 100."""
    readings: tuple[str, ...]
    """The names of readings that feed it, in normal form; the first that has any speaks."""
    measure: Measure = "value"
    unit: str = ""
    of: float | None = None
    days: int = 30
    yellow: float = 0.0
    """The reading at which it is yellow, itself included."""
    red: float = 0.0
    below: bool = False
    """Whether yellow and red begin below their thresholds, and not at them ("less than 60%")."""
    best: float = 100.0
    """The reading that scores 100; and beyond."""
    worst: float = 0.0
    """The reading that scores 0; and beyond."""
    steps: tuple[tuple[float, float], ...] = ()
    """In place of thresholds: (from this reading on, this score), rising."""
    stale_after: int = 45
    """Days after which a reading no longer counts as knowledge of today."""
    source: str = ""

    @property
    def higher_is_better(self) -> bool:
        """Whether a larger figure is the healthier one."""
        return self.best > self.worst


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: what it means, how often it is read, and how much of the score it is."""

    id: str
    label: str
    weight: float
    inputs: tuple[Input, ...]
    about: str = ""
    source: str = ""
    interval: Interval = "weekly"
    why: str = ""
    """Why it has the weight it has."""
    first: bool = False
    """Whether its inputs stand in for one another: the first that has a reading speaks for the whole."""

    @property
    def single(self) -> bool:
        """Whether one figure makes the whole indicator."""
        return len(self.inputs) == 1


@dataclass(frozen=True, slots=True)
class HealthModel:
    """The indicators of a policy, and what is asked of them before an account counts as healthy."""

    indicators: tuple[Indicator, ...]
    green_needs: float
    """Percent of the weight that must have a fresh reading before a score can be green."""
    segments: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Weights by indicator for a tier of the policy, where it differs from the usual ones."""
    source: str = ""

    def weights(self, segment: str = "") -> dict[str, float]:
        """The weight of each indicator for an account of that tier; the usual ones where the tier has none."""
        usual = {one.id: one.weight for one in self.indicators}
        return dict(self.segments.get(segment, usual))

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator of that id; KeyError when there is none."""
        for one in self.indicators:
            if one.id == indicator_id:
                return one
        raise KeyError(indicator_id)

    @property
    def version(self) -> str:
        """Eight signs that change whenever a figure of the model does; wording does not count."""
        figures = [
            (one.id, one.weight, one.first, [(i.id, i.share, i.readings, i.measure, i.of, i.days, i.yellow, i.red,
                                              i.below, i.best, i.worst, i.steps) for i in one.inputs])
            for one in self.indicators
        ]  # fmt: skip
        segments = sorted((name, sorted(weights.items())) for name, weights in self.segments.items())
        return hashlib.sha256(repr((figures, self.green_needs, segments)).encode()).hexdigest()[:8]

    @property
    def names(self) -> frozenset[str]:
        """The names of all readings it reads."""
        return frozenset(name for one in self.indicators for each in one.inputs for name in each.readings)


def reading_name(text: str) -> str:
    """The normal form of a reading's name: "Active users (%)" and active_users are the same."""
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")
