"""An answer with its changes marked, on the page."""

from __future__ import annotations

from typing import Final

from csdesk.documents.model import Marked
from csdesk.documents.palette import MUTED, RULE
from csdesk.documents.pdf import style
from csdesk.documents.pdf.pen import Pen
from csdesk.documents.pdf.strips import ALWAYS, Column, Strip, columns
from csdesk.documents.pdf.style import Setting
from csdesk.documents.pdf.text import Line, Span, lines
from csdesk.documents.pdf.typesetter import Typesetter

_LABEL: Final = 0.28
_GAP: Final = 12.0
_BELOW: Final = 1.8
_THROUGH: Final = 0.27
"""How far above the baseline a text is struck through, in its size."""


def marked(setter: Typesetter, block: Marked, width: float) -> list[Strip]:
    """Label and word at the left, the text at the right: added underlined, removed struck through."""
    left = width * _LABEL
    head = (
        setter.locked_label(block.label, left - _GAP)
        if block.internal
        else setter.text(block.label, style.LABEL, left - _GAP)
    )
    if block.word:
        head += setter.text(block.word, style.LABEL.bold(), left - _GAP)
    for strip in head[:-1]:
        strip.hold = ALWAYS
    usual = style.CARD_VALUE
    settings = {"": usual, "added": usual.coloured(setter.palette.accent), "removed": usual.coloured(MUTED)}
    spans = [Span(setter.speller.printable(one.text), settings[one.change]) for one in block.stretches]
    made = lines(spans, width - left)
    words = [_line(line, usual, settings["added"], settings["removed"]) for line in made]

    def ground(pen: Pen, x: float, y: float, height: float, first: bool) -> None:
        pen.rule(x, x + width, y + height, RULE, 0.4)

    strip = columns((Column(0, head, 4, 4), Column(left, words, 4, 4)), ground=ground)
    if len(words) < 4:
        strip.divide = None
    return [strip]


def _line(line: Line, setting: Setting, added: Setting, removed: Setting) -> Strip:
    def paint(pen: Pen, x: float, y: float) -> None:
        baseline = y + setting.baseline
        pen.line(x, baseline, line)
        for part in line.parts:
            wide = sum(one.width for one in part.glyphs) * part.setting.size / 1000
            # Words that follow others begin with their space, which is left bare.
            lead = part.setting.size * 0.25 if part.x else 0.0
            if part.setting is added:
                pen.rule(x + part.x + lead, x + part.x + wide, baseline + _BELOW, added.colour, 0.6)
            elif part.setting is removed:
                level = baseline - part.setting.size * _THROUGH
                pen.rule(x + part.x + lead, x + part.x + wide, level, removed.colour, 0.6)

    return Strip(setting.leading, paint)
