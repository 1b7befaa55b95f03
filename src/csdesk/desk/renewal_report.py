"""The forecast as a document: today's when its figures still stand, else a new one filled from the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.desk import document_state, documents, sources
from csdesk.desk.sources import Asked

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

FORM: Final = "renewal-forecast"


def open_report(desk: Desk) -> int:
    """The report of today; its id. An earlier one is kept as it was, for what was said then is what was said."""
    last = documents.existing(desk, FORM, None)
    if last is not None and _stands(desk, last):
        return last
    with desk.write("Begin the renewal forecast") as tx:
        return documents.new_document(desk, tx, documents.form(FORM), None)


def _stands(desk: Desk, document_id: int) -> bool:
    """Whether a draft says what the book says today."""
    loaded = document_state.load(desk, document_id)
    if loaded.head.state == "final":
        return False
    asked = Asked(desk, None, desk.clock.today(), document_id)
    for section in loaded.head.form.sections:
        state = loaded.state.sections[section.id]
        if section.source:
            now = sources.given(asked, section.source).rows
            said = sources.said_of(asked, section, state.rows)
            if len(now) != len(state.rows) or len(said) != len(now):
                return False
        for one in section.fields:
            if one.source and one.id in state.answers:
                value = sources.given(asked, one.source, one).value
                if value is not None and state.answers[one.id].value != value:
                    return False
    return True
