"""Which forms there are, what is in one, and the CSM's own copies of them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.cli.output import Code, CommandError, Result, table

if TYPE_CHECKING:
    from csdesk.forms.schema import Form, FormField, Section


def forms(arguments: argparse.Namespace) -> Result:
    """`csdesk forms` and `csdesk forms FORM`."""
    from csdesk.desk import document_forms

    if arguments.copy or arguments.use_shipped:
        return _own_form(arguments)
    if arguments.form:
        form = document_forms.form(arguments.form)
        return _one_form(form, set_aside(form.id))
    library = document_forms.library()
    found = [library.forms[key] for key in sorted(library.forms)]
    data: dict[str, object] = {
        "forms": [
            {"form": one.id, "title": one.title, "about": one.about, "subject": one.subject, "formats": one.formats}
            for one in found
        ]
    }
    if library.refused:
        data["refused"] = [{"file": one.file, "reason": one.reason} for one in library.refused]
    rows = [(one.id, one.title, one.subject, ", ".join(one.formats)) for one in found]
    notes = [f"{Path(one.file).name} is not used: {one.reason}" for one in library.refused]
    return Result(data, table(("Form", "Title", "About", "Formats"), rows), notes)


def _own_form(arguments: argparse.Namespace) -> Result:
    """`csdesk forms FORM --copy` and `csdesk forms FORM --use-shipped`."""
    from csdesk.desk import form_library

    if not arguments.form or (arguments.copy and arguments.use_shipped):
        raise CommandError("Name the form, and one of --copy and --use-shipped.", code=Code.USAGE)
    if arguments.copy:
        file = form_library.copy(arguments.form)
        return Result({"form": arguments.form, "file": file}, f"Copied to {file}. CSDesk uses it from now on.")
    file = form_library.use_shipped(arguments.form)
    return Result({"form": arguments.form, "file": file}, f"CSDesk's own form is used again; yours is kept as {file}.")


def set_aside(form_id: str) -> list[str]:
    """What to say where one's own copy of this form cannot be used, so that CSDesk's own stands in."""
    from csdesk.desk import document_forms

    return [
        f"Your own {Path(one.file).name} is not used: {one.reason}"
        for one in document_forms.library().refused
        if Path(one.file).stem == form_id and Path(one.file).parent == document_forms.own_folder()
    ]


def _one_form(form: Form, notes: Sequence[str] = ()) -> Result:
    sections = [
        {
            "section": section.id,
            "title": section.title,
            "kind": section.kind,
            "records": _records(section) or None,
            "at_least": section.at_least,
            **_part(section),
            "fields": [_field_data(section, one) for one in section.fields],
        }
        for section in form.sections
    ]
    rows = [
        (section.id, one.id, one.type, one.audience, _binding(section, one) or "", one.needed, _choices(one))
        for section in form.sections
        for one in section.fields
    ]
    data = {
        "form": form.id,
        "title": form.title,
        "about": form.about,
        "subject": form.subject,
        "formats": form.formats,
        "sections": sections,
    }
    heads = ("Section", "Field", "Type", "For", "From", "Needed", "Choices")
    return Result(data, f"{form.title}: {form.about}\n\n{table(heads, rows)}", notes)


def _part(section: Section) -> dict[str, object]:
    """What a part of a meeting says of its time."""
    if not section.minutes:
        return {}
    talk = section.talk_time
    return {"minutes": section.minutes, "talk_time": None if talk is None else [talk.low, talk.high]}


def _field_data(section: Section, field: FormField) -> dict[str, object]:
    data: dict[str, object] = {
        "id": field.id,
        "type": field.type,
        "label": field.label,
        "audience": field.audience,
        "from": _binding(section, field),
        "needed": field.needed or None,
        "options": [option.label for option in field.options],
    }
    if field.needed_if:
        data["needed_if"] = field.needed_if.text
    if field.show_if:
        data["show_if"] = field.show_if.text
    if not field.editable:
        data["editable"] = False
    if field.capture:
        data["capture"] = True
    if field.group:
        data["group"] = field.group
    if field.due is not None:
        data["due_days"] = field.due
    if field.due_hours is not None:
        data["due_hours"] = field.due_hours
    if field.proof:
        data["proof"] = field.proof
    if field.columns:
        data["columns"] = [_field_data(section, column) for column in field.columns]
    return data


def _binding(section: Section, field: FormField) -> str | None:
    if not field.binding:
        return None
    return f"{_records(section)}.{field.binding}" if section.records else field.binding


def _records(section: Section) -> str:
    return f"{'review' if section.of_review else 'account'}.{section.records}" if section.records else ""


def _choices(field: FormField) -> str:
    return ", ".join(option.label for option in field.options)
