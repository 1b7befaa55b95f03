"""What slides may say: the plan's and the agenda's answers that a customer may see, and nothing else.

Which they are is decided by the forms, not here: a field that a CSM's own copy of a form calls internal is not on the
slides either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from csdesk.book.catalog import KINDS
from csdesk.desk import document_forms, documents, people, records, review_papers
from csdesk.desk import document_state as states
from csdesk.desk.document_state import Loaded
from csdesk.desk.errors import Invalid
from csdesk.desk.evidence import Evidence
from csdesk.desk.records import Record
from csdesk.documents.compose_values import Scene
from csdesk.documents.model import Chip
from csdesk.forms.state import Answer
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

PLAN: Final = "success-plan"


@dataclass(frozen=True, slots=True)
class Shared:
    """A record with what the customer may see of it: answers by the field they are bound to, and own ones by id."""

    record: Record
    answers: Mapping[str, Answer]
    own: Mapping[str, Answer] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """An answer in words; "" for one that is unknown or not the customer's to see."""
        found = self.answers.get(name)
        return found.text if found is not None else ""

    def value(self, name: str) -> Any:
        """A record's own value; None for one that is unknown or not the customer's to see."""
        return self.record.values[name] if name in self.answers else None

    def chip(self, name: str = "status") -> Chip | None:
        """A status with its tone."""
        value = self.value(name)
        spec = KINDS[self.record.kind].field(name)
        option = next((one for one in spec.options if one.id == value), None)
        return Chip(option.label, option.tone or "neutral") if option is not None else None


class Facts:
    """An account's book around one review, as its slides may use it."""

    def __init__(self, desk: Desk, account_id: int, review_id: int | None) -> None:
        self.desk = desk
        self.account = records.get(desk, "account", account_id)
        self.review = _review(desk, account_id, review_id)
        self.book = Evidence(desk, account_id, self.review)
        self.today = desk.clock.today()
        self.on: date | None = self.review.values["date"] if self.review is not None else None
        self.day = self.on or self.today
        self.name = str(self.account.values["name"] or "")
        self.short = states.short_name(self.name)
        self.left: list[str] = []
        """What the slides had no room for, in sentences."""
        self.type = str(self.review.values["type"] or "qbr") if self.review is not None else "qbr"
        self.plan = _loaded(desk, PLAN, account_id, None)
        form = review_papers.agenda_form(self.type)
        number = self.review.id if self.review is not None else None
        self.agenda = _loaded(desk, form.id, account_id, number) if form is not None and number is not None else None

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        """The documents that the slides draw on."""
        return tuple(one for one in (self.plan, self.agenda) if one is not None)

    def rows(self, kind: str) -> list[Shared]:
        """The plan's rows of one kind ("goals") that the customer may see."""
        return _rows(self.plan, kind, self.desk)

    def on_agenda(self, kind: str) -> dict[int, Shared]:
        """The same of the agenda, by the record's id."""
        return {one.record.id: one for one in _rows(self.agenda, kind, self.desk)}

    def account_text(self, name: str) -> str:
        """An answer that is bound to the account ("strategy"), where the customer may see it."""
        for loaded in self.loaded:
            scene = _scene(loaded, self.desk)
            for section in loaded.head.form.sections:
                answers = scene.answers(section).answers
                for one in section.fields:
                    wanted = one.binding == f"account.{name}" and not section.records and one.id in answers
                    if wanted and scene.shown_section(section) and scene.shown(one, answers):
                        return answers[one.id].text
        return ""

    def plan_list(self, section_id: str, field_id: str) -> tuple[str, ...]:
        """The lines of a list in the plan, where the customer may see it."""
        return tuple(line for line in self._own(self.plan, section_id, field_id).split("\n") if line.strip())

    def agenda_text(self, section_id: str, field_id: str) -> str:
        """An answer of the agenda, where the customer may see it."""
        return self._own(self.agenda, section_id, field_id)

    def _own(self, loaded: Loaded | None, section_id: str, field_id: str) -> str:
        if loaded is None:
            return ""
        scene = _scene(loaded, self.desk)
        for section in loaded.head.form.sections:
            answers = scene.answers(section).answers
            if section.id != section_id or field_id not in answers or not scene.shown_section(section):
                continue
            for one in section.fields:
                if one.id == field_id and scene.shown(one, answers):
                    return answers[one.id].text
        return ""

    def decisions(self) -> tuple[str, ...]:
        """What a document of the review holds as decided, where the customer may see it."""
        found: list[str] = []
        for paper in self.book.papers:
            if self.review is None or paper.review != self.review.id:
                continue
            loaded = states.load(self.desk, paper.id)
            for section in loaded.head.form.sections:
                text = self._own(loaded, section.id, "decisions")
                found += [line.strip() for line in text.split("\n") if line.strip()]
        return tuple(dict.fromkeys(found))

    def person(self, contact: int | None) -> str:
        """A contact's name."""
        return people.names(self.desk, {contact}).get(contact, "") if contact is not None else ""

    def short_day(self, day: date | None) -> str:
        """A day as a slide says it: without the year where it is the review's own."""
        if day is None:
            return ""
        text = format_date(day)
        return text.removesuffix(f" {day.year}") if day.year == self.day.year else text


def _review(desk: Desk, account_id: int, review_id: int | None) -> Record | None:
    """The review asked for; without one, the next planned QBR, else the next planned meeting of any other type."""
    if review_id is not None:
        one = records.get(desk, "review", review_id)
        if one.account_id != account_id or one.deleted_at is not None:
            raise Invalid("review", f"there is no meeting {review_id} of this account")
        return one
    ahead = [one for one in records.of_account(desk, "review", account_id) if one.values["status"] == "planned"]
    dated = sorted(
        (one for one in ahead if one.values["date"] is not None and one.values["date"] >= desk.clock.today()),
        key=lambda one: (one.values["type"] != "qbr", one.values["date"]),
    )
    return dated[0] if dated else None


def _loaded(desk: Desk, form_id: str, account_id: int, review_id: int | None) -> Loaded | None:
    form = document_forms.library().forms.get(form_id)
    if form is None:
        return None
    number = documents.existing(desk, form_id, account_id, review_id)
    return states.load(desk, number) if number is not None else states.empty(desk, form, account_id, review_id)


def _scene(loaded: Loaded, desk: Desk) -> Scene:
    return Scene(loaded.head.form, loaded.state, "customer", desk.formats)


def _rows(loaded: Loaded | None, kind: str, desk: Desk) -> list[Shared]:
    if loaded is None:
        return []
    scene = _scene(loaded, desk)
    found = []
    for section in loaded.head.form.sections:
        if section.records != kind or not scene.shown_section(section):
            continue
        for row in scene.answers(section).rows:
            record = loaded.records.get(section.id, {}).get(row.key)
            if record is None or not scene.shared(section, row):
                continue
            open_ = [one for one in section.fields if scene.shown(one, row.answers) and one.id in row.answers]
            if not open_:
                continue
            bound = {one.binding: row.answers[one.id] for one in open_ if one.binding}
            own = {one.id: row.answers[one.id] for one in open_ if not one.binding}
            found.append(Shared(record, bound, own))
        if found:
            return found
    return found
