"""Writing answers: to the record of the book they are bound to, or into the document; each one undo step.

A document that was final becomes the draft of its next version with the first answer that is written into it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from csdesk.desk import bin, people, record_links, records
from csdesk.desk import document_codec as codec
from csdesk.desk import document_state as states
from csdesk.desk.core import Changed
from csdesk.desk.document_forms import RECORDS
from csdesk.desk.document_model import FieldPath
from csdesk.desk.document_state import Head
from csdesk.desk.errors import Invalid
from csdesk.forms.coerce import CoerceError, coerce
from csdesk.forms.schema import Form, FormField, Section
from csdesk.values.formats import Formats

if TYPE_CHECKING:
    from csdesk.desk.core import Desk, Transaction
    from csdesk.desk.records import Record


def find_section(form: Form, section_id: str) -> Section:
    """A section of a form; Invalid, naming those there are, when it has none of that id."""
    for section in form.sections:
        if section.id == section_id:
            return section
    known = ", ".join(one.id for one in form.sections)
    raise Invalid(section_id, f"{form.title} has no section “{section_id}”", f"There are {known}.")


def find_field(section: Section, field_id: str) -> FormField:
    """A field of a section; Invalid when it has none of that id."""
    for field in section.fields:
        if field.id == field_id:
            return field
    known = ", ".join(one.id for one in section.fields)
    raise Invalid(f"{section.id}/{field_id}", f"{section.title} has no field “{field_id}”", f"There are {known}.")


def value_of(
    desk: Desk, section: Section, field: FormField, path: str, raw: object, account_id: int | None = None
) -> Any:
    """What was typed or given, as a value of the field; Invalid with the path and the reason.

    An amount that names no currency is in the account's.
    """
    if not field.editable or field.binding in ("document.created", "document.updated"):
        raise Invalid(path, f"{field.label} is worked out and cannot be written")
    if section.kind == "checklist":
        if not isinstance(raw, bool) and raw is not None:
            raise Invalid(path, f"{field.label} is ticked (true) or not (false)")
        return bool(raw)
    try:
        formats = _formats(desk, account_id) if field.type in ("money", "table") else desk.formats
        value = coerce(field, raw, formats=formats, today=desk.clock.today())
    except CoerceError as error:
        raise Invalid(path, error.reason) from None
    if (RECORDS.get(section.records, ""), field.binding) in record_links.LINKS:
        return None if value is None else int(str(value))
    if field.type == "number" and field.binding and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _formats(desk: Desk, account_id: int | None) -> Formats:
    with desk.book.read() as connection:
        found = connection.exec_driver_sql("SELECT arr_currency FROM account WHERE id=?", (account_id,)).scalar()
    return replace(desk.formats, currency=found) if found else desk.formats


def set_value(desk: Desk, document_id: int, path: FieldPath, raw: object) -> Changed:
    """Write one answer; "" or None takes it away. Typing in one field stays one undo step. Raises Invalid."""
    first = states.head(desk, document_id)
    section = find_section(first.form, path.section)
    field = find_field(section, path.field)
    value = value_of(desk, section, field, str(path), raw, first.account_id)
    of = ""
    if path.row.isdigit() and section.records:
        title = records.title(desk, RECORDS[section.records], int(path.row))
        of = f" of “{title if len(title) <= 40 else title[:39].rstrip() + '…'}”" if title else ""
    name = f"Change {field.label}{of} in {first.form.title.casefold()}"
    with desk.write(name, account_id=first.account_id, merge_key=f"document {document_id} {path}") as tx:
        _touch(desk, tx, first)
        put(desk, tx, first, section, field, path.row, value)
    return tx.changed


def set_values(
    desk: Desk,
    document_id: int,
    answers: Sequence[tuple[FieldPath, object]],
    *,
    name: str,
    origin: str = "",
    rows: Sequence[tuple[str, Mapping[str, object]]] = (),
) -> Changed:
    """Write several answers, and new rows by section, as one undo step, all or none; see `set_value`."""
    first = states.head(desk, document_id)
    with desk.write(name, account_id=first.account_id, origin=origin) as tx:
        _touch(desk, tx, first)
        for path, raw in answers:
            section = find_section(first.form, path.section)
            field = find_field(section, path.field)
            value = value_of(desk, section, field, str(path), raw, first.account_id)
            put(desk, tx, first, section, field, path.row, value)
        for section_id, values in rows:
            new_row(desk, tx, first, find_section(first.form, section_id), values)
    return tx.changed


def put(desk: Desk, tx: Transaction, first: Head, section: Section, field: FormField, row: str, value: Any) -> None:
    """Write a value where it belongs, within a write that is under way."""
    path = f"{section.id}/{row}/{field.id}"
    if section.kind in ("rows", "repeat") and not row:
        raise Invalid(path, f"{field.label} needs a row")
    if row:
        _check_row(tx, first, section, row)
    value = _person(desk, tx, first, field, value)
    if field.binding:
        if row:
            records.update(desk, RECORDS[section.records], int(row), {field.binding: value})
            return
        subject, _, name = field.binding.partition(".")
        if subject == "document":
            tx.update("document", first.id, {name: value})
        elif subject == "review" and first.review_id is None:
            raise Invalid(path, f"{field.label} belongs to a meeting, and this document has none")
        elif subject == "review":
            records.update(desk, "review", int(first.review_id or 0), {name: value})
        elif first.account_id is None:
            raise Invalid(path, f"{field.label} belongs to an account, and this document has none")
        else:
            records.update(desk, "account", first.account_id, {name: value})
        return
    stored = codec.encode(field, value)
    known = tx.connection.exec_driver_sql(
        'SELECT id FROM answer WHERE document_id=? AND section=? AND "row"=? AND field=?',
        (first.id, section.id, row, field.id),
    ).scalar()
    if known is not None:
        tx.update("answer", known, {"value": stored})
    elif stored is not None or field.default:
        # An empty answer is kept where the form has a default, so that taking it away stays taken away.
        tx.insert(
            "answer",
            {"document_id": first.id, "section": section.id, "row": row, "field": field.id, "value": stored},
        )


def _person(desk: Desk, tx: Transaction, first: Head, field: FormField, value: Any) -> Any:
    """A person's name as the id of that person, found or made on the side that the form says."""
    if field.type != "contact" or not isinstance(value, str):
        return value
    return people.find_or_create(desk, tx, value, field.side, first.account_id)


def _check_row(tx: Transaction, first: Head, section: Section, row: str) -> None:
    """Invalid when the section of this document has no such row."""
    known = None
    if not section.records:
        known = tx.connection.exec_driver_sql(
            'SELECT 1 FROM document_row WHERE document_id=? AND section=? AND "key"=?', (first.id, section.id, row)
        ).scalar()
    elif row.isascii() and row.isdigit() and len(row) < 19:
        mine = " AND review=?" if section.of_review else ""
        known = tx.connection.exec_driver_sql(
            f'SELECT 1 FROM "{RECORDS[section.records]}" WHERE id=? AND account_id=?{mine}',
            (int(row), first.account_id, first.review_id) if mine else (int(row), first.account_id),
        ).scalar()
    if known is None:
        raise Invalid(f"{section.id}/{row}", f"“{row}” is no row of {section.title}")


def _touch(desk: Desk, tx: Transaction, first: Head) -> None:
    values: dict[str, Any] = {"dated": desk.clock.today()}
    if first.state == "final":
        values |= {"state": "draft", "version": first.version + 1}
    tx.update("document", first.id, values)


# Rows


def add_row(desk: Desk, document_id: int, section_id: str, values: Mapping[str, object] | None = None) -> Changed:
    """Add a row with some answers by field id; `Changed.record_id` is the new record's id for bound rows."""
    first = states.head(desk, document_id)
    section = find_section(first.form, section_id)
    with desk.write(f"Add {_a(section)} to {first.form.title.casefold()}", account_id=first.account_id) as tx:
        _touch(desk, tx, first)
        new_row(desk, tx, first, section, values or {})
    return tx.changed


def new_row(desk: Desk, tx: Transaction, first: Head, section: Section, given: Mapping[str, object]) -> str:
    """Make a row within a write that is under way; its key."""
    if section.kind not in ("rows", "repeat"):
        raise Invalid(section.id, f"{section.title} has no rows")
    parsed = {
        key: value_of(desk, section, find_field(section, key), f"{section.id}/{key}", raw, first.account_id)
        for key, raw in given.items()
    }
    if not section.records:
        key = own_row(tx, first.id, section.id)
        for name, value in parsed.items():
            put(desk, tx, first, section, find_field(section, name), key, value)
        return key
    if first.account_id is None:
        raise Invalid(section.id, f"{section.title} belongs to an account, and this document has none")
    kind = RECORDS[section.records]
    binding = {field.id: field.binding for field in section.fields}
    bound = {
        binding[name]: _person(desk, tx, first, find_field(section, name), value)
        for name, value in parsed.items()
        if binding[name]
    }
    if kind == "action":
        bound.setdefault("origin", first.form.title)
    if section.of_review:
        if first.review_id is None:
            raise Invalid(section.id, f"{section.title} belongs to a meeting, and this document has none")
        bound["review"] = first.review_id
    if kind == "contact" and not bound.get("name"):
        # In a form a person is written down first and named in the next moment.
        checked = records.check_all(kind, bound)
        key = str(tx.insert(kind, {**checked, "side": "customer", "account_id": first.account_id}))
    else:
        made = records.create(desk, kind, bound, account_id=first.account_id)
        key = str(made.record_id if made.record_id is not None else _newest(tx, kind, first.account_id))
    for name, value in parsed.items():
        if not binding[name]:
            put(desk, tx, first, section, find_field(section, name), key, value)
    return key


def _newest(tx: Transaction, kind: str, account_id: int) -> int:
    # Within an outer write the inner one has no Changed of its own yet; the newest row is the one just made.
    found = tx.connection.exec_driver_sql(f'SELECT max(id) FROM "{kind}" WHERE account_id=?', (account_id,)).scalar()
    return int(found or 0)


def own_row(tx: Transaction, document_id: int, section_id: str) -> str:
    """A new row of the document's own at the end of a section, within a write that is under way; its key."""
    rows = tx.connection.exec_driver_sql(
        'SELECT "key", position FROM document_row WHERE document_id=? AND section=?', (document_id, section_id)
    ).fetchall()
    number = max((int(key[1:]) for key, _ in rows if key[1:].isdigit()), default=0) + 1
    position = max((place for _, place in rows), default=0.0) + 1
    key = f"r{number}"
    tx.insert("document_row", {"document_id": document_id, "section": section_id, "key": key, "position": position})
    return key


def remove_row(desk: Desk, document_id: int, section_id: str, key: str) -> Changed:
    """Take a row away: a record goes to the bin, a row of the document's own with its answers. Undo brings it back."""
    first = states.head(desk, document_id)
    section = find_section(first.form, section_id)
    with desk.write(f"Delete {_a(section)} of {first.form.title.casefold()}", account_id=first.account_id) as tx:
        _check_row(tx, first, section, key)
        _touch(desk, tx, first)
        if section.records:
            bin.delete(desk, RECORDS[section.records], int(key))
        else:
            for table in ("answer", "document_row"):
                column = '"row"' if table == "answer" else '"key"'
                for (one,) in tx.connection.exec_driver_sql(
                    f"SELECT id FROM {table} WHERE document_id=? AND section=? AND {column}=?",
                    (document_id, section_id, key),
                ).fetchall():
                    tx.remove(table, one)
    return tx.changed


def move_row(desk: Desk, document_id: int, section_id: str, key: str, index: int) -> Changed:
    """Put a row at another place, counted from 0."""
    loaded = states.load(desk, document_id)
    section = find_section(loaded.head.form, section_id)
    keys = [row.key for row in loaded.state.sections[section_id].rows]
    if key not in keys:
        raise Invalid(f"{section_id}/{key}", "there is no such row")
    keys.remove(key)
    keys.insert(max(0, min(index, len(keys))), key)
    with desk.write(f"Move {_a(section)}", account_id=loaded.head.account_id) as tx:
        if section.records:
            kind = RECORDS[section.records]
            for place, one in enumerate(keys, 1):
                if loaded.records[section_id][one].position != place:
                    tx.update(kind, int(one), {"position": float(place)})
        else:
            for place, one in enumerate(keys, 1):
                row_id = tx.connection.exec_driver_sql(
                    'SELECT id FROM document_row WHERE document_id=? AND section=? AND "key"=?',
                    (document_id, section_id, one),
                ).scalar()
                if row_id is not None:
                    tx.update("document_row", row_id, {"position": float(place)})
    return tx.changed


def _a(section: Section) -> str:
    item = section.item or "row"
    return f"{'an' if item[0] in 'aeiou' else 'a'} {item}"


def record_named(rows: Mapping[str, Record], kind: str, title: object) -> str:
    """The key of the row whose title is that one (accents and case aside), or ""."""
    from csdesk.values.text import fold

    wanted = fold(str(title))
    return next((key for key, one in rows.items() if fold(one.title) == wanted), "")
