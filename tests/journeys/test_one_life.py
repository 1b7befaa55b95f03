"""One customer from the signature to the loss, through the window: every fact is typed once and met again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import documents, records, reviews, settings
from csdesk.desk.core import Desk
from csdesk.desk.documents import FieldPath
from csdesk.documents.verify import text_of
from csdesk.values.money import Money

CONCERN = "Nobody in the plants trusts the figures any more"
CAUSE = "The plants were never asked before the rollout"


def tight(text: str) -> str:
    """Text without spaces, as a page may break it anywhere."""
    return "".join(text.split())


def open_form(person: Any, account: int, form: str) -> int:
    """Open a form from the account's page; the document."""
    person.window.go("account", account_id=account)
    person.rest()
    person.page.open_form(form)
    person.rest()
    person.until(lambda: getattr(person.page, "work", None) is not None)
    return int(person.page.work.document)


def write(person: Any, path: str, words: str) -> None:
    """Type into a field of the document in sight."""
    person.page.go(path)
    person.until(lambda: person.page.form.block(path) is not None)
    person.type(person.page.form.block(path).editor.control(), words)
    person.rest()


def add_row(person: Any, section: str, **words: str) -> str:
    """Add a row to a table of the document in sight and type into it; its key."""
    desk, document = person.window.context.desk, person.page.work.document
    known = {row.key for row in part(desk, document, section).rows}
    documents.add_row(desk, document, section, {})
    person.rest()
    key = next(row.key for row in part(desk, document, section).rows if row.key not in known)
    for field, text in words.items():
        write(person, f"{section}/{key}/{field}", text)
    return str(key)


def part(desk: Any, document: int, section: str) -> Any:
    return next(one for one in documents.view(desk, document).sections if one.section.id == section)


def choose(person: Any, path: str, value: str) -> None:
    """Choose an answer of the document in sight."""
    documents.set_value(person.window.context.desk, person.page.work.document, FieldPath.parse(path), value)
    person.rest()


def follow(person: Any, words: str) -> None:
    """Do the follow-up that the document offers."""
    strip = next(one for one in person.page.findChildren(object) if type(one).__name__ == "FollowUps")
    person.until(lambda: strip.isVisible() and words in strip.title.full_text())
    strip.button.click()
    person.rest()


def told(desk: Any, document: int, path: str) -> str:
    """What a document answers at a path."""
    wanted = FieldPath.parse(path)
    found = part(desk, document, wanted.section)
    fields = [*found.fields, *(field for row in found.rows for field in row.fields)]
    return str(next(one.text for one in fields if one.path == wanted))


def everywhere(desk: Any, words: str) -> list[str]:
    """The places of the book's file that hold these words, the journal aside: one for a fact that was typed once."""
    found: list[str] = []
    with desk.book.read() as connection:
        tables = [row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")]
        for table in tables:
            if table.startswith(("search", "change", "sqlite", "alembic")):
                continue
            names = [row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{table}")')]
            for name in names:
                sql = f'SELECT count(*) FROM "{table}" WHERE CAST("{name}" AS TEXT) LIKE ?'
                if count := connection.exec_driver_sql(sql, (f"%{words}%",)).scalar():
                    found += [f"{table}.{name}"] * int(count)
    return found


@pytest.fixture
def account(person: Any, tmp_path: Path) -> int:
    path = tmp_path / "book.csdesk"
    with Desk.open(path) as desk:
        settings.set_profile(desk, name="Nora Hale", company="Kelvara")
    person.open(path)
    values = {
        "name": "Halden Foods", "arr": Money.of(240_000, "USD"), "renewal_date": date(2027, 1, 20),
        "stage": "onboarding", "tier": "Mid-market", "contract_start": date(2026, 1, 20),
    }  # fmt: skip
    return int(records.create(person.window.context.desk, "account", values).record_id or 0)


def test_from_the_handoff_to_the_post_mortem(person: Any, account: int, tmp_path: Path) -> None:
    desk = person.window.context.desk

    # Handoff: accepted, its people, measures, promises and risks become records; the plan begins with them.
    handoff = open_form(person, account, "handoff")
    buyer = add_row(person, "stakeholders", name="Ines Caldeira", title="Chief Operating Officer")
    choose(person, f"stakeholders/{buyer}/role", "economic-buyer")
    add_row(person, "criteria", title="Close the month in five days", metric="Working days to close", target="5 days")
    add_row(person, "register", title="Two plants opt out")
    choose(person, "decision//decision", "Accepted")
    follow(person, "Put people, goals, promises and risks into the book")
    (goal,) = records.of_account(desk, "goal", account)
    assert (goal.values["title"], goal.values["target"]) == ("Close the month in five days", "5 days")
    assert [one.values["name"] for one in records.of_account(desk, "contact", account)] == ["Ines Caldeira"]
    assert [one.values["title"] for one in records.of_account(desk, "risk", account)] == ["Two plants opt out"]
    follow(person, "Begin the success plan")
    plan = person.page.work.document
    assert plan != handoff
    assert told(desk, plan, f"goals/{goal.id}/title") == "Close the month in five days"

    # Plan: progress is typed, and stands in the agenda of the review; corrected there, it is corrected here.
    write(person, f"goals/{goal.id}/current", "8 days")
    review = reviews.plan(desk, account, "qbr", date(2026, 12, 14)).record_id
    assert review is not None
    person.window.go("review", review_id=review)
    person.rest()
    agenda = documents.open_document(desk, "qbr-agenda", review_id=review)
    person.window.go("document", document_id=agenda)
    person.rest()
    assert told(desk, agenda, f"goals/{goal.id}/current") == "8 days"
    write(person, f"goals/{goal.id}/current", "7 days")
    assert told(desk, plan, f"goals/{goal.id}/current") == "7 days"
    add_row(person, "risks", title="The controller leaves in March")
    assert len(records.of_account(desk, "risk", account)) == 2

    # Escalation: what the customer says and what we believe, typed here; tier 3 opens the save proposal with both.
    escalation = open_form(person, account, "risk-escalation")
    write(person, "situation//perception", CONCERN)
    write(person, "cause//hypothesis", CAUSE)
    choose(person, "decision//recommendation", "tier-3")
    follow(person, "Begin the save proposal")
    proposal = person.page.work.document
    assert proposal not in (escalation, plan)
    assert told(desk, proposal, "assessment//stated") == CONCERN
    assert told(desk, proposal, "assessment//cause") == CAUSE
    assert part(desk, proposal, "facts").fields[1].text
    customer = tmp_path / "proposal.pdf"
    documents.export(desk, proposal, customer, "customer")
    page = tight(text_of(customer.read_bytes(), "pdf"))
    assert tight("Close the month in five days") in page
    assert "7days" in page
    assert tight(CAUSE) not in page

    # Lost: the post-mortem knows the account, its people and its own timeline without a word.
    choose(person, "outcome//outcome", "lost")
    follow(person, "Begin the post-mortem")
    mortem = person.page.work.document
    view = documents.view(desk, mortem)
    assert view.form.id == "post-mortem"
    assert "Ines Caldeira" in "\n".join(one.text for section in view.sections for one in section.fields)
    timeline = part(desk, mortem, "timeline")
    assert timeline.rows
    words = "\n".join(one.text for row in timeline.rows for one in row.fields)
    assert "escalation" in words.casefold()

    # Each fact stands once in the book; a measure also in the handoff that it was taken over from.
    assert sorted(everywhere(desk, "Close the month in five days")) == ["answer.value", "goal.title"]
    assert everywhere(desk, "7 days") == ["goal.current"]
    assert everywhere(desk, "8 days") == []
    assert everywhere(desk, "The controller leaves in March") == ["risk.title"]
    assert desk.book.check().ok
