"""The ways of working one can choose between: the policies as a list, for Settings, first run and command line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """A policy: its id, title, one line about it, where it comes from, and its tiers and bands in words."""

    id: str
    title: str
    about: str
    source: str
    tiers: tuple[str, ...]
    bands: tuple[tuple[str, str], ...]
    """(status colour, word) from the best to the worst."""


def ways(chosen: str = "") -> tuple[Way, ...]:
    """Every way of working, the usual one first; YamlError names file and line of a fault.

    Of one's own only the latest state is offered, and the one `chosen`.
    """
    from csdesk.policy.load import policies

    known = policies()
    replaced = {one.replaces for one in known.values()} - {chosen}
    return tuple(
        Way(
            one.id,
            one.title,
            one.about,
            one.source,
            tuple(tier.name for tier in one.tiers),
            tuple((band.tone, band.word) for band in one.bands),
        )
        for one in known.values()
        if one.id not in replaced
    )
