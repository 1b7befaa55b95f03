"""Colours of a document by role, worked out from the one colour of the letterhead.

Pure arithmetic, shared by every writer, so that PDF and Word never show two accents. Colours are "#RRGGBB" text in and
out. Red, yellow and green only ever mean a status; everything else is ink, grey or the letterhead's accent.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from csdesk.documents.model import Tone

INK: Final = "#161B26"
TEXT: Final = "#2B3240"
MUTED: Final = "#5B6473"
"""The lightest colour that text may have (6.0:1 on white)."""
RULE: Final = "#D5DAE1"
WASH: Final = "#F5F7F9"
TRACK: Final = "#DDE2EC"
WHITE: Final = "#FFFFFF"
SLATE: Final = "#3B4658"
"""Stands in for a letterhead colour that would read as a verdict in a meter or chart."""
INTERNAL_GROUND: Final = "#F4F1EA"
INTERNAL_EDGE: Final = "#4A4436"
DEFAULT_COLOUR: Final = "#27408B"

_VERDICT_HUES: Final = (2.0, 37.0, 147.0)
_VERDICT_REACH: Final = 22.0
_VERDICT_SATURATION: Final = 0.35
_TEXT_CONTRAST: Final = 4.5
_FILL_CONTRAST: Final = 3.0

_HEX: Final = re.compile(r"#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


@dataclass(frozen=True, slots=True)
class ToneColours:
    """A status in colour: its word, the ground under it, and its shape."""

    text: str
    ground: str
    shape: str


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours that depend on the letterhead. What does not depend on it is a constant of this module."""

    letterhead: str
    accent: str
    """Accent text: 4.5:1 on the tint at least."""
    tint: str
    """Ground of callouts."""
    soft: str
    """Second chart series."""
    band: str
    """The band across the top edge."""
    on_band: str
    """Text on the band."""
    meter: str
    """Fill of meters and charts: 3:1 on the track at least, and never red, yellow or green."""

    def tone(self, tone: Tone) -> ToneColours:
        """The colours of a status; "progress" is set in the accent, or in slate where that would read as a verdict."""
        if tone == "progress":
            if reads_as_verdict(self.letterhead):
                return ToneColours(SLATE, _TONES["neutral"].ground, SLATE)
            return ToneColours(self.accent, self.tint, self.accent)
        return _TONES[tone]


_GREEN: Final = ToneColours("#146B3C", "#E5F3EA", "#1E8A4F")
_TONES: Final[dict[str, ToneColours]] = {
    "green": _GREEN,
    "complete": _GREEN,
    "yellow": ToneColours("#7A4A00", "#FCF0D9", "#C27A00"),
    "red": ToneColours("#A3201D", "#FBE8E6", "#C7322E"),
    "neutral": ToneColours("#465062", "#EEF0F3", "#7A8494"),
}


def normal(colour: str) -> str:
    """`colour` as "#RRGGBB"; the default accent for anything that is not a hexadecimal colour.

    A letterhead colour is typed by a person; an unreadable one must not stop a document.
    """
    found = _HEX.fullmatch(colour.strip())
    if found is None:
        return DEFAULT_COLOUR
    digits = found.group(1).upper()
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits}"


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    digits = normal(colour)[1:]
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def mix(first: str, second: str, share: float) -> str:
    """`first` with `share` (0 to 1) of `second` mixed in, channel by channel."""
    parts = (round(a + (b - a) * share) for a, b in zip(channels(first), channels(second), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, after WCAG 2."""

    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(value) for value in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio, 1 to 21, after WCAG 2."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def _towards_ink(colour: str, ground: str, wanted: float) -> str:
    """`colour` with as little ink as gives the wanted contrast on `ground`, in steps of 2 %."""
    mixed = colour
    for step in range(51):
        mixed = mix(colour, INK, step / 50)
        if contrast(mixed, ground) >= wanted:
            break
    return mixed


def reads_as_verdict(colour: str) -> bool:
    """Whether a fill of this colour could be taken for red, yellow or green status."""
    hue, _, saturation = colorsys.rgb_to_hls(*(value / 255 for value in channels(colour)))
    degrees = hue * 360
    near = any(min(abs(degrees - verdict), 360 - abs(degrees - verdict)) <= _VERDICT_REACH for verdict in _VERDICT_HUES)
    return near and saturation > _VERDICT_SATURATION


@lru_cache(maxsize=32)
def palette(letterhead_colour: str) -> Palette:
    """The colours for a letterhead colour ("#F2B705"); see "Accent" in the documents' design."""
    letterhead = normal(letterhead_colour)
    tint = mix(WHITE, letterhead, 0.09)
    accent = _towards_ink(letterhead, tint, _TEXT_CONTRAST)
    if contrast(letterhead, WHITE) >= _TEXT_CONTRAST:
        band, on_band = letterhead, WHITE
    elif contrast(letterhead, INK) >= _TEXT_CONTRAST:
        band, on_band = letterhead, INK
    else:
        band, on_band = _towards_ink(letterhead, WHITE, _TEXT_CONTRAST), WHITE
    meter = SLATE if reads_as_verdict(letterhead) else _towards_ink(letterhead, TRACK, _FILL_CONTRAST)
    return Palette(letterhead, accent, tint, mix(WHITE, accent, 0.4), band, on_band, meter)
