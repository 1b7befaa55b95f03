"""The type table and the measures of the page, in points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from csdesk.documents import palette


@dataclass(frozen=True, slots=True)
class Setting:
    """How text is set: style of the face, size and leading, colour, digits of equal width, tracking."""

    style: str
    size: float
    leading: float
    colour: str
    tabular: bool = False
    track: float = 0.0

    @property
    def baseline(self) -> float:
        """From the top of a line to its baseline: the face's ascent, with half of the extra leading above it."""
        return (self.leading - self.size * 1.2) / 2 + self.size * 0.935

    def coloured(self, colour: str) -> Setting:
        """The same in another colour."""
        return replace(self, colour=colour)

    def bold(self) -> Setting:
        """The same in bold ink."""
        return replace(self, style="bold", colour=palette.INK)


SECTION: Final = Setting("bold", 13, 16, palette.INK)
NOTE: Final = Setting("regular", 8, 12, palette.MUTED)
SUBHEAD: Final = Setting("bold", 10, 14, palette.INK)
CARD_NUMBER: Final = Setting("bold", 15, 18, palette.INK)
CARD_TITLE: Final = Setting("bold", 11, 14, palette.INK)
CARD_TEXT: Final = Setting("regular", 9, 12, palette.MUTED)
HEADLINE: Final = Setting("bold", 17, 22, palette.INK)
FIGURE: Final = Setting("bold", 24, 28, palette.INK)
FIGURE_SMALL: Final = Setting("bold", 16, 20, palette.INK)
FIGURE_LABEL: Final = Setting("bold", 9, 12, palette.INK)
LEAD: Final = Setting("regular", 11, 16, palette.INK)
BODY: Final = Setting("regular", 9.5, 14, palette.TEXT)
BODY_MUTED: Final = Setting("regular", 9.5, 14, palette.MUTED)
LIST: Final = Setting("regular", 9, 13, palette.TEXT)
LIST_NUMBER: Final = Setting("regular", 9, 13, palette.MUTED)
CHECK: Final = Setting("regular", 8.5, 13, palette.TEXT)
HEAD: Final = Setting("bold", 7.5, 10, palette.MUTED)
CELL: Final = Setting("regular", 8.5, 12, palette.TEXT, tabular=True)
CELL_TEXT: Final = Setting("regular", 8.5, 12, palette.TEXT)
CELL_SECOND: Final = Setting("regular", 8, 11.5, palette.MUTED)
LABEL: Final = Setting("regular", 7.5, 10, palette.MUTED)
VALUE: Final = Setting("regular", 9.5, 13, palette.INK)
CARD_VALUE: Final = Setting("regular", 8.5, 12, palette.INK)
STATEMENT: Final = Setting("bold", 10, 14, palette.INK)
INTERNAL_LABEL: Final = Setting("bold", 7.5, 11, palette.INTERNAL_EDGE)
INTERNAL_TEXT: Final = Setting("regular", 9, 13, palette.INK)
NOTICE: Final = Setting("regular", 8.5, 12.5, palette.TEXT)
CHIP: Final = Setting("bold", 8, 12, palette.INK)
CHIP_BARE: Final = Setting("bold", 7.5, 12, palette.INK)
METER_NOW: Final = Setting("bold", 8.5, 12, palette.INK)
METER_ENDS: Final = Setting("regular", 8, 11, palette.MUTED)
SIGNED: Final = Setting("italic", 10.5, 13, palette.INK)
KIND: Final = Setting("bold", 8, 10, palette.INK, track=0.9)
SUBTITLE: Final = Setting("regular", 10.5, 14, palette.MUTED)
SUBTITLE_COMPACT: Final = Setting("regular", 9.5, 13, palette.MUTED)
TITLES: Final = (
    Setting("bold", 25, 30, palette.INK),
    Setting("bold", 20, 24, palette.INK),
    Setting("bold", 16, 20, palette.INK),
)
"""Sizes of the account's name: the first up to 34 characters, the last when the second needs more than two lines."""
TITLE_COMPACT: Final = Setting("bold", 20, 24, palette.INK)
COMPANY: Final = Setting("bold", 16, 20, palette.INK)
FURNITURE: Final = Setting("regular", 7.5, 10.5, palette.MUTED, tabular=True)
FURNITURE_BOLD: Final = Setting("bold", 7.5, 10.5, palette.INK)


@dataclass(frozen=True, slots=True)
class Geometry:
    """A page: its size, its text area and the height at which text starts."""

    width: float
    height: float
    margin: float = 56.7
    first_top: float = 164.0
    compact_top: float = 120.0
    later_top: float = 66.0
    bottom: float = 62.0

    @property
    def text_width(self) -> float:
        """From margin to margin."""
        return self.width - 2 * self.margin

    @property
    def text_end(self) -> float:
        """Where text ends, from the top of the page."""
        return self.height - self.bottom


PAGES: Final = {"a4": Geometry(595.276, 841.89), "letter": Geometry(612, 792)}
