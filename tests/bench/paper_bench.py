"""The preview and the exported files of a success plan, beside four bare pages of the same writers."""

from __future__ import annotations

import io
from pathlib import Path

from figures import Figure, best_of
from made import planned, sample_book

WORDS = "What the customer wants to achieve, how both sides will know, and who does what by when. " * 4


def bare_pdf() -> bytes:
    """Four pages of paragraphs and nothing else."""
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    out = io.BytesIO()
    style = getSampleStyleSheet()["BodyText"]
    SimpleDocTemplate(out).build([Paragraph(WORDS, style) for _ in range(46)])
    return out.getvalue()


def bare_docx() -> bytes:
    """About four pages of paragraphs and nothing else."""
    from docx import Document

    document = Document()
    for _ in range(46):
        document.add_paragraph(WORDS)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def papers(folder: Path, times: int) -> list[Figure]:
    """Composing and drawing the page, one PDF and one Word file for the customer with their reading back."""
    from csdesk.desk import documents
    from csdesk.desk.core import Desk

    with Desk.open(sample_book(folder)) as desk:
        plan = documents.open_document(desk, "success-plan", planned(desk))
        pages = documents.preview(desk, plan, "customer").pages
        preview = best_of(times, lambda: documents.preview(desk, plan, "customer"))
        pdf = best_of(times, lambda: documents.export(desk, plan, folder / "one.pdf", "customer"))
        word = best_of(times, lambda: documents.export(desk, plan, folder / "one.docx", "customer"))
    drawn, written = best_of(times, bare_pdf), best_of(times, bare_docx)
    return [
        Figure(f"preview, {pages} pages, composed and drawn", preview, drawn, beside="reportlab, four bare pages"),
        Figure(f"PDF, {pages} pages, written and read back", pdf, drawn, beside="reportlab, four bare pages"),
        Figure("Word file of the same, written and read back", word, written, beside="python-docx, four bare pages"),
    ]
