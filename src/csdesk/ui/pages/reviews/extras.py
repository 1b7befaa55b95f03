"""What a review has beside its forms: the deck, the invitation and the summary as files, and exporting a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.desk.reviews import Paper, ReviewRow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from csdesk.desk.core import Desk
    from csdesk.desk.documents import DocumentView
    from csdesk.ui.context import Context


def papers(desk: Desk, row: ReviewRow) -> tuple[Paper, ...]:
    """The deck and the invitation of a review, as papers that can be saved."""
    return ()


def can_draft() -> bool:
    """Whether the summary can be drafted as an e-mail."""
    return False


def save(context: Context, page: QWidget, key: str, row: ReviewRow) -> None:
    """Ask where to, and write the deck, the invitation or the summary."""


def export_document(context: Context, page: QWidget, document_id: int) -> None:
    """Offer the export of a document without leaving the page."""
    from csdesk.desk import documents

    def show(view: DocumentView) -> None:
        from csdesk.ui.pages.document.export import ExportDialog

        audience = "customer" if view.form.customer_copy else "internal"
        ExportDialog(context, documents, view, "pdf", audience, page).open()

    context.read(documents.view, context.desk, document_id, done=show, owner=page)
