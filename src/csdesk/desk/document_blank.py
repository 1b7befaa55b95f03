"""A form printed without answers, to be filled in by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.desk import document_files, document_forms, document_sealed, whole_file
from csdesk.desk.document_model import Audience, Exported, Format
from csdesk.desk.errors import Invalid
from csdesk.documents.model import Document
from csdesk.values.text import safe_file_name

if TYPE_CHECKING:
    from csdesk.desk.core import Desk


def blank(desk: Desk, form_id: str, audience: Audience) -> Document:
    """The blank form for an audience on the CSM's own paper; Invalid for a customer's copy that the form has not."""
    from csdesk.documents.compose_blank import compose_blank

    paper = document_sealed.letterhead(desk)
    try:
        return compose_blank(
            document_forms.form(form_id),
            audience=audience,
            letterhead=paper,
            dated=desk.clock.today(),
            company=paper.company or "us",
            person=paper.person,
            page=document_sealed.page(desk),
        )
    except ValueError as error:
        raise Invalid("audience", str(error)) from error


def export_blank(desk: Desk, form_id: str, to: Path, audience: Audience) -> Exported:
    """Write the blank form as Word or PDF."""
    format = document_files.format_of(to)
    if format not in ("docx", "pdf"):
        raise Invalid("to", "a blank form is written as Word or PDF", "Name the file .docx for Word, or .pdf.")
    data, warnings = document_files.written(blank(desk, form_id, audience), format)
    whole_file.save(to, data)
    return Exported(to, audience, (), warnings)


def blank_name(form_id: str, audience: Audience, format: Format) -> str:
    """A safe name for the file: "Success plan blank.pdf"; internal copies say so."""
    form = document_forms.form(form_id)
    inner = " INTERNAL" if audience == "internal" and form.customer_copy else ""
    return safe_file_name(f"{form.title} blank{inner}.{format}", fallback=f"blank.{format}")
