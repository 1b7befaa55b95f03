"""A document's blocks as one Word file.

The package is put together here from its parts, without a template: nothing but what the page needs is in the file, the
same document always gives the same bytes, and writing takes milliseconds.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Final

from csdesk.documents.docx.blocks import body
from csdesk.documents.docx.context import Context, Part
from csdesk.documents.docx.controls import Controls
from csdesk.documents.docx.furniture import (
    MARGIN,
    band_height,
    beside_title,
    choose_logo,
    first_header,
    footer,
    later_header,
    title_block,
)
from csdesk.documents.docx.parts import (
    app_xml,
    content_types,
    copy_properties,
    core_xml,
    custom_xml,
    relations,
    settings_xml,
    theme_xml,
)
from csdesk.documents.docx.styles import numbering_xml, styles_xml
from csdesk.documents.docx.tables import between
from csdesk.documents.docx.xml import NAMESPACES, TWIPS
from csdesk.documents.docx.xml import spacer as spacer_xml
from csdesk.documents.docx_read import COPY_PART, copy_part
from csdesk.documents.model import Document
from csdesk.documents.palette import palette

_PAGES: Final = {"a4": (11906, 16838), "letter": (12240, 15840)}
_TOP: Final = 66
_TOP_COMPACT: Final = 44
_BOTTOM: Final = 62
_FOOTER: Final = 29
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_KANA: Final = re.compile("[\u3040-\u30ff]")
_HANGUL: Final = re.compile("[\uac00-\ud7af\u1100-\u11ff]")


@dataclass(frozen=True, slots=True)
class DocxFile:
    """A finished Word file, and what its reader should know about it, in plain sentences."""

    data: bytes
    warnings: tuple[str, ...] = ()


def _language(document: Document) -> str:
    """The document's language with a region, which Word's spelling wants: the paper tells the English apart."""
    language = document.language.strip() or "en"
    if "-" in language or "_" in language:
        return language.replace("_", "-")
    if language == "en":
        return "en-US" if document.page == "letter" else "en-GB"
    return f"{language}-{language.upper()}" if len(language) == 2 else language


def _east_asian(language: str, text: str) -> tuple[str, str]:
    """The font for East Asian letters and their language: by the document's language, else by the letters used."""
    if language.startswith("ja") or _KANA.search(text):
        return "Yu Gothic", "ja-JP"
    if language.startswith("ko") or _HANGUL.search(text):
        return "Malgun Gothic", "ko-KR"
    if language in ("zh-TW", "zh-HK", "zh-Hant"):
        return "Microsoft JhengHei", "zh-TW"
    return "Microsoft YaHei", "zh-CN"


def write_docx(document: Document, *, logo_png: bytes = b"") -> DocxFile:
    """`document` as a Word file. `logo_png` is the logo drawn as PNG, needed when the letterhead's is an SVG."""
    warnings: list[str] = []
    size = _PAGES[document.page]
    width = size[0] - 2 * MARGIN
    look = palette(document.letterhead.colour)
    language = _language(document)
    logo = choose_logo(document.letterhead, logo_png, warnings)
    beside = beside_title(document, logo)
    ctx = Context(look, Controls(document.locked), language, width, warnings=warnings)

    headers = [first_header(ctx, document, logo)]
    parts = [ctx.part]
    headers.append(later_header(ctx, document, logo))
    parts.append(ctx.part)
    footers: list[str] = []
    for _ in ("first", "default"):
        footers.append(footer(ctx, document))
        parts.append(ctx.part)

    ctx.part = Part()
    head = title_block(ctx, document, beside)
    content = body(ctx, document.blocks, width)
    joint = between(head, content) if content else ""
    content = head + joint + content
    if not content.endswith("</w:p>"):
        content += spacer_xml("SpacerThin")
    text = (
        f"<w:document {NAMESPACES}><w:body>{content}"
        '<w:sectPr><w:headerReference w:type="first" r:id="rIdHeader1"/>'
        '<w:headerReference w:type="default" r:id="rIdHeader2"/>'
        '<w:footerReference w:type="first" r:id="rIdFooter1"/><w:footerReference w:type="default" r:id="rIdFooter2"/>'
        f'<w:pgSz w:w="{size[0]}" w:h="{size[1]}"/>'
        f'<w:pgMar w:top="{(_TOP_COMPACT if document.compact else _TOP) * TWIPS}" w:right="{MARGIN}" '
        f'w:bottom="{_BOTTOM * TWIPS}" w:left="{MARGIN}" w:header="0" w:footer="{_FOOTER * TWIPS}" w:gutter="0"/>'
        "<w:titlePg/></w:sectPr></w:body></w:document>"
    )
    asian = _east_asian(language, content)
    files = {
        "word/document.xml": text,
        "word/styles.xml": styles_xml(
            look, width=width, margin=MARGIN, beside=beside, band=band_height(document), language=language,
            east_asian=asian,
        ),
        "word/numbering.xml": numbering_xml(ctx.lists),
        "word/settings.xml": settings_xml(language, asian[1], locked=document.locked),
        "word/theme/theme1.xml": theme_xml(look),
        "word/header1.xml": headers[0],
        "word/header2.xml": headers[1],
        "word/footer1.xml": footers[0],
        "word/footer2.xml": footers[1],
        "docProps/core.xml": core_xml(document, language),
        "docProps/app.xml": app_xml(document),
        "[Content_Types].xml": content_types(ctx.media, copy=bool(document.mark)),
        "_rels/.rels": relations(
            {"rId1": ("officeDocument", "word/document.xml"), "rId2": ("core", "docProps/core.xml"),
             "rId3": ("extended-properties", "docProps/app.xml"),
             **({"rId4": ("custom-properties", "docProps/custom.xml")} if document.mark else {})}
        ),
        "word/_rels/document.xml.rels": relations(
            {
                "rIdStyles": ("styles", "styles.xml"),
                "rIdNumbering": ("numbering", "numbering.xml"),
                "rIdSettings": ("settings", "settings.xml"),
                "rIdTheme": ("theme", "theme/theme1.xml"),
                "rIdHeader1": ("header", "header1.xml"),
                "rIdHeader2": ("header", "header2.xml"),
                "rIdFooter1": ("footer", "footer1.xml"),
                "rIdFooter2": ("footer", "footer2.xml"),
                **({"rIdCopy": ("customXml", f"../{COPY_PART}")} if document.mark else {}),
                **_pictures(ctx.part),
            }
        ),
    }  # fmt: skip
    if document.mark:
        files |= {
            "docProps/custom.xml": custom_xml(document.mark),
            COPY_PART: copy_part(document.mark, text),
            "customXml/itemProps1.xml": copy_properties(document.mark),
            "customXml/_rels/item1.xml.rels": relations({"rId1": ("customXmlProps", "itemProps1.xml")}),
        }
    for name, part in zip(("header1", "header2", "footer1", "footer2"), parts, strict=True):
        if part.pictures:
            files[f"word/_rels/{name}.xml.rels"] = relations(_pictures(part))
    return DocxFile(_package(files, ctx, document), tuple(warnings))


def _pictures(part: Part) -> dict[str, tuple[str, str]]:
    return {relation: ("image", f"media/{name}") for relation, name in part.pictures.items()}


def _package(files: dict[str, str], ctx: Context, document: Document) -> bytes:
    """The parts in one archive, content types first, stamped with the document's own date."""
    stamp = (max(document.dated.year, 1980), document.dated.month, document.dated.day, 0, 0, 0)
    order = sorted(files, key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels", name))
    everything = {name: (_HEAD + files[name]).encode("utf-8") for name in order}
    everything |= {f"word/media/{name}": picture.data for name, picture in ctx.media.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in everything.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()
