"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from csdesk.desk.errors import DeskError


def save(to: Path, data: bytes, kept: str = "The document is as it was; no half file was left.") -> None:
    """Write a file whole or not at all; DeskError, which says what was `kept`, when it cannot be written."""
    temporary = ""
    if to.exists() and not to.is_file():
        # A device or a pipe would itself be replaced by the file.
        raise DeskError(f"{to} is not a file that can be written anew.", "Nothing was written.", "Name a file.")
    try:
        with tempfile.NamedTemporaryFile(dir=to.parent, prefix=".csdesk-", suffix=to.suffix, delete=False) as file:
            temporary = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(to)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        full = error.errno == errno.ENOSPC
        raise DeskError(
            f"{to.name} could not be written: {'the disk is full' if full else error.strerror or error}.",
            kept,
            "Free some space." if full else "Choose another folder, or close the file where it is open.",
        ) from error


def save_table(to: Path, rows: Iterable[Sequence[str]]) -> int:
    """Write rows of text as a CSV that spreadsheets read, whole or not at all; how many rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    save(to, out.getvalue().encode("utf-8-sig"), "Nothing was changed.")
    return count
