"""The typesetter of one document: the small parts that all blocks are made of, as strips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from csdesk.documents.model import Callout, Chip, KeyValue, Level, Run, Tone
from csdesk.documents.palette import INTERNAL_EDGE, INTERNAL_GROUND, Palette
from csdesk.documents.pdf import style
from csdesk.documents.pdf.pen import Pen
from csdesk.documents.pdf.strips import (
    ALWAYS,
    Align,
    Column,
    Strip,
    blank,
    columns,
    hold_all,
    stack_height,
    text_strips,
)
from csdesk.documents.pdf.style import Setting
from csdesk.documents.pdf.text import Line, Span, Speller, lines, measure

GUTTER_BOXES = 14.0
CHIP_HEIGHT = 14.0
CHIP_SHAPE = 5.8
LEVEL_WIDTH = 19.6
EDGE = 3.0


class Typesetter:
    """Sets the parts of one document in its colours; remembers what could not be spelled."""

    def __init__(self, palette: Palette, speller: Speller) -> None:
        self.palette = palette
        self.speller = speller

    # Text

    def text(
        self,
        text: str,
        setting: Setting,
        width: float,
        *,
        source: str = "",
        align: Align = "left",
        gap: float = 0.0,
    ) -> list[Strip]:
        """Text in one setting, broken into lines."""
        made = lines((Span(self.speller.printable(text), setting),), width)
        return text_strips(made, setting, width, source=source, align=align, gap=gap)

    def one_line(self, text: str, setting: Setting) -> Line:
        """Text on one line from left to right, however wide: the page’s own furniture."""
        return lines((Span(self.speller.printable(text).replace("\n", " "), setting),), 1e9, left_to_right=True)[0]

    def width(self, text: str, setting: Setting) -> float:
        """The widest line of `text` unbroken."""
        shown = self.speller.printable(text)
        return max(measure(part, setting) for part in shown.split("\n"))

    def least_width(self, text: str, setting: Setting) -> float:
        """The widest word of `text`, long ones left aside: those may break."""
        words = self.speller.printable(text).split()
        return max((measure(word, setting) for word in words if len(word) <= 24), default=0.0)

    def run(self, run: Run, setting: Setting, width: float, align: Align = "left", gap: float = 0.0) -> list[Strip]:
        """A run: its own style over the setting's."""
        return self.text(run.text, self.styled(run, setting), width, source=run.source, align=align, gap=gap)

    def styled(self, run: Run, setting: Setting) -> Setting:
        """The setting of a run."""
        if run.style == "bold":
            return setting.bold()
        return setting.coloured(style.LABEL.colour) if run.style == "muted" else setting

    # Statuses

    def chip_width(self, chip: Chip, *, ground: bool) -> float:
        """The room that a chip takes."""
        setting = style.CHIP if ground else style.CHIP_BARE
        word = self.width(chip.word, setting)
        return word + (CHIP_SHAPE + 4.5 + 10 if ground else CHIP_SHAPE + 4.5)

    def chip(self, chip: Chip, width: float, *, ground: bool, align: Literal["left", "right"] = "left") -> list[Strip]:
        """A chip: on its ground, or bare in a dense table. A word too long for the width wraps."""
        setting = (style.CHIP if ground else style.CHIP_BARE).coloured(self.palette.tone(chip.tone).text)
        inset = 5.0 if ground else 0.0
        before = inset + CHIP_SHAPE + 4.5
        made = lines((Span(self.speller.printable(chip.word), setting),), max(width - before - inset, 12))
        wide = before + max(line.width for line in made) + inset
        high = CHIP_HEIGHT if ground else 12.0
        total = high + (len(made) - 1) * setting.leading
        # The word shares the baseline of a row of table text.
        baseline = style.CELL.baseline + (1.0 if ground else 0.0)

        def paint(pen: Pen, x: float, y: float) -> None:
            left = x + (width - wide if align == "right" else 0.0)
            if ground:
                pen.rounded(left, y, wide, total, 2, pen.palette.tone(chip.tone).ground)
            middle = y + baseline - setting.size * 0.34
            pen.shape(chip.tone, left + inset + CHIP_SHAPE / 2, middle, CHIP_SHAPE)
            for number, line in enumerate(made):
                pen.line(left + before, y + baseline + number * setting.leading, line)
            pen.anchor(chip.source, left, y, left + wide, y + total)

        return [Strip(total, paint)]

    def level_width(self, level: Level) -> float:
        """The room that a level takes."""
        return LEVEL_WIDTH + self.width(level.word, style.CELL_TEXT)

    def level(self, level: Level, width: float) -> list[Strip]:
        """Three bars and a word."""
        setting = style.CELL_TEXT
        made = lines((Span(self.speller.printable(level.word), setting),), max(width - LEVEL_WIDTH, 12))
        total = len(made) * setting.leading

        def paint(pen: Pen, x: float, y: float) -> None:
            pen.level(x, y + setting.baseline, level.steps)
            for number, line in enumerate(made):
                pen.line(x + LEVEL_WIDTH, y + setting.baseline + number * setting.leading, line)
            pen.anchor(level.source, x, y, x + width, y + total)

        return [Strip(total, paint)]

    # Labels and facts

    def locked_label(self, label: str, width: float, setting: Setting = style.INTERNAL_LABEL) -> list[Strip]:
        """A label behind a lock."""
        made = self.text(label, setting, max(width - 12, 20))
        first = made[0]

        def paint(pen: Pen, x: float, y: float) -> None:
            pen.lock(x, y + setting.baseline - 7.2, 8)
            first.paint(pen, x + 12, y)

        rest = [columns((Column(12, (strip,)),)) for strip in made[1:]]
        return [Strip(first.height, paint, hold=ALWAYS), *rest]

    def facts(self, items: Sequence[KeyValue], widths: Sequence[float], value: Setting) -> list[list[Strip]]:
        """Labels over their values, for one row: the values start on one line, however long a label is."""
        labels = [self.text(item.label, style.LABEL, width) for item, width in zip(items, widths, strict=True)]
        tallest = max(map(stack_height, labels), default=0.0)
        made: list[list[Strip]] = []
        for item, label, width in zip(items, labels, widths, strict=True):
            short = tallest - stack_height(label)
            head = [*label, blank(short)] if short > 0 else label
            strips = [*head, *self.run(item.value, value, width)]
            hold_all(strips[: len(head) + 1], ALWAYS)
            made.append(strips)
        return made

    # Boxes

    def callouts(self, items: Sequence[Callout], width: float) -> Strip:
        """Callouts side by side in boxes of one height."""
        room = width - GUTTER_BOXES * (len(items) - 1)
        # Three share the width by the length of what they say, so that they end near one another.
        weights = [max(len(item.text.text), 36) ** 0.5 if len(items) > 2 else 1.0 for item in items]
        widths = [room * weight / sum(weights) for weight in weights]
        lefts = [sum(widths[:number]) + number * GUTTER_BOXES for number in range(len(items))]
        parts: list[Column] = []
        for left, each, item in zip(lefts, widths, items, strict=True):
            inset = 10.0 if item.internal else 13.0
            inner = each - EDGE - inset - 11
            if item.internal:
                stack = self.locked_label(item.label, inner) if item.label else []
                stack += self.run(item.text, style.INTERNAL_TEXT, inner)
            else:
                stack = self.text(item.label, style.LABEL, inner) if item.label else []
                stack += self.run(item.text, style.STATEMENT if item.strong else style.LIST, inner)
                stack[len(stack) - 1 and 1].gap = 1.0
            if item.label and len(stack) > 1:
                stack[0].hold = ALWAYS
            parts.append(Column(left + EDGE + inset, stack, *((6.5, 8) if item.internal else (10, 11))))

        def ground(pen: Pen, x: float, y: float, height: float, first: bool) -> None:
            for left, each, item in zip(lefts, widths, items, strict=True):
                self.box(pen, x + left, y, each, height, internal=item.internal)

        return columns(parts, ground=ground)

    def box(self, pen: Pen, x: float, y: float, width: float, height: float, *, internal: bool) -> None:
        """The ground and edge of a callout."""
        pen.box(x, y, width, height, INTERNAL_GROUND if internal else self.palette.tint)
        pen.box(x, y, EDGE, height, INTERNAL_EDGE if internal else self.palette.accent)

    def notice(self, text: str, width: float) -> Strip:
        """The internal copy's first box: a lock and a sentence in bold, then what it means."""
        first, stop, rest = self.speller.printable(text).partition(". ")
        spans = [Span(first + stop.strip(), style.NOTICE.bold())]
        if rest:
            spans.append(Span(rest, style.NOTICE))
        inner = width - 32 - 12
        stack = text_strips(lines(spans, inner), style.NOTICE, inner)

        def ground(pen: Pen, x: float, y: float, height: float, opens: bool) -> None:
            self.box(pen, x, y, width, height, internal=True)
            if opens:
                pen.lock(x + 16, y + 8.5, 10)

        return columns((Column(32, stack, 7.5, 8.5),), ground=ground)

    def node(self, pen: Pen, tone: Tone, x: float, y: float) -> None:
        """A node of a rail, on white."""
        pen.disc(x, y, 6.2, "#FFFFFF")
        pen.shape(tone, x, y, 8.6, strong=True)
