"""Saving as it is typed: which answers are waiting, when they are written, and in what order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

PAUSE = 250
"""Milliseconds after the last key before an answer is written; the preview follows the written answer."""
LATEST = 900
"""Milliseconds after the first unsaved key by which it is written even if the typing goes on: within a second."""


class Runner(Protocol):
    """Runs a function away from the window and hands its result back in the window's thread."""

    def __call__(
        self, work: Callable[[], object], done: Callable[[object], None], failed: Callable[[Exception], None]
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """One answer not yet known to be written: what was typed, and the how-manieth edit it was."""

    answer: object
    number: int


@dataclass(slots=True)
class Outcome:
    """What became of one round of writing: by path, None for written or the error that stopped it."""

    written: dict[str, int] = field(default_factory=dict)
    refused: dict[str, tuple[int, Exception]] = field(default_factory=dict)
    answers: dict[str, object] = field(default_factory=dict)
    """What was to be written, by path."""


class FormSession(QObject):
    """The unsaved answers of one document.

    `edit` collects; a pause in the typing, `soon`, or `flush` writes. A later edit of the same field is never
    overtaken by an earlier one that was still on its way: each carries its number, and writing is serialised.
    """

    settled = Signal(object)
    """An Outcome, in the window's thread, after each round."""
    failed = Signal(object)
    """An exception that was none of the field's own (a full disk); the answers stay waiting."""

    def __init__(
        self,
        write: Callable[[str, object], object],
        run: Runner,
        expected: tuple[type[Exception], ...],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._write = write
        self._run = run
        self._expected = expected
        self._waiting: dict[str, Waiting] = {}
        self._numbers = 0
        self._newest: dict[str, int] = {}
        self._door = threading.Lock()
        self._running = False
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.soon)

    @property
    def waiting(self) -> Mapping[str, Waiting]:
        """The answers that are not written yet, by path."""
        return self._waiting

    def edit(self, path: str, answer: object) -> None:
        """Notes what stands in a field now, to be written when the typing pauses."""
        self._numbers += 1
        if not self._waiting:
            self._since.start()
        self._waiting[path] = Waiting(answer, self._numbers)
        left = LATEST - self._since.elapsed() if self._since.isValid() else PAUSE
        self._timer.start(int(max(0, min(PAUSE, left))))

    def forget(self, path: str) -> None:
        """Drops an answer that can no longer be written: its row is gone."""
        self._waiting.pop(path, None)

    def soon(self) -> None:
        """Writes what is waiting without holding up the window."""
        self._timer.stop()
        if self._running or not self._waiting:
            return
        self._running = True
        batch = dict(self._waiting)
        self._run(lambda: self._round(batch), self._done, self._broke)

    def flush(self) -> None:
        """Writes what is waiting before it returns: on leaving the document, closing the window, before an export."""
        self._timer.stop()
        if not self._waiting:
            return
        try:
            outcome = self._round(dict(self._waiting))
        except Exception as problem:
            self.failed.emit(problem)
            return
        self._settle(outcome)

    def _round(self, batch: Mapping[str, Waiting]) -> Outcome:
        """Writes a batch, leaving out what a later round has overtaken. Runs in any thread."""
        outcome = Outcome()
        with self._door:
            for path, waiting in batch.items():
                if waiting.number <= self._newest.get(path, 0):
                    outcome.written[path] = waiting.number
                    continue
                outcome.answers[path] = waiting.answer
                try:
                    self._write(path, waiting.answer)
                    outcome.written[path] = waiting.number
                except self._expected as problem:
                    outcome.refused[path] = (waiting.number, problem)
                self._newest[path] = waiting.number
        return outcome

    def _done(self, outcome: object) -> None:
        self._running = False
        if isinstance(outcome, Outcome):
            self._settle(outcome)
        if self._waiting:
            self._timer.start(0 if not self._timer.isActive() else self._timer.remainingTime())

    def _broke(self, problem: Exception) -> None:
        self._running = False
        self.failed.emit(problem)

    def _settle(self, outcome: Outcome) -> None:
        numbers = {**outcome.written, **{path: number for path, (number, _) in outcome.refused.items()}}
        for path, number in numbers.items():
            waiting = self._waiting.get(path)
            if waiting is not None and waiting.number <= number:
                del self._waiting[path]
        self.settled.emit(outcome)
