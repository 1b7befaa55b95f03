"""A sealed version kept whole, so that it can be exported again exactly as it was: answers, form and letterhead.

What goes into a snapshot beside the answers that versions are compared by: every answer with its value and its text,
the names that printed texts use, the form's own file, and whose paper it was on. A logo is kept once for all versions.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from csdesk import yamlfile
from csdesk.desk import document_codec as codec
from csdesk.desk import document_forms, settings
from csdesk.desk import document_state as states
from csdesk.desk.document_state import Head, Loaded
from csdesk.desk.errors import DeskError, Invalid
from csdesk.documents.model import Letterhead
from csdesk.forms.errors import FormError
from csdesk.forms.load import read_form
from csdesk.forms.schema import Form, FormField
from csdesk.forms.state import Answer, Row, SectionState, State
from csdesk.values.formats import Formats

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

Page = Literal["a4", "letter"]


@dataclass(frozen=True, slots=True)
class Sealed:
    """How a version was printed: its paper, and in which formats."""

    letterhead: Letterhead
    page: Page
    formats: Formats


def letterhead(desk: Desk) -> Letterhead:
    """Whose paper it is, from the profile."""
    one = desk.profile
    usual = Letterhead()
    return Letterhead(
        company=one.company,
        person=one.name,
        role=one.role or usual.role,
        email=one.email,
        phone=one.phone,
        logo=one.logo,
        colour=one.colour or usual.colour,
        footer=one.footer,
    )


def page(desk: Desk) -> Page:
    """The paper that Settings name, or the one that goes with the order of dates."""
    kept = settings.get(desk, "page", "letter" if desk.formats.date_order == "mdy" else "a4")
    return "letter" if kept == "letter" else "a4"


# Into the snapshot


def pack(desk: Desk, loaded: Loaded) -> dict[str, Any]:
    """What a snapshot holds so that the version can be printed again. Within a write: a new logo is kept beside it."""
    form = loaded.head.form
    paper = asdict(letterhead(desk))
    paper["logo"] = _keep_logo(desk, paper["logo"])
    return {
        "sections": {section.id: _section(form, section.id, loaded.state) for section in form.sections},
        "names": {name: _plain(value) for name, value in loaded.state.names.items()},
        "letterhead": paper,
        "page": page(desk),
        "formats": asdict(desk.formats),
        "form_file": _form_file(form),
    }


def _keep_logo(desk: Desk, logo: bytes) -> str:
    if not logo:
        return ""
    key = f"sealed logo {hashlib.sha256(logo).hexdigest()[:16]}"
    if settings.get(desk, key, None) is None:
        settings.put(desk, key, base64.b64encode(logo).decode("ascii"))
    return key


def _form_file(form: Form) -> str:
    try:
        return Path(form.origin).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _section(form: Form, section_id: str, state: State) -> dict[str, Any]:
    fields = {field.id: field for field in form.section(section_id).fields}
    found = state.sections.get(section_id, SectionState())
    return {
        "answers": _answers(fields, found.answers),
        "rows": [[row.key, _answers(fields, row.answers)] for row in found.rows],
    }


def _answers(fields: Mapping[str, FormField], answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {key: _answer(fields[key], one) for key, one in answers.items() if key in fields and not one.empty}


def _answer(field: FormField, one: Answer) -> list[Any]:
    value: Any = one.value
    if field.type == "table" and isinstance(value, tuple):
        columns = {column.id: column for column in field.columns}
        value = [_answers(columns, row) for row in value if isinstance(row, Mapping)]
    else:
        value = codec.encode(field, value)
    return [value, one.text, one.second]


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


# And out of it


def unpack(desk: Desk, issue_id: int) -> Loaded:
    """A sealed version as it was; Invalid when there is none, or when it was sealed before versions were kept whole."""
    with desk.book.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT document_id, version, issued_on, snapshot FROM document_issue WHERE id=?", (issue_id,)
        ).fetchone()
    if row is None:
        raise Invalid("version", f"there is no version {issue_id} in the book")
    document_id, version, issued_on, text = row
    snapshot = json.loads(text)
    kept = snapshot.get("sealed")
    if kept is None:
        raise Invalid(
            "version",
            f"version {version} was sealed before versions were kept whole, so that it cannot be printed again",
            "It can still be compared with others.",
        )
    first = states.head(desk, document_id)
    form = _form(kept, first.form)
    names = {name: _value(value) for name, value in kept["names"].items()}
    on = date.fromisoformat(issued_on)
    head = Head(
        document_id, form, first.account_id, "final", version, first.created, first.updated, first.reviewed_on, on,
        first.review_id,
    )  # fmt: skip
    sections = {
        section.id: _read_section(section.fields, kept["sections"].get(section.id)) for section in form.sections
    }
    loaded = Loaded(head, State(sections, names), None, str(snapshot.get("account") or ""))
    loaded.sealed = _paper(desk, kept)
    return loaded


def paper_of(desk: Desk, head: Head) -> Sealed | None:
    """The paper that a final document was sealed on; None when it was not kept."""
    with desk.book.read() as connection:
        text = connection.exec_driver_sql(
            "SELECT snapshot FROM document_issue WHERE document_id=? AND version=? ORDER BY id DESC LIMIT 1",
            (head.id, head.version),
        ).scalar()
    kept = json.loads(text).get("sealed") if text else None
    return _paper(desk, kept) if kept else None


def _paper(desk: Desk, kept: Mapping[str, Any]) -> Sealed:
    paper = dict(kept["letterhead"])
    logo = settings.get(desk, paper["logo"], "") if paper.get("logo") else ""
    paper["logo"] = base64.b64decode(logo) if logo else b""
    return Sealed(Letterhead(**paper), "letter" if kept["page"] == "letter" else "a4", Formats(**kept["formats"]))


def _form(kept: Mapping[str, Any], now: Form) -> Form:
    """The form as it was; the one of today where it was not kept or can no longer be read."""
    text = kept.get("form_file") or ""
    if not text:
        return now
    try:
        return read_form(yamlfile.loads(text, f"{now.id}.yaml"), document_forms.bindings())
    except (FormError, yamlfile.YamlError, DeskError):
        return now


def _value(stored: Any) -> object:
    if isinstance(stored, dict):
        return date.fromisoformat(stored["date"])
    return stored


def _read_section(fields: tuple[FormField, ...], kept: Mapping[str, Any] | None) -> SectionState:
    if kept is None:
        return SectionState()
    known = {field.id: field for field in fields}
    rows = tuple(Row(key, _read_answers(known, answers)) for key, answers in kept["rows"])
    return SectionState(_read_answers(known, kept["answers"]), rows)


def _read_answers(fields: Mapping[str, FormField], kept: Mapping[str, Any]) -> dict[str, Answer]:
    found = {key: _read_answer(fields[key], one) for key, one in kept.items() if key in fields}
    return {key: found.get(key, Answer()) for key in fields}


def _read_answer(field: FormField, kept: list[Any]) -> Answer:
    value, text, second = kept
    if field.type == "table" and isinstance(value, list):
        columns = {column.id: column for column in field.columns}
        return Answer(tuple(_read_answers(columns, row) for row in value), text, second)
    return Answer(codec.decode(field, value), text, second)
