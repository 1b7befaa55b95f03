"""Meetings: the clock from its events, promises read from what is said, and notes kept in the agenda."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.desk import documents, meetings, records, reviews, settings
from csdesk.desk.core import Desk
from csdesk.desk.errors import Invalid
from csdesk.desk.meeting_clock import Event, Reading, clock_text, left_text, pace, read, talk_verdict
from csdesk.desk.reviews import Guest
from csdesk.desk.spoken import Known, read_action
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, 14, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


# The clock


def test_nothing_has_begun() -> None:
    assert read((), START) == Reading()


def test_time_goes_to_the_part_and_to_who_speaks() -> None:
    events = [
        Event(at(0), "start", "validate"),
        Event(at(0), "speaker", "us"),
        Event(at(10), "speaker", "customer"),
        Event(at(15), "part", "align"),
        Event(at(20), "pause"),
        Event(at(25), "resume"),
    ]
    found = read(events, at(30))
    assert found.elapsed == 25 * 60
    assert found.used == {"validate": 900, "align": 600}
    assert found.of("validate").share == pytest.approx(1 / 3)
    assert found.of("align").share == 1
    assert found.whole.share == pytest.approx(15 / 25)
    assert (found.running, found.part, found.speaker) == (True, "align", "customer")
    assert found.of("look").share is None


@pytest.mark.parametrize(("idle", "elapsed", "running"), [(170, 170, True), (181, 0, False), (60 * 24, 0, False)])
def test_a_forgotten_clock_stands_still(idle: int, elapsed: int, running: bool) -> None:
    found = read([Event(at(0), "start", "a")], at(idle))
    assert (found.elapsed, found.running) == (elapsed * 60, running)


def test_an_end_is_an_end_until_it_goes_on() -> None:
    events = [Event(at(0), "start", "a"), Event(at(5), "end")]
    assert read(events, at(9)).elapsed == 300
    assert read(events, at(9)).ended == at(5)
    again = read([*events, Event(at(10), "resume")], at(11))
    assert (again.elapsed, again.ended) == (360, None)


@given(st.lists(st.tuples(st.floats(0, 60), st.sampled_from(["part", "speaker", "pause", "resume"]),
                          st.sampled_from(["", "a", "b", "customer", "us"])), max_size=20))  # fmt: skip
def test_the_parts_add_up_to_the_whole(steps: list[tuple[float, str, str]]) -> None:
    events = [Event(at(0), "start", "a"), *(Event(at(minute), what, value) for minute, what, value in sorted(steps))]  # type: ignore[arg-type]
    found = read(events, at(61))
    assert found.elapsed == pytest.approx(sum(found.used.values()))
    assert found.whole.customer + found.whole.us <= found.elapsed + 0.001


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (59.9, "0:59"), (1374, "22:54"), (3600, "1:00:00"), (3774, "1:02:54")]
)
def test_times_are_written_as_on_a_clock(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


def test_a_countdown_goes_over() -> None:
    assert left_text(416) == ("6:56", "left")
    assert left_text(-80) == ("1:20", "over")


@pytest.mark.parametrize(
    ("share", "low", "high", "verdict"),
    [(None, 60, 100, ""), (0.64, 60, 100, "good"), (0.596, 60, 100, "good"), (0.5, 60, 100, "low"),
     (0.31, 0, 30, "high"), (0.3, 0, 30, "good")],
)  # fmt: skip
def test_talk_time_is_judged_by_its_target(share: float | None, low: int, high: int, verdict: str) -> None:
    assert talk_verdict(share, low, high) == verdict


@pytest.mark.parametrize(
    ("used", "part", "behind"),
    [({"a": 900}, "a", 0), ({"a": 960}, "a", 60), ({"a": 840, "b": 10}, "b", -60), ({"a": 1200, "b": 660}, "b", 360)],
)
def test_pace_counts_what_is_over(used: dict[str, float], part: str, behind: float) -> None:
    assert pace((("a", 15), ("b", 10)), Reading(used=used, part=part)) == behind


# What is said

PEOPLE = (
    Known(1, "Ines Caldeira"),
    Known(2, "Marek Dvorak"),
    Known(3, "Nora Hale", me=True),
    Known(4, "Anna Berg"),
    Known(5, "Anna Lund"),
)


@pytest.mark.parametrize(
    ("line", "title", "owner", "due"),
    [
        ("Ines sends the list by friday", "Send the list", 1, date(2026, 11, 27)),
        ("Send the depot cost model @nora fri 4 dec", "Send the depot cost model", 3, date(2026, 12, 4)),
        ("I will confirm the cut-over until 11/12", "Confirm the cut-over", 3, date(2026, 12, 11)),
        ("I'll call them tomorrow", "Call them", 3, date(2026, 11, 24)),
        ("Marek Dvorak confirms SSO in 2 weeks", "Confirm SSO", 2, date(2026, 12, 7)),
        ("Marek tries the export", "Try the export", 2, None),
        ("marek: fixes the report by end of month", "Fix the report", 2, date(2026, 11, 30)),
        ("Ines has to name a plan owner", "Name a plan owner", 1, None),
        ("Anna sends the slides", "Anna sends the slides", None, None),
        ("@Anna Lund sends the slides", "Sends the slides", 5, None),
        ("Add on-time delivery to the monthly report", "Add on-time delivery to the monthly report", None, None),
        ("Order 20 seats by 31 Dec.", "Order 20 seats", None, date(2026, 12, 31)),
        ("Order 20", "Order 20", None, None),
        ("tomorrow", "Tomorrow", None, None),
        ("Marketa checks the list", "Marketa checks the list", None, None),
        ("@somebody sends it friday", "@somebody sends it", None, date(2026, 11, 27)),
        ("  ", "", None, None),
    ],
)
def test_a_promise_is_read(line: str, title: str, owner: int | None, due: date | None) -> None:
    found = read_action(line, PEOPLE, TODAY)
    assert (found.title, found.owner.id if found.owner else None, found.due) == (title, owner, due)


@given(st.text(max_size=80))
def test_any_line_can_be_read(line: str) -> None:
    found = read_action(line, PEOPLE, TODAY)
    assert len(found.title) <= len(line) + 3


# In the book


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=clock) as opened:
        settings.set_profile(opened, name="Nora Hale", company="Kelvara")
        yield opened


def held(desk: Desk, kind: str = "qbr") -> meetings.Meeting:
    owner = records.create(desk, "account", {"name": "Arvelle Logistics"}).record_id
    assert owner is not None
    goal = {"title": "On-time delivery", "current": "88.2%", "target": "94%", "status": "at-risk"}
    records.create(desk, "goal", goal, account_id=owner)
    guests = [Guest("Ines Caldeira"), Guest("Nora Hale", "ours", "lead")]
    made = reviews.plan(desk, owner, kind, TODAY, "14:00", guests=guests).record_id
    assert made is not None
    return meetings.load(desk, made)


def test_a_meeting_has_the_parts_of_its_agenda(desk: Desk) -> None:
    meeting = held(desk)
    assert [(one.letter, one.minutes) for one in meeting.parts] == [
        ("", 5), ("V", 15), ("A", 15), ("L", 10), ("U", 10), ("E", 10)
    ]  # fmt: skip
    assert meeting.total == 65
    align = meeting.part("align")
    assert (align.low, align.high, align.talk_words) == (60, 100, "60% or more")
    assert len(align.prompts) >= 4
    assert align.transition
    assert not any(text.casefold().startswith("move on") for one in meeting.parts for text in one.prompts)
    assert {one.label for one in align.captures} >= {"New initiatives", "Budget and people"}
    assert meeting.people == (("Ines Caldeira", "customer"), ("Nora Hale", "ours"))
    assert meeting.promises[0].tone == "yellow"


def test_notes_stand_in_the_agenda_and_come_back(desk: Desk) -> None:
    meeting = held(desk)
    lines = ["16:05 Board approved Porto", "18:52 Ines wants the figure"]
    meetings.set_notes(desk, meeting, meeting.part("align"), [*lines, " "])
    again = meetings.load(desk, meeting.review_id)
    assert again.document == meeting.document
    assert again.part("align").lines == tuple(lines)
    assert meetings.stamp(lines[0]) == ("16:05", "Board approved Porto")
    assert meetings.stamp("without a time") == ("", "without a time")


def test_a_meeting_without_an_agenda_keeps_its_notes_itself(desk: Desk) -> None:
    meeting = held(desk, "check-in")
    part = meeting.parts[0]
    assert (len(meeting.parts), part.minutes, meeting.document) == (1, 30, None)
    meetings.set_notes(desk, meeting, part, ["0:30 All well"])
    assert meetings.load(desk, meeting.review_id).parts[0].lines == ("0:30 All well",)
    with pytest.raises(Invalid):
        meetings.set_answer(desk, meeting, documents.FieldPath("a", "", "b"), "x")


def test_what_is_promised_becomes_an_action(desk: Desk) -> None:
    meeting = held(desk)
    spoken = meetings.read_action("Ines sends the list by friday", meeting.owners, TODAY)
    meetings.act(desk, meeting, spoken)
    meetings.say(desk, meeting, "risk", "IT freeze")
    found = meetings.caught(desk, meeting, START)
    assert [(one.title, one.values["due"], one.values["origin"]) for one in found["action"]] == [
        ("Send the list", date(2026, 11, 27), meeting.title)
    ]
    assert [one.title for one in found["risk"]] == ["IT freeze"]
    assert [one.title for one in reviews.close_checklist(desk, meeting.review_id).actions] == ["Send the list"]


def test_the_clock_comes_back(desk: Desk, clock: FixedClock) -> None:
    meeting = held(desk)
    log = meetings.Log().after(Event(START, "start", "align"), Event(START, "speaker", "customer"))
    log = meetings.Log(log.events, {"align/1": 30.0}, {7: (12.5, "align")})
    meetings.keep(desk, meeting.review_id, log)
    assert meetings.log(desk, meeting.review_id) == log
    clock.set(at(10))
    found = meetings.read(log.events, clock.now())
    meetings.keep_talk(desk, meeting, found)
    assert meeting.document is not None
    seen = documents.view(desk, meeting.document)
    shown = [one.value for part in seen.sections for one in part.fields if one.path == meeting.part("align").talk]
    assert shown == [100]


def test_a_cancelled_meeting_is_not_held(desk: Desk) -> None:
    meeting = held(desk)
    reviews.cancel(desk, meeting.review_id)
    with pytest.raises(Invalid, match="cancelled"):
        meetings.load(desk, meeting.review_id)
