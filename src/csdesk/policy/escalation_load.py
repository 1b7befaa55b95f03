"""The `escalation:` section of a policy: read and checked once, every fault with its file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csdesk.policy.escalation_model import (
    FACTS,
    FORMS,
    PACES,
    ROLES,
    Deed,
    Escalation,
    Form,
    Question,
    Rung,
    Within,
)
from csdesk.policy.nodes import known_keys, needed, text_of
from csdesk.values.expression import Expression, ExpressionError, parse
from csdesk.yamlfile import Node

_KEYS = {"title", "form", "word", "source", "questions", "tiers", "message"}
_QUESTION_KEYS = {"question", "ask", "help", "yes_if", "no_if", "yes", "no", "said", "source"}
_TIER_KEYS = {
    "tier", "name", "trigger", "team", "within", "words", "actions", "form", "playbooks", "check_days", "next",
    "source",
}  # fmt: skip
_DEED_KEYS = {"do", "owner", "hours", "days", "every", "when"}
_WITHIN_KEYS = {"hours", "same_day", "working_days"}
NOWHERE = "none"
"""Where an answer leads that calls for nothing."""


def read_escalation(node: Node) -> Escalation:
    """The procedure that a policy states; YamlError names the line of the first fault."""
    keys = known_keys(node, _KEYS, "escalation")
    form = text_of(keys, "form", "tree")
    if form not in FORMS:
        raise keys["form"].error("form is tree or matrix")
    questions = tuple(_question(one, form == "matrix") for one in needed(node, keys, "questions").items("questions"))
    names = [one.id for one in questions]
    for at, item in enumerate(keys["questions"].items()):
        if names[at] in names[:at]:
            raise item.error(f"the question “{names[at]}” is given twice", "question")
    if not questions:
        raise keys["questions"].error("an escalation procedure asks at least one question")
    rungs = tuple(_rung(one, names) for one in needed(node, keys, "tiers").items("tiers"))
    _check_rungs(keys["tiers"], rungs)
    _check_ways(keys["questions"], questions, [one.tier for one in rungs], form)
    return Escalation(
        needed(node, keys, "title").text("title"),
        form,
        text_of(keys, "word", "Tier"),
        needed(node, keys, "source").text("source"),
        questions,
        rungs,
        text_of(keys, "message"),
    )


def target(way: str) -> int | None:
    """The tier that a way names ("tier 3"); None for a question or for nothing."""
    word, _, number = way.partition(" ")
    return int(number) if word == "tier" and number.isdigit() else None


def _question(node: Node, matrix: bool) -> Question:
    keys = known_keys(node, _QUESTION_KEYS, "a question")
    if matrix and "no" in keys:
        raise keys["no"].error("in a matrix a no leads nowhere; leave it out")
    return Question(
        id=needed(node, keys, "question").text("question"),
        ask=needed(node, keys, "ask").text("ask"),
        help=text_of(keys, "help"),
        yes=needed(node, keys, "yes").text("yes"),
        no=NOWHERE if matrix else needed(node, keys, "no").text("no"),
        yes_if=_condition(keys, "yes_if"),
        no_if=_condition(keys, "no_if"),
        said=text_of(keys, "said"),
        source=text_of(keys, "source"),
    )


def _condition(keys: Mapping[str, Node], key: str) -> Expression | None:
    if key not in keys:
        return None
    try:
        found = parse(keys[key].text(key))
    except ExpressionError as error:
        raise keys[key].error(f"{key} cannot be read: {error.reason}") from error
    for name in sorted(found.names - FACTS.keys()):
        raise keys[key].error(f"there is no fact “{name}”; there are {', '.join(FACTS)}")
    return found


def _rung(node: Node, questions: Sequence[str]) -> Rung:
    keys = known_keys(node, _TIER_KEYS, "a tier")
    check = keys["check_days"].integer("check_days") if "check_days" in keys else 7
    if not 1 <= check <= 90:
        raise keys["check_days"].error("check_days is from 1 to 90")
    team = tuple(one.text("team") for one in needed(node, keys, "team").items("team"))
    if not team:
        raise keys["team"].error("a tier names its team")
    return Rung(
        tier=needed(node, keys, "tier").integer("tier"),
        name=needed(node, keys, "name").text("name"),
        trigger=needed(node, keys, "trigger").text("trigger"),
        team=team,
        within=_within(needed(node, keys, "within"), needed(node, keys, "words").text("words")),
        deeds=tuple(_deed(one, questions) for one in keys["actions"].items("actions")) if "actions" in keys else (),
        form=text_of(keys, "form"),
        playbooks=tuple(one.text("playbooks") for one in keys["playbooks"].items()) if "playbooks" in keys else (),
        check_days=check,
        next_tier=keys["next"].integer("next") if "next" in keys else None,
        source=text_of(keys, "source"),
    )


def _within(node: Node, words: str) -> Within:
    keys = known_keys(node, _WITHIN_KEYS, "within")
    if len(keys) != 1:
        raise node.error("within is one of hours, same_day and working_days")
    hours = keys["hours"].integer("hours") if "hours" in keys else None
    days = keys["working_days"].integer("working_days") if "working_days" in keys else None
    if hours is not None and not 1 <= hours <= 720:
        raise keys["hours"].error("hours is from 1 to 720")
    if days is not None and not 1 <= days <= 60:
        raise keys["working_days"].error("working_days is from 1 to 60")
    same_day = "same_day" in keys and keys["same_day"].boolean("same_day")
    if "same_day" in keys and not same_day:
        raise keys["same_day"].error("same_day is true, or left out")
    return Within(words, hours, same_day, days)


def _deed(node: Node, questions: Sequence[str]) -> Deed:
    keys = known_keys(node, _DEED_KEYS, "an action")
    owner, every, when = text_of(keys, "owner", "csm"), text_of(keys, "every"), text_of(keys, "when")
    if owner not in ROLES:
        raise keys["owner"].error(f"owner is one of {', '.join(ROLES)}")
    if every not in PACES:
        raise keys["every"].error("every is hour, day or week")
    if when and when not in questions:
        raise keys["when"].error(f"there is no question “{when}”; there are {', '.join(questions)}")
    if "hours" in keys and "days" in keys:
        raise keys["days"].error("an action is due after hours or after days, not both")
    return Deed(
        needed(node, keys, "do").text("do"),
        owner,
        keys["hours"].integer("hours") if "hours" in keys else None,
        keys["days"].integer("days") if "days" in keys else None,
        every,
        when,
    )


def _check_rungs(node: Node, rungs: Sequence[Rung]) -> None:
    tiers = [one.tier for one in rungs]
    if tiers != list(range(1, len(tiers) + 1)) or not tiers:
        raise node.error("tiers are numbered 1, 2, 3 ... in their order")
    for item, one in zip(node.items(), rungs, strict=True):
        if one.next_tier is not None and not one.tier < one.next_tier <= len(tiers):
            raise item.error("next is a tier above this one", "next")


def _check_ways(node: Node, questions: Sequence[Question], tiers: Sequence[int], form: Form) -> None:
    """Every way leads somewhere, never in a circle, and every question and tier that is asked for is there."""
    order = {one.id: at for at, one in enumerate(questions)}
    reached = {questions[0].id} if form == "tree" else set(order)
    for item, one in zip(node.items(), questions, strict=True):
        for key, way in (("yes", one.yes), ("no", one.no)):
            number = target(way)
            if way == NOWHERE or (number is not None and number in tiers):
                continue
            if way not in order:
                raise item.error(f"“{way}” is no question, no tier and not none", key)
            if form == "matrix":
                raise item.error("in a matrix a yes leads to a tier", key)
            if order[way] <= order[one.id]:
                raise item.error("an answer leads to a question further down, so that no walk is endless", key)
            reached.add(way)
    for item, one in zip(node.items(), questions, strict=True):
        if one.id not in reached:
            raise item.error(f"no answer leads to the question “{one.id}”", "question")
