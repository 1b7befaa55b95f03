"""Strips: what a page is filled with from the top, and stacks of strips side by side.

A strip is a piece of the page over the full width of its column, with a height known before it is drawn. Strips never
overlap; a page break falls between two strips, or inside one that can be divided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from csdesk.documents.pdf.pen import Pen
from csdesk.documents.pdf.style import Setting
from csdesk.documents.pdf.text import Line

Paint = Callable[[Pen, float, float], None]
Ground = Callable[[Pen, float, float, float, bool], None]
"""Draws behind a strip: pen, x, top, height, and whether this is its first part."""

Align = Literal["left", "right", "start"]
""""start": the side on which the text itself begins."""

FREE, RATHER, ALWAYS = 0, 1, 2
"""How firmly a strip is held to the next one: not at all, where the page allows, in any case."""


@dataclass(slots=True)
class Strip:
    """A piece of a column: `paint(pen, x, top)` draws it."""

    height: float
    paint: Paint
    gap: float = 0.0
    """White above; left out at the top of a page."""
    hold: int = FREE
    heading: bool = False
    """Whether the gap may be pressed a little to save a page."""
    header: Strip | None = None
    """Drawn again above this strip when it opens a page."""
    divide: Callable[[float], tuple[Strip, Strip] | None] | None = None
    """Cuts at the given height: the part that fits, and the rest; None when nothing fits."""
    opens_page: bool = False
    signing: bool = False
    """Part of a block of signatures, which never stands alone on a page."""


@dataclass(slots=True)
class Column:
    """A stack of strips at `x`, with room above and below."""

    x: float
    strips: Sequence[Strip]
    above: float = 0.0
    below: float = 0.0

    @property
    def height(self) -> float:
        """Of all of it."""
        return self.above + stack_height(self.strips) + self.below


def stack_height(strips: Sequence[Strip]) -> float:
    """The height of strips under one another; the first one's gap does not count."""
    return sum(strip.height for strip in strips) + sum(strip.gap for strip in strips[1:])


def paint_stack(pen: Pen, strips: Sequence[Strip], x: float, y: float) -> None:
    """Draw strips under one another."""
    for number, strip in enumerate(strips):
        if number:
            y += strip.gap
        strip.paint(pen, x, y)
        y += strip.height


_DIVIDED = 120.0
"""What is lower goes to the next page whole, such as a row of a table; a long cell goes on there."""


def columns(
    parts: Sequence[Column], *, ground: Ground | None = None, least: float = 0.0, first: bool = True, gap: float = 0.0
) -> Strip:
    """Stacks side by side as one strip, as high as the highest; it can be divided between their strips."""
    height = max([least, *(part.height for part in parts)])

    def paint(pen: Pen, x: float, y: float) -> None:
        if ground is not None:
            ground(pen, x, y, height, first)
        for part in parts:
            paint_stack(pen, part.strips, x + part.x, y + part.above)

    def divide(room: float) -> tuple[Strip, Strip] | None:
        heads: list[Column] = []
        tails: list[Column] = []
        for part in parts:
            head, tail = cut(part.strips, room - part.above - part.below)
            heads.append(replace(part, strips=head))
            tails.append(replace(part, strips=tail))
        if not any(part.strips for part in heads) or not any(part.strips for part in tails):
            return None
        # A column that could not start here waits for the next page; one that must end here leaves the rest blank.
        if any(part.strips and not head.strips for part, head in zip(parts, heads, strict=True)):
            return None
        return columns(heads, ground=ground, first=first, gap=gap), columns(tails, ground=ground, first=False)

    return Strip(height, paint, gap=gap, divide=divide)


def cut(strips: Sequence[Strip], room: float) -> tuple[list[Strip], list[Strip]]:
    """As many strips as fit into `room`, and the others; a strip that can be divided is."""
    used = 0.0
    for number, strip in enumerate(strips):
        need = strip.height + (strip.gap if number else 0.0)
        if used + need > room + 0.01:
            head, tail = list(strips[:number]), list(strips[number:])
            if strip.divide is not None and (not head or strip.height > _DIVIDED):
                halves = strip.divide(room - used - (strip.gap if number else 0.0))
                if halves is not None:
                    return [*head, halves[0]], [halves[1], *tail[1:]]
            # A strip held to the next does not stay behind alone, if anything can stay without it.
            kept = next((at for at in range(len(head), 0, -1) if head[at - 1].hold == FREE), 0)
            if not kept:
                kept = next((at for at in range(len(head), 0, -1) if head[at - 1].hold != ALWAYS), 0)
            return head[:kept], [*head[kept:], *tail]
        used += need
    return list(strips), []


def text_strips(
    made: Sequence[Line],
    setting: Setting,
    width: float,
    *,
    source: str = "",
    align: Align = "left",
    gap: float = 0.0,
) -> list[Strip]:
    """One strip for each line; the first two and the last two stay together."""
    strips: list[Strip] = []
    count = len(made)
    for number, line in enumerate(made):
        strip = Strip(setting.leading, _painter(line, setting, width, source, align), gap=0.0 if number else gap)
        if number == 0 or number == count - 2:
            strip.hold = ALWAYS if count > 1 and number < count - 1 else FREE
        strips.append(strip)
    return strips


def _painter(line: Line, setting: Setting, width: float, source: str, align: Align) -> Paint:
    baseline, leading = setting.baseline, setting.leading
    if align == "start":
        align = "right" if line.right_to_left else "left"
    side: Literal["left", "right"] = "right" if align == "right" else "left"

    def paint(pen: Pen, x: float, y: float) -> None:
        pen.line(x, y + baseline, line, width=width, align=side)
        if source:
            pen.anchor(source, x, y, x + width, y + leading)

    return paint


def blank(height: float) -> Strip:
    """White."""
    return Strip(height, lambda pen, x, y: None)


def hold_all(strips: Sequence[Strip], hold: int) -> None:
    """Hold each strip to the next at least that firmly, but the last."""
    for strip in strips[:-1]:
        strip.hold = max(strip.hold, hold)
