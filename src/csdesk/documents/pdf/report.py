"""Reports: bars, numbered matters and steps on a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from csdesk.documents.model import Bars, Block, Point, Points, Run, Steps
from csdesk.documents.palette import INK, MUTED, RULE
from csdesk.documents.pdf import style
from csdesk.documents.pdf.pen import Pen
from csdesk.documents.pdf.strips import ALWAYS, RATHER, Column, Ground, Strip, columns, hold_all, stack_height
from csdesk.documents.pdf.style import Setting
from csdesk.documents.pdf.text import Line
from csdesk.documents.pdf.typesetter import Typesetter

_AMOUNT: Final = Setting("bold", 8.5, 12, INK, True)
_NUMBER: Final = Setting("bold", 15, 18, INK)
_TITLE: Final = Setting("bold", 11, 14, INK)
_TEXT: Final = Setting("regular", 9, 12, MUTED)
_STEP: Final = Setting("bold", 8.5, 12, INK, True)
_DISC: Final = Setting("bold", 8, 10, "#FFFFFF", True)

_BAR: Final = 13.0
_ROW: Final = 22.0
_INSET: Final = 22.0
_MOST_STEPS: Final = 5

Flow = Callable[[Sequence[Block], float], list[Strip]]


class ReportSetter:
    """Sets these blocks at one width; `flow` sets the blocks inside a matter."""

    def __init__(self, setter: Typesetter, flow: Flow, width: float) -> None:
        self.setter = setter
        self.flow = flow
        self.width = width

    # Bars

    def bars(self, block: Bars) -> list[Strip]:
        """Names left, bars from an upright line, amounts at their ends, and the legend when both sorts occur."""
        setter = self.setter
        names = self.width * 0.31
        amounts = max((setter.width(bar.text.text, _AMOUNT) for bar in block.items), default=0.0) + 10
        room = max(40.0, self.width - names - amounts)
        longest = max((abs(bar.amount) for bar in block.items), default=0.0) or 1.0
        made: list[Strip] = []
        for bar in block.items:
            label = setter.run(bar.label, style.CELL_TEXT, names - 12)
            height = max(_ROW, stack_height(label) + 8)
            length = max(1.0, room * abs(bar.amount) / longest)
            amount = setter.run(bar.text, _AMOUNT, amounts + room)

            def paint(
                pen: Pen, x: float, y: float, label: list[Strip] = label, height: float = height,
                length: float = length, amount: list[Strip] = amount, dashed: bool = bar.dashed,
            ) -> None:  # fmt: skip
                middle = y + height / 2
                columns((Column(0, label),)).paint(pen, x, middle - stack_height(label) / 2)
                if dashed:
                    pen.dashed(x + names + 0.4, middle - _BAR / 2, length - 0.4, _BAR, setter.palette.meter, 0.8)
                else:
                    pen.box(x + names, middle - _BAR / 2, length, _BAR, setter.palette.meter)
                columns((Column(0, amount),)).paint(pen, x + names + length + 6, middle - 6.2)
                pen.upright(x + names, y, y + height, INK, 0.8)

            made.append(Strip(height, paint, hold=RATHER))
        if made:
            made[-1].hold = RATHER
            made += self._legend(block)
            made[-1].hold = 0
        return made

    def _legend(self, block: Bars) -> list[Strip]:
        sorts = {bar.dashed for bar in block.items}
        both = ((block.full, False), (block.open, True))
        words = [(text, dashed) for text, dashed in both if text and dashed in sorts]
        if not any(dashed for _, dashed in words):
            return []
        lines = [(self.setter.one_line(text, style.CELL_SECOND), dashed) for text, dashed in words]

        def paint(pen: Pen, x: float, y: float) -> None:
            for line, dashed in lines:
                if dashed:
                    pen.dashed(x + 0.4, y + 2, 8, 8, self.setter.palette.meter, 0.8)
                else:
                    pen.box(x, y + 2, 8.5, 8.5, self.setter.palette.meter)
                pen.line(x + 14, y + style.CELL_SECOND.baseline, line)
                x += 14 + line.width + 20

        return [Strip(12.0, paint, gap=6.0)]

    # Numbered matters

    def points(self, block: Points) -> list[Strip]:
        """Each matter beside its number; a matter may break between its rows, never after its title."""
        made = [self._point(number, item) for number, item in enumerate(block.items, 1)]
        for strip in made[1:]:
            strip.gap = 12.0
        return made

    def _point(self, number: int, item: Point) -> Strip:
        setter = self.setter
        figure = setter.text(str(number), _NUMBER.coloured(setter.palette.accent), _INSET)
        words = setter.run(item.title, _TITLE, self.width - _INSET)
        if item.text is not None and item.text.text.strip():
            words += setter.run(item.text, _TEXT, self.width - _INSET)
        inner = self.flow(item.blocks, self.width - _INSET)
        if inner:
            hold_all(words, ALWAYS)
            words[-1].hold = ALWAYS
            inner[0].gap = 5.0
        return columns((Column(0, figure, 0.4), Column(_INSET, [*words, *inner])))

    # Steps

    def steps(self, block: Steps) -> list[Strip]:
        """Numbered discs on a line, three to five across, each over its date and what happens then."""
        across = min(_MOST_STEPS, max(1, len(block.items)))
        if len(block.items) > _MOST_STEPS:
            across = 4
        made: list[Strip] = []
        for start in range(0, len(block.items), across):
            items = block.items[start : start + across]
            each = self.width / across
            parts = []
            for number, item in enumerate(items):
                stack = [
                    *self.setter.run(item.when, _STEP, each - 14),
                    *self.setter.run(Run(item.text), style.CELL_TEXT, each - 14),
                ]
                parts.append(Column(number * each, stack, 22.0, 2.0))
            numbers = [self.setter.one_line(str(start + number + 1), _DISC) for number in range(len(items))]

            strip = columns(parts, ground=self._discs(numbers, each))
            strip.divide = None
            strip.gap = 8.0 if start else 0.0
            made.append(strip)
        return made

    def _discs(self, numbers: Sequence[Line], each: float) -> Ground:
        def ground(pen: Pen, x: float, y: float, height: float, first: bool) -> None:
            pen.rule(x + 8, x + each * (len(numbers) - 1) + 8, y + 9, RULE, 0.8)
            for number, line in enumerate(numbers):
                centre = x + number * each + 8
                pen.disc(centre, y + 9, 7.5, self.setter.palette.meter)
                pen.line(centre - line.width / 2, y + 11.8, line)

        return ground
