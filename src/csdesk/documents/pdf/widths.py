"""Widths for columns: from what they hold, within minima, and what is left to the longest text."""

from __future__ import annotations

from collections.abc import Sequence


def share_out(natural: Sequence[float], least: Sequence[float], grows: Sequence[float], room: float) -> list[float]:
    """Widths that add up to `room`.

    `natural`: one line without a break; `least`: what each column needs at any rate; `grows`: the weight by which a
    column takes room that nobody needs.
    """
    natural = [max(wish, low) for wish, low in zip(natural, least, strict=True)]
    if sum(natural) <= room:
        spare = room - sum(natural)
        total = sum(grows)
        if total <= 0:
            return [wish + spare / len(natural) for wish in natural]
        return [wish + spare * weight / total for wish, weight in zip(natural, grows, strict=True)]
    if sum(least) >= room:
        factor = room / sum(least)
        return [low * factor for low in least]
    return _shrunk(natural, least, room)


def _shrunk(natural: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """Minima for all; what is left goes to those who want more, the longest texts most, none past its wish."""
    widths = list(least)
    open_ = {number for number, wish in enumerate(natural) if wish > least[number]}
    spare = room - sum(widths)
    while open_ and spare > 0.01:
        weights = {number: (natural[number] - least[number]) ** 0.5 for number in open_}
        total = sum(weights.values())
        given = 0.0
        for number, weight in weights.items():
            more = min(spare * weight / total, natural[number] - widths[number])
            widths[number] += more
            given += more
        open_ = {number for number in open_ if natural[number] - widths[number] > 0.01}
        spare -= given
    widths[widths.index(max(widths))] += room - sum(widths)
    return widths
