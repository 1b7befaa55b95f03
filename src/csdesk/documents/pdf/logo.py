"""The letterhead's logo: PNG, JPEG or a plain SVG. What cannot be read is said; the company's name stands instead."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from csdesk.documents.pdf.pen import Pen

_MOST_BYTES = 8 * 1024 * 1024
_MOST_PIXELS = 40_000_000
_KEPT_PIXELS = (1120, 192)
"""Eight pixels to the point of the room for a logo: sharp in print, small in the file."""


class Logo:
    """A logo that can be drawn at any size."""

    def __init__(self, width: float, height: float, image: Any = None, drawing: Any = None) -> None:
        self.width = width
        self.height = height
        self._image = image
        self._drawing = drawing

    def fit(self, width: float, height: float) -> tuple[float, float]:
        """Its size within a room, aspect kept."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale

    def draw(self, pen: Pen, x: float, y: float, width: float, height: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        bottom = pen.height - y - height
        if self._image is not None:
            pen.canvas.drawImage(self._image, x, bottom, width, height, mask="auto")
        elif self._drawing is not None:
            pen.canvas.saveState()
            pen.canvas.translate(x, bottom + height)
            pen.canvas.scale(width / self.width, -height / self.height)
            self._drawing.draw(pen.canvas)
            pen.canvas.restoreState()


@lru_cache(maxsize=4)
def read_logo(data: bytes) -> tuple[Logo | None, str]:
    """The logo and, when it cannot be used, a sentence that says so."""
    if not data:
        return None, ""
    try:
        if len(data) > _MOST_BYTES:
            return None, "The logo is larger than 8 MB and was left out; the company’s name stands in its place."
        if data.lstrip()[:1] == b"<":
            from csdesk.documents.pdf.svg import SvgError, read_svg

            try:
                drawing = read_svg(data)
            except SvgError as error:
                return None, f"The logo was left out, because {error}; the company’s name stands in its place."
            return Logo(drawing.width, drawing.height, drawing=drawing), ""
        return _picture(data), ""
    except Exception:  # A picture library raises whatever the damaged file leads it to.
        return None, "The logo could not be read as PNG, JPEG or SVG; the company’s name stands in its place."


def _picture(data: bytes) -> Logo:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
        if opened.width * opened.height > _MOST_PIXELS or not opened.width or not opened.height:
            raise ValueError("too many pixels")
        picture = opened.convert("RGBA" if opened.mode in {"RGBA", "LA", "P", "PA"} else "RGB")
    picture.thumbnail(_KEPT_PIXELS)
    return Logo(picture.width, picture.height, image=ImageReader(picture))
