"""What every test of the window needs: a platform without a screen, the theme, a small book, no thread left over."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, QThread
from PySide6.QtWidgets import QApplication

from csdesk.desk import records, settings
from csdesk.desk.core import Desk
from csdesk.ui import jobs as jobs_module
from csdesk.ui.jobs import Jobs
from csdesk.ui.memory import Memory
from csdesk.ui.theme import Theme, install
from csdesk.ui.window import Window
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return install(qapp, "light")


@pytest.fixture(autouse=True)
def no_thread_left(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a worker running, after naming who started it."""
    started: list[QThread] = []
    usual = jobs_module._Worker.start

    def start(self: QThread, *arguments: object) -> None:
        started.append(self)
        usual(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs_module._Worker, "start", start)
    yield
    running = [thread.objectName() for thread in started if not thread.isFinished()]
    assert not running, f"{request.node.name} left running: {running}"


@pytest.fixture(autouse=True)
def slots_fail(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An exception in a slot fails the test instead of being printed."""
    caught: list[BaseException] = []

    def hook(kind: type[BaseException], problem: BaseException, where: object) -> None:
        caught.append(problem)

    monkeypatch.setattr(sys, "excepthook", hook)
    yield
    if caught:
        raise caught[0]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with three accounts whose CSM has introduced herself."""
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path))
    monkeypatch.setenv("CSDESK_TODAY", TODAY.isoformat())
    path = tmp_path / "book.csdesk"
    with Desk.open(path, clock=FixedClock(TODAY)) as desk:
        settings.set_profile(desk, name="Nora Hale", company="Kelvara")
        for name, arr in (("Arvelle Logistics", 412_000), ("Bramhall Foods", 268_000), ("Corvane Health", 384_000)):
            values = {"name": name, "arr": Money.of(arr, "USD"), "renewal_date": date(2027, 2, 5)}
            records.create(desk, "account", values)
    return path


class Windows:
    """Opens windows and closes them again."""

    def __init__(self, theme: Theme, folder: Path, qtbot: object) -> None:
        self.theme, self.folder, self.qtbot = theme, folder, qtbot
        self.open_ones: list[Window] = []

    def open(self, path: Path, *, read_only: bool = False, wait: bool = True) -> Window:
        window = Window(self.theme, Memory(self.folder / "window.json"), Jobs())
        self.open_ones.append(window)
        window.resize(1440, 900)
        window.show()
        if wait:
            with self.qtbot.waitSignal(window.ready, timeout=20_000):  # type: ignore[attr-defined]
                window.open_book(path, read_only=read_only)
            self.settle(window)
        else:
            window.open_book(path, read_only=read_only)
        return window

    def settle(self, window: Window) -> None:
        """Wait until nothing is running or waiting."""
        self.qtbot.waitUntil(window.jobs.idle, timeout=20_000)  # type: ignore[attr-defined]
        QApplication.processEvents()

    def close(self, window: Window) -> None:
        window.close()
        window.deleteLater()
        self.open_ones.remove(window)
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def windows(theme: Theme, tmp_path: Path, qtbot: object) -> Iterator[Windows]:
    made = Windows(theme, tmp_path, qtbot)
    yield made
    for window in list(made.open_ones):
        made.close(window)
