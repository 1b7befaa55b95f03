"""Tables of records and timelines: column widths, cells and rows."""

from __future__ import annotations

from csdesk.documents.docx.context import Context
from csdesk.documents.docx.measure import line_count, longest_line, longest_word, share_out, text_width
from csdesk.documents.docx.styles import BOLD_STYLES, SIZES, TONE_STYLE, border
from csdesk.documents.docx.xml import TWIPS, Box, paragraph, row, run, spacer, table
from csdesk.documents.model import Cell, Chip, Column, Level, Piece, Run, Table, Tone
from csdesk.documents.palette import INTERNAL_GROUND, RULE

SHAPES: dict[Tone, str] = {
    "green": "●",
    "yellow": "▲",
    "red": "◆",
    "neutral": "○",
    "progress": "◐",
    "complete": "✓",
}
_NODE_WIDTH = 24.0
_SIDE = 5.0
_INTERNAL_SIDE = 8.0
_WHOLE_ROWS = 8
_PAGE = 640.0
_LEAST = {"date": 62.0, "status": 78.0, "number": 60.0, "owner": 70.0, "name": 60.0, "text": 48.0}
_FLEXIBLE = frozenset(("name", "text", "owner"))
_NO_BREAK = "\u00a0"


def joined(text: str) -> str:
    """`text` that stays on one line: its spaces do not break."""
    return text.replace(" ", _NO_BREAK)


def chip_runs(chip: Chip, *, ground: bool) -> str:
    """A status as shape and word, on its ground or bare."""
    tone = TONE_STYLE[chip.tone]
    shape = SHAPES[chip.tone]
    if ground:
        return (
            run(f"{_NO_BREAK}{_NO_BREAK}", f"Chip{tone}")
            + run(shape, f"ChipShape{tone}")
            + run(f"{_NO_BREAK}{_NO_BREAK}{joined(chip.word)}{_NO_BREAK}{_NO_BREAK}", f"Chip{tone}")
        )
    return run(shape, f"Shape{tone}") + run(f"{_NO_BREAK}{joined(chip.word)}", f"Status{tone}")


def level_runs(level: Level) -> str:
    """High, medium or low as rising bars and words."""
    steps = min(max(level.steps, 0), 3)
    bars = "▂▄▆"
    return (
        run(bars[:steps], "LevelOn")
        + (run(bars[steps:], "LevelOff") if steps < 3 else "")
        + run(f"{_NO_BREAK}{_NO_BREAK}{level.word}")
    )


def _style(column: Column, index: int, piece: Piece, total: bool) -> str:
    if not isinstance(piece, Run):
        return "TableText"
    if total:
        return "TableTotal" if column.kind == "number" else "TableName"
    if column.kind == "number":
        return "TableNumber"
    if piece.style == "muted":
        return "TableSecond"
    if column.kind == "name" and index == 0:
        return "TableName"
    return "TableText"


def piece_width(piece: Piece, style: str, ground: bool) -> float:
    """Points that a piece wants on one line."""
    size = SIZES.get(style, 9.0)
    if isinstance(piece, Chip):
        return text_width(piece.word, SIZES["Chip"], True) + (26 if ground else 13)
    if isinstance(piece, Level):
        return text_width(piece.word, size) + 27
    return longest_line(piece.text, size, style in BOLD_STYLES or piece.style == "bold")


def _sides(block: Table, index: int) -> tuple[float, float]:
    """Left and right padding in points: none at the outer edges, more on internal ground."""
    column = block.columns[index]
    if column.internal:
        return _INTERNAL_SIDE, _INTERNAL_SIDE
    left = 0.0 if index == 0 else _SIDE
    right = 0.0 if index == len(block.columns) - 1 else _SIDE
    if index and block.columns[index - 1].internal:
        left = _INTERNAL_SIDE
    return left, right


def _wishes(block: Table, index: int, ground: bool) -> tuple[float, float]:
    """The least width of a column and the width at which nothing in it wraps, in points."""
    column = block.columns[index]
    padding = sum(_sides(block, index)) + 2
    head = column.head
    lock = 13.0 if column.internal else 0.0
    natural = text_width(head, SIZES["TableHead"], True) + lock
    least = max(longest_word(head, SIZES["TableHead"], True) + lock, 0.0)
    rows = list(block.rows) + ([block.total] if block.total else [])
    for number, cells in enumerate(rows):
        total = bool(block.total) and number == len(rows) - 1
        for line, piece in enumerate(cells[index].lines if index < len(cells) else ()):
            style = _style(column, line, piece, total)
            natural = max(natural, piece_width(piece, style, ground))
            if isinstance(piece, Chip):
                least = max(least, piece_width(piece, style, ground))
            elif isinstance(piece, Run):
                bold = style in BOLD_STYLES or piece.style == "bold"
                least = max(least, longest_word(piece.text, SIZES.get(style, 9.0), bold))
            elif isinstance(piece, Level):
                wide = piece_width(piece, style, ground)
                least = max(least, wide if wide < 120 else longest_word(piece.word, 9.0) + 27)
    floor = _floor(column, ground)
    if column.kind in ("number", "date"):
        least = max(least, min(natural, 110.0))
    elif column.kind in _FLEXIBLE:
        # A long word may break, and running text wants some width to run in.
        least = min(max(least, min(natural, 76.0)), 96.0)
    least = max(min(least, 150.0) + padding, floor)
    return least, max(natural + padding, least)


def _floor(column: Column, ground: bool) -> float:
    return 84.0 if ground and column.kind == "status" else _LEAST[column.kind]


def _squeezed(block: Table, least: list[float], available: float, ground: bool) -> list[float]:
    """Widths when even the least do not fit: columns of text give way to their floor first, then all alike."""
    floors = [
        min(low, _floor(column, ground)) if column.kind in _FLEXIBLE else low
        for column, low in zip(block.columns, least, strict=True)
    ]
    if sum(floors) >= available:
        return floors
    share = (available - sum(floors)) / (sum(least) - sum(floors))
    return [floor + (low - floor) * share for floor, low in zip(floors, least, strict=True)]


def column_widths(block: Table, width: int) -> list[int]:
    """Widths in twips that add up to `width`: short columns take what they need, the longest text what is left."""
    ground = bool(block.timeline)
    available = width / TWIPS - (_NODE_WIDTH if ground else 0)
    wishes = [_wishes(block, index, ground) for index in range(len(block.columns))]
    least = [low for low, _ in wishes]
    natural = [high for _, high in wishes]
    if sum(natural) <= available:
        growing = [index for index, column in enumerate(block.columns) if column.kind in _FLEXIBLE]
        growing = growing or list(range(len(block.columns)))
        spare = available - sum(natural)
        whole = sum(natural[index] for index in growing)
        points = [wide + (spare * wide / whole if index in growing else 0.0) for index, wide in enumerate(natural)]
    elif sum(least) >= available:
        points = _squeezed(block, least, available, ground)
    else:
        spare = available - sum(least)
        wanted = [(high - low) ** 0.75 for low, high in wishes]
        points = list(least)
        # Nothing gets more than it can use; what one column leaves goes to the others.
        while spare > 0.01 and sum(wanted) > 0:
            whole = sum(wanted)
            shares = [spare * share / whole for share in wanted]
            spare = 0.0
            for index, share in enumerate(shares):
                room = natural[index] - points[index]
                taken = min(share, room)
                points[index] += taken
                spare += share - taken
                if taken >= room:
                    wanted[index] = 0.0
    if not ground:
        return share_out(width, points)
    node = round(_NODE_WIDTH * TWIPS)
    shared = share_out(width - node, points)
    return [shared[0], node, *shared[1:]]


def _cell(ctx: Context, block: Table, index: int, cell: Cell, *, keep: bool, total: bool, ground: bool) -> str:
    column = block.columns[index]
    # A no-break space is room for the hand, not an answer that is missing.
    lines = [
        piece for piece in cell.lines
        if not isinstance(piece, Run) or piece.text.strip() or piece.source or piece.text == _NO_BREAK
    ]  # fmt: skip
    if not lines:
        style = "TableNumber" if column.kind == "number" else "TableText"
        return paragraph("" if total or cell.blank else run("–"), style, keep_next=keep)
    parts: list[str] = []
    for number, piece in enumerate(lines):
        style = _style(column, number, piece, total)
        if isinstance(piece, Chip):
            parts.append(paragraph(chip_runs(piece, ground=ground), style, keep_next=keep))
        elif isinstance(piece, Level):
            parts.append(paragraph(level_runs(piece), style, keep_next=keep))
        else:
            letters = "Strong" if piece.style == "bold" and style not in BOLD_STYLES else ""
            back = ctx.backwards(piece.text)
            parts.append(paragraph(ctx.text(piece, letters), style, keep_next=keep, right_to_left=back))
    return "".join(parts)


def _height(block: Table, cells: tuple[Cell, ...], widths: list[int], node: int) -> float:
    """About how high a row will be, in points."""
    tallest = 0.0
    for index, cell in enumerate(cells[: len(block.columns)]):
        at = index + (1 if node and index else 0)
        room = widths[at] / TWIPS - sum(_sides(block, index))
        lines = sum(line_count(piece.text, 9.0, room) if isinstance(piece, Run) else 1 for piece in cell.lines)
        tallest = max(tallest, lines * 12.0)
    return tallest + 11


def _boxes(block: Table, contents: list[str], node: str, rail: str = "", *, head: bool = False) -> list[Box]:
    boxes: list[Box] = []
    for index, content in enumerate(contents):
        left, right = _sides(block, index)
        internal = block.columns[index].internal
        boxes.append(
            Box(
                content,
                fill=INTERNAL_GROUND if internal else "",
                margins=(40 if head else None, round(left * TWIPS), None, round(right * TWIPS)),
            )
        )
        if index == 0 and block.timeline:
            boxes.append(Box(node, borders=rail, margins=(None, 60, None, 60)))
    return boxes


def table_block(ctx: Context, block: Table, width: int) -> str:
    """A table of records; with a timeline, a rail with each row's status follows the first column."""
    if not block.columns or not (block.rows or block.total):
        return ""
    ground = bool(block.timeline)
    widths = column_widths(block, width)
    everything = list(block.rows) + ([block.total] if block.total else [])
    heights = [_height(block, cells, widths, int(ground)) for cells in everything]
    together = len(everything) <= _WHOLE_ROWS and sum(heights) + 20 < _PAGE
    last = len(everything) - 1
    style = "Internal" if all(column.internal for column in block.columns) else "Grid"
    # A section that is internal as a whole has its lock at the heading already.
    locks = not (style == "Internal" and ctx.internal_section)
    heads = [
        paragraph(
            (ctx.lock(8) + run(_NO_BREAK) if locks and column.internal else "")
            + run(column.head, "InternalHead" if column.internal else ""),
            "TableHeadNumber" if column.kind == "number" else "TableHead",
            right_to_left=ctx.backwards(column.head),
        )
        for column in block.columns
    ]
    rows = [row(_boxes(block, heads, paragraph("", "TableHead"), head=True), widths, header=True, look="100000000000")]
    for number, cells in enumerate(everything):
        total = block.total is not None and number == last
        # A long table still keeps two rows with its head, two at its end, and never a total alone.
        keep = number < last and (together or number == 0 or number >= last - 1)
        padded = tuple(cells) + (Cell(),) * (len(block.columns) - len(cells))
        contents = [
            _cell(ctx, block, index, padded[index], keep=keep, total=total, ground=ground)
            for index in range(len(block.columns))
        ]
        node = ""
        if ground:
            tone: Tone = block.timeline[number] if number < len(block.timeline) else "neutral"
            node = paragraph("" if total else run(SHAPES[tone], f"Node{TONE_STYLE[tone]}"), "TableNode", keep_next=keep)
        # The rail runs through the lines between its rows.
        above = "" if number == 0 else '<w:top w:val="nil"/>'
        below = "" if number == last else '<w:bottom w:val="nil"/>'
        boxes = _boxes(block, contents, node, "" if total else above + border("left", 1.25, RULE) + below)
        look = "010000000000" if total else ""
        rows.append(row(boxes, widths, whole=heights[number] < _PAGE / 2, look=look))
    return table(rows, widths, style, first_row=True, last_row=block.total is not None)


def between(first: str, second: str) -> str:
    """The spacer that two neighbouring blocks need: Word joins two tables that touch."""
    if not first.endswith("</w:tbl>") or second.startswith('<w:p><w:pPr><w:pStyle w:val="Heading'):
        return ""
    return spacer()
