"""Facts, callouts, cards and meters."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.documents.docx.context import Context
from csdesk.documents.docx.measure import line_count, longest_line, longest_word, share_out, text_width
from csdesk.documents.docx.styles import SIZES, border
from csdesk.documents.docx.tables import chip_runs, piece_width
from csdesk.documents.docx.xml import TWIPS, Box, paragraph, row, run, spacer, splitting, tab, table
from csdesk.documents.model import Callout, Card, Cards, KeyValue, Meter
from csdesk.documents.palette import INK, INTERNAL_EDGE, INTERNAL_GROUND, TRACK

_EDGE = 60
_BOX_GUTTER = 260
_CARD_SIDE = 280
_HALF_PAGE = 320.0
_TICK = 1.5


def _fact(ctx: Context, item: KeyValue, style: str) -> str:
    label = (ctx.lock(7.5) + run("\u00a0") if item.internal else "") + run(
        item.label, "InternalLabel" if item.internal else ""
    )
    letters = {"": "", "bold": "Strong", "muted": "Muted"}[item.value.style]
    return paragraph(label, "Label", right_to_left=ctx.backwards(item.label)) + paragraph(
        ctx.text(item.value, letters), style, right_to_left=ctx.backwards(item.value.text)
    )


def _columns(items: Sequence[KeyValue], width: int, most: int) -> int:
    """As many columns as asked for, fewer before a value wraps to three lines."""
    columns = max(1, min(most, len(items)))
    while columns > 1:
        room = width / TWIPS / columns - 10
        if all(line_count(item.value.text, SIZES["Value"], room) <= 2 for item in items) and all(
            longest_word(item.value.text, SIZES["Value"]) <= room for item in items
        ):
            break
        columns -= 1
    return columns


def facts_grid(ctx: Context, items: Sequence[KeyValue], width: int, most: int, style: str) -> str:
    """Labels over values in equal columns with hairlines between the rows; the last fact takes what a row leaves."""
    columns = _columns(items, width, most)
    widths = share_out(width, [1.0] * columns)
    rows: list[str] = []
    for start in range(0, len(items), columns):
        line = items[start : start + columns]
        boxes = [Box(_fact(ctx, item, "Value")) for item in line]
        if len(line) < columns:
            boxes[-1] = Box(boxes[-1].content, span=columns - len(line) + 1)
        lines = max(line_count(item.value.text, SIZES["Value"], width / TWIPS / columns) for item in line)
        rows.append(row(boxes, widths, whole=lines * 13 < _HALF_PAGE))
    return table(rows, widths, style)


def callouts_block(ctx: Context, items: Sequence[Callout], width: int) -> str:
    """One to three callouts of one height; internal ones on warm ground with a lock."""
    items = [item for item in items if item.text.text.strip() or item.label.strip()]
    if not items:
        return ""
    if len(items) > 3:
        parts = [callouts_block(ctx, items[at : at + 3], width) for at in range(0, len(items), 3)]
        return spacer().join(parts)
    room = width - _BOX_GUTTER * (len(items) - 1)
    widths: list[int] = []
    boxes: list[Box] = []
    tallest = 0.0
    for number, (item, whole) in enumerate(zip(items, share_out(room, [1.0] * len(items)), strict=True)):
        if number:
            widths.append(_BOX_GUTTER)
            boxes.append(Box(paragraph("", "SpacerThin"), margins=(0, 0, 0, 0)))
        ground, edge = (INTERNAL_GROUND, INTERNAL_EDGE) if item.internal else (ctx.palette.tint, ctx.palette.accent)
        widths += [_EDGE, whole - _EDGE]
        boxes.append(Box(paragraph("", "SpacerThin"), fill=edge, margins=(0, 0, 0, 0)))
        boxes.append(Box(_callout(ctx, item), fill=ground))
        inside = (whole - _EDGE) / TWIPS - 24
        tallest = max(tallest, line_count(item.text.text, 10.5, inside, item.strong) * 14.0 + 30)
    return table([row(boxes, widths, whole=tallest < _HALF_PAGE)], widths, "Callout")


def _callout(ctx: Context, item: Callout) -> str:
    parts: list[str] = []
    lock = ctx.lock(8) + run("\u00a0\u00a0") if item.internal else ""
    if item.label.strip():
        label = run(item.label, "InternalLabel" if item.internal else "")
        parts.append(paragraph(lock + label, "Label", right_to_left=ctx.backwards(item.label)))
        lock = ""
    if item.text.text.strip():
        style = "Statement" if item.strong and not item.internal else "Value"
        back = ctx.backwards(item.text.text)
        parts.append(paragraph(lock + ctx.text(item.text), style, right_to_left=back))
    return "".join(parts)


def notice_block(ctx: Context, notice: str, width: int) -> str:
    """The sentence below the title of an internal copy: what the customer does not see. Its first part is bold."""
    head, stop, rest = notice.partition(". ")
    widths = (_EDGE, 500, width - _EDGE - 500)
    text = run(head + stop.rstrip(), "Strong") + (run(" " + rest) if rest else "")
    boxes = [
        Box(paragraph("", "SpacerThin"), fill=INTERNAL_EDGE, margins=(0, 0, 0, 0)),
        Box(paragraph(ctx.lock(9.5), "Value"), fill=INTERNAL_GROUND, margins=(140, 240, 140, 0)),
        Box(paragraph(text, "CardValue"), fill=INTERNAL_GROUND, margins=(140, 60, 140, None)),
    ]
    return table([row(boxes, widths)], widths, "Callout")


def meter_block(ctx: Context, meter: Meter, width: int) -> str:
    """Progress as a bar: the figure now above its tick, start and target under its ends."""
    fraction = min(max(meter.fraction, 0.0), 1.0)
    filled = round(width * fraction)
    half = text_width(meter.now, SIZES["MeterNow"], True) * TWIPS / 2 + 20
    # Near an end the figure stands flush with it, since a centre tab would push it over the edge.
    if filled < half:
        now = paragraph(run(meter.now), "MeterNow")
    elif filled > width - half:
        now = paragraph(tab() + run(meter.now), "MeterNow", tabs=(("right", width),))
    else:
        now = paragraph(tab() + run(meter.now), "MeterNow", tabs=(("center", filled),))
    tick = border("right", _TICK, INK)
    rows: list[str] = []
    widths = [part for part in (filled, width - filled) if part > 0]
    for height, shown in ((30, False), (140, True), (30, False)):
        boxes: list[Box] = []
        if filled:
            boxes.append(Box(spacer("SpacerThin"), fill=ctx.palette.meter if shown else "", borders=tick))
        if filled < width:
            edge = border("left", _TICK, INK)
            boxes.append(Box(spacer("SpacerThin"), fill=TRACK if shown else "", borders=edge))
        rows.append(row(boxes, widths, exact=height))
    ends = paragraph(run(meter.start) + tab() + run(meter.target), "MeterEnds", tabs=(("right", width),))
    if text_width(meter.start + meter.target, SIZES["MeterNow"]) + 20 > width / TWIPS:
        ends = paragraph(run(meter.start), "MeterEnds") + paragraph(
            tab() + run(meter.target), "MeterEnds", tabs=(("right", width),)
        )
    return now + table(rows, widths, "Layout") + ends


def cards_block(ctx: Context, block: Cards, width: int) -> str:
    """Cards one under another with a little space between."""
    return spacer("SpacerCards").join(_card(ctx, card, width) for card in block.items)


def _card(ctx: Context, card: Card, width: int) -> str:
    inside = width - 2 * _CARD_SIDE
    parts = [_card_head(ctx, card, inside)]
    if card.meter:
        parts.append(meter_block(ctx, card.meter, inside))
    if card.facts:
        parts.append(spacer("SpacerCards"))
        parts.append(_card_facts(ctx, card.facts, inside))
    if card.notes:
        parts.append(spacer("SpacerCards"))
        parts.append(callouts_block(ctx, card.notes, inside))
    words = [card.title, *([card.text] if card.text else [])]
    words += [fact.value for fact in card.facts] + [note.text for note in card.notes]
    height = sum(line_count(piece.text, 10, inside / TWIPS - 30) * 13.0 for piece in words) + 80
    whole = height < _HALF_PAGE
    content = "".join(parts)
    return table([row([Box(content if whole else splitting(content))], (width,), whole=whole)], (width,), "Card")


def _card_head(ctx: Context, card: Card, width: int) -> str:
    number = round(max(22.0, text_width(card.number, 15.5, True) + 8) * TWIPS) if card.number.strip() else 0
    chip = round((piece_width(card.chip, "", True) + 6) * TWIPS) if card.chip else 0
    chip = min(chip, width // 2)
    widths: list[int] = []
    boxes: list[Box] = []
    if number:
        widths.append(number)
        boxes.append(Box(paragraph(run(card.number), "CardNumber")))
    title = paragraph(ctx.text(card.title), "CardTitle", right_to_left=ctx.backwards(card.title.text))
    if card.text is not None and (card.text.text.strip() or card.text.source):
        title += paragraph(ctx.text(card.text), "CardText", right_to_left=ctx.backwards(card.text.text))
    widths.append(width - number - chip)
    boxes.append(Box(title))
    if card.chip:
        widths.append(chip)
        boxes.append(Box(paragraph(chip_runs(card.chip, ground=True), "CardChip")))
    return table([row(boxes, widths, whole=False)], widths, "Layout")


def _card_facts(ctx: Context, items: Sequence[KeyValue], width: int) -> str:
    """Facts of a card: up to four in a row, the widest gets most."""
    columns = min(4, len(items))
    rows: list[str] = []
    for start in range(0, len(items), columns):
        line = items[start : start + columns]
        wishes = [
            max(longest_line(item.value.text, 9), text_width(item.label, 8) + (12 if item.internal else 0), 50) + 14
            for item in line
        ]
        room = width / TWIPS
        if sum(wishes) < room:
            wishes[0] += (room - sum(wishes)) * 0.5
        else:
            # What is short stays on one line; the long values share the rest.
            fair = room / len(line)
            short = sum(wish for wish in wishes if wish <= fair)
            long = sum(1 for wish in wishes if wish > fair)
            wishes = [wish if wish <= fair else (room - short) / long for wish in wishes]
        widths = share_out(width, wishes)
        boxes = [Box(_fact(ctx, item, "CardValue")) for item in line]
        rows.append(table([row(boxes, widths, whole=False)], widths, "Facts"))
    return spacer("SpacerCards").join(rows)
