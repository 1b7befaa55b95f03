"""An agenda in Word: the time bar, its parts with the customer's share of talking, and lines to write on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from csdesk.documents.docx.context import Context
from csdesk.documents.docx.measure import share_out, text_width
from csdesk.documents.docx.styles import border
from csdesk.documents.docx.xml import TWIPS, Box, flush, paragraph, row, run, spacer, splitting, tab, table
from csdesk.documents.model import AgendaPart, Block, Ruled, TalkBand, TimeBar
from csdesk.documents.palette import INK, MUTED, TRACK

_CLOCK: Final = 1040
_GUTTER: Final = 320
_SIDE: Final = 0.463
_MEASURED: Final = 760
_QUIET: Final = "#8A93A3"
_FILL_LINES: Final = 5
_HALF_PAGE: Final = 420.0

Body = Callable[[Context, Sequence[Block], int], str]


def time_bar(ctx: Context, bar: TimeBar, width: int) -> str:
    """A shaded cell for each part, as wide as its minutes, and the clock under it."""
    slots = [slot for slot in bar.slots if slot.minutes > 0]
    if not slots:
        return ""
    least = min(20.0 * TWIPS, width / len(slots))
    total = sum(slot.minutes for slot in slots)
    widths = share_out(width, [max(width * slot.minutes / total, least) for slot in slots])
    edge = border("left", 1, "#FFFFFF")
    boxes: list[Box] = []
    clocks: list[Box] = []
    for number, (slot, wide) in enumerate(zip(slots, widths, strict=True)):
        room = wide / TWIPS - 10
        title = slot.title if text_width(slot.title, 8.5, True) <= room else slot.title.split(" ")[0]
        length = slot.minutes_text if text_width(title + slot.minutes_text, 8.5, True) + 8 <= room else ""
        length = length or (
            f"{slot.minutes:g}" if text_width(f"{title}{slot.minutes:g}", 8.5, True) + 6 <= room else ""
        )
        if text_width(title, 8.5, True) > room:
            title, length = f"{slot.minutes:g}", ""
        words = run(title) + (tab() + run(length, regular=True) if length else "")
        tabs = (("right", wide - 160),) if length else ()
        boxes.append(
            Box(
                paragraph(words, "SlotText", tabs=tabs),
                fill=_QUIET if slot.quiet else ctx.palette.meter,
                borders=edge if number else "",
                margins=(60, 80, 60, 80),
            )
        )
        last = number == len(slots) - 1
        clock = run(slot.starts) + (tab() + run(bar.ends) if last else "")
        clocks.append(Box(paragraph(clock, "SlotClock", tabs=(("right", wide),) if last else ())))
    xml = table([row(boxes, widths), row(clocks, widths)], widths, "Layout")
    return xml + paragraph(run(bar.note), "Small") if bar.note else xml


def agenda_part(ctx: Context, part: AgendaPart, width: int, body: Body) -> str:
    """One part under its rule: clock, what to do, and notes."""
    sided = part.talk is not None or bool(part.notes)
    side = round(width * _SIDE) if sided else 0
    middle = width - _CLOCK - (side + _GUTTER if sided else 0)
    clock = paragraph(run(part.letter), "AgendaLetter") if part.letter else ""
    when = ""
    tabs: tuple[tuple[str, int], ...] = ()
    if sided:
        clock += paragraph(run(part.clock), "AgendaClock")
        clock += paragraph(run(part.minutes), "AgendaLength")
    else:
        # Without notes beside it a part is as high as its words: the time stands at the right of its title.
        when = tab() + run(f"{part.clock}  ·  {part.minutes}", "HeadingNote", regular=True)
        tabs = (("right", middle),)
    clock = clock or paragraph("", "AgendaClock")
    back = ctx.backwards(part.title)
    left = paragraph(run(part.title) + when, "AgendaTitle", tabs=tabs, right_to_left=back)
    if part.aim:
        left += paragraph(run(part.aim), "AgendaAim", right_to_left=ctx.backwards(part.aim))
    left += flush(body(ctx, part.blocks, middle))
    edge = border("top", 0.8, INK)
    pad = (120, 0, 160, 0)
    widths = [_CLOCK, middle]
    boxes = [Box(clock, borders=edge, margins=pad), Box(left, borders=edge, margins=pad)]
    if sided:
        widths += [_GUTTER, side]
        boxes.append(Box(paragraph("", "SpacerThin"), borders=edge))
        boxes.append(Box(_side(ctx, part, side, body), borders=edge, margins=pad))
    whole = left.count("<w:p>") * 15.0 < _HALF_PAGE
    xml = row(boxes, widths, whole=whole)
    return table([xml if whole else splitting(xml)], widths, "Layout")


def _side(ctx: Context, part: AgendaPart, width: int, body: Body) -> str:
    xml = _talk(ctx, part.talk, width) if part.talk is not None else ""
    for block in part.notes:
        made = ruled(ctx, block) if isinstance(block, Ruled) else body(ctx, (block,), width)
        if made:
            xml += (spacer("SpacerCards") if xml else "") + made
    return xml or paragraph("", "SpacerThin")


def _talk(ctx: Context, talk: TalkBand, width: int) -> str:
    """The share as a band on 0 to 100, and a box for what was measured."""
    band = width - _MEASURED - 160
    low, high = max(talk.low, 0), min(talk.high, 100)
    if low == high:
        low, high = max(low - 1, 0), min(high + 1, 100)
    shares = [(low, TRACK), (high - low, ctx.palette.meter), (100 - high, TRACK)]
    kept = [(share, fill) for share, fill in shares if share > 0]
    widths = share_out(band, [float(share) for share, _ in kept])
    bar = row([Box(spacer("SpacerThin"), fill=fill) for _, fill in kept], widths, exact=120)
    head = paragraph(run("Customer talks") + tab() + run(talk.words, "Strong"), "Label", tabs=(("right", band),))
    scale = paragraph(
        run("0") + tab() + run("50") + tab() + run("100%"), "TalkScale", tabs=(("center", band // 2), ("right", band))
    )
    left = head + spacer("SpacerThin") + table([bar], widths, "Layout") + scale
    box = "".join(border(side, 0.6, MUTED) for side in ("top", "left", "bottom", "right"))
    shown = ctx.controls.text(talk.source, run(talk.measured)) if talk.measured else ctx.controls.blank(talk.source, "")
    figure = table(
        [row([Box(paragraph(shown if talk.measured else shown + run(" %", "Muted", regular=True), "Measured"),
                  borders=box, margins=(60, 60, 60, 80))], (_MEASURED,))],
        (_MEASURED,),
        "Layout",
    )  # fmt: skip
    boxes = [Box(left), Box(paragraph("", "SpacerThin")), Box(figure + paragraph(run("measured"), "TalkScale"))]
    return table([row(boxes, (band, 160, _MEASURED))], (band, 160, _MEASURED), "Layout")


def ruled(ctx: Context, block: Ruled, *, apart: bool = False) -> str:
    """A label and lines to write on; Word has no page to fill up, so that a filling one gets a fair number.

    `apart`: with some room above, where lines of another may come before.
    """
    lines = max(block.lines, _FILL_LINES) if block.fill else max(block.lines, 1)
    label = paragraph(run(block.label), "Label", keep_next=True) if block.label else ""
    if apart:
        label = label.replace("</w:pPr>", '<w:spacing w:before="120"/></w:pPr>', 1)
    return label + paragraph("", "NoteLine") * lines
