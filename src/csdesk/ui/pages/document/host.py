"""What the editors of a document ask for: today, how dates are read and shown, and who may be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from csdesk.ui.forms.editor import Person
from csdesk.values.dates import parse_date
from csdesk.values.days import format_date
from csdesk.values.errors import ParseError
from csdesk.values.formats import Formats


class DocumentHost:
    """The editors' host for one document; people are read once and again after contacts changed."""

    def __init__(
        self,
        formats: Formats,
        today: Callable[[], date],
        people: Callable[[str], Sequence[Person]],
        read_only: bool = False,
    ) -> None:
        self._formats = formats
        self._today = today
        self._people = people
        self._read_only = read_only
        self._known: dict[str, Sequence[Person]] = {}

    @property
    def read_only(self) -> bool:
        """Whether the book is open for reading only."""
        return self._read_only

    def today(self) -> date:
        """The day that "in 2 weeks" counts from."""
        return self._today()

    def read_date(self, text: str) -> date | None:
        """The date a typed text means, or None when it means none."""
        if not text:
            return None
        try:
            return parse_date(text, self._today(), self._formats.date_order)
        except ParseError:
            return None

    def show_date(self, day: date) -> str:
        """A date as fields show it."""
        return format_date(day)

    def people(self, side: str) -> Sequence[Person]:
        """Whom a contact field may offer."""
        if side not in self._known:
            self._known[side] = self._people(side)
        return self._known[side]

    def forget_people(self) -> None:
        """Reads people anew when they are next asked for."""
        self._known.clear()
