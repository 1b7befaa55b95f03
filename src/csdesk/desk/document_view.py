"""A document as the workspace shows it: answers with where they came from, what is needed, what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from csdesk.book import spans
from csdesk.book.tables import layout
from csdesk.book.types import decode
from csdesk.desk import document_codec as codec
from csdesk.desk import document_issue, records, sources
from csdesk.desk import document_state as states
from csdesk.desk.document_forms import RECORDS
from csdesk.desk.document_model import (
    DocumentView,
    FieldPath,
    FieldView,
    Gap,
    HiddenField,
    Provenance,
    RowView,
    SectionView,
)
from csdesk.desk.document_state import Loaded
from csdesk.desk.errors import DeskError
from csdesk.forms import gaps as gap_rules
from csdesk.forms import timing as times
from csdesk.forms.schema import FormField, Section
from csdesk.forms.state import Answer, Row, SectionState
from csdesk.values.days import age

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk

_ORIGINS = {"import": "CRM import", "sample": "Sample book", "command line": "Command line", "window": "You",
            "returned copy": "Returned copy"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Last:
    """The last change of one field: when, from where, and what was there before."""

    on: date
    origin: str
    name: str
    old: Any
    made: bool
    """Whether the record was made then, with this value."""


def view(desk: Desk, document_id: int) -> DocumentView:
    """The document now; Invalid when it is not in the book."""
    loaded = states.load(desk, document_id)
    issues = document_issue.issues(desk, document_id)
    sealed = document_issue.sealed_texts(desk, issues[-1].id) if issues else {}
    return _Viewer(desk, loaded, sealed, issues[-1].version if issues else 0).view(issues)


def hidden_fields(loaded: Loaded) -> tuple[HiddenField, ...]:
    """The answered internal fields that a customer's copy leaves out, in the form's order."""
    found: list[HiddenField] = []
    for section in loaded.head.form.sections:
        if not gap_rules.section_visible(section, loaded.state):
            continue
        state = loaded.state.sections[section.id]
        rows: Iterable[tuple[str, Mapping[str, Answer]]] = (
            [("", state.answers)]
            if section.kind in ("fields", "checklist")
            else [(row.key, row.answers) for row in state.rows]
        )
        for place, (key, answers) in enumerate(rows, 1):
            where = section.title if not key else gap_rules.row_title(section, Row(key, answers), place)
            kept = _withheld(section, loaded, answers) if key else False
            deciding = section.customer_if.names if section.customer_if is not None else frozenset()
            for field in section.fields:
                answer = answers.get(field.id, gap_rules.NOTHING)
                inner = field.audience == "internal" and field.id not in deciding
                if (inner or kept) and gap_rules.answered(answer) and answer.value is not False:
                    found.append(HiddenField(FieldPath(section.id, key, field.id), field.label, where))
    return tuple(found)


def _withheld(section: Section, loaded: Loaded, answers: Mapping[str, Answer]) -> bool:
    return section.customer_if is not None and not section.customer_if.test(gap_rules.names(loaded.state, answers))


class _Viewer:
    def __init__(self, desk: Desk, loaded: Loaded, sealed: Mapping[str, str], version: int) -> None:
        self._desk, self._loaded, self._sealed, self._version = desk, loaded, sealed, version
        self._form = loaded.head.form
        self._gaps = gap_rules.gaps(self._form, loaded.state)
        self._missing = {(one.section, one.row, one.field) for one in self._gaps.missing}
        self._today = desk.clock.today()
        self._last = _last_changes(desk, loaded)
        self._asked = sources.Asked(desk, loaded.head.account_id, self._today, loaded.head.id)
        self._sourced = {
            section.id: sources.said_of(self._asked, section, loaded.state.sections[section.id].rows)
            for section in self._form.sections
            if section.source
        }
        self._timing = times.timing(self._form, loaded.state)

    def view(self, issues: tuple[Any, ...]) -> DocumentView:
        first = self._loaded.head
        return DocumentView(
            id=first.id,
            form=self._form,
            account=first.account_id,
            account_name=self._loaded.account_name,
            state="final" if first.state == "final" else "draft",
            version=first.version,
            sections=tuple(self._section(section) for section in self._form.sections),
            answered=self._gaps.answered,
            total=self._gaps.total,
            missing=tuple(
                Gap(FieldPath(one.section, one.row, one.field), one.label, one.where, one.reason)
                for one in self._gaps.missing
            ),
            hidden=hidden_fields(self._loaded),
            issues=issues,
            review=first.review_id,
            timing=self._timing,
            ticked=times.ticked(self._form, self._loaded.state),
            prepared=times.ticked(self._form, self._loaded.state, before=True),
            warnings=(self._timing.warning,) if self._timing and self._timing.warning else (),
        )

    def _section(self, section: Section) -> SectionView:
        state = self._loaded.state.sections.get(section.id, SectionState())
        answered, needed = self._gaps.sections.get(section.id, (0, 0))
        seen = gap_rules.section_visible(section, self._loaded.state)
        if section.kind in ("fields", "checklist"):
            return SectionView(section, seen, answered, needed, self._fields(section, "", state.answers))
        return SectionView(
            section,
            seen,
            answered,
            needed,
            (),
            tuple(self._row(section, row) for row in state.rows),
        )

    def _row(self, section: Section, row: Row) -> RowView:
        answered, needed = self._gaps.rows.get((section.id, row.key), (0, 0))
        named = row.answers.get(section.item_title, gap_rules.NOTHING)
        record = int(row.key) if section.records and row.key.isdigit() else None
        return RowView(row.key, named.text, answered, needed, self._fields(section, row.key, row.answers), record)

    def _fields(self, section: Section, row: str, answers: Mapping[str, Answer]) -> tuple[FieldView, ...]:
        known = gap_rules.names(self._loaded.state, answers)
        found = []
        for field in section.fields:
            answer = answers.get(field.id, gap_rules.NOTHING)
            path = FieldPath(section.id, row, field.id)
            source, put_back = self._source(section, field, path, answer)
            day = times.due(field, self._loaded.state) if field.timed else None
            found.append(
                FieldView(
                    path,
                    field,
                    answer.value,
                    answer.text,
                    source,
                    put_back,
                    gap_rules.visible(field, known),
                    gap_rules.needed(field, known),
                    (section.id, row, field.id) in self._missing,
                    day.on if day is not None else None,
                    day.text if day is not None else "",
                    self._loaded.proofs.get(str(path)),
                )
            )
        return tuple(found)

    def _source(
        self, section: Section, field: FormField, path: FieldPath, answer: Answer
    ) -> tuple[Provenance | None, str | None]:
        before = self._sealed.get(str(path))
        if before is not None and before != answer.text:
            shown = _short(before) if before else "nothing"
            return Provenance(f"Version {self._version}", None, f"Version {self._version} said {shown}"), before
        if answer.empty:
            return None, None
        if str(path) in self._loaded.proofs and self._loaded.proofs[str(path)].done:
            why = self._loaded.proofs[str(path)].why
            return Provenance("Book", None, why), None
        if field.compute is not None:
            return Provenance("Worked out", None, "Worked out from other answers"), None
        if str(path) in self._loaded.defaults:
            if "{" in field.default:
                return Provenance("Your profile", None, "From your profile"), None
            return Provenance("The form", None, "As the form proposes"), None
        if field.binding and not field.editable and not field.binding.startswith("document."):
            return Provenance("Book", self._today, "Worked out from the book"), None
        if field.source:
            return self._first_value(field, answer)
        if path.row and section.source:
            whole = self._sourced.get(section.id, {}).get(path.row)
            return (Provenance(whole.origin, whole.on, whole.text) if whole else None), None
        last = self._last.get(str(path))
        if last is None:
            return None, None
        label = _ORIGINS.get(last.origin, last.origin.capitalize())
        if last.origin == "import" and last.name:
            label = last.name
        if last.origin in ("window", "returned copy") and not last.made and last.old is not None:
            text = self._text(section, field, last.old)
            if text and text != answer.text:
                return Provenance(label, last.on, f"Before: {_short(text)}"), text
        if last.origin == "window" and last.on == self._today:
            return None, None
        return Provenance(label, last.on, f"{label}, {age(last.on, self._today)}"), None

    def _first_value(self, field: FormField, answer: Answer) -> tuple[Provenance | None, str | None]:
        """Where a first value came from; when its source says something else by now, that, to be put in its place."""
        found = sources.given(self._asked, field.source, field)
        if found.value is None or found.value == ():
            return None, None
        if found.value == answer.value:
            return Provenance(found.origin, found.on, found.text), None
        text = codec.text(field, found.value, self._desk.formats) if field.type not in ("contact", "table") else ""
        return (Provenance(found.origin, found.on, f"{found.origin}: {_short(text)}"), text) if text else (None, None)

    def _text(self, section: Section, field: FormField, stored: Any) -> str:
        kind = RECORDS[section.records] if section.records else field.binding.partition(".")[0]
        name = field.binding.partition(".")[2] or field.binding
        try:
            value = decode(layout(kind).slots[name].storage, stored)
            return records.display(self._desk, kind, name, value)
        except (DeskError, KeyError, TypeError, ValueError):
            return ""


def _short(text: str) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= 60 else f"{line[:57].rstrip()}…"


def _last_changes(desk: Desk, loaded: Loaded) -> dict[str, _Last]:
    """The last change of every bound field of the document, by path."""
    wanted: dict[tuple[str, int], list[tuple[str, str]]] = {}
    account = loaded.head.account_id
    for section in loaded.head.form.sections:
        for field in section.fields:
            if section.records and field.binding:
                for key in loaded.records.get(section.id, {}):
                    place = (RECORDS[section.records], int(key))
                    wanted.setdefault(place, []).append((field.binding, f"{section.id}/{key}/{field.id}"))
            elif field.binding.startswith("account.") and account is not None:
                name = field.binding.partition(".")[2]
                wanted.setdefault(("account", account), []).append((name, f"{section.id}//{field.id}"))
            elif field.binding.startswith("review.") and loaded.head.review_id is not None:
                name = field.binding.partition(".")[2]
                wanted.setdefault(("review", loaded.head.review_id), []).append((name, f"{section.id}//{field.id}"))
    found: dict[str, _Last] = {}
    by_kind: dict[str, list[int]] = {}
    for kind, number in wanted:
        by_kind.setdefault(kind, []).append(number)
    with desk.book.read() as connection:
        for kind, numbers in by_kind.items():
            marks = ",".join("?" * len(numbers))
            rows = connection.exec_driver_sql(
                f'SELECT c.record_id, c.field, c."old", c."new", s.at, s.origin, s.name FROM change c '
                f"JOIN change_set s ON s.id = c.set_id WHERE c.record = ? AND c.record_id IN ({marks}) "
                "ORDER BY c.id",
                (kind, *numbers),
            ).fetchall()
            # What was made in bulk has no entry of its own; its making came before every other change of it.
            for number, name, old, new, at, origin, title in (*_made_in_bulk(connection, kind, numbers), *rows):
                on = datetime.fromisoformat(at).astimezone().date()
                made = name is None
                values = json.loads(new) if made and new else {}
                for bound, path in wanted[kind, number]:
                    if made and bound in values:
                        found[path] = _Last(on, origin, _import_name(origin, title), None, True)
                    elif name == bound:
                        before = json.loads(old) if old is not None else None
                        found[path] = _Last(on, origin, _import_name(origin, title), before, False)
    return found


def _made_in_bulk(connection: Connection, kind: str, numbers: list[int]) -> list[tuple[Any, ...]]:
    found = []
    for span, number, values in spans.making(connection, kind, numbers):
        by = connection.exec_driver_sql("SELECT at, origin, name FROM change_set WHERE id=?", (span.set_id,)).one()
        found.append((number, None, None, json.dumps(values), *by))
    return found


def _import_name(origin: str, title: str) -> str:
    return "CRM import" if origin == "import" else title
