"""Pictures: the lock of internal fields, the letterhead's logo, and how they stand in a line of text."""

from __future__ import annotations

import math
import re
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from csdesk.documents.docx.xml import escape
from csdesk.documents.palette import channels

_EMU: Final = 12700
"""Drawing units in a point."""
_GRID: Final = 64
_SAMPLES: Final = 3

_SVG_NUMBER: Final = re.compile(rb"^\s*([0-9]+(?:\.[0-9]+)?)\s*(?:px|pt|mm|cm|in)?\s*$")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's bytes, its type by file ending, and its size in any unit (only the proportion counts)."""

    data: bytes
    ending: str
    width: float
    height: float


def read_picture(data: bytes) -> Picture | None:
    """What kind of picture `data` is, and its size; None when it is not a PNG, JPEG or SVG that can be read."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) > 24 and data[12:16] == b"IHDR":
        width, height = struct.unpack(">II", data[16:24])
        return Picture(data, "png", width, height) if width and height else None
    if data[:2] == b"\xff\xd8":
        return _jpeg(data)
    if b"<svg" in data[:4096]:
        return _svg(data)
    return None


def _jpeg(data: bytes) -> Picture | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Picture(data, "jpeg", width, height) if width and height else None
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def _svg(data: bytes) -> Picture | None:
    opening = data[data.index(b"<svg") :].split(b">", 1)[0]

    def attribute(name: bytes) -> bytes:
        found = re.search(rb"\s" + name + rb"\s*=\s*[\"']([^\"']*)[\"']", opening)
        return found.group(1) if found else b""

    width, height = _SVG_NUMBER.match(attribute(b"width")), _SVG_NUMBER.match(attribute(b"height"))
    if width and height:
        sizes = float(width.group(1)), float(height.group(1))
    else:
        view = attribute(b"viewBox").replace(b",", b" ").split()
        try:
            sizes = float(view[2]), float(view[3])
        except (IndexError, ValueError):
            return None
    return Picture(data, "svg", *sizes) if min(sizes) > 0 else None


def fit(picture: Picture, width: float, height: float) -> tuple[float, float]:
    """The largest size in points within `width` by `height` that keeps the proportion."""
    scale = min(width / picture.width, height / picture.height)
    return picture.width * scale, picture.height * scale


def _in_lock(x: float, y: float) -> bool:
    """Whether a point of the unit square belongs to the lock: a body with rounded corners, a shackle, a keyhole."""
    if 0.14 <= x <= 0.86 and 0.44 <= y <= 1.0:
        corner = 0.1
        dx = max(0.14 + corner - x, x - (0.86 - corner), 0.0)
        dy = max(0.44 + corner - y, y - (1.0 - corner), 0.0)
        if dx * dx + dy * dy > corner * corner:
            return False
        hole = (x - 0.5) * (x - 0.5) + (y - 0.67) * (y - 0.67) <= 0.075 * 0.075
        return not (hole or (abs(x - 0.5) <= 0.035 and 0.67 <= y <= 0.83))
    if y >= 0.44:
        return False
    outer, inner = 0.27, 0.155
    if y < 0.28:
        distance = math.hypot(x - 0.5, y - 0.28)
        return inner <= distance <= outer
    return inner <= abs(x - 0.5) <= outer


@lru_cache(maxsize=1)
def _lock_shape() -> bytes:
    """How much of each dot of the grid the lock covers, 0 to 255, line by line."""
    step = 1 / (_GRID * _SAMPLES)
    inside = [
        [_in_lock((column + 0.5) * step, (line + 0.5) * step) for column in range(_GRID * _SAMPLES)]
        for line in range(_GRID * _SAMPLES)
    ]
    return bytes(
        round(
            255
            * sum(sum(line[x * _SAMPLES : (x + 1) * _SAMPLES]) for line in inside[y * _SAMPLES : (y + 1) * _SAMPLES])
            / _SAMPLES**2
        )
        for y in range(_GRID)
        for x in range(_GRID)
    )


@lru_cache(maxsize=8)
def lock_picture(colour: str) -> Picture:
    """A lock in `colour` on nothing, fine enough for print."""
    ink = bytes(channels(colour))
    shape = _lock_shape()
    lines = bytearray()
    for line in range(_GRID):
        lines.append(0)
        for opacity in shape[line * _GRID : (line + 1) * _GRID]:
            lines += ink + bytes((opacity,))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", _GRID, _GRID, 8, 6, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(lines), 9))
    return Picture(png + chunk(b"IEND", b""), "png", _GRID, _GRID)


def _graphic(number: int, relation: str, vector: str, width: int, height: int) -> str:
    extension = ""
    if vector:
        extension = (
            '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip '
            'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
            f'r:embed="{vector}"/></a:ext></a:extLst>'
        )
    return (
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}">{extension}</a:blip><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    )


def inline(
    number: int, relation: str, size: tuple[float, float], words: str, *, vector: str = "", style: str = ""
) -> str:
    """A run with a picture in the line: `size` in points, `words` its alternative text, `vector` an SVG's relation."""
    width, height = round(size[0] * _EMU), round(size[1] * _EMU)
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return (
        f'<w:r>{look}<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="Picture {number}" '
        f'descr="{escape(words)}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f"{_graphic(number, relation, vector, width, height)}</wp:inline></w:drawing></w:r>"
    )


def at_right_margin(
    number: int, relation: str, size: tuple[float, float], words: str, *, from_top: float, vector: str = ""
) -> str:
    """A run that anchors a picture at the right margin, `from_top` points below the edge, beside the text."""
    width, height = round(size[0] * _EMU), round(size[1] * _EMU)
    return (
        '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(from_top * _EMU)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="Picture {number}" descr="{escape(words)}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f"{_graphic(number, relation, vector, width, height)}</wp:anchor></w:drawing></w:r>"
    )
