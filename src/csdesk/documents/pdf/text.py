"""Text into lines: breaking, per-character fallback, right-to-left order. No markup is ever read.

Words are measured in the face that will print them. A word wider than its line breaks after @ . / - where it can, else
anywhere; nothing is cut. Text from right to left is put into visual order line by line and joined by the shaper.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from csdesk.documents.pdf.faces import Face, face, fallback
from csdesk.documents.pdf.style import Setting

_SPACES: Final = str.maketrans(
    {
        "\t": " ",
        "\u2007": "\u00a0",
        "\u2009": "\u00a0",
        "\u200a": "\u00a0",
        "\u202f": "\u00a0",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_SKIN_TONE: Final = re.compile("[\U0001f3fb-\U0001f3ff\u200d]")
_R: Final = "\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
"""Letters that run from right to left; Arabic-Indic digits do not."""
_RIGHT: Final = re.compile(f"[{_R}]")
_RIGHT_RUN: Final = re.compile(f"[{_R}](?:[{_R} \u00a0]*[{_R}])?")
_COMPLEX: Final = re.compile("[\u0300-\u036f\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\ufb1d-\ufdff\ufe70-\ufefc]")
_EAST: Final = "\u3001-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BREAKS: Final = re.compile(f"(?<=[^\\W\\d_]{{2}}[-–—/])(?=[^\\W\\d_]{{2}})|(?<=\u200b)|(?<=[{_EAST}])|(?=[{_EAST}])")
_ADDRESS_BREAKS: Final = re.compile(r"(?<=[@./\-_?&=])(?=.)")


_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT_MONTHS: Final = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_UNITS: Final = "days?|weeks?|months?|years?|hours?|minutes?|people|k|M"
_BOUND: Final = re.compile(
    rf"(?<=\d) (?=(?:{_MONTHS}|{_SHORT_MONTHS}|{_UNITS})\b|[%€])"
    r"|(?<=[€$£¥]) (?=\d)"
    r"|(?<=\b[Gg]oal) (?=\d)|(?<=\b[Pp]age) (?=\d)|(?<=\b[Pp]hase) (?=\d)|(?<=\b[Vv]ersion) (?=\d)"
    r"|(?<=\b[A-Z]\.) (?=[A-Z])"
)
"""Spaces that do not break: day and month, number and unit, sign and amount, initial and surname."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one setting."""

    text: str
    setting: Setting


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What one face prints in one go, from left to right. With `shifts`, glyph by glyph: advance, right, up."""

    face: Face
    text: str
    width: float
    """In thousandths of the size."""
    shifts: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line in one setting: where it starts, and its glyphs."""

    x: float
    setting: Setting
    glyphs: tuple[Glyphs, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text ready to print."""

    parts: tuple[Part, ...]
    width: float
    right_to_left: bool = False


@dataclass(slots=True)
class Speller:
    """Makes text printable: what no face here has is replaced by its name or number, and remembered."""

    place: str = ""
    """Where on paper the text stands, for the warning."""
    missing: dict[str, dict[str, None]] = field(default_factory=dict)
    """By place, the characters that were replaced."""

    def printable(self, text: str) -> str:
        """`text` with every character that some face can print, and a bracketed stand-in for the others."""
        text = _BOUND.sub("\u00a0", text)
        if text.isascii():
            return text.translate(_SPACES) if "\t" in text else text
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text.translate(_SPACES)))
        known = face("regular").known
        if known.issuperset(map(ord, text.replace("\n", ""))):
            return text
        text = _SKIN_TONE.sub("", text)
        return "".join(sign if ord(sign) in known or sign == "\n" else self._stand_in(sign) for sign in text)

    def _stand_in(self, sign: str) -> str:
        if fallback(sign) is not None:
            return sign
        self.missing.setdefault(self.place, {})[sign] = None
        if unicodedata.category(sign) == "So":
            name = unicodedata.name(sign, "").lower()
            if name:
                return f"[{name}]"
        return f"[U+{ord(sign):04X}]"

    def warnings(self) -> tuple[str, ...]:
        """One sentence for each place with characters that could not be printed."""
        return tuple(
            f"{place or 'Head of the page'}: no font on this computer has {_listed(signs)}. "
            "The page shows the name or number in brackets instead."
            for place, signs in self.missing.items()
        )


def _listed(signs: Iterable[str]) -> str:
    named = [f"“{sign}” (U+{ord(sign):04X})" for sign in signs]
    shown = ", ".join(named[:8])
    return shown if len(named) <= 8 else f"{shown} and {len(named) - 8} more characters"


def glyphs_of(text: str, setting: Setting) -> tuple[Glyphs, ...]:
    """`text`, one line in visual order, as printed by the face and its fallbacks."""
    main = face(setting.style)
    if setting.tabular:
        text = text.translate(main.digits)
    if text.isascii() or (main.known.issuperset(map(ord, text)) and not _COMPLEX.search(text)):
        return (Glyphs(main, text, main.width(text)),)
    found: list[Glyphs] = []
    for sign in _stretches(text, main):
        current = main if ord(sign[0]) in main.widths else (fallback(sign[0]) or main)
        if _COMPLEX.search(sign):
            shaped = current.shape(sign, bool(_RIGHT.search(sign)))
            printed = "".join(item[0] for item in shaped)
            width = sum(item[1] for item in shaped)
            found.append(Glyphs(current, printed, width, tuple(item[1:] for item in shaped)))
        else:
            found.append(Glyphs(current, sign, current.width(sign)))
    return tuple(found)


def _stretches(text: str, main: Face) -> list[str]:
    """`text` cut where the face changes, or where shaping starts or ends; right-to-left stretches in reading order."""
    pieces: list[str] = []
    position = 0
    for run in _RIGHT_RUN.finditer(text):
        pieces += _by_face(text[position : run.start()], main)
        # The line is in visual order; the shaper wants the order of reading.
        pieces.append(run.group()[::-1])
        position = run.end()
    return pieces + _by_face(text[position:], main)


def _by_face(text: str, main: Face) -> list[str]:
    pieces: list[str] = []
    last: tuple[Face | None, bool] | None = None
    for sign in text:
        own = ord(sign) in main.widths
        joins = bool(_COMPLEX.match(sign))
        kind = (main if own else fallback(sign), joins)
        if last is not None and kind[0] is last[0] and (kind[1] == last[1] or (joins and unicodedata.combining(sign))):
            pieces[-1] += sign
        else:
            pieces.append(sign)
            last = kind
    return pieces


def measure(text: str, setting: Setting) -> float:
    """The width of one line of `text` in points."""
    if not text:
        return 0.0
    total = sum(item.width for item in glyphs_of(text, setting)) * setting.size / 1000
    return total + setting.track * len(text)


@dataclass(slots=True)
class _Word:
    text: str
    setting: Setting
    width: float
    glued: bool
    """Whether it follows the word before without a space."""


def _words(text: str, setting: Setting) -> list[_Word]:
    words: list[_Word] = []
    for word in text.split(" "):
        if not word:
            continue
        glued = False
        for piece in _BREAKS.split(word) if len(word) > 3 or not word.isascii() else (word,):
            if piece:
                words.append(_Word(piece, setting, measure(piece, setting), glued))
                glued = True
    return words


def _broken(word: _Word, width: float) -> list[_Word]:
    """A word wider than the line, in pieces that fit."""
    pieces: list[_Word] = []
    current, glued = "", word.glued
    for part in _ADDRESS_BREAKS.split(word.text):
        if current and measure(current + part, word.setting) > width:
            pieces.append(_Word(current, word.setting, measure(current, word.setting), glued))
            current, glued = "", True
        current += part
        while measure(current, word.setting) > width and len(current) > 1:
            fits = _prefix(current, word.setting, width)
            pieces.append(_Word(current[:fits], word.setting, measure(current[:fits], word.setting), glued))
            current, glued = current[fits:], True
    pieces.append(_Word(current, word.setting, measure(current, word.setting), glued))
    return pieces


def _prefix(text: str, setting: Setting, width: float) -> int:
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle], setting) <= width:
            low = middle
        else:
            high = middle - 1
    # A mark that stands on the letter before it goes with that letter.
    while low < len(text) and low > 1 and unicodedata.combining(text[low]):
        low -= 1
    return low


def lines(spans: Sequence[Span], width: float, *, left_to_right: bool = False) -> list[Line]:
    """The spans, one after another, broken into lines no wider than `width`; at least one line.

    A line runs in the direction of its first letter, unless `left_to_right` settles it.
    """
    made: list[Line] = []
    row: list[_Word] = []
    used = 0.0
    for span in spans:
        space = measure(" ", span.setting)
        for number, paragraph in enumerate(span.text.split("\n")):
            if number:
                made.append(_line(row, left_to_right))
                row, used = [], 0.0
            for whole in _words(paragraph, span.setting):
                for word in (whole,) if whole.width <= width else _broken(whole, width):
                    lead = 0.0 if word.glued or not row else space
                    if row and used + lead + word.width > width + 0.01:
                        made.append(_line(row, left_to_right))
                        row, used, lead = [], 0.0, 0.0
                    row.append(word)
                    used += lead + word.width
    if row or not made:
        made.append(_line(row, left_to_right))
    return made


def _line(row: list[_Word], left_to_right: bool) -> Line:
    parts: list[Part] = []
    x = 0.0
    position = 0
    right = False
    while position < len(row):
        setting = row[position].setting
        text = ""
        start = position
        while position < len(row) and row[position].setting is setting:
            word = row[position]
            text += word.text if word.glued or position == start else f" {word.text}"
            position += 1
        if start and not row[start].glued:
            text = f" {text}"
        if _RIGHT.search(text):
            backwards = not left_to_right and _starts_right(text)
            right = right or (start == 0 and backwards)
            text = _visual(text, backwards)
        glyphs = glyphs_of(text, setting)
        parts.append(Part(x, setting, glyphs))
        x += sum(item.width for item in glyphs) * setting.size / 1000 + setting.track * len(text)
    return Line(tuple(parts), x, right)


def _starts_right(text: str) -> bool:
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


def _visual(text: str, backwards: bool) -> str:
    """A line in the order in which it is seen, left to right."""
    from bidi import get_display

    return str(get_display(text, base_dir="R" if backwards else "L"))
