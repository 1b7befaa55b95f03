"""The styles of a Word document: everything a page shows is set through them, so that a template can restyle it.

Sizes follow the documents' type table plus half a point (Calibri is smaller than FiraGO at one size); leadings are
"at least", so that other scripts and emoji never lose their tops.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from csdesk.documents import palette as colours
from csdesk.documents.docx.xml import NAMESPACES, TWIPS, hexadecimal
from csdesk.documents.model import Tone
from csdesk.documents.palette import Palette

SYMBOLS: Final = "Segoe UI Symbol"
"""Holds every status shape and tick on Windows; other systems substitute their own symbol font."""

TONE_STYLE: Final[dict[Tone, str]] = {
    "green": "Green",
    "complete": "Green",
    "yellow": "Yellow",
    "red": "Red",
    "neutral": "Neutral",
    "progress": "Progress",
}
_BUILT_IN: Final = frozenset(
    ("Title", "Subtitle", "heading 1", "heading 2", "List Bullet", "List Number", "header", "footer")
)
BOLD_STYLES: Final = frozenset(
    ("TableName", "TableTotal", "TableHead", "Statement", "CardTitle", "SignatureName", "BarAmount", "StepWhen",
     "StepNumber")
)  # fmt: skip
"""Paragraph styles in bold. Inside one, a bold character style would switch bold off again: Word toggles."""
SIZES: Final[dict[str, float]] = {
    "TableHead": 8,
    "TableText": 9,
    "TableName": 9,
    "TableNumber": 9,
    "TableSecond": 8.5,
    "Label": 8,
    "Value": 10,
    "CardValue": 9,
    "Statement": 10.5,
    "Heading1": 13.5,
    "Heading2": 10.5,
    "HeadingNote": 8.5,
    "CardTitle": 11.5,
    "Chip": 8.5,
    "ChipBare": 8,
    "MeterNow": 8.5,
    "Footer": 8,
    "Title": 25.5,
    "TitleLong": 20.5,
    "TitleLongest": 16.5,
    "Body": 10,
    "Lead": 11.5,
    "Small": 9,
    "ListNumber": 9.5,
}


@dataclass(frozen=True, slots=True)
class _Paragraph:
    name: str
    size: float
    leading: float
    colour: str
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 0
    based: str = "Normal"
    following: str = ""
    keep_next: bool = False
    keep_lines: bool = False
    borders: str = ""
    fill: str = ""
    tabs: str = ""
    indent: str = ""
    align: str = ""
    numbering: int = 0
    outline: int | None = None
    exact: bool = False
    tracking: float = 0
    capitals: bool = False


def _letters(
    *, size: float = 0, colour: str = "", bold: bool = False, italic: bool = False, tracking: float = 0,
    capitals: bool = False, fill: str = "", symbols: bool = False, raised: float = 0,
    underline: bool = False, strike: bool = False,
) -> str:  # fmt: skip
    look = ""
    if symbols:
        look += f'<w:rFonts w:ascii="{SYMBOLS}" w:hAnsi="{SYMBOLS}" w:eastAsia="{SYMBOLS}" w:cs="{SYMBOLS}"/>'
    if bold:
        look += "<w:b/><w:bCs/>"
    if italic:
        look += "<w:i/><w:iCs/>"
    if capitals:
        look += "<w:caps/>"
    if strike:
        look += "<w:strike/>"
    if colour:
        look += f'<w:color w:val="{hexadecimal(colour)}"/>'
    if tracking:
        look += f'<w:spacing w:val="{round(tracking * TWIPS)}"/>'
    if raised:
        look += f'<w:position w:val="{round(raised * 2)}"/>'
    if size:
        look += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    if underline:
        look += '<w:u w:val="single"/>'
    if fill:
        look += f'<w:shd w:val="clear" w:color="auto" w:fill="{hexadecimal(fill)}"/>'
    return f"<w:rPr>{look}</w:rPr>" if look else ""


def _paragraph_style(style_id: str, style: _Paragraph) -> str:
    look = ""
    if style.keep_next:
        look += "<w:keepNext/>"
    if style.keep_lines:
        look += "<w:keepLines/>"
    if style.numbering:
        look += f'<w:numPr><w:numId w:val="{style.numbering}"/></w:numPr>'
    if style.borders:
        look += f"<w:pBdr>{style.borders}</w:pBdr>"
    if style.fill:
        look += f'<w:shd w:val="clear" w:color="auto" w:fill="{hexadecimal(style.fill)}"/>'
    if style.tabs:
        look += f"<w:tabs>{style.tabs}</w:tabs>"
    look += (
        f'<w:spacing w:before="{round(style.before * TWIPS)}" w:after="{round(style.after * TWIPS)}" '
        f'w:line="{round(style.leading * TWIPS)}" w:lineRule="{"exact" if style.exact else "atLeast"}"/>'
    )
    look += style.indent
    if style.align:
        look += f'<w:jc w:val="{style.align}"/>'
    if style.outline is not None:
        look += f'<w:outlineLvl w:val="{style.outline}"/>'
    letters = _letters(
        size=style.size, colour=style.colour, bold=style.bold, italic=style.italic, tracking=style.tracking,
        capitals=style.capitals,
    )  # fmt: skip
    own = "" if style.name in _BUILT_IN else ' w:customStyle="1"'
    following = f'<w:next w:val="{style.following}"/>' if style.following else ""
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{style_id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based}"/>{following}<w:qFormat/><w:pPr>{look}</w:pPr>{letters}</w:style>'
    )


def border(side: str, width: float, colour: str, space: int = 0) -> str:
    """One border; `width` in points."""
    return (
        f'<w:{side} w:val="single" w:sz="{max(2, round(width * 8))}" w:space="{space}" '
        f'w:color="{hexadecimal(colour)}"/>'
    )


def _paragraph_styles(look: Palette, width: int, margin: int, beside: int, band: float) -> dict[str, _Paragraph]:
    ink, text, muted = colours.INK, colours.TEXT, colours.MUTED
    right = f'<w:tab w:val="right" w:pos="{width}"/>'
    aside = f'<w:ind w:right="{beside}"/>' if beside else ""
    bleed = f'<w:ind w:left="-{margin}" w:right="-{margin}"/>'
    return {
        "Title": _Paragraph("Title", 25.5, 29, ink, True, after=2, following="Subtitle", keep_next=True, indent=aside),
        "TitleLong": _Paragraph(
            "Title Long", 20.5, 24, ink, True, after=2, based="Title", keep_next=True, indent=aside
        ),
        "TitleLongest": _Paragraph(
            "Title Longest", 16.5, 20, ink, True, after=2, based="Title", keep_next=True, indent=aside
        ),
        "Kind": _Paragraph(
            "Kind", 8.5, 12, look.accent, True, after=1, following="Title", keep_next=True, tracking=0.9, capitals=True,
            indent=aside,
        ),
        "Subtitle": _Paragraph("Subtitle", 11, 14, muted, after=18, following="Body"),
        "SubtitleCompact": _Paragraph("Subtitle Compact", 10, 13, muted, after=16, based="Subtitle", indent=aside),
        "Heading1": _Paragraph(
            "heading 1", 13.5, 16, ink, True, before=16, after=5, following="Body", keep_next=True, keep_lines=True,
            borders=border("top", 0.875, ink, 6), tabs=right, outline=0,
        ),
        "Heading2": _Paragraph(
            "heading 2", 10.5, 14, ink, True, before=6, after=3, following="Body", keep_next=True, keep_lines=True,
            outline=1,
        ),
        "Body": _Paragraph("Body", 10, 14, text, after=8),
        "Lead": _Paragraph("Lead", 11.5, 16, ink, after=8),
        "Headline": _Paragraph("Headline", 17.5, 22, ink, True, after=8),
        "FigureValue": _Paragraph("Figure Value", 24.5, 28, look.accent, True, keep_next=True),
        "FigureValueSmall": _Paragraph("Figure Value Small", 16.5, 20, look.accent, True, keep_next=True),
        "FigureLabel": _Paragraph("Figure Label", 9.5, 12, ink, True),
        "Small": _Paragraph("Small", 9, 12, muted, after=5),
        "Label": _Paragraph("Label", 8, 10, muted, following="Value"),
        "Value": _Paragraph("Value", 10, 13, ink),
        "CardValue": _Paragraph("Card Value", 9, 12, ink, based="Value"),
        "Statement": _Paragraph("Statement", 10.5, 14, ink, True, before=1),
        "TableHead": _Paragraph("Table Head", 8, 10, muted, True, keep_next=True),
        "TableHeadNumber": _Paragraph("Table Head Number", 8, 10, muted, True, based="TableHead", align="right"),
        "TableText": _Paragraph("Table Text", 9, 12, text),
        "TableName": _Paragraph("Table Name", 9, 12, ink, True, based="TableText"),
        "TableTotal": _Paragraph("Table Total", 9, 12, ink, True, based="TableNumber", align="right"),
        "TableSecond": _Paragraph("Table Second Line", 8.5, 11.5, muted, based="TableText"),
        "TableNumber": _Paragraph("Table Number", 9, 12, text, based="TableText", align="right"),
        "TableNode": _Paragraph("Table Node", 9, 12, text, based="TableText", align="center"),
        "ListBullet": _Paragraph("List Bullet", 9.5, 13, text, after=3.5, numbering=1),
        "ListNumber": _Paragraph("List Number", 9.5, 13, text, after=3.5, numbering=2),
        "ChecklistTitle": _Paragraph("Checklist Title", 8, 10, muted, True, before=2, after=8, keep_next=True),
        "CheckItem": _Paragraph(
            "Check Item", 9.5, 13, text, after=3.5, tabs='<w:tab w:val="left" w:pos="300"/>',
            indent='<w:ind w:left="300" w:hanging="300"/>',
        ),
        "CheckItemTight": _Paragraph("Check Item Tight", 9.5, 13, text, based="CheckItem", keep_next=True),
        "CheckReason": _Paragraph("Check Reason", 8, 10, muted, after=3.5, indent='<w:ind w:left="300"/>'),
        "Prompt": _Paragraph(
            "Prompt", 9.5, 13, text, after=3.5, tabs='<w:tab w:val="left" w:pos="220"/>',
            indent='<w:ind w:left="220" w:hanging="220"/>',
        ),
        "AgendaLetter": _Paragraph("Agenda Letter", 27.5, 30, look.accent, True, keep_next=True),
        "AgendaClock": _Paragraph("Agenda Clock", 9, 11, ink, keep_next=True),
        "AgendaLength": _Paragraph("Agenda Length", 9, 11, muted),
        "AgendaTitle": _Paragraph(
            "Agenda Title", 11.5, 14, ink, True, following="AgendaAim", keep_next=True, outline=0
        ),
        "AgendaAim": _Paragraph("Agenda Aim", 9, 12, muted, after=4, keep_next=True),
        "SlotText": _Paragraph("Slot Text", 8.5, 12, colours.WHITE, True),
        "SlotClock": _Paragraph("Slot Clock", 8, 11, muted, before=2),
        "TalkScale": _Paragraph("Talk Scale", 7, 9, muted, before=2),
        "Measured": _Paragraph("Measured", 9.5, 12, ink, True, align="right"),
        "NoteLine": _Paragraph("Note Line", 8, 17, muted, borders=border("bottom", 0.5, colours.RULE) +
            border("between", 0.5, colours.RULE)),
        "CardNumber": _Paragraph("Card Number", 15.5, 18, look.accent, True),
        "CardTitle": _Paragraph("Card Title", 11.5, 14, ink, True, before=1, keep_lines=True),
        "CardText": _Paragraph("Card Text", 9.5, 13, muted),
        "CardChip": _Paragraph("Card Chip", 8.5, 13, text, align="right"),
        "MeterNow": _Paragraph("Meter Now", 8.5, 11, ink, True, before=8, after=2),
        "MeterEnds": _Paragraph("Meter Ends", 8, 11, muted, before=2),
        "BarLabel": _Paragraph("Bar Label", 9, 12, text, keep_next=True),
        "BarAmount": _Paragraph("Bar Amount", 9, 12, ink, True, keep_next=True),
        "StepNumber": _Paragraph("Step Number", 11.5, 14, look.accent, True, keep_next=True,
            borders=border("bottom", 0.8, colours.RULE, 3)),
        "StepWhen": _Paragraph("Step When", 9, 12, ink, True, before=4, keep_next=True),
        "StepText": _Paragraph("Step Text", 9, 12, text),
        "SignatureRole": _Paragraph("Signature Role", 9, 12, ink, True, keep_next=True),
        "SignatureLine": _Paragraph("Signature Line", 11, 14, ink, italic=True, keep_next=True),
        "SignatureDate": _Paragraph("Signature Date", 9, 14, ink, keep_next=True),
        "SignatureName": _Paragraph("Signature Name", 9, 12, ink, True, before=3),
        "Header": _Paragraph("header", 8, 11, muted, tabs=right),
        "HeaderContact": _Paragraph("Header Contact", 8, 11, muted, based="Header", align="right"),
        "HeaderCompany": _Paragraph("Header Company", 16.5, 20, ink, True, based="Header"),
        "HeaderCompanyRight": _Paragraph(
            "Header Company Right", 16.5, 20, ink, True, before=24, based="Header", align="right"
        ),
        "HeaderRunning": _Paragraph("Header Running", 8, 12, muted, before=34.5 - band, after=19.5, based="Header"),
        "Band": _Paragraph("Band", 1, 5, look.on_band, fill=look.band, indent=bleed, exact=True),
        "BandEdge": _Paragraph("Band Edge", 1, 5, colours.WHITE, fill=ink, indent=bleed, exact=True),
        "BandText": _Paragraph(
            "Band Text", 8, 10, colours.WHITE, fill=ink, indent=bleed, exact=True,
            tabs=f'<w:tab w:val="left" w:pos="0"/>{right}',
        ),
        "Footer": _Paragraph(
            "footer", 8, 11, muted, borders=border("top", 0.4, colours.RULE, 7), tabs=right,
        ),
        "FooterSecond": _Paragraph("Footer Second Line", 7.5, 10, muted, based="Footer"),
        "Spacer": _Paragraph("Spacer", 1, 12, text, exact=True),
        "SpacerCards": _Paragraph("Spacer Cards", 1, 8, text, exact=True),
        "SpacerHead": _Paragraph("Spacer Head", 1, 16, text, exact=True),
        "SpacerThin": _Paragraph("Spacer Thin", 1, 1, text, exact=True),
    }  # fmt: skip


def _character_styles(look: Palette) -> str:
    styles = {
        "Strong": ("Strong", _letters(bold=True, colour=colours.INK)),
        "Muted": ("Muted", _letters(colour=colours.MUTED)),
        "Added": ("Added", _letters(colour=look.accent, underline=True)),
        "Removed": ("Removed", _letters(colour=colours.MUTED, strike=True)),
        "HeadingNote": ("Heading Note", _letters(size=8.5, colour=colours.MUTED)),
        "InternalLabel": ("Internal Label", _letters(size=8, bold=True, colour=colours.INTERNAL_EDGE)),
        "InternalHead": ("Internal Head", _letters(colour=colours.INTERNAL_EDGE)),
        "InternalMark": ("Internal Mark", _letters(bold=True, colour=colours.INK)),
        "PreparedFor": ("Prepared For", _letters(bold=True, colour=look.accent)),
        "BandLabel": ("Band Label", _letters(bold=True, colour=colours.WHITE, tracking=0.6, capitals=True)),
        "BandNote": ("Band Note", _letters(colour=colours.RULE)),
        "PromptMark": ("Prompt Mark", _letters(colour=look.accent)),
        "CheckBox": ("Check Box", _letters(size=10.5, colour=look.accent, symbols=True)),
        "LevelOn": ("Level On", _letters(size=6.5, colour=colours.INK, symbols=True, tracking=0.9)),
        "PictureLow": ("Picture Low", _letters(raised=-1.5)),
        "LevelOff": ("Level Off", _letters(size=6.5, colour=colours.RULE, symbols=True, tracking=0.9)),
    }  # fmt: skip
    tones: dict[str, Tone] = {
        "Green": "green",
        "Yellow": "yellow",
        "Red": "red",
        "Neutral": "neutral",
        "Progress": "progress",
    }
    for name, tone in tones.items():
        shades = look.tone(tone)
        styles[f"Chip{name}"] = (f"Chip {name}", _letters(size=8.5, bold=True, colour=shades.text, fill=shades.ground))
        styles[f"Status{name}"] = (f"Status {name}", _letters(size=8.5, bold=True, colour=shades.text))
        styles[f"Shape{name}"] = (f"Shape {name}", _letters(size=8.5, colour=shades.shape))
        styles[f"ChipShape{name}"] = (
            f"Chip Shape {name}", _letters(size=8.5, colour=shades.shape, fill=shades.ground)
        )  # fmt: skip
        styles[f"Node{name}"] = (f"Node {name}", _letters(size=10, colour=shades.shape))
    return "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>{letters}</w:style>'
        for style_id, (name, letters) in styles.items()
    )


def _margins(top: float, left: float, bottom: float, right: float) -> str:
    sides = zip(("top", "left", "bottom", "right"), (top, left, bottom, right), strict=True)
    inside = "".join(f'<w:{side} w:w="{round(value * TWIPS)}" w:type="dxa"/>' for side, value in sides)
    return f"<w:tblCellMar>{inside}</w:tblCellMar>"


def _table_style(style_id: str, name: str, borders: str, margins: str, fill: str = "", conditions: str = "") -> str:
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{hexadecimal(fill)}"/>' if fill else ""
    edges = f"<w:tblBorders>{borders}</w:tblBorders>" if borders else ""
    cells = f"<w:tcPr>{ground}</w:tcPr>" if fill else ""
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr>{edges}{margins}</w:tblPr>{cells}{conditions}</w:style>'
    )


def _table_styles(look: Palette) -> str:
    rule = border("insideH", 0.4, colours.RULE) + ""
    foot = border("bottom", 0.4, colours.RULE)
    head = (
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f"{border('bottom', 0.8, colours.INK)}</w:tcBorders></w:tcPr></w:tblStylePr>"
    )
    total = (
        '<w:tblStylePr w:type="lastRow"><w:tcPr><w:tcBorders>'
        f"{border('top', 0.8, colours.INK)}</w:tcBorders></w:tcPr></w:tblStylePr>"
    )
    box = "".join(border(side, 0.6, colours.RULE) for side in ("top", "left", "bottom", "right"))
    grid = _margins(5, 5, 5, 5)
    return (
        _table_style("Grid", "Grid", foot + rule, grid, conditions=head + total)
        + _table_style("Internal", "Internal", foot + rule, grid, colours.INTERNAL_GROUND, head + total)
        + _table_style(
            "KeyValues", "Key Values", border("top", 0.4, colours.RULE) + foot + rule, _margins(5.5, 0, 5.5, 9)
        )
        + _table_style("Card", "Card", box, _margins(10, 14, 11, 14))
        + _table_style("Callout", "Callout", "", _margins(9, 12, 10, 12))
        + _table_style("Layout", "Layout", "", _margins(0, 0, 0, 0))
        + _table_style("Facts", "Facts", "", _margins(0, 0, 0, 9))
    )


def styles_xml(
    look: Palette, *, width: int, margin: int, beside: int, band: float, language: str, east_asian: tuple[str, str]
) -> str:
    """word/styles.xml. `width`, `margin` in twips; `east_asian` is a font and its language.

    `beside`: twips kept free at the right of the title for a logo. `band`: points of the band across the top.
    """
    font, tongue = east_asian
    defaults = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" '
        f'w:eastAsia="{font}" w:cs="Arial"/><w:sz w:val="20"/><w:szCs w:val="20"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{tongue}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:before="0" w:after="0" w:line="240" '
        'w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    base = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:widowControl/></w:pPr><w:rPr><w:color w:val="{hexadecimal(colours.TEXT)}"/></w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"{_margins(0, 0, 0, 0)}</w:tblPr></w:style>"
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
    )
    described = _paragraph_styles(look, width, margin, beside, band)
    paragraphs = "".join(_paragraph_style(style_id, style) for style_id, style in described.items())
    return (
        f"<w:styles {NAMESPACES}>{defaults}{base}{paragraphs}{_character_styles(look)}{_table_styles(look)}</w:styles>"
    )


def numbering_xml(lists: int) -> str:
    """word/numbering.xml: 1 is the dashed list, 2 the numbered one, 3 and on its restarts, `lists` of them."""
    muted = f'<w:rPr><w:b w:val="0"/><w:color w:val="{hexadecimal(colours.MUTED)}"/></w:rPr>'

    def level(form: str, shown: str, style: str, indent: int) -> str:
        return (
            f'<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:pStyle w:val="{style}"/><w:lvlText w:val="{shown}"/><w:lvlJc w:val="left"/><w:pPr>'
            f'<w:tabs><w:tab w:val="num" w:pos="{indent}"/></w:tabs><w:ind w:left="{indent}" w:hanging="{indent}"/>'
            f"</w:pPr>{muted}</w:lvl>"
        )

    restarts = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for number in range(3, 3 + lists)
    )
    return (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">{level("bullet", "–", "ListBullet", 220)}'
        f'</w:abstractNum><w:abstractNum w:abstractNumId="1">{level("decimal", "%1", "ListNumber", 300)}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2">'
        f'<w:abstractNumId w:val="1"/></w:num>{restarts}</w:numbering>'
    )
