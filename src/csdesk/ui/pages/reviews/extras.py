"""What a review has beside its forms: the deck, the invitation and the summary as files, and exporting a document."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.desk.reviews import Paper, ReviewRow
from csdesk.values.days import count, format_date

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from csdesk.desk.core import Desk
    from csdesk.desk.documents import DocumentView
    from csdesk.ui.context import Context

SLIDES = frozenset({"qbr", "ebr", "mbr"})
"""Types of meeting for which a deck is made."""
_TITLES = {"slides": "Save the slides", "invitation": "Save the invitation", "summary": "Save the draft of the e-mail"}
_ENDINGS = {"slides": "Slides (*.pptx)", "invitation": "Calendar entry (*.ics)", "summary": "E-mail (*.eml)"}


def has_slides(type_id: str) -> bool:
    """Whether there is a deck for meetings of this type."""
    return type_id in SLIDES


def papers(row: ReviewRow) -> tuple[Paper, ...]:
    """The deck and the invitation of a review, as papers that can be saved: both are made anew from the book."""
    found = []
    if has_slides(row.type):
        about = "Made from agenda, plan and goals when you save them"
        found.append(Paper("slides", "Slides", about, None, about, 0, row.date is not None, ("pptx",)))
    if row.status == "planned":
        people = row.ours + row.customers
        ready = row.date is not None and bool(row.time) and row.customers > 0
        if row.date is None or not row.time:
            state = "Needs a date and a start"
        elif not row.customers:
            state = "Nobody of the customer is listed yet"
        else:
            who = count(people, "person").replace("persons", "people")
            state = f"For {who}, {format_date(row.date, 'day')}, {row.time}"
        formats = ("ics",) if row.date is not None else ()
        found.append(Paper("invitation", "Invitation", state, None, state, 0, ready, formats))
    return tuple(found)


def _writer(desk: Desk, key: str, account_id: int, review_id: int) -> tuple[str, Callable[[Path], Any]]:
    """The file's name, and what writes it."""
    from csdesk.desk import decks, invitations

    if key == "slides":
        return decks.file_name(desk, account_id, review_id), partial(decks.export, desk, account_id, review_id)
    if key == "invitation":
        name = invitations.invitation_name(desk, review_id)
        return name, partial(invitations.export_invitation, desk, review_id)
    return invitations.summary_name(desk, review_id), partial(invitations.export_summary, desk, review_id)


def save(context: Context, page: QWidget, key: str, row: ReviewRow) -> None:
    """Ask where to, write the deck, the invitation or the summary, and open it."""
    from PySide6.QtWidgets import QFileDialog

    from csdesk.ui.pages.document.export import memory, remembered_folder

    name, write = _writer(context.desk, key, row.account_id, row.id)
    place = str(remembered_folder() / name)
    picked, _ = QFileDialog.getSaveFileName(page, _TITLES[key], place, _ENDINGS[key])
    if picked:
        memory().put(folder=str(Path(picked).parent))
        context.read(write, Path(picked), done=partial(_written, context), owner=page)


def save_mail(context: Context, page: QWidget, form_id: str, row: ReviewRow) -> None:
    """Ask where to, write the draft of the mail that takes a paper to the customer, and open it."""
    from PySide6.QtWidgets import QFileDialog

    from csdesk.desk import reviews
    from csdesk.ui.pages.document.export import memory, remembered_folder

    place = str(remembered_folder() / reviews.paper_mail_name(context.desk, row.id, form_id))
    picked, _ = QFileDialog.getSaveFileName(page, _TITLES["summary"], place, _ENDINGS["summary"])
    if picked:
        memory().put(folder=str(Path(picked).parent))
        write = partial(reviews.export_paper_mail, context.desk, row.id, form_id)
        context.read(write, Path(picked), done=partial(_written, context), owner=page)


def _written(context: Context, made: Any) -> None:
    from csdesk.ui.pages.document.export import memory, open_file

    words = f"Saved {made.file.name}"
    if made.warnings:
        words += f". {made.warnings[0]}"
    context.toast(words)
    if memory().get("open", True):
        open_file(made.file)


def show_slides(context: Context, page: QWidget, account_id: int, review_id: int) -> None:
    """Write the deck for this moment and open it, so that it shows the book as it is now."""
    name, write = _writer(context.desk, "slides", account_id, review_id)
    folder = Path(tempfile.mkdtemp(prefix="csdesk-slides-"))
    context.read(write, folder / name, done=_opened, owner=page)


def _opened(made: Any) -> None:
    from csdesk.ui.pages.document.export import open_file

    open_file(made.file)


def export_document(context: Context, page: QWidget, document_id: int) -> None:
    """Offer the export of a document without leaving the page."""
    from csdesk.desk import documents

    def show(view: DocumentView) -> None:
        from csdesk.ui.pages.document.export import ExportDialog, document_source

        audience = "customer" if view.form.customer_copy else "internal"
        ExportDialog(context, document_source(context, documents, view), "pdf", audience, page).open()

    context.read(documents.view, context.desk, document_id, done=show, owner=page)
