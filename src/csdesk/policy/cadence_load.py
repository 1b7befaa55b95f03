"""The `cadence:` section of a policy: read and checked once, every fault with its file and line."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from csdesk.policy.cadence_model import KINDS, LEVELS, NO_CADENCE, Cadence, Every, LevelRhythm, Rhythm, ToneRhythm
from csdesk.policy.nodes import known_keys, needed, text_of
from csdesk.yamlfile import Node

_KEYS = {"source", "tiers", "tones", "levels"}
_RHYTHM_KEYS = {"id", "label", "tiers", "every", "by", "executive", "onboarding", "source"}
_SPAN: Final = re.compile(r"([1-9]\d{0,2}) (day|month)s?")
_TONES: Final = ("yellow", "red")


def read_cadence(node: Node, tiers: Collection[str], base: Cadence = NO_CADENCE, *, same_tiers: bool = True) -> Cadence:
    """The cadence that a policy states; what it leaves out is as in `base`. YamlError names the first fault's line.

    `same_tiers` says whether the tiers are those of `base`; otherwise its rhythms by tier are void.
    """
    keys = known_keys(node, _KEYS, "cadence")
    over = base.rhythms if same_tiers else ()
    return Cadence(
        _rhythms(keys["tiers"], tiers) if "tiers" in keys else over,
        _tones(keys["tones"]) if "tones" in keys else base.tones,
        _levels(keys["levels"]) if "levels" in keys else base.levels,
        text_of(keys, "source"),
    )


def _rhythms(node: Node, tiers: Collection[str]) -> tuple[Rhythm, ...]:
    found: list[Rhythm] = []
    for item in node.items("tiers"):
        keys = known_keys(item, _RHYTHM_KEYS, "a rhythm")
        named = tuple(one.text("tiers") for one in needed(item, keys, "tiers").items("tiers"))
        for tier in named:
            if tier not in tiers:
                raise keys["tiers"].error(f"there is no tier “{tier}”; there are {', '.join(tiers)}")
        name = needed(item, keys, "id").text("id")
        if any(one.id == name and set(one.tiers) & set(named) for one in found):
            raise item.error(f"a tier has the rhythm “{name}” twice")
        kinds = tuple(one.text("by") for one in keys["by"].items("by")) if "by" in keys else KINDS
        for kind in kinds:
            if kind not in KINDS:
                raise keys["by"].error(f"“{kind}” is no way to be in touch; there are {', '.join(KINDS)}")
        found.append(
            Rhythm(
                name,
                needed(item, keys, "label").text("label"),
                named,
                _every(needed(item, keys, "every")),
                kinds,
                "executive" in keys and keys["executive"].boolean("executive"),
                _every(keys["onboarding"]) if "onboarding" in keys else None,
                text_of(keys, "source"),
            )
        )
    return tuple(found)


def _tones(node: Node) -> tuple[ToneRhythm, ...]:
    found: list[ToneRhythm] = []
    for item in node.items("tones"):
        keys = known_keys(item, {"tone", "every", "source"}, "a tone's rhythm")
        tone = needed(item, keys, "tone").text("tone")
        if tone not in _TONES or any(one.tone == tone for one in found):
            raise keys["tone"].error("each of yellow and red has one rhythm at most")
        found.append(ToneRhythm(tone, _every(needed(item, keys, "every")), text_of(keys, "source")))
    return tuple(found)


def _levels(node: Node) -> tuple[LevelRhythm, ...]:
    found: list[LevelRhythm] = []
    for item in node.items("levels"):
        keys = known_keys(item, {"level", "every", "how", "source"}, "a level's rhythm")
        level = needed(item, keys, "level").text("level")
        if level not in LEVELS or any(one.level == level for one in found):
            raise keys["level"].error(f"each of {', '.join(LEVELS)} has one rhythm at most")
        every = _every(needed(item, keys, "every"))
        found.append(LevelRhythm(level, every, text_of(keys, "how"), text_of(keys, "source")))
    return tuple(found)


def _every(node: Node) -> Every:
    text = node.text("every")
    found = _SPAN.fullmatch(text)
    if found is None:
        raise node.error(f"“{text}” is no span; write it as 14 days or 1 month")
    number = int(found[1])
    return Every(months=number) if found[2] == "month" else Every(days=number)
