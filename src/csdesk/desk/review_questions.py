"""What a meeting asks of the plan and of health: questions raised by its notes and by what the book holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from csdesk.desk import documents, records
from csdesk.desk.errors import Invalid
from csdesk.desk.evidence import Evidence
from csdesk.values.days import format_date
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.records import Record


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the meeting asks of the plan or of health."""

    text: str
    why: str
    tab: str
    """The part of the account that answers it: "plan", "people" or "overview"."""


_RISK, _PEOPLE = "Is this a risk in the register?", "Do the people and their roles still stand as they are kept?"
_SIGNS: Final = (
    ("budget|cutting costs?|cut costs?|cost saving|freeze|layoff|headcount", _RISK, "plan"),
    ("competitor|alternative|tender|rfp|other vendor|switch", _RISK, "plan"),
    ("leaves|leaving|resign|successor|reorg|restructur|merg|acqui", _PEOPLE, "people"),
    ("new (?:cfo|ceo|cio|vp|director|head|lead)", _PEOPLE, "people"),
    ("unhappy|disappoint|frustrat|concern|complain|escalat|not working|outage", "Does health say this?", "overview"),
    ("new (?:site|plant|depot|region|country|team|department|project|initiative)|expand|roll ?out|opens|more users",
     "Does a goal or an opportunity hold this?", "plan"),
    ("deadline|go-?live|postpon|delay|later than|moved to", "Do the milestones still stand?", "plan"),
)  # fmt: skip
"""What a note speaks of (the beginning of words, in English), what to ask then, and where the answer stands."""


_STAMP: Final = re.compile(r"^\d{1,3}:\d{2}(?::\d{2})?\s+")


def questions(desk: Desk, review_id: int) -> tuple[Question, ...]:
    """What the notes of a review ask: one question per note that speaks of change, and of what the book holds."""
    one = records.get(desk, "review", review_id)
    if one.account_id is None:
        raise Invalid("review", "this review belongs to no account")
    book = Evidence(desk, one.account_id, one)
    found: list[Question] = []
    seen: set[str] = set()
    for note in notes_of(desk, one):
        for pattern, ask, tab in _SIGNS:
            if re.search(rf"\b(?:{pattern})", fold(note)) and note not in seen:
                seen.add(note)
                found.append(Question(ask, f"Noted: {_short(_STAMP.sub('', note))}", tab))
                break
    day = one.values["date"]
    for goal in book.goals:
        if goal.values["status"] in ("at-risk", "off-track"):
            on = goal.values["current_on"]
            if day is not None and (on is None or on < day):
                since = f"Value of {format_date(on)}" if on else "Never measured"
                found.append(Question(f"Is “{_short(goal.title, 60)}” still as it is kept?", since, "plan"))
    if day is not None and (book.health is None or book.health[0] < day):
        last = f"Last score {book.health[1]:g}, {format_date(book.health[0])}" if book.health else "No score yet"
        found.append(Question("Does the health score still hold after this meeting?", last, "overview"))
    for risk in book.risks:
        if not risk.values["mitigation"]:
            found.append(Question(f"What is done about “{_short(risk.title, 60)}”?", "No mitigation yet", "plan"))
    return tuple(found)


def notes_of(desk: Desk, one: Record) -> tuple[str, ...]:
    """Every line that was written about a review in its documents' own long answers, and in its note."""
    lines = [str(one.values["note"] or "")]
    with desk.book.read() as connection:
        papers = connection.exec_driver_sql(
            "SELECT id FROM document WHERE review_id=? AND deleted_at IS NULL", (one.id,)
        ).fetchall()
    for (number,) in papers:
        for section in documents.view(desk, number).sections:
            for field in (*section.fields, *(cell for row in section.rows for cell in row.fields)):
                own = not field.field.binding and field.field.type in ("text", "long", "list")
                if own and field.value and field.source is None:
                    lines.append(field.text)
    return tuple(line.strip() for text in lines for line in text.splitlines() if line.strip())


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
