"""What holds for every test: one day, one language, a data folder of its own, no screen, and nothing said in passing.

A warning in the log fails a test, unless it carries `@pytest.mark.expects_log` or reads the log itself (`caplog`).
What Qt warns of fails it likewise (`@pytest.mark.qt_log_level_fail("FATAL")` lets a test off), and so does a thread
left running.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

# Qt reads its platform when it is first loaded, which the collection of a test may do.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["CSDESK_TODAY"] = "2026-11-23"
os.environ["LC_ALL"] = "en_US.UTF-8"
os.environ.pop("CSDESK_HOME", None)

import pytest

QT_NOISE = (
    # Said by the platform without a screen, of windows that a real one places.
    "This plugin does not support",
    "propagateSizeHints",
    # Of machines on which the language asked for above is not installed.
    "Detected locale",
)


def pytest_configure(config: pytest.Config) -> None:
    """Make known the marker by which a test says that it expects the log to be told of something."""
    config.addinivalue_line("markers", "expects_log: the test makes something happen that belongs in the log")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every test fail that Qt warns in."""
    for item in items:
        if item.get_closest_marker("qt_log_level_fail") is None:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
        item.add_marker(pytest.mark.qt_log_ignore(*QT_NOISE, extend=True))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for this test alone, so that none touches the book of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("CSDESK_HOME", str(home))
    monkeypatch.setenv("CSDESK_TODAY", "2026-11-23")
    return home


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test during which CSDesk logged a warning or an error that nobody expected."""
    heard = _Heard()
    logger = logging.getLogger("csdesk")
    logger.addHandler(heard)
    yield
    logger.removeHandler(heard)
    if request.node.get_closest_marker("expects_log") is None and "caplog" not in request.fixturenames:
        said = [f"{one.name} {one.levelname}: {one.getMessage()}" for one in heard.records]
        assert not said, f"logged without being expected: {said}"


@pytest.fixture(autouse=True)
def no_python_thread_left() -> Iterator[None]:
    """Fails a test that leaves a thread of Python's own running."""
    before = set(threading.enumerate())
    yield
    left = [one for one in threading.enumerate() if one not in before and one.is_alive()]
    # A thread of Qt's that once ran Python stays listed as a dummy; whether it has ended is asked in tests/gui.
    left = [one for one in left if not one.name.startswith("Dummy")]
    for one in left:
        one.join(2)
    assert not [one.name for one in left if one.is_alive()]
