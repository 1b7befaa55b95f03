"""The book's side of an import: its records in stored form, what a source said of them last, what is remembered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csdesk.book.catalog import KINDS
from csdesk.sync.cells import Value
from csdesk.sync.lexicon import key
from csdesk.sync.mapping import CUSTOM
from csdesk.sync.matching import crm_key
from csdesk.sync.side import BookSide

if TYPE_CHECKING:
    from sqlalchemy import Connection

WHOLE = "*"
"""The field under which a source's last word on a record is kept, as JSON by field: one row per record and run."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source that was imported from before, and what is remembered of it."""

    id: int | None
    name: str
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By set of headers, the CSM's corrections."""
    rules: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


def source_named(connection: Connection, name: str) -> Source:
    """What is remembered of a source, by its name without regard to case; an empty one when it is new."""
    row = connection.exec_driver_sql(
        "SELECT id, name, mapping, rules, options FROM sync_source WHERE lower(name)=lower(?)", (name,)
    ).fetchone()
    if row is None:
        return Source(None, name)
    return Source(row[0], row[1], _json(row[2]), _json(row[3]), _json(row[4]))


def _json(text: str | None) -> dict[str, Any]:
    return json.loads(text) if text else {}


def stored_value(value: Any) -> Value:
    """A value from JSON in the form that planning uses: money as a pair."""
    return (value[0], value[1]) if isinstance(value, list) else value


def last_said(connection: Connection, record: str, source_id: int | None) -> dict[int, dict[str, Value]]:
    """What a source said last, by record and field, from the runs that were not undone. All sources when None."""
    where, parameters = ("AND source_id=?", (source_id,)) if source_id is not None else ("", ())
    rows = connection.exec_driver_sql(
        "SELECT record_id, value FROM sync_value WHERE record=? AND field='*' "
        f"AND seen_run IN (SELECT id FROM sync_run) {where} ORDER BY seen_run",
        (record, *parameters),
    )
    found: dict[int, dict[str, Value]] = {}
    for record_id, text in rows:
        said = json.loads(text)
        if "[" in text:
            said = {field: stored_value(value) for field, value in said.items()}
        found[record_id] = said
    return found


def side_of(connection: Connection, kind: str, source_id: int | None) -> BookSide:
    """The book's records of a kind, with their accounts where they belong to one."""
    side = _records(connection, kind)
    if source_id is not None:
        side.last = last_said(connection, kind, source_id)
    add_custom(connection, kind, side)
    if kind != "account":
        side.accounts = _records(connection, "account")
        side.accounts.last = _ids_of_accounts(connection)
    return side


def _ids_of_accounts(connection: Connection) -> dict[int, dict[str, Value]]:
    said = last_said(connection, "account", None)
    return {record_id: {"crm_id": values["crm_id"]} for record_id, values in said.items() if values.get("crm_id")}


def _records(connection: Connection, kind: str) -> BookSide:
    spec = KINDS[kind]
    # Amounts come last, in two columns each, so that the rest of a row is taken as it is.
    simple = [each.id for each in spec.fields if each.type != "money"]
    money = [each.id for each in spec.fields if each.type == "money"]
    columns = simple + [column for field in money for column in (field, f"{field}_currency")]
    plain = len(simple) + 2
    pairs = [(plain + 2 * at, plain + 2 * at + 1) for at in range(len(money))]
    listed = ", ".join(f'"{column}"' for column in columns)
    owner = "account_id" if spec.owned else "NULL"
    side = BookSide((*simple, *money))
    rows = connection.exec_driver_sql(f'SELECT id, {owner}, {listed} FROM "{kind}" WHERE deleted_at IS NULL')
    for row in rows:
        row = tuple(row)
        amounts = tuple([None if row[a] is None else (row[a], row[b]) for a, b in pairs])
        side.records[row[0]] = row[2:plain] + amounts
        if spec.owned:
            side.account_of[row[0]] = row[1]
    if "crm_id" in side.fields:
        binned = connection.exec_driver_sql(
            f'SELECT crm_id, name FROM "{kind}" WHERE deleted_at IS NOT NULL AND crm_id IS NOT NULL'
        )
        side.binned = {crm_key(row[0]): row[1] or row[0] for row in binned}
    _name_people(connection, kind, side)
    return side


def _name_people(connection: Connection, kind: str, side: BookSide) -> None:
    """Fields that point at a person hold the name while planning, as a file does."""
    at = [side.fields.index(f.id) for f in KINDS[kind].fields if f.type == "contact"]
    if not at or not any(values[i] is not None for values in side.records.values() for i in at):
        return
    names = dict(connection.exec_driver_sql("SELECT id, name FROM contact").fetchall())  # type: ignore[arg-type]
    side.people = names
    for record_id, values in side.records.items():
        if any(values[i] is not None for i in at):
            changed = list(values)
            for i in at:
                changed[i] = names.get(values[i]) if values[i] is not None else None
            side.records[record_id] = tuple(changed)


def add_custom(connection: Connection, kind: str, side: BookSide) -> None:
    """Make the side know the custom fields of its kind, and their values for the records it has."""
    fields = connection.exec_driver_sql(
        "SELECT id, label, type FROM custom_field WHERE record=? AND deleted_at IS NULL ORDER BY id", (kind,)
    ).fetchall()
    if not fields:
        return
    places = {row[0]: index for index, row in enumerate(fields)}
    side.custom = {key(row[1]): (row[1], row[2]) for row in fields}
    side.fields = (*side.fields, *(CUSTOM + row[1] for row in fields))
    if not side.records:
        return
    extra: dict[int, list[Value]] = {}
    for field_id, record_id, value in connection.exec_driver_sql("SELECT field_id, record_id, value FROM custom_value"):
        if field_id in places and record_id in side.records and value is not None:
            extra.setdefault(record_id, [None] * len(fields))[places[field_id]] = stored_value(json.loads(value))
    none: tuple[Value, ...] = (None,) * len(fields)
    for record_id, values in side.records.items():
        side.records[record_id] = (*values, *(extra.get(record_id) or none))
