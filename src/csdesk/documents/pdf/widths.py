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
    """The widest columns give way first: no column is wider than a common bound, none under its minimum."""
    low, high = 0.0, max(natural)
    for _ in range(40):
        bound = (low + high) / 2
        if sum(max(small, min(wish, bound)) for wish, small in zip(natural, least, strict=True)) > room:
            high = bound
        else:
            low = bound
    widths = [max(small, min(wish, low)) for wish, small in zip(natural, least, strict=True)]
    widths[widths.index(max(widths))] += room - sum(widths)
    return widths
