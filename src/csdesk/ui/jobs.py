"""Work away from the window: one database worker, with progress, cancelling and answers on the window's thread."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal
from shiboken6 import isValid

log = logging.getLogger(__name__)
Report = Callable[..., bool]


class Job(QObject):
    """One piece of work. `cancel` asks it to stop at its next report; whether it does is up to the work."""

    def __init__(
        self,
        work: Callable[..., Any],
        arguments: tuple[Any, ...],
        done: Callable[[Any], object] | None,
        failed: Callable[[Exception], object] | None,
        progress: Callable[[int, int, str], object] | None,
        owner: QObject | None,
    ) -> None:
        super().__init__()
        self.work, self.arguments = work, arguments
        self.done, self.failed, self.progress = done, failed, progress
        self.owner = owner
        self.cancelled = False
        self.finished = False

    def cancel(self) -> None:
        """Ask the work to stop; its report then answers False."""
        self.cancelled = True

    def wanted(self) -> bool:
        """Whether somebody is still there to hear the answer."""
        return self.owner is None or isValid(self.owner)


def _owner_of(*callbacks: Callable[..., object] | None) -> QObject | None:
    for callback in callbacks:
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, QObject):
            return owner
    return None


class Jobs(QObject):
    """Runs work in order on one thread, so that writes never cross; answers come back by queued signal.

    Work that was given `progress` gets a function `progress=` that takes (done, total, words) and answers whether to go
    on. A callback whose owner was destroyed meanwhile is dropped. `broke` tells of a failure nobody else handles.
    """

    busy = Signal(bool)
    broke = Signal(object)
    _reported = Signal(object, int, int, str)
    _ended = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: set[Job] = set()
        self._worker: _Worker | None = None
        self._closed = False
        self._reported.connect(self._report)
        self._ended.connect(self._end)

    def run(
        self,
        work: Callable[..., Any],
        *arguments: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Have `work(*arguments)` done on the worker; `done` gets its answer and `failed` its exception, here.

        `owner` is the object whose end drops the callbacks; without it, the object the callbacks belong to.
        """
        if self._closed:
            raise RuntimeError("the worker has been closed")
        job = Job(work, arguments, done, failed, progress, owner or _owner_of(done, failed, progress))
        self._waiting.add(job)
        if len(self._waiting) == 1:
            self.busy.emit(True)
        self._start(job)
        return job

    def idle(self) -> bool:
        """Whether nothing is running or waiting."""
        return not self._waiting

    def close(self) -> None:
        """Finish what was asked for, then end the thread. Answers that arrive after it are dropped."""
        self._closed = True
        if self._worker is not None:
            self._worker.queue.put(None)
            self._worker.wait()
            self._worker = None
        self._waiting.clear()

    def _start(self, job: Job) -> None:
        if self._worker is None:
            self._worker = _Worker(self._call)
            self._worker.setObjectName("csdesk database worker")
            self._worker.start()
        self._worker.queue.put(job)

    def _call(self, job: Job) -> None:
        """Runs on the worker: does the work and hands the answer over."""
        extra: dict[str, Any] = {}
        if job.progress is not None and _takes_progress(job.work):

            def report(done: int, total: int = 0, words: str = "") -> bool:
                self._reported.emit(job, done, total, words)
                return not job.cancelled

            extra["progress"] = report
        try:
            answer = job.work(*job.arguments, **extra)
        except Exception as problem:
            self._ended.emit(job, None, problem)
        else:
            self._ended.emit(job, answer, None)

    def _report(self, job: Job, done: int, total: int, words: str) -> None:
        if job.progress is not None and job.wanted() and not job.finished:
            job.progress(done, total, words)

    def _end(self, job: Job, answer: Any, problem: Exception | None) -> None:
        job.finished = True
        self._waiting.discard(job)
        if not self._waiting:
            self.busy.emit(False)
        if not job.wanted():
            if problem is not None:
                log.error("A job failed after its page was gone", exc_info=problem)
            return
        if problem is None:
            if job.done is not None:
                job.done(answer)
        elif job.failed is not None:
            job.failed(problem)
        else:
            self.broke.emit(problem)


class ImmediateJobs(Jobs):
    """Runs everything at once on the calling thread, for tests of single parts."""

    def _start(self, job: Job) -> None:
        self._call(job)


class _Worker(QThread):
    def __init__(self, call: Callable[[Job], None]) -> None:
        super().__init__()
        self.queue: SimpleQueue[Job | None] = SimpleQueue()
        self._call = call

    def run(self) -> None:
        while True:
            job = self.queue.get()
            if job is None:
                return
            self._call(job)


def _takes_progress(work: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(work).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(one.name == "progress" or one.kind is one.VAR_KEYWORD for one in parameters)
