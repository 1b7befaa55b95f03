"""What the PDF writer hands back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the text of a form field stands: points from the top left corner, pages counted from 0."""

    source: str
    """"section/row/field"."""
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A finished PDF."""

    data: bytes
    pages: int
    anchors: tuple[Anchor, ...] = ()
    """In reading order; a field that runs over lines or pages has one for each unbroken rectangle."""
    warnings: tuple[str, ...] = ()
    """What could not be set as written, in plain words: characters without a font, an unreadable logo."""
