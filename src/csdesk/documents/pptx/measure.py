"""Where lines end on a slide, worked out before any program draws it, so that what does not fit goes on elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from csdesk.documents.docx.measure import text_width

_SAFE: Final = 0.96
"""Part of a width that is counted on: programs round advances and kern differently."""


def _pieces(word: str, size: float, width: float, bold: bool) -> Iterator[str]:
    """A word in parts that fit into the width, since a long address or a text without spaces breaks anywhere."""
    if text_width(word, size, bold) <= width:
        yield word
        return
    part = ""
    at = 0.0
    for letter in word:
        wide = text_width(letter, size, bold)
        if part and at + wide > width:
            yield part
            part, at = "", 0.0
        part += letter
        at += wide
    if part:
        yield part


def wrapped(text: str, size: float, width: float, bold: bool = False) -> list[tuple[str, str]]:
    """The lines of `text` at `size` in `width` (both points), each with what joins it to the next: " ", "\\n" or ""."""
    room = max(width * _SAFE, size)
    space = text_width(" ", size, bold)
    lines: list[tuple[str, str]] = []
    paragraphs = text.split("\n")
    for number, paragraph in enumerate(paragraphs):
        line = ""
        at = 0.0
        glue = " "
        for word in paragraph.split(" "):
            parts = list(_pieces(word, size, room, bold)) or [""]
            for place, part in enumerate(parts):
                wide = text_width(part, size, bold)
                joint = " " if place == 0 else ""
                if line and (place > 0 or at + space + wide > room):
                    lines.append((line, joint))
                    line, at = part, wide
                else:
                    line = f"{line}{joint}{part}" if line else part
                    at += wide + (space if line != part else 0.0)
        glue = "\n" if number + 1 < len(paragraphs) else ""
        lines.append((line, glue))
    return lines


def line_count(text: str, size: float, width: float, bold: bool = False) -> int:
    """How many lines `text` takes; 0 for no text."""
    return len(wrapped(text, size, width, bold)) if text else 0


def take(
    text: str, size: float, width: float, lines: int, *, bold: bool = False, words: int = 10_000
) -> tuple[str, str]:
    """As much of `text` as fits into so many lines and words, and the rest. Takes at least one line."""
    found = wrapped(text, size, width, bold)
    used = counted = 0
    for line, _ in found:
        counted += len(line.split())
        if used and (used >= lines or counted > words):
            break
        used += 1
    return _joined(found[:used]), _joined(found[used:]).strip(" ")


def _joined(lines: list[tuple[str, str]]) -> str:
    text = "".join(line + glue for line, glue in lines)
    return text.strip("\n") if lines else ""


def widest_line(text: str, size: float, bold: bool = False) -> float:
    """Width of the widest of the text's own lines, with the room that is left for safety."""
    return max((text_width(line, size, bold) for line in text.split("\n")), default=0.0) / _SAFE


def widest_word(text: str, size: float, bold: bool = False) -> float:
    """Width of the widest word, with the room that is left for safety."""
    return max((text_width(word, size, bold) for word in text.split()), default=0.0) / _SAFE
