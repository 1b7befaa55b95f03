"""Whole jobs, as a person does them: the window put together as `csdesk` does, and the command as a process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLineEdit, QTextEdit, QWidget

from csdesk.app import make_window
from csdesk.desk.sample import make_sample
from csdesk.ui.window import Window
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)
PATIENCE = 30_000
"""Milliseconds after which something that should happen is taken not to happen; never how long it takes."""


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its one JSON object."""
        return json.loads(self.out)


@pytest.fixture
def command(own_home: Path) -> Callable[..., Answer]:
    """Runs `csdesk ARGUMENTS` as a process of its own, on the book in the test's data folder."""

    def run(*arguments: object, typed: str = "", **environment: str) -> Answer:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "csdesk", *map(str, arguments)],
            input=typed,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
            timeout=120,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample book, made once."""
    path = tmp_path_factory.mktemp("sample") / "book.csdesk"
    make_sample(path, FixedClock(TODAY))
    return path


@pytest.fixture
def sample(made_sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample book for one test."""
    return Path(shutil.copy(made_sample, tmp_path / "book.csdesk"))


class Person:
    """Somebody at the window: looks for things by the words on them, clicks, types, and waits until it is done."""

    def __init__(self, qtbot: Any, application: QApplication) -> None:
        self.qtbot = qtbot
        self.window: Window
        self._application = application
        self._opened: list[Window] = []

    def open(self, book: Path, *, read_only: bool = False, expect: str = "ready") -> Window:
        """Open the window on a book; `expect` is ready, or problem where it will not open."""
        window = make_window(self._application)
        self._opened.append(window)
        self.window = window
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        if expect == "ready":
            with self.qtbot.waitSignal(window.ready, timeout=PATIENCE):
                window.open_book(book, read_only=read_only)
            self.rest()
        else:
            window.open_book(book, read_only=read_only)
            self.qtbot.waitUntil(lambda: bool(self.dialogs()), timeout=PATIENCE)
        return window

    def rest(self) -> None:
        """Wait until nothing is running or waiting, and what was found is shown."""

        def quiet() -> bool:
            page = self.page
            work = getattr(page, "work", None)
            session = getattr(work, "session", None)
            if session is not None:
                timers = (work._refresh, work._draw, session._timer)
                if session.waiting or any(one.isActive() for one in timers):
                    return False
            return self.window.jobs.idle()

        self.qtbot.waitUntil(quiet, timeout=PATIENCE)
        QApplication.processEvents()
        self.qtbot.waitUntil(quiet, timeout=PATIENCE)

    @property
    def page(self) -> Any:
        """The page in sight."""
        return self.window.stack.currentWidget()

    def until(self, met: Callable[[], object]) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(lambda: bool(met()), timeout=PATIENCE)

    def dialogs(self) -> list[QDialog]:
        """The dialogs in sight."""
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]

    def words(self, widget: QWidget) -> str:
        """Everything a widget says."""
        from PySide6.QtWidgets import QLabel

        found = [widget.accessibleName(), widget.accessibleDescription()]
        for part in widget.findChildren(QWidget):
            if part.isVisibleTo(widget):
                found += [part.accessibleName(), part.accessibleDescription()]
                if isinstance(part, QLabel | QAbstractButton | QLineEdit):
                    found.append(part.text())
        return "\n".join(one for one in found if one)

    def press(self, words: str, within: QWidget | None = None) -> None:
        """Click the button that says so."""
        place = within or self.window
        for one in place.findChildren(QAbstractButton):
            if one.isVisible() and one.isEnabled() and words in (one.text(), one.accessibleName()):
                self.qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
                return
        raise LookupError(f"no button says {words!r}")

    def field(self, name: str, within: QWidget | None = None) -> QWidget:
        """The field of that name."""
        place = within or self.page
        for one in place.findChildren(QWidget):
            kinds = QLineEdit | QTextEdit | QComboBox
            if isinstance(one, kinds) and one.isVisible() and one.accessibleName() == name:
                return one
        raise LookupError(f"no field is called {name!r}")

    def type(self, widget: QWidget, words: str) -> None:
        """Put the caret into a field and type in the place of what stands there."""
        widget.setFocus()
        if isinstance(widget, QLineEdit | QTextEdit):
            widget.selectAll()
        self.qtbot.keyClicks(widget, words)

    def keys(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    @property
    def told(self) -> str:
        """What the toast says."""
        return str(self.window.voice.toast.text())

    def close(self) -> None:
        """Close the window."""
        window = self.window
        self._opened.remove(window)
        for dialog in self.dialogs():
            dialog.done(0)
        window.close()
        window.deleteLater()
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def leave(self) -> None:
        """Close every window that is still open."""
        while self._opened:
            self.window = self._opened[-1]
            self.close()


@pytest.fixture
def person(qtbot: Any, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    """Somebody at the window. An exception that reaches the event loop fails the test."""
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, problem, where: caught.append(problem))
    one = Person(qtbot, qapp)
    yield one
    one.leave()
    if caught:
        raise caught[0]
