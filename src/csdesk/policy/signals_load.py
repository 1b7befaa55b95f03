"""The `signals:` section of a policy: read and checked once, every fault with its file and line.

A policy states what its document states, on top of its base: a rule of the same id takes the place of the base's,
`drop` leaves rules of the base out, and a response takes the place of the one of its level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from csdesk.policy.health_model import reading_name
from csdesk.policy.nodes import known_keys, needed, text_of, whole_of
from csdesk.policy.signals_model import (
    FACTS,
    NO_SIGNALS,
    RANK,
    SIGNAL_LEVELS,
    SIGNAL_MEASURES,
    Case,
    Condition,
    Limit,
    Response,
    Rule,
    SignalLevel,
    SignalModel,
    Span,
    matches,
)
from csdesk.yamlfile import Node

_KEYS = {"source", "groups", "rules", "drop", "response", "comes_back_after", "involvement"}
_LIMITS = ("at_least", "at_most", "above", "below")
_SHARED_KEYS = {"reading", "readings", "measure", "of", "days", "unit", "fresh", "fact"}
_CONDITION_KEYS = {"is", "signal", "but", "level", "groups", *_SHARED_KEYS, *_LIMITS}
_RULE_KEYS = {"id", "title", "group", "about", "source", "by_hand", "lasts", "meaning", "advice", "review", "act",
              *_SHARED_KEYS, *SIGNAL_LEVELS}  # fmt: skip
_RESPONSE_KEYS = {"level", "review", "review_says", "act", "act_says", "watch_days", "duties", "source"}

Ways = tuple[tuple[Condition, ...], ...]


def read_signals(node: Node, base: SignalModel = NO_SIGNALS) -> SignalModel:
    """The rules that a policy states, on top of those of its base; YamlError names the line of the first fault."""
    from csdesk.policy.involve_load import read_involvement

    keys = known_keys(node, _KEYS, "signals")
    groups = dict(base.groups)
    for item in keys["groups"].items("groups") if "groups" in keys else ():
        pair = known_keys(item, {"id", "title"}, "a group")
        groups[needed(item, pair, "id").text("id")] = needed(item, pair, "title").text("title")
    rules = {one.id: one for one in base.rules}
    for one in keys["drop"].items("drop") if "drop" in keys else ():
        if rules.pop(one.text("drop"), None) is None:
            raise one.error("there is no such rule to leave out")
    nodes: dict[str, Node] = {}
    for item in keys["rules"].items("rules") if "rules" in keys else ():
        rule = _rule(item, groups)
        if rule.id in nodes:
            raise item.error(f"the rule “{rule.id}” is given twice", "id")
        nodes[rule.id], rules[rule.id] = item, rule
    responses = dict(base.responses)
    for item in keys["response"].items("response") if "response" in keys else ():
        response = _response(item)
        responses[response.level] = response
    for rule in rules.values():
        for level in rule.levels:
            if level != "watch" and level not in responses:
                raise nodes.get(rule.id, node).error(f"no response says what the level “{level}” asks for")
    return SignalModel(
        groups=groups,
        rules=tuple(_ordered(rules, nodes, node)),
        responses=responses,
        comes_back_after=whole_of(keys, "comes_back_after", base.comes_back_after, 1, 400),
        involvement=read_involvement(keys["involvement"]) if "involvement" in keys else base.involvement,
        source=text_of(keys, "source", base.source),
    )


def _rule(node: Node, groups: Mapping[str, str]) -> Rule:
    keys = known_keys(node, _RULE_KEYS, "a rule")
    name = needed(node, keys, "id").text("id")
    group = needed(node, keys, "group").text("group")
    if group not in groups:
        raise keys["group"].error(f"there is no group “{group}”; there are {', '.join(groups)}")
    if not name.startswith(f"{group}."):
        raise keys["id"].error(f"the id of a rule of this group begins with “{group}.”")
    shared = {key: keys[key] for key in _SHARED_KEYS if key in keys}
    found = [Case(level, read_ways(keys[level], shared)) for level in SIGNAL_LEVELS if level in keys]
    by_hand: dict[str, str] = {}
    if "by_hand" in keys:
        for level, words in keys["by_hand"].mapping("by_hand").items():
            if level not in RANK or level == "watch":
                raise keys["by_hand"].error(f"“{level}” is no level that can be raised", level)
            by_hand[level] = words.text(level)
    if not found and not by_hand:
        raise node.error("a rule says when it is met, at one level or more, or what is raised by hand")
    return Rule(
        id=name,
        title=needed(node, keys, "title").text("title"),
        group=group,
        about=needed(node, keys, "about").text("about"),
        source=needed(node, keys, "source").text("source"),
        cases=tuple(reversed(found)),
        by_hand={level: by_hand[level] for level in SIGNAL_LEVELS if level in by_hand},
        lasts=whole_of(keys, "lasts", 30, 1, 400),
        meaning=text_of(keys, "meaning"),
        advice=text_of(keys, "advice"),
        review=_span(keys["review"]) if "review" in keys else None,
        act=_span(keys["act"]) if "act" in keys else None,
    )


def read_ways(node: Node, shared: Mapping[str, Node]) -> Ways:
    """The ways to meet something: one condition, `all` of several, or `any` of several such."""
    keys = node.mapping("a condition")
    if "any" in keys:
        known_keys(node, {"any"}, "a condition with “any”")
        return tuple(_way(one, shared) for one in keys["any"].items("any"))
    return (_way(node, shared),)


def _way(node: Node, shared: Mapping[str, Node]) -> tuple[Condition, ...]:
    keys = node.mapping("a condition")
    if "all" not in keys:
        return (_condition(node, shared),)
    known_keys(node, {"all"}, "a condition with “all”")
    found = tuple(_condition(one, shared) for one in keys["all"].items("all"))
    if not found:
        raise node.error("“all” of nothing would always hold")
    return found


def _condition(node: Node, shared: Mapping[str, Node]) -> Condition:
    own = known_keys(node, _CONDITION_KEYS, "a condition")
    names = {"reading", "readings", "fact", "signal"}
    keys = dict(own) if names & own.keys() else {**shared, **own}
    named = [key for key in ("reading", "readings", "fact", "signal") if key in keys]
    if len(named) != 1:
        raise node.error("a condition is about one reading (or readings), one fact, or signals")
    limit = Limit(**{key: keys[key].number(key) for key in _LIMITS if key in keys})
    if "fact" in keys:
        return _of_fact(node, keys, limit)
    if "signal" in keys:
        return _of_signals(keys, limit)
    if limit == Limit():
        raise node.error(f"a condition on readings needs one of {', '.join(_LIMITS)}")
    nodes = [keys["reading"]] if "reading" in keys else list(keys["readings"].items("readings"))
    readings = tuple(reading_name(one.text("reading")) for one in nodes)
    if not readings or not all(readings):
        raise node.error("the name of a reading is empty")
    measure = text_of(keys, "measure", "value")
    if measure not in SIGNAL_MEASURES:
        raise keys["measure"].error(f"measure is one of {', '.join(SIGNAL_MEASURES)}")
    of = keys["of"].number("of") if "of" in keys else None
    if (of is not None and of <= 0) or (measure == "gap" and of is None):
        raise node.error("a gap needs its target, and a target is a number above 0: of")
    return Condition(
        limit, readings=readings, measure=measure, of=of, days=whole_of(keys, "days", 30, 7, 180),
        unit=text_of(keys, "unit"), fresh=whole_of(keys, "fresh", 45, 1, 400),
    )  # fmt: skip


def _of_fact(node: Node, keys: Mapping[str, Node], limit: Limit) -> Condition:
    fact = keys["fact"].text("fact")
    if fact not in FACTS:
        raise keys["fact"].error(f"the book has no fact “{fact}”; there are {', '.join(FACTS)}")
    equals = tuple(one.text("is") for one in keys["is"].items("is")) if "is" in keys else ()
    if (limit == Limit()) == (not equals):
        raise node.error(f"a condition on a fact needs one of {', '.join(_LIMITS)}, or is: [words]")
    return Condition(limit, fact=fact, equals=equals)


def _of_signals(keys: Mapping[str, Node], limit: Limit) -> Condition:
    level = text_of(keys, "level", "yellow")
    if level not in RANK:
        raise keys["level"].error(f"level is one of {', '.join(SIGNAL_LEVELS)}")
    return Condition(
        Limit(at_least=1) if limit == Limit() else limit,
        signals=tuple(one.text("signal") for one in keys["signal"].items("signal")),
        but=tuple(one.text("but") for one in keys["but"].items("but")) if "but" in keys else (),
        level=cast(SignalLevel, level),
        groups="groups" in keys and keys["groups"].boolean("groups"),
    )


def _response(node: Node) -> Response:
    keys = known_keys(node, _RESPONSE_KEYS, "a response")
    level = needed(node, keys, "level").text("level")
    if level not in RANK or level == "watch":
        raise keys["level"].error(f"a response is to one of {', '.join(SIGNAL_LEVELS[1:])}")
    return Response(
        level=cast(SignalLevel, level),
        review=_span(needed(node, keys, "review")),
        review_says=needed(node, keys, "review_says").text("review_says"),
        act=_span(needed(node, keys, "act")),
        act_says=needed(node, keys, "act_says").text("act_says"),
        watch_days=whole_of(keys, "watch_days", 7, 1, 90),
        duties=tuple(one.text("duties") for one in keys["duties"].items("duties")) if "duties" in keys else (),
        source=text_of(keys, "source"),
    )


def _span(node: Node) -> Span:
    if node.value == "same-day":
        return Span(same_day=True)
    hours = node.number("a deadline (hours, or same-day)")
    if not 0 <= hours <= 2000:
        raise node.error("a deadline is from 0 to 2000 hours, or same-day")
    return Span(hours)


def _ordered(rules: Mapping[str, Rule], nodes: Mapping[str, Node], whole_node: Node) -> Iterable[Rule]:
    """The rules, each after those it refers to; a ring of rules is refused, as is a pattern that means none."""
    ids = list(rules)
    waits: dict[str, set[str]] = {}
    for rule in rules.values():
        waits[rule.id] = set()
        for one in rule.refers:
            meant = matches(ids, one.signals, one.but)
            if not meant - {rule.id}:
                raise nodes.get(rule.id, whole_node).error(f"no rule is meant by {', '.join(one.signals)}")
            waits[rule.id] |= meant - {rule.id}
    while waits:
        ready = [name for name, left in waits.items() if not left & waits.keys()]
        if not ready:
            ring = sorted(waits)
            raise nodes.get(ring[0], whole_node).error(f"these rules wait for one another: {', '.join(ring)}")
        for name in ready:
            del waits[name]
            yield rules[name]


# Reading one key
