"""What a figure is, how it is measured, and how the table is printed."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured thing and its floor: the least that any program doing it on the same libraries would need."""

    name: str
    ours: float
    floor: float | None
    unit: str = "ms"
    beside: str = ""


def best_of(times: int, work: Callable[[], object]) -> float:
    """The median of some runs in milliseconds; one run before them is thrown away where there is more than one."""
    found = []
    for number in range(times + (times > 1)):
        gc.collect()
        begun = time.perf_counter()
        work()
        taken = (time.perf_counter() - begun) * 1000
        if number or times == 1:
            found.append(taken)
    return statistics.median(found)


def printed(figures: Iterable[Figure]) -> str:
    """The table: figure, ours, floor, ratio, and what the floor is."""
    rows = [("figure", "ours", "floor", "ratio", "the floor is")]
    for one in figures:
        ratio = f"{one.ours / one.floor:.1f}" if one.floor else "–"
        floor = f"{one.floor:,.1f} {one.unit}" if one.floor is not None else "–"
        rows.append((one.name, f"{one.ours:,.1f} {one.unit}", floor, ratio, one.beside))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if place in (0, 4) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(" | ".join(cells).rstrip())
    lines.insert(1, "-|-".join("-" * width for width in widths))
    return "\n".join(lines)
