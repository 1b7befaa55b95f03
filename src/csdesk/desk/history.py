"""The journal as a person reads it: when, by what, which field, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from csdesk.book.catalog import KINDS
from csdesk.book.history import ChangeEntry, ChangeSetEntry
from csdesk.desk import fields, people

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_OTHER = {
    "document": ("Document", "title"),
    "answer": ("Answer", ""),
    "document_row": ("Row of a document", ""),
    "document_issue": ("Issued version", ""),
    "setting": ("Setting", "key"),
    "saved_view": ("View", "name"),
    "custom_field": ("Own field", "label"),
    "custom_value": ("Own field's value", ""),
    "sync_source": ("Import source", "name"),
    "sync_run": ("Import", "file"),
}
_KEPT_QUIET = frozenset({"created_at", "account_id", "document_id", "position", "deleted_at"})
"""Fields that say nothing to a person when a record is made."""
_COMMON = {"position": "Place in the list", "account_id": "Account", "deleted_at": "In the bin", "created_at": "Made"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one record: what it was and what it became, as text; "" for not known."""

    kind: str
    record_id: int
    account_id: int | None
    record: str
    """The record's name: "Fewer tickets"."""
    kind_label: str
    field: str
    label: str
    """The field's label; for a record made or removed, "Added" or "Removed"."""
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One operation. `count` may be more than the changes listed: of an import only the first are read."""

    id: int
    at: datetime
    name: str
    origin: str
    role: str
    """change, undo, redo, revert or setting."""
    state: str
    """done, undone, dropped or reverted."""
    account_id: int | None
    changes: tuple[FieldChange, ...]
    count: int


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value that a field once had."""

    at: datetime
    name: str
    origin: str
    text: str
    value: Any


def entries(
    desk: Desk,
    account_id: int | None = None,
    record: tuple[str, int] | None = None,
    limit: int = 100,
    before: int | None = None,
) -> tuple[HistoryEntry, ...]:
    """Operations on the book, an account or a record, newest first; `before` is the id of the last one seen."""
    found = desk.book.history(account_id=account_id, record=record, limit=limit, before=before)
    names = _Names(desk, found)
    return tuple(
        HistoryEntry(
            entry.id,
            entry.at,
            _name(entry),
            entry.origin,
            entry.role,
            entry.state,
            entry.account_id,
            tuple(line for change in entry.changes for line in _lines(desk, names, change)),
            entry.count,
        )
        for entry in found
    )


def of_field(desk: Desk, kind: str, record_id: int, field: str, limit: int = 100) -> tuple[FieldValue, ...]:
    """The values a field has had, newest first, each with the operation that gave it."""
    found = desk.book.history(record=(kind, record_id), field=field, limit=limit)
    names = _Names(desk, found)
    values = []
    for entry in found:
        for change in entry.changes:
            value = change.new if change.field else (change.new or {}).get(field)
            values.append(
                FieldValue(entry.at, _name(entry), entry.origin, _text(desk, names, kind, field, value), value)
            )
    return tuple(values)


def _name(entry: ChangeSetEntry) -> str:
    prefix = {"undo": "Undo: ", "redo": "Redo: "}.get(entry.role, "")
    return prefix + entry.name


class _Names:
    """Names of the people and records that some entries speak of, read at once."""

    def __init__(self, desk: Desk, found: list[ChangeSetEntry]) -> None:
        self._desk = desk
        self._titles: dict[tuple[str, int], str] = {}
        contacts: set[int] = set()
        records: dict[str, set[int]] = {}
        for entry in found:
            for change in entry.changes:
                records.setdefault(change.record, set()).add(change.record_id)
                contacts |= _contacts(change)
                # The newest name that the journal tells serves a record that is no longer there.
                values = change.new if isinstance(change.new, dict) else change.old
                title = _title_field(change.record)
                if not change.field and title and isinstance(values, dict):
                    self._titles.setdefault((change.record, change.record_id), str(values.get(title) or ""))
        self.people = people.names(desk, contacts)
        with desk.book.read() as connection:
            for table, ids in records.items():
                column = _title_field(table)
                ordered = sorted(ids)
                for start in range(0, len(ordered) if column else 0, 500):
                    part = tuple(ordered[start : start + 500])
                    sql = f'SELECT id, "{column}" FROM "{table}" WHERE id IN ({",".join("?" * len(part))})'
                    for row in connection.exec_driver_sql(sql, part):
                        self._titles[table, row[0]] = "" if row[1] is None else str(row[1])

    def title(self, table: str, record_id: int) -> str:
        return self._titles.get((table, record_id), "")


def _contacts(change: ChangeEntry) -> set[int]:
    if change.record not in KINDS:
        return set()
    wanted = {field.id for field in KINDS[change.record].fields if field.type == "contact"}
    if change.field:
        return {v for v in (change.old, change.new) if isinstance(v, int)} if change.field in wanted else set()
    values = {**(change.old or {}), **(change.new or {})}
    return {values[field] for field in wanted if isinstance(values.get(field), int)}


def _lines(desk: Desk, names: _Names, change: ChangeEntry) -> list[FieldChange]:
    kind_label = KINDS[change.record].label if change.record in KINDS else _OTHER.get(change.record, ("Record", ""))[0]
    title = names.title(change.record, change.record_id)

    def line(field: str, label: str, old: str, new: str) -> FieldChange:
        return FieldChange(
            change.record, change.record_id, change.account_id, title, kind_label, field, label, old, new
        )

    if change.field == "deleted_at":
        return [line("deleted_at", "Deleted" if change.new is not None else "Restored", "", "")]
    if change.field:
        old = _text(desk, names, change.record, change.field, change.old)
        new = _text(desk, names, change.record, change.field, change.new)
        return [line(change.field, label(change.record, change.field), old, new)]
    made = change.new is not None
    head = line("", "Added" if made else "Removed", "" if made else title, title if made else "")
    values = (change.new if made else change.old) or {}
    lines = [head]
    for field, value in values.items():
        if field in _KEPT_QUIET or field == _title_field(change.record):
            continue
        text = _text(desk, names, change.record, field, value)
        lines.append(line(field, label(change.record, field), "" if made else text, text if made else ""))
    return lines


def label(kind: str, field: str) -> str:
    """What a person calls a field of any table."""
    if kind in KINDS:
        for known in KINDS[kind].fields:
            if known.id == field:
                return known.label
    return _COMMON.get(field) or field.replace("_", " ").capitalize()


def _text(desk: Desk, names: _Names, kind: str, field: str, value: Any) -> str:
    if value is None:
        return ""
    spec = next((known for known in KINDS[kind].fields if known.id == field), None) if kind in KINDS else None
    if spec is None:
        return _plain(desk, value)
    if spec.type == "contact":
        return names.people.get(value, "")
    return fields.display(desk, kind, field, value)


def _plain(desk: Desk, value: Any) -> str:
    """A value outside the catalog: an answer's structure becomes its texts, one after the other."""
    if isinstance(value, dict):
        return ", ".join(text for text in (_plain(desk, part) for part in value.values()) if text)
    if isinstance(value, list | tuple):
        return ", ".join(text for text in (_plain(desk, part) for part in value) if text)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return fields.moment_text(value)
    return "" if value is None else str(value)


def _title_field(table: str) -> str:
    return KINDS[table].title if table in KINDS else _OTHER.get(table, ("", ""))[1]
