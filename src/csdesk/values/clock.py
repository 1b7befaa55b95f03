"""What time it is: the only place of CSDesk that asks the machine, so that tests and demonstrations can fix it."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from csdesk.values.errors import ParseError

VARIABLE = "CSDESK_TODAY"
"""Environment variable that fixes the day, as YYYY-MM-DD."""


class Clock:
    """The machine's clock, or the day that CSDESK_TODAY names with the machine's time of day."""

    def __init__(self) -> None:
        """Reads CSDESK_TODAY once; raises ParseError when it is set to something that is not a date."""
        named = os.environ.get(VARIABLE, "").strip()
        self._day: date | None = None
        if named:
            try:
                self._day = date.fromisoformat(named)
            except ValueError:
                raise ParseError(f"{VARIABLE} is “{named}”, which is not a date such as 2026-11-23") from None

    def now(self) -> datetime:
        """This moment, aware, in UTC."""
        if self._day is None:
            return datetime.now(UTC)
        local = datetime.now().astimezone()
        return local.replace(year=self._day.year, month=self._day.month, day=self._day.day).astimezone(UTC)

    def today(self) -> date:
        """The day it is where the machine stands."""
        return self._day if self._day is not None else datetime.now().astimezone().date()


class FixedClock(Clock):
    """A clock that stands still, for tests: at noon UTC of a day, or at an aware moment."""

    def __init__(self, at: date | datetime) -> None:
        self._moment: datetime
        self.set(at)

    def set(self, at: date | datetime) -> None:
        """Moves the clock to another day or moment."""
        if isinstance(at, datetime):
            self._moment = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        else:
            self._moment = datetime(at.year, at.month, at.day, 12, tzinfo=UTC)

    def now(self) -> datetime:
        """The moment it stands at."""
        return self._moment

    def today(self) -> date:
        """The day it stands at, in UTC."""
        return self._moment.date()
