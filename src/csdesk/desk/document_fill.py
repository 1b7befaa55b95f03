"""Filling a form from JSON: all of it or nothing, as one undo step.

`{section: {field: value}}` for fields and checklists, `{section: [{field: value}, ...]}` for rows and repeats. A row
whose title is that of an existing one changes it; any other is added. Nothing is ever deleted by filling.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from csdesk.desk import document_forms, document_write, record_links
from csdesk.desk import document_state as states
from csdesk.desk.document_model import Filled
from csdesk.desk.document_write import find_field, find_section
from csdesk.desk.errors import Invalid
from csdesk.forms.schema import Form, Section
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.book.transaction import Transaction
    from csdesk.desk.core import Desk


class InvalidAnswers(Invalid):
    """Answers that do not fit; `faults` are (path, reason) of every one of them, and nothing was saved."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        path, reason = faults[0]
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(path, f"{reason}{more}")
        self.faults = tuple(faults)


def fill(desk: Desk, form_id: str, account_id: int | None, values: object, *, review_id: int | None = None) -> Filled:
    """Create or update the form's document for the account. InvalidAnswers names every path that does not fit.

    A form about meetings fills the document of `review_id`, or of the account's next meeting of its type.
    """
    from csdesk.desk.documents import existing, new_document, review_for

    form = document_forms.form(form_id)
    account_id, review_id = review_for(desk, form, account_id, review_id)
    with desk.book.read() as connection:
        form = record_links.offered(connection, form, account_id)
    _check(desk, form, values)
    assert isinstance(values, Mapping)
    document_id = existing(desk, form_id, account_id, review_id)
    with desk.write(f"Fill {form.title.casefold()}", account_id=account_id) as tx:
        created = document_id is None
        if document_id is None:
            document_id = new_document(desk, tx, form, account_id, review_id)
        for section_id, given in values.items():
            _apply(desk, tx, document_id, find_section(form, section_id), given)
    return Filled(document_id, created, len(tx.changed.kinds))


def _check(desk: Desk, form: Form, values: object) -> None:
    faults: list[tuple[str, str]] = []
    if not isinstance(values, Mapping):
        raise InvalidAnswers([("", "the answers are an object of sections")])
    for section_id, given in values.items():
        try:
            section = find_section(form, str(section_id))
        except Invalid as error:
            faults.append((error.path, error.reason))
            continue
        if section.kind in ("rows", "repeat"):
            if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
                faults.append((section.id, f"{section.title} is a list of rows, each an object of fields"))
                continue
            for number, row in enumerate(given, 1):
                _check_fields(desk, section, f"{section.id}/{number}", row, faults)
        elif not isinstance(given, Mapping):
            faults.append((section.id, f"{section.title} is an object of fields"))
        else:
            _check_fields(desk, section, section.id, given, faults)
    if faults:
        raise InvalidAnswers(faults)


def _check_fields(
    desk: Desk, section: Section, where: str, given: Mapping[str, Any], faults: list[tuple[str, str]]
) -> None:
    for field_id, raw in given.items():
        path = f"{where}/{field_id}"
        try:
            document_write.value_of(desk, section, find_field(section, field_id), path, raw)
        except Invalid as error:
            faults.append((path, error.reason))


def _apply(desk: Desk, tx: Transaction, document_id: int, section: Section, given: Any) -> None:
    first = states.head(desk, document_id, tx)
    if section.kind not in ("rows", "repeat"):
        for field_id, raw in given.items():
            field = find_field(section, field_id)
            value = document_write.value_of(desk, section, field, f"{section.id}/{field_id}", raw, first.account_id)
            document_write.put(desk, tx, first, section, field, "", value)
        return
    titles = {fold(title): key for key, title in states.row_titles(tx, first, section).items() if title}
    for row in given:
        title = row.get(section.item_title) if section.item_title else None
        key = titles.get(fold(title)) if isinstance(title, str) else None
        if key is None:
            key = document_write.new_row(desk, tx, first, section, row)
            if isinstance(title, str):
                titles[fold(title)] = key
            continue
        for field_id, raw in row.items():
            field = find_field(section, field_id)
            value = document_write.value_of(
                desk, section, field, f"{section.id}/{key}/{field_id}", raw, first.account_id
            )
            document_write.put(desk, tx, first, section, field, key, value)
