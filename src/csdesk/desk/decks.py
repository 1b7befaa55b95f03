"""The slides of a review, from the book: put together, proved to hold nothing internal, and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.desk import deck_slides, document_files, document_sealed, document_view, whole_file
from csdesk.desk.deck_facts import Facts
from csdesk.desk.document_model import Audience, Exported, HiddenField
from csdesk.desk.errors import Invalid
from csdesk.desk.messages import say
from csdesk.documents.deck import Deck, Slide
from csdesk.values.days import format_date
from csdesk.values.text import safe_file_name

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

Parts = dict[str, list[Slide]]


def build(
    desk: Desk, account_id: int, review_id: int | None = None, audience: Audience = "customer"
) -> tuple[Deck, tuple[str, ...]]:
    """The deck of a review (without one: of the next planned QBR) and what was left out, in plain sentences.

    The slides of both audiences say the same, which is what the customer may see; our own copy has the agenda's prompts
    as speaker notes. Invalid for a review of another account.
    """
    facts = Facts(desk, account_id, review_id)
    deck, parts, warnings = _build(facts, audience)
    del parts
    return deck, tuple(warnings)


def _build(facts: Facts, audience: Audience) -> tuple[Deck, Parts, list[str]]:
    words = deck_slides.texts()
    goals, warnings = deck_slides.goal_slides(facts)
    results = [one for one in (deck_slides.value_slide(facts), deck_slides.usage_slide(facts)) if one is not None]
    openings = deck_slides.openings_slide(facts)
    # Goals take a slide for each three; what proves them shares what is left of the limit.
    taken = -(-min(len(facts.rows("goals")), int(words["limits"]["goals"])) // 3) or 1
    parts: Parts = {
        "validate": goals + results[: max(int(words["limits"]["validate"]) - taken, 1)],
        "context": deck_slides.context_slides(facts),
        "opportunities": [*deck_slides.ahead_slides(facts), *([openings] if openings is not None else [])],
        "next": [deck_slides.next_slide(facts)],
    }
    slides = tuple(_with_notes(facts, one, audience) for group in parts.values() for one in group)
    warnings += facts.left
    head = facts.agenda.head if facts.agenda is not None else None
    final = head is not None and head.state == "final"
    number = head.version if head is not None else 1
    version = f"Version {number}" if final else "Draft" if number == 1 else f"Version {number}, draft"
    today = (head.issued_on if head is not None and final else None) or facts.today
    kinds = words["kinds"]
    deck = Deck(
        str(kinds.get(facts.type, kinds["other"])),
        facts.name,
        audience,
        version,
        facts.day,
        format_date(facts.day, "long"),
        format_date(today, "long"),
        _subtitle(facts),
        deck_slides.cover_facts(facts),
        slides,
        document_sealed.letterhead(facts.desk),
        final,
    )
    return deck, parts, warnings


def _subtitle(facts: Facts) -> str:
    """The objective, where it is short enough to be read at a glance; in full it stands in the plan."""
    text = facts.account_text("objective")
    most = int(deck_slides.texts()["limits"]["subtitle_words"])
    return text if len(text.split()) <= most and "\n" not in text.strip() else ""


def _with_notes(facts: Facts, slide: Slide, audience: Audience) -> Slide:
    return replace(slide, notes=_notes(facts, slide.letters)) if audience == "internal" else slide


def _notes(facts: Facts, letters: str) -> tuple[str, ...]:
    """What to say and ask in these parts of the meeting, from the agenda's prompts: for our own copy only."""
    words = deck_slides.texts()["notes"]
    found: list[str] = []
    if facts.agenda is None:
        return ()
    for section in facts.agenda.head.form.sections:
        if not section.letter or section.letter not in letters:
            continue
        told = [section.title]
        if section.minutes:
            told.append(say(words["minutes"], minutes=section.minutes))
        if section.talk_time is not None:
            told.append(say(words["talk"], share=section.talk_time.words))
        found.append(". ".join([told[0], " ".join(told[1:])]).strip(". ") + ".")
        found += [f"- {prompt}" for one in section.fields for prompt in one.prompts]
        if section.letter == "U":
            titles = [one.title for one in facts.book.opportunities if one.title]
            if titles:
                found.append(say(words["raise"], titles="; ".join(titles)))
    return tuple(found)


def export(desk: Desk, account_id: int, review_id: int | None, to: Path, audience: Audience = "customer") -> Exported:
    """Write the slides. A customer's copy is read back and searched for every internal answer.

    Invalid when the file's name does not end in .pptx or the review is another account's; DeskError, with no file left
    behind, when something internal was found or the file cannot be written.
    """
    from csdesk.documents.pptx import write_pptx

    if to.suffix.casefold() != ".pptx":
        raise Invalid("to", f"“{to.name}” does not end in .pptx", "Name the file .pptx for slides.")
    facts = Facts(desk, account_id, review_id)
    deck, parts, warnings = _build(facts, audience)
    made = write_pptx(deck)
    left_out: list[HiddenField] = []
    if audience == "customer" and facts.loaded:
        document_files.prove(facts.loaded[0], made.data, "pptx", *facts.loaded[1:])
        left_out = [one for loaded in facts.loaded for one in document_view.hidden_fields(loaded)]
    whole_file.save(to, made.data)
    return Exported(to, audience, tuple(left_out), (*warnings, *_over(parts, made.pages), *made.warnings))


def _over(parts: Parts, pages: Sequence[int]) -> list[str]:
    """What to say of each part that takes more slides than its limit."""
    words: Any = deck_slides.texts()
    found = []
    at = 0
    for name, slides in parts.items():
        taken = sum(pages[at : at + len(slides)])
        at += len(slides)
        limit = words["limits"].get(name)
        if limit is not None and taken > int(limit):
            found.append(say(words["warnings"]["too_many"], part=words["parts"][name], count=taken, limit=limit))
    return found


def file_name(desk: Desk, account_id: int, review_id: int | None, audience: Audience = "customer") -> str:
    """A safe name for the file: "Halden Foods review slides 2026-12-02.pptx"; internal copies say so."""
    facts = Facts(desk, account_id, review_id)
    inner = " INTERNAL" if audience == "internal" else ""
    return safe_file_name(f"{facts.name} review slides {facts.day.isoformat()}{inner}.pptx", "slides.pptx")
