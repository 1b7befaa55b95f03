"""A plain SVG as drawing commands: paths, rectangles, circles, ellipses, lines, polygons, groups, transforms, fills.

Enough for a logo. Nothing is fetched and nothing is run: a document type, an entity, a script, an image or a reference
to another file is refused with a reason, as is text, whose font we would have to guess. A gradient prints as its first
colour.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree import ElementTree

from reportlab.lib.colors import Color, toColor

_MOST_SHAPES: Final = 4000
_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_PATH_TOKEN: Final = re.compile(r"[MmLlHhVvCcSsQqTtAaZz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TRANSFORM: Final = re.compile(r"(\w+)\s*\(([^)]*)\)")
_IGNORED: Final = frozenset({"title", "desc", "metadata", "defs", "style", "namedview", "clipPath", "linearGradient"})
_REFUSED: Final = {
    "script": "it holds a script",
    "image": "it holds a picture inside",
    "foreignObject": "it holds foreign content",
    "text": "it holds text, which needs to be turned into outlines",
    "use": "it refers to shapes elsewhere",
    "mask": "it uses a mask",
    "filter": "it uses a filter",
    "pattern": "it uses a pattern",
}
_KAPPA: Final = 0.5522847498

Matrix = tuple[float, float, float, float, float, float]
Segment = tuple[str, tuple[float, ...]]


class SvgError(ValueError):
    """Why an SVG cannot be drawn, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Paint:
    """Fill and stroke of a shape."""

    fill: Color | None
    stroke: Color | None
    line: float
    even_odd: bool
    opacity: float


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline in the drawing's own coordinates, y downwards."""

    segments: tuple[Segment, ...]
    paint: Paint
    matrix: Matrix


@dataclass(slots=True)
class Drawing:
    """All shapes, and the size of the drawing."""

    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)

    def draw(self, canvas: Any) -> None:
        """Draw on a canvas whose y axis points down, origin at the drawing's top left corner."""
        for shape in self.shapes:
            canvas.saveState()
            canvas.transform(*shape.matrix)
            path = canvas.beginPath()
            for command, values in shape.segments:
                getattr(path, command)(*values)
            paint = shape.paint
            if paint.fill is not None:
                canvas.setFillColor(paint.fill)
                canvas.setFillAlpha(paint.opacity)
            if paint.stroke is not None:
                canvas.setStrokeColor(paint.stroke)
                canvas.setStrokeAlpha(paint.opacity)
                canvas.setLineWidth(paint.line)
            rule = 0 if paint.even_odd else 1
            canvas.drawPath(path, stroke=int(paint.stroke is not None), fill=int(paint.fill is not None), fillMode=rule)
            canvas.restoreState()


def read_svg(data: bytes) -> Drawing:
    """The drawing in an SVG file; SvgError when it is damaged or holds what cannot be drawn."""
    # An entity is defined within the document type: without brackets there is none.
    if re.search(rb"<!entity|<!doctype[^>]*\[", data, re.IGNORECASE):
        raise SvgError("it defines entities")
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise SvgError("it is not well-formed") from error
    if _name(root) != "svg":
        raise SvgError("it is not an SVG")
    box = [float(value) for value in _NUMBER.findall(root.get("viewBox", ""))]
    if len(box) != 4:
        box = [0.0, 0.0, _length(root.get("width"), 0.0), _length(root.get("height"), 0.0)]
    if box[2] <= 0 or box[3] <= 0 or not all(map(math.isfinite, box)):
        raise SvgError("it states no size")
    drawing = Drawing(box[2], box[3])
    reader = _Reader(root)
    drawing.shapes.extend(reader.shapes(root, (1, 0, 0, 1, -box[0], -box[1]), {}, 0))
    if not drawing.shapes:
        raise SvgError("it holds no shape that can be drawn")
    return drawing


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _length(text: str | None, default: float) -> float:
    found = _NUMBER.match((text or "").strip())
    return float(found.group()) if found else default


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f)


def _transform(text: str) -> Matrix:
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    for name, inside in _TRANSFORM.findall(text):
        v = [float(value) for value in _NUMBER.findall(inside)]
        step: Matrix
        if name == "matrix" and len(v) == 6:
            step = (v[0], v[1], v[2], v[3], v[4], v[5])
        elif name == "translate" and v:
            step = (1, 0, 0, 1, v[0], v[1] if len(v) > 1 else 0)
        elif name == "scale" and v:
            step = (v[0], 0, 0, v[1] if len(v) > 1 else v[0], 0, 0)
        elif name == "rotate" and v:
            turn = math.radians(v[0])
            step = (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), 0, 0)
            if len(v) == 3:
                step = _times(_times((1, 0, 0, 1, v[1], v[2]), step), (1, 0, 0, 1, -v[1], -v[2]))
        elif name == "skewX" and v:
            step = (1, 0, math.tan(math.radians(v[0])), 1, 0, 0)
        elif name == "skewY" and v:
            step = (1, math.tan(math.radians(v[0])), 0, 1, 0, 0)
        else:
            continue
        matrix = _times(matrix, step)
    return matrix


class _Reader:
    """Walks the elements; knows the classes and gradients defined in the file."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.classes: dict[str, str] = {}
        self.gradients: dict[str, str] = {}
        self.count = 0
        for element in root.iter():
            name = _name(element)
            if name in _REFUSED:
                raise SvgError(_REFUSED[name])
            if any(
                key.rpartition("}")[2] == "href" and not value.startswith("#") for key, value in element.attrib.items()
            ):
                raise SvgError("it refers to another file")
            if name == "style":
                for selectors, rules in re.findall(r"([^{}]+)\{([^{}]*)\}", element.text or ""):
                    for selector in selectors.split(","):
                        self.classes[selector.strip()] = self.classes.get(selector.strip(), "") + ";" + rules
            if name in {"linearGradient", "radialGradient"} and element.get("id"):
                stop = next((part for part in element if _name(part) == "stop"), None)
                if stop is not None:
                    style = _declarations(stop.get("style", ""))
                    self.gradients[element.get("id", "")] = (
                        style.get("stop-color") or stop.get("stop-color") or "#000000"
                    )

    def shapes(
        self, element: ElementTree.Element, matrix: Matrix, inherited: dict[str, str], depth: int
    ) -> Iterator[Shape]:
        """The shapes of an element and those in it."""
        if depth > 40:
            raise SvgError("its groups are nested too deeply")
        matrix = _times(matrix, _transform(element.get("transform", "")))
        style = {**inherited, **self._style(element)}
        if style.get("display") == "none" or style.get("visibility") == "hidden":
            return
        segments = tuple(_segments(element))
        if segments:
            self.count += 1
            if self.count > _MOST_SHAPES:
                raise SvgError("it has too many shapes")
            paint = self._paint(style)
            if paint is not None:
                yield Shape(segments, paint, matrix)
        for child in element:
            if isinstance(child.tag, str) and _name(child) not in _IGNORED and _name(child) != "radialGradient":
                yield from self.shapes(child, matrix, style, depth + 1)

    def _style(self, element: ElementTree.Element) -> dict[str, str]:
        names = ("fill", "stroke", "stroke-width", "fill-rule", "fill-opacity", "display", "visibility", "color")
        style = {name: element.get(name, "") for name in names if element.get(name)}
        style["opacity"] = element.get("opacity", "1")
        for selector in (_name(element), *(f".{name}" for name in element.get("class", "").split())):
            style.update(_declarations(self.classes.get(selector, "")))
        style.update(_declarations(element.get("style", "")))
        return style

    def _paint(self, style: dict[str, str]) -> Paint | None:
        fill = self._colour(style.get("fill", "#000000"), style)
        stroke = self._colour(style.get("stroke", "none"), style)
        if fill is None and stroke is None:
            return None
        opacity = _length(style.get("opacity"), 1.0) * _length(style.get("fill-opacity"), 1.0)
        even_odd = style.get("fill-rule") == "evenodd"
        return Paint(fill, stroke, _length(style.get("stroke-width"), 1.0), even_odd, min(max(opacity, 0.0), 1.0))

    def _colour(self, text: str, style: dict[str, str]) -> Color | None:
        text = text.strip()
        link = re.match(r"url\(['\"]?#([^'\")]+)['\"]?\)", text)
        if link:
            text = self.gradients.get(link.group(1), "none")
        if text in {"none", "transparent", ""}:
            return None
        if text == "currentColor":
            text = style.get("color", "#000000")
        if re.fullmatch(r"#[0-9A-Fa-f]{3}", text):
            text = "#" + "".join(sign * 2 for sign in text[1:])
        parts = re.fullmatch(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+).*\)", text)
        if parts:
            return Color(*(min(int(part), 255) / 255 for part in parts.groups()))
        if not re.fullmatch(r"#[0-9A-Fa-f]{6}|[a-zA-Z]+", text):
            return Color(0, 0, 0)
        try:
            return toColor(text)
        except ValueError:
            return Color(0, 0, 0)


def _declarations(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text.split(";") if ":" in part)
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs}


# Outlines


def _segments(element: ElementTree.Element) -> Iterator[Segment]:
    name = _name(element)

    def number(key: str) -> float:
        return _length(element.get(key), 0.0)

    if name == "path":
        yield from _path(element.get("d", ""))
    elif name == "rect":
        rx, ry = element.get("rx"), element.get("ry")
        yield from _rectangle(
            number("x"),
            number("y"),
            number("width"),
            number("height"),
            _length(rx if rx is not None else ry, 0.0),
            _length(ry if ry is not None else rx, 0.0),
        )
    elif name in {"circle", "ellipse"}:
        rx_, ry_ = (number("r"), number("r")) if name == "circle" else (number("rx"), number("ry"))
        yield from _ellipse(number("cx"), number("cy"), rx_, ry_)
    elif name == "line":
        yield "moveTo", (number("x1"), number("y1"))
        yield "lineTo", (number("x2"), number("y2"))
    elif name in {"polygon", "polyline"}:
        values = [float(value) for value in _NUMBER.findall(element.get("points", ""))]
        for place in range(0, len(values) - 1, 2):
            yield ("lineTo" if place else "moveTo"), (values[place], values[place + 1])
        if name == "polygon" and len(values) > 3:
            yield "close", ()


def _rectangle(x: float, y: float, width: float, height: float, rx: float, ry: float) -> Iterator[Segment]:
    if width <= 0 or height <= 0:
        return
    rx, ry = min(rx, width / 2), min(ry, height / 2)
    right, bottom = x + width, y + height
    kx, ky = rx * (1 - _KAPPA), ry * (1 - _KAPPA)
    yield "moveTo", (x + rx, y)
    yield "lineTo", (right - rx, y)
    if rx and ry:
        yield "curveTo", (right - kx, y, right, y + ky, right, y + ry)
    yield "lineTo", (right, bottom - ry)
    if rx and ry:
        yield "curveTo", (right, bottom - ky, right - kx, bottom, right - rx, bottom)
    yield "lineTo", (x + rx, bottom)
    if rx and ry:
        yield "curveTo", (x + kx, bottom, x, bottom - ky, x, bottom - ry)
    yield "lineTo", (x, y + ry)
    if rx and ry:
        yield "curveTo", (x, y + ky, x + kx, y, x + rx, y)
    yield "close", ()


def _ellipse(x: float, y: float, rx: float, ry: float) -> Iterator[Segment]:
    if rx <= 0 or ry <= 0:
        return
    kx, ky = rx * _KAPPA, ry * _KAPPA
    yield "moveTo", (x + rx, y)
    yield "curveTo", (x + rx, y + ky, x + kx, y + ry, x, y + ry)
    yield "curveTo", (x - kx, y + ry, x - rx, y + ky, x - rx, y)
    yield "curveTo", (x - rx, y - ky, x - kx, y - ry, x, y - ry)
    yield "curveTo", (x + kx, y - ry, x + rx, y - ky, x + rx, y)
    yield "close", ()


def _path(text: str) -> Iterator[Segment]:
    from csdesk.documents.pdf.svgpath import path_segments

    yield from path_segments(_PATH_TOKEN.findall(text))
