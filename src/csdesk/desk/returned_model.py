"""What a returned copy has otherwise than the book: answers, new rows, and what cannot be matched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from csdesk.desk.document_model import FieldPath


@dataclass(frozen=True, slots=True)
class ReturnedAnswer:
    """An answer that the copy has otherwise than the book. `value` is what will be written."""

    path: FieldPath
    label: str
    where: str
    book: str
    """What the book says now; "" for nothing."""
    returned: str
    """What the copy says; "" where the customer took it away."""
    value: object
    changed_since: bool = False
    """Whether the book's own answer was changed after the copy was made."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Something in the copy that no answer can take: what was there, what is there now, where, and why."""

    before: str
    after: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row that the copy has and the document has not: its section, and what it says, label by label."""

    section: str
    where: str
    title: str
    said: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, object], ...]
    """What will be written, by field id."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """A returned copy, compared with its document as it is now."""

    file: Path
    document_id: int
    title: str
    account: str
    copy: str
    """Which copy it is: "Version 2, customer's copy"."""
    answers: tuple[ReturnedAnswer, ...] = ()
    rows: tuple[ReturnedRow, ...] = ()
    """New rows, in the order of the copy."""
    unmatched: tuple[Unmatched, ...] = ()
    tracked: int = 0
    """Tracked changes, counted as made."""
    notes: tuple[str, ...] = ()
    """What to know about the copy as a whole."""


def counted(answers: int, rows: int) -> str:
    """How much is taken in, in words: "2 answers and 1 new row"."""
    parts = [f"{answers} answer{'s' if answers != 1 else ''}"] if answers or not rows else []
    parts += [f"{rows} new row{'s' if rows != 1 else ''}"] if rows else []
    return " and ".join(parts)
