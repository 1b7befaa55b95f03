"""A meeting as an iCalendar file, ready to be sent or opened in any calendar program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from csdesk.values.text import clean

_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_PRODUCT: Final = "-//CSDesk//Reviews//EN"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in an invitation or a mail. Without a usable address they are named but not invited."""

    name: str
    email: str = ""
    optional: bool = False

    @property
    def address(self) -> str:
        """The mail address, or "" when what is known is no address."""
        found = clean(self.email).strip()
        return found if _ADDRESS.fullmatch(found) else ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One meeting.

    `starts` is an aware moment, or a day for a meeting that has no hour yet; `minutes` counts only with an hour.
    `uid` and `sequence` make a later file replace an earlier one: the same uid, a higher sequence.
    """

    uid: str
    title: str
    starts: datetime | date
    stamp: datetime
    minutes: int = 60
    sequence: int = 0
    place: str = ""
    description: str = ""
    organizer: Person | None = None
    attendees: tuple[Person, ...] = ()
    cancelled: bool = False
    alarm_minutes: int = 15
    """How long before the start the calendar reminds; 0 for never."""


def write_ics(invitation: Invitation) -> bytes:
    """The iCalendar file (RFC 5545), in UTC so that every calendar shows its own local hour.

    Raises ValueError for a start that has an hour but no time zone.
    """
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if invitation.cancelled else "REQUEST" if invitation.organizer else "PUBLISH")
    event = Event()
    event.add("uid", _line(invitation.uid))
    event.add("dtstamp", _utc(invitation.stamp))
    event.add("sequence", invitation.sequence)
    event.add("summary", _line(invitation.title) or "Meeting")
    if isinstance(invitation.starts, datetime):
        starts = _utc(invitation.starts)
        event.add("dtstart", starts)
        event.add("dtend", starts + timedelta(minutes=max(invitation.minutes, 1)))
    else:
        event.add("dtstart", invitation.starts)
        event.add("dtend", invitation.starts + timedelta(days=1))
    if place := _line(invitation.place):
        event.add("location", place)
        if re.match(r"https?://\S+$", place):
            event.add("url", place)
    if invitation.description:
        event.add("description", clean(invitation.description).strip())
    event.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if isinstance(invitation.starts, datetime) else "TRANSPARENT")
    _people(event, invitation)
    if invitation.alarm_minutes and not invitation.cancelled and isinstance(invitation.starts, datetime):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _line(invitation.title) or "Meeting")
        alarm.add("trigger", timedelta(minutes=-invitation.alarm_minutes))
        event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _people(event: object, invitation: Invitation) -> None:
    from icalendar import vCalAddress, vText

    add = event.add  # type: ignore[attr-defined]
    if invitation.organizer is not None and invitation.organizer.address:
        organizer = vCalAddress(f"mailto:{invitation.organizer.address}")
        if name := _parameter(invitation.organizer.name):
            organizer.params["CN"] = vText(name)
        add("organizer", organizer, encode=0)
    seen = {invitation.organizer.address.casefold()} if invitation.organizer else set()
    for person in invitation.attendees:
        if not person.address or person.address.casefold() in seen:
            continue
        seen.add(person.address.casefold())
        attendee = vCalAddress(f"mailto:{person.address}")
        if name := _parameter(person.name):
            attendee.params["CN"] = vText(name)
        attendee.params["ROLE"] = vText("OPT-PARTICIPANT" if person.optional else "REQ-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("TRUE")
        add("attendee", attendee, encode=0)


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _parameter(text: str) -> str:
    """A name as a parameter may hold it: no quotation marks, which iCalendar cannot write there."""
    return _line(text).replace('"', "'")


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a meeting with an hour needs its time zone")
    return moment.astimezone(UTC).replace(microsecond=0)
