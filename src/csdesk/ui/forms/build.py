"""Which editor a field gets: one table, by field type."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from csdesk.forms.schema import FormField
from csdesk.ui.forms.choice import BoxEditor, ChoicesEditor, RatingEditor, SegmentEditor, YesNoEditor, segmented
from csdesk.ui.forms.dates import DateEditor
from csdesk.ui.forms.editor import Editor, FormHost
from csdesk.ui.forms.grid import ApprovalEditor, TableEditor
from csdesk.ui.forms.people import ContactEditor
from csdesk.ui.forms.text import FigureEditor, ListEditor, LongEditor, TextEditor

_EDITORS: dict[str, Callable[[FormField, FormHost, QWidget | None], Editor]] = {
    "text": TextEditor,
    "long": LongEditor,
    "list": ListEditor,
    "money": FigureEditor,
    "percent": FigureEditor,
    "number": FigureEditor,
    "date": DateEditor,
    "choices": ChoicesEditor,
    "yes-no": YesNoEditor,
    "rating": RatingEditor,
    "contact": ContactEditor,
    "approval": ApprovalEditor,
    "talk-time": FigureEditor,
}


def build_editor(field: FormField, host: FormHost, parent: QWidget | None = None) -> Editor:
    """The editor for a field; KeyError for a type the builder does not know."""
    if field.type == "choice":
        return SegmentEditor(field, host, parent) if segmented(field) else BoxEditor(field, host, parent)
    if field.type == "table":
        return TableEditor(field, host, build_editor, parent)
    return _EDITORS[field.type](field, host, parent)
