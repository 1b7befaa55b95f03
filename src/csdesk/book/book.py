"""The book: one SQLite file, opened with care, written through one door, and journaled."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from csdesk.book import backup, check, engine, files, fulltext, history, journal, schema, undo
from csdesk.book.backup import Backup, Reason
from csdesk.book.changed import Changed, RevertReport
from csdesk.book.errors import BookError, NothingToUndo, ReadOnly, UndoConflict
from csdesk.book.lock import WriterLock
from csdesk.book.tables import SCHEMA
from csdesk.book.transaction import Transaction
from csdesk.book.types import moment_text
from csdesk.values.clock import Clock

if TYPE_CHECKING:
    from sqlalchemy import Connection

_STEP = "role IN ('change','revert') AND state='done'"


class Book:
    """An open book. Any thread may read; writes wait for each other.

    Made by `Book.open`; `close` gives the file and its lock back.
    """

    def __init__(self, path: Path, clock: Clock, lock: WriterLock | None, *, immutable: bool = False) -> None:
        self.path = path
        self.clock = clock
        self.read_only = lock is None
        self._lock = lock
        self._mutex = threading.RLock()
        self._current: Transaction | None = None
        self._owner = 0
        """The thread that `_current` belongs to."""
        self._writer = None if lock is None else engine.writing(path)
        self._reader = engine.reading(path, immutable=immutable, read_only=lock is None)
        self.backup_trouble: BookError | None = None
        """Why the last automatic backup failed, for `check` and the Settings page to show."""
        self._backed_up_on: str | None = None

    @classmethod
    def open(cls, path: Path | str, *, clock: Clock, read_only: bool = False, create: bool = True) -> Book:
        """Open the book at `path`, or make a new one there when `create` and there is no file.

        The steps, each of which may refuse with a BookError and leaves the file as it was: lock, newer schema, quick
        check, migrations (after a verified backup). Read-only, no lock is taken, and nothing is brought up to date.
        """
        path = Path(path).absolute()
        if read_only:
            files.inspect_header(path)
            immutable = files.needs_immutable(path)
            found = files.inspect(path, immutable=immutable)
            files.refuse_older(found, path)
            return cls(path, clock, None, immutable=immutable)
        exists = path.exists()
        if exists or not create:
            files.inspect_header(path)
        else:
            files.make_folder(path.parent)
        lock = WriterLock.acquire(path, clock)
        try:
            if not path.exists():
                schema.create(path)
            else:
                files.probe_writing(path)
                found = files.inspect(path, mode="rw")
                if found < SCHEMA:
                    backup.make(path, clock, "migration")
                    schema.migrate(path)
                files.use_log(path)
            book = cls(path, clock, lock)
        except BaseException:
            lock.release()
            raise
        try:
            book._note_unindexed()
        except BaseException:
            book.close()
            raise
        return book

    def close(self) -> None:
        """Close the connections and release the lock; a second call does nothing."""
        with self._mutex:
            self._reader.dispose()
            if self._writer is not None:
                self._writer.dispose()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # Reading

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the book; within a write on this thread, that write's own."""
        if self._current is not None and self._owner == threading.get_ident():
            yield self._current.connection
            return
        with self._explained("Nothing was changed."), self._reader.connect() as connection:
            yield connection

    # Writing

    @contextlib.contextmanager
    def write(
        self,
        name: str,
        *,
        origin: str = "window",
        account_id: int | None = None,
        merge_key: str | None = None,
        undoable: bool = True,
        clock: Clock | None = None,
    ) -> Iterator[Transaction]:
        """One operation: all of it is written and journaled under `name`, or nothing.

        Within a write, another one on the same thread joins it. `merge_key`: a write with the key of the newest one,
        of the same fields and within ten seconds, extends that undo step. `undoable=False` journals without an undo
        step (window sizes and the like). `clock` dates the step otherwise than now (the sample's invented past).
        `tx.changed` says what changed once the block has ended.
        """
        with self._mutex:
            if self._current is not None:
                try:
                    yield self._current
                except BaseException:
                    # Part of it may be written already: the whole must not be kept, even when a caller goes on.
                    self._current.failed = True
                    raise
                return
            self._back_up_daily()
            with self._begin() as connection:
                tx = Transaction(connection, clock or self.clock, name=name, origin=origin, account_id=account_id)
                self._current, self._owner = tx, threading.get_ident()
                try:
                    yield tx
                    if tx.failed:
                        raise BookError("A part of this step failed.", "Nothing was written.", "Try it again.")
                    changed = journal.write(tx, merge_key=merge_key, role="change" if undoable else "setting")
                    if changed:
                        fulltext.follow(connection, tx)
                    connection.commit()
                    tx.changed = changed
                finally:
                    self._current = None

    def undo(self, set_id: int | None = None, origin: str = "window") -> Changed:
        """Undo the newest operation, or the one given; NothingToUndo, or UndoConflict with nothing changed."""
        with self._mutex, self._begin() as connection:
            where = f"{_STEP} AND id=?" if set_id is not None else _STEP
            row = connection.exec_driver_sql(
                f"SELECT id, name, role, reverts, account_id FROM change_set WHERE {where} ORDER BY id DESC LIMIT 1",
                () if set_id is None else (set_id,),
            ).fetchone()
            if row is None:
                raise NothingToUndo("There is nothing to undo.", "Nothing was changed.")
            changed = self._reverse(connection, row[0], row[1], "undo", row[4], origin)
            _set_state(connection, row[0], "undone")
            if row[2] == "revert":
                _set_state(connection, row[3], "done")
            connection.commit()
            return changed

    def redo(self, origin: str = "window") -> Changed:
        """Do again what was undone last; NothingToUndo, or UndoConflict with nothing changed."""
        with self._mutex, self._begin() as connection:
            row = connection.exec_driver_sql(
                f"SELECT undoing.id, undone.id, undone.name, undone.account_id, undone.role, undone.reverts {_REDO}"
            ).fetchone()
            if row is None:
                raise NothingToUndo("There is nothing to redo.", "Nothing was changed.")
            undoing, undone, name, account_id, role, reverts = row
            changed = self._reverse(connection, undoing, name, "redo", account_id, origin)
            _set_state(connection, undoing, "undone")
            _set_state(connection, undone, "done")
            if role == "revert":
                _set_state(connection, reverts, "reverted")
            connection.commit()
            return changed

    def undo_name(self) -> str | None:
        """What undo would undo, or None."""
        with self.read() as connection:
            sql = f"SELECT name FROM change_set WHERE {_STEP} ORDER BY id DESC LIMIT 1"
            return connection.exec_driver_sql(sql).scalar()

    def redo_name(self) -> str | None:
        """What redo would do again, or None."""
        with self.read() as connection:
            return connection.exec_driver_sql(f"SELECT undone.name {_REDO}").scalar()

    def revert(self, set_id: int, name: str | None = None, origin: str = "window") -> RevertReport:
        """Take a whole operation (an import) back. What changed since is kept and listed; itself an undo step."""
        with self._mutex, self._begin() as connection:
            row = connection.exec_driver_sql(
                "SELECT name, state, account_id FROM change_set WHERE id=? AND role='change'", (set_id,)
            ).fetchone()
            if row is None or row[1] != "done":
                raise NothingToUndo(
                    "This was taken back already." if row else f"The book has no operation {set_id}.",
                    "Nothing was changed.",
                )
            journal.drop_undone(connection)
            title = name or f"Take back: {row[0]}"
            now = moment_text(self.clock.now())
            into = journal.add_set(connection, title, now, origin, "revert", row[2], reverts=set_id)
            done = undo.reverse(connection, set_id, into, now)
            if done.count:
                _set_state(connection, set_id, "reverted")
                fulltext.index(connection, done.records)
                connection.commit()
            changed = Changed(
                into if done.count else None,
                title,
                frozenset(done.kinds),
                frozenset(done.accounts),
                done.first,
                origin,
                "revert",
            )
            kept = tuple(conflict for conflict in done.conflicts if conflict.field)
            failed = tuple(conflict for conflict in done.conflicts if not conflict.field)
            return RevertReport(changed, done.count, kept, failed)

    def _reverse(
        self, connection: Connection, set_id: int, name: str, role: str, account_id: int | None, origin: str
    ) -> Changed:
        now = moment_text(self.clock.now())
        into = journal.add_set(connection, name, now, origin, role, account_id, reverts=set_id)
        done = undo.reverse(connection, set_id, into, now)
        if done.conflicts:
            raise UndoConflict(name, tuple(done.conflicts))
        fulltext.index(connection, done.records)
        return Changed(into, name, frozenset(done.kinds), frozenset(done.accounts), done.first, origin, role)

    # Looking back, searching, keeping safe

    def history(
        self,
        account_id: int | None = None,
        record: tuple[str, int] | None = None,
        limit: int = 100,
        before: int | None = None,
        field: str | None = None,
    ) -> list[history.ChangeSetEntry]:
        """Newest first: every operation on the book, an account, a record or one of its fields."""
        with self.read() as connection:
            return history.entries(connection, account_id, record, limit, before, field)

    def search(self, text: str, limit: int = 50, kinds: frozenset[str] | None = None) -> list[fulltext.Hit]:
        """Records and documents that hold every word of `text` or a word that begins so, best first."""
        if not self.read_only:
            self.index_due()
        with self.read() as connection:
            return fulltext.search(connection, text, limit, kinds)

    def index_due(self, step: Callable[[], bool] | None = None) -> None:
        """Index for search what large writes left; in short writes, so that others can come between.

        `step` is asked after each; False stops.
        """
        while fulltext.is_due(self._reader):
            with self._mutex, self._begin() as connection:
                fulltext.index_some(connection)
                connection.commit()
            if step is not None and not step():
                return

    def _note_unindexed(self) -> None:
        """Have the next search index what an earlier version of the program did not index."""
        kinds = fulltext.missing(self._reader)
        if kinds:
            with self._begin() as connection:
                fulltext.note_all(connection, kinds)
                connection.commit()

    def backup(self, to: Path | None = None, reason: Reason = "manual") -> Path:
        """A verified copy of the book as it is now, beside it in “backups” or at `to`; its path."""
        return backup.make(self.path, self.clock, reason, to)

    def backups(self) -> list[Backup]:
        """The backups of this book, newest first."""
        return backup.listing(self.path)

    @staticmethod
    def restore(source: Path, path: Path, *, clock: Clock) -> Path | None:
        """Put a backup in the place of the (closed) book at `path`; the path of the backup of what was there."""
        return backup.restore(Path(source), Path(path), clock)

    def check(self) -> check.CheckReport:
        """Look the whole book through; changes nothing."""
        with self.read() as connection:
            return check.run(connection, self.backup_trouble)

    def _back_up_daily(self) -> None:
        # Before the first write of a day, so that the backup is the book as the day found it.
        today = self.clock.today().isoformat()
        if self._backed_up_on == today or self.read_only:
            return
        self._backed_up_on = today
        try:
            with self.read() as connection:
                unused = connection.exec_driver_sql("SELECT 1 FROM change_set LIMIT 1").scalar() is None
            if not unused and backup.daily_is_due(self.path, self.clock.today()):
                backup.make(self.path, self.clock, "daily")
            self.backup_trouble = None
        except BookError as trouble:
            # A failed backup must not stop the work; it is shown, and tried again when the book opens next.
            self.backup_trouble = trouble

    # Within

    @contextlib.contextmanager
    def _begin(self) -> Iterator[Connection]:
        if self._writer is None:
            raise ReadOnly(
                f"{self.path.name} is open read-only.",
                "Nothing was written.",
                "Close it where it is open for writing, then open it again.",
            )
        if self._current is not None:
            raise BookError("Another step is still being written.", "Nothing was changed.", "Finish it first.")
        kept = "Nothing of this step was written; everything before is kept."
        with self._explained(kept), self._writer.connect() as connection:
            connection.begin()
            yield connection

    @contextlib.contextmanager
    def _explained(self, kept: str) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise files.explain(error, self.path, kept) from error


_REDO = (
    "FROM change_set AS undoing JOIN change_set AS undone ON undone.id=undoing.reverts "
    "WHERE undoing.role='undo' AND undoing.state='done' AND undone.state='undone' ORDER BY undoing.id DESC LIMIT 1"
)


def _set_state(connection: Connection, set_id: int, state: str) -> None:
    connection.exec_driver_sql("UPDATE change_set SET state=? WHERE id=?", (state, set_id))
