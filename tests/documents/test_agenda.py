"""Agendas, dated checklists, figures and places for the hand: composed from a small form, and set in PDF and Word."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pytest

from csdesk.documents.compose import compose
from csdesk.documents.docx import write_docx
from csdesk.documents.model import (
    AgendaPart,
    Block,
    Cell,
    Checklist,
    Document,
    Figures,
    Heading,
    ItemList,
    KeyValues,
    Letterhead,
    Ruled,
    SideBySide,
    Table,
    TimeBar,
)
from csdesk.documents.pdf import write_pdf
from csdesk.documents.verify import text_of
from csdesk.forms.binding import Bindings, BoundField
from csdesk.forms.load import read_form
from csdesk.forms.schema import Form
from csdesk.forms.state import Answer, Row, SectionState, State
from csdesk.yamlfile import loads

REVIEWS = Bindings(
    subjects={"review": {"date": BoundField("date", "Date", "date")}},
    records={
        "goals": {"title": BoundField("title", "Goal", "text"), "outcome": BoundField("outcome", "So that", "long")}
    },
)

TEXT = """form: agenda
title: Agenda
about: A meeting.
subject: review
sections:
  - section: ready
    title: Ready
    audience: internal
    checklist: own
    due: -2
    paper: {layout: checklist, columns: 2, blank: 1}
    fields: [{id: a, label: First thing}, {id: b, label: Second thing}]
  - section: validate
    title: Validate outcomes
    minutes: 15
    talk_time: {low: 0, high: 30}
    letter: V
    paper: {aim: What was reached., stance: Theirs first.}
    fields:
      - {id: minutes, type: number, label: Minutes, audience: customer}
      - {id: story, type: long, label: Story, audience: internal}
      - {id: talk_time, type: talk-time, label: Share, audience: internal, capture: true}
      - {id: notes, type: long, label: Notes, audience: internal, capture: true, prompts: [Ask about the close]}
  - section: goals
    title: Goals
    rows: account.goals
    item: goal
    item_title: title
    paper: {inside: validate, title: "-"}
    fields: [{id: title, audience: customer}, {id: outcome, audience: customer}]
  - section: close
    title: Close
    minutes: 50
    fields: [{id: notes, type: long, label: Notes, audience: internal, capture: true}]
  - section: actions
    title: Actions
    audience: internal
    rows: own
    item: action
    item_title: what
    paper: {layout: table, blank: 3, numbered: true}
    fields: [{id: what, type: text, label: What}, {id: by, type: date, label: By}]
  - section: after
    title: After
    audience: internal
    checklist: own
    opens: 0
    due: 1
    paper: {blank: 1}
    fields: [{group: Mail}, {id: sent, label: Sent}, {group: Book}, {id: kept, label: Kept, due: 3}]
  - section: hand
    title: By hand
    audience: internal
    paper: {blank: 4}
    fields:
      - {id: mood, type: choice, label: Mood, options: [Good, Poor]}
      - {id: words, type: long, label: Words}
"""
NAMES = {"account": "Halden Foods", "company": "Kelvara", "review_date": date(2026, 12, 2), "review_time": "14:00"}


def form() -> Form:
    return read_form(loads(TEXT, "agenda.yaml"), REVIEWS)


def goals(count: int) -> SectionState:
    return SectionState(
        rows=tuple(
            Row(str(number), {"title": Answer(f"Goal {number}", f"Goal {number}"), "outcome": Answer("x", "Outcome")})
            for number in range(count)
        )
    )


def state(count: int = 2, **sections: SectionState) -> State:
    return State({"goals": goals(count), **sections}, NAMES)


def made(
    given: State, audience: Literal["customer", "internal"] = "internal", final: bool = False, **changes: Any
) -> Document:
    document = compose(
        form(), given, audience=audience, letterhead=Letterhead(company="Kelvara"), version="Draft",
        dated=date(2026, 11, 23), dated_text="23 November 2026", final=final,
    )  # fmt: skip
    return replace(document, **changes) if changes else document


def every(blocks: tuple[Block, ...], kind: type[Any]) -> list[Any]:
    found: list[Any] = []
    for block in blocks:
        if isinstance(block, kind):
            found.append(block)
        if isinstance(block, AgendaPart):
            found += every((*block.blocks, *block.notes), kind)
        if isinstance(block, SideBySide):
            found += every((*block.first, *block.second), kind)
    return found


def test_our_agenda_has_bar_prompts_band_and_lines() -> None:
    document = made(state())
    bar = every(document.blocks, TimeBar)[0]
    assert [(slot.title, slot.starts, slot.quiet) for slot in bar.slots] == [
        ("Validate outcomes", "14:00", False), ("Close", "14:15", True),
    ]  # fmt: skip
    assert (bar.ends, bar.note) == ("15:05", "65 minutes in all; 60 are planned")
    first, second = every(document.blocks, AgendaPart)
    assert (first.letter, first.clock, first.minutes, first.aim) == ("V", "14:00", "15 min", "Theirs first.")
    assert first.talk is not None and (first.talk.words, first.talk.measured) == ("under 30%", "")
    assert [item.text for block in every(first.blocks, ItemList) for item in block.items] == ["Ask about the close"]
    assert first.notes == (Ruled("Notes", 1, fill=True),)
    assert every(first.blocks, Table)[0].rows and second.talk is None
    assert document.compact and document.warnings and "65 minutes" in document.warnings[0]


def test_the_customers_agenda_has_times_and_aims_and_nothing_of_ours() -> None:
    notes = SectionState({"story": Answer("Secret story", "Secret story"), "notes": Answer("Said", "Said")})
    document = made(state(validate=notes), "customer")
    first = every(document.blocks, AgendaPart)[0]
    assert (first.aim, first.talk, first.notes) == ("What was reached.", None, ())
    assert every(document.blocks, TimeBar)[0].note == "65 minutes in all"
    assert not document.compact and not every(document.blocks, ItemList)
    for data, format in ((write_pdf(document).data, "pdf"), (write_docx(document).data, "docx")):
        words = text_of(data, format)  # type: ignore[arg-type]
        assert "Goal 1" in words and "14:00" in words
        assert not any(said in words for said in ("Secret", "Said", "Ask about", "Theirs first", "talks", "Ready"))


def test_what_was_written_down_takes_the_place_of_lines() -> None:
    said = SectionState({"notes": Answer("They liked it", "They liked it"), "talk_time": Answer(28.0, "28%")})
    first = every(made(state(validate=said)).blocks, AgendaPart)[0]
    assert first.talk is not None and first.talk.measured == "28%"
    assert isinstance(first.notes[0], KeyValues) and first.notes[0].items[0].value.text == "They liked it"
    sealed = every(made(state(), final=True).blocks, AgendaPart)[0]
    assert sealed.notes == ()


def test_a_long_table_leaves_the_narrow_part() -> None:
    few, many = made(state(5)), made(state(6))
    assert len(every(every(few.blocks, AgendaPart)[0].blocks, Table)) == 1
    assert every(every(many.blocks, AgendaPart)[0].blocks, Table) == []
    assert any(isinstance(block, Table) and len(block.rows) == 6 for block in many.blocks)
    theirs = every(made(state(6), "customer").blocks, AgendaPart)[0]
    assert len(every(theirs.blocks, Table)) == 1


def test_days_stand_at_the_group_they_are_common_to_and_reasons_at_their_item() -> None:
    ticked = SectionState({"sent": Answer(True, "Yes", "E-mail of 3 Dec"), "kept": Answer(False, "No")})
    lists = every(made(state(after=ticked)).blocks, Checklist)
    mail, book = (one for one in lists if one.title in ("Mail", "Book"))
    assert (mail.note, mail.items[0].why, mail.items[0].checked) == ("by Thu 3 Dec", "E-mail of 3 Dec", True)
    assert (book.note, book.items[0].due) == ("by Sat 5 Dec", "")
    heads = {one.text: one.note for one in made(state()).blocks if isinstance(one, Heading)}
    assert heads["Ready"] == "0 of 2 · by Mon 30 Nov"
    assert heads["After"] == "0 of 2 · Wed 2 Dec to Sat 5 Dec"
    # Side by side they are an overview; the reasons stand where the work is done.
    ready = SectionState({"a": Answer(True, "Yes", "Because"), "b": Answer(False, "No")})
    assert every(made(state(ready=ready)).blocks, Checklist)[0].items[0].why == ""


def test_places_for_the_hand_are_printed_on_drafts_only() -> None:
    draft, sealed = made(state()), made(state(), final=True)
    tables = [one for one in draft.blocks if isinstance(one, Table)]
    assert tables[-1].rows == ((Cell(blank=True),) * 3,) * 3
    mood = next(one for one in every(draft.blocks, Checklist) if one.title == "Mood")
    assert [item.text.text for item in mood.items] == ["Good", "Poor"]
    assert Ruled("Words", 4) in every(draft.blocks, Ruled)
    assert every(sealed.blocks, Ruled) == [] and not any(one.title == "Mood" for one in every(sealed.blocks, Checklist))


@pytest.mark.parametrize("count", [0, 2, 20])
@pytest.mark.parametrize("minutes", [1, 15, 240])
def test_any_agenda_can_be_set(count: int, minutes: int) -> None:
    import docx

    long = Answer("words " * 400, "words " * 400)
    part = SectionState({"minutes": Answer(float(minutes), str(minutes)), "notes": long, "story": long})
    for audience in ("customer", "internal"):
        document = made(state(count, validate=part), audience)
        page = write_pdf(document)
        words = " ".join(text_of(page.data, "pdf").replace("\u00a0", " ").split())
        assert page.pages >= 1 and f"{minutes} min" in words
        assert docx.Document(io.BytesIO(write_docx(document).data)).tables
        if audience == "internal":
            assert text_of(page.data, "pdf").count("words") == 800
            assert text_of(write_docx(document).data, "docx").count("words") == 800


def test_a_form_for_one_page_says_when_it_runs_over() -> None:
    document = made(state(20), "customer", most_pages=1, blocks=made(state(20)).blocks * 3)
    assert any("page over" in one or "pages over" in one for one in write_pdf(document).warnings)
    assert write_pdf(made(state(1), "customer", most_pages=1)).warnings == ()


def test_figures_stand_large_with_what_they_count() -> None:
    text = TEXT.replace('paper: {inside: validate, title: "-"}', "paper: {layout: figures}")
    document = compose(
        read_form(loads(text, "agenda.yaml"), REVIEWS), state(4), audience="customer",
        letterhead=Letterhead(company="Kelvara"), version="Draft", dated=date(2026, 11, 23), dated_text="", final=False,
    )  # fmt: skip
    figures = every(document.blocks, Figures)[0]
    assert len(figures.items) == 4 and "Outcome" in figures.items[0].second
    for data, format in ((write_pdf(document).data, "pdf"), (write_docx(document).data, "docx")):
        assert "Goal 3" in text_of(data, format)  # type: ignore[arg-type]
