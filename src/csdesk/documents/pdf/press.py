"""Printing: blocks to strips, strips to pages, pages to bytes."""

from __future__ import annotations

import io

from reportlab.pdfgen.canvas import Canvas

from csdesk.documents.model import Document
from csdesk.documents.palette import palette
from csdesk.documents.pdf.blocks import BlockSetter
from csdesk.documents.pdf.faces import face
from csdesk.documents.pdf.furniture import Furniture
from csdesk.documents.pdf.logo import read_logo
from csdesk.documents.pdf.paginate import Page, fill
from csdesk.documents.pdf.pen import Pen
from csdesk.documents.pdf.result import PdfFile
from csdesk.documents.pdf.strips import Strip
from csdesk.documents.pdf.style import PAGES
from csdesk.documents.pdf.text import Speller
from csdesk.documents.pdf.typesetter import Typesetter

_PRODUCER = "CSDesk"


def print_document(document: Document, *, reproducible: bool) -> PdfFile:
    """See `write_pdf`."""
    geometry = PAGES[document.page]
    colours = palette(document.letterhead.colour)
    speller = Speller()
    setter = Typesetter(colours, speller)
    logo, trouble = read_logo(document.letterhead.logo)
    furniture = Furniture(document, setter, geometry, logo)
    strips = _strips(document, setter, geometry.text_width)
    pages = fill(strips, geometry.text_end - furniture.head.text_top, geometry.text_end - geometry.later_top)

    target = io.BytesIO()
    canvas = Canvas(
        target,
        pagesize=(geometry.width, geometry.height),
        pageCompression=1,
        invariant=1 if reproducible else None,
        initialFontName=face("regular").fontName,
        initialFontSize=9.5,
        lang=document.language,
    )
    _describe(canvas, document)
    pen = Pen(canvas, geometry.width, geometry.height, colours)
    for number, page in enumerate(pages):
        furniture.draw(pen, number, len(pages))
        _page(pen, page, geometry.margin, furniture.head.text_top if number == 0 else geometry.later_top)
        furniture.foot(pen, number, len(pages))
        pen.next_page()
    for key, title in pen.outline:
        canvas.addOutlineEntry(title, key, 0)
    canvas.save()
    warnings = ((trouble,) if trouble else ()) + speller.warnings()
    if 0 < document.most_pages < len(pages):
        over = len(pages) - document.most_pages
        meant = "one page" if document.most_pages == 1 else f"{document.most_pages} pages"
        warnings += (f"It runs {over} page{'s' if over > 1 else ''} over: {document.kind} is meant for {meant}.",)
    return PdfFile(target.getvalue(), len(pages), tuple(pen.anchors), warnings)


def _strips(document: Document, setter: Typesetter, width: float) -> list[Strip]:
    strips = BlockSetter(setter).flow(document.blocks, width)
    if document.notice and document.audience == "internal":
        notice = setter.notice(document.notice, width)
        if strips:
            strips[0].gap = 18.0
        strips.insert(0, notice)
    return strips


def _page(pen: Pen, page: Page, x: float, top: float) -> None:
    y = top
    for placed in page.placed:
        y += placed.gap
        placed.strip.paint(pen, x, y)
        y += placed.strip.height


def _describe(canvas: Canvas, document: Document) -> None:
    title = " – ".join(part for part in (document.title or document.account, document.kind) if part)
    canvas.setTitle(title)
    paper = document.letterhead
    canvas.setAuthor(", ".join(part for part in (paper.person, paper.company) if part))
    canvas.setSubject(document.subtitle or document.kind)
    canvas.setProducer(_PRODUCER)
    canvas.setCreator(_PRODUCER)
    canvas.setKeywords("")
    canvas.setViewerPreference("DisplayDocTitle", "true")
