"""What every page is handed: the desk, the worker, the actions, the theme, and the ways to go and to speak."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from csdesk.ui.actions import Actions
from csdesk.ui.jobs import Job, Jobs
from csdesk.ui.theme import Mode, Theme

if TYPE_CHECKING:
    from csdesk.desk.core import Changed, Desk

log = logging.getLogger(__name__)


class Frame(Protocol):
    """What the window does for pages."""

    def go(self, place: str, **where: Any) -> None:
        """Show a place."""

    def back(self) -> None:
        """Show where one was before."""

    def say(self, words: str, *, undo: bool) -> None:
        """Show a toast."""

    def explain(self, problem: BaseException | str, details: str) -> None:
        """Show an error."""

    def confirm(self, title: str, words: str, button: str, then: Callable[[], object]) -> None:
        """Ask before something that cannot be undone."""

    def set_appearance(self, *, mode: Mode | None = None, text_size: float | None = None) -> None:
        """Show another scheme or text size."""

    def open_book(self, path: Path, *, read_only: bool = False) -> None:
        """Open another book in the window."""

    def restore_backup(self, backup: Path) -> None:
        """Put a backup in the place of the open book."""


class Context(QObject):
    """Handed to every page.

    `changed` carries each `Changed` of the book to the window's thread; `saving` and `saved` feed the status bar;
    `flush_wanted` asks whoever holds typed but unwritten text to write it before it returns.
    """

    changed = Signal(object)
    saving = Signal()
    saved = Signal()
    flush_wanted = Signal()
    _arrived = Signal(object)

    def __init__(
        self, desk: Desk, jobs: Jobs, actions: Actions, theme: Theme, frame: Frame, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.jobs = jobs
        self.actions = actions
        self.theme = theme
        self.frame = frame
        self._stop = desk.subscribe(self._arrived.emit)
        self._arrived.connect(self._tell)

    def close(self) -> None:
        """Hear no more of the book."""
        self._stop()

    def _tell(self, changed: Changed) -> None:
        self.saved.emit()
        self.changed.emit(changed)

    # Going and speaking

    def go(self, place: str, **where: Any) -> None:
        """Show a place: `go("account", account_id=7, tab="health")`."""
        self.frame.go(place, **where)

    def back(self) -> None:
        """Show where one was before."""
        self.frame.back()

    def toast(self, words: str, undo: bool = False) -> None:
        """Say what just happened; `undo` offers to take the newest operation back."""
        self.frame.say(words, undo=undo)

    def error(self, problem: BaseException | str, details: str = "") -> None:
        """Say what went wrong, what was kept and what to do. A field's own error stands at the field instead."""
        if isinstance(problem, BaseException):
            log.error("Shown to the person: %s", type(problem).__name__, exc_info=problem)
        self.frame.explain(problem, details)

    def confirm(self, title: str, words: str, button: str, then: Callable[[], object]) -> None:
        """Ask before something irreversible, and do `then` on yes. Never for what undo takes back."""
        self.frame.confirm(title, words, button, then)

    # Reading and writing

    def read(
        self,
        work: Callable[..., Any],
        *arguments: Any,
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Read off the window's thread: `read(accounts.rows, desk, done=self._show)`."""
        return self.jobs.run(work, *arguments, done=done, failed=failed or self.error, owner=owner or _owner(done))

    def write(
        self,
        work: Callable[..., Any],
        *arguments: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        toast: str = "",
        owner: QObject | None = None,
    ) -> Job:
        """Have an operation of the desk done off the window's thread.

        `toast` is said with Undo once it is written. Without `failed`, an error is shown as `error` does.
        """
        heard = owner or _owner(done)
        self.saving.emit()

        def finished(answer: Any) -> None:
            self.saved.emit()
            if toast:
                self.toast(toast, undo=True)
            if done is not None and (heard is None or isValid(heard)):
                done(answer)

        def broke(problem: Exception) -> None:
            # A write that failed is always told, even when the page that asked for it is gone.
            self.saved.emit()
            here = failed is not None and (heard is None or isValid(heard))
            (failed if here and failed is not None else self.error)(problem)

        return self.jobs.run(work, *arguments, done=finished, failed=broke, owner=self)

    def flush(self) -> None:
        """Have everything typed so far written or on its way to the worker."""
        self.flush_wanted.emit()


def _owner(callback: Callable[..., object] | None) -> QObject | None:
    owner = getattr(callback, "__self__", None)
    return owner if isinstance(owner, QObject) else None
