"""The desk: an open book with its clock, its formats and those who want to know of changes."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.book.book import Book
from csdesk.book.changed import Changed, RevertReport
from csdesk.book.transaction import Transaction
from csdesk.values.clock import Clock

if TYPE_CHECKING:
    from csdesk.desk.settings import Profile
    from csdesk.values.formats import Formats

__all__ = ["Changed", "Desk", "RevertReport", "Transaction"]

_log = logging.getLogger(__name__)
Listener = Callable[[Changed], None]


class Desk:
    """One open book, from any thread. Made by `Desk.open`."""

    def __init__(self, book: Book, origin: str) -> None:
        self.book = book
        self.origin = origin
        self._listeners: list[Listener] = []
        self._listening = threading.Lock()
        self._depth = threading.local()
        self._formats: Formats | None = None
        self._profile: Profile | None = None

    @classmethod
    def open(
        cls, path: Path | str, *, clock: Clock | None = None, read_only: bool = False, origin: str = "window"
    ) -> Desk:
        """Open the book at `path`, or make a new one; raises a BookError (a DeskError) that says why it cannot.

        `origin` is noted with every change: "window", "command line" ...
        """
        return cls(Book.open(path, clock=clock or Clock(), read_only=read_only, create=not read_only), origin)

    def close(self) -> None:
        """Close the book; a second call does nothing."""
        self.book.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The book's file."""
        return self.book.path

    @property
    def read_only(self) -> bool:
        """Whether every write is refused."""
        return self.book.read_only

    @property
    def clock(self) -> Clock:
        """What time it is."""
        return self.book.clock

    @property
    def formats(self) -> Formats:
        """How the CSM writes dates, numbers and money, from Settings."""
        if self._formats is None:
            from csdesk.desk import settings

            self._formats = settings.read_formats(self)
        return self._formats

    @property
    def profile(self) -> Profile:
        """Who the CSM is, for letterheads and for "me"; from Settings."""
        if self._profile is None:
            from csdesk.desk import settings

            self._profile = settings.read_profile(self)
        return self._profile

    @contextlib.contextmanager
    def write(
        self,
        name: str,
        *,
        account_id: int | None = None,
        merge_key: str | None = None,
        undoable: bool = True,
        origin: str = "",
    ) -> Iterator[Transaction]:
        """One operation of the desk: everything in the block is one transaction and one undo step called `name`.

        `origin` says where it came from when that is not the desk's own ("returned copy").
        A write inside another joins it. Listeners hear of it after the commit; then `tx.changed` is complete.
        """
        depth = getattr(self._depth, "value", 0)
        self._depth.value = depth + 1
        try:
            with self.book.write(
                name, origin=origin or self.origin, account_id=account_id, merge_key=merge_key, undoable=undoable
            ) as tx:
                yield tx
        finally:
            self._depth.value = depth
        if depth == 0:
            self._tell(tx.changed)

    def undo(self, set_id: int | None = None) -> Changed:
        """Undo the newest operation, or the one given. Raises NothingToUndo, or UndoConflict with nothing changed."""
        return self._tell(self.book.undo(set_id, self.origin))

    def redo(self) -> Changed:
        """Do again what was undone last."""
        return self._tell(self.book.redo(self.origin))

    def revert(self, set_id: int, name: str | None = None) -> RevertReport:
        """Take an import back as a whole; what changed since is kept and listed in the report."""
        report = self.book.revert(set_id, name, self.origin)
        self._tell(report.changed)
        return report

    @property
    def undo_name(self) -> str | None:
        """What undo would undo."""
        return self.book.undo_name()

    @property
    def redo_name(self) -> str | None:
        """What redo would do again."""
        return self.book.redo_name()

    def subscribe(self, callback: Listener) -> Callable[[], None]:
        """Have `callback` called after each commit, on the thread that wrote; answers how to stop it."""
        with self._listening:
            self._listeners.append(callback)

        def stop() -> None:
            with self._listening, contextlib.suppress(ValueError):
                self._listeners.remove(callback)

        return stop

    def _follow(self, changed: Changed) -> None:
        """Have the health score and the signals follow what they are worked out from."""
        from csdesk.desk import health_store, signal_store

        within = getattr(self._depth, "following", False)
        self._depth.following = True
        try:
            health_store.follow(self, changed)
            if not within:
                # The step that writes scores is followed together with the write that it follows.
                signal_store.follow(self, changed)
        except Exception:
            # What was written stays written; it is worked out again on the next occasion.
            _log.exception("Health or signals could not follow “%s”", changed.name)
        finally:
            self._depth.following = within

    def _tell(self, changed: Changed) -> Changed:
        if not changed:
            return changed
        if "setting" in changed.kinds:
            self._formats = None
            self._profile = None
        self._follow(changed)
        with self._listening:
            listeners = list(self._listeners)
        for listener in listeners:
            try:
                listener(changed)
            except Exception:
                # The change is on disk; a page that cannot redraw must not make it look as if it had failed.
                _log.exception("A listener failed on “%s”", changed.name)
        return changed
