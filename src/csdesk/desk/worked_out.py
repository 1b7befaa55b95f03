"""Values that a form shows and nobody types, since the book gives them: by kind of record, with how they are found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk.evidence import Evidence
from csdesk.forms.binding import BoundField
from csdesk.forms.timing import USUAL_MINUTES, clock_time
from csdesk.values.days import format_date
from csdesk.values.measure import progress
from csdesk.values.money import Money

if TYPE_CHECKING:
    from csdesk.desk.records import Record


def _field(id: str, label: str, type: str) -> BoundField:
    return BoundField(id, label, type, editable=False)


FIELDS: Final[dict[str, tuple[BoundField, ...]]] = {
    "account": (
        _field("health", "Health", "text"),
        _field("value_a_year", "Value a year", "money"),
        _field("value_confirmed", "Value confirmed by the customer", "money"),
        _field("plan_reviewed", "Plan last reviewed together", "date"),
        _field("open_actions", "Open actions", "text"),
    ),
    "review": (
        _field("when", "When", "text"),
        _field("from_customer", "Attendees, customer", "text"),
        _field("from_us", "Attendees, our side", "text"),
        _field("previous", "Last review", "date"),
        _field("next", "Next review", "date"),
        _field("proposed", "Proposed for the next review", "date"),
    ),
    "goal": (
        _field("progress", "Progress", "percent"),
        _field("moved", "Achieved", "text"),
        _field("worth", "Worth a year", "money"),
    ),
    "action": (_field("caught", "From this meeting", "yes-no"),),
    "attendee": (
        _field("side", "Side", "text"),
        _field("title", "Title", "text"),
    ),
    "document": (_field("prepared", "Prepared", "percent"),),
}
"""What is worked out, by the kind of record (a bound subject has the same name)."""

NEXT_REVIEW_DAYS: Final = 90
"""A quarterly review is followed by the next this many days on (handbook, template 4)."""


def _sum(found: list[Record]) -> Money | None:
    """The amounts of one currency together: that of the first; others are left to the value report."""
    amounts = [one.values["value"] for one in found if one.values["value"] is not None]
    same = [one for one in amounts if one.currency == amounts[0].currency]
    return Money(sum(one.minor for one in same), amounts[0].currency) if same else None


def _health(book: Evidence) -> str | None:
    if book.health is None:
        return None
    on, score = book.health
    band = f", {book.row.band.lower()}" if book.row.band else ""
    return f"{score:g}{band} ({format_date(on)})"


def _open_actions(book: Evidence) -> str | None:
    if not book.actions:
        return None
    late = sum(1 for one in book.actions if one.values["due"] is not None and one.values["due"] < book.today)
    return f"{len(book.actions)} open" + (f", {late} late" if late else "")


def _when(book: Evidence) -> str | None:
    if book.review is None or book.on is None:
        return None
    values = book.review.values
    start = clock_time(values["time"])
    said = format_date(book.on)
    if start is None:
        length = f"{values['minutes']} minutes" if values["minutes"] else ""
        return ", ".join(str(part) for part in (said, values["time"], length) if part)
    end = datetime.combine(book.on, start) + timedelta(minutes=values["minutes"] or USUAL_MINUTES)
    return f"{said}, {start:%H:%M} to {end:%H:%M}"


def _names(book: Evidence, ours: bool) -> str | None:
    return ", ".join(str(person.values["name"] or "") for _, person in book.side(ours)) or None


def _date_of(one: Record | None) -> date | None:
    return one.values["date"] if one is not None else None


_OF_ACCOUNT: Final[dict[tuple[str, str], Callable[[Evidence], Any]]] = {
    ("account", "health"): _health,
    ("account", "value_a_year"): lambda book: _sum(list(book.values)),
    ("account", "value_confirmed"): lambda book: _sum([one for one in book.values if one.values["confirmed"]]),
    ("account", "plan_reviewed"): lambda book: book.plan_reviewed,
    ("account", "open_actions"): _open_actions,
    ("review", "when"): _when,
    ("review", "from_customer"): lambda book: _names(book, False),
    ("review", "from_us"): lambda book: _names(book, True),
    ("review", "previous"): lambda book: _date_of(book.previous),
    ("review", "next"): lambda book: _date_of(book.following),
    ("review", "proposed"): lambda book: book.on + timedelta(days=NEXT_REVIEW_DAYS) if book.on else None,
}


def is_worked_out(kind: str, name: str) -> bool:
    """Whether a field of that kind is worked out and no column of the book."""
    return any(one.id == name for one in FIELDS.get(kind, ()))


def of_subject(subject: str, name: str, book: Evidence) -> Any:
    """A worked-out value of the account or the review; None while it cannot be known."""
    return _OF_ACCOUNT[subject, name](book)


def of_record(record: Record, name: str, book: Evidence) -> Any:
    """A worked-out value of one record of the account."""
    values = record.values
    if record.kind == "goal" and name == "progress":
        way = progress(values["baseline"], values["current"], values["target"], book.desk.formats)
        return None if way is None else round(way * 100)
    if record.kind == "goal" and name == "moved":
        if not values["current"]:
            return None
        return f"{values['current']}, from {values['baseline']}" if values["baseline"] else values["current"]
    if record.kind == "goal" and name == "worth":
        return _sum([one for one in book.values if one.values["goal"] == record.id])
    if record.kind == "action" and name == "caught":
        return record.id in book.caught
    person = next((person for attendee, person in book.attendees if attendee.id == record.id), None)
    if person is None:
        return None
    if name == "side":
        return "ours" if person.account_id is None else "customer"
    return person.values["title"]
