"""What the status bar says: saved or saving, accounts, age of the CRM data, the last backup, the date."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from csdesk.ui.shell import StatusBar

if TYPE_CHECKING:
    from csdesk.desk.status import Status
    from csdesk.ui.context import Context

log = logging.getLogger(__name__)


class StatusLine(QObject):
    """Keeps the status bar true. Counts are read again a moment after something changed, and every minute."""

    def __init__(self, bar: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._bar = bar
        self._context: Context | None = None
        self._busy = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(300)
        self._soon.timeout.connect(self._read)
        self._minute = QTimer(self)
        self._minute.setInterval(60_000)
        self._minute.timeout.connect(self._read)

    def follow(self, context: Context) -> None:
        """Speak of this book."""
        self._context = context
        context.saving.connect(self._saving)
        context.saved.connect(self._saved)
        context.changed.connect(self._changed)
        self._say_saved()
        self._minute.start()
        self._read()

    def stop(self) -> None:
        """Speak no more."""
        self._context = None
        self._soon.stop()
        self._minute.stop()

    def refresh(self) -> None:
        """Read the book's state again."""
        self._read()

    def _saving(self) -> None:
        self._busy += 1
        self._bar.set_saved("Saving", done=False)

    def _saved(self) -> None:
        self._busy = max(0, self._busy - 1)
        if self._context is not None and self._context.jobs.idle():
            self._busy = 0
        if not self._busy:
            self._say_saved()

    def _say_saved(self) -> None:
        if self._context is None:
            return
        if self._context.desk.read_only:
            self._bar.set_saved("Read-only", done=True)
            return
        self._bar.set_saved(f"All changes saved {_local(self._context.desk.clock.now()):%H:%M}", done=True)

    def _changed(self, _changed: Any) -> None:
        self._soon.start()

    def _read(self) -> None:
        if self._context is not None:
            from csdesk.desk.status import status

            self._context.jobs.run(status, self._context.desk, done=self._show, failed=self._failed)

    def _failed(self, problem: Exception) -> None:
        log.error("The book's status could not be read", exc_info=problem)

    def _show(self, state: Status) -> None:
        if self._context is None:
            return
        from csdesk.values.days import format_date

        today = self._context.desk.clock.today()
        facts = [f"{state.accounts:,} account" + ("" if state.accounts == 1 else "s")]
        if state.last_import is not None:
            facts.append(f"CRM import {_old(_local(state.last_import).date(), today)}")
        if state.last_backup is not None:
            facts.append(f"Backup {_when(_local(state.last_backup), today)}")
        self._bar.set_facts(facts)
        self._bar.date.setText(f"{format_date(today, 'day')} {today.year}")


def _local(moment: datetime) -> datetime:
    return moment.astimezone()


def _old(day: date, today: date) -> str:
    days = (today - day).days
    return "today" if days <= 0 else "1 day old" if days == 1 else f"{days} days old"


def _when(moment: datetime, today: date) -> str:
    from csdesk.values.days import format_date

    days = (today - moment.date()).days
    if days <= 0:
        return f"today {moment:%H:%M}"
    return "yesterday" if days == 1 else format_date(moment.date())
