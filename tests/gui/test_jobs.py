"""The worker: in order, away from the window's thread, answers on it, and nothing left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from csdesk.ui.jobs import ImmediateJobs, Jobs


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def test_work_is_done_elsewhere_and_answered_here(jobs: Jobs, qtbot: Any) -> None:
    here = threading.get_ident()
    seen: list[tuple[int, int]] = []
    jobs.run(threading.get_ident, done=lambda there: seen.append((there, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] != here
    assert seen[0][1] == here


def test_work_keeps_its_order(jobs: Jobs, qtbot: Any) -> None:
    order: list[int] = []
    for number in range(20):
        jobs.run(order.append, number)
    qtbot.waitUntil(jobs.idle)
    assert order == list(range(20))


def _raise() -> None:
    raise ValueError("no")


def test_failures_reach_their_handler_or_the_window(jobs: Jobs, qtbot: Any) -> None:
    failures: list[Exception] = []
    jobs.run(_raise, failed=failures.append)
    jobs.broke.connect(failures.append)
    jobs.run(_raise)
    qtbot.waitUntil(lambda: len(failures) == 2)
    assert all(isinstance(one, ValueError) for one in failures)


def test_progress_is_reported_and_cancelling_stops_the_work(jobs: Jobs, qtbot: Any) -> None:
    started, go_on = threading.Event(), threading.Event()

    def count(progress: Callable[..., bool]) -> int:
        done = 0
        while progress(done, 100, "Counting") and done < 100:
            done += 1
            started.set()
            go_on.wait(5)
        return done

    seen: list[tuple[int, int, str]] = []
    ended: list[int] = []
    job = jobs.run(count, done=ended.append, progress=lambda done, total, words: seen.append((done, total, words)))
    started.wait(5)
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [1]
    assert seen[0] == (0, 100, "Counting")


class _Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, answer: object) -> None:
        self.heard.append(answer)


def test_callbacks_of_what_is_gone_are_dropped(jobs: Jobs, qtbot: Any) -> None:
    listener = _Listener()
    wait = threading.Event()
    jobs.run(wait.wait, 5, done=listener.hear)
    listener.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    wait.set()
    qtbot.waitUntil(jobs.idle)
    assert listener.heard == []


def test_closing_finishes_the_work_and_ends_the_thread(qapp: QApplication) -> None:
    made = Jobs()
    done: list[int] = []
    for number in range(5):
        made.run(done.append, number)
    made.close()
    assert done == [0, 1, 2, 3, 4]
    with pytest.raises(RuntimeError, match="closed"):
        made.run(done.append, 6)


def test_immediate_jobs_are_done_at_once(qapp: QApplication) -> None:
    made = ImmediateJobs()
    answers: list[int] = []
    made.run(sum, (1, 2), done=answers.append)
    assert answers == [3]
    assert made.idle()
