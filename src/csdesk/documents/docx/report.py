"""Reports in Word: bars as shaded cells, numbered matters and steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from csdesk.documents.docx.context import Context
from csdesk.documents.docx.measure import share_out, text_width
from csdesk.documents.docx.styles import border
from csdesk.documents.docx.xml import TWIPS, Box, flush, paragraph, row, run, spacer, splitting, table
from csdesk.documents.model import Bars, Block, Points, Steps
from csdesk.documents.palette import INK

_NAMES: Final = 0.31
_NUMBER: Final = 440
_BAR: Final = 260
_HALF_PAGE: Final = 24
"""Paragraphs of a matter up to which it is kept whole."""
_MOST_STEPS: Final = 5

Body = Callable[[Context, Sequence[Block], int], str]


def bars(ctx: Context, block: Bars, width: int) -> str:
    """A row for each bar: its name, a shaded cell (dashed when not certain), and its amount."""
    items = block.items
    if not items:
        return ""
    names = round(width * _NAMES)
    amounts = round((max(text_width(bar.text.text, 9, True) for bar in items) + 12) * TWIPS)
    room = max(800, width - names - amounts)
    longest = max(abs(bar.amount) for bar in items) or 1.0
    edge = border("left", 0.8, INK)
    parts: list[str] = []
    for bar in items:
        length = min(room, max(40, round(room * abs(bar.amount) / longest)))
        shaded = _bar(ctx, length, bar.dashed)
        widths = (names, length, width - names - length)
        name = paragraph(ctx.text(bar.label), "BarLabel", right_to_left=ctx.backwards(bar.label.text))
        label = Box(name, align="center")
        middle = Box(shaded, borders=edge, margins=(70, 0, 70, 0), align="center")
        amount = Box(paragraph(ctx.text(bar.text), "BarAmount"), margins=(None, 100, None, 0), align="center")
        parts.append(table([row((label, middle, amount), widths)], widths, "Layout"))
    xml = spacer("SpacerThin").join(parts)
    sorts = {bar.dashed for bar in items}
    if True in sorts and block.open:
        xml += spacer("SpacerThin") + _legend(ctx, block, sorts, width)
    return xml


def _bar(ctx: Context, length: int, dashed: bool) -> str:
    if dashed:
        line = "".join(border(side, 0.8, ctx.palette.meter) for side in ("top", "left", "bottom", "right"))
        box = Box(spacer("SpacerThin"), borders=line.replace('w:val="single"', 'w:val="dashed"'))
    else:
        box = Box(spacer("SpacerThin"), fill=ctx.palette.meter)
    return table([row([box], (length,), exact=_BAR)], (length,), "Layout") + spacer("SpacerThin")


def _legend(ctx: Context, block: Bars, sorts: set[bool], width: int) -> str:
    words = [f"■ {block.full}"] if False in sorts and block.full else []
    words.append(f"□ {block.open} (dashed)")
    return paragraph(run("      ".join(words)), "Small")


def points(ctx: Context, block: Points, width: int, body: Body) -> str:
    """Each matter as a row: its number, and its title with what follows."""
    widths = (_NUMBER, width - _NUMBER)
    parts: list[str] = []
    for number, item in enumerate(block.items, 1):
        xml = paragraph(ctx.text(item.title), "CardTitle", right_to_left=ctx.backwards(item.title.text))
        if item.text is not None and item.text.text.strip():
            xml += paragraph(ctx.text(item.text), "CardText", right_to_left=ctx.backwards(item.text.text))
        inner = body(ctx, item.blocks, widths[1])
        if inner:
            xml += spacer("SpacerCards") + flush(inner)
        whole = xml.count("<w:p>") <= _HALF_PAGE
        if not xml.endswith("</w:p>"):
            xml += spacer("SpacerThin")
        line = row([Box(paragraph(run(str(number)), "CardNumber")), Box(xml)], widths, whole=whole)
        parts.append(table([line if whole else splitting(line)], widths, "Layout"))
    return spacer("SpacerCards").join(parts)


def steps(ctx: Context, block: Steps, width: int) -> str:
    """One row of cells: a number in the accent, the date, and what happens."""
    if not block.items:
        return ""
    count = len(block.items)
    across = count if count <= _MOST_STEPS else 4
    widths = share_out(width, [1.0] * across)
    rows: list[str] = []
    for start in range(0, count, across):
        boxes: list[Box] = []
        for number in range(across):
            if start + number >= count:
                boxes.append(Box(spacer("SpacerThin")))
                continue
            item = block.items[start + number]
            xml = paragraph(run(str(start + number + 1)), "StepNumber")
            xml += paragraph(ctx.text(item.when), "StepWhen")
            xml += paragraph(run(item.text), "StepText", right_to_left=ctx.backwards(item.text))
            boxes.append(Box(xml, margins=(60, 0, 60, 160)))
        rows.append(row(boxes, widths))
    return table(rows, widths, "Layout")
