"""Large figures side by side."""

from __future__ import annotations

from typing import Final

from csdesk.documents.model import Figure, Figures
from csdesk.documents.palette import INK, RULE
from csdesk.documents.pdf import style
from csdesk.documents.pdf.pen import Pen
from csdesk.documents.pdf.strips import ALWAYS, Column, Strip, columns, hold_all
from csdesk.documents.pdf.typesetter import Typesetter

ACROSS: Final = 3
_PAD: Final = 13.0


def figure_strips(setter: Typesetter, block: Figures, width: float) -> list[Strip]:
    """Rows of up to three figures between rules, with a hairline between neighbours."""
    made: list[Strip] = []
    for start in range(0, len(block.items), ACROSS):
        row = block.items[start : start + ACROSS]
        each = width / len(row)
        lefts = [number * each for number in range(len(row))]
        parts = [
            Column(left + (_PAD if number else 0), _figure(setter, item, each - _PAD * (2 if number else 1)), 9, 9)
            for number, (left, item) in enumerate(zip(lefts, row, strict=True))
        ]

        def ground(
            pen: Pen, x: float, y: float, height: float, first: bool, at: tuple[float, ...] = tuple(lefts[1:])
        ) -> None:
            if first:
                pen.rule(x, x + width, y, INK, 0.8)
            pen.rule(x, x + width, y + height, RULE, 0.6)
            for left in at:
                pen.upright(x + left, y, y + height, RULE, 0.6)

        made.append(columns(parts, ground=ground))
    return made


def _figure(setter: Typesetter, item: Figure, width: float) -> list[Strip]:
    large = style.FIGURE.coloured(setter.palette.accent)
    small = style.FIGURE_SMALL.coloured(setter.palette.accent)
    value = setter.run(item.value, large if setter.width(item.value.text, large) <= width else small, width)
    label = setter.run(item.label, style.FIGURE_LABEL, width)
    second = setter.text(item.second, style.CELL_SECOND, width) if item.second else []
    made = [*value, *label, *second]
    hold_all(made, ALWAYS)
    return made
