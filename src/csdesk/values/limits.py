"""How much and how long a value may be: one list for typing, the command line, forms and imports.

Each limit is far beyond what is ever meant, so that what exceeds it is a slip: a wrong column, a figure without its
decimal mark, a text pasted whole into a name.
"""

from __future__ import annotations

from typing import Final

LONGEST_NAME: Final = 300
"""Characters of the name of an account or a person."""
LONGEST_LINE: Final = 2_000
"""Characters of a text on one line."""
LONGEST_TEXT: Final = 1_000_000
"""Characters of a text of several lines."""

_RANGES: Final[dict[tuple[str, str], tuple[float, float]]] = {
    ("account", "health_score"): (0, 100),
    ("account", "seats"): (0, 100_000_000),
    ("account", "notice_days"): (0, 3_650),
    ("account", "term_months"): (1, 600),
    ("health_snapshot", "score"): (0, 100),
    ("review", "minutes"): (1, 1_440),
}


def length_fault(kind: str, field: str, label: str, text: str, *, several_lines: bool = False) -> str:
    """Why a text is too long for its field; "" when it is not."""
    name = field == "name" and kind in ("account", "contact")
    most = LONGEST_TEXT if several_lines else LONGEST_NAME if name else LONGEST_LINE
    return f"{label} has {len(text):,} characters; it holds {most:,} at most" if len(text) > most else ""


def range_fault(kind: str, field: str, label: str, number: float) -> str:
    """Why a number cannot be meant for its field; "" when it can."""
    least, most = _RANGES.get((kind, field), (number, number))
    if least <= number <= most:
        return ""
    shown = f"{number:,.0f}" if float(number).is_integer() else f"{number:,}"
    return f"{label} is from {least:,} to {most:,}, so it cannot be {shown}"
