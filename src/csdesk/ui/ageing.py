"""Health and signals after a night: the book is worked out anew in small parts, so that pages never wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from csdesk.desk.core import Changed, Desk
    from csdesk.ui.context import Context
    from csdesk.ui.jobs import Jobs

_PART = 250
"""Accounts worked out in one go: a good quarter of a second with a year of weekly readings."""


class Ageing(QObject):
    """Has every account worked out once a day, when the rules are others, and after a large import.

    What a page asks comes in between.
    """

    def __init__(self, desk: Desk, jobs: Jobs, context: Context) -> None:
        super().__init__(context)
        self._desk, self._jobs = desk, jobs
        self._left: list[int] = []
        self._at_work = self._again = False
        context.changed.connect(self._changed)
        self._ask()

    def _changed(self, changed: Changed) -> None:
        from csdesk.desk import signals

        if len(changed.accounts) > signals.AT_ONCE:
            self._again = True
            if not self._at_work:
                self._ask()

    def _ask(self) -> None:
        self._at_work, self._again = True, False
        self._jobs.run(_waiting, self._desk, done=self._begin, failed=self._stop, owner=self)

    def _begin(self, accounts: list[int]) -> None:
        self._left = accounts
        if accounts:
            self._next()
        else:
            self._end()

    def _next(self, done: int = 0) -> None:
        self._left = self._left[done:]
        if self._left:
            part = self._left[:_PART]
            self._jobs.run(_work_out, self._desk, part, done=self._next, failed=self._stop, owner=self)
        elif self._again:
            self._ask()
        else:
            self._jobs.run(_caught_up, self._desk, done=self._end, failed=self._stop, owner=self)

    def _end(self, _none: None = None) -> None:
        self._at_work = False
        if self._again:
            self._ask()

    def _stop(self, _problem: Exception) -> None:
        """A book that was closed or locked meanwhile is worked out the next time it opens."""
        self._left = []
        self._at_work = False


def _waiting(desk: Desk) -> list[int]:
    from csdesk.desk import health, signals

    return sorted({*health.waiting(desk), *signals.waiting(desk)})


def _work_out(desk: Desk, accounts: list[int]) -> int:
    """Work these out: how many are done. None as long as Today, which somebody waits for, is read: it is helped on."""
    from csdesk.desk import signals, today

    if today.reading(desk):
        today.read_part(desk)
        return 0
    signals.work_out(desk, accounts)
    return len(accounts)


def _caught_up(desk: Desk) -> None:
    from csdesk.desk import health, signals

    health.caught_up(desk)
    signals.caught_up(desk)
