"""Word's XML in small pieces: runs, paragraphs, cells and tables as text, with every order that the schema asks for.

All user text passes `escape`; nothing else may put text into a part.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from csdesk.values.text import clean

TWIPS: Final = 20
"""Word's unit: a twentieth of a point."""

NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'mc:Ignorable="w14"'
)

_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_DAY_AND_MONTH: Final = re.compile(r"\b(\d{1,2}) (?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b)")
_SIGN_AND_AMOUNT: Final = re.compile(r"([€$£¥₹]) (?=\d)")
_FIRST_PARAGRAPH: Final = re.compile(r'<w:p><w:pPr><w:pStyle w:val="[^"]+"/>(?:<w:keepNext/>)?(?:<w:keepLines/>)?')


def escape(text: str) -> str:
    """`text` as it may stand in XML, between tags or in a quoted attribute."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def hexadecimal(colour: str) -> str:
    """ "#27408B" as Word writes it: "27408B"."""
    return colour.lstrip("#").upper()


def starts_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    if _RIGHT_TO_LEFT.search(text) is None:
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def _directions(text: str) -> Iterator[tuple[str, bool]]:
    """Stretches of one direction; spaces and figures between two right-to-left words stay with them."""
    if _RIGHT_TO_LEFT.search(text) is None:
        yield text, False
        return
    start = 0
    last_strong = 0
    right = False
    for index, character in enumerate(text):
        direction = unicodedata.bidirectional(character)
        if direction not in ("L", "R", "AL"):
            continue
        now = direction != "L"
        if now != right:
            cut = last_strong if right else index
            if cut > start:
                yield text[start:cut], right
                start = cut
            right = now
        last_strong = index + 1
    if right and last_strong < len(text):
        yield text[start:last_strong], True
        start, right = last_strong, False
    if start < len(text):
        yield text[start:], right


def bound(text: str) -> str:
    """`text` with no-break spaces between day and month, sign and amount, so that a line never ends between them."""
    return _SIGN_AND_AMOUNT.sub("\\1\u00a0", _DAY_AND_MONTH.sub("\\1\u00a0", text))


def run(text: str, style: str = "", *, regular: bool = False) -> str:
    """`text` as runs in a character style; line breaks become line breaks, right-to-left stretches are marked.

    `regular` takes bold off again inside a bold paragraph style, which a character style cannot do in Word.
    """
    parts: list[str] = []
    for number, line in enumerate(bound(clean(text).replace("\t", " ")).split("\n")):
        if number:
            parts.append("<w:r><w:br/></w:r>")
        if not line:
            continue
        for stretch, right in _directions(line):
            look = f'<w:rStyle w:val="{style}"/>' if style else ""
            look += '<w:b w:val="0"/><w:bCs w:val="0"/>' if regular else ""
            look += "<w:rtl/>" if right else ""
            look = f"<w:rPr>{look}</w:rPr>" if look else ""
            parts.append(f'<w:r>{look}<w:t xml:space="preserve">{escape(stretch)}</w:t></w:r>')
    return "".join(parts)


def tab() -> str:
    """A tab character."""
    return "<w:r><w:tab/></w:r>"


def field(instruction: str, shown: str, style: str = "") -> str:
    """A field such as PAGE, with the result that is shown until Word works it out."""
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return (
        f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{look}<w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{look}<w:t>{shown}</w:t></w:r>"
        f'<w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(
    content: str,
    style: str,
    *,
    keep_next: bool = False,
    number: int = 0,
    tabs: Sequence[tuple[str, int]] = (),
    right_to_left: bool = False,
) -> str:
    """A paragraph of a style. `number` is a list's number instance; `tabs` are (kind, twips)."""
    look = f'<w:pStyle w:val="{style}"/>'
    if keep_next:
        look += "<w:keepNext/>"
    if number:
        look += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    if tabs:
        look += "<w:tabs>" + "".join(f'<w:tab w:val="{kind}" w:pos="{at}"/>' for kind, at in tabs) + "</w:tabs>"
    if right_to_left:
        look += "<w:bidi/>"
    return f"<w:p><w:pPr>{look}</w:pPr>{content}</w:p>"


def spacer(style: str = "Spacer") -> str:
    """The thin paragraph that Word needs between two tables, and after a table that ends a cell."""
    return paragraph("", style)


def flush(xml: str) -> str:
    """`xml` without the space before its first heading, for the top of a page or column."""
    if not xml.startswith('<w:p><w:pPr><w:pStyle w:val="Heading'):
        return xml
    return xml.replace("</w:pPr>", '<w:spacing w:before="0"/></w:pPr>', 1)


def with_page_break(xml: str) -> str:
    """`xml` started on a new page: its first paragraph gets the property, or a thin one before a table does."""
    found = _FIRST_PARAGRAPH.match(xml)
    if found is None:
        return with_page_break(spacer("SpacerThin")) + xml
    return flush(xml[: found.end()] + "<w:pageBreakBefore/>" + xml[found.end() :])


@dataclass(frozen=True, slots=True)
class Box:
    """A table cell: its blocks, and what differs from the table's style."""

    content: str
    span: int = 1
    fill: str = ""
    borders: str = ""
    """Inside of w:tcBorders."""
    margins: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None)
    """Top, left, bottom, right in twips; None leaves the table's own."""
    align: str = ""
    """Vertical: "center" or "bottom"."""


def _box(box: Box, width: int) -> str:
    look = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if box.span > 1:
        look += f'<w:gridSpan w:val="{box.span}"/>'
    if box.borders:
        look += f"<w:tcBorders>{box.borders}</w:tcBorders>"
    if box.fill:
        look += f'<w:shd w:val="clear" w:color="auto" w:fill="{hexadecimal(box.fill)}"/>'
    sides = [
        f'<w:{side} w:w="{value}" w:type="dxa"/>'
        for side, value in zip(("top", "left", "bottom", "right"), box.margins, strict=True)
        if value is not None
    ]
    if sides:
        look += f"<w:tcMar>{''.join(sides)}</w:tcMar>"
    if box.align:
        look += f'<w:vAlign w:val="{box.align}"/>'
    content = box.content
    if not content.endswith("</w:p>"):
        content += spacer("SpacerThin")
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{content}</w:tc>"


def row(
    boxes: Sequence[Box],
    widths: Sequence[int],
    *,
    header: bool = False,
    whole: bool = True,
    exact: int = 0,
    least: int = 0,
    look: str = "",
) -> str:
    """A table row. `whole`: never split over pages. `exact`, `least`: height in twips. `look`: w:cnfStyle value."""
    properties = f'<w:cnfStyle w:val="{look}"/>' if look else ""
    if whole:
        properties += "<w:cantSplit/>"
    if exact:
        properties += f'<w:trHeight w:val="{exact}" w:hRule="exact"/>'
    elif least:
        properties += f'<w:trHeight w:val="{least}" w:hRule="atLeast"/>'
    if header:
        properties += "<w:tblHeader/>"
    cells: list[str] = []
    column = 0
    for box in boxes:
        cells.append(_box(box, sum(widths[column : column + box.span])))
        column += box.span
    properties = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def splitting(xml: str) -> str:
    """`xml` with rows that may break over pages: inside a row that breaks, an unbreakable one may be cut off."""
    return xml.replace("<w:cantSplit/>", "")


def table(
    rows: Sequence[str],
    widths: Sequence[int],
    style: str,
    *,
    indent: int = 0,
    first_row: bool = False,
    last_row: bool = False,
) -> str:
    """A table of fixed layout whose columns are exactly `widths` twips; its look comes from the table style."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    value = (0x0020 if first_row else 0) | (0x0040 if last_row else 0) | 0x0600
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblInd w:w="{indent}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{value:04X}" w:firstRow="{int(first_row)}" w:lastRow="{int(last_row)}" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
