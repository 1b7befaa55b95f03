"""What the window and the command line see of reviews: plain structures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Side = Literal["ours", "customer"]
ReviewState = Literal["upcoming", "prepare", "close", "held", "cancelled"]
"""upcoming: planned, preparation not begun. prepare: within the weeks of preparation, or today. close: over, and not
closed yet. held: over and closed. cancelled."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to invite: a contact's id, or the name of a new person with their side."""

    who: int | str
    side: Side = "customer"
    part: str = "attends"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who comes to a review."""

    attendee: int
    contact: int
    name: str
    title: str
    role: str
    """The role's words ("Economic buyer"), "" when it is not known."""
    side: Side
    part: str
    email: str
    confirmed: bool = False
    """Whether they have said that they come."""


@dataclass(frozen=True, slots=True)
class Task:
    """One item of the preparation: `done` by whom or what in `why`; `late` when its day is over."""

    section: str
    id: str
    label: str
    due: date | None
    due_text: str
    done: bool
    why: str
    """Why the book holds it for done, or what is still missing; "" for what only a person can say."""
    proved: bool
    """Whether the book ticks it by itself."""
    late: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the preparation with its items in sight."""

    id: str
    title: str
    opens: date | None
    tasks: tuple[Task, ...]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(one.done for one in self.tasks)

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(one.late for one in self.tasks)


@dataclass(frozen=True, slots=True)
class Preparation:
    """The preparation of a review: its phases before the meeting count; `document` is None until it is opened."""

    form: str
    document: int | None
    phases: tuple[Phase, ...]
    done: int
    total: int
    late: tuple[str, ...]
    """The items before the meeting that are late."""
    next_due: date | None
    """The day of the next open item."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review as a list shows it."""

    id: int
    account_id: int
    account: str
    tier: str
    type: str
    title: str
    date: date | None
    time: str
    minutes: int | None
    place: str
    status: str
    ours: int
    """How many of our side come."""
    customers: int
    """How many of the customer come."""
    state: ReviewState
    days_left: int | None
    done: int = 0
    """Items of the preparation that are done; 0 of 0 where none is looked at yet."""
    total: int = 0
    late: tuple[str, ...] = ()
    close_by: datetime | None = None
    """For one that is over: by when it is to be closed, in local time."""
    close_late: bool = False

    @property
    def needs_me(self) -> bool:
        """Whether the CSM is called for: something late, the day itself, or still to close."""
        return self.state == "close" or (self.state == "prepare" and (bool(self.late) or self.days_left == 0))


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, deck or invitation of a review, with its state."""

    key: str
    """A form's id, "slides" or "invitation"."""
    title: str
    about: str
    document: int | None
    state: str
    """In words: "Not begun", "Draft, 12 of 40 answered", "Final, version 1"."""
    missing: int
    ready: bool
    formats: tuple[str, ...]
    send: Literal["", "open", "done"] = ""
    """Of a sealed paper that goes to the customer ahead: whether the timeline has the e-mail with it."""


@dataclass(frozen=True, slots=True)
class Review:
    """One review in full."""

    row: ReviewRow
    people: tuple[Person, ...]
    note: str

    def side(self, side: Side) -> Sequence[Person]:
        """Who comes from a side."""
        return [one for one in self.people if one.side == side]
