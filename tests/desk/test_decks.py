"""A review's slides, invitation and summary from the book: what they say, their limits, and what they never say."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default as email_policy
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from pptx import Presentation

from csdesk.desk import (
    deck_limits,
    decks,
    document_issue,
    documents,
    invitations,
    records,
    review_mails,
    reviews,
    sample,
    settings,
)
from csdesk.desk.core import Desk
from csdesk.desk.errors import DeskError, Invalid
from csdesk.documents.deck import Deck, GoalRows, NextDate, TableBlock
from csdesk.documents.eml import html_text, plain_text
from csdesk.documents.pptx import write_pptx
from csdesk.documents.verify import text_of
from csdesk.forms.gaps import Gaps
from csdesk.values.clock import FixedClock
from csdesk.values.formats import Formats
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)
MEETING = date(2026, 12, 14)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        settings.set_formats(opened, Formats(date_order="dmy", currency="EUR"))
        settings.set_profile(
            opened, name="Nora Hale", email="nora@kelvara.example", company="Kelvara", role="Customer Success Manager"
        )
        yield opened


def made(desk: Desk, kind: str, account: int | None, **values: Any) -> int:
    found = records.create(desk, kind, values, account_id=account).record_id
    assert found is not None
    return found


@pytest.fixture
def account(desk: Desk) -> int:
    return made(desk, "account", None, name="Halden Foods AB", arr=Money.of(357000, "EUR"))


@pytest.fixture
def review(desk: Desk, account: int) -> int:
    ingrid = made(desk, "contact", account, name="Ingrid Halvorsen", email="ingrid@halden.example", side="customer")
    nora = made(desk, "contact", None, name="Nora Hale", email="nora@kelvara.example", side="ours")
    number = made(
        desk, "review", account, title="QBR, Q4 2026", type="qbr", date=MEETING, time="14:00", minutes=65,
        place="Odense, room 4B",
    )  # fmt: skip
    reviews.set_people(desk, number, [reviews.Guest(ingrid), reviews.Guest(nora, "ours", "lead")])
    return number


def goals(desk: Desk, account: int, count: int, **more: Any) -> None:
    for number in range(count):
        status = ("on-track", "at-risk", "off-track")[number % 3]
        values = {
            "title": f"Goal {number}", "outcome": "Board reporting a week earlier", "baseline": "10 days",
            "target": "5 days", "current": "7 days", "target_date": TODAY + timedelta(days=30 + number),
            "status": status,
        }  # fmt: skip
        made(desk, "goal", account, **(values | more))


def said(deck: Deck) -> list[str]:
    return [one.title for one in deck.slides]


def test_the_slides_follow_value_and_end_with_actions_and_a_date(desk: Desk, account: int, review: int) -> None:
    goals(desk, account, 3)
    made(
        desk,
        "milestone",
        account,
        title="Second plant",
        target_date=date(2027, 1, 20),
        criteria="Runs",
        status="planned",
    )
    made(desk, "risk", account, title="Key user leaves", mitigation="Train a second one", status="monitoring")
    made(desk, "action", account, title="Send the list", due=date(2026, 12, 1), status="open")
    deck, warnings = decks.build(desk, account, review)
    assert warnings == () and deck.kind == "Quarterly business review"
    assert [one.letters for one in deck.slides] == ["V", "A", "LU", "E"]
    assert said(deck)[0] == "One of three goals is on course; two need both of us"
    assert said(deck)[2] == "“Second plant” comes next, by 20 January 2027"
    rows = deck.slides[0].blocks[0]
    assert isinstance(rows, GoalRows)
    assert rows.items[0].fraction == pytest.approx(0.6) and rows.items[0].target == "5 days, 23 Dec"
    panel = deck.slides[-1].panel
    assert isinstance(panel, NextDate) and (panel.day, panel.month) == ("15", "March 2027")
    assert deck.facts[0].lines == ("14 December 2026", "14:00 to 15:05")
    assert [fact.lines for fact in deck.facts[1:]] == [("Ingrid Halvorsen",), ("Nora Hale",), ("Odense, room 4B",)]


def test_an_empty_account_has_slides_that_ask(desk: Desk, account: int) -> None:
    deck, warnings = decks.build(desk, account)
    assert [one.letters for one in deck.slides] == ["V", "A", "LU", "E"] and warnings == ()
    assert all(one.title and one.blocks for one in deck.slides)
    panel = deck.slides[-1].panel
    assert isinstance(panel, NextDate) and panel.day == ""


def test_value_that_is_confirmed_and_use_are_shown_within_the_limit(desk: Desk, account: int, review: int) -> None:
    goals(desk, account, 3)
    for day, amount, sure in (
        (date(2026, 9, 3), 100_000, True),
        (date(2026, 10, 5), 60_000, True),
        (TODAY, 50_000, False),
    ):
        made(desk, "value_entry", account, title="Time saved", value=Money.of(amount, "EUR"), date=day, confirmed=sure)
    for month in range(1, 11):
        made(
            desk, "indicator_reading", account, indicator="active_users", date=date(2026, month, 28), value=50.0 + month
        )
    deck, _ = decks.build(desk, account, review)
    assert [one.letters for one in deck.slides].count("V") == 3
    assert said(deck)[1] == "What has changed is worth €160,000 a year to Halden Foods"
    assert said(deck)[2] == "More people work with it: 60% of all seats, up from 51%"
    goals(desk, account, 3)
    deck, _ = decks.build(desk, account, review)
    assert [one.letters for one in deck.slides].count("V") == 2, "six goals take two slides of the three"


def test_with_many_goals_those_to_talk_about_are_shown(desk: Desk, account: int, review: int, tmp_path: Path) -> None:
    goals(desk, account, 20, outcome="word " * 300)
    done = decks.export(desk, account, review, tmp_path / "many.pptx")
    assert any("14 of 20 goals" in one for one in done.warnings)
    deck, _ = decks.build(desk, account, review)
    rows = deck.slides[0].blocks[0]
    assert isinstance(rows, GoalRows) and len(rows.items) == 6
    assert {row.chip.word for row in rows.items if row.chip} == {"Off track"}
    assert "here are six of them" in said(deck)[0]
    assert len(Presentation(str(tmp_path / "many.pptx")).slides) == 6


def test_a_part_that_is_too_long_is_said(desk: Desk, account: int, review: int, tmp_path: Path) -> None:
    for number in range(7):
        made(desk, "milestone", account, title=f"Step {number}", criteria="All of it is done. " * 20, status="planned")
        made(desk, "risk", account, title=f"Risk {number}", mitigation="We speak of it early. " * 20)
    done = decks.export(desk, account, review, tmp_path / "long.pptx")
    assert any("what comes next takes" in one and "allows 2" in one for one in done.warnings)


INTERNAL = {
    "goal": {"note": "Marker goal note"},
    "risk": {"note": "Marker risk note"},
    "opportunity": {"title": "Marker opportunity", "note": "Marker pipeline", "value": Money.of(777_123, "EUR")},
    "contact": {"name": "Guest One", "note": "Marker contact note"},
}


@pytest.fixture
def secrets(desk: Desk, account: int, review: int) -> list[str]:
    goals(desk, account, 2, note="Marker goal note")
    for kind, values in INTERNAL.items():
        if kind != "goal":
            made(desk, kind, account, **({"title": "Shared risk"} if kind == "risk" else {}), **values)
    made(desk, "risk", account, title="Marker quiet risk", mitigation="Marker mitigation", share=False)
    made(desk, "action", account, title="Marker quiet action", share=False)
    made(desk, "action", account, title="Shared action")
    records.update(
        desk, "account", account, {"political_landscape": "Marker politics", "arr_at_risk": Money.of(99_431, "EUR")}
    )
    agenda = documents.open_document(desk, "qbr-agenda", account, review)
    documents.set_value(desk, agenda, documents.FieldPath("align", "", "initiatives"), "Marker captured")
    return ["Marker", "777,123", "99,431"]


@pytest.mark.parametrize("audience", ["customer", "internal"])
def test_slides_never_hold_what_is_internal(
    desk: Desk, account: int, review: int, secrets: list[str], audience: documents.Audience, tmp_path: Path
) -> None:
    to = tmp_path / "slides.pptx"
    done = decks.export(desk, account, review, to, audience)
    text = text_of(to.read_bytes(), "pptx")
    assert "Shared risk" in text and "Shared action" in text and "Goal 1" in text
    if audience == "customer":
        assert not [one for one in secrets if one in text]
        assert done.left_out and "INTERNAL" not in text
        assert not any(slide.has_notes_slide for slide in Presentation(str(to)).slides)
    else:
        on_slides = "\n".join(
            shape.text_frame.text
            for slide in Presentation(str(to)).slides
            for shape in slide.shapes
            if shape.has_text_frame
        )
        assert not [one for one in secrets if one in on_slides]
        notes = "\n".join(
            slide.notes_slide.notes_text_frame.text for slide in Presentation(str(to)).slides if slide.has_notes_slide
        )
        form = documents.form("qbr-agenda")
        prompts = [
            prompt for section in form.sections if section.letter for one in section.fields for prompt in one.prompts
        ]
        assert prompts and all(prompt in notes for prompt in prompts)
        assert "Marker opportunity" in notes and "Marker pipeline" not in notes


def test_an_internal_answer_told_twice_stops_the_export(desk: Desk, account: int, review: int, tmp_path: Path) -> None:
    # Words of our own that nobody typed for the customer: the form knows them as internal only.
    goals(desk, account, 1, note="what we took with us, and who does what by when")
    made(desk, "risk", account, title="Quiet", note="what we understand Halden Foods is working towards")
    records.update(desk, "account", account, {"strategy": "Grow"})
    to = tmp_path / "slides.pptx"
    with pytest.raises(DeskError, match="Note on this risk"):
        decks.export(desk, account, review, to)
    assert not to.exists()
    with pytest.raises(DeskError, match="Note on this goal"):
        invitations.export_summary(desk, review, tmp_path / "mail.eml")
    assert list(tmp_path.glob("*.eml")) == []


def test_the_agenda_is_exported_as_slides(desk: Desk, account: int, review: int, tmp_path: Path) -> None:
    agenda = documents.open_document(desk, "qbr-agenda", account, review)
    done = documents.export(desk, agenda, tmp_path / "agenda.pptx")
    assert done.file.exists() and Presentation(str(done.file)).slides
    assert documents.file_name(desk, agenda, "customer", "pptx").endswith("2026-12-14.pptx")
    plan = documents.open_document(desk, "success-plan", account)
    with pytest.raises(Invalid, match="not written as slides"):
        documents.export(desk, plan, tmp_path / "plan.pptx")


def test_what_cannot_be_is_refused(desk: Desk, account: int, review: int, tmp_path: Path) -> None:
    other = made(desk, "account", None, name="Other")
    with pytest.raises(Invalid, match="no meeting"):
        decks.build(desk, other, review)
    with pytest.raises(Invalid, match=r"\.pptx"):
        decks.export(desk, account, review, tmp_path / "a.pdf")
    with pytest.raises(Invalid, match=r"\.ics"):
        invitations.export_invitation(desk, review, tmp_path / "a.txt")
    undated = made(desk, "review", account, title="Some day", type="qbr")
    with pytest.raises(Invalid, match="no date"):
        invitations.invitation(desk, undated)


def test_names_say_what_the_file_is(desk: Desk, account: int, review: int) -> None:
    assert decks.file_name(desk, account, review) == "Halden Foods AB review slides 2026-12-14.pptx"
    assert "INTERNAL" in decks.file_name(desk, account, review, "internal")
    assert invitations.invitation_name(desk, review) == "Halden Foods AB QBR, Q4 2026 2026-12-14.ics"


def test_an_invitation_has_hour_people_and_agenda_and_replaces_itself(desk: Desk, review: int, tmp_path: Path) -> None:
    zone = ZoneInfo("Europe/Copenhagen")
    first = invitations.invitation(desk, review, zone)
    assert first.starts == datetime(2026, 12, 14, 13, tzinfo=UTC) and first.minutes == 65
    assert [one.name for one in first.attendees] == ["Ingrid Halvorsen", "Nora Hale"]
    assert first.organizer is not None and first.organizer.email == "nora@kelvara.example"
    for words in ("Agenda", "14:00  Opening", "14:05  Validate outcomes (15 min)", "14:55  Establish next steps"):
        assert words in first.description
    assert "Recall the objective" not in first.description
    assert invitations.invitation(desk, review, zone) == first
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    clock.set(datetime(2026, 11, 24, 9, tzinfo=UTC))
    reviews.reschedule(desk, review, MEETING + timedelta(days=1))
    second = invitations.invitation(desk, review, zone)
    assert second.uid == first.uid and second.sequence > first.sequence
    clock.set(datetime(2026, 11, 25, 9, tzinfo=UTC))
    reviews.set_people(desk, review, [])
    third = invitations.invitation(desk, review, zone)
    assert third.sequence > second.sequence and third.attendees == ()
    reviews.cancel(desk, review)
    to = tmp_path / "meeting.ics"
    invitations.export_invitation(desk, review, to, zone)
    assert Calendar.from_ical(to.read_bytes())["METHOD"] == "CANCEL"


def test_a_summary_thanks_and_says_what_was_agreed(desk: Desk, account: int, review: int, tmp_path: Path) -> None:
    goals(desk, account, 2)
    ingrid = next(one for one in records.of_account(desk, "contact", account))
    made(desk, "action", account, title="Name approvers", owner=ingrid.id, due=date(2026, 12, 20))
    made(
        desk, "review", account, title="QBR, Q1 2027", type="qbr", date=date(2027, 3, 16), time="10:00", place="Odense"
    )
    mail = invitations.summary(desk, review, ("Clear the backlog by spring",))
    text = plain_text(mail)
    for words in (
        "Dear Ingrid Halvorsen,", "Monday, 14 December 2026", "Goal 0: 7 days, target 5 days, by 23 Dec (on track)",
        "- Clear the backlog by spring", "- Name approvers (Owner: Ingrid Halvorsen; By: 20 Dec 2026)",
        "Tuesday, 16 March 2027, 10:00, Odense", "Nora Hale",
    ):  # fmt: skip
        assert words in text
    assert [one.name for one in mail.to] == ["Ingrid Halvorsen"] and mail.copies == ()
    assert "Clear the backlog" in html_text(mail)
    done = invitations.export_summary(desk, review, tmp_path / "mail.eml")
    assert done.warnings == () and b"X-Unsent: 1" in done.file.read_bytes()


def test_the_sample_book_gives_slides_for_every_review_ahead(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "sample.csdesk", clock=FixedClock(TODAY)) as opened:
        sample.make_sample(opened)
        ahead = [
            one for one in reviews.rows(opened) if one.type == "qbr" and one.days_left is not None and one.days_left > 0
        ]
        assert len(ahead) >= 5
        for one in ahead[:6]:
            to = tmp_path / f"{one.id}.pptx"
            decks.export(opened, one.account_id, one.id, to)
            assert 6 <= len(Presentation(io.BytesIO(to.read_bytes())).slides) <= 14
            invitations.export_invitation(opened, one.id, tmp_path / f"{one.id}.ics")
            invitations.export_summary(opened, one.id, tmp_path / f"{one.id}.eml")


def test_tables_have_one_row_an_action(desk: Desk, account: int, review: int) -> None:
    for number in range(9):
        made(desk, "action", account, title=f"Action {number}", status="done" if number == 8 else "open")
    deck, _ = decks.build(desk, account, review)
    block = deck.slides[-1].blocks[0]
    assert isinstance(block, TableBlock) and len(block.table.rows) == 8, "what was done long ago is not told again"


def test_an_opportunity_is_shown_only_when_the_csm_says_so(
    desk: Desk, account: int, review: int, tmp_path: Path
) -> None:
    for title in ("Two more plants", "Quiet upsell"):
        made(desk, "opportunity", account, title=title, value=Money.of(777_123, "EUR"), stage="qualified")
    agenda = documents.open_document(desk, "qbr-agenda", account, review)
    deck, _ = decks.build(desk, account, review)
    assert not [one for one in deck.slides if "Where else" in one.title]
    sections = {one.section.id: one for one in documents.view(desk, agenda).sections}
    rows = {one.title: one.key for one in sections["opportunities"].rows}
    place = documents.FieldPath("opportunities", rows["Two more plants"], "share")
    documents.set_value(desk, agenda, place, True)
    bring = documents.FieldPath("opportunities", rows["Two more plants"], "bring")
    documents.set_value(desk, agenda, bring, "The same close in five days there")
    to = tmp_path / "slides.pptx"
    decks.export(desk, account, review, to)
    documents.export(desk, agenda, tmp_path / "agenda.pdf")
    for file in (to, tmp_path / "agenda.pdf"):
        text = " ".join(text_of(file.read_bytes(), file.suffix[1:]).split())  # type: ignore[arg-type]
        assert "Two more plants" in text
        assert "The same close in five days there" in text
        assert "Quiet upsell" not in text
        assert "777,123" not in text


# the slides of a sealed agenda


@pytest.fixture
def sealed(desk: Desk, account: int, review: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """An agenda sealed with its slides; what final still needs is not the question here."""
    goals(desk, account, 5)
    made(desk, "opportunity", account, title="Second plant secretly wanted", stage="qualified")
    made(desk, "value_entry", account, title="Hours", value=Money.of(52000, "EUR"), confirmed=True, date=TODAY)
    agenda = documents.open_document(desk, "qbr-agenda", account, review)
    monkeypatch.setattr(document_issue, "gaps", lambda form, state: Gaps(0, 0, {}))
    documents.mark_final(desk, agenda)
    return agenda


@pytest.mark.parametrize("audience", ["customer", "internal"])
def test_the_slides_of_a_sealed_agenda_are_written_again_as_they_were(
    desk: Desk, account: int, review: int, sealed: int, tmp_path: Path, audience: Any
) -> None:
    then = documents.export(desk, sealed, tmp_path / "then.pptx", audience).file.read_bytes()
    settings.set_profile(desk, name="Somebody Else", company="Another company", colour="#AA0000")
    for goal in records.of_account(desk, "goal", account):
        records.update(desk, "goal", goal.id, {"title": "Changed since", "current": "1 day"})
    issue = documents.issues(desk, sealed)[0]
    assert issue.slides
    again = documents.export(desk, sealed, tmp_path / "again.pptx", audience, issue.id).file.read_bytes()
    assert text_of(again, "pptx") == text_of(then, "pptx")
    assert "Goal 0" in text_of(again, "pptx") and "Version 1" in text_of(again, "pptx")
    assert "Changed since" not in text_of(again, "pptx") and "Another company" not in text_of(again, "pptx")


def test_a_version_without_slides_says_so(desk: Desk, sealed: int, tmp_path: Path) -> None:
    with desk.write("An older version") as tx:
        text = tx.connection.exec_driver_sql(
            "SELECT snapshot FROM document_issue WHERE document_id=?", (sealed,)
        ).scalar()
        kept = {key: value for key, value in json.loads(str(text)).items() if key != "slides"}
        tx.update("document_issue", documents.issues(desk, sealed)[0].id, {"snapshot": kept})
    issue = documents.issues(desk, sealed)[0]
    assert not issue.slides
    with pytest.raises(Invalid, match="were not kept"):
        documents.export(desk, sealed, tmp_path / "again.pptx", "customer", issue.id)
    assert not (tmp_path / "again.pptx").exists()


# sending a paper ahead


def paper(desk: Desk, account: int, review: int) -> Any:
    return next(one for one in reviews.papers(desk, account, review, "qbr") if one.key == "qbr-agenda")


def test_an_agenda_goes_out_with_its_copy_and_is_noted_in_one_step(
    desk: Desk, account: int, review: int, sealed: int, tmp_path: Path
) -> None:
    assert paper(desk, account, review).send == "open"
    target = tmp_path / reviews.paper_mail_name(desk, review, "qbr-agenda")
    made_ = reviews.export_paper_mail(desk, review, "qbr-agenda", target)
    mail = message_from_bytes(made_.file.read_bytes(), policy=email_policy)
    assert "ingrid@halden.example" in str(mail["To"]) and "Agenda for QBR, Q4 2026" in str(mail["Subject"])
    attached = [part for part in mail.iter_attachments() if part.get_filename()]
    assert [one.get_filename().endswith(".pdf") for one in attached] == [True]
    said_ = text_of(attached[0].get_payload(decode=True), "pdf")
    assert "secretly" not in said_ and "secretly" not in plain_text(review_mails.paper_mail(desk, review, "qbr-agenda"))
    assert paper(desk, account, review).send == "open"
    before = desk.undo_name
    reviews.paper_sent(desk, review, "qbr-agenda")
    assert paper(desk, account, review).send == "done" and "sent 23 Nov 2026" in paper(desk, account, review).state
    touch = records.of_account(desk, "touch", account)[0]
    assert (touch.values["type"], touch.values["date"]) == ("email", TODAY)
    desk.undo()
    assert desk.undo_name == before and paper(desk, account, review).send == "open"


def test_only_what_goes_ahead_is_sent(desk: Desk, account: int, review: int) -> None:
    with pytest.raises(Invalid, match="not sent ahead"):
        reviews.paper_sent(desk, review, "meeting-notes")
    with pytest.raises(Invalid, match="not begun"):
        reviews.export_paper_mail(desk, review, "qbr-agenda", Path("mail.eml"))
    assert paper(desk, account, review).send == ""


def test_somebody_confirms_and_takes_it_back(desk: Desk, review: int) -> None:
    first = reviews.review(desk, review).people
    assert [one.confirmed for one in first] == [False, False]
    reviews.confirm_attendance(desk, first[1].attendee, True)
    assert [one.confirmed for one in reviews.review(desk, review).people] == [False, True]
    assert desk.undo_name == f"Note that {first[1].name} comes"
    reviews.confirm_attendance(desk, first[1].attendee, False)
    assert not any(one.confirmed for one in reviews.review(desk, review).people)


def test_a_book_full_to_the_brim_keeps_its_slides_readable(desk: Desk, account: int, review: int) -> None:
    long = "The approvals lie with six named people and their deputies. " * 40
    records.update(desk, "account", account, {"strategy": long, "initiatives": long, "budget_cycle": long})
    for number in range(20):
        made(desk, "milestone", account, title=f"Step {number}", criteria=long, status="planned",
             target_date=TODAY + timedelta(days=number))  # fmt: skip
        made(desk, "risk", account, title=f"Risk {number}", mitigation=long, status="managing")
        made(desk, "action", account, title=f"Action {number} {'x' * 200}", status="open")
    documents.open_document(desk, "success-plan", account)
    deck, warnings = decks.build(desk, account, review)
    pages = write_pptx(deck).pages
    assert sum(pages) <= 20
    said_ = "\n".join(warnings)
    assert "13 of 20 steps are not on the slides" in said_ and "6 of 20 actions" in said_
    assert "“Direction” is longer than a slide has room for" in said_
    tables = [block.table for slide in deck.slides for block in slide.blocks if isinstance(block, TableBlock)]
    assert [len(one.rows) for one in tables] == [7, 6, 14]


@pytest.mark.parametrize(
    ("text", "words", "kept"),
    [
        ("Short enough", 3, "Short enough"), ("One, two, three and four", 3, "One, two, three…"), ("", 3, ""),
        ("x" * 100, 3, "x" * 15 + "…"), ("Two  spaces\nand a line", 9, "Two  spaces\nand a line"),
    ],
)  # fmt: skip
def test_a_text_is_cut_between_words(text: str, words: int, kept: str) -> None:
    assert deck_limits.clip(text, words) == kept
