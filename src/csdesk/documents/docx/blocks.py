"""The blocks of a document as Word sets them; `body` puts them one under another in a width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from csdesk.documents.docx.agenda import agenda_part, ruled, time_bar
from csdesk.documents.docx.cards import callouts_block, cards_block, facts_grid
from csdesk.documents.docx.context import Context
from csdesk.documents.docx.marked import marked
from csdesk.documents.docx.measure import line_count, longest_word, share_out, text_width
from csdesk.documents.docx.report import bars, points, steps
from csdesk.documents.docx.signatures import signatures_block
from csdesk.documents.docx.styles import SIZES, border
from csdesk.documents.docx.tables import between, table_block
from csdesk.documents.docx.xml import (
    TWIPS,
    Box,
    flush,
    paragraph,
    row,
    run,
    spacer,
    splitting,
    tab,
    table,
    with_page_break,
)
from csdesk.documents.model import (
    AgendaPart,
    Bars,
    Block,
    Callout,
    Callouts,
    Cards,
    Check,
    Checklist,
    Figures,
    Heading,
    ItemList,
    KeyValue,
    KeyValues,
    Marked,
    PageBreak,
    Paragraph,
    Points,
    Ruled,
    SideBySide,
    Signatures,
    Steps,
    Table,
    TimeBar,
)
from csdesk.documents.palette import INK, RULE

_TEXT_GUTTER = 480
_TABLE_GUTTER = 400
_SHORT_CHECKLIST = 8
_HALF_PAGE = 320.0
_TEXT = re.compile("<w:t[^>]*>([^<]*)</w:t>")
_BY_HAND = re.compile('(<w:pStyle w:val="(?:CheckItem|ChecklistTitle|NoteLine|Label)"/>)(?!<w:keepNext/>)')


def body(ctx: Context, blocks: Sequence[Block], width: int) -> str:
    """Blocks as XML in a width of twips, with spacers where Word needs them and page breaks on what follows them."""
    parts: list[str] = []
    page_break = False
    following = {id(block): after for block, after in pairwise(blocks)}
    for block in blocks:
        if isinstance(block, PageBreak):
            page_break = bool(parts)
            continue
        xml = _block(ctx, block, width)
        if not xml:
            continue
        if isinstance(block, Checklist | Ruled) and isinstance(following.get(id(block)), Ruled | Signatures):
            # A slip to fill in stays in one piece.
            xml = _BY_HAND.sub(r"\1<w:keepNext/>", xml)
        if page_break:
            xml = with_page_break(xml)
        elif parts:
            parts.append(between(parts[-1], xml))
        page_break = False
        parts.append(xml)
    return "".join(parts)


def _block(ctx: Context, block: Block, width: int) -> str:
    if isinstance(block, Heading):
        return _heading(ctx, block, width)
    if isinstance(block, Paragraph):
        return _paragraph(ctx, block)
    if isinstance(block, KeyValues):
        return _key_values(ctx, block, width)
    if isinstance(block, Table):
        return table_block(ctx, block, width)
    if isinstance(block, Checklist):
        return _checklist(ctx, block, width)
    if isinstance(block, Callouts):
        return callouts_block(ctx, block.items, width)
    if isinstance(block, Cards):
        return cards_block(ctx, block, width)
    if isinstance(block, ItemList):
        return _list(ctx, block)
    if isinstance(block, Signatures):
        return signatures_block(ctx, block, width)
    if isinstance(block, SideBySide):
        return _side_by_side(ctx, block, width)
    if isinstance(block, TimeBar):
        return time_bar(ctx, block, width)
    if isinstance(block, AgendaPart):
        return agenda_part(ctx, block, width, body)
    if isinstance(block, Ruled):
        return ruled(ctx, block, apart=True)
    if isinstance(block, Marked):
        return marked(ctx, block, width)
    if isinstance(block, Figures):
        return _figures(ctx, block, width)
    if isinstance(block, Bars):
        return bars(ctx, block, width)
    if isinstance(block, Points):
        return points(ctx, block, width, body)
    if isinstance(block, Steps):
        return steps(ctx, block, width)
    return ""


def _heading(ctx: Context, block: Heading, width: int) -> str:
    style = f"Heading{block.level}"
    if block.level == 1:
        ctx.internal_section = block.internal
    content = (ctx.lock(SIZES[style] - 1) + run("\u00a0\u00a0") if block.internal else "") + run(block.text)
    back = ctx.backwards(block.text)
    if not block.note:
        return paragraph(content, style, right_to_left=back)
    taken = text_width(block.text, SIZES[style], True) + text_width(block.note, SIZES["HeadingNote"]) + 40
    if taken > width / TWIPS:
        # No room on one line: the note goes under the heading rather than wrapping round a tab.
        return paragraph(content, style, right_to_left=back) + paragraph(
            run(block.note), "Small", keep_next=True, right_to_left=ctx.backwards(block.note)
        )
    tabs = () if width == ctx.width and block.level == 1 else (("clear", ctx.width), ("right", width))
    return paragraph(
        content + tab() + run(block.note, "HeadingNote", regular=True), style, tabs=tabs, right_to_left=back
    )


def _paragraph(ctx: Context, block: Paragraph) -> str:
    style = {"body": "Body", "lead": "Lead", "muted": "Small", "headline": "Headline"}[block.style]
    letters = {"": "", "bold": "Strong", "muted": "Muted"}[block.run.style]
    texts = [text.strip("\n") for text in re.split(r"\n[ \t]*\n", block.run.text)]
    texts = [text for text in texts if text.strip()]
    if not texts and not block.run.source:
        return ""
    if len(texts) <= 1:
        return paragraph(ctx.text(block.run, letters), style, right_to_left=ctx.backwards(block.run.text))
    xml = "".join(paragraph(run(text, letters), style, right_to_left=ctx.backwards(text)) for text in texts)
    return ctx.controls.paragraphs(block.run.source, xml) if block.run.source else xml


def _key_values(ctx: Context, block: KeyValues, width: int) -> str:
    shared = [item for item in block.items if not item.internal]
    own = [item for item in block.items if item.internal]
    parts = [facts_grid(ctx, shared, width, block.columns, "KeyValues")] if shared else []
    for start in range(0, len(own), 3):
        parts.append(callouts_block(ctx, [_internal_fact(item) for item in own[start : start + 3]], width))
    xml = ""
    for part in parts:
        xml += (between(xml, part) if xml else "") + part
    return xml


def _internal_fact(item: KeyValue) -> Callout:
    return Callout(item.label, item.value, internal=True, strong=False)


def _checklist(ctx: Context, block: Checklist, width: int) -> str:
    items = [item for item in block.items if item.text.text.strip()]
    if not items:
        return ""
    whole = len(items) <= _SHORT_CHECKLIST
    to_the_right = (("right", width),)
    parts: list[str] = []
    if block.title:
        note = tab() + run(block.note, "Muted", regular=True) if block.note else ""
        parts.append(
            paragraph(
                run(block.title) + note,
                "ChecklistTitle",
                tabs=to_the_right if note else (),
                right_to_left=ctx.backwards(block.title),
            )
        )
    if block.columns > 1 and not any(item.due or item.why for item in items):
        return "".join(parts) + _check_grid(ctx, items, block.columns, width)
    for number, item in enumerate(items):
        keep = whole and number < len(items) - 1
        parts.append(_check(ctx, item, keep=keep or bool(item.why), width=width))
        if item.why:
            back = ctx.backwards(item.why)
            parts.append(paragraph(run(item.why), "CheckReason", keep_next=keep, right_to_left=back))
    return "".join(parts)


def _check(ctx: Context, item: Check, *, keep: bool, width: int) -> str:
    box = ctx.controls.check(item.text.source, item.checked)
    words = box + tab() + run(item.text.text)
    if item.due:
        words += tab() + run(item.due, "Muted")
    style = "CheckItemTight" if item.why else "CheckItem"
    tabs = (("right", width),) if item.due else ()
    return paragraph(words, style, keep_next=keep, tabs=tabs, right_to_left=ctx.backwards(item.text.text))


def _check_grid(ctx: Context, items: Sequence[Check], across: int, width: int) -> str:
    """Boxes side by side, row by row; fewer columns where a word would break."""
    while across > 1 and any(longest_word(item.text.text, 9.5) > width / TWIPS / across - 26 for item in items):
        across -= 1
    widths = share_out(width, [1.0] * across)
    rows: list[str] = []
    for start in range(0, len(items), across):
        boxes = [Box(_check(ctx, item, keep=False, width=widths[0])) for item in items[start : start + across]]
        boxes += [Box(paragraph("", "CheckItem"))] * (across - len(boxes))
        rows.append(row(boxes, widths))
    return table(rows, widths, "Facts")


def _list(ctx: Context, block: ItemList) -> str:
    items = [item for item in block.items if item.text.strip() or item.source]
    if not items:
        return ""
    parts = [paragraph(run(block.title), "Heading2", right_to_left=ctx.backwards(block.title))] if block.title else []
    number = ctx.number_list() if block.numbered else 0
    style = "ListNumber" if block.numbered else "ListBullet"
    prompts = not block.numbered and block.mark != "–"
    for item in items:
        if prompts:
            words = run(block.mark, "PromptMark") + tab() + ctx.text(item)
            parts.append(paragraph(words, "Prompt", right_to_left=ctx.backwards(item.text)))
            continue
        letters = {"": "", "bold": "Strong", "muted": "Muted"}[item.style]
        parts.append(paragraph(ctx.text(item, letters), style, number=number, right_to_left=ctx.backwards(item.text)))
    return "".join(parts)


def _figures(ctx: Context, block: Figures, width: int) -> str:
    """Rows of up to three figures between rules."""
    made: list[str] = []
    for start in range(0, len(block.items), 3):
        items = block.items[start : start + 3]
        widths = share_out(width, [1.0] * len(items))
        boxes: list[Box] = []
        for number, (item, wide) in enumerate(zip(items, widths, strict=True)):
            room = wide / TWIPS - 26
            style = "FigureValue" if text_width(item.value.text, 24.5, True) <= room else "FigureValueSmall"
            xml = paragraph(ctx.text(item.value), style, right_to_left=ctx.backwards(item.value.text))
            xml += paragraph(ctx.text(item.label), "FigureLabel", right_to_left=ctx.backwards(item.label.text))
            xml += paragraph(run(item.second), "TableSecond") if item.second else ""
            edge = border("top", 0.8, INK) + (border("left", 0.5, RULE) if number else "")
            edge += border("bottom", 0.5, RULE)
            boxes.append(Box(xml, borders=edge, margins=(180, 260 if number else 0, 180, 120)))
        made.append(table([row(boxes, widths)], widths, "Layout"))
    return spacer("SpacerThin").join(made)


def _side_by_side(ctx: Context, block: SideBySide, width: int) -> str:
    tables = any(isinstance(inner, Table | KeyValues) for inner in (*block.first, *block.second))
    gutter = _TABLE_GUTTER if tables else _TEXT_GUTTER
    share = min(max(block.left, 0.15), 0.85)
    first = round((width - gutter) * share)
    widths = (first, gutter, width - gutter - first)
    columns = [flush(body(ctx, block.first, widths[0])), flush(body(ctx, block.second, widths[2]))]
    if not columns[0] or not columns[1]:
        # One side without content closes up.
        return body(ctx, block.first or block.second, width)
    boxes = [Box(columns[0]), Box(paragraph(run(""), "SpacerThin")), Box(columns[1])]
    whole = all(_height(column, room) < _HALF_PAGE for column, room in zip(columns, widths[::2], strict=True))
    xml = row(boxes, widths, whole=whole)
    return table([xml if whole else splitting(xml)], widths, "Layout")


def _height(xml: str, width: int) -> float:
    """About how high blocks will be, in points: never less than they are, since cells side by side are added up."""
    texts = ("".join(_TEXT.findall(paragraph)) for paragraph in xml.split("</w:p>"))
    return sum(line_count(text, 10, width / TWIPS) * 15.0 for text in texts if text)
