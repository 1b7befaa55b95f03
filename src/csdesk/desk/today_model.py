"""One thing that wants doing, as every part of the desk hands it to Today's list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk


@dataclass(frozen=True, slots=True)
class Item:
    """What to do, for whom, why, and by when."""

    key: str
    """Stable from day to day, its source first: "signal/12", "renewal/7/intent-call/2027-02-05"."""
    account_id: int | None
    title: str
    """What to do, verb first, without the account's name."""
    evidence: str
    """What is so, with its date."""
    rule: str
    """The rule that asks for it, in a few words."""
    due: date
    due_at: datetime | None = None
    """The hour in UTC where the rule gives one."""
    urgent: bool = False
    """A rule says act now, whatever the day."""
    important: bool = True
    """For the four quadrants: an action of no weight is not."""
    progress: str = ""
    """Where it stands, when it is a part of something longer: "step 6 of 14"."""
    place: str = "account"
    where: Mapping[str, object] = field(default_factory=dict)
    """Where the window goes to do it: `go(place, **where)`."""
    verb: str = ""
    """What ticking it does, for the undo step's name ("Step done"); "" when it cannot be ticked from the list."""


class Source(Protocol):
    """A module of the desk that knows of things to do."""

    def due_items(
        self, desk: Desk, connection: Connection, today: date, until: date, accounts: Collection[int] | None
    ) -> Iterable[Item]:
        """What is late or due up to `until`, of these accounts or of all."""

    def complete_item(self, desk: Desk, key: str) -> Changed:
        """Do what ticking the item of that key means; Invalid when it is not open any more."""
