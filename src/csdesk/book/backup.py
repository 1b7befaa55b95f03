"""Backups: made with SQLite's online backup, verified, thinned by age, and restored without ever losing what was there.

A plain copy of the file would miss whatever still stands in the write-ahead log.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, cast

from csdesk.book import files
from csdesk.book.errors import BackupFailed, BookError
from csdesk.book.lock import WriterLock
from csdesk.values.clock import Clock

Reason = Literal["manual", "daily", "import", "migration", "restore", "damaged"]
"""Why it was made. restore: what a restore replaced. damaged: a file that could not be read, kept as it was."""

DAYS, WEEKS, MONTHS = 7, 4, 12
"""Daily backups kept: of the last seven days, of four weeks, of twelve months."""
KEPT_EACH = 10
"""Backups kept of each other automatic reason."""
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"-(manual|daily|import|migration|restore|damaged)-(\d{8}T\d{6}Z)(?:-\d+)?\.sqlite$")


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup file."""

    path: Path
    reason: Reason
    at: datetime
    size: int


def folder(book: Path) -> Path:
    """Where the backups of a book lie."""
    return book.parent / "backups"


def listing(book: Path) -> list[Backup]:
    """The backups of a book, newest first."""
    found: list[Backup] = []
    place = folder(book)
    if not place.is_dir():
        return found
    for path in place.iterdir():
        match = _NAME.search(path.name)
        if match is None or path.name[: match.start()] != book.stem:
            continue
        at = datetime.strptime(match[2], _STAMP).replace(tzinfo=UTC)
        found.append(Backup(path, cast(Reason, match[1]), at, path.stat().st_size))
    return sorted(found, key=lambda backup: (backup.at, backup.path.name), reverse=True)


def make(book: Path, clock: Clock, reason: Reason, to: Path | None = None) -> Path:
    """A verified backup of the book as committed now; its path. BackupFailed or DiskFull, leaving no half file.

    Backups made for a reason of our own are thinned afterwards; manual ones and those at a chosen place are not.
    """
    target = _free_name(book, clock, reason) if to is None else Path(to).absolute()
    temporary = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(files.connect(book, mode="ro")) as source, closing(sqlite3.connect(temporary)) as copy:
            source.backup(copy)
            # The copy stands alone: it needs no log beside it, and opens in a folder that may not be written.
            copy.execute("PRAGMA journal_mode=DELETE")
            verify(copy, temporary)
        files.sync_file(temporary)
        temporary.replace(target)
        files.sync_folder(target.parent)
    except (sqlite3.Error, OSError) as error:
        reason_text = files.explain(error, target, "The book itself is whole.")
        raise BackupFailed(f"No backup was made. {reason_text.what}", reason_text.kept, reason_text.todo) from error
    finally:
        for leftover in (temporary, temporary.with_name(temporary.name + "-journal")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
    if to is None:
        _thin(book, clock.today())
    return target


def verify(connection: sqlite3.Connection, path: Path) -> None:
    """BackupFailed unless the copy is a whole and sound book."""
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
    if found != ["ok"]:
        raise BackupFailed(
            f"The backup {path.name} did not stand its check: {'; '.join(found)}.",
            "It was thrown away; the book was not changed.",
            "Run the check of the book in Settings.",
        )
    files.schema_of(connection, path)


def daily_is_due(book: Path, today: date) -> bool:
    """Whether no daily backup was made today yet."""
    return not any(b.reason == "daily" and b.at.astimezone().date() >= today for b in listing(book))


def kept(days: Iterable[date], today: date) -> frozenset[date]:
    """Which daily backups stay: each of the last 7 days, the newest of each of 4 weeks, of each of 12 months.

    Weeks begin on Monday; this week and this month count. Days after `today` (a clock that was wrong) stay.
    """
    ordered = sorted(set(days), reverse=True)
    keep = {day for day in ordered if (today - day).days < DAYS}
    weeks: dict[tuple[int, int], date] = {}
    months: dict[tuple[int, int], date] = {}
    for day in ordered:
        iso = day.isocalendar()
        weeks.setdefault((iso.year, iso.week), day)
        months.setdefault((day.year, day.month), day)
    this_week = today.toordinal() - today.weekday()
    for day in weeks.values():
        if (this_week - (day.toordinal() - day.weekday())) // 7 < WEEKS:
            keep.add(day)
    for (year, month), day in months.items():
        if (today.year - year) * 12 + today.month - month < MONTHS:
            keep.add(day)
    return frozenset(keep)


def surplus(backups: Sequence[Backup], today: date) -> list[Backup]:
    """The backups that may go, by reason and age. Manual ones and damaged originals never do."""
    daily = [b for b in backups if b.reason == "daily"]
    days: dict[date, Backup] = {}
    for backup in sorted(daily, key=lambda b: b.at, reverse=True):
        days.setdefault(backup.at.astimezone().date(), backup)
    stay = kept(days, today)
    gone = [b for b in daily if b not in [days[day] for day in stay]]
    for reason in ("import", "migration", "restore"):
        of_reason = sorted((b for b in backups if b.reason == reason), key=lambda b: b.at, reverse=True)
        gone += of_reason[KEPT_EACH:]
    return gone


def restore(source: Path, book: Path, clock: Clock) -> Path | None:
    """Put the backup `source` in the place of `book`, which must be closed; the path of a copy of what was there.

    Refuses (BookTooNew, NotABook, BookCorrupt) a backup that could not be opened. What is there now is backed up
    first, or set aside as it is when it cannot be read. The backup itself stays where it is.
    """
    files.inspect(source, immutable=True)
    lock = WriterLock.acquire(book, clock)
    temporary = book.with_name(f".{book.name}.restored")
    try:
        with (
            closing(files.connect(source, mode="ro", immutable=True)) as origin,
            closing(sqlite3.connect(temporary)) as copy,
        ):
            origin.backup(copy)
            verify(copy, temporary)
        files.sync_file(temporary)
        before = _set_aside(book, clock)
        # The log belongs to the file that is replaced; left behind, SQLite would play it into the restored one.
        for companion in files.companions(book):
            companion.unlink(missing_ok=True)
        temporary.replace(book)
        files.sync_folder(book.parent)
        return before
    except (sqlite3.Error, OSError) as error:
        raise files.explain(error, book, "The book in place was not changed.") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        lock.release()


def _set_aside(book: Path, clock: Clock) -> Path | None:
    if not book.exists():
        return None
    try:
        files.inspect(book, mode="rw")
        saved = make(book, clock, "restore")
        with closing(files.connect(book)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return saved
    except BookError:
        # Unreadable, so no backup can be made of it: all of its files are kept, byte for byte.
        target = _free_name(book, clock, "damaged")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(book, target)
        for companion in files.companions(book):
            if companion.exists():
                shutil.copy2(companion, target.with_name(target.name + companion.name[len(book.name) :]))
        return target


def _free_name(book: Path, clock: Clock, reason: Reason) -> Path:
    stamp = clock.now().astimezone(UTC).strftime(_STAMP)
    place = folder(book)
    target = place / f"{book.stem}-{reason}-{stamp}.sqlite"
    number = 1
    while target.exists():
        number += 1
        target = place / f"{book.stem}-{reason}-{stamp}-{number}.sqlite"
    return target


def _thin(book: Path, today: date) -> None:
    for backup in surplus(listing(book), today):
        # A backup that cannot be deleted now is tried again after the next one.
        with suppress(OSError):
            backup.path.unlink()
