"""Shapes on a slide, as DrawingML: text, rectangles, lines, status shapes, groups. All measures are points.

Line spacing is exact everywhere: a program that sets another font for an unknown letter then still needs the height
that was counted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from csdesk.documents.docx.xml import bound, escape, hexadecimal, starts_right_to_left
from csdesk.documents.model import Tone
from csdesk.documents.palette import INK

EMU: Final = 12700
"""Drawing units in a point."""
SPACES: Final = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
SIGNS: Final[dict[str, str]] = {
    "green": "●", "yellow": "▲", "red": "◆", "neutral": "○", "progress": "◐", "complete": "✓",
}  # fmt: skip
"""The shape of each status as a letter, where no shape can be drawn: in a table's cell."""


def emu(points: float) -> int:
    """Points as drawing units."""
    return round(points * EMU)


@dataclass(frozen=True, slots=True)
class Ink:
    """A run of text and how it is set; `ground` lays a colour behind it."""

    text: str
    colour: str = INK
    bold: bool = False
    ground: str = ""
    size: float = 0.0
    """0: the line's own."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its runs, size and exact line height."""

    runs: tuple[Ink, ...]
    size: float
    leading: float
    align: str = "l"
    before: float = 0.0
    bullet: str = ""
    """Colour of a square bullet; the text then hangs."""
    tracking: float = 0.0
    caps: bool = False


BULLET_INDENT: Final = 16.0


def line(
    text: str, size: float, leading: float, colour: str = INK, *, bold: bool = False, align: str = "l",
    before: float = 0.0, bullet: str = "", tracking: float = 0.0, caps: bool = False,
) -> Line:  # fmt: skip
    """A paragraph of one run."""
    return Line((Ink(text, colour, bold),), size, leading, align, before, bullet, tracking, caps)


def _run(ink: Ink, one: Line, language: str) -> str:
    size = ink.size or one.size
    look = f'<a:solidFill><a:srgbClr val="{hexadecimal(ink.colour)}"/></a:solidFill>'
    if ink.ground:
        look += f'<a:highlight><a:srgbClr val="{hexadecimal(ink.ground)}"/></a:highlight>'
    more = f' spc="{round(one.tracking * 100)}"' if one.tracking else ""
    more += ' cap="all"' if one.caps else ""
    attributes = f'lang="{language}" sz="{round(size * 100)}" b="{int(ink.bold)}" dirty="0"{more}'
    parts = []
    for number, text in enumerate(bound(ink.text).replace("\t", " ").split("\n")):
        if number:
            parts.append(f"<a:br><a:rPr {attributes}>{look}</a:rPr></a:br>")
        if text:
            parts.append(f"<a:r><a:rPr {attributes}>{look}</a:rPr><a:t>{escape(text)}</a:t></a:r>")
    return "".join(parts)


def paragraph_xml(one: Line, language: str) -> str:
    """`one` as a:p."""
    right = starts_right_to_left("".join(ink.text for ink in one.runs))
    align = {"l": "r", "r": "l"}.get(one.align, one.align) if right else one.align
    indent = f'marL="{emu(BULLET_INDENT)}" indent="{-emu(BULLET_INDENT)}"' if one.bullet else 'marL="0" indent="0"'
    bullet = (
        f'<a:buClr><a:srgbClr val="{hexadecimal(one.bullet)}"/></a:buClr><a:buSzPct val="80000"/>'
        '<a:buFont typeface="Arial"/><a:buChar char="&#9642;"/>'
        if one.bullet
        else "<a:buNone/>"
    )
    runs = "".join(_run(ink, one, language) for ink in one.runs)
    return (
        f'<a:p><a:pPr {indent} algn="{align}"{" rtl=" + chr(34) + "1" + chr(34) if right else ""}>'
        f'<a:lnSpc><a:spcPts val="{round(one.leading * 100)}"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="{round(one.before * 100)}"/></a:spcBef><a:spcAft><a:spcPts val="0"/></a:spcAft>'
        f'{bullet}</a:pPr>{runs}<a:endParaRPr lang="{language}" sz="{round(one.size * 100)}"/></a:p>'
    )


def _frame(x: float, y: float, width: float, height: float, *, group: bool = False) -> str:
    place = f'<a:off x="{emu(x)}" y="{emu(y)}"/><a:ext cx="{emu(width)}" cy="{emu(height)}"/>'
    if group:
        place += f'<a:chOff x="{emu(x)}" y="{emu(y)}"/><a:chExt cx="{emu(width)}" cy="{emu(height)}"/>'
    return f"<a:xfrm>{place}</a:xfrm>"


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{hexadecimal(colour)}"/></a:solidFill>' if colour else "<a:noFill/>"


class Sheet:
    """One slide, layout or master to draw on: `tree` is its shape tree."""

    def __init__(self, tree: Any, language: str) -> None:
        self.tree = tree
        self.language = language
        self._into = tree

    def _next(self) -> int:
        return max((int(found) for found in self.tree.xpath(".//p:cNvPr/@id") if found.isdigit()), default=1) + 1

    def add(self, xml: str) -> Any:
        """A shape from its XML, in which {id} stands for a number of its own; the element."""
        from pptx.oxml import parse_xml

        element = parse_xml(xml.replace("{id}", str(self._next()), 1))
        self._into.append(element)
        return element

    def rectangle(
        self, x: float, y: float, width: float, height: float, fill: str, *, name: str = "Ground", words: str = "",
        shape: str = "rect", edge: str = "", edge_width: float = 0.0, adjust: str = "", turn: float = 0.0,
    ) -> None:  # fmt: skip
        """A filled shape without text. `words` is its alternative text; without it, it is decoration."""
        outline = (
            f'<a:ln w="{emu(edge_width)}">{_fill(edge)}</a:ln>' if edge else "<a:ln><a:noFill/></a:ln>"
        )  # fmt: skip
        frame = _frame(x, y, width, height)
        if turn:
            frame = frame.replace("<a:xfrm>", f'<a:xfrm rot="{round(turn * 60000)}">', 1)
        self.add(
            f"<p:sp {SPACES}><p:nvSpPr>{_name(name, words) if words else _decoration(name)}<p:cNvSpPr/>"
            '<p:nvPr userDrawn="1"/></p:nvSpPr>'
            f'<p:spPr>{frame}<a:prstGeom prst="{shape}"><a:avLst>{adjust}</a:avLst></a:prstGeom>'
            f"{_fill(fill)}{outline}</p:spPr></p:sp>"
        )

    def rule(self, x: float, y: float, width: float, colour: str, thick: float = 0.75) -> None:
        """A horizontal line, centred on `y`."""
        self.rectangle(x, y - thick / 2, width, thick, colour, name="Rule")

    def text(
        self, x: float, y: float, width: float, height: float, lines: Sequence[Line], *, name: str = "Text",
        anchor: str = "t",
    ) -> None:  # fmt: skip
        """A text box without margins."""
        body = "".join(paragraph_xml(one, self.language) for one in lines)
        self.add(
            f'<p:sp {SPACES}><p:nvSpPr>{_name(name)}<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
            f'<p:spPr>{_frame(x, y, width, height)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>'
            f'<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
            f"<a:noAutofit/></a:bodyPr><a:lstStyle/>{body}</p:txBody></p:sp>"
        )

    def status(self, tone: Tone, x: float, y: float, size: float, colour: str, ground: str) -> None:
        """The shape of a status in a square of `size`: disc, triangle, diamond, ring, half disc or ticked disc."""
        if tone == "yellow":
            self.rectangle(x, y + size * 0.06, size, size * 0.88, colour, shape="triangle", name="Status shape")
        elif tone == "red":
            self.rectangle(x, y, size, size, colour, shape="diamond", name="Status shape")
        elif tone == "neutral":
            self.rectangle(
                x + size * 0.08, y + size * 0.08, size * 0.84, size * 0.84, "", shape="ellipse", edge=colour,
                edge_width=size * 0.15, name="Status shape",
            )  # fmt: skip
        elif tone == "progress":
            self.rectangle(
                x + size * 0.06, y + size * 0.06, size * 0.88, size * 0.88, ground, shape="ellipse", edge=colour,
                edge_width=size * 0.12, name="Status shape",
            )  # fmt: skip
            self.rectangle(
                x + size * 0.06, y + size * 0.06, size * 0.88, size * 0.88, colour, shape="chord",
                adjust='<a:gd name="adj1" fmla="val 16200000"/><a:gd name="adj2" fmla="val 5400000"/>',
                name="Status shape",
            )  # fmt: skip
        else:
            self.rectangle(x, y, size, size, colour, shape="ellipse", name="Status shape")
            if tone == "complete":
                self.rectangle(
                    x + size * 0.38, y + size * 0.2, size * 0.26, size * 0.5, ground, shape="corner", turn=225.0,
                    adjust='<a:gd name="adj1" fmla="val 34000"/><a:gd name="adj2" fmla="val 34000"/>',
                    name="Status shape",
                )  # fmt: skip

    def placeholder(self, kind: str, index: int, lines: Sequence[Line], name: str, frame: str = "") -> None:
        """A native placeholder of the layout, filled."""
        body = "".join(paragraph_xml(one, self.language) for one in lines)
        place = f'type="{kind}"' + (f' sz="quarter" idx="{index}"' if index else "")
        self.add(
            f'<p:sp {SPACES}><p:nvSpPr>{_name(name)}<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f"<p:nvPr><p:ph {place}/></p:nvPr></p:nvSpPr><p:spPr>{frame}</p:spPr>"
            f"<p:txBody><a:bodyPr/><a:lstStyle/>{body}</p:txBody></p:sp>"
        )

    def picture(self, relation: str, x: float, y: float, width: float, height: float, words: str) -> None:
        """A picture that is already a part of the slide, by its relation."""
        self.add(
            f"<p:pic {SPACES}><p:nvPicPr>{_name('Logo', words)}"
            '<p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr userDrawn="1"/></p:nvPicPr>'
            f'<p:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
            f'<p:spPr>{_frame(x, y, width, height)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )

    @contextlib.contextmanager
    def group(self, x: float, y: float, width: float, height: float, name: str, words: str) -> Iterator[None]:
        """What is drawn inside is one object with an alternative text."""
        outer = self._into
        self._into = self.add(
            f"<p:grpSp {SPACES}><p:nvGrpSpPr>{_name(name, words)}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
            f"<p:grpSpPr>{_frame(x, y, width, height, group=True)}</p:grpSpPr></p:grpSp>"
        )
        try:
            yield
        finally:
            self._into = outer


def frame_xml(x: float, y: float, width: float, height: float) -> str:
    """The place of a placeholder that differs from its layout's."""
    return _frame(x, y, width, height)


def _decoration(name: str) -> str:
    """The name of a shape that says nothing, marked so that a screen reader passes over it."""
    return (
        f'<p:cNvPr id="{{id}}" name="{escape(name)}"><a:extLst><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
        '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
        "</a:ext></a:extLst></p:cNvPr>"
    )


def _name(name: str, words: str = "") -> str:
    told = f' descr="{escape(words)}"' if words else ""
    return f'<p:cNvPr id="{{id}}" name="{escape(name)}"{told}/>'
