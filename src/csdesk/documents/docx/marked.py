"""An answer with its changes marked, in Word."""

from __future__ import annotations

from typing import Final

from csdesk.documents.docx.context import Context
from csdesk.documents.docx.styles import border
from csdesk.documents.docx.xml import Box, paragraph, row, run, table
from csdesk.documents.model import Marked
from csdesk.documents.palette import RULE

_LABEL: Final = 0.28
_STYLES: Final = {"": "", "added": "Added", "removed": "Removed"}


def marked(ctx: Context, block: Marked, width: int) -> str:
    """Label and word at the left, the text at the right: added underlined, removed struck through."""
    widths = (round(width * _LABEL), width - round(width * _LABEL))
    lock = ctx.lock(7.5) + run("\u00a0") if block.internal else ""
    back = ctx.backwards(block.label)
    head = paragraph(lock + run(block.label, "InternalLabel" if block.internal else ""), "Label", right_to_left=back)
    if block.word:
        head += paragraph(run(block.word, "Strong"), "Label")
    text = "".join(stretch.text for stretch in block.stretches)
    edge = border("bottom", 0.4, RULE)
    boxes = [
        Box(head, borders=edge, margins=(70, 0, 70, 160)),
        Box(paragraph(_runs(block), "CardValue", right_to_left=ctx.backwards(text)), borders=edge,
            margins=(70, 0, 70, 0)),
    ]  # fmt: skip
    return table([row(boxes, widths, whole=len(text) < 600)], widths, "Layout")


def _runs(block: Marked) -> str:
    parts: list[str] = []
    for number, stretch in enumerate(block.stretches):
        before = block.stretches[number - 1].text if number else "\n"
        if not before.endswith("\n") and not stretch.text.startswith("\n"):
            parts.append(run(" "))
        parts.append(run(stretch.text, _STYLES[stretch.change]))
    return "".join(parts)
