"""The path language of SVG as moves, lines and cubic curves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

Segment = tuple[str, tuple[float, ...]]
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


def path_segments(tokens: Sequence[str]) -> Iterator[Segment]:
    """The outline that commands and numbers describe; what follows a damaged command is left out."""
    return _Path(tokens).segments()


class _Path:
    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.x = self.y = self.start_x = self.start_y = 0.0
        self.handle: tuple[float, float] | None = None
        """The last curve's second handle, for S and T."""

    def segments(self) -> Iterator[Segment]:
        place, command = 0, ""
        opened = False
        while place < len(self.tokens):
            if self.tokens[place].isalpha():
                command = self.tokens[place]
                place += 1
            elif not command or command in "Zz":
                return
            need = _ARGUMENTS[command.upper()]
            values = self.tokens[place : place + need]
            if len(values) < need or any(value.isalpha() for value in values):
                return
            place += need
            if not opened and command not in "Mm":
                return
            opened = True
            yield from self._step(command, [float(value) for value in values])
            # Further pairs after a move are lines.
            command = {"M": "L", "m": "l"}.get(command, command)

    def _step(self, command: str, v: list[float]) -> Iterator[Segment]:
        kind = command.upper()
        dx, dy = (self.x, self.y) if command.islower() else (0.0, 0.0)
        before, self.handle = self.handle, None
        if kind == "Z":
            self.x, self.y = self.start_x, self.start_y
            yield "close", ()
        elif kind == "M":
            self.x, self.y = self.start_x, self.start_y = v[0] + dx, v[1] + dy
            yield "moveTo", (self.x, self.y)
        elif kind in "LHV":
            self.x = v[0] + dx if kind in "LH" else self.x
            self.y = v[-1] + dy if kind in "LV" else self.y
            yield "lineTo", (self.x, self.y)
        elif kind == "A":
            yield from self._arc(v, v[5] + dx, v[6] + dy)
        else:
            points = [value + (dx if number % 2 == 0 else dy) for number, value in enumerate(v)]
            yield self._curve(kind, points, before)

    def _curve(self, kind: str, p: list[float], before: tuple[float, float] | None) -> Segment:
        mirrored = (2 * self.x - before[0], 2 * self.y - before[1]) if before else (self.x, self.y)
        if kind in "QT":
            middle = (p[0], p[1]) if kind == "Q" else mirrored
            end = (p[-2], p[-1])
            first = (self.x + 2 / 3 * (middle[0] - self.x), self.y + 2 / 3 * (middle[1] - self.y))
            second = (end[0] + 2 / 3 * (middle[0] - end[0]), end[1] + 2 / 3 * (middle[1] - end[1]))
            self.handle = middle
        else:
            first = (p[0], p[1]) if kind == "C" else mirrored
            second, end = (p[-4], p[-3]), (p[-2], p[-1])
            self.handle = second
        self.x, self.y = end
        return "curveTo", (*first, *second, *end)

    def _arc(self, v: list[float], x: float, y: float) -> Iterator[Segment]:
        """An elliptic arc as cubic curves of at most a quarter turn (SVG 1.1, appendix F.6)."""
        rx, ry, turn = abs(v[0]), abs(v[1]), math.radians(v[2])
        from_x, from_y = self.x, self.y
        self.x, self.y = x, y
        if not rx or not ry or (from_x == x and from_y == y):
            yield "lineTo", (x, y)
            return
        cos, sin = math.cos(turn), math.sin(turn)
        half_x, half_y = (from_x - x) / 2, (from_y - y) / 2
        px, py = cos * half_x + sin * half_y, -sin * half_x + cos * half_y
        grow = math.sqrt(max(1.0, px * px / (rx * rx) + py * py / (ry * ry)))
        rx, ry = rx * grow, ry * grow
        under = rx * rx * py * py + ry * ry * px * px
        root = math.sqrt(max(0.0, (rx * rx * ry * ry - under) / under)) if under else 0.0
        root = -root if bool(v[3]) == bool(v[4]) else root
        mx, my = root * rx * py / ry, -root * ry * px / rx
        cx, cy = cos * mx - sin * my + (from_x + x) / 2, sin * mx + cos * my + (from_y + y) / 2
        begin = math.atan2((py - my) / ry, (px - mx) / rx)
        sweep = math.atan2((-py - my) / ry, (-px - mx) / rx) - begin
        if v[4] and sweep < 0:
            sweep += 2 * math.pi
        elif not v[4] and sweep > 0:
            sweep -= 2 * math.pi
        pieces = max(1, math.ceil(abs(sweep) / (math.pi / 2) - 1e-9))
        step = sweep / pieces
        reach = 4 / 3 * math.tan(step / 4)

        def place(ax: float, ay: float) -> tuple[float, float]:
            return cx + cos * rx * ax - sin * ry * ay, cy + sin * rx * ax + cos * ry * ay

        for number in range(pieces):
            a, b = begin + number * step, begin + (number + 1) * step
            first = place(math.cos(a) - reach * math.sin(a), math.sin(a) + reach * math.cos(a))
            second = place(math.cos(b) + reach * math.sin(b), math.sin(b) - reach * math.cos(b))
            yield "curveTo", (*first, *second, *place(math.cos(b), math.sin(b)))
