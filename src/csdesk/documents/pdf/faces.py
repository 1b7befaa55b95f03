"""FiraGO inside reportlab: registered once, with equal-width digits and shaped glyphs under private codes.

A glyph that no character stands for (a tabular digit, a joined Arabic letter) is given a private code in the face, and
the table that leads a reader back from codes to text is corrected, so that what is copied or searched is the text as it
was typed. One embedded file per style then serves all of it.
"""

from __future__ import annotations

import io
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont, makeToUnicodeCMap

from csdesk.documents import fonts

_FIRST_PRIVATE: Final = 0xF0000
"""Start of a private plane, where no typed text can collide with the glyphs put there."""


class Face(TTFont):  # type: ignore[misc]
    """A TrueType face with widths at hand and private codes for further glyphs."""

    def __init__(self, name: str, source: io.BytesIO | str, index: int = 0) -> None:
        super().__init__(name, source, subfontIndex=index, shapable=False)
        self.face.filename = name
        self.known: set[int] = set(self.face.charToGlyph)
        self.known.discard(0)
        self.widths: dict[int, float] = self.face.charWidths
        self.widths[0xA0] = self.widths.get(0x20, 250)
        self.known.add(0xA0)
        self._meaning: dict[int, int] = {}
        self._codes: dict[tuple[int, str], str] = {}
        self._measured: dict[str, float] = {}
        self._shaper: Any = None
        self.digits: dict[int, str] = {}
        pdfmetrics.registerFont(self)

    def width(self, text: str) -> float:
        """The width of `text` in thousandths of its size."""
        found = self._measured.get(text)
        if found is None:
            widths, default = self.widths, self.face.defaultWidth
            found = sum(widths.get(ord(sign), default) for sign in text)
            if len(self._measured) > 20_000:
                self._measured.clear()
            self._measured[text] = found
        return found

    def code(self, glyph: int, text: str, advance: float) -> str:
        """A private character that prints `glyph` and is read back as `text`."""
        found = self._codes.get((glyph, text))
        if found is None:
            number = _FIRST_PRIVATE + len(self._codes)
            found = self._codes[glyph, text] = chr(number)
            self.face.charToGlyph[number] = glyph
            self.widths[number] = advance
            self._meaning[number] = _as_utf16(text)
        return found

    def use_tabular_digits(self, glyphs: dict[str, int]) -> None:
        """Make `digits`, a table for str.translate that puts equal-width digits in place of the proportional ones."""
        for digit, glyph in glyphs.items():
            self.digits[ord(digit)] = self.code(glyph, digit, self.face.hmetrics[glyph][0])

    def shape(self, text: str, right_to_left: bool) -> list[tuple[str, float, float, float]]:
        """`text` of one direction as glyphs from left to right: private character, advance, shift right, shift up."""
        import uharfbuzz

        if self._shaper is None:
            self._shaper = uharfbuzz.Font(uharfbuzz.Face(self.face._ttf_data))
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if right_to_left else "ltr"
        uharfbuzz.shape(self._shaper, buffer, {})
        starts = [*sorted({info.cluster for info in buffer.glyph_infos}), len(text)]
        ends = dict(pairwise(starts))
        counts = Counter(info.cluster for info in buffer.glyph_infos)
        told: Counter[int] = Counter()
        glyphs: list[tuple[str, float, float, float]] = []
        scale = 1000 / self.face.unitsPerEm
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            meaning = _share(text[info.cluster : ends[info.cluster]], told[info.cluster], counts[info.cluster])
            told[info.cluster] += 1
            advance = place.x_advance * scale
            sign = self.code(info.codepoint, meaning, self.face.hmetrics[info.codepoint][0] * scale)
            glyphs.append((sign, advance, place.x_offset * scale, place.y_offset * scale))
        return glyphs

    def addObjects(self, doc: Any) -> None:
        """Write the face into the file, with private codes leading back to the text they stand for."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            if all(code < 0x10000 for code in subset):
                continue
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("latin-1")
            meant = [self._meaning.get(code, _as_utf16(chr(code))) for code in subset]
            stream = doc.idToObject[f"toUnicodeCMap:{name}"]
            # An odd count of digits would be read as if a zero followed: pad to whole UTF-16 units.
            stream.content = _even(makeToUnicodeCMap(name, meant))


def _share(text: str, number: int, count: int) -> str:
    """Of the characters that `count` glyphs stand for together, those that are read back from one of them."""
    if number == count - 1:
        return text[number:] or "\u200b"
    return text[number : number + 1] or "\u200b"


def _as_utf16(text: str) -> int:
    return int.from_bytes(text.encode("utf-16-be"), "big")


def _even(table: str) -> str:
    lines = []
    for line in table.split("\n"):
        if line.startswith("<") and line.count("<") == 2 and "> <" in line:
            code, _, meaning = line.partition("> <")
            digits = meaning.rstrip(">")
            line = f"{code}> <{digits.zfill(-(-len(digits) // 4) * 4)}>"
        lines.append(line)
    return "\n".join(lines)


@cache
def face(style: str) -> Face:
    """A style of FiraGO or a symbol face, parsed and registered on first use."""
    made = Face(f"{fonts.FAMILY}-{style}", io.BytesIO(fonts.font_data(style)))
    if style not in fonts.SYMBOL_FACES:
        made.use_tabular_digits(fonts.tabular_digits(style))
    return made


@cache
def _system_face(position: int) -> Face | None:
    path = fonts.system_fonts()[position]
    try:
        return Face(f"System-{position}", str(path))
    except Exception:  # PostScript outlines or a damaged file, which fails wherever it is read: the next may serve.
        return None


@cache
def fallback(sign: str) -> Face | None:
    """A face that has a character which FiraGO lacks; None when there is none on this system."""
    for name in fonts.SYMBOL_FACES:
        if ord(sign) in fonts.characters(name):
            return face(name)
    for position in range(len(fonts.system_fonts())):
        found = _system_face(position)
        if found is not None and ord(sign) in found.known:
            return found
    return None
