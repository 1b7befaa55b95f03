"""Policies: one company's rules as data, read from `resources/policies/*.yaml` and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, cast

from csdesk import paths, yamlfile
from csdesk.policy.cadence_load import read_cadence
from csdesk.policy.cadence_model import NO_CADENCE, Cadence
from csdesk.policy.escalation_load import read_escalation
from csdesk.policy.escalation_model import NO_ESCALATION, Escalation
from csdesk.policy.health_load import read_health
from csdesk.policy.health_model import HealthModel
from csdesk.policy.nodes import known_keys, needed
from csdesk.policy.renewals_load import inherited as inherited_renewals
from csdesk.policy.renewals_load import read_renewals
from csdesk.policy.renewals_model import NO_RENEWALS, Renewals
from csdesk.policy.signals_load import read_signals
from csdesk.policy.signals_model import NO_SIGNALS, SignalModel
from csdesk.policy.tiering_load import read_tiering
from csdesk.policy.tiering_model import Tier, Tiering
from csdesk.yamlfile import Node, YamlError

Tone = Literal["green", "yellow", "red"]
TONES = ("green", "yellow", "red")


@dataclass(frozen=True, slots=True)
class Band:
    """A range of the score, from `start` up to the next band, with its word and status colour."""

    start: float
    word: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class ReviewCadence:
    """How often accounts of a tier meet for a review."""

    tier: str
    """The tier's id."""
    types: tuple[str, ...]
    """The types of meeting that count ("qbr"), the one to plan first."""
    months: int
    """At most so many months from one to the next."""
    source: str = ""
    """Where the figure comes from."""


NO_HEALTH = HealthModel((), 60)
"""Without indicators no score is ever worked out."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A way of working: the words and limits a book is read by."""

    id: str
    title: str
    about: str
    source: str
    score: Literal["health", "risk"]
    """Whether the bands read the health score, or the risk score (100 less health)."""
    bands: tuple[Band, ...]
    """From the highest start to 0."""
    tiering: Tiering
    """The tiers, and what decides between them."""
    plan_review_months: int
    """Months after which a success plan wants a review, unless its tier says otherwise."""
    reviews: tuple[ReviewCadence, ...] = ()
    """How often each tier meets; a tier that is not named meets when something calls for it."""
    health: HealthModel = NO_HEALTH
    """How the health score is worked out from readings."""
    cadence: Cadence = NO_CADENCE
    """How often accounts and people are touched."""
    escalation: Escalation = NO_ESCALATION
    """How a risk is escalated: the questions and the tiers."""
    renewals: Renewals = NO_RENEWALS
    """The steps to a renewal, its chance by health, and its levels of risk."""
    signals: SignalModel = NO_SIGNALS
    """The rules by which an account gives a signal, and how soon each wants an answer."""
    own: bool = False
    """Whether it is the CSM's own, from the data folder."""
    extends: str = ""
    """The policy that speaks where this one is silent."""
    replaces: str = ""
    """The own policy that this one is a later state of."""

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers from the highest to the lowest."""
        return self.tiering.tiers

    def floor(self, tone: Tone) -> float:
        """The lowest health score whose band has that tone; 100 when no band has it.

        A policy that reads risk is turned round, so that its low risk (below 40) is health from 61 on.
        """
        if self.score == "health":
            return min((band.start for band in self.bands if band.tone == tone), default=100.0)
        ends = [100.0, *(band.start for band in self.bands)]
        starts = (101 - ends[at] if at else 0.0 for at, band in enumerate(self.bands) if band.tone == tone)
        return min(starts, default=100.0)


_KEYS = {"policy", "extends", "title", "about", "source", "score", "bands", "tiers", "plan_review_months", "reviews",
         "health", "cadence", "escalation", "signals", "renewals", "replaces"}  # fmt: skip
_BAND_KEYS = {"from", "word", "tone"}
_REVIEW_KEYS = {"tier", "type", "types", "months", "source"}
REVIEW_TYPES = ("qbr", "ebr", "mbr", "check-in")
"""The types of meeting a cadence may name; those of the book's catalog."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A policy of the CSM's own that cannot be used, and why."""

    file: str
    reason: str


def policies(folder: Path | None = None) -> dict[str, Policy]:
    """Every policy by id, the default `handbook` first, the CSM's own last.

    YamlError names file and line of the first fault of one that ships (or, when it is named, of `folder`). One of the
    CSM's own that is at fault is left out; `refused` says why.
    """
    if folder is not None:
        return _read(folder)
    return {**_shipped(), **_own()[0]}


def refused() -> tuple[Refused, ...]:
    """The CSM's own policies that cannot be used."""
    return _own()[1]


def own_folder() -> Path:
    """Where the CSM's own policies lie."""
    return paths.data_folder() / "policies"


def policy(policy_id: str) -> Policy:
    """The policy of that id; KeyError when there is none."""
    return policies()[policy_id]


@cache
def _shipped() -> dict[str, Policy]:
    return _read(paths.resources() / "policies")


def _own() -> tuple[dict[str, Policy], tuple[Refused, ...]]:
    folder = own_folder()
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    return _read_own(tuple((path, path.stat().st_mtime_ns) for path in files))


@cache
def _read_own(files: tuple[tuple[Path, int], ...]) -> tuple[dict[str, Policy], tuple[Refused, ...]]:
    found: dict[str, Policy] = {}
    faults: list[Refused] = []
    for path, _ in files:
        if "." in path.stem:
            continue
        try:
            if path.stem in _shipped():
                raise YamlError(str(path), 0, 0, f"“{path.stem}” is the name of a policy that ships; take another")
            parts = {one.stem.partition(".")[2]: one for one, _ in files if one.stem.startswith(f"{path.stem}.")}
            found[path.stem] = read_policy(
                yamlfile.load(path),
                _shipped(),
                path.stem,
                own=True,
                parts={name: yamlfile.load(one) for name, one in parts.items()},
            )
        except YamlError as error:
            faults.append(Refused(str(path), str(error)))
    return found, tuple(faults)


def _read(folder: Path) -> dict[str, Policy]:
    nodes: dict[str, Node] = {}
    parts: dict[str, dict[str, Node]] = {}
    for path in sorted(folder.glob("*.yaml")):
        stem, _, part = path.stem.partition(".")
        if part:
            parts.setdefault(stem, {})[part] = yamlfile.load(path)
        else:
            nodes[stem] = yamlfile.load(path)
    found: dict[str, Policy] = {}
    for stem in sorted(nodes, key=lambda name: (name != "handbook", name)):
        bases = {name: one for name, one in found.items() if name == "handbook"}
        found[stem] = read_policy(nodes[stem], bases, stem, parts=parts.get(stem))
    return found


def read_policy(
    node: Node, bases: dict[str, Policy], stem: str, *, own: bool = False, parts: Mapping[str, Node] | None = None
) -> Policy:
    """The policy that a parsed file states, on top of one of `bases`; YamlError names the line of the first fault.

    `parts` are sections that stand in a file of their own, `<policy>.<section>.yaml`, by the section's key.
    """
    keys = known_keys(node, _KEYS, "a policy")
    for part, content in (parts or {}).items():
        if part not in _KEYS or part in keys:
            raise content.error(f"“{part}” is no section of a policy, or it stands in {stem}.yaml as well")
        keys[part] = content
    base: Policy | None = None
    name = needed(node, keys, "policy").text("policy")
    if name != stem:
        raise keys["policy"].error(f"the policy is called “{name}” but its file “{stem}”")
    if "extends" in keys:
        base = bases.get(keys["extends"].text("extends"))
        if base is None:
            raise keys["extends"].error(f"a policy extends {' or '.join(bases) or 'nothing'}")
    score = keys["score"].text("score") if "score" in keys else base.score if base else "health"
    if score not in ("health", "risk"):
        raise keys["score"].error("score is health or risk")
    bands = _bands(keys["bands"]) if "bands" in keys else base.bands if base else None
    tiering = read_tiering(keys["tiers"]) if "tiers" in keys else base.tiering if base else None
    months = (
        keys["plan_review_months"].integer("plan_review_months")
        if "plan_review_months" in keys
        else base.plan_review_months
        if base
        else None
    )
    if bands is None or tiering is None or months is None:
        raise node.error("a policy that extends nothing states bands, tiers and plan_review_months")
    # Tiers of its own make the cadence of the other policy's tiers void.
    taken_over = base.reviews if base and "tiers" not in keys else ()
    return Policy(
        id=name,
        title=needed(node, keys, "title").text("title"),
        about=needed(node, keys, "about").text("about"),
        source=needed(node, keys, "source").text("source"),
        score=cast(Literal["health", "risk"], score),
        bands=bands,
        tiering=tiering,
        plan_review_months=months,
        reviews=_reviews(keys["reviews"], tiering.tiers) if "reviews" in keys else taken_over,
        health=_health(keys, base, tiering.tiers),
        signals=_signals(keys, base),
        cadence=_cadence(keys, base, tiering.tiers),
        escalation=read_escalation(keys["escalation"])
        if "escalation" in keys
        else base.escalation
        if base
        else NO_ESCALATION,
        renewals=_renewals(keys, base, tiering.tiers),
        own=own,
        extends=base.id if base else "",
        replaces=keys["replaces"].text("replaces") if "replaces" in keys else "",
    )


def _cadence(keys: dict[str, Node], base: Policy | None, tiers: tuple[Tier, ...]) -> Cadence:
    over = base.cadence if base else NO_CADENCE
    if "cadence" in keys:
        ids = [tier.id for tier in tiers]
        return read_cadence(keys["cadence"], ids, over, same_tiers="tiers" not in keys)
    return replace(over, rhythms=()) if "tiers" in keys else over


def _signals(keys: dict[str, Node], base: Policy | None) -> SignalModel:
    before = base.signals if base else NO_SIGNALS
    return read_signals(keys["signals"], before) if "signals" in keys else before


def _renewals(keys: dict[str, Node], base: Policy | None, tiers: tuple[Tier, ...]) -> Renewals:
    before, own_tiers = base.renewals if base else NO_RENEWALS, "tiers" in keys
    if "renewals" not in keys:
        return inherited_renewals(before, own_tiers=own_tiers)
    return read_renewals(keys["renewals"], [tier.id for tier in tiers], before, own_tiers=own_tiers)


def _health(keys: dict[str, Node], base: Policy | None, tiers: tuple[Tier, ...]) -> HealthModel:
    if "health" in keys:
        return read_health(keys["health"], [tier.id for tier in tiers])
    return base.health if base else NO_HEALTH


def _bands(node: Node) -> tuple[Band, ...]:
    bands: list[Band] = []
    for item in node.items("bands"):
        keys = known_keys(item, _BAND_KEYS, "a band")
        start = needed(item, keys, "from").number("from")
        tone = needed(item, keys, "tone").text("tone")
        if tone not in TONES:
            raise keys["tone"].error("a band's tone is green, yellow or red")
        if bands and start >= bands[-1].start:
            raise keys["from"].error("bands go from the highest start to 0, each lower than the one before")
        bands.append(Band(start, needed(item, keys, "word").text("word"), cast(Tone, tone)))
    if not bands or bands[-1].start != 0 or bands[0].start > 100:
        raise node.error("bands cover 0 to 100: the last one starts at 0")
    return tuple(bands)


def _reviews(node: Node, tiers: tuple[Tier, ...]) -> tuple[ReviewCadence, ...]:
    known = [tier.id for tier in tiers]
    found: list[ReviewCadence] = []
    for item in node.items("reviews"):
        keys = known_keys(item, _REVIEW_KEYS, "a review cadence")
        tier = needed(item, keys, "tier").text("tier")
        if tier not in known:
            raise keys["tier"].error(f"there is no tier “{tier}”; there are {', '.join(known)}")
        if ("type" in keys) == ("types" in keys):
            raise item.error("a review cadence names its type, or several types")
        names = (
            [keys["type"].text("type")]
            if "type" in keys
            else [one.text("types") for one in keys["types"].items("types")]
        )
        for name in names:
            if name not in REVIEW_TYPES:
                raise item.error(f"“{name}” is no type of meeting; there are {', '.join(REVIEW_TYPES)}")
        months = needed(item, keys, "months").integer("months")
        if not 1 <= months <= 24:
            raise keys["months"].error("months is from 1 to 24")
        if not names or any(one.tier == tier and set(one.types) & set(names) for one in found):
            raise item.error(f"the tier “{tier}” already has a cadence of this type")
        source = keys["source"].text("source") if "source" in keys else ""
        found.append(ReviewCadence(tier, tuple(names), months, source))
    return tuple(found)
