"""Places to sign."""

from __future__ import annotations

from csdesk.documents.docx.context import Context
from csdesk.documents.docx.measure import share_out
from csdesk.documents.docx.styles import border
from csdesk.documents.docx.xml import Box, paragraph, row, run, spacer, table
from csdesk.documents.model import Signature, Signatures
from csdesk.documents.palette import INK

_DATE = 58 * 20
_BETWEEN = 160
_GUTTER = 360
_FREE = 44 * 20
_ACROSS = 3


def signatures_block(ctx: Context, block: Signatures, width: int) -> str:
    """Up to three places to sign in a row, each with its line and a line for the date."""
    tables = [_places(ctx, block.items[at : at + _ACROSS], width) for at in range(0, len(block.items), _ACROSS)]
    return spacer().join(tables)


def _places(ctx: Context, items: tuple[Signature, ...], width: int) -> str:
    count = max(2, len(items))
    shares = share_out(width - _GUTTER * (count - 1), [1.0] * count)
    widths: list[int] = []
    for number, share in enumerate(shares):
        widths += [_GUTTER] if number else []
        widths += [share - _BETWEEN - _DATE, _BETWEEN, _DATE]
    roles: list[Box] = []
    lines: list[Box] = []
    labels: list[Box] = []
    names: list[Box] = []
    for number in range(count):
        if number:
            for boxes in (roles, lines, labels, names):
                boxes.append(Box(spacer("SpacerThin")))
        if number >= len(items):
            for boxes in (roles, names):
                boxes.append(Box(spacer("SpacerThin"), span=3))
            for boxes in (lines, labels):
                boxes += [Box(spacer("SpacerThin"))] * 3
            continue
        item = items[number]
        roles.append(Box(paragraph(run(item.role), "SignatureRole", right_to_left=ctx.backwards(item.role)), span=3))
        lines += _lines(ctx, item)
        labels += [
            Box(paragraph(run("Signature"), "Label", keep_next=True), margins=(40, None, None, None)),
            Box(spacer("SpacerThin")),
            Box(paragraph(run("Date"), "Label", keep_next=True), margins=(40, None, None, None)),
        ]
        person = paragraph(ctx.text(item.name), "SignatureName", right_to_left=ctx.backwards(item.name.text))
        if item.title.strip():
            person += paragraph(run(item.title), "TableSecond", right_to_left=ctx.backwards(item.title))
        names.append(Box(person, span=3))
    rows = [row(roles, widths), row(lines, widths, least=_FREE), row(labels, widths), row(names, widths)]
    return table(rows, widths, "Layout")


def _lines(ctx: Context, item: Signature) -> list[Box]:
    source = item.name.source
    edge = border("bottom", 0.6, INK)
    if item.signed:
        signature = run(item.name.text)
    else:
        signature = ctx.controls.blank(f"{source}#signature" if source else "", "Signature")
    date = ctx.controls.date(f"{source}#date" if source else "", item.date, ctx.language)
    return [
        Box(paragraph(signature, "SignatureLine"), borders=edge, align="bottom"),
        Box(spacer("SpacerThin")),
        Box(paragraph(date, "SignatureDate"), borders=edge, align="bottom"),
    ]
