"""Fields of a record that name another record of the same account: which they are, and what may be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from csdesk.forms.schema import Form, FormField, Option, Section

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk

LINKS: Final[dict[tuple[str, str], str]] = {("value_entry", "goal"): "goal"}
"""By kind and field, the kind of record whose id stands there."""
BOUND: Final = "link"
"""The type of such a field as forms see it; see forms.binding.FITS."""
_ROWS: Final = {"values": "value_entry"}


def choices(desk: Desk, kind: str, field: str, account_id: int | None) -> tuple[Option, ...]:
    """The records of the account that a field may name, in their order; none for a field that names no record."""
    with desk.book.read() as connection:
        return _choices(connection, kind, field, account_id)


def title(desk: Desk, kind: str, field: str, record_id: int) -> str:
    """What the record named by a field is called; "" once it is gone."""
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            f'SELECT title FROM "{LINKS[kind, field]}" WHERE id=? AND deleted_at IS NULL', (record_id,)
        ).scalar()
    return str(found or "")


def offered(connection: Connection, form: Form, account_id: int | None) -> Form:
    """The form with the account's records as the options of each field that names one."""
    if not any(_names_a_record(section, one) for section in form.sections for one in section.fields):
        return form
    sections = tuple(
        replace(section, fields=tuple(_with_options(connection, section, one, account_id) for one in section.fields))
        for section in form.sections
    )
    return replace(form, sections=sections)


def _names_a_record(section: Section, one: FormField) -> bool:
    return (_ROWS.get(section.records, ""), one.binding) in LINKS


def _with_options(connection: Connection, section: Section, one: FormField, account_id: int | None) -> FormField:
    if not _names_a_record(section, one):
        return one
    return replace(one, options=_choices(connection, _ROWS[section.records], one.binding, account_id))


def _choices(connection: Connection, kind: str, field: str, account_id: int | None) -> tuple[Option, ...]:
    if (kind, field) not in LINKS or account_id is None:
        return ()
    found: Sequence[tuple[int, str]] = connection.exec_driver_sql(
        f'SELECT id, title FROM "{LINKS[kind, field]}" WHERE account_id=? AND deleted_at IS NULL ORDER BY position, id',
        (account_id,),
    ).fetchall()
    return tuple(Option(str(number), name or f"Without a title ({number})") for number, name in found)


def of_fields(desk: Desk, kind: str, fields: Sequence[str], account_id: int) -> dict[str, tuple[tuple[str, str], ...]]:
    """(id, title) of what may be chosen, by field, for those of the fields that name a record."""
    return {
        one: tuple((option.id, option.label) for option in choices(desk, kind, one, account_id))
        for one in fields
        if (kind, one) in LINKS
    }
