"""What can stop a book, in words for the person who keeps it.

Every error says three things: what happened and where, what was kept, and what to do now.
"""

# ruff: noqa: N818  (these names are read as what happened: "BookLocked", "DiskFull")

from __future__ import annotations

from dataclasses import dataclass

from csdesk.book.catalog import KINDS


class Problem(Exception):
    """An error written for a person. The desk shows it as it is (there it is called DeskError)."""

    def __init__(self, what: str, kept: str = "", todo: str = "") -> None:
        super().__init__(" ".join(part for part in (what, kept, todo) if part))
        self.what = what
        self.kept = kept
        self.todo = todo


class BookError(Problem):
    """Something about the book's file."""


class BookMissing(BookError):
    """There is no file at that path, and none was to be made."""


class NotABook(BookError):
    """The file is something else: empty, not SQLite, or another program's database."""


class BookCorrupt(BookError):
    """The file is a book, but damaged."""


class BookTooNew(BookError):
    """A newer CSDesk wrote the book."""


class BookOutdated(BookError):
    """An older book, opened read-only: it would have to be brought up to date first."""


class BookLocked(BookError):
    """Another process has the book open for writing."""


class BookReadOnlyFolder(BookError):
    """The file or its folder refuses writing."""


class MigrationFailed(BookError):
    """Bringing an older book up to date failed; the book is as it was."""


class BackupFailed(BookError):
    """A backup could not be written or did not stand its verification."""


class DiskFull(BookError):
    """No space is left for a write."""


class ReadOnly(BookError):
    """A write was asked of a book opened read-only, or of a file that turned read-only."""


class RecordMissing(BookError):
    """The record to change is not in the book."""


class NothingToUndo(BookError):
    """The undo or redo list is empty, or the set was reversed already."""


class StaleWrite(BookError):
    """A field changed since the caller read it; nothing was written. Values are of the catalog's types."""

    def __init__(self, table: str, record_id: int, field: str, yours: object, theirs: object) -> None:
        super().__init__(
            f"{field} of {table} {record_id} was changed meanwhile.",
            "Nothing was written.",
            "Look at both values and choose one.",
        )
        self.table = table
        self.record_id = record_id
        self.field = field
        self.yours = yours
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that stands in the way of an undo: what the set had written, and what is there now."""

    table: str
    record_id: int
    title: str
    """How a person knows the record: its name, as far as it has one."""
    field: str
    """Empty when the record as a whole is meant: it is gone, or other records rely on it."""
    ours: object
    now: object
    reason: str = ""

    @property
    def label(self) -> str:
        """The field's label; empty when the record as a whole is meant."""
        if self.table in KINDS:
            for known in KINDS[self.table].fields:
                if known.id == self.field:
                    return known.label
        return self.field.replace("_", " ")


class UndoConflict(BookError):
    """Fields changed since; nothing was undone."""

    def __init__(self, name: str, conflicts: tuple[Conflict, ...]) -> None:
        first = conflicts[0]
        more = f" and {len(conflicts) - 1} more" if len(conflicts) > 1 else ""
        where = f"{first.title or first.table.replace('_', ' ')}{', ' + first.label if first.field else ''}{more}"
        super().__init__(
            f"“{name}” cannot be reversed: {where}: {first.reason or 'it changed since'}.",
            "Nothing was changed.",
            "Undo the later changes first, or set the value by hand.",
        )
        self.conflicts = conflicts
