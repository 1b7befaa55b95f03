"""The `health:` section of a policy: read and checked once, every fault with its file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from csdesk.policy.health_model import (
    INTERVALS,
    MEASURES,
    HealthModel,
    Indicator,
    Input,
    reading_name,
)
from csdesk.policy.nodes import known_keys, needed, number_of, text_of, whole_of
from csdesk.yamlfile import Node

_HEALTH_KEYS = {"source", "green_needs", "stale_after", "indicators", "segments"}
_INPUT_KEYS = {
    "id", "label", "share", "reading", "readings", "measure", "unit", "of", "days", "yellow", "red", "below", "best",
    "worst", "steps", "stale_after", "source",
}  # fmt: skip
_INDICATOR_KEYS = {"weight", "about", "interval", "why", "inputs", "takes"} | (_INPUT_KEYS - {"share"})
_SEGMENT_KEYS = {"tier", "weights", "source"}
_SLACK = 0.005
"""Weights are written with two decimals at most, so that thirds may stand as 33.33, 33.33 and 33.34."""


def read_health(node: Node, tiers: Collection[str]) -> HealthModel:
    """The model that a policy states; YamlError names the line of the first fault."""
    keys = known_keys(node, _HEALTH_KEYS, "health")
    stale = whole_of(keys, "stale_after", 45, 1, 1000, "a number of days")
    green_needs = number_of(keys, "green_needs", 60.0)
    if not 0 <= green_needs <= 100:
        raise keys["green_needs"].error("green_needs is a percentage from 0 to 100")
    indicators: list[Indicator] = []
    for item in needed(node, keys, "indicators").items("indicators"):
        one = _indicator(item, stale)
        if any(one.id == other.id for other in indicators):
            raise item.error(f"the indicator “{one.id}” is given twice", "id")
        indicators.append(one)
    if not indicators:
        raise keys["indicators"].error("a health model has at least one indicator")
    _sums(keys["indicators"], ((one.label, one.weight) for one in indicators), "the weights of the indicators")
    return HealthModel(
        indicators=tuple(indicators),
        green_needs=green_needs,
        segments=_segments(keys["segments"], indicators, tiers) if "segments" in keys else {},
        source=text_of(keys, "source"),
    )


def _indicator(node: Node, stale: int) -> Indicator:
    keys = known_keys(node, _INDICATOR_KEYS, "an indicator")
    name = needed(node, keys, "id").text("id")
    weight = needed(node, keys, "weight").number("weight")
    if not 0 <= weight <= 100:
        raise keys["weight"].error("a weight is from 0 to 100")
    interval = text_of(keys, "interval", "weekly")
    if interval not in INTERVALS:
        raise keys["interval"].error(f"interval is one of {', '.join(INTERVALS)}")
    if ("inputs" in keys) == ("yellow" in keys or "steps" in keys):
        raise node.error("an indicator has thresholds of its own, or inputs that have them")
    label = needed(node, keys, "label").text("label")
    first = "takes" in keys
    if first and (keys["takes"].text("takes") != "first" or "inputs" not in keys):
        raise keys["takes"].error("an indicator with inputs takes them all, or “takes: first”")
    if "inputs" in keys:
        inputs = tuple(_input(item, whole_of(keys, "stale_after", stale, 1, 1000, "a number of days"), first=first)
                       for item in keys["inputs"].items("inputs"))  # fmt: skip
        if len({one.id for one in inputs}) < len(inputs):
            raise keys["inputs"].error(f"two inputs of “{label}” have the same id")
        if not first:
            _sums(keys["inputs"], ((one.label, one.share) for one in inputs), f"the shares of “{label}”")
    else:
        inputs = (_input(node, stale, whole=True),)
    return Indicator(
        name,
        label,
        weight,
        inputs,
        text_of(keys, "about"),
        text_of(keys, "source"),
        interval,
        text_of(keys, "why"),
        first,
    )


def _input(node: Node, stale: int, *, whole: bool = False, first: bool = False) -> Input:
    keys = node.mapping("an input") if whole else known_keys(node, _INPUT_KEYS, "an input")
    if ("reading" in keys) == ("readings" in keys):
        raise node.error("name the reading that feeds it (reading: ...), or several (readings: [...])")
    nodes = [keys["reading"]] if "reading" in keys else list(keys["readings"].items("readings"))
    readings = tuple(reading_name(one.text("reading")) for one in nodes)
    if not readings or not all(readings):
        raise node.error("the name of a reading is empty")
    measure = text_of(keys, "measure", "value")
    if measure not in MEASURES:
        raise keys["measure"].error(f"measure is one of {', '.join(MEASURES)}")
    of = keys["of"].number("of") if "of" in keys else None
    if of is not None and of <= 0:
        raise keys["of"].error("of is a number above 0")
    if measure == "gap" and of is None:
        raise node.error("a gap needs its target: of")
    steps = _steps(keys["steps"]) if "steps" in keys else ()
    yellow = red = best = worst = 0.0
    if steps:
        if "yellow" in keys or "red" in keys:
            raise node.error("steps take the place of yellow and red")
        best, worst = steps[-1][0], steps[0][0]
    else:
        yellow = needed(node, keys, "yellow").number("yellow")
        red = needed(node, keys, "red").number("red")
        if yellow == red:
            raise keys["red"].error("yellow and red are the same, so no reading could be yellow")
        best = needed(node, keys, "best").number("best")
        worst = keys["worst"].number("worst") if "worst" in keys else red + (red - yellow)
        ordered = (best, yellow, red, worst)
        if not (best > yellow > red >= worst or best < yellow < red <= worst):
            said = ", ".join(f"{figure:g}" for figure in ordered)
            raise keys["yellow"].error(f"best, yellow, red and worst must run in one direction; they are {said}")
    return Input(
        id=needed(node, keys, "id").text("id"),
        label=needed(node, keys, "label").text("label"),
        share=100.0 if whole or first else needed(node, keys, "share").number("share"),
        readings=readings,
        measure=measure,
        unit=text_of(keys, "unit"),
        of=of,
        days=whole_of(keys, "days", 30, 7, 180, "a number of days"),
        yellow=yellow,
        red=red,
        below="below" in keys and keys["below"].boolean("below"),
        best=best,
        worst=worst,
        steps=steps,
        stale_after=whole_of(keys, "stale_after", stale, 1, 1000, "a number of days"),
        source=text_of(keys, "source"),
    )


def _steps(node: Node) -> tuple[tuple[float, float], ...]:
    found: list[tuple[float, float]] = []
    for item in node.items("steps"):
        pair = item.items("a step")
        if len(pair) != 2:
            raise item.error("a step is [from this reading on, this score]")
        start, points = pair[0].number("a step"), pair[1].number("a step")
        if found and (start <= found[-1][0] or points <= found[-1][1]):
            raise item.error("steps rise: each from a larger reading and to a larger score than the one before")
        if not 0 <= points <= 100:
            raise item.error("a score is from 0 to 100")
        found.append((start, points))
    if len(found) < 2:
        raise node.error("steps are two or more")
    return tuple(found)


def _segments(node: Node, indicators: Iterable[Indicator], tiers: Collection[str]) -> Mapping[str, Mapping[str, float]]:
    known = {one.id: one.label for one in indicators}
    found: dict[str, dict[str, float]] = {}
    for item in node.items("segments"):
        keys = known_keys(item, _SEGMENT_KEYS, "a segment")
        tier = needed(item, keys, "tier").text("tier")
        if tier not in tiers:
            raise keys["tier"].error(f"there is no tier “{tier}”; there are {', '.join(tiers)}")
        if tier in found:
            raise keys["tier"].error(f"the tier “{tier}” has weights already")
        given = needed(item, keys, "weights").mapping("weights")
        for name, weight in given.items():
            if name not in known:
                raise keys["weights"].error(f"there is no indicator “{name}”; there are {', '.join(known)}", name)
            if not 0 <= weight.number(name) <= 100:
                raise weight.error("a weight is from 0 to 100")
        weights = {name: given[name].number(name) if name in given else 0.0 for name in known}
        _sums(keys["weights"], ((known[name], weight) for name, weight in weights.items()), f"the weights of “{tier}”")
        found[tier] = weights
    return found


def _sums(node: Node, weights: Iterable[tuple[str, float]], what: str) -> None:
    pairs = list(weights)
    total = sum(weight for _, weight in pairs)
    if abs(total - 100) > _SLACK:
        said = " + ".join(f"{label} {weight:g}" for label, weight in pairs)
        raise node.error(f"{what} must sum to 100; {said} = {total:g}")
