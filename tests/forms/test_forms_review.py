"""What a form may say of a meeting: the keys, their mistakes with line, due days, and the times of an agenda."""

# ruff: noqa: E501 (a table of forms, one a line)

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from csdesk.forms.binding import Bindings, BoundField
from csdesk.forms.errors import FormError
from csdesk.forms.load import read_form
from csdesk.forms.schema import Form, FormField, Option, TalkTime
from csdesk.forms.state import Answer, SectionState, State
from csdesk.forms.timing import Due, clock_time, due, opens_on, ticked, timing
from csdesk.yamlfile import loads

sys.path.insert(0, str(Path(__file__).parent))
from forms_known import KNOWN

TYPES = (Option("qbr", "QBR"), Option("ebr", "EBR"))
REVIEWS: Bindings = replace(
    KNOWN,
    subjects={
        **KNOWN.subjects,
        "review": {"date": BoundField("date", "Date", "date"), "type": BoundField("type", "Type", "choice", TYPES)},
    },
    records={**KNOWN.records, "attendees": {"contact": BoundField("contact", "Who", "contact")}},
    proofs=frozenset({"health-current", "next-review-planned"}),
)
HEAD = (
    "form: agenda\ntitle: Agenda\nabout: A meeting.\nsubject: review\nreviews: [qbr]\naudience: internal\nsections:\n"
)
PART = """  - section: validate
    title: Validate
    minutes: 15
    talk_time: {low: 0, high: 30}
    letter: V
    fields:
      - {id: minutes, type: number, label: Minutes}
      - {id: notes, type: long, label: Notes, capture: true}
"""
LIST = """  - section: before
    title: Before
    checklist: own
    due: -14
    opens: -21
    fields:
      - {group: Who comes}
      - {id: one, label: One, proof: health-current}
      - {id: two, label: Two, due_hours: -48}
      - {group: What is said}
      - {id: three, label: Three, due: 1, show_if: one == true}
"""


def form(text: str) -> Form:
    return read_form(loads(text, "form.yaml"), REVIEWS)


def test_a_form_about_meetings_is_read() -> None:
    agenda = form(HEAD + PART + LIST)
    part, before = agenda.sections
    assert (part.minutes, part.talk_time, part.letter) == (15, TalkTime(0, 30), "V")
    assert agenda.agenda and agenda.reviews == ("qbr",)
    assert [one.capture for one in part.fields] == [False, True]
    assert [(one.group, one.due, one.due_hours, one.proof) for one in before.fields] == [
        ("Who comes", -14, None, "health-current"), ("Who comes", None, -48, ""), ("What is said", 1, None, ""),
    ]  # fmt: skip
    assert before.opens == -21


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0, 30, "under 30%"), (60, 100, "60% or more"), (30, 40, "30 to 40%"), (50, 50, "about 50%")],
)
def test_a_share_of_the_talking_is_said_in_words(low: int, high: int, words: str) -> None:
    assert TalkTime(low, high).words == words


WRONG = [
    ("an unknown proof", HEAD + LIST.replace("health-current", "helth-current"), 15, "cannot prove “helth-current”", "health-current"),
    ("two days for one item", HEAD + LIST.replace("due_hours: -48", "due_hours: -48, due: -2"), 16, "keep one", ""),
    ("a day that is no number", HEAD + LIST.replace("due: -14", "due: soon"), 11, "whole number", ""),
    ("days outside a checklist", HEAD + PART.replace("minutes: 15\n", "minutes: 15\n    due: -3\n"), 11, "for checklists", ""),
    ("a proof outside a checklist", HEAD + PART.replace("label: Minutes", "label: Minutes, proof: health-current"), 14, "items of a checklist", ""),
    ("days without a review", (HEAD + LIST).replace("subject: review\nreviews: [qbr]", "subject: account\nsource: x"), 11, "about none", ""),
    ("talk time the wrong way round", HEAD + PART.replace("{low: 0, high: 30}", "{low: 60, high: 30}"), 11, "lower figure first", ""),
    ("talk time without minutes", HEAD + PART.replace("    minutes: 15\n", ""), 10, "say its minutes", ""),
    ("minutes of a checklist", HEAD + LIST.replace("checklist: own", "checklist: own\n    minutes: 5"), 11, "part of the meeting", ""),
    ("a letter too many keys", HEAD + PART.replace("letter: V", "leter: V"), 12, "no key “leter”", "letter"),
    ("inside no part", HEAD + PART + "  - {section: more, title: M, paper: {inside: align}, fields: [{id: a, type: text, label: A}]}", 16, "no timed section “align”", ""),
    ("a type of meeting that is none", HEAD.replace("[qbr]", "[qbrs]") + PART, 5, "no type of meeting", "qbr"),
    ("attendees without a review", "form: a\ntitle: A\nabout: B\nsections:\n  - section: s\n    title: S\n    rows: review.attendees\n    item: p\n    audience: internal\n    fields: [contact]\n", 7, "about no review", ""),
    ("a review's field without a review", "form: a\ntitle: A\nabout: B\nsections:\n  - section: s\n    title: S\n    fields:\n      - {id: on, from: review.date, audience: internal}\n", 8, "about no review", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "reason", "hint"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_each_mistake_names_its_line(text: str, line: int, reason: str, hint: str) -> None:
    with pytest.raises(FormError) as caught:
        form(text)
    fault = next((one for one in caught.value.faults if reason in one.reason), None)
    assert fault is not None, str(caught.value)
    assert (fault.line, hint in f"{fault.reason} {fault.hint}") == (line, True)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("14:00", time(14)), ("9.30", time(9, 30)), ("2 pm", time(14)), ("12 am", time(0)), ("09:15 CET", time(9, 15)),
     ("25:00", None), ("13 pm", None), ("noon", None), ("", None), (None, None), ("14", None)],
)  # fmt: skip
def test_a_time_of_day_is_read(said: object, wanted: time | None) -> None:
    assert clock_time(said) == wanted


MEETING = {"review_date": date(2026, 12, 2), "review_time": "14:00", "review_minutes": 60}


def item(**keys: int) -> FormField:
    return FormField("a", "yes-no", "A", "internal", **keys)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("keys", "names", "wanted"),
    [
        ({"due": -14}, MEETING, Due(date(2026, 11, 18))),
        ({"due": -1}, {**MEETING, "review_date": date(2026, 11, 30)}, Due(date(2026, 11, 29))),  # a Sunday stays
        ({"due": 0}, MEETING, Due(date(2026, 12, 2))),
        ({"due": 90}, MEETING, Due(date(2027, 3, 2))),
        ({"due_hours": -48}, MEETING, Due(date(2026, 11, 30), time(14))),
        ({"due_hours": 24}, MEETING, Due(date(2026, 12, 3), time(15))),
        ({"due_hours": 4}, MEETING, Due(date(2026, 12, 2), time(19))),
        ({"due_hours": 4}, {**MEETING, "review_time": "21:30"}, Due(date(2026, 12, 3), time(2, 30))),
        ({"due_hours": 24}, {**MEETING, "review_minutes": None}, Due(date(2026, 12, 3), time(15))),
        ({"due_hours": -48}, {**MEETING, "review_time": ""}, Due(date(2026, 11, 30))),
        ({"due_hours": -36}, {**MEETING, "review_time": ""}, Due(date(2026, 11, 30))),
        ({"due_hours": 24}, {**MEETING, "review_time": "in the afternoon"}, Due(date(2026, 12, 3))),
        ({"due_hours": 4}, {**MEETING, "review_time": ""}, Due(date(2026, 12, 2))),
        ({"due": -14}, {"review_date": None}, None),
        ({}, MEETING, None),
    ],
)  # fmt: skip
def test_an_item_is_due_by_a_day_counted_from_the_meeting(
    keys: dict[str, int], names: dict[str, object], wanted: Due | None
) -> None:
    assert due(item(**keys), State({}, names)) == wanted


def test_a_due_time_is_said() -> None:
    assert Due(date(2026, 11, 30), time(14)).text == "Mon 30 Nov, 14:00"
    assert Due(date(2026, 12, 3)).text == "Thu 3 Dec"


def parts(*minutes: int) -> Form:
    text = "".join(
        PART.replace("validate", f"part{number}").replace("minutes: 15", f"minutes: {each}")
        for number, each in enumerate(minutes)
    )
    return form(HEAD + text)


def test_the_parts_of_a_meeting_follow_one_another_and_are_summed_up() -> None:
    found = timing(parts(5, 15, 15, 10, 10, 10), State({}, MEETING))
    assert found is not None
    assert [one.starts for one in found.slots] == ["14:00", "14:05", "14:20", "14:35", "14:45", "14:55"]
    assert (found.total, found.planned, found.ends) == (65, 60, "15:05")
    assert "65 minutes and the meeting has 60: 5 too many" in found.warning


def test_minutes_of_the_document_come_before_those_of_the_form() -> None:
    shorter = State({"part1": SectionState({"minutes": Answer(10.0, "10")})}, MEETING)
    found = timing(parts(5, 15, 45), shorter)
    assert found is not None and (found.total, found.warning) == (60, "")
    later = timing(parts(5, 15), State({}, {}))
    assert later is not None and [one.starts for one in later.slots] == ["+0", "+5"] and later.ends == "+20"


def test_ticks_are_counted_with_and_without_those_after_the_meeting() -> None:
    checklist = form(HEAD + LIST)
    answers = {"one": Answer(True, "Yes"), "two": Answer(False, "No"), "three": Answer(True, "Yes")}
    state = State({"before": SectionState(answers)}, MEETING)
    assert ticked(checklist, state) == (2, 3)
    assert ticked(checklist, state, before=True) == (1, 2)
    hidden = State({"before": SectionState({**answers, "one": Answer(False, "No")})}, MEETING)
    assert ticked(checklist, hidden) == (0, 2)
    assert opens_on(checklist.sections[0], state) == date(2026, 11, 11)
