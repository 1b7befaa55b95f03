"""Tables: widths from content, a header that repeats, breaks only where they may fall; timelines with their rail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from csdesk.documents import model
from csdesk.documents.model import Cell, Chip, Level, Run
from csdesk.documents.palette import INK, INTERNAL_GROUND, RULE
from csdesk.documents.pdf import style
from csdesk.documents.pdf.pen import Pen
from csdesk.documents.pdf.strips import ALWAYS, RATHER, Column, Ground, Strip, blank, columns
from csdesk.documents.pdf.style import Setting
from csdesk.documents.pdf.typesetter import Typesetter
from csdesk.documents.pdf.widths import share_out

_LEAST: Final = {"name": 60.0, "text": 54.0, "number": 44.0, "date": 62.0, "status": 78.0, "owner": 70.0}
_GROWS: Final = {"name": 1.0, "text": 1.0, "number": 0.25, "date": 0.3, "status": 0.3, "owner": 0.6}
_RAIL: Final = 28.0
_RAIL_LINE: Final = 0.9
_SIDE: Final = 5.0
_HEAD_ABOVE, _HEAD_BELOW = 2.0, 4.0
_KEPT_WHOLE: Final = 8
"""Rows of a table that stays on one page."""
_EMPTY: Final = Cell((Run("–"),))
_BLANK: Final = Cell()


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a column stands: its ground from `left` to `right`, its text from `x` over `width`."""

    left: float
    right: float
    x: float
    width: float


class TableSetter:
    """Sets one table at one width."""

    def __init__(self, setter: Typesetter, table: model.Table, width: float) -> None:
        self.setter = setter
        self.table = table
        self.width = width
        self.all_internal = bool(table.columns) and all(column.internal for column in table.columns)
        self.slots = self._slots()

    def strips(self) -> list[Strip]:
        """The header, the rows and the total."""
        table = self.table
        if not table.columns or not (table.rows or table.total):
            return []
        header = self._header()
        header.hold = ALWAYS
        rows: list[Strip] = []
        for number, cells in enumerate(table.rows):
            rows.append(self._row(cells, number, last=number == len(table.rows) - 1))
        if table.total is not None:
            rows.append(self._row(table.total, -1, last=True, total=True))
        for row in rows:
            row.header = header
        whole = len(rows) <= _KEPT_WHOLE
        for number, row in enumerate(rows[:-1]):
            # Two rows at least on either side of a break; a total never alone.
            edge = number == 0 or number == len(rows) - 2
            row.hold = ALWAYS if edge else RATHER if whole else row.hold
        return [header, *rows]

    # Widths

    def _setting(self, column: model.Column, line: int, run: Run, total: bool) -> Setting:
        if line and run.style == "muted":
            return style.CELL_SECOND
        setting = style.CELL if column.kind in {"number", "date"} else style.CELL_TEXT
        if total or (column.kind == "name" and line == 0):
            return setting.bold()
        return self.setter.styled(run, setting)

    def _slots(self) -> list[_Slot]:
        table, setter = self.table, self.setter
        rail = _RAIL if table.timeline else 0.0
        pads: list[tuple[float, float]] = []
        last = len(table.columns) - 1
        for number, column in enumerate(table.columns):
            inset = 8.0 if column.internal else _SIDE
            outer = 8.0 if column.internal else 0.0
            right = inset if number < last else outer
            if number < last and column.kind == "number" and table.columns[number + 1].kind != "number":
                right += 6
            pads.append((inset if number else outer, right))
        rows = [*table.rows, *([table.total] if table.total is not None else [])]
        natural: list[float] = []
        least: list[float] = []
        for number, column in enumerate(table.columns):
            head = setter.width(column.head, style.HEAD) + (12 if column.internal else 0)
            wish, low = head, max(min(head, 90.0), setter.least_width(column.head, style.HEAD))
            for cells in rows:
                for line, piece in enumerate((cells[number] if number < len(cells) else _EMPTY).lines):
                    need, floor = self._needs(column, line, piece, cells is table.total)
                    wish, low = max(wish, need), max(low, floor)
            bound = 84.0 if column.kind == "status" and table.timeline else _LEAST[column.kind]
            natural.append(min(wish, self.width * 1.5))
            least.append(min(max(low, min(bound, wish)), self.width * 0.4))
        room = self.width - rail - sum(left + right for left, right in pads)
        grows = [_GROWS[column.kind] * max(wish, 40) for column, wish in zip(table.columns, natural, strict=True)]
        if table.timeline:
            grows = [0.0 if number == 0 else weight for number, weight in enumerate(grows)]
        widths = share_out(natural, least, grows, max(room, 40.0))
        slots: list[_Slot] = []
        x = 0.0
        for number, (width, (left, right)) in enumerate(zip(widths, pads, strict=True)):
            slots.append(_Slot(x, x + left + width + right, x + left, width))
            x += left + width + right + (rail if number == 0 else 0.0)
        return slots

    def _needs(self, column: model.Column, line: int, piece: model.Piece, total: bool) -> tuple[float, float]:
        setter = self.setter
        if isinstance(piece, Chip):
            wide = setter.chip_width(piece, ground=bool(self.table.timeline))
            return wide, min(wide, 110.0)
        if isinstance(piece, Level):
            wide = setter.level_width(piece)
            return wide, min(wide, 110.0)
        setting = self._setting(column, line, piece, total)
        wide = setter.width(piece.text, setting)
        if column.kind in {"number", "date"}:
            return wide, min(wide, 110.0)
        return wide, setter.least_width(piece.text, setting)

    # Rows

    def _header(self) -> Strip:
        parts: list[Column] = []
        # On a ground of its own the head needs white above it as well.
        above = 4.0 if any(column.internal for column in self.table.columns) else _HEAD_ABOVE
        for column, slot in zip(self.table.columns, self.slots, strict=True):
            align: Literal["left", "right"] = "right" if column.kind == "number" else "left"
            if column.internal and not self.all_internal:
                stack = self.setter.locked_label(column.head, slot.width, style.HEAD)
            else:
                stack = self.setter.text(column.head, style.HEAD, slot.width, align=align)
            parts.append(Column(slot.x, stack, above, _HEAD_BELOW))
        tallest = max(part.height for part in parts)
        # Heads of one line stand on the line of the longest.
        parts = [Column(part.x, part.strips, tallest - part.height + above, _HEAD_BELOW) for part in parts]

        def ground(pen: Pen, x: float, y: float, height: float, first: bool) -> None:
            self._internal_ground(pen, x, y, height)
            if self.table.timeline:
                pen.upright(x + self._rail(), y + height - 1, y + height, RULE, _RAIL_LINE)
            pen.rule(x, x + self.width, y + height - 0.4, INK, 0.8)

        strip = columns(parts, ground=ground)
        strip.divide = None
        return strip

    def _rail(self) -> float:
        """The middle of the rail."""
        return self.slots[0].right + _RAIL / 2

    def _row(self, cells: Sequence[Cell], number: int, *, last: bool, total: bool = False) -> Strip:
        timeline = bool(self.table.timeline) and not total
        above = 6.5 if timeline else 5.5
        dense = len(self.table.columns) > 6
        above = 4.0 if dense else above
        parts: list[Column] = []
        for position, (column, slot) in enumerate(zip(self.table.columns, self.slots, strict=True)):
            cell = cells[position] if position < len(cells) and cells[position].lines else _BLANK if total else _EMPTY
            stack: list[Strip] = []
            lift = 0.0
            if cell is _EMPTY and position < len(cells) and cells[position].blank:
                parts.append(Column(slot.x, [blank(12.0)], above, above))
                continue
            for line, piece in enumerate(cell.lines):
                if isinstance(piece, Chip) and timeline and line == 0:
                    lift = 1.0
                stack += self._piece(column, line, piece, slot.width, total)
            below = above + lift if timeline else above
            parts.append(Column(slot.x, stack, above - lift, below))
        return columns(parts, ground=self._ground(number, last=last, total=total))

    def _piece(self, column: model.Column, line: int, piece: model.Piece, width: float, total: bool) -> list[Strip]:
        if isinstance(piece, Chip):
            return self.setter.chip(piece, width, ground=bool(self.table.timeline))
        if isinstance(piece, Level):
            return self.setter.level(piece, width)
        align: Literal["left", "right"] = "right" if column.kind == "number" else "left"
        setting = self._setting(column, line, piece, total)
        return self.setter.text(piece.text, setting, width, source=piece.source, align=align)

    def _internal_ground(self, pen: Pen, x: float, y: float, height: float) -> None:
        if self.all_internal:
            pen.box(x, y, self.width, height, INTERNAL_GROUND)
            return
        for column, slot in zip(self.table.columns, self.slots, strict=True):
            if column.internal:
                pen.box(x + slot.left, y, slot.right - slot.left, height, INTERNAL_GROUND)

    def _ground(self, number: int, *, last: bool, total: bool) -> Ground:
        timeline = self.table.timeline

        def ground(pen: Pen, x: float, y: float, height: float, first: bool) -> None:
            self._internal_ground(pen, x, y, height)
            if total:
                pen.rule(x, x + self.width, y + 0.4, INK, 0.8)
                return
            # The rule lies within its own row, so that the ground of the next does not cover it.
            bottom = y + height - 0.3
            if timeline and 0 <= number < len(timeline):
                rail = x + self._rail()
                pen.upright(rail, y, y + height, RULE, _RAIL_LINE)
                if first:
                    self.setter.node(pen, timeline[number], rail, y + 12.5)
            if timeline and not last:
                pen.rule(x, x + self.slots[0].right, bottom, RULE, 0.6)
                pen.rule(x + self.slots[0].right + _RAIL, x + self.width, bottom, RULE, 0.6)
            else:
                pen.rule(x, x + self.width, bottom, RULE, 0.6)

        return ground
