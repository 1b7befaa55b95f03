"""Native tables: widths from content, rows parted between slides, borders and status letters set cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from csdesk.documents.deck import TableBlock
from csdesk.documents.docx.xml import escape, hexadecimal
from csdesk.documents.model import Cell, Chip, Column, Level, Run, Table
from csdesk.documents.palette import INK, MUTED, RULE, TEXT, Palette
from csdesk.documents.pptx.blocks import Piece
from csdesk.documents.pptx.measure import line_count, take, widest_line, widest_word
from csdesk.documents.pptx.pen import SIGNS, SPACES, Ink, Line, Sheet, emu, line, paragraph_xml

ROWS: Final = 7
_SIZE: Final = 16.0
_LEADING: Final = 21.0
_HEAD: Final = 26.0
_SECOND: Final = (14.0, 18.0)
_PAD: Final = 9.0
_GAP: Final = 14.0
"""Between columns, as the right margin of each cell but the last."""
_FLOOR: Final = {"date": 80.0, "status": 96.0, "number": 60.0, "owner": 92.0, "text": 96.0, "name": 120.0}
_CEILING: Final = {"date": 112.0, "status": 132.0, "number": 130.0, "owner": 150.0}
_EMPTY: Final = Cell((Run("–"),))


@dataclass(frozen=True, slots=True)
class _Set:
    """One cell as it is set."""

    lines: tuple[Line, ...]
    height: float


def _plain(piece: Run | Chip | Level) -> str:
    return piece.text if isinstance(piece, Run) else piece.word


def _size(place: int) -> tuple[float, float]:
    return (_SIZE, _LEADING) if place == 0 else _SECOND


def _widths(table: Table, total: float) -> list[float]:
    """Columns as wide as their content within floor and ceiling; the longest texts share what is left."""
    wanted: list[float] = []
    floors: list[float] = []
    for number, column in enumerate(table.columns):
        bold = column.kind == "name"
        texts = [_plain(piece) for row in table.rows for piece in row[number].lines]
        chips = [piece for row in table.rows for piece in row[number].lines if isinstance(piece, Chip)]
        widest = max([widest_line(text, _SIZE, bold) for text in texts] + [widest_line(column.head, 12, True)])
        widest += (26 if chips else 2) + _GAP
        word = max([widest_word(text, _SIZE, bold) for text in texts] + [0.0]) + (26 if chips else 2) + _GAP
        floor = max(_FLOOR[column.kind], min(word, 150.0))
        floors.append(floor)
        wanted.append(max(floor, min(widest, _CEILING.get(column.kind, 10_000.0))))
    if sum(floors) > total:
        return [total * floor / sum(floors) for floor in floors]
    over = sum(wanted) - total
    if over <= 0:
        # Room to spare goes to the columns of words, in proportion to what they hold.
        words = [n for n, column in enumerate(table.columns) if column.kind in ("name", "text")] or [0]
        whole = sum(wanted[n] for n in words)
        for n in words:
            wanted[n] += -over * wanted[n] / whole
        return wanted
    slack = [want - floor for want, floor in zip(wanted, floors, strict=True)]
    # Long texts give way first: the square weighs them heavier.
    weight = [value * value for value in slack]
    for _ in range(8):
        if over <= 0.01 or not sum(weight):
            break
        step = over
        whole = sum(weight)
        for n, value in enumerate(weight):
            given = min(slack[n], step * value / whole)
            slack[n] -= given
            wanted[n] -= given
            over -= given
            if slack[n] <= 0.01:
                weight[n] = 0.0
    return wanted


class Tables:
    """Sets tables in the colours of one letterhead."""

    def __init__(self, look: Palette) -> None:
        self.look = look

    def cut(
        self, block: TableBlock, width: float, height: float, count: int, fresh: bool
    ) -> tuple[Piece | None, TableBlock | None]:
        """At most seven rows, and no more than fit; a single row that is taller than a slide is parted."""
        table = block.table
        widths = _widths(table, width)
        rows = list(table.rows)
        taken: list[list[_Set]] = []
        heights: list[float] = []
        used = _HEAD
        while rows and len(taken) < ROWS:
            cells = self._row(table.columns, rows[0], widths)
            tall = max(cell.height for cell in cells) + 2 * _PAD
            if used + tall <= height:
                taken.append(cells)
                heights.append(tall)
                used += tall
                rows.pop(0)
                continue
            if not taken and fresh:
                first, rest = self._part(table.columns, rows[0], widths, height - used - 2 * _PAD)
                cells = self._row(table.columns, first, widths)
                taken.append(cells)
                heights.append(max(cell.height for cell in cells) + 2 * _PAD)
                used += heights[-1]
                rows[0] = rest
            break
        if not taken or (rows and not fresh and len(taken) < 2):
            return None, block
        if len(rows) == 1 and len(taken) > 2:
            # A single row never stands alone on the last slide.
            rows.insert(0, table.rows[len(taken) - 1])
            taken.pop()
            used -= heights.pop()

        def draw(sheet: Sheet, x: float, y: float) -> None:
            self._draw(sheet, block, widths, taken, heights, x, y)

        rest_block = TableBlock(Table(table.columns, tuple(rows)), block.what) if rows else None
        return Piece(used, draw), rest_block

    def _row(self, columns: Sequence[Column], cells: Sequence[Cell], widths: Sequence[float]) -> list[_Set]:
        return [
            self._cell(column, cell if cell.lines else _EMPTY, widths[n] - (_GAP if n + 1 < len(widths) else 0))
            for n, (column, cell) in enumerate(zip(columns, cells, strict=True))
        ]

    def _cell(self, column: Column, cell: Cell, width: float) -> _Set:
        lines: list[Line] = []
        height = 0.0
        align = "r" if column.kind == "number" else "l"
        for place, piece in enumerate(cell.lines):
            size, leading = _size(place)
            if isinstance(piece, Chip):
                tone = self.look.tone(piece.tone)
                word = f"\u00a0{piece.word}\u00a0".replace(" ", "\u00a0") if len(piece.word) < 24 else piece.word
                signs = Ink(f"\u00a0{SIGNS[piece.tone]}", tone.shape, True, tone.ground, 12.5)
                lines.append(Line((signs, Ink(word, tone.text, True, tone.ground, 14.5)), 14.5, leading, align))
                height += max(1, line_count(f"● {piece.word} ", 14.5, width, True)) * leading
                continue
            text = _plain(piece)
            style = piece.style if isinstance(piece, Run) else "bold"
            bold = style == "bold" or (column.kind == "name" and place == 0 and style != "muted")
            colour = MUTED if style == "muted" or place else INK if bold else TEXT
            lines.append(line(text, size, leading, colour, bold=bold, align=align))
            height += line_count(text, size, width, bold) * leading
        return _Set(tuple(lines), height)

    def _part(
        self, columns: Sequence[Column], cells: Sequence[Cell], widths: Sequence[float], height: float
    ) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
        """A row in two, each cell cut where its room ends; what is whole stands in the first."""
        first: list[Cell] = []
        rest: list[Cell] = []
        for n, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            width = widths[n] - (_GAP if n + 1 < len(widths) else 0)
            kept: list[Any] = []
            over: list[Any] = []
            room = height
            for place, piece in enumerate(cell.lines):
                size, leading = _size(place)
                bold = column.kind == "name" and place == 0
                need = line_count(_plain(piece), size, width, bold) * leading
                if not over and need <= room:
                    kept.append(piece)
                    room -= need
                elif over or not isinstance(piece, Run) or (room < leading and kept):
                    over.append(piece)
                else:
                    head, tail = take(piece.text, size, width, max(1, int(room // leading)), bold=bold)
                    kept.append(Run(head, piece.source, piece.style))
                    over += [Run(tail, piece.source, piece.style)] if tail else []
                    room = 0.0
            first.append(Cell(tuple(kept)))
            # A space, not a dash: the value stood on the slide before.
            rest.append(Cell(tuple(over)) if over else Cell((Run(" "),)))
        return tuple(first), tuple(rest)

    def _draw(
        self, sheet: Sheet, block: TableBlock, widths: Sequence[float], rows: Sequence[Sequence[_Set]],
        heights: Sequence[float], x: float, y: float,
    ) -> None:  # fmt: skip
        columns = block.table.columns
        grid = "".join(f'<a:gridCol w="{emu(width)}"/>' for width in widths)
        head = "".join(
            self._box(
                (line(column.head, 12, 16, MUTED, bold=True, align="r" if column.kind == "number" else "l"),),
                sheet.language, last=n + 1 == len(columns), pad=(0.0, 8.0), below=(INK, 1.0),
            )
            for n, column in enumerate(columns)
        )  # fmt: skip
        body = f'<a:tr h="{emu(_HEAD)}">{head}</a:tr>'
        for cells, height in zip(rows, heights, strict=True):
            boxes = "".join(
                self._box(
                    cell.lines, sheet.language, last=n + 1 == len(columns), pad=(_PAD - 1, _PAD), below=(RULE, 0.5)
                )
                for n, cell in enumerate(cells)
            )
            body += f'<a:tr h="{emu(height)}">{boxes}</a:tr>'
        tall = _HEAD + sum(heights)
        told = escape(block.what or "Table: " + ", ".join(column.head for column in columns))
        sheet.add(
            f'<p:graphicFrame {SPACES}><p:nvGraphicFramePr><p:cNvPr id="{{id}}" name="Table" descr="{told}"/>'
            '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
            f'<p:xfrm><a:off x="{emu(x)}" y="{emu(y)}"/><a:ext cx="{sum(emu(w) for w in widths)}" cy="{emu(tall)}"/>'
            '</p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">'
            f'<a:tbl><a:tblPr firstRow="1"/><a:tblGrid>{grid}</a:tblGrid>{body}</a:tbl>'
            "</a:graphicData></a:graphic></p:graphicFrame>"
        )

    def _box(
        self, lines: Sequence[Line], language: str, *, last: bool, pad: tuple[float, float], below: tuple[str, float]
    ) -> str:
        none = "".join(f'<a:{side} w="0"><a:noFill/></a:{side}>' for side in ("lnL", "lnR", "lnT"))
        rule = (
            f'<a:lnB w="{emu(below[1])}" cap="flat" cmpd="sng"><a:solidFill>'
            f'<a:srgbClr val="{hexadecimal(below[0])}"/></a:solidFill><a:prstDash val="solid"/></a:lnB>'
        )
        paragraphs = "".join(paragraph_xml(one, language) for one in lines)
        return (
            '<a:tc><a:txBody><a:bodyPr wrap="square"/><a:lstStyle/>'
            f'{paragraphs}</a:txBody><a:tcPr marL="0" marR="{0 if last else emu(_GAP)}" marT="{emu(pad[0])}" '
            f'marB="{emu(pad[1])}" anchor="t">{none}{rule}<a:noFill/></a:tcPr></a:tc>'
        )
