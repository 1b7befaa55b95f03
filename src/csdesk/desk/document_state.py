"""A document's answers at this moment: bound ones from the book, the others from the document, as one State."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from csdesk.desk import document_codec as codec
from csdesk.desk import document_forms, people, proofs, record_links, records, worked_out
from csdesk.desk.document_forms import RECORDS
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.evidence import Evidence, strategic
from csdesk.forms.coerce import CoerceError, coerce
from csdesk.forms.compute import computed
from csdesk.forms.schema import Form, FormField, Section
from csdesk.forms.state import Answer, Approval, Row, SectionState, State
from csdesk.forms.timing import ticked
from csdesk.values import expression
from csdesk.values.days import format_date
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.core import Desk, Transaction
    from csdesk.desk.document_sealed import Sealed
    from csdesk.desk.records import Record

_LEGAL = {"inc", "inc.", "ltd", "ltd.", "gmbh", "ag", "ab", "as", "a/s", "bv", "b.v.", "sa", "s.a.", "llc", "plc",
          "oy", "srl", "spa", "corp", "corp.", "co", "co.", "group", "holding", "holdings"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """A document's own facts."""

    id: int
    form: Form
    account_id: int | None
    state: str
    version: int
    created: datetime
    updated: datetime
    reviewed_on: date | None
    issued_on: date | None
    review_id: int | None = None


@dataclass(slots=True)
class Loaded:
    """A document with everything its answers are made of."""

    head: Head
    state: State
    account: Record | None
    account_name: str
    records: dict[str, dict[str, Record]] = field(default_factory=dict)
    """Of bound rows: section id to row key to the record."""
    defaults: set[str] = field(default_factory=set)
    """Paths whose answer is the form's default, not anybody's."""
    review: Record | None = None
    proofs: dict[str, proofs.Proved] = field(default_factory=dict)
    """What the book proves of checklists, by path."""
    unproved: frozenset[str] = frozenset()
    """Proofs that are not asked for."""
    evidence: Evidence | None = None
    sealed: Sealed | None = None
    """Of a version read from its snapshot: how it was printed."""

    def subject(self) -> Evidence | None:
        """What the book knows around the account and the review; None without an account."""
        if self.evidence is None or self.evidence.review is not self.review:
            account = self.head.account_id
            desk = self.desk
            self.evidence = Evidence(desk, account, self.review) if desk is not None and account is not None else None
        return self.evidence

    desk: Desk | None = None


def head(desk: Desk, document_id: int, tx: Transaction | None = None) -> Head:
    """A document's facts, within a write that is under way where `tx` is given; Invalid when it is not in the book."""
    with contextlib.nullcontext(tx.connection) if tx is not None else desk.book.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT form, account_id, state, version, created_at, updated_at, reviewed_on, final_on, review_id "
            "FROM document WHERE id=? AND deleted_at IS NULL",
            (document_id,),
        ).fetchone()
        if row is None:
            raise Invalid("document", f"there is no document {document_id} in the book")
        try:
            form = record_links.offered(connection, document_forms.form(row[0]), row[1])
        except Invalid as error:
            raise document_forms.broken(row[0]) from error
    return Head(
        document_id,
        form,
        row[1],
        row[2],
        row[3],
        datetime.fromisoformat(row[4]),
        datetime.fromisoformat(row[5]),
        date.fromisoformat(row[6]) if row[6] else None,
        date.fromisoformat(row[7]) if row[7] else None,
        row[8],
    )


def short_name(name: str) -> str:
    """An account's name as one says it: "Halden Foods Group AB" is "Halden Foods"."""
    words = name.split()
    while len(words) > 1 and fold(words[-1]).strip(",") in _LEGAL:
        words.pop()
    return " ".join(words).rstrip(",")


class _Faces:
    """Names and titles of contacts, each read once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[int, tuple[str, str]] = {}

    def __call__(self, contact_id: int) -> tuple[str, str]:
        if contact_id not in self._known:
            try:
                one = records.get(self._desk, "contact", contact_id)
            except DeskError:
                self._known[contact_id] = ("", "")
            else:
                self._known[contact_id] = (one.values["name"] or "", one.values["title"] or "")
        return self._known[contact_id]


def load(desk: Desk, document_id: int, *, unproved: frozenset[str] = frozenset()) -> Loaded:
    """Everything a document says now, with its proofs but those named in `unproved`.

    A final document that the book has moved on from (an import, an edit elsewhere) is the draft of its next version:
    nothing new is ever printed under the number of a sealed one.
    """
    from csdesk.desk.document_issue import outdated

    loaded = build(desk, head(desk, document_id), unproved=unproved)
    if loaded.head.state == "final" and outdated(desk, loaded):
        loaded.head = replace(loaded.head, state="draft", version=loaded.head.version + 1, issued_on=None)
    return loaded


def build(desk: Desk, first: Head, *, unproved: frozenset[str] = frozenset()) -> Loaded:
    """The same for a head that is already known."""
    account = records.get(desk, "account", first.account_id) if first.account_id is not None else None
    review = records.get(desk, "review", first.review_id) if first.review_id is not None else None
    faces = _Faces(desk)
    names = _names(desk, account) | _review_names(review)
    loaded = Loaded(first, State({}, names), account, str(names["account"]), review=review, unproved=unproved)
    loaded.desk = desk
    answers, rows = _stored(desk, first.id)
    sections: dict[str, SectionState] = {}
    for section in first.form.sections:
        maker = _Maker(desk, loaded, section, answers, faces)
        sections[section.id] = (
            maker.rows(rows.get(section.id, ())) if section.kind in ("rows", "repeat") else maker.plain()
        )
    currency = account.values["arr"].currency if account is not None and account.values["arr"] else ""
    loaded.state = computed(
        first.form,
        State(sections, names),
        lambda one, value: codec.answer(one, value, desk.formats, faces),
        currency or desk.formats.currency,
    )
    _say_prepared(desk, loaded)
    return loaded


def empty(desk: Desk, form: Form, account_id: int | None, review_id: int | None = None) -> Loaded:
    """The state of a document that has not been opened yet: what the book already knows."""
    now = desk.clock.now()
    with desk.book.read() as connection:
        form = record_links.offered(connection, form, account_id)
    return build(desk, Head(0, form, account_id, "draft", 1, now, now, None, None, review_id))


def _say_prepared(desk: Desk, loaded: Loaded) -> None:
    """Fill in how much of the document's own checklists is done, which is known only when all of it is read."""
    for section in loaded.head.form.sections:
        for one in section.fields:
            if one.binding == "document.prepared":
                done, wanted = ticked(loaded.head.form, loaded.state, before=True)
                value = round(100 * done / wanted) if wanted else None
                answers = dict(loaded.state.sections[section.id].answers)
                answers[one.id] = codec.answer(one, value, desk.formats, _Faces(desk))
                sections = dict(loaded.state.sections) | {section.id: SectionState(answers)}
                loaded.state = State(sections, loaded.state.names)


def _review_names(review: Record | None) -> dict[str, object]:
    """What conditions and printed texts may name of a review."""
    values: Mapping[str, Any] = review.values if review is not None else {}
    on = values.get("date")
    return {
        "review_date": on,
        "review_day": format_date(on, "long") if on is not None else "",
        "review_time": values.get("time") or "",
        "review_minutes": values.get("minutes"),
        "review_type": values.get("type"),
        "review_title": values.get("title") or "",
    }


def _names(desk: Desk, account: Record | None) -> dict[str, object]:
    profile = desk.profile
    values: Mapping[str, Any] = account.values if account is not None else {}
    name = str(values.get("name") or "")
    arr = values.get("arr")
    return {
        "account": name,
        "account_short": short_name(name),
        "company": profile.company or "us",
        "person": profile.name,
        "today": desk.clock.today(),
        "stage": values.get("stage"),
        "tier": values.get("tier"),
        "arr": None if arr is None else float(arr.amount),
        "strategic": strategic(desk, values),
        "renewal_date": values.get("renewal_date"),
        "contract_start": values.get("contract_start"),
        expression.FORMATS: desk.formats,
    }


def _stored(desk: Desk, document_id: int) -> tuple[dict[tuple[str, str, str], Any], dict[str, tuple[str, ...]]]:
    with desk.book.read() as connection:
        answers = connection.exec_driver_sql(
            'SELECT section, "row", field, value FROM answer WHERE document_id=?', (document_id,)
        ).fetchall()
        rows = connection.exec_driver_sql(
            'SELECT section, "key" FROM document_row WHERE document_id=? ORDER BY position, id', (document_id,)
        ).fetchall()
    keys: dict[str, list[str]] = {}
    for section, key in rows:
        keys.setdefault(section, []).append(key)
    known = {
        (section, row, name): None if value is None else json.loads(value) for section, row, name, value in answers
    }
    return known, {section: tuple(found) for section, found in keys.items()}


def row_titles(tx: Transaction, first: Head, section: Section) -> dict[str, str]:
    """The title of every row of a section by its key, as a write that is under way sees them."""
    title = next((one for one in section.fields if one.id == section.item_title), None)
    if title is None:
        return {}
    if section.records:
        found = tx.connection.exec_driver_sql(
            f'SELECT id, "{title.binding}" FROM "{RECORDS[section.records]}" WHERE account_id=? AND deleted_at IS NULL '
            + ("AND review=?" if section.of_review else ""),
            (first.account_id, first.review_id) if section.of_review else (first.account_id,),
        ).fetchall()
        if title.type == "contact":
            known = tx.connection.exec_driver_sql("SELECT id, name FROM contact").fetchall()
            faces = {number: name for number, name in known if name}
            return {str(key): str(faces.get(value) or "") for key, value in found}
        return {str(key): str(value or "") for key, value in found}
    found = tx.connection.exec_driver_sql(
        'SELECT "row", value FROM answer WHERE document_id=? AND section=? AND field=?',
        (first.id, section.id, title.id),
    ).fetchall()
    return {key: str(json.loads(value)) for key, value in found if value is not None}


@dataclass(slots=True)
class _Maker:
    desk: Desk
    loaded: Loaded
    section: Section
    stored: Mapping[tuple[str, str, str], Any]
    faces: _Faces

    def plain(self) -> SectionState:
        """The answers of a section of fields, or the ticks of a checklist."""
        if self.section.kind == "checklist":
            return SectionState({one.id: self._tick(one) for one in self.section.fields})
        return SectionState({one.id: self._answer(one, "", None) for one in self.section.fields})

    def _tick(self, one: FormField) -> Answer:
        """An item of a checklist: ticked by a person, or by the book, which then says why."""
        answer = self._answer(one, "", None)
        book = self.loaded.subject()
        if not one.proof or one.proof in self.loaded.unproved or book is None:
            return answer
        found = proofs.prove(one.proof, book)
        self.loaded.proofs[f"{self.section.id}//{one.id}"] = found
        return Answer(True, "Yes", found.why) if found.done else answer

    def rows(self, own: tuple[str, ...]) -> SectionState:
        """The rows of a section: records of the account, or the document's own."""
        if self.section.source and not self.loaded.head.id:
            from csdesk.desk import sources

            return sources.first_rows(self.desk, self.loaded.head.account_id, self.section, self.faces)
        if not self.section.records:
            keys: tuple[tuple[str, Record | None], ...] = tuple((key, None) for key in own)
        else:
            keys = tuple((str(one.id), one) for one in self._records())
            self.loaded.records[self.section.id] = {key: one for key, one in keys if one is not None}
        return SectionState(
            rows=tuple(
                Row(key, {one.id: self._answer(one, key, record) for one in self.section.fields})
                for key, record in keys
            )
        )

    def _records(self) -> tuple[Record, ...]:
        account = self.loaded.head.account_id
        if account is None:
            return ()
        found = records.of_account(self.desk, RECORDS[self.section.records], account)
        if self.section.of_review:
            found = tuple(one for one in found if one.values["review"] == self.loaded.head.review_id)
        if not self.section.where:
            return found
        kept = expression.parse(self.section.where)
        names = self.loaded.state.names
        return tuple(one for one in found if kept.test({**names, **self._worked_out(one, kept), **one.values}))

    def _worked_out(self, one: Record, condition: expression.Expression) -> dict[str, Any]:
        """What a condition asks of a record that no column holds."""
        book = self.loaded.subject()
        asked = [name for name in condition.names if worked_out.is_worked_out(one.kind, name)]
        return {name: worked_out.of_record(one, name, book) for name in asked} if book is not None else {}

    def _answer(self, one: FormField, row: str, record: Record | None) -> Answer:
        value = self._value(one, row, record)
        if value is None and one.source and not self.loaded.head.id:
            from csdesk.desk import sources

            value = sources.first_value(self.desk, self.loaded.head.account_id, one)
        if value is None and (not one.binding or row):
            value = self._default(one, row, record)
        return codec.answer(one, value, self.desk.formats, self.faces)

    def _value(self, one: FormField, row: str, record: Record | None) -> Any:
        if one.compute is not None:
            return None
        if not one.binding:
            stored = self.stored.get((self.section.id, row, one.id))
            return bool(stored) if self.section.kind == "checklist" else codec.decode(one, stored)
        if row and record is not None:
            if worked_out.is_worked_out(record.kind, one.binding):
                book = self.loaded.subject()
                return worked_out.of_record(record, one.binding, book) if book is not None else None
            value = record.values[one.binding]
            if (record.kind, one.binding) in record_links.LINKS:
                return str(value) if any(option.id == str(value) for option in one.options) else None
            return float(value) if one.type == "number" and value is not None else value
        subject, _, name = one.binding.partition(".")
        if subject in ("account", "review"):
            if worked_out.is_worked_out(subject, name):
                book = self.loaded.subject()
                return worked_out.of_subject(subject, name, book) if book is not None else None
            shown = self.loaded.account if subject == "account" else self.loaded.review
            value = shown.values[name] if shown is not None else None
            return float(value) if one.type == "number" and value is not None else value
        first = self.loaded.head
        if name == "prepared":
            return None
        if name == "reviewed_on":
            return first.reviewed_on
        moment = first.created if name == "created" else first.updated
        return moment.astimezone().date() if first.id else None

    def _default(self, one: FormField, row: str, record: Record | None) -> Any:
        path = f"{self.section.id}/{row}/{one.id}"
        if one.id == "minutes" and self.section.minutes and (self.section.id, row, one.id) not in self.stored:
            self.loaded.defaults.add(path)
            return float(self.section.minutes)
        if not one.default or one.binding or (self.section.id, row, one.id) in self.stored:
            return None
        found = one.default
        if found.startswith("{") and found.endswith("}"):
            value: Any = self.loaded.state.names.get(found[1:-1])
        else:
            value = found
        if value in (None, ""):
            return None
        self.loaded.defaults.add(path)
        if one.type == "approval":
            return Approval(str(value), self.desk.profile.role)
        if one.type in ("number", "percent", "money", "date", "yes-no", "rating"):
            try:
                return coerce(one, value, formats=self.desk.formats, today=self.desk.clock.today())
            except CoerceError:
                return None
        if one.type == "contact":
            return people.find(self.desk, str(value), one.side, self.loaded.head.account_id)
        return value
