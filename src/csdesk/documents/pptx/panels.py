"""What stands at the right of a slide: large figures, or the next meeting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from csdesk.documents.deck import Block, Figure, Figures, NextDate, Panel, Saying, Text
from csdesk.documents.docx.measure import text_width
from csdesk.documents.palette import INK, MUTED, RULE, Palette, contrast, mix
from csdesk.documents.pptx.base import BODY_BOTTOM, RIGHT
from csdesk.documents.pptx.measure import line_count
from csdesk.documents.pptx.pen import Line, Sheet, line

_FIGURES: Final = 228.0
_DATE: Final = 212.0
_PAD: Final = 24.0
_TOP: Final = 112.0
_LINE: Final = (15.0, 21.0)
_SIZES: Final = (36.0, 30.0, 24.0, 20.0, 16.0)

Drawn = Callable[[Sheet], None]


def width(panel: Panel | None) -> float:
    """What a panel takes from the slide's width, its gutter included."""
    if panel is None:
        return 0.0
    return (_FIGURES if isinstance(panel, Figures) else _DATE) + 40


def place(panel: Panel, look: Palette) -> tuple[Drawn, Panel | None, tuple[Block, ...]]:
    """How to draw what fits, the panel for the next slide with what does not, and blocks that hold what it leaves."""
    if isinstance(panel, Figures):
        return _figures(panel, look)
    return _next_date(panel, look)


def _figure_lines(figure: Figure, look: Palette) -> list[Line]:
    size = next((one for one in _SIZES if text_width(figure.value, one, True) <= _FIGURES * 0.94), _SIZES[-1])
    lines = [line(figure.value, size, size * 1.2, look.accent, bold=True)]
    lines.append(line(figure.label, 16, 20, INK, bold=True, before=2))
    if figure.detail:
        lines.append(line(figure.detail, 14, 19, MUTED, before=1))
    return lines


def _wordy(figure: Figure) -> bool:
    return (
        line_count(figure.value, _SIZES[-1], _FIGURES, True) > 2
        or line_count(figure.label, 16, _FIGURES, True) > 3
        or line_count(figure.detail, 14, _FIGURES) > 5
    )


def _tall(lines: list[Line]) -> float:
    return sum(
        one.before + sum(line_count(ink.text, one.size, _FIGURES, ink.bold) for ink in one.runs) * one.leading
        for one in lines
    )


def _figures(panel: Figures, look: Palette) -> tuple[Drawn, Panel | None, tuple[Block, ...]]:
    room = BODY_BOTTOM - _TOP
    shown: list[tuple[list[Line], float]] = []
    used = 0.0
    rest = list(panel.items)
    told: list[Block] = []
    while rest and len(shown) < 3:
        one = rest[0]
        if _wordy(one):
            # Too many words for a large figure: they are told as text, whole.
            told.append(Text(": ".join(part for part in (one.value, one.label, one.detail) if part)))
            rest.pop(0)
            continue
        lines = _figure_lines(one, look)
        tall = max(_tall(lines) + 18, 108.0)
        if shown and used + tall > room:
            break
        shown.append((lines, tall))
        used += tall
        rest.pop(0)

    def draw(sheet: Sheet) -> None:
        x, y = RIGHT - _FIGURES, _TOP
        for number, (lines, tall) in enumerate(shown):
            if number:
                sheet.rule(x, y - 6, _FIGURES, RULE)
            sheet.text(x, y + (8 if number else 0), _FIGURES, tall - 14, lines, name="Figure")
            y += tall + (8 if number == 0 else 4)

    return draw, Figures(tuple(rest)) if rest else None, tuple(told)


def _next_date(panel: NextDate, look: Palette) -> tuple[Drawn, Panel | None, tuple[Block, ...]]:
    inner = _DATE - 2 * _PAD
    quiet = mix(look.band, look.on_band, 0.82)
    quiet = quiet if contrast(quiet, look.band) >= 4.5 else look.on_band
    room = 352.0
    left: list[Block] = []
    head: list[Line] = [line(panel.label, 14, 20, quiet, bold=True)]
    if panel.day:
        head.append(line(panel.day, 56, 62, look.on_band, bold=True, before=12))
    head.append(line(panel.month, 24 if panel.day else 18, 30 if panel.day else 24, look.on_band, bold=True,
                     before=0 if panel.day else 10))  # fmt: skip

    def tall(lines: list[Line]) -> float:
        return sum(
            one.before + sum(line_count(ink.text, one.size, inner, ink.bold) for ink in one.runs) * one.leading
            for one in lines
        )

    used = tall(head)
    detail: list[Line] = []
    for number, text in enumerate(panel.lines):
        one = line(text, *_LINE, look.on_band, before=8 if number == 0 else 0)
        if used + tall([*detail, one]) > room:
            left.append(Saying(panel.label, panel.lines[number:], strong=False))
            break
        detail.append(one)
    used += tall(detail)
    until: list[Line] = []
    if panel.until:
        one = line(panel.until, 14, 19, look.on_band)
        if used + tall([one]) + 32 <= room:
            until.append(one)
        else:
            left.append(Saying("", (panel.until,), strong=False))

    def draw(sheet: Sheet) -> None:
        height = max(308.0, used + (tall(until) + 32 if until else 0) + 2 * _PAD)
        x, y = RIGHT - _DATE, _TOP
        sheet.rectangle(x, y, _DATE, height, look.band, name="Panel")
        sheet.text(x + _PAD, y + _PAD, inner, used + 4, [*head, *detail], name="Next meeting")
        if until:
            at = y + _PAD + used + 16
            sheet.rule(x + _PAD, at, inner, quiet, 0.75)
            sheet.text(x + _PAD, at + 12, inner, tall(until) + 4, until, name="By then")

    return draw, None, tuple(left)
