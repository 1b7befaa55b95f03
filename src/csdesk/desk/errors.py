"""Errors that the desk shows to people: what is wrong and where, what was kept, what to do."""

# ruff: noqa: N818  (these names are read as what happened: "Stale", "DiskFull")

from __future__ import annotations

from collections.abc import Sequence

from csdesk.book.errors import (
    BackupFailed,
    BookCorrupt,
    BookError,
    BookLocked,
    BookMissing,
    BookOutdated,
    BookReadOnlyFolder,
    BookTooNew,
    Conflict,
    DiskFull,
    MigrationFailed,
    NotABook,
    NothingToUndo,
    Problem,
    ReadOnly,
    RecordMissing,
    UndoConflict,
)

DeskError = Problem
"""The base of every error that is made to be shown; `what`, `kept` and `todo` are plain sentences."""


class Invalid(DeskError):
    """A value that cannot be taken. `path` says where ("account/renewal_date", "goals/2/target_date")."""

    def __init__(self, path: str, reason: str, todo: str = "") -> None:
        super().__init__(f"{path}: {reason}" if path else reason, "Nothing was saved.", todo)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return self.what


class Stale(DeskError):
    """The value was changed meanwhile, by another window or an import; nothing was written.

    `yours` and `theirs` are values of the field's type; `label` names the field to a person.
    """

    def __init__(self, field: str, yours: object, theirs: object, label: str = "", texts: tuple[str, str] = ("", "")):
        shown = f" It now says “{texts[1]}”; you wrote “{texts[0]}”." if any(texts) else ""
        super().__init__(
            f"{label or field} was changed meanwhile.{shown}", "Nothing was overwritten.", "Choose which one to keep."
        )
        self.field = field
        self.yours = yours
        self.theirs = theirs


class NotReady(DeskError):
    """A document that still has gaps cannot be final. `gaps` are the form engine's own."""

    def __init__(self, gaps: Sequence[object]) -> None:
        count = len(gaps)
        super().__init__(
            f"{count} needed {'answer is' if count == 1 else 'answers are'} missing.",
            "The document stays a draft.",
            "Fill what the Missing list names.",
        )
        self.gaps = tuple(gaps)


__all__ = [
    "BackupFailed",
    "BookCorrupt",
    "BookError",
    "BookLocked",
    "BookMissing",
    "BookOutdated",
    "BookReadOnlyFolder",
    "BookTooNew",
    "Conflict",
    "DeskError",
    "DiskFull",
    "Invalid",
    "MigrationFailed",
    "NotABook",
    "NotReady",
    "NothingToUndo",
    "ReadOnly",
    "RecordMissing",
    "Stale",
    "UndoConflict",
]
