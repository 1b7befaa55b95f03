"""Puts the window together: paints first, reads the book afterwards, and catches what nobody expected."""

from __future__ import annotations

import builtins
import logging
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from csdesk import paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from csdesk.ui.window import Window

log = logging.getLogger("csdesk")


def main(book: Path | None = None) -> int:
    """Open the window on `book`, or on the book of the last time; the exit code."""
    start_log()
    # PySide6 puts its own function in the place of __import__, which makes every later import slower; CSDesk uses none
    # of what it is for.
    usual_import = builtins.__import__
    from PySide6.QtWidgets import QApplication

    builtins.__import__ = usual_import
    QApplication.setApplicationName("CSDesk")
    QApplication.setApplicationDisplayName("CSDesk")
    QApplication.setDesktopFileName("csdesk")
    application = QApplication(sys.argv[:1])
    window = make_window(application)
    hook = Crashes(window)
    sys.excepthook = hook
    threading.excepthook = hook.thread
    path = book_to_open(book, window)
    window.painted.connect(lambda: _after_paint(window, path))
    window.show()
    code = application.exec()
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__
    return code


def make_window(application: QApplication) -> Window:
    """The window with its theme, before any book."""
    from csdesk.ui.memory import Memory
    from csdesk.ui.theme import MODES, install
    from csdesk.ui.window import Window

    memory = Memory(paths.data_folder() / "window.json")
    mode = memory.get("theme")
    size = memory.get("text_size", 1.0)
    size = float(size) if isinstance(size, int | float) and 0.8 <= size <= 2 else 1.0
    theme = install(application, mode if mode in MODES else "system", size)
    return Window(theme, memory)


def book_to_open(named: Path | None, window: Window) -> Path:
    """The book that was named, else that of the last time if it is still there, else the usual one."""
    if named is not None:
        return named
    last = window.memory.get("book")
    if isinstance(last, str) and Path(last).is_file():
        return Path(last)
    return paths.default_book()


def _after_paint(window: Window, path: Path) -> None:
    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, window, lambda: window.open_book(path))


class _NoFacts(logging.Formatter):
    """Writes where an error happened and of what kind, never its words: they may quote a customer's data."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, where = ei
        frames = "".join(traceback.format_tb(where))
        return f"{frames}{kind.__name__ if kind else 'unknown'}"


def start_log() -> None:
    """Write warnings and errors to a file in the data folder that never grows past a few megabytes."""
    path = paths.log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    except OSError:
        # A folder that refuses is reported when the book is opened; the window itself works without a log.
        handler = logging.StreamHandler()
    handler.setFormatter(_NoFacts("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)


class Crashes:
    """Catches what nobody expected: into the log, and before the person in three sentences."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._showing = False

    def __call__(self, kind: type[BaseException], problem: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        log.error("Unexpected error", exc_info=(kind, problem, where))
        if self._showing:
            return
        self._showing = True
        from csdesk.ui.problems import ProblemDialog

        dialog = ProblemDialog(self._window, problem, title="Something unexpected happened")
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self, _result: int) -> None:
        self._showing = False

    def thread(self, arguments: threading.ExceptHookArgs) -> None:
        """The same for a thread: only the log, since a window may be shown from its own thread alone."""
        problem = arguments.exc_value
        if problem is not None:
            log.error("Unexpected error in a thread", exc_info=(arguments.exc_type, problem, arguments.exc_traceback))
