"""What is wrong with a form's file, and where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in a file. Line and column count from 1; 0 stands for the file as a whole."""

    file: str
    line: int
    column: int
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{Path(self.file).name}:{self.line}:{self.column}" if self.line else Path(self.file).name
        return f"{place}: {self.reason}{f'. {self.hint}' if self.hint else ''}"


_LISTED = 5
"""Faults that the message names; all of them stand in `faults`."""


class FormError(ValueError):
    """A form that cannot be used: all its faults, in the order of the file; the first stands in the attributes
    and the first few in the message."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))
        first = self.faults[0]
        more = len(self.faults) - _LISTED
        listed = "; ".join(str(fault) for fault in self.faults[:_LISTED])
        super().__init__(f"{listed} (and {more} more)" if more > 0 else listed)
        self.file = first.file
        self.line = first.line
        self.column = first.column
        self.reason = first.reason
        self.hint = first.hint


def near(word: str, known: Iterable[str]) -> str:
    """ "Did you mean “label”?" when a known word is close; otherwise the known words, if they are few; or ""."""
    words = sorted(known)
    close = difflib.get_close_matches(word.casefold(), words, n=1, cutoff=0.6)
    if close:
        return f"Did you mean “{close[0]}”?"
    return f"Known are {', '.join(words)}" if 0 < len(words) <= 24 else ""
