"""Every block of the document model as strips."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from csdesk.documents import model
from csdesk.documents.model import Block
from csdesk.documents.palette import INK, RULE
from csdesk.documents.pdf import style
from csdesk.documents.pdf.agenda import AgendaSetter
from csdesk.documents.pdf.cards import CardSetter
from csdesk.documents.pdf.figures import figure_strips
from csdesk.documents.pdf.marked import marked
from csdesk.documents.pdf.pen import Pen
from csdesk.documents.pdf.report import ReportSetter
from csdesk.documents.pdf.strips import ALWAYS, RATHER, Column, Ground, Strip, columns, hold_all, stack_height
from csdesk.documents.pdf.tables import TableSetter
from csdesk.documents.pdf.typesetter import Typesetter

_BEFORE_HEADING = 17.0
_PARAGRAPHS = re.compile(r"\n\s*\n")
_GUTTER_TEXT, _GUTTER_TABLE = 24.0, 20.0
_KEPT_CHECKS = 8
_MOST_CHECKS = 60
"""Tick boxes that may stand in two columns, which do not break over a page."""
_BOX = 8.5
_LONG_NOTE = 220
_BY_HAND = (model.Checklist, model.Ruled)
_SLIP = 200.0
"""Height of boxes and lines up to which they are never parted from the places to sign below."""


class BlockSetter:
    """Sets blocks one after another at one width."""

    def __init__(self, setter: Typesetter) -> None:
        self.setter = setter
        self.opens_page = False

    def flow(self, blocks: Sequence[Block], width: float, gap: float = 0.0) -> list[Strip]:
        """All blocks as strips; `gap` is the white above the first."""
        made: list[Strip] = []
        before: Block | None = None
        slip = 0
        for number, block in enumerate(blocks):
            if isinstance(block, model.PageBreak):
                self.opens_page = bool(made)
                continue
            if isinstance(block, model.Heading):
                self.setter.speller.place = block.text
            strips = self.block(block, width)
            if not strips:
                continue
            strips[0].gap = self._gap(block, before) if made else gap
            if self.opens_page:
                strips[0].opens_page, self.opens_page = True, False
            if isinstance(before, model.Heading):
                made[-1].hold = ALWAYS
            elif isinstance(before, _BY_HAND) and isinstance(block, model.Ruled | model.Signatures):
                # A slip to fill in stays in one piece: what is signed is never parted from its boxes and lines.
                made[-1].hold = RATHER
                if isinstance(block, model.Signatures) and stack_height(made[slip:]) <= _SLIP:
                    hold_all(made[slip:], ALWAYS)
                    made[-1].hold = ALWAYS
            elif isinstance(before, model.Paragraph) and isinstance(block, model.Signatures):
                # What is signed stands above the places to sign.
                made[-1].hold = RATHER
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            if isinstance(block, model.Heading) and isinstance(following, model.Signatures):
                for strip in strips:
                    strip.signing = True
            if isinstance(block, _BY_HAND) and not isinstance(before, _BY_HAND):
                slip = len(made)
            made += strips
            before = block
        return made

    def _gap(self, block: Block, before: Block | None) -> float:
        if isinstance(block, model.Heading):
            if block.level == 1:
                return _BEFORE_HEADING
            return 0.0 if isinstance(before, model.Heading) else 10.0
        if isinstance(before, model.Heading):
            # Running text carries its leading above the first line: take it back under a section's heading.
            return -1.5 if isinstance(block, model.Paragraph) and before.level == 1 else 0.0
        if before is None:
            return 0.0
        if isinstance(block, model.Paragraph) and isinstance(before, model.Paragraph):
            return 6.0
        if isinstance(block, model.Callouts) and isinstance(before, model.Callouts):
            return 8.0
        if isinstance(block, model.KeyValues) and isinstance(before, model.Signatures):
            return 14.0
        if isinstance(block, model.Marked):
            return 0.0
        if isinstance(block, model.AgendaPart):
            return 6.0 if isinstance(before, model.AgendaPart) else 14.0
        if isinstance(block, model.TimeBar | model.Figures):
            return 16.0
        if isinstance(before, model.Figures):
            return 18.0
        return 10.0

    def block(self, block: Block, width: float) -> list[Strip]:
        """One block as strips."""
        match block:
            case model.Heading():
                return self._heading(block, width)
            case model.Paragraph():
                return self._paragraph(block, width)
            case model.KeyValues():
                return self._key_values(block, width)
            case model.Table():
                return TableSetter(self.setter, block, width).strips()
            case model.Checklist():
                return self._checklist(block, width)
            case model.Callouts():
                return [self.setter.callouts(block.items, width)] if block.items else []
            case model.Cards():
                return CardSetter(self.setter, block.items, width).strips()
            case model.ItemList():
                return self._list(block, width)
            case model.Signatures():
                return self._signatures(block, width)
            case model.SideBySide():
                return self._side_by_side(block, width)
            case model.Figures():
                return figure_strips(self.setter, block, width)
            case model.Ruled():
                return AgendaSetter(self.setter, self.flow, width).ruled(block)
            case model.Marked():
                return marked(self.setter, block, width)
            case model.TimeBar():
                return AgendaSetter(self.setter, self.flow, width).time_bar(block)
            case model.AgendaPart():
                return AgendaSetter(self.setter, self.flow, width).part(block)
            case model.Bars():
                return ReportSetter(self.setter, self.flow, width).bars(block)
            case model.Points():
                return ReportSetter(self.setter, self.flow, width).points(block)
            case model.Steps():
                return ReportSetter(self.setter, self.flow, width).steps(block)
            case model.PageBreak():
                return []
        assert_never(block)

    # Headings and text

    def _heading(self, block: model.Heading, width: float) -> list[Strip]:
        setter = self.setter
        if block.level == 2:
            strips = self._sub_heading(block.text, width, internal=block.internal)
            strips[-1].hold = ALWAYS
            return strips
        lock = 16.0 if block.internal else 0.0
        note_width = min(setter.width(block.note, style.NOTE), width * 0.5) if block.note else 0.0
        title = setter.text(block.text, style.SECTION, width - lock - (note_width + 16 if block.note else 0.0))
        hold_all(title, ALWAYS)
        parts = [Column(lock, title, 6, 7)]
        if block.note:
            note = setter.text(block.note, style.NOTE, note_width, align="right")
            # The note stands on the title's first baseline.
            drop = 6 + style.SECTION.baseline - style.NOTE.baseline
            parts.append(Column(width - note_width, note, drop, 7))

        def ground(pen: Pen, x: float, y: float, height: float, first: bool) -> None:
            pen.rule(x, x + width, y, INK, 0.9)
            if block.internal:
                pen.lock(x + 0.5, y + 6 + style.SECTION.baseline - 10, 11)
            pen.canvas.bookmarkHorizontal(f"h{len(pen.outline)}", 0, pen.height - y + 12)
            pen.outline.append((f"h{len(pen.outline)}", block.text))
            pen.anchor(block.source, x, y + 2, x + width, y + height - 2)

        strip = columns(parts, ground=ground)
        strip.divide = None
        strip.heading = True
        return [strip]

    def _sub_heading(self, text: str, width: float, *, internal: bool = False) -> list[Strip]:
        strips = self.setter.locked_label(text, width, style.SUBHEAD) if internal else []
        strips = strips or self.setter.text(text, style.SUBHEAD, width)
        hold_all(strips, ALWAYS)
        return [*strips[:-1], columns((Column(0, strips[-1:], 0, 3.5),))]

    def _paragraph(self, block: model.Paragraph, width: float) -> list[Strip]:
        setting = {"body": style.BODY, "lead": style.LEAD, "muted": style.BODY_MUTED, "headline": style.HEADLINE}[
            block.style
        ]
        return self._prose(block.run, setting, width, 6.0)

    def _prose(self, run: model.Run, setting: style.Setting, width: float, between: float) -> list[Strip]:
        made: list[Strip] = []
        for part in _PARAGRAPHS.split(run.text.strip("\n")):
            if part.strip():
                gap = between if made else 0.0
                made += self.setter.run(model.Run(part, run.source, run.style), setting, width, "start", gap)
        return made

    # Facts

    def _key_values(self, block: model.KeyValues, width: float) -> list[Strip]:
        shown = [item for item in block.items if not item.internal]
        hidden = [item for item in block.items if item.internal]
        made = self._grid(shown, block.columns, width) if shown else []
        for row in _rows_of_notes(hidden):
            callouts = tuple(model.Callout(item.label, item.value, internal=True, strong=False) for item in row)
            strip = self.setter.callouts(callouts, width)
            strip.gap = 10.0 if row[0] is hidden[0] else 8.0
            made.append(strip)
        return made

    def _grid(self, items: Sequence[model.KeyValue], most: int, width: float) -> list[Strip]:
        count = max(1, min(most, len(items)))
        while count > 1 and any(
            len(self.setter.run(item.value, style.VALUE, width / count - 12)) > 2 for item in items
        ):
            count -= 1
        each = width / count
        made: list[Strip] = []
        for start in range(0, len(items), count):
            row = items[start : start + count]
            widths = [each - (12 if number < count - 1 else 0) for number in range(len(row))]
            stacks = self.setter.facts(row, widths, style.VALUE)
            parts = [Column(number * each, stack, 5.0, 6.0) for number, stack in enumerate(stacks)]
            made.append(columns(parts, ground=self._grid_ground(width, opens=start == 0)))
        return made

    def _grid_ground(self, width: float, *, opens: bool) -> Ground:
        def ground(pen: Pen, x: float, y: float, height: float, first: bool) -> None:
            if opens and first:
                pen.rule(x, x + width, y, RULE, 0.6)
            pen.rule(x, x + width, y + height, RULE, 0.6)

        return ground

    # Lists

    def _checklist(self, block: model.Checklist, width: float) -> list[Strip]:
        made: list[Strip] = []
        if block.title:
            note_width = self.setter.width(block.note, style.LABEL) if block.note else 0.0
            head = self.setter.text(block.title, style.HEAD, width - note_width - 8)
            note = self.setter.text(block.note, style.LABEL, note_width, align="right") if block.note else []
            made.append(columns((Column(0, head, 2, 4), Column(width - note_width, note, 2, 4))))
            made[-1].hold = ALWAYS
        plain = not any(item.due or item.why for item in block.items)
        if block.columns > 1 and plain:
            strips = self._check_grid(block.items, block.columns, width)
        elif plain and width > 300 and self._halves(block.items, width / 2 - 12):
            half = -(-len(block.items) // 2)
            left, right = (self._checks(part, width / 2 - 12) for part in (block.items[:half], block.items[half:]))
            strip = columns((Column(0, left), Column(width / 2 + 12, right)))
            strip.divide = None
            strips = [strip]
        else:
            strips = self._checks(block.items, width)
        if block.title and strips:
            strips[0].gap = 5.0
        return [*made, *strips] if strips else []

    def _check_grid(self, items: Sequence[model.Check], across: int, width: float) -> list[Strip]:
        """Boxes in columns, row by row; fewer columns where a text would take three lines."""
        gutter = 12.0
        while across > 1:
            each = (width - gutter * (across - 1)) / across
            room = each - _BOX - 6
            if all(
                self.setter.width(item.text.text, style.CHECK) <= 1.8 * room
                and self.setter.least_width(item.text.text, style.CHECK) <= room
                for item in items
            ):
                break
            across -= 1
        each = (width - gutter * (across - 1)) / across
        made: list[Strip] = []
        for start in range(0, len(items), across):
            row = items[start : start + across]
            parts = [Column(number * (each + gutter), self._checks((item,), each)) for number, item in enumerate(row)]
            strip = columns(parts)
            strip.hold = RATHER if start + across < len(items) and len(items) <= 3 * _KEPT_CHECKS else strip.hold
            made.append(strip)
        return made

    def _halves(self, items: Sequence[model.Check], width: float) -> bool:
        """Whether boxes go in two columns: there are many, and each text stands on one line of that width."""
        if not _KEPT_CHECKS < len(items) <= _MOST_CHECKS:
            return False
        return all(self.setter.width(item.text.text, style.CHECK) <= width - _BOX - 6 for item in items)

    def _checks(self, items: Sequence[model.Check], width: float) -> list[Strip]:
        made: list[Strip] = []
        size = _BOX
        for number, item in enumerate(items):
            beside = self.setter.width(item.due, style.CHECK) + 12 if item.due else 0.0
            words = self.setter.run(item.text, style.CHECK, width - size - 6 - beside)
            if item.why:
                hold_all(words, ALWAYS)
                words[-1].hold = ALWAYS
                words += self.setter.text(item.why, style.LABEL, width - size - 6 - beside)
            day = self.setter.text(item.due, style.CELL_SECOND, beside, align="right") if item.due else []

            def ground(pen: Pen, x: float, y: float, height: float, first: bool, on: bool = item.checked) -> None:
                if first:
                    pen.check_box(x, y + style.CHECK.baseline - 7.4, size, on)

            parts = [Column(size + 6, words, 0, 2)]
            if day:
                parts.append(Column(width - beside, day, 0.5, 2))
            strip = columns(parts, ground=ground)
            strip.hold = RATHER if len(items) <= _KEPT_CHECKS and number < len(items) - 1 else strip.hold
            made.append(strip)
        return made

    def _list(self, block: model.ItemList, width: float) -> list[Strip]:
        if not block.items:
            return []
        made: list[Strip] = []
        if block.title:
            made += self._sub_heading(block.title, width)
            made[-1].hold = ALWAYS
        inset = 15.0 if block.numbered else 11.0
        if block.numbered and len(block.items) > 99:
            inset = 24.0
        for number, item in enumerate(block.items, 1):
            setting = style.LIST_NUMBER
            if block.mark != "–" and not block.numbered:
                setting = setting.coloured(self.setter.palette.accent)
            mark = self.setter.text(str(number) if block.numbered else block.mark, setting, inset)
            words = self._prose(item, style.LIST, width - inset, 4.0)
            strip = columns((Column(0, mark), Column(inset, words, 0, 4)))
            if len(words) == 1:
                strip.divide = None
            made.append(strip)
        if len(block.items) > 1:
            made[-len(block.items)].hold = RATHER
            made[-2].hold = max(made[-2].hold, RATHER)
        return made

    # Signatures

    def _signatures(self, block: model.Signatures, width: float) -> list[Strip]:
        made: list[Strip] = []
        across = 2 if len(block.items) in {2, 4} else min(3, max(1, len(block.items)))
        gutter = 16.0
        each = (width + gutter) / 3 - gutter if across == 3 else min((width - gutter) / 2, 220.0)
        for start in range(0, len(block.items), across):
            row = block.items[start : start + across]
            roles = [self.setter.text(item.role, style.CELL_TEXT.bold(), each) for item in row]
            # The lines to sign on stand at one height, however long a role is.
            top = max(stack_height(role) for role in roles)
            parts = [
                Column(number * (each + gutter), (self._signature(item, role, top, each),), 4)
                for number, (item, role) in enumerate(zip(row, roles, strict=True))
            ]
            strip = columns(parts)
            strip.divide = None
            strip.gap = 18.0 if start else 0.0
            strip.signing = True
            strip.hold = RATHER if start + across < len(block.items) else strip.hold
            made.append(strip)
        return made

    def _signature(self, item: model.Signature, role: list[Strip], top: float, width: float) -> Strip:
        setter = self.setter
        date_x, date_width = width - 58, 58.0
        below = setter.run(item.name, style.CELL_TEXT.bold(), width) if item.name.text else []
        below += setter.text(item.title, style.CELL_SECOND, width) if item.title else []
        signed = item.signed and bool(item.name.text)
        name_line = setter.text(item.name.text, style.SIGNED, date_x - 8) if signed else []
        name_high = sum(strip.height for strip in name_line)
        date_line = setter.text(item.date, style.CELL, date_width) if signed and item.date else []
        labels = columns(
            (
                Column(0, setter.text("Signature", style.LABEL, date_x - 8)),
                Column(date_x, setter.text("Date", style.LABEL, date_width)),
            )
        )
        free = max(44.0, name_high + 8)

        def paint(pen: Pen, x: float, y: float) -> None:
            line = y + top + free - 3
            columns((Column(0, role),)).paint(pen, x, y)
            columns((Column(0, name_line),)).paint(pen, x, line - 3.5 - name_high)
            columns((Column(date_x, date_line),)).paint(pen, x, line - 15 * len(date_line))
            pen.rule(x, x + date_x - 8, line, INK, 0.6)
            pen.rule(x + date_x, x + width, line, INK, 0.6)
            labels.paint(pen, x, line + 2.5)
            columns((Column(0, below),)).paint(pen, x, line + 15)

        return Strip(top + free + 12 + sum(strip.height for strip in below), paint)

    # Side by side

    def _side_by_side(self, block: model.SideBySide, width: float) -> list[Strip]:
        if not block.first or not block.second:
            return self.flow(block.first or block.second, width)
        wide = any(isinstance(part, model.Table | model.Checklist) for part in (*block.first, *block.second))
        gutter = _GUTTER_TABLE if wide else _GUTTER_TEXT
        share = min(max(block.left, 0.2), 0.8)
        left = (width - gutter) * share
        right = width - gutter - left
        first, second = self.flow(block.first, left), self.flow(block.second, right)
        if not first or not second:
            return self.flow(block.first if first else block.second, width)
        return [columns((Column(0, first), Column(left + gutter, second)))]


def _rows_of_notes(items: Sequence[model.KeyValue]) -> list[list[model.KeyValue]]:
    """Up to three notes side by side; one of many words has a row of its own."""
    rows: list[list[model.KeyValue]] = []
    for item in items:
        long = len(item.value.text) > _LONG_NOTE
        if rows and not long and len(rows[-1]) < 3 and len(rows[-1][0].value.text) <= _LONG_NOTE:
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows
