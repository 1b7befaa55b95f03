"""What a review is prepared with: its checklist, agenda, briefing, deck and invitation, each with its state."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from csdesk.desk import document_forms, documents, records
from csdesk.desk import document_state as states
from csdesk.desk.core import Changed
from csdesk.desk.document_state import Loaded
from csdesk.desk.errors import Invalid
from csdesk.desk.evidence import Evidence
from csdesk.desk.review_model import Paper, Phase, Preparation, Task
from csdesk.forms import timing
from csdesk.forms.gaps import NOTHING, gaps, names, section_visible, visible
from csdesk.forms.schema import Form, FormField, Section
from csdesk.forms.state import SectionState
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_ORDER: Final = ("agenda", "monthly-review", "executive-briefing", "meeting-notes")
"""How papers are listed: by the part of a form's id, agenda first."""


def suited(type_id: str) -> tuple[Form, ...]:
    """The forms that are about a meeting of this type, the agenda first."""
    found = [
        one
        for one in document_forms.library().forms.values()
        if one.subject == "review" and (not one.reviews or type_id in one.reviews)
    ]
    return tuple(sorted(found, key=lambda one: (_place(one), one.title)))


def _place(one: Form) -> int:
    return next((place for place, part in enumerate(_ORDER) if part in one.id), len(_ORDER))


def agenda_form(type_id: str) -> Form | None:
    """The agenda for meetings of this type: the form with timed parts; None when there is none."""
    return next((one for one in suited(type_id) if one.agenda), None)


def preparation_form(type_id: str) -> Form | None:
    """The form whose checklists prepare meetings of this type: the one with most items that have a day."""
    counted = [(sum(_timed(one)), one) for one in suited(type_id)]
    best = max(counted, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def is_prepared(type_id: str) -> bool:
    """Whether meetings of this type have anything to prepare; a check-in has not."""
    return any(one.agenda or sum(_timed(one)) for one in suited(type_id))


def _timed(form: Form) -> list[int]:
    return [sum(field.timed for field in one.fields) for one in form.sections if one.kind == "checklist"]


def _loaded(desk: Desk, form: Form, account_id: int, review_id: int) -> tuple[int | None, Loaded]:
    number = documents.existing(desk, form.id, account_id, review_id)
    if number is not None:
        return number, states.load(desk, number)
    return None, states.empty(desk, form, account_id, review_id)


# The checklist


def preparation(desk: Desk, account_id: int, review_id: int, type_id: str) -> Preparation | None:
    """The checklist of a review, begun or not; None for a type of meeting that has none."""
    form = preparation_form(type_id)
    if form is None:
        return None
    number, loaded = _loaded(desk, form, account_id, review_id)
    # Once it is over, nothing of its preparation is late any more.
    ahead = loaded.review is not None and loaded.review.values["status"] == "planned"
    today = desk.clock.today() if ahead else date.min
    phases = tuple(
        phase
        for section in form.sections
        if section.kind == "checklist" and section_visible(section, loaded.state)
        if (phase := _phase(section, loaded, today)).tasks
    )
    done, total = timing.ticked(form, loaded.state, before=True)
    open_ = [task for phase in phases for task in phase.tasks if not task.done and _early(form, task)]
    return Preparation(
        form.id,
        number,
        phases,
        done,
        total,
        tuple(one.label for one in open_ if one.late),
        min((one.due for one in open_ if one.due is not None and not one.late), default=None),
    )


def preparation_counts(desk: Desk, account_id: int, review_id: int, type_id: str) -> tuple[int, int, tuple[str, ...]]:
    """Of the items before the meeting: how many are done, how many there are, and which are late."""
    found = preparation(desk, account_id, review_id, type_id)
    return (0, 0, ()) if found is None else (found.done, found.total, found.late)


def _phase(section: Section, loaded: Loaded, today: date) -> Phase:
    answers = loaded.state.sections.get(section.id, SectionState()).answers
    known = names(loaded.state, answers)
    tasks = []
    for item in section.fields:
        if not visible(item, known):
            continue
        day = timing.due(item, loaded.state)
        ticked = answers.get(item.id, NOTHING).value is True
        proof = loaded.proofs.get(f"{section.id}//{item.id}")
        # Only what comes before the meeting can hold it up; what follows is told when the review is closed.
        late = not ticked and _before(item) and day is not None and day.on < today
        why = proof.why if proof is not None else ""
        proved = proof is not None and proof.done
        text = day.text if day is not None else ""
        on = day.on if day is not None else None
        tasks.append(Task(section.id, item.id, item.label, on, text, ticked, why, proved, late, item.group))
    return Phase(section.id, section.title, timing.opens_on(section, loaded.state), tuple(tasks))


def _before(item: FormField) -> bool:
    return (item.due if item.due is not None else item.due_hours or 0) < 0


def _early(form: Form, task: Task) -> bool:
    return any(one.id == task.id and _before(one) for one in form.section(task.section).fields)


def tick(desk: Desk, review_id: int, section: str, item: str, done: bool) -> Changed:
    """Tick an item of the preparation, or take the tick back; begins the checklist's document on the first one."""
    one = records.get(desk, "review", review_id)
    form = preparation_form(str(one.values["type"] or ""))
    if form is None or one.account_id is None:
        raise Invalid("review", "there is no checklist for meetings of this type")
    number = documents.open_document(desk, form.id, one.account_id, review_id)
    return documents.set_value(desk, number, documents.FieldPath(section, "", item), done)


# The papers


def sent_word(form: Form) -> str:
    """What a mail calls a paper that goes to the customer ahead of the meeting; "" for one that does not."""
    if not form.customer_copy:
        return ""
    return "agenda" if form.agenda else "briefing" if "briefing" in form.id else ""


def form_sent(type_id: str, word: str) -> Form:
    """The form of a meeting of this type that goes ahead under this name; Invalid when there is none."""
    found = next((one for one in suited(type_id) if sent_word(one) == word), None)
    if found is None:
        raise Invalid("review", f"no {word} goes to the customer ahead of a meeting of this type")
    return found


def papers(desk: Desk, account_id: int, review_id: int, type_id: str) -> tuple[Paper, ...]:
    """The documents of a review but its checklist, begun or not, each with its state."""
    checklist = preparation_form(type_id)
    found = []
    for form in suited(type_id):
        if form is checklist and not form.agenda:
            continue
        number, loaded = _loaded(desk, form, account_id, review_id)
        counts = gaps(form, loaded.state)
        final = loaded.head.state == "final"
        if number is None:
            state = f"Not begun; the book knows {counts.answered} of {counts.total} answers"
        elif final:
            on = loaded.head.issued_on
            state = f"Final, version {loaded.head.version}" + (f", {format_date(on)}" if on else "")
        else:
            state = f"Draft of version {loaded.head.version}, {counts.answered} of {counts.total} answered"
        missing = len(counts.missing)
        formats = tuple(one for one in form.formats if one in documents.FORMATS)
        word = sent_word(form) if final else ""
        mail = _mail(desk, account_id, loaded, word)
        if mail is not None:
            state += f", sent {format_date(mail)}"
        send: Literal["", "open", "done"] = "done" if mail is not None else "open" if word else ""
        found.append(Paper(form.id, form.title, form.about, number, state, missing, final, formats, send))
    return tuple(found)


def _mail(desk: Desk, account_id: int, loaded: Loaded, word: str) -> date | None:
    """When a sealed paper went out by e-mail; None when it did not, as far as the timeline tells."""
    on = loaded.head.issued_on
    if not word or on is None:
        return None
    found = Evidence(desk, account_id, loaded.review).sent(on, word)
    return found.values["date"] if found is not None else None


def open_paper(desk: Desk, review_id: int, form_id: str) -> int:
    """The review's document of a form, made on first use; its id."""
    one = records.get(desk, "review", review_id)
    return documents.open_document(desk, form_id, one.account_id, review_id)
