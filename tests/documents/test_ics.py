"""Invitations: what a calendar reads out of them, and that no text becomes a property."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from csdesk.documents.ics import Invitation, Person, write_ics

STAMP = datetime(2026, 11, 23, 9, tzinfo=UTC)
MEETING = Invitation(
    uid="one@csdesk",
    title="QBR, Q4 2026",
    starts=datetime(2026, 12, 2, 14, tzinfo=ZoneInfo("Europe/Berlin")),
    stamp=STAMP,
    minutes=65,
    sequence=3,
    place="Odense, room 4B; second floor",
    description="Agenda\n14:00 Opening, 5 min\nBackslash \\ and , and ;",
    organizer=Person("Elin Aubrey", "elin@ostrella.example"),
    attendees=(Person("Dana Whitlow", "dana@morvelle.example"), Person("Luis Ibarra", "luis@morvelle.example", True)),
)


def read(one: Invitation) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(write_ics(one))
    return calendar, calendar.walk("VEVENT")[0]


def test_a_calendar_reads_what_was_written() -> None:
    calendar, event = read(MEETING)
    assert calendar["METHOD"] == "REQUEST" and calendar["VERSION"] == "2.0"
    assert event["SUMMARY"] == MEETING.title and event["LOCATION"] == MEETING.place
    assert event["DESCRIPTION"] == MEETING.description
    assert event["UID"] == "one@csdesk" and event["SEQUENCE"] == 3
    assert event["ORGANIZER"] == "mailto:elin@ostrella.example"
    first, second = event["ATTENDEE"]
    assert first == "mailto:dana@morvelle.example" and first.params["CN"] == "Dana Whitlow"
    assert (first.params["ROLE"], second.params["ROLE"]) == ("REQ-PARTICIPANT", "OPT-PARTICIPANT")
    assert event.walk("VALARM")[0]["TRIGGER"].dt == timedelta(minutes=-15)


@pytest.mark.parametrize(
    ("starts", "utc"),
    [
        (datetime(2026, 12, 2, 14, tzinfo=ZoneInfo("Europe/Berlin")), datetime(2026, 12, 2, 13, tzinfo=UTC)),
        (datetime(2026, 7, 2, 14, tzinfo=ZoneInfo("Europe/Berlin")), datetime(2026, 7, 2, 12, tzinfo=UTC)),
        (datetime(2026, 12, 2, 20, tzinfo=ZoneInfo("America/Chicago")), datetime(2026, 12, 3, 2, tzinfo=UTC)),
        (datetime(2026, 3, 29, 1, 30, tzinfo=timezone(timedelta(hours=5.5))), datetime(2026, 3, 28, 20, tzinfo=UTC)),
    ],
)
def test_the_hour_is_right_in_every_zone(starts: datetime, utc: datetime) -> None:
    _, event = read(replace(MEETING, starts=starts))
    assert event["DTSTART"].dt == utc and event["DTEND"].dt == utc + timedelta(minutes=65)


def test_a_meeting_without_an_hour_takes_the_day() -> None:
    _, event = read(replace(MEETING, starts=date(2026, 12, 2)))
    assert event["DTSTART"].dt == date(2026, 12, 2) and event["DTEND"].dt == date(2026, 12, 3)
    assert not event.walk("VALARM")


def test_an_hour_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        write_ics(replace(MEETING, starts=datetime(2026, 12, 2, 14)))


def test_a_cancelled_meeting_takes_itself_back() -> None:
    calendar, event = read(replace(MEETING, cancelled=True))
    assert calendar["METHOD"] == "CANCEL" and event["STATUS"] == "CANCELLED" and not event.walk("VALARM")


def test_people_without_address_or_twice_are_not_invited_twice() -> None:
    people = (
        Person("Nobody"), Person("Broken", "not an address"),
        Person("Inject", "a@b.example\r\nATTENDEE:mailto:x@y.example"), Person("Elin", "ELIN@ostrella.example"),
        Person("Dana", "dana@morvelle.example"), Person("Dana", "Dana@Morvelle.example"),
    )  # fmt: skip
    _, event = read(replace(MEETING, attendees=people))
    assert str(event["ATTENDEE"]) == "mailto:dana@morvelle.example"


def test_without_an_organizer_it_is_published() -> None:
    calendar, event = read(replace(MEETING, organizer=None))
    assert calendar["METHOD"] == "PUBLISH" and "ORGANIZER" not in event


def test_a_link_is_the_address_of_the_event() -> None:
    _, event = read(replace(MEETING, place="https://meet.example/abc"))
    assert event["URL"] == "https://meet.example/abc"


def test_the_same_meeting_gives_the_same_bytes() -> None:
    assert write_ics(MEETING) == write_ics(MEETING)


@given(st.text(max_size=120))
def test_no_text_becomes_a_property(text: str) -> None:
    person = Person(text, "dana@morvelle.example")
    made = replace(
        MEETING, title=text, place=text, description=text, uid=f"u{text}", organizer=Person(text, "a@b.example"),
        attendees=(person,),
    )  # fmt: skip
    data = write_ics(made)
    assert b"\x00" not in data
    calendar = Calendar.from_ical(data)
    event = calendar.walk("VEVENT")[0]
    assert set(event) <= {
        "UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "DTSTART", "DTEND", "LOCATION", "URL", "DESCRIPTION", "STATUS",
        "TRANSP", "ORGANIZER", "ATTENDEE",
    }  # fmt: skip
    assert len(calendar.walk("VEVENT")) == 1 and str(event["ATTENDEE"]) == "mailto:dana@morvelle.example"
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
