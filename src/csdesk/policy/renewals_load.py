"""The `renewals:` section of a policy: read and checked once, every fault with its file and line."""

from __future__ import annotations

from collections.abc import Collection

from csdesk.policy.nodes import known_keys, needed, text_of
from csdesk.policy.renewals_model import (
    NO_RENEWALS,
    OWNERS,
    STAGES,
    Chance,
    Level,
    Note,
    Path,
    Renewals,
    Rule,
    Step,
)
from csdesk.yamlfile import Node

_KEYS = {"source", "paths", "chances", "chances_source", "stages", "stages_source", "levels", "notes"}
_PATH_KEYS = {"path", "title", "tiers", "steps", "source"}
_STEP_KEYS = {"step", "title", "days", "do", "owner", "good", "opens", "only", "source"}
_CHANCE_KEYS = {"from", "percent", "why"}
_LEVEL_KEYS = {"level", "title", "about", "rules", "step"}
_RULE_KEYS = {"below", "tone", "within", "quiet", "cancel", "source"}
_NOTE_KEYS = {"note", "title", "about", "points", "avoid", "source"}
_POINT_KEYS = {"point", "text"}
_TONES = ("green", "yellow", "red")
_FARTHEST = 365


def read_renewals(
    node: Node, tiers: Collection[str], base: Renewals = NO_RENEWALS, *, own_tiers: bool = False
) -> Renewals:
    """What a policy states of renewals; for what it leaves out, `base` speaks.

    `own_tiers`: the policy has other tiers than its base, so that the base's paths for single tiers are void.
    YamlError names the line of the first fault.
    """
    keys = known_keys(node, _KEYS, "renewals")
    taken_over = inherited(base, own_tiers=own_tiers)
    return Renewals(
        paths=_paths(keys["paths"], tiers) if "paths" in keys else taken_over.paths,
        chances=_chances(keys["chances"]) if "chances" in keys else base.chances,
        levels=_levels(keys["levels"]) if "levels" in keys else base.levels,
        stages=_stages(keys["stages"]) if "stages" in keys else base.stages,
        notes=_notes(keys["notes"]) if "notes" in keys else base.notes,
        source=text_of(keys, "source", base.source),
        chances_source=text_of(keys, "chances_source", "" if "chances" in keys else base.chances_source),
        stages_source=text_of(keys, "stages_source", "" if "stages" in keys else base.stages_source),
    )


def inherited(base: Renewals, *, own_tiers: bool) -> Renewals:
    """What a policy that is silent takes over; without the paths of single tiers where its tiers are its own."""
    if not own_tiers:
        return base
    return Renewals(
        tuple(one for one in base.paths if not one.tiers), base.chances, base.levels, base.stages, base.notes,
        base.source, base.chances_source, base.stages_source,
    )  # fmt: skip


def _paths(node: Node, tiers: Collection[str]) -> tuple[Path, ...]:
    found: list[Path] = []
    for item in node.items("paths"):
        keys = known_keys(item, _PATH_KEYS, "a path")
        name = needed(item, keys, "path").text("path")
        named = tuple(one.text("a tier") for one in keys["tiers"].items("tiers")) if "tiers" in keys else ()
        for tier in named:
            if tier not in tiers:
                raise keys["tiers"].error(f"there is no tier “{tier}”; there are {', '.join(tiers)}")
            if any(tier in one.tiers for one in found):
                raise keys["tiers"].error(f"the tier “{tier}” has a path already")
        if any(one.id == name for one in found):
            raise keys["path"].error(f"the path “{name}” is given twice")
        if not named and any(not one.tiers for one in found):
            raise item.error("only one path may be for all other tiers")
        steps: list[Step] = []
        for each in needed(item, keys, "steps").items("steps"):
            step = _step(each)
            if any(step.id == one.id for one in steps):
                raise each.error(f"the step “{step.id}” is given twice", "step")
            if steps and step.days > steps[-1].days:
                raise each.error("steps go from the earliest to the last, so their days fall", "days")
            steps.append(step)
        if not steps:
            raise keys["steps"].error("a path has at least one step")
        title = needed(item, keys, "title").text("title")
        found.append(Path(name, title, tuple(steps), named, text_of(keys, "source")))
    return tuple(found)


def _step(node: Node, *, at_once: bool = False) -> Step:
    keys = known_keys(node, _STEP_KEYS, "a step")
    days = 0
    if not at_once:
        days = needed(node, keys, "days").integer("days")
        if abs(days) > _FARTHEST:
            raise keys["days"].error(f"days is at most {_FARTHEST}, before the renewal or (below 0) after it")
    elif "days" in keys:
        raise keys["days"].error("the step of a level wants doing at once; it has no days")
    owner = text_of(keys, "owner", "csm")
    if owner not in OWNERS:
        raise keys["owner"].error(f"owner is one of {', '.join(OWNERS)}")
    return Step(
        id=needed(node, keys, "step").text("step"),
        title=needed(node, keys, "title").text("title"),
        days=days,
        task=text_of(keys, "do"),
        owner=owner,
        good=text_of(keys, "good"),
        opens=text_of(keys, "opens"),
        only=frozenset(_tone(one) for one in keys["only"].items("only")) if "only" in keys else frozenset(),
        source=text_of(keys, "source"),
    )


def _tone(node: Node) -> str:
    tone = node.text("a tone")
    if tone not in _TONES:
        raise node.error("a tone is green, yellow or red")
    return tone


def _chances(node: Node) -> tuple[Chance, ...]:
    found: list[Chance] = []
    for item in node.items("chances"):
        keys = known_keys(item, _CHANCE_KEYS, "a chance")
        start = needed(item, keys, "from").number("from")
        percent = _percent(needed(item, keys, "percent"))
        if found and start >= found[-1].start:
            raise keys["from"].error("chances go from the highest score to 0, each lower than the one before")
        if found and percent > found[-1].percent:
            raise keys["percent"].error("a lower score cannot have the better chance")
        found.append(Chance(start, percent, text_of(keys, "why")))
    if not found or found[-1].start != 0 or found[0].start > 100:
        raise node.error("chances cover the scores from 0 to 100: the last one starts at 0")
    return tuple(found)


def _percent(node: Node) -> float:
    percent = node.number("percent")
    if not 0 <= percent <= 100:
        raise node.error("a chance is from 0 to 100 percent")
    return percent


def _stages(node: Node) -> dict[str, float]:
    found: dict[str, float] = {}
    for stage, percent in node.mapping("stages").items():
        if stage not in STAGES:
            raise node.error(f"“{stage}” is no stage of an opportunity; there are {', '.join(STAGES)}", stage)
        found[stage] = _percent(percent)
    return found


def _levels(node: Node) -> tuple[Level, ...]:
    found: list[Level] = []
    for item in node.items("levels"):
        keys = known_keys(item, _LEVEL_KEYS, "a level")
        name = needed(item, keys, "level").text("level")
        if any(one.id == name for one in found):
            raise keys["level"].error(f"the level “{name}” is given twice")
        rules = tuple(_rule(one) for one in needed(item, keys, "rules").items("rules"))
        if not rules:
            raise keys["rules"].error("a level has at least one rule")
        found.append(
            Level(
                name,
                needed(item, keys, "title").text("title"),
                needed(item, keys, "about").text("about"),
                rules,
                _step(keys["step"], at_once=True) if "step" in keys else None,
            )
        )
    return tuple(found)


def _rule(node: Node) -> Rule:
    keys = known_keys(node, _RULE_KEYS, "a rule")
    rule = Rule(
        below=keys["below"].number("below") if "below" in keys else None,
        tone=_tone(keys["tone"]) if "tone" in keys else "",
        within=_days(keys["within"]) if "within" in keys else None,
        quiet=_days(keys["quiet"]) if "quiet" in keys else None,
        cancel="cancel" in keys and keys["cancel"].boolean("cancel"),
        source=text_of(keys, "source"),
    )
    if rule.below is None and not rule.tone and rule.quiet is None and not rule.cancel:
        raise node.error("a rule says what is wrong: below, tone, quiet or cancel")
    return rule


def _days(node: Node) -> int:
    days = node.integer("days")
    if not 0 <= days <= _FARTHEST:
        raise node.error(f"a number of days is from 0 to {_FARTHEST}")
    return days


def _notes(node: Node) -> tuple[Note, ...]:
    found: list[Note] = []
    for item in node.items("notes"):
        keys = known_keys(item, _NOTE_KEYS, "a note")
        points: list[tuple[str, str]] = []
        for each in needed(item, keys, "points").items("points"):
            parts = known_keys(each, _POINT_KEYS, "a point")
            points.append((needed(each, parts, "point").text("point"), text_of(parts, "text")))
        found.append(
            Note(
                needed(item, keys, "note").text("note"),
                needed(item, keys, "title").text("title"),
                text_of(keys, "about"),
                tuple(points),
                tuple(one.text("avoid") for one in keys["avoid"].items("avoid")) if "avoid" in keys else (),
                text_of(keys, "source"),
            )
        )
    return tuple(found)
