"""Sealing versions: what a document said when it was marked final, kept, listed and compared."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from csdesk.desk import deck_sealed, document_sealed, settings
from csdesk.desk import document_codec as codec
from csdesk.desk import document_state as states
from csdesk.desk.core import Changed
from csdesk.desk.document_model import Difference, FieldPath, Gap, Issue
from csdesk.desk.document_state import Loaded
from csdesk.desk.errors import Invalid, NotReady
from csdesk.forms.gaps import gaps, row_title
from csdesk.forms.schema import FormField
from csdesk.forms.state import Answer

if TYPE_CHECKING:
    from csdesk.desk.core import Desk


def mark_final(desk: Desk, document_id: int) -> Changed:
    """Seal the document as it stands, with today's date. NotReady, with the gaps, while something is missing."""
    loaded = states.load(desk, document_id)
    found = gaps(loaded.head.form, loaded.state)
    if found.missing:
        raise NotReady(
            [Gap(FieldPath(one.section, one.row, one.field), one.label, one.where, one.reason) for one in found.missing]
        )
    first = loaded.head
    if first.state == "final":
        raise Invalid("document", f"version {first.version} is final already")
    today = desk.clock.today()
    slides = deck_sealed.pack(desk, loaded)
    with desk.write(
        f"Mark {first.form.title.casefold()} final, version {first.version}", account_id=first.account_id
    ) as tx:
        tx.insert(
            "document_issue",
            {
                "document_id": document_id,
                "version": first.version,
                "issued_on": today,
                "snapshot": {
                    **_snapshot(loaded),
                    "sealed": document_sealed.pack(desk, loaded),
                    **({"slides": slides} if slides is not None else {}),
                },
                "created_at": desk.clock.now(),
            },
        )
        tx.update(
            "document",
            document_id,
            {"state": "final", "version": first.version, "final_on": today, "dated": today},
        )
    return tx.changed


def _snapshot(loaded: Loaded) -> dict[str, Any]:
    answers: list[dict[str, Any]] = []
    for section in loaded.head.form.sections:
        state = loaded.state.sections[section.id]
        for field in section.fields:
            one = state.answers.get(field.id)
            if one is not None and not one.empty:
                answers.append(_entry(f"{section.id}//{field.id}", field, section.title, one))
        for place, row in enumerate(state.rows, 1):
            for field in section.fields:
                one = row.answers.get(field.id)
                if one is not None and not one.empty:
                    where = row_title(section, row, place)
                    path = f"{section.id}/{row.key}/{field.id}"
                    answers.append(_entry(path, field, where, one))
    fields = [f"{section.id}/{field.id}" for section in loaded.head.form.sections for field in section.fields]
    return {"form": loaded.head.form.id, "account": loaded.account_name, "fields": fields, "answers": answers}


def _entry(path: str, field: FormField, where: str, one: Answer) -> dict[str, Any]:
    entry = {"path": path, "label": field.label, "where": where, "text": one.text, "audience": field.audience}
    # People are kept by the name that was printed, and tables by their text; all else by its value as well.
    return entry if field.type in ("contact", "table") else {**entry, "value": codec.encode(field, one.value)}


def outdated(desk: Desk, loaded: Loaded) -> bool:
    """Whether a final document says by now what its sealed version did not, since the book has changed elsewhere.

    How a value is written (another format of dates) makes no difference; the document's own dates do not count, nor do
    ticks that the book sets by itself, as sealing alone may set one.
    """
    with desk.book.read() as connection:
        text = connection.exec_driver_sql(
            "SELECT snapshot FROM document_issue WHERE document_id=? AND version=? ORDER BY id DESC LIMIT 1",
            (loaded.head.id, loaded.head.version),
        ).scalar()
    if text is None:
        return False
    kept = json.loads(text)
    own = {
        f"{section.id}/{field.id}"
        for section in loaded.head.form.sections
        for field in section.fields
        if field.binding in ("document.created", "document.updated", "document.prepared")
        or field.proof
        or field.compute is not None
    }
    snapshot = _snapshot(loaded)
    # A form that has gained or lost a field since has changed no answer.
    compared = (set(kept.get("fields", ())) or set(snapshot["fields"])) & set(snapshot["fields"]) - own

    def said(answers: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        return {one["path"]: one for one in answers if _place(one["path"]) in compared}

    before, now = said(kept["answers"]), said(snapshot["answers"])
    return before.keys() != now.keys() or any(_differ(before[path], now[path]) for path in before)


def _place(path: str) -> str:
    one = FieldPath.parse(path)
    return f"{one.section}/{one.field}"


def _differ(before: dict[str, Any], now: dict[str, Any]) -> bool:
    key = "value" if "value" in before and "value" in now else "text"
    return bool(before[key] != now[key])


def issues(desk: Desk, document_id: int) -> tuple[Issue, ...]:
    """The sealed versions of a document, the first one first."""
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, document_id, version, issued_on, json_type(snapshot, '$.slides') FROM document_issue "
            "WHERE document_id=? ORDER BY version, id",
            (document_id,),
        ).fetchall()
    return tuple(
        Issue(
            number,
            document,
            version,
            date.fromisoformat(on),
            tuple(settings.get(desk, _exports(number), ())),
            slides is not None,
        )
        for number, document, version, on, slides in rows
    )


def _exports(issue_id: int) -> str:
    # Beside the version and not in it, so that sealing can still be undone after an export.
    return f"exported version {issue_id}"


def issue_of(desk: Desk, document_id: int, version: int) -> Issue:
    """The sealed version of that number; Invalid, naming those there are, when there is none."""
    found = issues(desk, document_id)
    for one in reversed(found):
        if one.version == version:
            return one
    known = ", ".join(str(one.version) for one in found)
    raise Invalid("version", f"there is no sealed version {version}", f"There is {known}." if known else "")


def note_export(desk: Desk, loaded: Loaded, audience: str) -> None:
    """Keep for whom a sealed version was exported. A book that cannot be written is left as it is."""
    if desk.read_only or loaded.head.state != "final":
        return
    issue = next((one for one in reversed(issues(desk, loaded.head.id)) if one.version == loaded.head.version), None)
    if issue is None or audience in issue.exported:
        return
    name = f"Export {loaded.head.form.title.casefold()}, version {issue.version}"
    settings.put(desk, _exports(issue.id), [*issue.exported, audience], name=name)


def _answers(desk: Desk, issue_id: int) -> tuple[int, dict[str, dict[str, Any]]]:
    with desk.book.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT document_id, snapshot FROM document_issue WHERE id=?", (issue_id,)
        ).fetchone()
    if row is None:
        raise Invalid("version", f"there is no version {issue_id} in the book")
    return row[0], {one["path"]: one for one in json.loads(row[1])["answers"]}


def sealed_texts(desk: Desk, issue_id: int) -> dict[str, str]:
    """What a sealed version said, by path."""
    return {path: one["text"] for path, one in _answers(desk, issue_id)[1].items()}


def compare(desk: Desk, first: int, second: int | None = None) -> tuple[Difference, ...]:
    """What differs between two sealed versions, or between one and the document now, in the order of the form."""
    document_id, before = _answers(desk, first)
    if second is not None:
        after = _answers(desk, second)[1]
    else:
        after = {one["path"]: one for one in _snapshot(states.load(desk, document_id))["answers"]}
    found = []
    for path in dict.fromkeys((*after, *before)):
        old, new = before.get(path), after.get(path)
        one = new or old
        if one is not None and (old or {}).get("text", "") != (new or {}).get("text", ""):
            label = f"{one['where']}: {one['label']}"
            found.append(Difference(label, (old or {}).get("text", ""), (new or {}).get("text", "")))
    return tuple(found)
