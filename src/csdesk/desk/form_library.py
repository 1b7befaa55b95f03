"""The CSM's own copies of forms: which forms there are, copied to be changed, and set aside again.

A form is one YAML file. An own file takes the place of the shipped form of the same id as long as it loads; one that
does not is listed with what is wrong and where, and the shipped one stays in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk import paths
from csdesk.desk import document_forms
from csdesk.desk.document_forms import Refused
from csdesk.desk.errors import DeskError, Invalid
from csdesk.forms.schema import Form

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_ASIDE = "set aside"
_HEAD = """\
# My own copy of “{title}”. CSDesk uses it in place of its own form as long as it can be read.
# Change labels, help, order, choices and fields. Keep the ids of fields that have answers.
# Documents in the window lists what is wrong, with the line, when the file cannot be used.

"""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the list of forms."""

    id: str
    title: str
    about: str
    source: str
    """Where it comes from: "handbook, template 1"."""
    subject: str
    formats: tuple[str, ...]
    customer_copy: bool
    own: bool
    """Whether the CSM's own file is the one in use."""
    shipped: bool
    """Whether there is a form of CSDesk of that id."""
    file: Path
    documents: int = 0
    """How many documents outside the bin were made from it."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Every form by title, and own files that cannot be used."""

    rows: tuple[FormRow, ...]
    refused: tuple[Refused, ...]
    folder: Path


def forms(desk: Desk) -> Forms:
    """The forms in use, and what was refused."""
    library = document_forms.library()
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT form, count(*) FROM document WHERE deleted_at IS NULL GROUP BY form"
        ).fetchall()
    counts = {str(form): int(count) for form, count in found}
    rows = [_row(form, counts.get(form.id, 0)) for form in library.forms.values()]
    return Forms(tuple(sorted(rows, key=lambda one: one.title)), library.refused, document_forms.own_folder())


def _row(form: Form, documents: int) -> FormRow:
    file = Path(form.origin)
    return FormRow(
        form.id, form.title, form.about, form.source, form.subject, form.formats, form.customer_copy,
        file.parent == document_forms.own_folder(), _shipped(form.id) is not None, file, documents,
    )  # fmt: skip


def _shipped(form_id: str) -> Path | None:
    path = paths.resources() / "forms" / f"{form_id}.yaml"
    return path if path.is_file() else None


def copy(form_id: str) -> Path:
    """Copy a form into the CSM's own folder to be changed; the file. Invalid when there is a copy already."""
    form = document_forms.form(form_id)
    folder = document_forms.own_folder()
    target = folder / f"{form_id}.yaml"
    if target.exists():
        raise Invalid("form", f"there is a copy of {form.title.casefold()} already: {target.name}", "Change that one.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = Path(form.origin).read_text(encoding="utf-8")
        target.write_text(_HEAD.format(title=form.title) + text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise DeskError(
            f"{target.name} could not be written: {error.strerror or error}.",
            "The form is as it was.",
            "Look at the rights of the folder of forms.",
        ) from error
    return target


def use_shipped(form_id: str) -> Path:
    """Set the CSM's own file of a form aside, so that the shipped one is used again; where the file is now.

    The file is kept in the folder “set aside”, never deleted. Invalid when there is no own file of the form.
    """
    folder = document_forms.own_folder()
    found = _own_file(form_id)
    if found is None:
        raise Invalid("form", f"there is no own copy of “{form_id}”")
    if _shipped(form_id) is None:
        raise Invalid("form", f"CSDesk has no form “{form_id}” of its own", "Keep the file, or move it by hand.")
    aside = folder / _ASIDE
    target = aside / found.name
    number = 2
    while target.exists():
        target = aside / f"{found.stem} ({number}){found.suffix}"
        number += 1
    try:
        aside.mkdir(parents=True, exist_ok=True)
        found.rename(target)
    except OSError as error:
        raise DeskError(
            f"{found.name} could not be set aside: {error.strerror or error}.",
            "It is still in use.",
            "Close it where it is open and try again.",
        ) from error
    return target


def _own_file(form_id: str) -> Path | None:
    """The own file in use for a form, or one of its name that was refused."""
    library = document_forms.library()
    form = library.forms.get(form_id)
    if form is not None and Path(form.origin).parent == document_forms.own_folder():
        return Path(form.origin)
    named = document_forms.own_folder() / f"{form_id}.yaml"
    return named if named.is_file() else None
