"""One writer per book: an advisory lock of the operating system on a file beside it.

The system releases the lock when the process ends, however it ends, so a crash never leaves a book locked. What the
lock file says (who holds it) is for the message only.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import sys
from pathlib import Path

from csdesk.book.errors import BookLocked, BookReadOnlyFolder
from csdesk.book.types import moment_text
from csdesk.values.clock import Clock

_TAKEN = frozenset({errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK})
"""How the systems say that another holds the lock; any other error means that the drive has no locks."""

_LOCKED_BYTE = 1 << 30
"""Windows refuses others to read a locked byte; this one lies far behind what the file says."""


def lock_path(book: Path) -> Path:
    """The lock file of a book."""
    return book.with_name(book.name + ".lock")


class WriterLock:
    """The right to write to a book, held until `release`."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle: int | None = handle

    @classmethod
    def acquire(cls, book: Path, clock: Clock) -> WriterLock:
        """Take the lock; BookLocked when another holds it, BookReadOnlyFolder when the folder refuses files."""
        path = lock_path(book)
        while True:
            try:
                handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
            except OSError as error:
                raise BookReadOnlyFolder(
                    f"The folder {book.parent} does not let CSDesk write ({error.strerror or error}).",
                    "The book was not touched.",
                    "Open it read-only, or move it to a folder of your own.",
                ) from error
            try:
                held = _lock(handle)
            except OSError as error:
                os.close(handle)
                raise BookReadOnlyFolder(
                    f"The drive that holds {book.name} cannot lock files ({error.strerror or error}).",
                    "The book was not touched.",
                    "Keep the book on a drive of this computer, or open it read-only.",
                ) from error
            if not held:
                holder = _holder(handle)
                os.close(handle)
                raise BookLocked(
                    f"The book {book.name} is open in another CSDesk{holder}.",
                    "Nothing was changed.",
                    "Close it there, or open the book read-only here.",
                )
            # The holder before may have removed the file between our open and our lock: then ours is no longer the
            # one that others find.
            if _same_file(handle, path):
                break
            os.close(handle)
        who = {"process": os.getpid(), "computer": socket.gethostname(), "since": moment_text(clock.now())}
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(who).encode())
        return cls(path, handle)

    def release(self) -> None:
        """Give the lock back and take its file away; a second call does nothing."""
        if self._handle is None:
            return
        if sys.platform != "win32":
            # Removed while still held, so that nobody can have locked it in between.
            with contextlib.suppress(OSError):
                self._path.unlink()
        os.close(self._handle)
        self._handle = None
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                self._path.unlink()


def _holder(handle: int) -> str:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        os.lseek(handle, 0, os.SEEK_SET)
        who = json.loads(os.read(handle, 4096))
        since = str(who["since"])[:16].replace("T", " ")
        return f" (process {who['process']} on {who['computer']}, since {since} UTC)"
    return ""


def _same_file(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise
        return True
