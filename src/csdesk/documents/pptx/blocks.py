"""Blocks on a slide: how tall they are, where they can be parted, and how they are drawn.

Every block answers `cut(width, height, words, fresh)`: what of it fits into that room, and what is left for the next
slide. `fresh` says that the slide is still empty: then at least a line is taken, so that the work always ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from csdesk.documents.deck import Columns, GoalRow, GoalRows, Saying, Text, TextColumn, words
from csdesk.documents.model import Chip
from csdesk.documents.palette import INK, MUTED, RULE, TEXT, TRACK, Palette
from csdesk.documents.pptx.measure import line_count, take, widest_line
from csdesk.documents.pptx.pen import BULLET_INDENT, Line, Sheet, line

WORDS: Final = 60
"""Running words on one slide."""
LIST_WORDS: Final = 72
"""Words in lists on one slide: they are read at a glance, so that a few more do no harm."""
GOALS: Final = 3
_GOAL_HEIGHT: Final = 116.0
_GOAL_PAD: Final = 15.0
_TITLE: Final = (19.0, 24.0)
_BODY: Final = (16.0, 21.0)
_LABEL: Final = (14.0, 18.0)
_NOW: Final = (16.5, 20.0)
_TRACK: Final = 12.0
_METER: Final = (0.388, 0.424)
"""Where the meter begins and how wide it is, as shares of the width."""
_LONG_VALUE: Final = 2
"""Lines that a value may take at a meter; longer ones are told beside the goal."""
_CONTINUED: Final = " (continued)"
_GUTTER: Final = 28.0
_ITEM: Final = (18.0, 24.0)
_LIST_TITLE: Final = (19.0, 24.0)
_ITEM_GAP: Final = 12.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a block that fits: its height, its running words, and how to draw it with the top left corner given."""

    height: float
    draw: Callable[[Sheet, float, float], None]
    words: int = 0
    foot: bool = False
    """Stands at the foot of the slide when it comes last."""


def draw_chip(sheet: Sheet, look: Palette, chip: Chip, right: float, middle: float, size: float = 15.0) -> None:
    """A status on its ground, its right edge at `right`."""
    tone = look.tone(chip.tone)
    shape = size * 0.74
    wide = widest_line(chip.word, size, True) + 4
    width = wide + shape + 18
    height = size + 7
    x, y = right - width, middle - height / 2
    with sheet.group(x, y, width, height, "Status", f"Status: {chip.word}"):
        sheet.rectangle(
            x, y, width, height, tone.ground, shape="roundRect", name="Status ground",
            adjust='<a:gd name="adj" fmla="val 10000"/>',
        )  # fmt: skip
        sheet.status(chip.tone, x + 6, middle - shape / 2, shape, tone.shape, tone.ground)
        sheet.text(
            x + shape + 12, y, wide, height, (line(chip.word, size, size + 4, tone.text, bold=True),), anchor="ctr",
            name="Status word",
        )  # fmt: skip


class Setter:
    """Sets the blocks of running text and goals in the colours of one letterhead."""

    def __init__(self, look: Palette) -> None:
        self.look = look

    def text(
        self, block: Text, width: float, height: float, count: int, fresh: bool
    ) -> tuple[Piece | None, Text | None]:
        """Running text."""
        size, leading = 18.0, 25.0
        lines = int(height // leading)
        if not fresh and (lines < 2 or count < 12):
            return None, block
        head, rest = take(block.text, size, width, max(lines, 1), words=max(count, 1))
        tall = line_count(head, size, width) * leading

        def draw(sheet: Sheet, x: float, y: float) -> None:
            sheet.text(x, y, width, tall, (line(head, size, leading, TEXT),))

        return Piece(tall, draw, words([head])), Text(rest) if rest else None

    def goals(
        self, block: GoalRows, width: float, height: float, count: int, fresh: bool
    ) -> tuple[Piece | None, GoalRows | None]:
        """Goals, three to a slide at most."""
        taken: list[tuple[GoalRow, float]] = []
        rest = list(block.items)
        used = 0.0
        spoken = 0
        while rest and len(taken) < GOALS:
            first = self._told(rest[0], width)
            tall = self._goal_height(first, width)
            many = words([first.text])
            if used + tall <= height + 0.5 and spoken + many <= WORDS:
                taken.append((first, tall))
                used += tall
                spoken += many
                rest.pop(0)
                continue
            if taken or not fresh:
                break
            # A single goal that is more than a slide: its text goes on in a row of its own.
            head, tail = self._part(first, width, height)
            taken.append((head, min(self._goal_height(head, width), height)))
            used = taken[-1][1]
            rest[0] = tail
            break
        if not taken:
            return None, block
        even = max(_GOAL_HEIGHT, *(tall for _, tall in taken), 0.0)
        if even * len(taken) <= height:
            taken = [(goal, even) for goal, _ in taken]
        else:
            taken = [(goal, tall + (height - used) / len(taken) if used < height else tall) for goal, tall in taken]

        def draw(sheet: Sheet, x: float, y: float) -> None:
            sheet.rule(x, y, width, INK, 1.0)
            for number, (goal, tall) in enumerate(taken):
                if number:
                    sheet.rule(x, y, width, RULE)
                self._goal(sheet, goal, x, y, width, tall)
                y += tall

        return Piece(sum(tall for _, tall in taken), draw, spoken), GoalRows(tuple(rest)) if rest else None

    def _told(self, goal: GoalRow, width: float) -> GoalRow:
        """`goal` with values that are too long for a meter told in its text."""
        wide = width * _METER[1]
        sides = (line_count(goal.start, _LABEL[0], wide / 2 - 8), line_count(goal.target, _LABEL[0], wide / 2 - 8))
        if line_count(goal.now, _NOW[0], wide, True) <= 1 and max(sides) <= _LONG_VALUE:
            return goal
        parts = [f"{label} {value}" for label, value in
                 (("From", goal.start), ("Now", goal.now), ("Target", goal.target)) if value]  # fmt: skip
        text = "\n".join(part for part in (goal.text, *parts) if part)
        return replace(goal, text=text, start="", now="", target="", fraction=goal.fraction)

    def _part(self, goal: GoalRow, width: float, height: float) -> tuple[GoalRow, GoalRow]:
        wide = width * _METER[0] - 24
        title, more = take(goal.title, _TITLE[0], wide, 6, bold=True)
        room = height - 2 * _GOAL_PAD - line_count(title, _TITLE[0], wide, True) * _TITLE[1]
        head, rest = take(goal.text, _BODY[0], wide, max(1, int(room // _BODY[1])), words=WORDS)
        if more:
            return replace(goal, title=title, text=""), GoalRow(more, goal.text)
        name = title.removesuffix(_CONTINUED)
        return replace(goal, text=head), GoalRow(f"{name}{_CONTINUED}" if len(name) < 80 else _CONTINUED.strip(), rest)

    def _goal_height(self, goal: GoalRow, width: float) -> float:
        wide = width * _METER[0] - 24
        left = line_count(goal.title, _TITLE[0], wide, True) * _TITLE[1]
        left += 3 + line_count(goal.text, _BODY[0], wide) * _BODY[1]
        meter = width * _METER[1]
        sides = max(line_count(goal.start, _LABEL[0], meter / 2 - 8), line_count(goal.target, _LABEL[0], meter / 2 - 8))
        right = _NOW[1] + 6 + _TRACK + 8 + sides * _LABEL[1]
        return max(left, right) + 2 * _GOAL_PAD

    def _goal(self, sheet: Sheet, goal: GoalRow, x: float, y: float, width: float, height: float) -> None:
        wide = width * _METER[0] - 24
        lines = [line(goal.title, *_TITLE, INK, bold=True)]
        if goal.text:
            lines.append(line(goal.text, *_BODY, MUTED, before=3))
        # In a roomy row what it says stands a little above the middle, all rows alike.
        pad = max(_GOAL_PAD, min(25.0, height - self._goal_height(goal, width) + _GOAL_PAD))
        sheet.text(x, y + pad, wide, height - pad - _GOAL_PAD, lines, name="Goal")
        # Beside a text of several goals' height, the meter keeps to the goal's title.
        top = y + pad - 6
        self._meter(sheet, goal, x + width * _METER[0], top, width * _METER[1])
        if goal.chip is not None:
            draw_chip(sheet, self.look, goal.chip, x + width, top + _NOW[1] + 6 + _TRACK / 2)

    def _meter(self, sheet: Sheet, goal: GoalRow, x: float, y: float, width: float) -> None:
        track = y + _NOW[1] + 6
        at = x
        if goal.fraction is not None:
            share = min(1.0, max(0.0, goal.fraction))
            at = x + width * share
            told = ", ".join(part for part in (f"{round(share * 100)}% of the way", goal.start and f"from {goal.start}",
                                               goal.now and f"now {goal.now}", goal.target and f"to {goal.target}")
                             if part)  # fmt: skip
            with sheet.group(x, track - 4, width, _TRACK + 8, "Meter", told):
                sheet.rectangle(x, track, width, _TRACK, TRACK, name="Way to go")
                if share > 0:
                    sheet.rectangle(x, track, width * share, _TRACK, self.look.meter, name="Way gone")
                sheet.rectangle(min(max(at - 0.75, x), x + width - 1.5), track - 4, 1.5, _TRACK + 8, INK, name="Now")
        elif goal.start or goal.now or goal.target:
            sheet.rule(x, track + _TRACK / 2, width, TRACK, 2.0)
            at = x + width / 2
        if goal.now:
            long = min(widest_line(goal.now, _NOW[0], True) + 8, width)
            left = min(max(at - long / 2, x), x + width - long)
            align = "l" if left <= x else "r" if left >= x + width - long else "ctr"
            sheet.text(left, y, long, _NOW[1], (line(goal.now, *_NOW, INK, bold=True, align=align),), name="Value now")
        below = track + _TRACK + 8
        half = width / 2 - 8
        for text, place, align, name in ((goal.start, x, "l", "Start"), (goal.target, x + width - half, "r", "Target")):
            if text:
                tall = line_count(text, _LABEL[0], half) * _LABEL[1]
                sheet.text(place, below, half, tall, (line(text, *_LABEL, MUTED, align=align),), name=name)

    def columns(
        self, block: Columns, width: float, height: float, count: int, fresh: bool
    ) -> tuple[Piece | None, Columns | None]:
        """Titled lists side by side; what is too long goes on under the same titles."""
        number = len(block.items)
        count += LIST_WORDS - WORDS
        wide = (width - _GUTTER * (number - 1)) / number
        inner = wide - BULLET_INDENT
        whole = words([item for column in block.items for item in column.items])
        share = whole if whole <= count else max(1, count // number)
        shown: list[TextColumn] = []
        left: list[TextColumn] = []
        tallest = 0.0
        for column in block.items:
            head = line_count(column.title, _LIST_TITLE[0], wide, True) * _LIST_TITLE[1] + 24
            if head + _ITEM[1] > height and not fresh:
                return None, block
            items, rest, tall = self._items(column, inner, height - head, share, fresh)
            shown.append(TextColumn(column.title, tuple(items)))
            left.append(TextColumn(column.title, tuple(rest)))
            tallest = max(tallest, head + tall)
        if not any(one.items for one in shown):
            return None, block

        def draw(sheet: Sheet, x: float, y: float) -> None:
            for column in shown:
                sheet.rule(x, y, wide, INK, 1.0)
                lines: list[Line] = [line(column.title, *_LIST_TITLE, INK, bold=True)]
                for place, item in enumerate(column.items):
                    lines.append(line(item, *_ITEM, TEXT, before=_ITEM_GAP if place else 6, bullet=self.look.accent))
                sheet.text(x, y + 16, wide, tallest - 16, lines, name="List")
                x += wide + _GUTTER

        remaining = tuple(one for one in left if one.items)
        spoken = words([item for one in shown for item in one.items])
        return Piece(tallest, draw, spoken), Columns(remaining) if remaining else None

    def _items(
        self, column: TextColumn, inner: float, height: float, share: int, fresh: bool
    ) -> tuple[list[str], list[str], float]:
        items: list[str] = []
        rest = list(column.items)
        used = 0.0
        spoken = 0
        while rest:
            gap = _ITEM_GAP if items else 0.0
            lines = int((height - used - gap) // _ITEM[1])
            need = line_count(rest[0], _ITEM[0], inner)
            many = words(rest[:1])
            if need <= lines and (spoken + many <= share or (not items and many <= share)):
                items.append(rest.pop(0))
                used += gap + need * _ITEM[1]
                spoken += many
                continue
            if not items and (fresh or lines > 2):
                head, tail = take(rest[0], _ITEM[0], inner, max(lines, 1), words=share)
                items.append(head)
                used += line_count(head, _ITEM[0], inner) * _ITEM[1]
                if tail:
                    rest[0] = tail
                else:
                    rest.pop(0)
            break
        return items, rest, used

    def saying(
        self, block: Saying, width: float, height: float, count: int, fresh: bool
    ) -> tuple[Piece | None, Saying | None]:
        """Lines on a tinted ground."""
        size, leading = (16.5, 23.0)
        inner = width - 5 - 19 - 20
        frame = 14 + line_count(block.label, 14, inner, True) * 20 + 14
        room = int((height - frame) // leading)
        taken: list[str] = []
        rest = list(block.lines)
        used = spoken = 0
        while rest:
            need = line_count(rest[0], size, inner, block.strong)
            many = words(rest[:1])
            if used + need <= room and spoken + many <= WORDS:
                taken.append(rest.pop(0))
                used += need
                spoken += many
                continue
            if not taken and fresh:
                head, tail = take(rest[0], size, inner, max(room, 1), bold=block.strong, words=WORDS)
                taken.append(head)
                used += line_count(head, size, inner, block.strong)
                rest[:1] = [tail] if tail else []
            break
        if not taken or (rest and not fresh):
            return None, block
        tall = frame + used * leading
        look = self.look

        def draw(sheet: Sheet, x: float, y: float) -> None:
            sheet.rectangle(x, y, width, tall, look.tint, name="Callout ground")
            sheet.rectangle(x, y, 5, tall, look.accent, name="Callout edge")
            lines = [line(block.label, 14, 20, look.accent, bold=True)] if block.label else []
            lines += [line(text, size, leading, INK, bold=block.strong) for text in taken]
            sheet.text(x + 24, y + 14, inner, tall - 28, lines, name="Callout")

        return Piece(tall, draw, 0, True), replace(block, lines=tuple(rest)) if rest else None
