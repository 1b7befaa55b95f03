"""Reviews: planned, moved, held, listed with their state, counted against the policy's cadence, and closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import people, records, reviews, settings
from csdesk.desk.core import Desk
from csdesk.desk.errors import Invalid, RecordMissing
from csdesk.desk.reviews import Guest
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=clock) as opened:
        settings.set_profile(opened, name="Nora Hale", company="Kelvara")
        yield opened


def account(desk: Desk, name: str = "Arvelle Logistics", **values: Any) -> int:
    made = records.create(desk, "account", {"name": name, "tier": "Strategic"} | values).record_id
    assert made is not None
    return made


def planned(desk: Desk, owner: int, kind: str = "qbr", days: int = 10, **more: Any) -> int:
    made = reviews.plan(desk, owner, kind, TODAY + timedelta(days=days), **more).record_id
    assert made is not None
    return made


def row(desk: Desk, number: int) -> reviews.ReviewRow:
    return reviews.review(desk, number).row


# Times and names


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""), ("14:00", "14:00"), ("9.30", "09:30"), ("2 pm", "14:00"), ("12 am", "00:00"), ("12pm", "12:00"),
        ("at 9", "09:00"), ("14h", "14:00"), ("14h30", "14:30"), ("noon", "12:00"), ("10 a.m.", "10:00"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_it_is_typed(typed: str, kept: str) -> None:
    assert reviews.read_time(typed) == kept


@pytest.mark.parametrize("typed", ["25:00", "9:75", "13 pm", "soon", "14 m", "9-10"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="not a time"):
        reviews.read_time(typed)


@pytest.mark.parametrize(
    ("kind", "on", "title"),
    [
        ("qbr", date(2027, 1, 14), "QBR, Q1 2027"),
        ("qbr", date(2026, 12, 31), "QBR, Q4 2026"),
        ("ebr", date(2027, 7, 1), "EBR, Q3 2027"),
        ("mbr", date(2026, 12, 3), "Monthly review, December 2026"),
        ("check-in", date(2026, 12, 3), "Check-in, 3 Dec 2026"),
    ],
)
def test_a_review_is_called_by_type_and_time(kind: str, on: date, title: str) -> None:
    assert reviews.usual_title(kind, on) == title


@pytest.mark.parametrize(
    ("kind", "held", "proposed"),
    [
        ("qbr", date(2026, 11, 26), date(2027, 2, 24)),
        ("qbr", date(2026, 11, 22), date(2027, 2, 22)),  # the 20th is a Saturday
        ("qbr", date(2026, 11, 23), date(2027, 2, 22)),  # the 21st is a Sunday
        ("mbr", date(2026, 11, 26), date(2026, 12, 28)),
        ("check-in", date(2026, 11, 26), date(2026, 12, 10)),
    ],
)
def test_the_next_one_is_proposed_on_a_working_day(kind: str, held: date, proposed: date) -> None:
    assert reviews.next_on(kind, held) == proposed
    assert proposed.weekday() < 5


# Planning


def test_a_review_is_planned_with_its_people_in_one_step(desk: Desk) -> None:
    owner = account(desk)
    ines = records.create(
        desk, "contact", {"name": "Ines Caldeira", "role": "economic-buyer"}, account_id=owner
    ).record_id
    assert ines is not None
    guests = [Guest(ines), Guest("Priya Nandakumar"), Guest("Nora Hale", "ours", "lead"), Guest(ines)]
    number = planned(desk, owner, time="2 pm", place="  Porto  ", guests=guests)
    found = reviews.review(desk, number)
    assert (found.row.title, found.row.time, found.row.minutes, found.row.place) == (
        "QBR, Q4 2026",
        "14:00",
        60,
        "Porto",
    )
    assert [(one.name, one.side, one.part) for one in found.people] == [
        ("Nora Hale", "ours", "lead"),
        ("Ines Caldeira", "customer", "attends"),
        ("Priya Nandakumar", "customer", "attends"),
    ]
    assert found.people[1].role == "Economic buyer"
    assert (found.row.ours, found.row.customers) == (1, 2)
    desk.undo()
    assert reviews.rows(desk) == ()
    assert [one.title for one in people.contacts(desk, owner)] == ["Ines Caldeira"]


@pytest.mark.parametrize(
    ("more", "words"),
    [({"time": "late"}, "not a time"), ({"minutes": 2}, "not likely"), ({"minutes": 6000}, "not likely")],
)
def test_a_plan_that_cannot_be_is_refused_whole(desk: Desk, more: dict[str, Any], words: str) -> None:
    owner = account(desk)
    with pytest.raises(Invalid, match=words):
        planned(desk, owner, guests=[Guest("Somebody")], **more)
    assert reviews.rows(desk) == ()
    assert people.contacts(desk, owner) == ()


def test_an_unknown_type_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid, match="no type of review"):
        planned(desk, account(desk), "dinner")


def test_moving_follows_the_quarter_and_plans_again(desk: Desk) -> None:
    number = planned(desk, account(desk))
    reviews.cancel(desk, number, "They are away")
    assert (row(desk, number).state, reviews.review(desk, number).note) == ("cancelled", "Cancelled: They are away")
    reviews.reschedule(desk, number, date(2027, 1, 14), time="9.30", minutes=45)
    moved = row(desk, number)
    assert (moved.title, moved.time, moved.minutes, moved.status) == ("QBR, Q1 2027", "09:30", 45, "planned")
    named = planned(desk, account(desk, "Other"), title="Kick-off of the year")
    reviews.reschedule(desk, named, date(2027, 1, 14))
    assert row(desk, named).title == "Kick-off of the year"


def test_people_change_and_those_who_stay_are_the_same(desk: Desk) -> None:
    number = planned(desk, account(desk), guests=[Guest("Ines"), Guest("Marek")])
    ines, marek = reviews.review(desk, number).people
    reviews.set_people(desk, number, [Guest(ines.contact, part="presents"), Guest("Nora Hale", "ours")])
    after = reviews.review(desk, number).people
    assert [(one.name, one.part) for one in after] == [("Nora Hale", "attends"), ("Ines", "presents")]
    assert after[1].attendee == ines.attendee
    assert marek.contact not in [one.contact for one in after]


def test_holding_stands_in_the_timeline_once(desk: Desk) -> None:
    owner = account(desk)
    number = planned(desk, owner, days=0, guests=[Guest("Ines")])
    reviews.hold(desk, number)
    reviews.hold(desk, number)
    touches = records.of_account(desk, "touch", owner)
    assert [(one.values["type"], one.values["date"], one.title) for one in touches] == [
        ("meeting", TODAY, "QBR, Q4 2026")
    ]
    assert row(desk, number).status == "held"


def test_the_next_one_has_the_same_people(desk: Desk) -> None:
    number = planned(
        desk, account(desk), days=0, time="14:00", guests=[Guest("Ines"), Guest("Nora Hale", "ours", "lead")]
    )
    on = reviews.propose_next(desk, number)
    assert on == date(2027, 2, 22)
    made = reviews.plan_next(desk, number, on).record_id
    assert made is not None
    after = reviews.review(desk, made)
    assert (after.row.title, after.row.time) == ("QBR, Q1 2027", "14:00")
    assert [(one.name, one.part) for one in after.people] == [("Nora Hale", "lead"), ("Ines", "attends")]


def test_a_proposal_is_never_past(desk: Desk) -> None:
    number = planned(desk, account(desk), days=-200)
    assert reviews.propose_next(desk, number) > TODAY


# The list


@pytest.mark.parametrize(
    ("days", "status", "state"),
    [
        (60, "planned", "upcoming"), (22, "planned", "upcoming"), (21, "planned", "prepare"), (0, "planned", "prepare"),
        (-1, "planned", "close"), (-40, "planned", "close"), (-3, "held", "close"), (-15, "held", "held"),
        (5, "cancelled", "cancelled"),
    ],
)  # fmt: skip
def test_a_review_is_in_one_state(desk: Desk, days: int, status: str, state: str) -> None:
    number = planned(desk, account(desk), days=days)
    records.update(desk, "review", number, {"status": status})
    assert row(desk, number).state == state


def test_rows_are_in_order_and_leave_the_bin_out(desk: Desk) -> None:
    first, second = account(desk), account(desk, "Bramhall")
    late, early = planned(desk, first, days=9), planned(desk, second, days=3)
    undated = records.create(desk, "review", {"title": "Some day"}, account_id=first).record_id
    assert [one.id for one in reviews.rows(desk)] == [early, late, undated]
    assert [one.id for one in reviews.rows(desk, first)] == [late, undated]
    records.delete(desk, "account", second)
    assert [one.id for one in reviews.rows(desk)] == [late, undated]
    with pytest.raises(RecordMissing):
        reviews.review(desk, early)


def test_what_needs_the_csm_is_counted(desk: Desk) -> None:
    owner = account(desk)
    planned(desk, owner, days=60)
    assert reviews.needing(desk) == 0
    planned(desk, owner, "check-in", days=-1)
    planned(desk, owner, "check-in", days=0)
    assert reviews.needing(desk) == 2


# Coverage

QUARTER = "QBR quarterly (handbook, template 4)"


def covers(desk: Desk) -> dict[tuple[str, str], reviews.Cover]:
    return {(one.account, one.type): one for one in reviews.coverage(desk).open}


@pytest.mark.parametrize(
    ("held", "ahead", "state", "due"),
    [
        (None, None, "overdue", date(2026, 4, 1)),  # the contract began on 1 January; a quarter on
        (-100, None, "overdue", date(2026, 11, 16)),  # 15 August and three months, a Sunday
        (-80, None, "due", date(2026, 12, 4)),
        (-20, None, None, None),
        (-100, 5, None, None),  # planned, if late
        (None, 30, None, None),
    ],
)
def test_an_account_is_covered_due_or_overdue(
    desk: Desk, held: int | None, ahead: int | None, state: str | None, due: date | None
) -> None:
    owner = account(desk, contract_start=date(2026, 1, 1))
    if held is not None:
        reviews.hold(desk, planned(desk, owner, days=held), TODAY + timedelta(days=held))
    if ahead is not None:
        planned(desk, owner, days=ahead)
    found = covers(desk).get(("Arvelle Logistics", "qbr"))
    assert (found.state if found else None, found.due if found else None) == (state, due)
    if found:
        assert found.rule == QUARTER


def test_tiers_come_from_the_name_else_from_arr(desk: Desk) -> None:
    for name, values in (
        ("By name", {"tier": "enterprise", "arr": Money.of(1, "USD")}),
        ("By ARR", {"tier": None, "arr": Money.of(300_000, "USD")}),
        ("Unknown", {"tier": None}),
        ("Lost", {"tier": "Enterprise", "stage": "churned"}),
    ):
        account(desk, name, **values)
    tiers = {one.tier: one for one in reviews.coverage(desk).tiers}
    assert tiers["Enterprise"].accounts == 2
    assert (tiers["Enterprise"].due, tiers["Enterprise"].covered) == (2, 0)
    assert tiers["Enterprise"].rules == ("QBR quarterly", "EBR yearly")
    assert (tiers["Self-service"].accounts, tiers["Self-service"].rules) == (0, ())


def test_a_monthly_review_covers_a_rule_that_takes_either(desk: Desk) -> None:
    owner = account(desk, tier="Mid-market", contract_start=date(2025, 1, 1))
    assert covers(desk)["Arvelle Logistics", "qbr"].state == "overdue"
    reviews.hold(desk, planned(desk, owner, "mbr", days=-30), TODAY - timedelta(days=30))
    assert covers(desk) == {}


@pytest.mark.parametrize(("days", "words"), [(-12, "12 days late"), (0, "due today"), (1, "due in 1 day")])
def test_how_late_is_said(days: int, words: str) -> None:
    one = reviews.Cover(1, "A", "Strategic", "qbr", 3, None, TODAY + timedelta(days=days), None, None, "due", "")
    assert reviews.overdue_words(one, TODAY) == words


# Closing


def steps(desk: Desk, number: int) -> dict[str, bool]:
    return {one.id: one.done for one in reviews.close_checklist(desk, number).steps}


def test_a_review_is_closed_step_by_step(desk: Desk) -> None:
    owner = account(desk)
    number = planned(desk, owner, days=0, time="09:00", guests=[Guest("Ines")])
    assert not any(steps(desk, number).values())
    reviews.hold(desk, number)
    assert steps(desk, number)["held"]
    action = {"title": "Send the list", "origin": "QBR, Q4 2026"}
    made = records.create(desk, "action", action, account_id=owner).record_id
    assert made is not None
    assert (
        "without owner or date" in {one.id: one.why for one in reviews.close_checklist(desk, number).steps}["actions"]
    )
    reviews.confirm(desk, number, "actions")
    assert not steps(desk, number)["actions"]
    records.update(desk, "action", made, {"owner": "Ines", "due": TODAY})
    assert steps(desk, number)["actions"]
    reviews.confirm(desk, number, "plan")
    reviews.summary_sent(desk, number)
    reviews.plan_next(desk, number, reviews.propose_next(desk, number))
    assert {key for key, done in steps(desk, number).items() if not done} <= {"seal"}
    desk.undo()
    assert not steps(desk, number)["next"]


def test_closing_is_late_after_a_day(desk: Desk, clock: FixedClock) -> None:
    number = planned(desk, account(desk), days=0, time="09:00")
    assert not reviews.close_checklist(desk, number).late
    clock.set(datetime(2026, 11, 25, 12))
    close = reviews.close_checklist(desk, number)
    assert (close.by, close.late) == (datetime(2026, 11, 24, 10), True)
    assert row(desk, number).close_late


def test_only_what_a_person_knows_is_confirmed_by_hand(desk: Desk) -> None:
    with pytest.raises(Invalid, match="not ticked by hand"):
        reviews.confirm(desk, planned(desk, account(desk)), "summary")


@pytest.mark.parametrize(
    ("note", "tab"),
    [
        ("Marek: IT freeze from 15 December", "plan"),
        ("They look at an alternative for routing", "plan"),
        ("Priya is leaving in March", "people"),
        ("A new CFO starts in January", "people"),
        ("The team is frustrated with the export", "overview"),
        ("Board approved a new depot in Porto", "plan"),
        ("Everybody was in a good mood", ""),
    ],
)
def test_notes_raise_questions(desk: Desk, note: str, tab: str) -> None:
    number = planned(desk, account(desk), days=0)
    records.update(desk, "review", number, {"note": note})
    found = [one.tab for one in reviews.questions(desk, number) if one.why == f"Noted: {note}"]
    assert found == ([tab] if tab else [])


def test_goals_and_risks_raise_questions(desk: Desk) -> None:
    owner = account(desk)
    number = planned(desk, owner, days=0)
    records.create(desk, "goal", {"title": "On-time delivery", "status": "at-risk"}, account_id=owner)
    records.create(desk, "risk", {"title": "One sponsor"}, account_id=owner)
    words = " ".join(one.text for one in reviews.questions(desk, number))
    assert "On-time delivery" in words
    assert "One sponsor" in words
