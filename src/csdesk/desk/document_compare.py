"""Two versions of a document, or one and the document now, as a finished document with the changes marked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.desk import document_files, document_sealed, whole_file
from csdesk.desk import document_state as states
from csdesk.desk.document_model import Audience, Exported, Format, Preview
from csdesk.desk.document_state import Loaded
from csdesk.desk.errors import Invalid
from csdesk.documents.model import Document
from csdesk.values.days import format_date
from csdesk.values.text import safe_file_name

if TYPE_CHECKING:
    from csdesk.desk.core import Desk


def changes(desk: Desk, first: int, second: int | None, audience: Audience) -> Document:
    """What changed from the sealed version `first` to `second`, or to now; for the customer without internal fields."""
    return _made(desk, *_sides(desk, first, second), audience)


def changes_preview(desk: Desk, first: int, second: int | None, audience: Audience) -> Preview:
    """The same as it would be exported to PDF."""
    from csdesk.documents.pdf import write_pdf

    made = write_pdf(changes(desk, first, second, audience))
    return Preview(made.data, made.pages, made.anchors, made.warnings)


def export_changes(desk: Desk, first: int, second: int | None, to: Path, audience: Audience = "customer") -> Exported:
    """Write the comparison as Word or PDF. A customer's copy is proved to hold nothing internal of either version."""
    format = document_files.format_of(to)
    if format not in ("docx", "pdf"):
        raise Invalid("to", "a comparison is written as Word or PDF", "Name the file .docx for Word, or .pdf.")
    before, after = _sides(desk, first, second)
    data, warnings = document_files.written(_made(desk, before, after, audience), format)
    if audience == "customer":
        document_files.prove(after, data, format, before)
    whole_file.save(to, data)
    return Exported(to, audience, (), warnings)


def changes_name(desk: Desk, first: int, second: int | None, audience: Audience, format: Format) -> str:
    """A safe name for the file: "Halden Foods success plan changes v1 to v2.pdf"; internal copies say so."""
    before, after = _sides(desk, first, second)
    to = f"v{after.head.version}" if second is not None else desk.clock.today().isoformat()
    inner = " INTERNAL" if audience == "internal" and after.head.form.customer_copy else ""
    stem = f"{after.account_name} {after.head.form.title.casefold()} changes v{before.head.version} to {to}{inner}"
    return safe_file_name(f"{stem}.{format}", fallback=f"changes.{format}")


def _sides(desk: Desk, first: int, second: int | None) -> tuple[Loaded, Loaded]:
    before = document_sealed.unpack(desk, first)
    after = document_sealed.unpack(desk, second) if second is not None else states.load(desk, before.head.id)
    if after.head.id != before.head.id:
        raise Invalid("version", "these are versions of two different documents")
    return before, after


def _name(desk: Desk, loaded: Loaded) -> str:
    first = loaded.head
    if loaded.sealed is not None and first.issued_on is not None:
        return f"version {first.version} of {format_date(first.issued_on)}"
    return f"the document on {format_date(desk.clock.today())}"


def _made(desk: Desk, before: Loaded, after: Loaded, audience: Audience) -> Document:
    from csdesk.documents.compose_changes import Side, compose_changes

    try:
        return compose_changes(
            Side(before.head.form, before.state, _name(desk, before)),
            Side(after.head.form, after.state, _name(desk, after)),
            audience=audience,
            letterhead=document_sealed.letterhead(desk),
            dated=desk.clock.today(),
            page=document_sealed.page(desk),
        )
    except ValueError as error:
        raise Invalid("audience", str(error)) from error
