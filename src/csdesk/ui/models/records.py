"""Records of one kind at one account as table rows, edited in place: people, goals, milestones, risks, actions."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QObject

from csdesk.desk import record_links, records
from csdesk.desk.core import Desk
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.records import Record
from csdesk.ui.widgets.table_model import Cell, Column, TableModel
from csdesk.values.days import format_date

_WIDTHS = {"date": 104, "money": 104, "percent": 92, "rating": 84, "choice": 130, "contact": 150, "integer": 80}
_OF_FIELD = {
    "baseline": 92, "current": 92, "target": 92, "metric": 190, "title": 250, "name": 170, "department": 120,
    "preference": 84, "influence": 84, "strength": 84, "probability": 92, "impact": 84, "role": 130, "email": 190,
    "timeline": 92, "stage": 110, "type": 120, "status": 140,
}  # fmt: skip
_STRETCH = {"milestone": "criteria", "risk": "mitigation", "contact": "email"}
_YES_NO = (("yes", "Yes"), ("no", "No"))
_RIGHT = {"money", "percent", "number", "integer", "date"}


def columns_of(
    kind: str, fields: Sequence[str], links: Mapping[str, Sequence[tuple[str, str]]] | None = None
) -> list[Column]:
    """Editable columns for some fields of a kind; the wordiest takes the width that is left.

    `links` are the records (id and title) that a field which names one may be set to.
    """
    found = []
    for field_id in fields:
        field = records.KINDS[kind].field(field_id)
        named = (links or {}).get(field_id)
        options = tuple(named if named is not None else ((option.id, option.label) for option in field.options))
        options = _YES_NO if field.type == "yes-no" else options
        found.append(
            Column(
                field_id,
                field.label,
                _OF_FIELD.get(field_id) or _WIDTHS.get(field.type, 180),
                right=named is None and field.type in _RIGHT,
                stretch=field_id == _STRETCH.get(kind, records.KINDS[kind].title),
                soft=field_id != records.KINDS[kind].title,
                sortable=False,
                editable=True,
                options=(("", "Not known"), *options) if options or named is not None else (),
            )
        )
    return found


class RecordsModel(TableModel):
    """The records of a kind at an account."""

    def __init__(
        self, desk: Desk, kind: str, account_id: int, fields: Sequence[str], parent: QObject | None = None
    ) -> None:
        self._fields = tuple(fields)
        self._links = record_links.of_fields(desk, kind, fields, account_id)
        super().__init__(columns_of(kind, fields, self._links), parent)
        self._desk, self._kind, self._account = desk, kind, account_id
        self._records: tuple[Record, ...] = ()
        self._texts: dict[tuple[int, str], str] = {}
        self.reload()

    def reload(self) -> None:
        """Reads the records again."""
        self.beginResetModel()
        self._records = records.of_account(self._desk, self._kind, self._account)
        self._texts.clear()
        if self._links:
            self._links = record_links.of_fields(self._desk, self._kind, self._fields, self._account)
            self.columns = columns_of(self._kind, self._fields, self._links)
        self.endResetModel()

    def record(self, row: int) -> Record:
        """The record of a row."""
        return self._records[row]

    def row_count(self) -> int:
        return len(self._records)

    def key(self, row: int) -> Hashable:
        return self._records[row].id

    def _text(self, row: int, field_id: str) -> str:
        record = self._records[row]
        known = self._texts.get((record.id, field_id))
        if known is None:
            value = record.values.get(field_id)
            known = "" if value is None else records.display(self._desk, self._kind, field_id, value)
            self._texts[record.id, field_id] = known
        return known

    def cell(self, row: int, column: Column) -> Cell:
        record = self._records[row]
        value = record.values.get(column.key)
        text = self._text(row, column.key)
        field = records.KINDS[self._kind].field(column.key)
        bold = column.key == records.KINDS[self._kind].title
        if field.type == "choice":
            tone = next((option.tone for option in field.options if option.id == value), None)
            return Cell(text, shape=tone or "") if tone else Cell(text)
        if field.type == "rating" and isinstance(value, int):
            return Cell(f"{value} of 5")
        if field.type == "date" and isinstance(value, date):
            return Cell(format_date(value))
        first_line = text.split("\n", 1)[0]
        left = self._kind == "contact" and record.values.get("left_on") is not None and bold
        return Cell(first_line, bold=bold, struck=left, tip=text if "\n" in text or len(text) > 40 else "")

    def edit_text(self, row: int, column: Column) -> str:
        if column.options:
            value = self._records[row].values.get(column.key)
            if isinstance(value, bool):
                return "yes" if value else "no"
            return "" if value is None else str(value)
        return self._text(row, column.key)

    def edit(self, row: int, column: Column, text: str) -> str:
        record = self._records[row]
        old = record.values.get(column.key)
        if text == self.edit_text(row, column):
            return ""
        try:
            value: object = text
            if records.KINDS[self._kind].field(column.key).type != "contact" or not text.strip():
                value = records.parse(self._desk, self._kind, column.key, text) if text.strip() else None
            records.update(self._desk, self._kind, record.id, {column.key: value}, based_on={column.key: old})
        except Invalid as error:
            return error.reason
        except DeskError as error:
            return error.what
        return ""
