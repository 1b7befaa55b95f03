"""An agenda: the time bar, its parts with the customer's share of talking, and lines to write on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from csdesk.documents.model import AgendaPart, Block, Ruled, SideBySide, TalkBand, TimeBar, TimeSlot
from csdesk.documents.palette import INK, MUTED, RULE, TRACK
from csdesk.documents.pdf import style
from csdesk.documents.pdf.pen import Pen
from csdesk.documents.pdf.strips import ALWAYS, RATHER, Column, Strip, columns, hold_all, stack_height
from csdesk.documents.pdf.style import Setting
from csdesk.documents.pdf.typesetter import Typesetter

_LETTER: Final = Setting("bold", 27, 30, INK)
_CLOCK: Final = Setting("regular", 8.5, 11, INK, tabular=True)
_LENGTH: Final = Setting("regular", 8.5, 11, MUTED, tabular=True)
_SLOT: Final = Setting("bold", 8, 12, INK)
_SLOT_LENGTH: Final = Setting("regular", 8, 12, INK, tabular=True)
_TITLE: Final = Setting("bold", 11, 14, INK)
_AIM: Final = Setting("regular", 8.5, 12, MUTED)
_TALK: Final = Setting("bold", 7.5, 10, INK)
_MEASURED: Final = Setting("bold", 9, 12, INK, tabular=True)
_QUIET: Final = "#8A93A3"

_BAR: Final = 18.0
_GAP: Final = 1.0
_CLOCK_WIDTH: Final = 52.0
_WHEN_WIDTH: Final = 96.0
_LINE: Final = 17.0
_FEWEST_LINES: Final = 3
_KEPT_LINES: Final = 4
"""Lines to write on that stay together; more may go on over the page."""

Flow = Callable[[Sequence[Block], float], list[Strip]]


def _ruled_height(block: Block) -> float:
    if isinstance(block, SideBySide):
        return max(sum(_ruled_height(one) for one in side) for side in (block.first, block.second))
    return 12.0 + _LINE * block.lines if isinstance(block, Ruled) else 0.0


class AgendaSetter:
    """Sets the blocks of an agenda at one width; `flow` sets the blocks inside a part."""

    def __init__(self, setter: Typesetter, flow: Flow, width: float) -> None:
        self.setter = setter
        self.flow = flow
        self.width = width

    # The time bar

    def time_bar(self, bar: TimeBar) -> list[Strip]:
        """A box for each part, as wide as its minutes, and the clock under it."""
        slots = [slot for slot in bar.slots if slot.minutes > 0]
        if not slots:
            return []
        widths = self._shares(slots)
        lefts = [sum(widths[:number]) + number * _GAP for number in range(len(slots))]
        setter = self.setter
        note = setter.text(bar.note, style.LABEL, self.width) if bar.note else []
        ends = setter.one_line(bar.ends, style.FURNITURE)

        def paint(pen: Pen, x: float, y: float) -> None:
            shown = -1.0
            for slot, left, wide in zip(slots, lefts, widths, strict=True):
                fill = _QUIET if slot.quiet else setter.palette.meter
                pen.box(x + left, y, wide, _BAR, fill)
                self._in_slot(pen, slot, x + left, y, wide)
                clock = setter.one_line(slot.starts, style.FURNITURE)
                if left > shown and left + clock.width < self.width - ends.width - 6:
                    pen.line(x + left, y + _BAR + 9.5, clock)
                    shown = left + clock.width + 4
            pen.line(x + self.width - ends.width, y + _BAR + 9.5, ends)
            columns((Column(0, note),)).paint(pen, x, y + _BAR + 14)

        return [Strip(_BAR + 13 + stack_height(note), paint)]

    def _shares(self, slots: Sequence[TimeSlot]) -> list[float]:
        """Widths in proportion, none under what a figure needs."""
        room = self.width - _GAP * (len(slots) - 1)
        total = sum(slot.minutes for slot in slots)
        widths = [max(room * slot.minutes / total, min(20.0, room / len(slots))) for slot in slots]
        return [wide * room / sum(widths) for wide in widths]

    def _in_slot(self, pen: Pen, slot: TimeSlot, x: float, y: float, wide: float) -> None:
        """The part's name, and its minutes where there is room for both."""
        white = "#FFFFFF"
        title = self.setter.one_line(slot.title, _SLOT.coloured(white))
        if title.width > wide - 6:
            first = slot.title.split(" ")[0]
            title = self.setter.one_line(first, _SLOT.coloured(white))
        length = self.setter.one_line(slot.minutes_text, _SLOT_LENGTH.coloured(white))
        if title.width + length.width + 14 > wide:
            length = self.setter.one_line(f"{slot.minutes:g}", _SLOT_LENGTH.coloured(white))
        baseline = y + 12.0
        if title.width <= wide - 6:
            pen.line(x + min(5, (wide - title.width) / 2), baseline, title)
            if title.width + length.width + 14 <= wide:
                pen.line(x + wide - 5 - length.width, baseline, length)
        elif length.width <= wide - 4:
            pen.line(x + (wide - length.width) / 2, baseline, length)

    # Parts

    def part(self, part: AgendaPart) -> list[Strip]:
        """One part under its rule: clock, what to do, and notes."""
        setter = self.setter
        sided = part.talk is not None or bool(part.notes)
        clock: list[Strip] = []
        when: list[Strip] = []
        if part.letter:
            clock += setter.text(part.letter, _LETTER.coloured(setter.palette.accent), _CLOCK_WIDTH - 6)
        if sided:
            clock += setter.text(part.clock, _CLOCK, _CLOCK_WIDTH - 4)
            clock += setter.text(part.minutes, _LENGTH, _CLOCK_WIDTH - 4, source=part.minutes_source)
        else:
            # Without notes beside it a part is as high as its words: the time stands at the right of its title.
            said = f"{part.clock}\u00a0\u00a0·\u00a0\u00a0{part.minutes}"
            when = setter.text(said, _CLOCK, _WHEN_WIDTH, source=part.minutes_source, align="right")
        right = self.width * 0.463 if sided else 0.0
        middle = self.width - _CLOCK_WIDTH - (right + 16 if sided else 0.0)
        said_width = middle - (_WHEN_WIDTH + 8 if when else 0)
        left = setter.text(part.title, _TITLE, said_width, source=part.source)
        if part.aim:
            left += setter.text(part.aim, _AIM, said_width)
        hold_all(left, ALWAYS)
        inner = self.flow(part.blocks, middle)
        if inner:
            left[-1].hold = ALWAYS
            inner[0].gap = 6.0
            left += inner
        parts = [Column(0, clock, 2.0 if part.letter else 7.0, 2 if sided else 0), Column(_CLOCK_WIDTH, left, 6, 8)]
        if when:
            parts.append(Column(self.width - _WHEN_WIDTH, when, 8, 2))
        if sided:
            parts.append(Column(self.width - right, self._side(part, right, stack_height(left)), 7, 8))

        def ground(pen: Pen, x: float, y: float, height: float, first: bool) -> None:
            if first:
                pen.rule(x, x + self.width, y, INK, 0.8)
                key = f"h{len(pen.outline)}"
                pen.canvas.bookmarkHorizontal(key, 0, pen.height - y + 12)
                pen.outline.append((key, part.title))

        strip = columns(parts, ground=ground)
        strip.heading = True
        return [strip]

    def _side(self, part: AgendaPart, width: float, left: float) -> list[Strip]:
        """Talk-time band and notes, with as many lines as the left side is high."""
        made: list[Strip] = [self._talk(part.talk, width)] if part.talk is not None else []
        for number, block in enumerate(part.notes):
            if isinstance(block, Ruled):
                lines = block.lines
                if block.fill:
                    used = stack_height(made) + (12.0 if block.label else 0.0) + 4
                    after = sum(_ruled_height(one) for one in part.notes[number + 1 :])
                    lines = max(lines, _FEWEST_LINES, int((left - used - after) // _LINE))
                strips = AgendaSetter(self.setter, self.flow, width).ruled(Ruled(block.label, lines))
            else:
                strips = self.flow((block,), width)
            if strips and made:
                strips[0].gap = 5.0
            made += strips
        return made

    def _talk(self, talk: TalkBand, width: float) -> Strip:
        setter = self.setter
        box = 36.0
        band = width - box - 8
        label = setter.text("Customer talks", style.LABEL, band)
        words = setter.text(talk.words, _TALK, band, align="right")
        ends = [setter.one_line(text, Setting("regular", 6.5, 9, MUTED, tabular=True)) for text in ("0", "50", "100%")]
        measured = setter.one_line(talk.measured or "%", _MEASURED if talk.measured else style.LABEL)
        below = setter.one_line("measured", Setting("regular", 6.5, 9, MUTED))

        def paint(pen: Pen, x: float, y: float) -> None:
            columns((Column(0, label),)).paint(pen, x, y)
            columns((Column(0, words),)).paint(pen, x, y)
            top = y + 12
            pen.box(x, top, band, 6, TRACK)
            low, high = max(talk.low, 0), min(talk.high, 100)
            # A single figure is a mark, and not nothing.
            wide = max((high - low) / 100, 0.02) * band
            pen.box(x + band * low / 100 - (wide / 2 if low == high else 0), top, wide, 6, setter.palette.meter)
            for line, place in zip(ends, (0.0, 0.5, 1.0), strict=True):
                pen.line(x + band * place - line.width * place, top + 14, line)
            pen.frame(x + width - box, y + 1, box, 18, MUTED, 0.6)
            pen.line(x + width - 5 - measured.width, y + 13.2, measured)
            pen.line(x + width - box, y + 26, below)
            pen.anchor(talk.source, x + width - box, y + 1, x + width, y + 19)

        return Strip(29.0, paint)

    # Lines to write on

    def ruled(self, block: Ruled) -> list[Strip]:
        """A label and lines 17 apart."""
        made = self.setter.text(block.label, style.LABEL, self.width) if block.label else []
        width = self.width

        def line(pen: Pen, x: float, y: float) -> None:
            pen.rule(x, x + width, y + _LINE, RULE, 0.6)

        hold_all(made, ALWAYS)
        if made:
            made[-1].hold = ALWAYS
        lines = [Strip(_LINE, line) for _ in range(max(block.lines, 1))]
        for strip in lines[:-1]:
            strip.hold = RATHER if len(lines) <= _KEPT_LINES else strip.hold
        return [*made, *lines]
