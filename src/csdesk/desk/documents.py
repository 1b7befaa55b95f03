"""Documents: opening, listing, filling, sealing and exporting them. The one door of the window and the command line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from csdesk.desk import document_forms, document_write, records, sources
from csdesk.desk import document_state as states
from csdesk.desk.core import Changed
from csdesk.desk.document_blank import blank, blank_name, export_blank
from csdesk.desk.document_compare import changes, changes_name, changes_preview, export_changes
from csdesk.desk.document_files import (
    FORMATS,
    compose,
    export,
    export_all,
    export_loaded,
    file_name,
    format_of,
    preview,
)
from csdesk.desk.document_fill import InvalidAnswers, fill
from csdesk.desk.document_issue import compare, issue_of, issues, mark_final
from csdesk.desk.document_model import (
    Anchor,
    Audience,
    Batch,
    Difference,
    DocumentRow,
    DocumentView,
    Exported,
    FieldPath,
    FieldView,
    Filled,
    Format,
    Gap,
    HiddenField,
    Issue,
    Preview,
    Provenance,
    RowView,
    SectionView,
)
from csdesk.desk.document_sealed import letterhead
from csdesk.desk.document_view import hidden_fields, view
from csdesk.desk.document_write import add_row, move_row, remove_row, set_value
from csdesk.desk.errors import DeskError, Invalid
from csdesk.forms.gaps import Gaps
from csdesk.forms.gaps import gaps as _gaps
from csdesk.forms.schema import Form
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from csdesk.desk.core import Desk, Transaction
    from csdesk.desk.records import Record

__all__ = [
    "FORMATS", "Anchor", "Audience", "Batch", "Difference", "DocumentRow", "DocumentView", "Exported", "FieldPath",
    "FieldView", "Filled", "Format", "Gap", "Gaps", "HiddenField", "InvalidAnswers", "Issue", "Preview", "Provenance",
    "RowView", "SectionView", "add_row", "blank", "blank_name", "changes", "changes_name", "changes_preview",
    "compare", "compose", "delete", "existing", "export", "export_all", "export_blank", "export_changes",
    "export_loaded", "file_name", "fill", "form", "format_of", "forms", "gaps", "hidden_fields", "issue_of", "issues",
    "letterhead", "listing", "mark_final", "move_row", "new_document", "open_document", "preview", "put_back",
    "remove_row", "review_for", "set_value", "suited", "view",
]  # fmt: skip


def forms(desk: Desk) -> tuple[Form, ...]:
    """Every form that can be filled in, by title."""
    return tuple(sorted(document_forms.library().forms.values(), key=lambda one: one.title))


def form(form_id: str) -> Form:
    """The form of that id; Invalid when there is none."""
    return document_forms.form(form_id)


def common_formats(forms: Iterable[str]) -> tuple[Format, ...]:
    """The formats that every one of these forms is written in, PDF first; PDF and Word without any form."""
    library = document_forms.library().forms
    known = [set(library[one].formats) for one in forms if one in library]
    shared = set.intersection(*known) if known else {"pdf", "docx"}
    return tuple(one for one in ("pdf", "docx", "pptx") if one in shared) or ("pdf",)


def any_customer_copy(forms: Iterable[str]) -> bool:
    """Whether a customer gets a copy of any of these forms."""
    library = document_forms.library().forms
    return any(library[one].customer_copy for one in forms if one in library)


def existing(desk: Desk, form_id: str, account_id: int | None, review_id: int | None = None) -> int | None:
    """The newest document of a form for an account that is not in the bin; None when there is none.

    With `review_id`, the one about that meeting.
    """
    where, more = ("", ()) if review_id is None else (" AND review_id=?", (review_id,))
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            f"SELECT max(id) FROM document WHERE form=? AND account_id IS ? AND deleted_at IS NULL{where}",
            (form_id, account_id, *more),
        ).scalar()
    return None if found is None else int(found)


def review_for(
    desk: Desk, wanted: Form, account_id: int | None, review_id: int | None = None
) -> tuple[int | None, int | None]:
    """The account and the meeting that a document of this form is about.

    A form about meetings takes the meeting that was named, else the account's next one of its types, else the one held
    last. Invalid when there is none, or when the meeting is another account's.
    """
    if wanted.subject != "review":
        if review_id is not None:
            raise Invalid("review", f"{wanted.title} is about no meeting")
        return account_id, None
    if review_id is not None:
        try:
            one = records.get(desk, "review", review_id)
        except DeskError as error:
            raise Invalid("review", f"there is no meeting {review_id} in the book") from error
        if account_id is not None and one.account_id != account_id:
            raise Invalid("review", f"meeting {review_id} belongs to another account")
        return one.account_id, one.id
    if account_id is None:
        raise Invalid("review", f"the form “{wanted.title}” needs a meeting")
    found = suited(desk, wanted, account_id)
    if not found:
        todo = "Plan one first, then open this form from it."
        raise Invalid("review", f"the form “{wanted.title}” needs a meeting, and the account has none that suits", todo)
    return account_id, found[0].id


def suited(desk: Desk, wanted: Form, account_id: int) -> list[Record]:
    """The account's meetings that a form is for: those ahead, the next one first; then the past, the last one first."""
    today = desk.clock.today()
    kept = [
        one for one in records.of_account(desk, "review", account_id)
        if one.values["status"] != "cancelled" and (not wanted.reviews or one.values["type"] in wanted.reviews)
    ]  # fmt: skip

    def ahead(one: Record) -> bool:
        on = one.values["date"]
        return one.values["status"] != "held" and (on is None or on >= today)

    soonest = sorted((one for one in kept if ahead(one)), key=lambda one: one.values["date"] or date.max)
    latest = sorted((one for one in kept if not ahead(one)), key=lambda one: one.values["date"] or date.min)
    return [*soonest, *reversed(latest)]


def new_document(
    desk: Desk, tx: Transaction, wanted: Form, account_id: int | None, review_id: int | None = None
) -> int:
    """Make a document within a write that is under way, with what its sources say; its id."""
    if wanted.subject == "account" and account_id is None:
        raise Invalid("account", f"the form “{wanted.title}” needs an account")
    if wanted.subject == "review" and review_id is None:
        raise Invalid("review", f"the form “{wanted.title}” needs a meeting")
    made = tx.insert(
        "document",
        {
            "form": wanted.id,
            "account_id": account_id,
            "review_id": review_id,
            "title": wanted.title,
            "state": "draft",
            "version": 1,
            "dated": desk.clock.today(),
        },
    )
    sources.prefill(desk, tx, states.head(desk, made, tx))
    return made


def open_document(desk: Desk, form_id: str, account_id: int | None = None, review_id: int | None = None) -> int:
    """The document of a form for an account or a meeting (see `review_for`), made on first use; its id."""
    wanted = document_forms.form(form_id)
    account_id, review_id = review_for(desk, wanted, account_id, review_id)
    found = existing(desk, form_id, account_id, review_id)
    if found is not None:
        return found
    with desk.write(f"Start {wanted.title.casefold()}", account_id=account_id) as tx:
        return new_document(desk, tx, wanted, account_id, review_id)


def delete(desk: Desk, document_id: int) -> Changed:
    """Put a document in the bin; the records of the book it showed stay."""
    first = states.head(desk, document_id)
    with desk.write(f"Delete {first.form.title.casefold()}", account_id=first.account_id) as tx:
        tx.delete("document", document_id)
    return tx.changed


def listing(desk: Desk, account_id: int | None = None) -> tuple[DocumentRow, ...]:
    """Every document outside the bin, or an account's, the last changed first."""
    where = "AND d.account_id = ?" if account_id is not None else ""
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT d.id, d.form, d.title, a.name, d.account_id, d.state, d.version, d.updated_at, "
            "(SELECT count(*) FROM document_issue i WHERE i.document_id = d.id), d.review_id, r.title, r.date "
            "FROM document d LEFT JOIN account a ON a.id = d.account_id LEFT JOIN review r ON r.id = d.review_id "
            f"WHERE d.deleted_at IS NULL AND (a.id IS NULL OR a.deleted_at IS NULL) {where} "
            "ORDER BY d.updated_at DESC, d.id DESC",
            () if account_id is None else (account_id,),
        ).fetchall()
    known = document_forms.library().forms
    found = []
    for number, form_id, title, account, owner, state, version, updated, sealed, review, met, on in rows:
        loaded = states.load(desk, number) if form_id in known else None
        counts = _gaps(known[form_id], loaded.state) if loaded else None
        if loaded:
            state, version = loaded.head.state, loaded.head.version
        found.append(
            DocumentRow(
                number,
                form_id,
                title or form_id,
                account or "",
                owner,
                "final" if state == "final" else "draft",
                version,
                counts.answered if counts else 0,
                counts.total if counts else 0,
                len(counts.missing) if counts else 0,
                datetime.fromisoformat(updated),
                sealed,
                review,
                ", ".join(part for part in (met, format_date(date.fromisoformat(on)) if on else "") if part),
            )
        )
    return tuple(found)


def gaps(desk: Desk, form_id: str, account_id: int | None = None, review_id: int | None = None) -> Gaps:
    """How complete the document of a form is; of one not yet begun, what the book already knows."""
    wanted = document_forms.form(form_id)
    account_id, review_id = review_for(desk, wanted, account_id, review_id)
    found = existing(desk, form_id, account_id, review_id)
    loaded = states.load(desk, found) if found is not None else states.empty(desk, wanted, account_id, review_id)
    return _gaps(wanted, loaded.state)


def put_back(desk: Desk, document_id: int, path: FieldPath) -> Changed:
    """Write the older value of a field again, as its view offers it; Invalid when it offers none."""
    seen = view(desk, document_id)
    for section in seen.sections:
        if section.section.id != path.section:
            continue
        fields = (*section.fields, *(one for row in section.rows for one in row.fields))
        for one in fields:
            if one.path == path and one.put_back is not None:
                raw: object = one.put_back
                if one.field.type == "approval":
                    raw = one.put_back.rpartition(", ")[0] or one.put_back
                return document_write.set_value(desk, document_id, path, raw)
    raise Invalid(str(path), "there is no older value to put back")
