"""The book's file before SQLAlchemy sees it: is it a book, of which schema, is it sound. Plain sqlite3."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from csdesk.book.errors import (
    BookCorrupt,
    BookError,
    BookLocked,
    BookMissing,
    BookOutdated,
    BookReadOnlyFolder,
    BookTooNew,
    DiskFull,
    NotABook,
    ReadOnly,
)
from csdesk.book.tables import APPLICATION_ID, SCHEMA

_HEADER = b"SQLite format 3\x00"
BUSY_SECONDS = 5.0

_UNTOUCHED = "The file was not changed."
_RESTORE = "Restore a backup from the folder “backups” beside it, or choose another file."


def uri(path: Path, **options: str) -> str:
    """The path as an SQLite URI. Every unusual character is escaped, also on Windows paths."""
    text = path.absolute().as_posix()
    if not text.startswith("/"):
        text = "/" + text
    query = "&".join(f"{key}={value}" for key, value in options.items())
    return f"file:{quote(text)}?{query}"


def connect(path: Path, *, mode: str = "rw", immutable: bool = False) -> sqlite3.Connection:
    """A plain connection in autocommit mode, with foreign keys enforced. `mode`: rw, ro or rwc."""
    options = {"mode": mode} | ({"immutable": "1"} if immutable else {})
    connection = sqlite3.connect(
        uri(path, **options), uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA foreign_keys=ON")
        if mode != "ro":
            connection.execute("PRAGMA synchronous=FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def inspect_header(path: Path) -> None:
    """Refuse what is plainly no book: a missing, empty or foreign file (BookMissing, NotABook)."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError as error:
        raise BookMissing(
            f"There is no file {path}.", "Nothing was made in its place.", "Choose another file."
        ) from error
    except OSError as error:
        raise NotABook(
            f"{path} cannot be read ({error.strerror or error}).", _UNTOUCHED, "Choose another file."
        ) from error
    if not header:
        raise NotABook(f"{path.name} is empty: it holds no book and no data.", _UNTOUCHED, _RESTORE)
    if not header.startswith(_HEADER):
        raise NotABook(f"{path.name} is not a CSDesk book: it is some other kind of file.", _UNTOUCHED, _RESTORE)


def schema_of(connection: sqlite3.Connection, path: Path) -> str:
    """The number of the book's schema; NotABook for another program's database."""
    try:
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        row = None
        if mark == APPLICATION_ID:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise explain(error, path) from error
    if row is None:
        raise NotABook(f"{path.name} is the database of another program.", _UNTOUCHED, _RESTORE)
    return str(row[0])


def refuse_newer(schema: str, path: Path, newest: str = SCHEMA) -> None:
    """BookTooNew when the schema was made by a later CSDesk."""
    if schema > newest:
        raise BookTooNew(
            f"{path.name} was written by a newer CSDesk (its schema is {schema}; this one knows {newest}).",
            _UNTOUCHED,
            "Open it with the newer CSDesk, or restore a backup from before.",
        )


def refuse_older(schema: str, path: Path) -> None:
    """BookOutdated when a read-only opening meets an older schema, which only a writer may bring up to date."""
    if schema < SCHEMA:
        raise BookOutdated(
            f"{path.name} was written by an older CSDesk and has to be brought up to date first.",
            _UNTOUCHED,
            "Open it once for writing; a backup is made before.",
        )


def make_folder(folder: Path) -> None:
    """Make the folder that a new book goes into; BookReadOnlyFolder when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BookReadOnlyFolder(
            f"The folder {folder} cannot be made ({error.strerror or error}).",
            "No book was made.",
            "Choose a folder of your own.",
        ) from error


def probe_writing(path: Path) -> None:
    """BookReadOnlyFolder when the file or its folder refuses writing, found out by a change that is taken back."""
    try:
        with closing(connect(path)) as connection:
            # Of a read-only file SQLite grants even BEGIN IMMEDIATE; only a change, taken back, is refused.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("PRAGMA user_version=1")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if _name(error).startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            raise BookReadOnlyFolder(
                f"{path.name} cannot be written: the file or its folder is read-only.",
                _UNTOUCHED,
                "Open it read-only, or copy it to a folder of your own.",
            ) from error
        raise explain(error, path) from error
    except sqlite3.DatabaseError as error:
        raise explain(error, path) from error


def use_log(path: Path) -> None:
    """Switch the book to its write-ahead log; where the drive has none (some network drives) it stays as it was."""
    try:
        with closing(connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.DatabaseError as error:
        raise explain(error, path) from error


def quick_check(connection: sqlite3.Connection, path: Path) -> None:
    """BookCorrupt when SQLite finds the file damaged."""
    try:
        found = [row[0] for row in connection.execute("PRAGMA quick_check(5)")]
    except sqlite3.DatabaseError as error:
        raise explain(error, path) from error
    if found != ["ok"]:
        raise BookCorrupt(f"{path.name} is damaged: {'; '.join(found)}.", _UNTOUCHED, _RESTORE)


def inspect(path: Path, *, mode: str = "ro", immutable: bool = False) -> str:
    """Header, schema and quick check in turn, changing nothing; answers the schema number.

    Mode rw lets SQLite take up what a killed writer left in the write-ahead log.
    """
    inspect_header(path)
    try:
        with closing(connect(path, mode=mode, immutable=immutable)) as connection:
            schema = schema_of(connection, path)
            refuse_newer(schema, path)
            quick_check(connection, path)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    return schema


def needs_immutable(path: Path) -> bool:
    """Whether a read-only opening works only without lock files: a book in a folder that refuses them."""
    try:
        with closing(connect(path, mode="ro")) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        return _name(error) in ("SQLITE_READONLY_DIRECTORY", "SQLITE_CANTOPEN", "SQLITE_READONLY_CANTINIT")
    except sqlite3.DatabaseError:
        return False
    return False


def explain(error: BaseException, path: Path, kept: str = "What was saved before is kept.") -> BookError:
    """An SQLite error in plain words; `error` may be SQLAlchemy's wrapper of one."""
    cause = getattr(error, "orig", None) or error
    name = _name(cause)
    if name.startswith("SQLITE_FULL"):
        return DiskFull(
            f"The disk that holds {path.name} is full.", kept, "Make room on it, then repeat what you were doing."
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return ReadOnly(
            f"{path.name} cannot be written: the file or its folder is read-only.",
            kept,
            "Allow writing to it, or move the book to a folder of your own.",
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return BookLocked(
            f"{path.name} is in use by another program.", kept, "Close the other program, then repeat what you did."
        )
    if name.startswith("SQLITE_NOTADB"):
        return NotABook(f"{path.name} is not a CSDesk book, or it is damaged at its very start.", kept, _RESTORE)
    if name.startswith("SQLITE_CORRUPT"):
        return BookCorrupt(f"{path.name} is damaged ({cause}).", kept, _RESTORE)
    if name.startswith("SQLITE_CANTOPEN"):
        return BookReadOnlyFolder(
            f"{path.name} cannot be opened in {path.parent}.", kept, "Check that the folder exists and may be written."
        )
    too_large = isinstance(error, OSError) and error.errno == errno.EFBIG
    if too_large or (name in ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE") and _size_is_limited()):
        return DiskFull(
            f"{path.name} may not grow any further: this account limits the size of files.",
            kept,
            "Have the limit of file sizes raised, or keep the book where there is none, then repeat what you did.",
        )
    if name.startswith("SQLITE_IOERR"):
        return BookError(
            f"The disk or network drive that holds {path.name} failed ({cause}).",
            kept,
            "Check that the drive is connected; keep the book on a drive of this computer.",
        )
    if isinstance(error, OSError):
        return BookError(f"{path.name}: {error.strerror or error}.", kept, "Check the disk and the folder.")
    return BookError(f"{path.name}: {cause}.", kept, "If it happens again, run the check in Settings.")


def _size_is_limited() -> bool:
    """Whether the account may only write files up to a certain size."""
    try:
        import resource
    except ImportError:  # Windows has no such limit.
        return False
    return resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY


def _name(error: BaseException) -> str:
    return str(getattr(error, "sqlite_errorname", "") or "")


def sync_file(path: Path) -> None:
    """Force a written file, and its folder entry, to the disk."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to the disk, on systems where a folder can be opened."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def companions(path: Path) -> tuple[Path, Path]:
    """SQLite's own files beside a book: the write-ahead log and its index."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")
