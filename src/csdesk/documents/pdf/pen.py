"""Drawing on a page with points counted from its top left corner: text, rules, boxes and the shapes of a status.

Every shape is a vector: nothing depends on a face having a tick or a padlock. The pen also notes where each form field
was set.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

from reportlab.lib.colors import Color, HexColor

from csdesk.documents.model import Tone
from csdesk.documents.palette import INK, INTERNAL_EDGE, TRACK, WHITE, Palette
from csdesk.documents.pdf.result import Anchor
from csdesk.documents.pdf.style import Setting
from csdesk.documents.pdf.text import Glyphs, Line

_COLOURS: Final[dict[str, Color]] = {}
_CIRCLE: Final = 0.5523
"""Length of a handle that makes a quarter circle of a curve."""


def _colour(value: str) -> Color:
    found = _COLOURS.get(value)
    if found is None:
        found = _COLOURS[value] = HexColor(value)
    return found


def _together(item: Glyphs, scale: float) -> Iterator[tuple[float, float, str]]:
    """Shaped glyphs as stretches that print in one go: how far right, how far up, and the glyphs."""
    place, start, waiting = 0.0, 0.0, ""
    for sign, (advance, right, up) in zip(item.text, item.shifts, strict=True):
        plain = not right and not up
        if waiting and not plain:
            yield start * scale, 0.0, waiting
            waiting = ""
        if not plain:
            yield (place + right) * scale, up * scale, sign
        else:
            start = start if waiting else place
            waiting += sign
        place += advance
        if waiting and abs(advance - item.face.width(sign)) > 0.5:
            yield start * scale, 0.0, waiting
            waiting = ""
    if waiting:
        yield start * scale, 0.0, waiting


class Pen:
    """A pen on one canvas. `page` is counted from 0; call `next_page` between pages."""

    def __init__(self, canvas: Any, width: float, height: float, palette: Palette) -> None:
        self.canvas = canvas
        self.width = width
        self.height = height
        self.palette = palette
        self.page = 0
        self.anchors: list[Anchor] = []
        self.outline: list[tuple[str, str]] = []
        """Bookmark key and title of each section heading."""
        self._fill = ""
        self._stroke: tuple[str, float] = ("", 0.0)

    def next_page(self) -> None:
        """End the page."""
        self.canvas.showPage()
        self.page += 1
        self._fill = ""
        self._stroke = ("", 0.0)

    # Ink

    def _fill_with(self, colour: str) -> None:
        if colour != self._fill:
            self.canvas.setFillColor(_colour(colour))
            self._fill = colour

    def _stroke_with(self, colour: str, width: float) -> None:
        if (colour, width) != self._stroke:
            self.canvas.setStrokeColor(_colour(colour))
            self.canvas.setLineWidth(width)
            self._stroke = (colour, width)

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled rectangle; `y` is its top."""
        self._fill_with(fill)
        self.canvas.rect(x, self.height - y - height, width, height, stroke=0, fill=1)

    def frame(self, x: float, y: float, width: float, height: float, colour: str, line: float) -> None:
        """The outline of a rectangle."""
        self._stroke_with(colour, line)
        self.canvas.rect(x, self.height - y - height, width, height, stroke=1, fill=0)

    def dashed(self, x: float, y: float, width: float, height: float, colour: str, line: float) -> None:
        """The outline of a rectangle in dashes."""
        self.canvas.saveState()
        self.canvas.setDash(3, 2)
        self.canvas.setStrokeColor(_colour(colour))
        self.canvas.setLineWidth(line)
        self.canvas.rect(x, self.height - y - height, width, height, stroke=1, fill=0)
        self.canvas.restoreState()

    def rounded(self, x: float, y: float, width: float, height: float, radius: float, fill: str) -> None:
        """A filled rectangle with round corners."""
        self._fill_with(fill)
        self.canvas.roundRect(x, self.height - y - height, width, height, radius, stroke=0, fill=1)

    def rule(self, x0: float, x1: float, y: float, colour: str, line: float) -> None:
        """A level line."""
        self._stroke_with(colour, line)
        self.canvas.line(x0, self.height - y, x1, self.height - y)

    def upright(self, x: float, y0: float, y1: float, colour: str, line: float) -> None:
        """An upright line."""
        self._stroke_with(colour, line)
        self.canvas.line(x, self.height - y0, x, self.height - y1)

    # Text

    def line(
        self, x: float, baseline: float, line: Line, *, width: float = 0.0, align: Literal["left", "right"] = "left"
    ) -> None:
        """A line of text; `width` is the room that it is aligned in."""
        if align == "right":
            x += width - line.width
        for part in line.parts:
            self._part(x + part.x, baseline, part.setting, part.glyphs)

    def _part(self, x: float, baseline: float, setting: Setting, glyphs: tuple[Glyphs, ...]) -> None:
        self._fill_with(setting.colour)
        canvas = self.canvas
        y = self.height - baseline
        for item in glyphs:
            canvas.setFont(item.face.fontName, setting.size, setting.leading)
            if item.shifts:
                for across, up, signs in _together(item, setting.size / 1000):
                    canvas.drawString(x + across, y + up, signs)
            elif setting.track:
                canvas.drawString(x, y, item.text, charSpace=setting.track)
            else:
                canvas.drawString(x, y, item.text)
            x += item.width * setting.size / 1000 + setting.track * len(item.text)

    def anchor(self, source: str, x0: float, y0: float, x1: float, y1: float) -> None:
        """Note where a field stands; rectangles one under another become one."""
        if not source:
            return
        if self.anchors:
            last = self.anchors[-1]
            same = last.source == source and last.page == self.page
            if same and abs(last.x0 - x0) < 1 and abs(last.y1 - y0) < 6.5:
                right, bottom = max(last.x1, x1), max(last.y1, y1)
                self.anchors[-1] = Anchor(source, self.page, last.x0, last.y0, right, bottom)
                return
        self.anchors.append(Anchor(source, self.page, x0, y0, x1, y1))

    # Shapes

    def _path(self, colour: str, points: list[tuple[float, float]], close: bool = True) -> None:
        path = self.canvas.beginPath()
        path.moveTo(points[0][0], self.height - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, self.height - y)
        if close:
            path.close()
            self._fill_with(colour)
            self.canvas.drawPath(path, stroke=0, fill=1)
        else:
            self.canvas.drawPath(path, stroke=1, fill=0)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """A filled circle around (x, y)."""
        self._fill_with(colour)
        self.canvas.circle(x, self.height - y, radius, stroke=0, fill=1)

    def tick(self, x: float, y: float, size: float, colour: str) -> None:
        """A tick within a square of `size` around (x, y)."""
        self._stroke_with(colour, size * 0.16)
        self.canvas.saveState()
        self.canvas.setLineCap(1)
        self.canvas.setLineJoin(1)
        reach = size / 2
        self._path(
            colour,
            [
                (x - reach * 0.5, y + reach * 0.05),
                (x - reach * 0.1, y + reach * 0.42),
                (x + reach * 0.52, y - reach * 0.36),
            ],
            close=False,
        )
        self.canvas.restoreState()

    def shape(self, tone: Tone, x: float, y: float, size: float, *, strong: bool = False) -> None:
        """The shape of a status around (x, y): disc, triangle, diamond, ring, half disc, ticked disc."""
        colour = self.palette.tone(tone).shape
        radius = size / 2
        if tone == "green":
            self.disc(x, y, radius, colour)
        elif tone == "complete":
            self.disc(x, y, radius, colour)
            self.tick(x, y, size, WHITE)
        elif tone == "yellow":
            rise = size * 0.5
            self._path(colour, [(x, y - rise), (x + size * 0.56, y + rise * 0.84), (x - size * 0.56, y + rise * 0.84)])
        elif tone == "red":
            reach = size * 0.6
            self._path(colour, [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)])
        else:
            line = size * (0.17 if strong else 0.16)
            self._stroke_with(colour, line)
            self.canvas.circle(x, self.height - y, radius - line / 2, stroke=1, fill=0)
            if tone == "progress":
                self._half_disc(x, y, radius - line / 2, colour)

    def _half_disc(self, x: float, y: float, radius: float, colour: str) -> None:
        centre, handle = self.height - y, radius * _CIRCLE
        path = self.canvas.beginPath()
        path.moveTo(x, centre + radius)
        path.curveTo(x + handle, centre + radius, x + radius, centre + handle, x + radius, centre)
        path.curveTo(x + radius, centre - handle, x + handle, centre - radius, x, centre - radius)
        path.close()
        self._fill_with(colour)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def lock(self, x: float, y: float, size: float, colour: str = INTERNAL_EDGE) -> None:
        """A padlock, `size` high, with its top left corner at (x, y)."""
        wide = size * 0.84
        body = size * 0.46
        line = size * 0.14
        self._fill_with(colour)
        self.canvas.roundRect(x, self.height - y - size, wide, size - body + line * 0.2, size * 0.08, stroke=0, fill=1)
        self._stroke_with(colour, line)
        radius = size * 0.235
        middle, top = x + wide / 2, self.height - (y + line / 2 + radius)
        handle = radius * _CIRCLE
        path = self.canvas.beginPath()
        path.moveTo(middle - radius, self.height - y - body)
        path.lineTo(middle - radius, top)
        path.curveTo(middle - radius, top + handle, middle - handle, top + radius, middle, top + radius)
        path.curveTo(middle + handle, top + radius, middle + radius, top + handle, middle + radius, top)
        path.lineTo(middle + radius, self.height - y - body)
        self.canvas.drawPath(path, stroke=1, fill=0)

    def level(self, x: float, baseline: float, steps: int) -> None:
        """Three rising bars on the baseline, `steps` of them in ink."""
        for bar in range(3):
            high = 2.6 + bar * 2.1
            self.box(x + bar * 5.2, baseline - high + 0.3, 4.2, high, INK if bar < steps else TRACK)

    def check_box(self, x: float, y: float, size: float, checked: bool) -> None:
        """A tick box with its top left corner at (x, y)."""
        if checked:
            self.rounded(x, y, size, size, 1.2, self.palette.accent)
            self.tick(x + size / 2, y + size / 2, size * 1.05, WHITE)
        else:
            self._stroke_with(INK, 0.8)
            self.canvas.roundRect(x + 0.4, self.height - y - size + 0.4, size - 0.8, size - 0.8, 0.9, stroke=1, fill=0)
