"""How wide text runs in Calibri, so that columns and tabs can be set before Word ever sees the page.

Advance widths in thousandths of the size, ASCII 32 to 126, of Carlito, whose metrics are Calibri's by design. Other
letters are estimated; layout decisions made here leave room for that.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_REGULAR: Final = (
    (226, 326, 401, 498, 507, 715, 682, 221, 303, 303, 498, 498, 250, 306, 252, 386)
    + (507,) * 10
    + (268, 268, 498, 498, 498, 463)
    + (894, 579, 544, 533, 615, 488, 459, 631, 623, 252, 319, 520, 420, 855, 646, 662)
    + (517, 673, 543, 459, 487, 642, 567, 890, 519, 487, 468, 307, 386, 307, 498, 498)
    + (291, 479, 525, 423, 525, 498, 305, 471, 525, 229, 239, 455, 229, 799, 525, 527)
    + (525, 525, 349, 391, 335, 525, 452, 715, 433, 453, 395, 314, 460, 314, 498)
)
_BOLD: Final = (
    (226, 326, 438, 498, 507, 729, 705, 233, 312, 312, 498, 498, 258, 306, 267, 430)
    + (507,) * 10
    + (276, 276, 498, 498, 498, 463)
    + (898, 606, 561, 529, 630, 488, 459, 637, 631, 267, 331, 547, 423, 874, 659, 676)
    + (532, 686, 563, 473, 495, 653, 591, 906, 551, 520, 478, 325, 430, 325, 498, 498)
    + (300, 494, 537, 418, 537, 503, 316, 474, 537, 246, 255, 480, 246, 813, 537, 538)
    + (537, 537, 355, 399, 347, 537, 473, 745, 459, 474, 397, 344, 475, 344, 498)
)
_BREAKS_ALWAYS: Final = frozenset("WF")


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> int:
    code = ord(character)
    if 32 <= code <= 126:
        return (_BOLD if bold else _REGULAR)[code - 32]
    if character in "\u00a0\u202f":
        return 226
    if character in "·\u00ad":
        return 260
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(character) in _BREAKS_ALWAYS:
        return 1000
    base = unicodedata.normalize("NFD", character)[0]
    if 32 <= ord(base) <= 126:
        return (_BOLD if bold else _REGULAR)[ord(base) - 32]
    return 700 if unicodedata.category(character).startswith("S") else 560


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in points of one line of `text` at `size` points."""
    return sum(_advance(character, bold) for character in text) * size / 1000


def longest_line(text: str, size: float, bold: bool = False) -> float:
    """Width in points of the widest of the text's own lines."""
    return max((text_width(line, size, bold) for line in text.split("\n")), default=0.0)


def longest_word(text: str, size: float, bold: bool = False) -> float:
    """Width in points of the widest piece that Word would rather not break; East Asian letters break anywhere."""
    widest = 0.0
    for word in text.split():
        if any(unicodedata.east_asian_width(letter) in _BREAKS_ALWAYS for letter in word):
            widest = max(widest, size * 2)
        else:
            widest = max(widest, text_width(word, size, bold))
    return widest


def line_count(text: str, size: float, width: float, bold: bool = False) -> int:
    """Lines that `text` takes at `size` in `width`, both in points; its own line breaks count."""
    lines = 0
    space = _advance(" ", bold) * size / 1000
    for paragraph in text.split("\n"):
        lines += 1
        at = 0.0
        for word in paragraph.split(" "):
            wide = text_width(word, size, bold)
            if at and at + wide > width:
                lines += 1
                at = 0.0
            if wide > width > 0:
                lines += int(wide // width)
                wide %= width
            at += wide + space
    return lines


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """`total` whole units shared in proportion to `weights`; the parts always add up to `total` exactly."""
    whole = sum(weights) or 1.0
    parts: list[int] = []
    used = 0
    reached = 0.0
    for weight in weights:
        reached += weight
        part = round(total * reached / whole) - used
        parts.append(part)
        used += part
    if parts:
        parts[-1] += total - used
    return parts
