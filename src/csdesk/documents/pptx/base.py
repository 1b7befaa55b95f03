"""The empty deck: one master, three layouts, theme, furniture. Everything that stands on every slide stands here."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from csdesk.documents.deck import Deck
from csdesk.documents.docx.parts import theme_xml
from csdesk.documents.docx.pictures import Picture, fit, read_picture
from csdesk.documents.docx.xml import escape, hexadecimal
from csdesk.documents.palette import INK, INTERNAL_GROUND, MUTED, RULE, WHITE, Palette
from csdesk.documents.pptx.pen import SPACES, Sheet, emu, frame_xml, line

if TYPE_CHECKING:
    from pptx.presentation import Presentation

WIDTH: Final = 960.0
HEIGHT: Final = 540.0
LEFT: Final = 54.0
RIGHT: Final = 906.0
BODY_WIDTH: Final = RIGHT - LEFT
BODY_TOP: Final = 116.0
BODY_BOTTOM: Final = 486.0
FOOT: Final = 504.0
"""The hairline above the footer."""
TITLE_TOP: Final = 33.0
TITLE_WIDTH: Final = 690.0
TITLE_HEIGHT: Final = 82.0
TITLE_SIZE: Final = 26.0
TITLE_LEADING: Final = 32.0
COVER: Final = 345.0
"""Width of the coloured side of the title slide."""
COVER_LEFT: Final = 401.0
COVER_WIDTH: Final = RIGHT - COVER_LEFT
COVER_RULE: Final = 354.0
_BAND: Final = 6.0
_INTERNAL_BAND: Final = 20.0
_FOOTER_SIZE: Final = 10.5
_LOGO: Final = (190.0, 34.0)
_MARK: Final = (48.0, 13.0)
_PLATE: Final = 12.0

TITLE_LAYOUT: Final = 0
CONTENT_LAYOUT: Final = 1
PANEL_LAYOUT: Final = 2


@dataclass(frozen=True, slots=True)
class Base:
    """An empty presentation with its layouts, ready for slides."""

    presentation: Presentation
    language: str
    look: Palette

    def sheet(self, layout: int) -> tuple[Any, Sheet]:
        """A new slide of a layout, emptied of placeholders, and a pen for it."""
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[layout])
        tree = slide.shapes._spTree
        for shape in list(slide.placeholders):
            tree.remove(shape._element)
        return slide, Sheet(tree, self.language)


def language_of(deck: Deck) -> str:
    """The deck's language with a region, which spelling in the program wants."""
    language = deck.language.strip().replace("_", "-") or "en"
    return {"en": "en-GB"}.get(language, language)


def usable_logo(deck: Deck, logo_png: bytes, warnings: list[str]) -> Picture | None:
    """The logo as a raster picture; None, with a warning when there was one, prints the company's name."""
    data = deck.letterhead.logo
    if not data:
        return None
    picture = read_picture(data)
    if picture is not None and picture.ending == "svg":
        picture = read_picture(logo_png) if logo_png else None
        if picture is None or picture.ending == "svg":
            warnings.append("Slides need the SVG logo as PNG too; the company's name stands in its place.")
            return None
    if picture is None:
        warnings.append("The logo could not be read as PNG, JPEG or SVG; the company's name stands in its place.")
    return picture


def empty_deck(deck: Deck, look: Palette, logo: Picture | None) -> Base:
    """The presentation without slides. Nothing of the library's own template is left that a reader could notice."""
    import pptx
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.util import Emu

    made = pptx.Presentation()
    made.slide_width, made.slide_height = Emu(emu(WIDTH)), Emu(emu(HEIGHT))
    _drop(made.part, RT.PRINTER_SETTINGS)
    _drop(made.part.package, RT.THUMBNAIL)
    for layout in list(made.slide_layouts)[3:]:
        made.slide_layouts.remove(layout)
    master = made.slide_master
    theme = master.part.part_related_by(RT.THEME)
    theme._blob = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + theme_xml(look)).encode()
    language = language_of(deck)
    _clear(master._element, "CSDesk")
    pen = Sheet(master.shapes._spTree, language)
    _placeholders(pen, look)
    _text_styles(master._element)
    for layout, name in zip(made.slide_layouts, ("Title", "Content", "Table and panel"), strict=True):
        _clear(layout._element, name)
        sheet = Sheet(layout.shapes._spTree, language)
        relation = ""
        if logo is not None:
            _, relation = layout.part.get_or_add_image_part(io.BytesIO(logo.data))
        (_title_layout if name == "Title" else _content_layout)(sheet, deck, look, logo, relation)
    return Base(made, language, look)


def _drop(part: Any, kind: str) -> None:
    rels = part._rels
    for relation in [key for key, one in rels.items() if one.reltype == kind]:
        rels.pop(relation)


def _clear(element: Any, name: str) -> None:
    """An empty shape tree, without anything the template brought."""
    tree = element.cSld.spTree
    for child in list(tree):
        if not child.tag.endswith(("}nvGrpSpPr", "}grpSpPr")):
            tree.remove(child)
    element.cSld.set("name", name)
    for attribute in ("type", "preserve", "matchingName"):
        if attribute in element.attrib and attribute != "preserve":
            del element.attrib[attribute]


def _ph(
    kind: str, index: int, name: str, frame: str, size: float, leading: float, colour: str, *, bold: bool = False,
    align: str = "l", prompt: str = "", anchor: str = "t",
) -> str:  # fmt: skip
    place = f'type="{kind}"' + (f' sz="quarter" idx="{index}"' if index else "")
    style = (
        f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:lnSpc><a:spcPts val="{round(leading * 100)}"/></a:lnSpc>'
        '<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{round(size * 100)}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{hexadecimal(colour)}"/>'
        '</a:solidFill><a:latin typeface="+mn-lt"/></a:defRPr></a:lvl1pPr>'
    )
    content = (
        '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr/><a:t>‹#›</a:t></a:fld>'
        if kind == "sldNum"
        else f"<a:r><a:rPr/><a:t>{escape(prompt)}</a:t></a:r>"
        if prompt
        else ""
    )
    return (
        f'<p:sp {SPACES}><p:nvSpPr><p:cNvPr id="{{id}}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {place}/></p:nvPr></p:nvSpPr><p:spPr>{frame}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
        f"<a:noAutofit/></a:bodyPr><a:lstStyle>{style}</a:lstStyle><a:p>{content}</a:p></p:txBody></p:sp>"
    )


def _placeholders(pen: Sheet, look: Palette) -> None:
    """Title, body, footer and slide number, as the master knows them."""
    pen.add(
        _ph("title", 0, "Title", frame_xml(LEFT, TITLE_TOP, TITLE_WIDTH, TITLE_HEIGHT), TITLE_SIZE, TITLE_LEADING,
            INK, bold=True, prompt="State the finding in a sentence")
    )  # fmt: skip
    pen.add(
        _ph("body", 1, "Text", frame_xml(LEFT, BODY_TOP, BODY_WIDTH, BODY_BOTTOM - BODY_TOP), 16, 22, INK,
            prompt="Text")
    )  # fmt: skip
    _foot(pen)


def _foot(pen: Sheet) -> None:
    pen.add(_ph("ftr", 3, "Footer", frame_xml(LEFT, FOOT + 6, 640, 16), _FOOTER_SIZE, 14, MUTED))
    pen.add(_ph("sldNum", 4, "Slide number", frame_xml(RIGHT - 40, FOOT + 6, 40, 16), _FOOTER_SIZE, 14, MUTED,
                align="r"))  # fmt: skip


def _text_styles(master: Any) -> None:
    """The master's own text styles: this deck's sizes instead of the template's."""
    from pptx.oxml import parse_xml

    old = master.find("{http://schemas.openxmlformats.org/presentationml/2006/main}txStyles")
    run = '<a:solidFill><a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/>'
    level = '<a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="{}" b="{}">{}</a:defRPr></a:lvl1pPr>'
    new = parse_xml(
        f"<p:txStyles {SPACES}><p:titleStyle>{level.format(2600, 1, run)}</p:titleStyle>"
        f"<p:bodyStyle>{level.format(1600, 0, run)}</p:bodyStyle>"
        f"<p:otherStyle>{level.format(1400, 0, run)}</p:otherStyle></p:txStyles>"
    )
    if old is not None:
        master.replace(old, new)


def _logo(
    sheet: Sheet, deck: Deck, logo: Picture, relation: str, x: float, y: float, room: tuple[float, float]
) -> float:
    """Draw the logo with its right or left edge at `x`; its width."""
    width, height = fit(logo, *room)
    sheet.picture(relation, x, y + (room[1] - height) / 2, width, height, f"Logo of {deck.letterhead.company or 'us'}")
    return width


def _title_layout(sheet: Sheet, deck: Deck, look: Palette, logo: Picture | None, relation: str) -> None:
    sheet.rectangle(0, 0, COVER, HEIGHT, look.band, name="Letterhead colour")
    if logo is not None:
        width, height = fit(logo, *_LOGO)
        sheet.rectangle(LEFT, 54, width + 2 * _PLATE, height + 2 * _PLATE, WHITE, name="Ground of the logo")
        sheet.picture(relation, LEFT + _PLATE, 54 + _PLATE, width, height, f"Logo of {deck.letterhead.company or 'us'}")
    elif deck.letterhead.company:
        sheet.text(
            LEFT, 54, COVER - 2 * LEFT, 120, (line(deck.letterhead.company, 24, 30, look.on_band, bold=True),),
            name="Company",
        )  # fmt: skip
    if deck.internal:
        _internal_band(sheet)
    sheet.add(
        _ph("title", 0, "Title", frame_xml(COVER_LEFT, 190, COVER_WIDTH, 64), 48, 56, INK, bold=True,
            prompt="Account")
    )  # fmt: skip


def _content_layout(sheet: Sheet, deck: Deck, look: Palette, logo: Picture | None, relation: str) -> None:
    if deck.internal:
        _internal_band(sheet)
    else:
        sheet.rectangle(0, 0, WIDTH, _BAND, look.band, name="Letterhead colour")
    sheet.rule(LEFT, FOOT, BODY_WIDTH, RULE)
    if logo is not None:
        width, _ = fit(logo, *_MARK)
        _logo(sheet, deck, logo, relation, RIGHT - 30 - width, FOOT + 6.5, _MARK)
    sheet.add(
        _ph("title", 0, "Title", frame_xml(LEFT, TITLE_TOP, TITLE_WIDTH, TITLE_HEIGHT), TITLE_SIZE, TITLE_LEADING,
            INK, bold=True, prompt="State the finding in a sentence")
    )  # fmt: skip
    _foot(sheet)


def _internal_band(sheet: Sheet) -> None:
    sheet.rectangle(0, 0, WIDTH, _INTERNAL_BAND, INK, name="Internal copy")
    sheet.text(
        LEFT, 0, BODY_WIDTH, _INTERNAL_BAND,
        (line("INTERNAL COPY   The notes hold what to say and ask. Show the customer the customer’s copy.", 12, 16,
              INTERNAL_GROUND, bold=True),),
        name="Internal copy", anchor="ctr",
    )  # fmt: skip
