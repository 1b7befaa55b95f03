"""From a document to finished files: the page as it will be exported, one file, or many of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.desk import document_issue, document_sealed, document_view, whole_file
from csdesk.desk import document_state as states
from csdesk.desk.document_mark import mark_of
from csdesk.desk.document_model import Audience, Batch, Exported, Format, HiddenField, Preview
from csdesk.desk.document_sealed import Sealed, letterhead
from csdesk.desk.document_state import Loaded
from csdesk.desk.errors import DeskError, Invalid
from csdesk.documents.model import Document
from csdesk.forms import gaps as gap_rules
from csdesk.forms.schema import FormField
from csdesk.forms.state import Answer, Approval
from csdesk.values.days import format_date
from csdesk.values.text import safe_file_name

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

FORMATS: tuple[Format, ...] = ("docx", "pdf", "pptx")
_FORMAT_WORDS = {"docx": "Word", "pdf": "PDF", "pptx": "PowerPoint"}
_SHORT = 4
"""Internal answers of fewer characters ("High", "30%") are no evidence of a leak when found in a page."""


def compose(desk: Desk, document_id: int, audience: Audience, issue: int | None = None) -> Document:
    """The finished document for an audience, before any writer; with `issue` a sealed version as it was."""
    return composed(desk, _load(desk, document_id, issue), audience)


def _load(desk: Desk, document_id: int, issue: int | None) -> Loaded:
    if issue is None:
        return states.load(desk, document_id)
    loaded = document_sealed.unpack(desk, issue)
    if loaded.head.id != document_id:
        raise Invalid("version", f"version {issue} belongs to another document")
    return loaded


def composed(desk: Desk, loaded: Loaded, audience: Audience) -> Document:
    """The same from answers already read. A final document is on the paper that it was sealed on."""
    from csdesk.documents.compose import compose as build

    first = loaded.head
    final = first.state == "final"
    dated = (first.issued_on if final else None) or desk.clock.today()
    paper = loaded.sealed or (document_sealed.paper_of(desk, first) if final else None)
    paper = paper or Sealed(letterhead(desk), document_sealed.page(desk), desk.formats)
    try:
        made = build(
            first.form,
            loaded.state,
            audience=audience,
            letterhead=paper.letterhead,
            version=version_text(first.version, final),
            dated=dated,
            dated_text=format_date(dated, "long"),
            final=final,
            page=paper.page,
            locked=final,
            formats=paper.formats,
        )
    except ValueError as error:
        raise Invalid("audience", str(error)) from error
    return replace(made, mark=mark_of(first, audience))


def version_text(number: int, final: bool) -> str:
    """How a version is called on paper."""
    if final:
        return f"Version {number}"
    return "Draft" if number == 1 else f"Version {number}, draft"


def preview(desk: Desk, document_id: int, audience: Audience, issue: int | None = None) -> Preview:
    """The PDF as it would be exported, with where each field's text stands."""
    from csdesk.documents.pdf import write_pdf

    document = compose(desk, document_id, audience, issue)
    made = write_pdf(document)
    return Preview(made.data, made.pages, made.anchors, (*document.warnings, *made.warnings))


def file_name(desk: Desk, document_id: int, audience: Audience, format: Format, issue: int | None = None) -> str:
    """A safe name for the exported file: "Halden Foods success plan 2026-11-23.pdf"; internal copies say so."""
    return name_of(desk, _load(desk, document_id, issue), audience, format)


def name_of(desk: Desk, loaded: Loaded, audience: Audience, format: Format) -> str:
    """The same from answers already read."""
    form = loaded.head.form
    stem = form.file_name
    today = (loaded.head.issued_on if loaded.sealed else None) or desk.clock.today()
    names = {
        "account": loaded.account_name,
        "title": form.title.casefold(),
        "date": today.isoformat(),
        "version": str(loaded.head.version),
        "review_date": str(loaded.state.names.get("review_date") or desk.clock.today().isoformat()),
    }
    for key, value in names.items():
        stem = stem.replace(f"{{{key}}}", value)
    inner = " INTERNAL" if audience == "internal" and form.customer_copy else ""
    return safe_file_name(f"{stem}{inner}.{format}", fallback=f"document.{format}")


def format_of(path: Path) -> Format:
    """The format that a file's ending names; Invalid for another one."""
    ending = path.suffix.casefold().lstrip(".")
    if ending not in FORMATS:
        raise Invalid(
            "to", f"“{path.name}” ends in none of .docx, .pdf and .pptx", "Name the file .docx for Word, or .pdf."
        )
    return ending


def export(
    desk: Desk, document_id: int, to: Path, audience: Audience = "customer", issue: int | None = None
) -> Exported:
    """Write the finished file. A customer's copy is read back and searched for everything that was left out.

    With `issue` a sealed version is written exactly as it was, whatever the book says now.
    Raises Invalid for an unknown format, and DeskError when the file cannot be written or something internal was found
    in it; then no file is left behind, and one that was there before is untouched.
    """
    loaded = _load(desk, document_id, issue)
    if issue is not None and format_of(to) == "pptx":
        return _sealed_slides(desk, loaded, issue, to, audience)
    return export_loaded(desk, loaded, to, audience)


def export_loaded(desk: Desk, loaded: Loaded, to: Path, audience: Audience) -> Exported:
    """The same from answers already read."""
    format = format_of(to)
    if format == "pptx":
        return _slides(desk, loaded, to, audience)
    document = composed(desk, loaded, audience)
    data, warnings = written(document, format)
    left_out: tuple[HiddenField, ...] = ()
    if audience == "customer":
        left_out = document_view.hidden_fields(loaded)
        prove(loaded, data, format)
    whole_file.save(to, data)
    document_issue.note_export(desk, loaded, audience)
    return Exported(to, audience, left_out, (*document.warnings, *warnings))


def _sealed_slides(desk: Desk, loaded: Loaded, issue: int, to: Path, audience: Audience) -> Exported:
    """The slides of a sealed version as they were."""
    from csdesk.desk import deck_sealed
    from csdesk.documents.pptx import write_pptx

    _as_slides(loaded)
    deck, warnings = deck_sealed.unpack(desk, loaded, issue, audience)
    made = write_pptx(deck)
    left_out: tuple[HiddenField, ...] = ()
    if audience == "customer":
        left_out = document_view.hidden_fields(loaded)
        prove(loaded, made.data, "pptx")
    whole_file.save(to, made.data)
    document_issue.note_export(desk, loaded, audience)
    return Exported(to, audience, left_out, (*warnings, *made.warnings))


def _as_slides(loaded: Loaded) -> int:
    """The account of a document that is also written as slides; Invalid for another one."""
    first = loaded.head
    if "pptx" not in first.form.formats or first.account_id is None:
        raise Invalid("to", f"{first.form.title} is not written as slides", "Name the file .docx for Word, or .pdf.")
    return first.account_id


def _slides(desk: Desk, loaded: Loaded, to: Path, audience: Audience) -> Exported:
    """The slides of the review that an agenda is for."""
    from csdesk.desk import decks

    account, first = _as_slides(loaded), loaded.head
    return decks.export(desk, account, first.review_id, to, audience)


def written(document: Document, format: Format) -> tuple[bytes, tuple[str, ...]]:
    """A document as a finished file, and what its writer has to say about it."""
    if format == "pdf":
        from csdesk.documents.pdf import write_pdf

        made = write_pdf(document)
        return made.data, made.warnings
    from csdesk.documents.docx import write_docx

    file = write_docx(document)
    return file.data, (*file.warnings, *_pages_of_word(document))


def _pages_of_word(document: Document) -> tuple[str, ...]:
    """What to say of a Word file that is meant for so many pages: only Word itself knows where its pages end."""
    if not document.most_pages:
        return ()
    from csdesk.documents.pdf import write_pdf

    meant = "one page" if document.most_pages == 1 else f"{document.most_pages} pages"
    pages = write_pdf(document).pages
    if pages > document.most_pages:
        said = f"and as a PDF it takes {pages}: the Word file is too long as well."
        return (f"{document.kind} is meant for {meant}, {said}",)
    return (
        f"{document.kind} is meant for {meant}. As a PDF it keeps to that; Word breaks pages itself, look there too.",
    )


def prove(loaded: Loaded, data: bytes, format: Format, *others: Loaded) -> None:
    """DeskError when a customer's file holds an answer that is ours alone, in this document or the `others`.

    What the customer may see in one of them is no secret of another.
    """
    from csdesk.documents.verify import leaks

    secret, open_ = texts_of((loaded, *others))
    found = leaks(data, format, list(secret), open_)
    if found:
        where = secret[found[0]]
        raise DeskError(
            f"The {_FORMAT_WORDS[format]} file for the customer would have held an internal answer: {where}.",
            "No file was written.",
            "Look for the same words in a field that the customer sees, and change them there.",
        )


def texts_of(documents: Iterable[Loaded]) -> tuple[dict[str, str], list[str]]:
    """Texts that must not reach the customer with the field they stand in, and texts that may, of all `documents`."""
    secret: dict[str, str] = {}
    open_: list[str] = []
    for loaded in documents:
        hidden, shown = _texts(loaded)
        secret |= hidden
        open_ += shown
    return secret, open_


def _texts(loaded: Loaded) -> tuple[dict[str, str], list[str]]:
    """Texts that must not be in a customer's file with the field they stand in, and those that may."""
    secret: dict[str, str] = {}
    open_: list[str] = [loaded.account_name, *(str(value) for value in loaded.state.names.values() if value)]
    for section in loaded.head.form.sections:
        state = loaded.state.sections[section.id]
        for answers, whole in ((state.answers, False), *((row.answers, True) for row in state.rows)):
            withheld = (
                whole
                and section.customer_if is not None
                and not section.customer_if.test(gap_rules.names(loaded.state, answers))
            )
            known = gap_rules.names(loaded.state, answers)
            for field in section.fields:
                answer = answers.get(field.id)
                if answer is None or answer.empty:
                    continue
                hidden = withheld or field.audience == "internal" or not gap_rules.visible(field, known)
                for text in _parts(field, answer):
                    if not hidden:
                        # The whole text, too: an approval's date is printed beside its name.
                        open_ += [text, answer.text]
                    elif len(text.strip()) >= _SHORT and not _common(field):
                        secret[text] = f"{field.label} ({section.title})"
    return secret, open_


def _common(field: FormField) -> bool:
    # A choice's words ("High", "Champion"), a yes or a rating may stand on any page without having come from here.
    return field.type in ("choice", "choices", "yes-no", "rating", "percent")


def _parts(field: FormField, answer: Answer) -> Iterable[str]:
    if isinstance(answer.value, Approval):
        return (answer.value.name,)
    if field.type == "list":
        return tuple(answer.text.split("\n"))
    return (answer.text,)


def export_all(
    desk: Desk,
    documents: Iterable[int],
    folder: Path,
    format: Format,
    audience: Audience = "customer",
    progress: Callable[[int, int, str], bool] | None = None,
) -> Batch:
    """Export many documents into a folder; one that fails is listed and the others go on.

    `progress(done, total, name)` answers whether to go on.
    """
    wanted = list(documents)
    files: list[Exported] = []
    with_gaps: list[tuple[str, int]] = []
    failed: list[tuple[str, str]] = []
    if not folder.is_dir():
        raise DeskError(f"There is no folder {folder.name}.", "Nothing was exported.", "Choose a folder that exists.")
    taken: set[str] = set()
    for done, document_id in enumerate(wanted):
        name = str(document_id)
        try:
            loaded = states.load(desk, document_id)
            name = loaded.account_name or name
            if progress is not None and not progress(done, len(wanted), name):
                return Batch(tuple(files), tuple(with_gaps), tuple(failed), True)
            target = _free(folder, name_of(desk, loaded, audience, format), taken)
            files.append(export_loaded(desk, loaded, target, audience))
            missing = len(gap_rules.gaps(loaded.head.form, loaded.state).missing)
            if missing:
                with_gaps.append((name, missing))
        except DeskError as error:
            reason = error.reason if isinstance(error, Invalid) else error.what
            failed.append((name, reason[:1].upper() + reason[1:]))
    if progress is not None:
        progress(len(wanted), len(wanted), "")
    return Batch(tuple(files), tuple(with_gaps), tuple(failed))


def _free(folder: Path, name: str, taken: set[str]) -> Path:
    """A name no other file of this batch has; a file of an earlier day is written over, as a person expects."""
    path = folder / name
    number = 2
    while path.name.casefold() in taken:
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    taken.add(path.name.casefold())
    return path
