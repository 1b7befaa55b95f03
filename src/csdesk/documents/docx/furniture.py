"""What stands on every page, and the head of the first: band, letterhead, title, running head, footer."""

from __future__ import annotations

from dataclasses import dataclass

from csdesk.documents.docx.cards import notice_block
from csdesk.documents.docx.context import Context, Part
from csdesk.documents.docx.measure import line_count, text_width
from csdesk.documents.docx.pictures import Picture, at_right_margin, fit, inline, read_picture
from csdesk.documents.docx.styles import SIZES
from csdesk.documents.docx.xml import NAMESPACES, TWIPS, Box, field, paragraph, row, run, spacer, tab, table
from csdesk.documents.model import Document, Letterhead
from csdesk.documents.palette import INK, WHITE
from csdesk.values.text import middle_ellipsis

MARGIN = 1134
"""Left and right, in twips: 20 mm."""
_LOGO = (140.0, 24.0)
_MARK = (46.0, 10.0)
_INTERNAL_BAND = 20.0
_CUSTOMER_BAND = 5.0
_LONGEST_NAME = 40
_LONG_TITLE = 34


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo that can be set: a raster picture, and the same as a vector when there is one."""

    raster: Picture
    vector: Picture | None = None


def choose_logo(letterhead: Letterhead, logo_png: bytes, warnings: list[str]) -> Logo | None:
    """The logo to print; None, with a warning when one was given that Word cannot show, prints the company's name.

    An SVG alone would leave a gap in every program that does not draw SVG, so that it needs its PNG beside it.
    """
    if not letterhead.logo:
        return None
    picture = read_picture(letterhead.logo)
    if picture is None:
        warnings.append("The logo could not be read as PNG, JPEG or SVG; the company's name stands in its place.")
        return None
    if picture.ending != "svg":
        return Logo(picture)
    raster = read_picture(logo_png) if logo_png else None
    if raster is None or raster.ending == "svg":
        warnings.append("Word needs the SVG logo as PNG too; the company's name stands in its place.")
        return None
    return Logo(raster, picture)


def band_height(document: Document) -> float:
    """Height in points of the band across the top edge."""
    return _INTERNAL_BAND if document.audience == "internal" else _CUSTOMER_BAND


def beside_title(document: Document, logo: Logo | None) -> int:
    """Twips kept free at the right of a compact title for the logo."""
    return round((fit(logo.raster, *_LOGO)[0] + 24) * TWIPS) if document.compact and logo else 0


def _picture(ctx: Context, logo: Logo, room: tuple[float, float], words: str, style: str = "") -> str:
    vector = ctx.relation(logo.vector) if logo.vector else ""
    return inline(ctx.drawing(), ctx.relation(logo.raster), fit(logo.raster, *room), words, vector=vector, style=style)


def _logo_words(document: Document) -> str:
    return document.letterhead.company.strip() or "Logo"


def _band(ctx: Context, document: Document) -> str:
    """The band: a shaded line for the customer; with lock and words on an internal copy."""
    if document.audience == "customer":
        return paragraph("", "Band")
    version = document.version.strip()
    copy = "The customer copy" + (f" of {version.lower()}" if version.lower().startswith("version") else "")
    left = ctx.lock(8.5, WHITE) + run("\u00a0\u00a0") + run("Internal copy", "BandLabel")
    alone = "Do not send. This paper is for us alone."
    why = f"Do not send. {copy} is a separate file." if document.has_customer_copy else alone
    right = run(why, "BandNote")
    edge = paragraph("", "BandEdge")
    return edge + paragraph(tab() + left + tab() + right, "BandText") + edge


def first_header(ctx: Context, document: Document, logo: Logo | None) -> str:
    """The header of page one: band and letterhead."""
    ctx.part = Part()
    band = _band(ctx, document)
    company = document.letterhead.company.strip()
    if document.compact:
        if logo:
            vector = ctx.relation(logo.vector) if logo.vector else ""
            mark = at_right_margin(
                ctx.drawing(), ctx.relation(logo.raster), fit(logo.raster, *_LOGO), _logo_words(document),
                from_top=50, vector=vector,
            )  # fmt: skip
            rest = paragraph(mark, "SpacerThin")
        else:
            rest = paragraph(run(company), "HeaderCompanyRight") if company else spacer("SpacerThin")
    else:
        rest = _letterhead(ctx, document, logo)
    return _part("hdr", band + rest)


def _letterhead(ctx: Context, document: Document, logo: Logo | None) -> str:
    head = document.letterhead
    left = _picture(ctx, logo, _LOGO, _logo_words(document)) if logo else run(head.company)
    who = ", ".join(part.strip() for part in (head.person, head.role) if part.strip()) if head.person.strip() else ""
    reach = "\u00a0\u00a0·\u00a0 ".join(part.strip() for part in (head.email, head.phone) if part.strip())
    lines = [paragraph(run(line), "HeaderContact") for line in (who, reach) if line]
    first = round(ctx.width * 0.45)
    above = round((42 - band_height(document)) * TWIPS)
    widths = (first, ctx.width - first)
    boxes = [
        Box(paragraph(left, "HeaderCompany"), margins=(above, 0, 440, 0), align="center"),
        Box("".join(lines) or spacer("SpacerThin"), margins=(above, 0, 440, 0), align="center"),
    ]
    return table([row(boxes, widths)], widths, "Layout") + spacer("SpacerThin")


def later_header(ctx: Context, document: Document, logo: Logo | None) -> str:
    """The header of the other pages: band, small mark, account and kind."""
    ctx.part = Part()
    band = _band(ctx, document)
    gap = "\u00a0\u00a0\u00a0"
    mark = _picture(ctx, logo, _MARK, _logo_words(document), "PictureLow") + run(gap) if logo else ""
    name = middle_ellipsis(document.account or document.title, _LONGEST_NAME)
    content = mark + run(name, "Strong") + (run(gap + kind) if (kind := _kind(document)) else "")
    return _part("hdr", band + paragraph(content, "HeaderRunning", right_to_left=ctx.backwards(name)))


def footer(ctx: Context, document: Document) -> str:
    """The footer of every page."""
    ctx.part = Part()
    internal = document.audience == "internal"
    promise = document.audience == "customer" and document.final and bool(document.account.strip())
    room = ctx.width / TWIPS - text_width("Page 88 of 88", SIZES["Footer"]) - 40
    for length in range(_LONGEST_NAME, 7, -2):
        name = middle_ellipsis(document.account or document.title, length)
        parts = (name, _kind(document), document.version, document.dated_text)
        left = "\u00a0 · \u00a0".join(part.strip() for part in parts if part.strip())
        right = f"Prepared for {name}" if promise else "Internal, not for the customer" if internal else ""
        version = document.version.lower()
        if not right and not document.final and version.startswith("version") and "draft" not in version:
            right = "Draft"
        if text_width(left, SIZES["Footer"]) + text_width(right, SIZES["Footer"], True) + 14 <= room:
            break
    page = run("Page ") + field("PAGE", "1") + run(" of ") + field("NUMPAGES", "1")
    gap = run("\u00a0" * 8) if right else ""
    lock = ctx.lock(8, INK) + run("\u00a0\u00a0") if internal else ""
    style = "PreparedFor" if promise else "InternalMark"
    xml = paragraph(run(left) + tab() + lock + run(right, style) + gap + page, "Footer")
    if document.letterhead.footer.strip():
        xml += paragraph(run(document.letterhead.footer), "FooterSecond")
    return _part("ftr", xml)


def _kind(document: Document) -> str:
    """The kind of document, where the name that stands by it does not say it already."""
    return "" if document.kind == (document.account or document.title) else document.kind


def _part(kind: str, content: str) -> str:
    return f"<w:{kind} {NAMESPACES}>{content}</w:{kind}>"


def title_block(ctx: Context, document: Document, beside: int) -> str:
    """Kind, title and subtitle, and on an internal copy the notice below them."""
    room = (ctx.width - beside) / TWIPS
    style = "TitleLong" if document.compact else "Title"
    if len(document.title) > _LONG_TITLE or text_width(document.title, SIZES[style], True) > room:
        style = "TitleLong"
    if line_count(document.title, SIZES["TitleLong"], room, True) > 2:
        style = "TitleLongest"
    kind = _kind(document)
    parts = [paragraph(run(kind), "Kind", right_to_left=ctx.backwards(kind))] if kind else []
    if document.title:
        parts.append(paragraph(run(document.title), style, right_to_left=ctx.backwards(document.title)))
    if document.subtitle.strip():
        below = "SubtitleCompact" if document.compact else "Subtitle"
        parts.append(paragraph(run(document.subtitle), below, right_to_left=ctx.backwards(document.subtitle)))
    else:
        parts.append(spacer("SpacerHead"))
    if document.audience == "internal" and document.notice.strip():
        parts.append(notice_block(ctx, document.notice, ctx.width))
    return "".join(parts)
