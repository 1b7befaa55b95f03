"""Forms about meetings through the desk: which meeting, what fills itself, what the book proves, what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import accounts, documents, records, settings
from csdesk.desk.core import Desk
from csdesk.desk.document_model import DocumentView, FieldPath, FieldView
from csdesk.desk.errors import Invalid
from csdesk.desk.evidence import Evidence
from csdesk.desk.proofs import PROOFS, prove
from csdesk.desk.sample import make_sample
from csdesk.documents.verify import text_of
from csdesk.forms.schema import Form
from csdesk.values.clock import FixedClock
from csdesk.values.formats import Formats
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)
MEETING = date(2026, 12, 2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        settings.set_formats(opened, Formats(date_order="dmy", currency="EUR"))
        settings.set_profile(opened, name="Nora Hale", company="Kelvara", email="nora@kelvara.example")
        yield opened


@pytest.fixture
def account(desk: Desk) -> int:
    return made(desk, "account", {"name": "Halden Foods", "tier": "Enterprise", "renewal_date": date(2027, 3, 31)})


def made(desk: Desk, kind: str, values: dict[str, Any], account: int | None = None) -> int:
    found = records.create(desk, kind, values, account_id=account).record_id
    assert found is not None
    return found


def meeting(desk: Desk, account: int, **more: Any) -> int:
    return made(desk, "review", {"title": "Q4", "type": "qbr", "date": MEETING, **more}, account)


def field(view: DocumentView, section: str, name: str) -> FieldView:
    one = next(one for one in view.sections if one.section.id == section)
    return next(found for found in one.fields if found.path.field == name)


# Which meeting


def test_a_form_takes_the_next_meeting_of_its_type(desk: Desk, account: int) -> None:
    meeting(desk, account, date=MEETING - timedelta(days=90), status="held")
    made(desk, "review", {"title": "Sooner", "type": "mbr", "date": MEETING - timedelta(days=5)}, account)
    wanted = meeting(desk, account)
    meeting(desk, account, date=MEETING + timedelta(days=90))
    meeting(desk, account, date=MEETING - timedelta(days=2), status="cancelled")
    agenda = documents.open_document(desk, "qbr-agenda", account)
    assert documents.view(desk, agenda).review == wanted
    assert documents.open_document(desk, "qbr-agenda", account, wanted) == agenda
    later = meeting(desk, account, date=MEETING + timedelta(days=180))
    assert documents.open_document(desk, "qbr-agenda", review_id=later) != agenda
    rows = {row.id: row for row in documents.listing(desk, account)}
    assert (rows[agenda].review_id, rows[agenda].review) == (wanted, "Q4, 2 Dec 2026")


def test_a_form_about_meetings_needs_one(desk: Desk, account: int) -> None:
    with pytest.raises(Invalid, match="none that suits"):
        documents.open_document(desk, "qbr-agenda", account)
    other = made(desk, "account", {"name": "Other"})
    theirs = meeting(desk, other)
    with pytest.raises(Invalid, match="another account"):
        documents.open_document(desk, "qbr-agenda", account, theirs)
    with pytest.raises(Invalid, match="no meeting 99"):
        documents.open_document(desk, "qbr-agenda", account, 99)
    with pytest.raises(Invalid, match="about no meeting"):
        documents.open_document(desk, "success-plan", account, theirs)


def test_what_is_typed_belongs_to_the_meeting(desk: Desk, account: int) -> None:
    review = meeting(desk, account)
    other = meeting(desk, account, date=MEETING + timedelta(days=90))
    values = {
        "meeting": {"time": "14:00", "minutes": 75},
        "attendees": [{"contact": "Ines Caldeira"}],
        "facts": {"csm": "Nora Hale"},
    }
    documents.fill(desk, "qbr-agenda", account, values, review_id=review)
    found = records.get(desk, "review", review).values
    assert (found["time"], found["minutes"], records.get(desk, "review", other).values["time"]) == ("14:00", 75, None)
    second = documents.view(desk, documents.open_document(desk, "qbr-agenda", account, other))
    assert next(one for one in second.sections if one.section.id == "attendees").rows == ()
    first = documents.view(desk, documents.open_document(desk, "qbr-agenda", account, review))
    assert field(first, "facts", "when").text == "2 Dec 2026, 14:00 to 15:15"
    assert field(first, "facts", "from_customer").text == "Ines Caldeira"
    # Naming the same person again changes their row and adds none.
    documents.fill(desk, "qbr-agenda", account, {"attendees": [{"contact": "ines caldeira"}]}, review_id=review)
    assert len(records.of_account(desk, "attendee", account)) == 1


# Times


def test_an_agenda_says_when_its_parts_take_too_long(desk: Desk, account: int) -> None:
    agenda = documents.open_document(desk, "qbr-agenda", account, meeting(desk, account, time="14:00", minutes=60))
    seen = documents.view(desk, agenda)
    assert seen.timing is not None
    assert (seen.timing.total, seen.timing.ends, len(seen.timing.slots)) == (65, "15:05", 6)
    assert len(seen.warnings) == 1 and "65 minutes" in seen.warnings[0]
    made = documents.preview(desk, agenda, "internal")
    assert seen.warnings[0] in made.warnings
    page = text_of(made.pdf, "pdf")
    assert "65 minutes in all; 60 are planned" in page and "15:05" in page
    documents.set_value(desk, agenda, FieldPath("validate", "", "minutes"), "10")
    shorter = documents.view(desk, agenda)
    assert shorter.timing is not None and (shorter.timing.total, shorter.warnings) == (60, ())


def test_prompts_and_notes_are_for_us_alone(desk: Desk, account: int) -> None:
    agenda = documents.open_document(desk, "qbr-agenda", account, meeting(desk, account, time="14:00"))
    ours = " ".join(text_of(documents.preview(desk, agenda, "internal").pdf, "pdf").split())
    theirs = " ".join(text_of(documents.preview(desk, agenda, "customer").pdf, "pdf").split())
    for words in ("What works less well than you had hoped?", "under 30%", "60% or more", "Customer talks"):
        assert words in ours and words not in theirs
    for words in ("Validate outcomes", "14:05", "15 min", "65 minutes in all"):
        assert words in theirs


# Days and proofs


def test_items_of_the_preparation_have_their_day(desk: Desk, account: int) -> None:
    preparation = documents.open_document(desk, "qbr-preparation", account, meeting(desk, account, time="14:00"))
    seen = documents.view(desk, preparation)
    expected = {
        ("planning", "buyer"): "Wed 18 Nov",
        ("content", "goals"): "Wed 25 Nov",
        ("briefing", "sent"): "Mon 30 Nov, 14:00",
        ("final", "reminder"): "Tue 1 Dec",
        ("during", "agenda"): "Wed 2 Dec",
        ("after", "drafted"): "Wed 2 Dec, 19:00",
        ("after", "sent"): "Thu 3 Dec, 15:00",
    }
    assert {key: field(seen, *key).due_text for key in expected} == expected
    six = [one.section.title for one in seen.sections if one.section.title.startswith("Phase")]
    assert len({title.split(":")[0] for title in six}) == 6
    page = " ".join(text_of(documents.preview(desk, preparation, "internal").pdf, "pdf").split())
    assert "by Wed 18 Nov" in page and "Wed 11 Nov to Wed 18 Nov" in page


@pytest.mark.parametrize(
    ("tier", "answer", "shown"),
    [("Enterprise", None, False), ("Strategic", None, True), ("strategic", False, False), ("SMB", True, True)],
)
def test_the_managers_part_is_for_strategic_accounts(desk: Desk, tier: str, answer: object, shown: bool) -> None:
    account = made(desk, "account", {"name": "Halden Foods", "tier": tier})
    preparation = documents.open_document(desk, "qbr-preparation", account, meeting(desk, account))
    documents.set_value(desk, preparation, FieldPath("head", "", "manager_review"), answer)
    seen = documents.view(desk, preparation)
    assert next(one for one in seen.sections if one.section.id == "manager").visible is shown
    assert field(seen, "after", "manager").visible is shown


def test_an_item_ticks_itself_and_says_why(desk: Desk, account: int) -> None:
    review = meeting(desk, account)
    preparation = documents.open_document(desk, "qbr-preparation", account, review)
    before = field(documents.view(desk, preparation), "planning", "health")
    assert before.proved is not None and not before.proved.done and before.proved.why == "There is no health score yet"
    made(desk, "health_snapshot", {"date": TODAY - timedelta(days=3), "score": 74.0}, account)
    seen = documents.view(desk, preparation)
    after = field(seen, "planning", "health")
    assert after.value is True and after.source is not None and after.source.text == "74 on 20 Nov 2026"
    documents.set_value(desk, preparation, FieldPath("planning", "", "tickets"), True)
    again = documents.view(desk, preparation)
    assert field(again, "planning", "tickets").value is True
    assert (again.prepared[0], again.prepared[1]) == (seen.prepared[0] + 1, seen.prepared[1])
    page = " ".join(text_of(documents.preview(desk, preparation, "internal").pdf, "pdf").split())
    assert "74 on 20 Nov 2026" in page
    # A reason is shown to nobody outside.
    agenda = documents.open_document(desk, "qbr-agenda", account, review)
    assert "74 on 20 Nov 2026" not in text_of(documents.preview(desk, agenda, "customer").pdf, "pdf")


def test_sealing_is_no_reason_to_start_a_new_version(desk: Desk, account: int) -> None:
    review = meeting(desk, account)
    briefing = documents.open_document(desk, "executive-briefing", account, review)
    values = {
        "headline": {"headline": "Closed three days sooner"},
        "points": {"delivered": ["One"], "priorities": ["Two"]},
        "topics": [{"topic": "First?"}, {"topic": "Second?"}],
    }
    documents.fill(desk, "executive-briefing", account, values, review_id=review)
    documents.mark_final(desk, briefing)
    assert documents.view(desk, briefing).state == "final"
    made(desk, "touch", {"type": "email", "date": TODAY, "summary": "Executive briefing for 2 December"}, account)
    seen = documents.view(desk, briefing)
    assert field(seen, "ready", "sent").value is True and seen.state == "final"


GOAL = {"title": "Close sooner", "baseline": "9.5 days", "target": "5 days", "current": "6.5 days"}


def proved(desk: Desk, account: int, name: str, review: int) -> tuple[bool, str]:
    found = prove(name, Evidence(desk, account, records.get(desk, "review", review)))
    return found.done, found.why


def add(kind: str, **values: Any) -> tuple[str, dict[str, Any]]:
    return kind, values


CASES: list[tuple[str, list[tuple[str, dict[str, Any]]], bool, str]] = [
    ("review-dated", [], False, "still without a time"),
    ("review-dated", [add("review", time="14:00")], True, "2 Dec 2026, 14:00"),
    ("place-known", [add("review", place="Room 4\nOdense")], True, "Room 4"),
    ("next-review-planned", [], False, "No later meeting"),
    ("next-review-planned", [add("next", date=date(2027, 3, 2))], True, "2 Mar 2027, 90 days on"),
    ("next-review-planned", [add("next", date=date(2027, 3, 2), status="cancelled")], False, "No later meeting"),
    ("next-review-planned", [add("next", date=date(2027, 3, 2), type="check-in")], False, "No later meeting"),
    ("follow-ups-planned", [add("next", date=date(2026, 12, 16), type="check-in", title="Call")], True, "Call, 16 Dec"),
    ("review-held", [add("review", status="held")], True, "held"),
    ("health-current", [add("health_snapshot", date=TODAY - timedelta(days=32), score=70.0)], False, "old"),
    ("health-current", [add("health_snapshot", date=TODAY - timedelta(days=31), score=70.0)], True, "70 on 23 Oct"),
    ("data-current", [add("indicator_reading", date=TODAY - timedelta(days=8), value=1.0)], False, "15 Nov"),
    ("data-current", [add("indicator_reading", date=TODAY - timedelta(days=7), value=1.0)], True, "16 Nov"),
    ("renewal-known", [], True, "Renewal 31 Mar 2027"),
    ("goals-measured", [], False, "no goals"),
    ("goals-measured", [add("goal", **GOAL, current_on=TODAY - timedelta(days=91))], False, "0 of 1 goal"),
    ("goals-measured", [add("goal", **GOAL, current_on=TODAY - timedelta(days=90))], True, "1 of 1 goal"),
    ("goals-measured", [
        add("goal", **GOAL, current_on=TODAY - timedelta(days=30)),
        add("next", date=TODAY - timedelta(days=20), status="held"),
    ], False, "since 3 Nov 2026"),
    ("milestones-current", [add("milestone", title="Live", target_date=TODAY - timedelta(days=1))], False, "Live"),
    ("milestones-current", [add("milestone", target_date=TODAY, status="planned")], True, "0 of 1 complete"),
    ("value-counted", [add("value_entry", title="Sooner", value=Money.of(900, "EUR"))], True, "1 outcome"),
    ("value-confirmed", [add("value_entry", value=Money.of(900, "EUR"))], False, "0 of 1"),
    ("value-confirmed", [add("value_entry", value=Money.of(900, "EUR"), confirmed=True)], True, "1 of 1"),
    ("risks-covered", [add("risk", title="Stall")], False, "Stall"),
    ("risks-covered", [add("risk", title="Stall", mitigation="Name approvers")], True, "1 open risk"),
    ("opportunities-known", [add("opportunity", title="Plants")], True, "Plants"),
    ("opportunities-known", [add("opportunity", title="Plants", stage="won")], False, "None"),
    ("opportunities-valued", [add("opportunity", title="Plants")], False, "Plants"),
    ("opportunities-likely", [add("opportunity", title="Plants", probability=40.0)], True, "Each"),
    ("actions-current", [add("action", title="Send", due=TODAY - timedelta(days=1))], False, "Late: Send"),
    ("actions-current", [add("action", title="Send", due=TODAY)], True, "1 open action, none late"),
    ("actions-current", [add("action", due=TODAY - timedelta(days=9), status="done")], True, "none late"),
    ("actions-agreed", [add("action", title="Send", due=TODAY)], False, "not been held"),
    ("actions-logged", [], False, "not been held"),
    ("attendees-listed", [], False, "Nobody"),
    ("economic-buyer-confirmed", [], False, "No economic buyer"),
    ("ours-confirmed", [], False, "Nobody of ours"),
    ("agenda-sent", [], False, "Not begun"),
    ("plan-reviewed", [], False, "never"),
    ("plan-final", [], False, "no success plan"),
    ("preparation-done", [], False, "not begun"),
    ("summary-sent", [], False, "not been held"),
    ("health-updated", [], False, "No score since"),
    ("plan-updated", [], False, "not changed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "given", "done", "why"), CASES, ids=[f"{case[0]}-{number}" for number, case in enumerate(CASES)]
)
def test_what_the_book_proves(
    desk: Desk, account: int, name: str, given: list[tuple[str, dict[str, Any]]], done: bool, why: str
) -> None:
    review = meeting(desk, account)
    for kind, values in given:
        if kind == "review":
            records.update(desk, "review", review, values)
        elif kind == "next":
            meeting(desk, account, **values)
        else:
            made(desk, kind, values, account)
    found, said = proved(desk, account, name, review)
    assert (found, why in said) == (done, True), said


def test_every_proof_that_a_form_asks_for_has_a_case_or_is_told_here() -> None:
    asked = {one.proof for form in _review_forms() for section in form.sections for one in section.fields if one.proof}
    elsewhere = {
        "agenda-begun", "briefing-begun", "briefing-final", "briefing-sent", "notes-begun", "technical-confirmed",
        "attendance-confirmed", "promises-kept", "risks-logged", "opportunities-logged",
    }  # fmt: skip
    assert asked <= set(PROOFS)
    assert asked - {case[0] for case in CASES} - elsewhere == set()


def _review_forms() -> list[Form]:
    from csdesk.desk import document_forms

    return [one for one in document_forms.library().forms.values() if one.subject == "review"]


def test_attendance_is_proved_by_whoever_said_yes(desk: Desk, account: int) -> None:
    review = meeting(desk, account)
    buyer = made(desk, "contact", {"name": "Ines Caldeira", "role": "economic-buyer"}, account)
    lead = made(desk, "contact", {"name": "Priya Raman", "role": "champion"}, account)
    ours = made(desk, "contact", {"name": "Nora Hale"})
    rows = {
        who: made(desk, "attendee", {"review": review, "contact": who, "part": "attends"}, account)
        for who in (buyer, lead, ours)
    }
    preparation = documents.open_document(desk, "qbr-preparation", account, review)

    def said(name: str) -> tuple[bool, str]:
        return proved(desk, account, name, review)

    assert said("economic-buyer-confirmed") == (False, "Not confirmed yet: Ines Caldeira")
    documents.set_value(desk, preparation, FieldPath("attendees", str(rows[buyer]), "confirmed"), True)
    assert said("economic-buyer-confirmed") == (True, "Confirmed: Ines Caldeira")
    assert said("attendance-confirmed") == (False, "Not confirmed yet: Priya Raman")
    documents.set_value(desk, preparation, FieldPath("attendees", str(rows[lead]), "confirmed"), True)
    documents.set_value(desk, preparation, FieldPath("attendees", str(rows[ours]), "confirmed"), True)
    assert [said(name)[0] for name in ("attendance-confirmed", "technical-confirmed", "ours-confirmed")] == [True] * 3


def test_after_the_meeting_the_book_proves_what_followed(tmp_path: Path) -> None:
    clock = FixedClock(TODAY)
    with Desk.open(tmp_path / "b.csdesk", clock=clock) as desk:
        account = made(desk, "account", {"name": "Halden Foods"})
        review = made(desk, "review", {"title": "Q4", "type": "qbr", "date": TODAY - timedelta(days=1)}, account)
        assert proved(desk, account, "actions-logged", review)[0] is False
        who = made(desk, "contact", {"name": "Nora Hale"})
        made(desk, "action", {"title": "Send", "owner": who, "due": TODAY}, account)
        made(desk, "risk", {"title": "Stall"}, account)
        made(desk, "opportunity", {"title": "Plants"}, account)
        made(desk, "touch", {"type": "email", "date": TODAY, "summary": "Summary of our review"}, account)
        made(desk, "health_snapshot", {"date": TODAY, "score": 71.0}, account)
        documents.open_document(desk, "success-plan", account)
        for name in ("actions-logged", "actions-agreed", "risks-logged", "opportunities-logged", "summary-sent",
                     "health-updated", "plan-updated", "promises-kept"):  # fmt: skip
            assert proved(desk, account, name, review)[0] is True, name


# Typed once


def test_a_goals_progress_is_one_value_in_plan_preparation_and_agenda(desk: Desk, account: int) -> None:
    goal = made(desk, "goal", GOAL, account)
    review = meeting(desk, account)
    plan = documents.open_document(desk, "success-plan", account)
    preparation = documents.open_document(desk, "qbr-preparation", account, review)
    agenda = documents.open_document(desk, "qbr-agenda", account, review)

    def cell(document: int, name: str) -> str:
        seen = documents.view(desk, document)
        section = next(one for one in seen.sections if one.section.id == "goals")
        return next(one.text for one in section.rows[0].fields if one.path.field == name)

    assert cell(preparation, "progress") == "67%"
    documents.set_value(desk, agenda, FieldPath("goals", str(goal), "current"), "5.9 days")
    assert [cell(one, "current") for one in (plan, preparation, agenda)] == ["5.9 days"] * 3
    assert cell(preparation, "progress") == "80%"


def test_what_uncover_brings_up_joins_register_pipeline_and_actions(desk: Desk, account: int) -> None:
    agenda = documents.open_document(desk, "qbr-agenda", account, meeting(desk, account))
    documents.add_row(desk, agenda, "risks", {"title": "Lead leaves", "probability": "High", "impact": "High"})
    documents.add_row(desk, agenda, "opportunities", {"title": "Two plants", "value": "62000"})
    documents.add_row(desk, agenda, "actions", {"title": "Send the list", "owner": "Nora Hale", "due": "2026-12-09"})
    documents.add_row(desk, agenda, "next_review", {"title": "Q1", "date": "2027-03-02"})
    plan = documents.view(desk, documents.open_document(desk, "success-plan", account))
    titles = {one.section.id: [row.title for row in one.rows] for one in plan.sections}
    assert titles["risks"] == ["Lead leaves"] and titles["expansion"] == ["Two plants"]
    assert titles["actions"] == ["Send the list"] and "Q1" in titles["next_meetings"]
    assert records.of_account(desk, "action", account)[0].values["origin"] == "Quarterly review agenda"


# The sample book


def filled_share(view: DocumentView, *, rows: bool) -> tuple[int, int]:
    """Answered fields and all that can be answered before the meeting; what is written down in it, and ticks, are left
    out. Without `rows`, the fields outside tables alone."""
    done = wanted = 0
    for section in view.sections:
        if not section.visible or section.section.kind == "checklist":
            continue
        in_rows = [one for row in section.rows for one in row.fields] if rows else []
        for one in (*section.fields, *in_rows):
            if one.visible and not one.field.capture:
                wanted += 1
                done += one.value not in (None, "", False, ())
    return done, wanted


def test_three_weeks_ahead_most_of_the_sample_agendas_are_filled_without_typing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sample.csdesk"
    with Desk.open(path, clock=FixedClock(TODAY)) as book:
        make_sample(book)
        ahead = [
            one for row in accounts.rows(book) for one in records.of_account(book, "review", row.id)
            if one.values["type"] == "qbr" and one.values["status"] == "planned"
        ]  # fmt: skip
    assert len(ahead) >= 5
    lines: list[str] = []
    sums = {"qbr-agenda": [0, 0, 0, 0], "qbr-preparation": [0, 0, 0, 0]}
    for review in ahead:
        early = max(review.values["date"] - timedelta(days=21), TODAY)
        with Desk.open(path, clock=FixedClock(early)) as book:
            for form, total in sums.items():
                seen = documents.view(book, documents.open_document(book, form, review_id=review.id))
                done, wanted = filled_share(seen, rows=True)
                total[:] = [
                    one + more for one, more in zip(total, (done, wanted, *filled_share(seen, rows=False)), strict=True)
                ]
                if form == "qbr-agenda":
                    assert done / wanted >= 0.6, f"{seen.account_name}: {done} of {wanted}"
    for form, (done, wanted, plain, all_plain) in sums.items():
        share = f"{done / wanted:.0%}, outside tables {plain / all_plain:.0%}"
        lines.append(f"{form}: {done} of {wanted} fields filled without typing, {share}")
    with capsys.disabled():
        print("\n" + "\n".join(lines))


def test_the_notes_show_the_customer_what_was_caught_in_their_meeting(desk: Desk, account: int, tmp_path: Path) -> None:
    review = meeting(desk, account, date=TODAY, status="held")
    made(desk, "action", {"title": "Caught here", "origin": "Q4", "status": "open"}, account)
    made(desk, "action", {"title": "Caught and kept", "origin": "Q4", "status": "open", "share": False}, account)
    made(desk, "action", {"title": "Older promise", "origin": "Handoff", "status": "open"}, account)
    notes = documents.open_document(desk, "meeting-notes", account, review)
    documents.add_row(desk, notes, "actions", {"title": "Typed into the notes"})

    def printed() -> str:
        return text_of(documents.export(desk, notes, tmp_path / "notes.pdf").file.read_bytes(), "pdf")

    said = printed()
    assert "Caught here" in said and "Typed into the notes" in said
    assert "Caught and kept" not in said and "Older promise" not in said
    rows = {row.title: row.key for one in documents.view(desk, notes).sections for row in one.rows}
    documents.set_value(desk, notes, FieldPath("actions", rows["Older promise"], "share"), True)
    documents.set_value(desk, notes, FieldPath("actions", rows["Caught here"], "share"), False)
    documents.set_value(desk, notes, FieldPath("actions", rows["Caught and kept"], "share"), True)
    said = printed()
    assert "Older promise" in said and "Caught here" not in said and "Caught and kept" not in said
    later = meeting(desk, account, date=TODAY + timedelta(days=90))
    other = documents.open_document(desk, "meeting-notes", account, later)
    shares = {row.title: one.value for part in documents.view(desk, other).sections for row in part.rows
              for one in row.fields if one.path.field == "share"}  # fmt: skip
    assert shares["Older promise"] is None
