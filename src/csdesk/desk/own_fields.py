"""Fields of the CSM's own: made from columns of an import that CSDesk does not know, shown and edited as any other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from csdesk.desk.errors import Invalid
from csdesk.values import limits
from csdesk.values.dates import parse_date
from csdesk.values.errors import ParseError
from csdesk.values.money import parse_money
from csdesk.values.numbers import parse_number
from csdesk.values.text import clean, fold

if TYPE_CHECKING:
    from csdesk.desk.core import Changed, Desk
    from csdesk.sync.cells import Value

KEY = "custom:"
"""The beginning of the key under which a list shows such a field; its label follows."""
_YES, _NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}


@dataclass(frozen=True, slots=True)
class OwnField:
    """One field; `type` is text, long, money, number, integer, date or yes-no, as guessed when it was made."""

    id: int
    label: str
    type: str

    @property
    def key(self) -> str:
        """Its key in a list of columns."""
        return KEY + self.label


def fields(desk: Desk, kind: str = "account") -> tuple[OwnField, ...]:
    """The fields of a kind of record, the oldest first."""
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, label, type FROM custom_field WHERE record=? AND deleted_at IS NULL ORDER BY id", (kind,)
        ).fetchall()
    return tuple(OwnField(row[0], row[1], row[2]) for row in rows)


def texts(desk: Desk, record_id: int, kind: str = "account") -> dict[int, str]:
    """What one record says in its own fields, as a person reads it, by field id."""
    types = {one.id: one.type for one in fields(desk, kind)}
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT field_id, value FROM custom_value WHERE record_id=? AND value IS NOT NULL", (record_id,)
        ).fetchall()
    return {row[0]: _shown(desk, row[1], types[row[0]]) for row in rows if row[0] in types}


def columns(desk: Desk, kind: str = "account") -> Mapping[str, Mapping[int, str]]:
    """What every record says, by the key of the field and the record's id."""
    known = {one.id: one for one in fields(desk, kind)}
    found: dict[str, dict[int, str]] = {one.key: {} for one in known.values()}
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql("SELECT field_id, record_id, value FROM custom_value WHERE value IS NOT NULL")
        for field_id, record_id, value in rows:
            if field_id in known:
                found[known[field_id].key][record_id] = _shown(desk, value, known[field_id].type)
    return found


def orders(desk: Desk, key: str, kind: str = "account") -> Mapping[int, object]:
    """By record, what a list sorted by one of its own fields goes by: figures, ISO days, text without case.

    `key` is that of the field. Amounts go by their currency first; a field that is no more has no values.
    """
    from csdesk.desk.import_side import stored_value

    field = next((one for one in fields(desk, kind) if one.key == key), None)
    if field is None:
        return {}
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT record_id, value FROM custom_value WHERE field_id=? AND value IS NOT NULL", (field.id,)
        ).fetchall()
    found: dict[int, object] = {}
    for record_id, text in rows:
        value = stored_value(json.loads(text))
        if isinstance(value, tuple):
            found[record_id] = (value[1], value[0])
        elif value not in (None, ""):
            found[record_id] = fold(value) if isinstance(value, str) else value
    return found


def set_text(desk: Desk, field: OwnField, record_id: int, text: str) -> Changed:
    """Give a record of the account kind another value, as typed; "" takes it away. Invalid when it does not fit."""
    value = _parsed(desk, field, text)
    with desk.write(f"Change {field.label}", account_id=record_id) as tx:
        known = tx.connection.exec_driver_sql(
            "SELECT id FROM custom_value WHERE field_id=? AND record_id=?", (field.id, record_id)
        ).scalar()
        if known is not None:
            tx.update("custom_value", int(known), {"value": value})
        elif value is not None:
            tx.insert("custom_value", {"field_id": field.id, "record_id": record_id, "value": value})
    return tx.changed


def _parsed(desk: Desk, field: OwnField, text: str) -> Value:
    typed = clean(text).strip()
    if not typed:
        return None
    path = f"account/{field.key}"
    fault = limits.length_fault("", "", field.label, typed, several_lines=field.type == "long")
    if fault:
        raise Invalid(path, fault)
    try:
        if field.type == "money":
            amount = parse_money(typed, desk.formats)
            return amount.minor, amount.currency
        if field.type in ("number", "integer"):
            number = float(parse_number(typed, desk.formats))
            return int(number) if field.type == "integer" and number.is_integer() else number
        if field.type == "date":
            return parse_date(typed, desk.clock.today(), desk.formats.date_order).isoformat()
    except ParseError as error:
        raise Invalid(path, error.reason) from error
    if field.type == "yes-no":
        word = fold(typed)
        if word not in _YES | _NO:
            raise Invalid(path, f"{field.label} is yes or no, not “{typed[:40]}”")
        return word in _YES
    return typed


def _shown(desk: Desk, text: str, type_name: str) -> str:
    from csdesk.desk.import_changes import shown
    from csdesk.desk.import_side import stored_value

    value = stored_value(json.loads(text))
    if type_name == "date" and isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return value
    return shown(value, type_name, desk.formats)
