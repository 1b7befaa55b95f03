"""What stops a file from being read at all; one faulty row never does."""

# ruff: noqa: N818  (read as what happened: "SyncRefused")

from __future__ import annotations


class SyncRefused(Exception):
    """The file cannot be imported. `reason` says what is wrong and where, `todo` what would help."""

    def __init__(self, reason: str, todo: str = "", kind: str = "file", columns: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.columns = columns
        """For no-name: the file's columns, one of which the person may name."""
        self.reason = reason
        self.todo = todo
        self.kind = kind
        """file, empty, binary, encoding, one-column, no-name, wrong-object, options."""
