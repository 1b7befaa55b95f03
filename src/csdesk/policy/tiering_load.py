"""The `tiers:` section of a policy: read and checked once, every fault with its file and line.

It is a list of tiers, or keys of which `tiers` is that list and the others say what moves an account between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from csdesk.policy.nodes import known_keys, needed, text_of
from csdesk.policy.tiering_model import (
    COVERAGES,
    FACTS,
    Condition,
    Coverage,
    Exclusion,
    Factor,
    Passage,
    Temporary,
    Tier,
    Tiering,
    Trigger,
)
from csdesk.yamlfile import Node

_KEYS = {"source", "tiers", "score", "triggers", "excluded", "temporary", "passages", "near_percent"}
_TIER_KEYS = {
    "id", "name", "arr_from", "premier_support", "plan_review_months", "coverage", "about", "source", "score_from",
    "open_from", "profile",
}  # fmt: skip
_CONDITION_KEYS = {"fact", "label", "is", "over", "at_least", "source"}
_SLACK = 0.005


def read_tiering(node: Node) -> Tiering:
    """The tiers that a policy states; YamlError names the line of the first fault."""
    if node.is_list:
        return Tiering(_tiers(node))
    keys = known_keys(node, _KEYS, "tiers")
    found = needed(node, keys, "tiers")
    factors = _factors(keys["score"]) if "score" in keys else ()
    tiers = _tiers(found, scored=bool(factors))
    ids = [one.id for one in tiers]
    near = keys["near_percent"].number("near_percent") if "near_percent" in keys else 80.0
    if not 0 < near <= 100:
        raise keys["near_percent"].error("near_percent is a percentage above 0, 100 at most")
    return Tiering(
        tiers=tiers,
        source=text_of(keys, "source"),
        factors=factors,
        triggers=_triggers(keys["triggers"], ids) if "triggers" in keys else (),
        excluded=tuple(_exclusion(one) for one in keys["excluded"].items("excluded")) if "excluded" in keys else (),
        temporary=_temporary(keys["temporary"]) if "temporary" in keys else None,
        passages=_passages(keys["passages"], ids) if "passages" in keys else (),
        near_percent=near,
    )


def _tiers(node: Node, *, scored: bool = False) -> tuple[Tier, ...]:
    tiers: list[Tier] = []
    lowest: int | None = None
    lowest_score: float | None = None
    for item in node.items("tiers"):
        keys = known_keys(item, _TIER_KEYS, "a tier")
        arr_from = keys["arr_from"].integer("arr_from") if "arr_from" in keys else None
        if arr_from is not None:
            if lowest is not None and arr_from >= lowest:
                raise keys["arr_from"].error("tiers go from the highest ARR down, each lower than the one before")
            lowest = arr_from
        score_from = keys["score_from"].number("score_from") if "score_from" in keys else None
        if score_from is not None:
            if not scored:
                raise keys["score_from"].error("score_from needs a score with its factors")
            if lowest_score is not None and score_from >= lowest_score:
                raise keys["score_from"].error("tiers go from the highest score down, each lower than the one before")
            lowest_score = score_from
        elif scored and arr_from is not None:
            raise item.error("with a score every tier that ARR leads to says its score_from")
        premier = "premier_support" in keys and keys["premier_support"].boolean("premier_support")
        if arr_from is None and not premier:
            raise item.error("a tier starts at an ARR (arr_from), or is for premier support agreements")
        name = needed(item, keys, "id").text("id")
        words = needed(item, keys, "name").text("name")
        if any({one.id.casefold(), one.name.casefold()} & {name.casefold(), words.casefold()} for one in tiers):
            raise item.error(f"there are two tiers called “{words}” or “{name}”")
        tiers.append(
            Tier(
                id=name,
                name=words,
                arr_from=arr_from,
                premier_support=premier,
                plan_review_months=_integer(keys, "plan_review_months"),
                coverage=_coverage(keys["coverage"]) if "coverage" in keys else "dedicated",
                about=text_of(keys, "about"),
                source=text_of(keys, "source"),
                score_from=score_from,
                open_from=_integer(keys, "open_from"),
                profile=tuple(_condition(one) for one in keys["profile"].items("profile")) if "profile" in keys else (),
            )
        )
    if lowest != 0:
        raise node.error("the lowest tier starts at an ARR of 0, so that no account stands outside")
    if scored and lowest_score != 0:
        raise node.error("the lowest tier starts at a score of 0, so that no account stands outside")
    _open_ends(node, tiers)
    return tuple(tiers)


def _open_ends(node: Node, tiers: list[Tier]) -> None:
    for above, one in pairwise(tiers):
        ends = above.arr_from
        if one.open_from is not None and (ends is None or not (one.arr_from or 0) < one.open_from < ends):
            raise node.error(f"open_from of “{one.name}” lies between its own start and that of the tier above it")


def _condition(node: Node, also: Iterable[str] = ()) -> Condition:
    keys = known_keys(node, _CONDITION_KEYS | set(also), "a condition")
    fact = needed(node, keys, "fact").text("fact")
    if fact not in FACTS:
        raise keys["fact"].error(f"there is no fact “{fact}”; there are {', '.join(FACTS)}")
    label, kind, options = FACTS[fact]
    asked = [key for key in ("is", "over", "at_least") if key in keys]
    if kind == "yes-no":
        if asked:
            raise keys[asked[0]].error(f"“{fact}” is yes or no, and is asked whether it is yes")
        values: tuple[str, ...] = ()
    elif kind == "choice":
        if asked != ["is"]:
            raise node.error(f"“{fact}” is asked what it is: is: [{', '.join(options)}]")
        values = tuple(one.text("is") for one in keys["is"].items("is"))
        for value in values:
            if value not in options:
                raise keys["is"].error(f"“{fact}” is never “{value}”; it is {', '.join(options)}")
    else:
        if len(asked) != 1 or asked == ["is"]:
            raise node.error(f"“{fact}” is asked whether it is over or at_least a figure")
        values = ()
    return Condition(
        fact,
        text_of(keys, "label") or label,
        values,
        keys["over"].number("over") if "over" in keys else None,
        keys["at_least"].number("at_least") if "at_least" in keys else None,
        text_of(keys, "source"),
    )


def _triggers(node: Node, ids: list[str]) -> tuple[Trigger, ...]:
    found: list[Trigger] = []
    for item in node.items("triggers"):
        keys = item.mapping("a trigger")
        condition = _condition(item, {"id", "to", "only_from", "gives"})
        to, start = text_of(keys, "to"), text_of(keys, "only_from")
        for key, value in (("to", to), ("only_from", start)):
            if value and value not in ids:
                raise keys[key].error(f"there is no tier “{value}”; there are {', '.join(ids)}")
        if bool(to) == ("gives" in keys):
            raise item.error("a trigger lifts to a tier (to), or gives something (gives)")
        if start and (not to or ids.index(start) <= ids.index(to)):
            raise item.error("a trigger lifts from a lower tier to a higher one")
        name = text_of(keys, "id") or condition.fact
        if any(one.id == name for one in found):
            raise item.error(f"the trigger “{name}” is given twice")
        found.append(Trigger(name, condition, to, start, text_of(keys, "gives")))
    return tuple(found)


def _factors(node: Node) -> tuple[Factor, ...]:
    found: list[Factor] = []
    for item in node.items("score"):
        keys = known_keys(item, {"id", "label", "weight", "facts"}, "a factor")
        facts = tuple(one.text("facts") for one in keys["facts"].items("facts")) if "facts" in keys else ()
        for fact in facts:
            if fact not in FACTS or FACTS[fact][1] != "choice":
                raise keys["facts"].error(f"“{fact}” is no fact with choices")
        name = needed(item, keys, "id").text("id")
        if bool(facts) == (name == "arr"):
            raise item.error("a factor names its facts; the factor “arr” has none")
        found.append(
            Factor(
                name, needed(item, keys, "label").text("label"), needed(item, keys, "weight").number("weight"), facts
            )
        )
    if not any(one.id == "arr" for one in found):
        raise node.error("a score has the factor “arr”, without which no account can be placed")
    total = sum(one.weight for one in found)
    if abs(total - 100) > _SLACK or any(one.weight < 0 for one in found):
        said = " + ".join(f"{one.label} {one.weight:g}" for one in found)
        raise node.error(f"the weights of the score must sum to 100; {said} = {total:g}")
    return tuple(found)


def _exclusion(node: Node) -> Exclusion:
    keys = known_keys(node, {"products", "coverage", "source"}, "an exclusion")
    products = tuple(one.text("products") for one in needed(node, keys, "products").items("products"))
    return Exclusion(products, _coverage(needed(node, keys, "coverage")), text_of(keys, "source"))


def _temporary(node: Node) -> Temporary:
    keys = known_keys(node, {"health_below", "source"}, "temporary")
    return Temporary(needed(node, keys, "health_below").number("health_below"), text_of(keys, "source"))


def _passages(node: Node, ids: list[str]) -> tuple[Passage, ...]:
    found: list[Passage] = []
    for item in node.items("passages"):
        keys = known_keys(item, {"from", "to", "action", "source"}, "a passage")
        for key in ("from", "to"):
            if key in keys and keys[key].text(key) not in ids:
                raise keys[key].error(f"there is no tier “{keys[key].text(key)}”; there are {', '.join(ids)}")
        action = needed(item, keys, "action").text("action")
        found.append(Passage(text_of(keys, "from"), text_of(keys, "to"), action, text_of(keys, "source")))
    return tuple(found)


def _coverage(node: Node) -> Coverage:
    text = node.text("coverage")
    if text not in COVERAGES:
        raise node.error(f"coverage is one of {', '.join(COVERAGES)}")
    return text


def _integer(keys: Mapping[str, Node], key: str) -> int | None:
    return keys[key].integer(key) if key in keys else None
