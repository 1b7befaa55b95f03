"""Records of every kind: read, add, change, reorder. What the bin does stands in bin.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from csdesk.book.catalog import KINDS, Field, Kind, Option
from csdesk.book.errors import RecordMissing, StaleWrite
from csdesk.book.tables import layout
from csdesk.book.transaction import Transaction
from csdesk.book.types import decode
from csdesk.desk import fields, ledger, people
from csdesk.desk.bin import BinItem, bin, delete, empty_bin, restore
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid, Stale
from csdesk.desk.fields import display, parse

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk

__all__ = [
    "KINDS", "BinItem", "Field", "Kind", "Option", "Record", "bin", "check_all", "create", "delete", "display",
    "empty_bin", "get", "move", "of_account", "parse", "restore", "title", "update", "update_many",
]  # fmt: skip

Values = Mapping[str, Any]

_FIRST_STATE = {
    "action": ("status", "open"),
    "milestone": ("status", "planned"),
    "risk": ("status", "monitoring"),
    "review": ("status", "planned"),
    "opportunity": ("stage", "identified"),
}
"""What a new record's status is when none is given: a thing just written down has begun, and nothing more."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands: `values` by catalog field, None for what is not known."""

    kind: str
    id: int
    account_id: int | None
    version: int
    values: Mapping[str, Any]
    position: float
    updated_at: datetime
    deleted_at: datetime | None = None

    @property
    def title(self) -> str:
        """How a person knows it; "" when it has no title yet."""
        value = self.values[KINDS[self.kind].title]
        return "" if value is None else str(value)


def get(desk: Desk, kind: str, record_id: int) -> Record:
    """One record, also from the bin; RecordMissing when the book has none of that id."""
    with desk.book.read() as connection:
        found = _read(connection, kind, "id=?", (record_id,))
    if not found:
        label = KINDS[kind].label.lower()
        raise RecordMissing(f"There is no {label} {record_id} in the book.", "", "It may have been removed.")
    return found[0]


def of_account(desk: Desk, kind: str, account_id: int | None) -> tuple[Record, ...]:
    """An account's records of one kind in their order, without those in the bin; None for our own contacts."""
    where, parameters = ("account_id=?", (account_id,)) if account_id is not None else ("account_id IS NULL", ())
    with desk.book.read() as connection:
        return _read(connection, kind, f"deleted_at IS NULL AND {where}", parameters)


def create(desk: Desk, kind: str, values: Values, *, account_id: int | None = None, name: str | None = None) -> Changed:
    """Add a record; `Changed.record_id` is its id. Invalid, with nothing saved, when a value does not fit."""
    spec = _kind(kind)
    if spec.owned and account_id is None and kind != "contact":
        raise Invalid(kind, f"{spec.label} needs an account")
    checked = {field: fields.check(kind, field, value) for field, value in values.items()}
    if kind == "contact":
        checked.setdefault("side", "ours" if account_id is None else "customer")
    if kind in _FIRST_STATE:
        checked.setdefault(*_FIRST_STATE[kind])
    if kind in ("account", "contact") and not checked.get("name"):
        raise Invalid(f"{kind}/name", f"{_a(spec)} needs a name")
    known_as = checked.get(spec.title)
    label = name or f"Add {spec.label.lower()}{f' “{_short(known_as)}”' if isinstance(known_as, str) else ''}"
    with desk.write(label, account_id=account_id) as tx:
        if account_id is not None:
            _not_in_bin(tx, account_id)
        resolved = _resolve(desk, tx, kind, checked, account_id)
        record_id = tx.insert(kind, resolved | ({"account_id": account_id} if spec.owned else {}))
        tx.first = (kind, record_id)
        if kind == "account":
            _follow(tx, record_id, {}, resolved)
    # Inside a larger write `changed` is not there yet, but the id is.
    return replace(tx.changed, record_id=record_id)


def _not_in_bin(tx: Transaction, account_id: int) -> None:
    """Refuse to write about an account that was put into the bin meanwhile, by another window or an undo."""
    sql = "SELECT name FROM account WHERE id=? AND deleted_at IS NOT NULL"
    gone = tx.connection.exec_driver_sql(sql, (account_id,)).fetchone()
    if gone is not None:
        raise Invalid("", f"“{gone[0]}” is in the bin.", "Bring the account back first: undo, or restore it.")


def update(
    desk: Desk,
    kind: str,
    record_id: int,
    values: Values,
    *,
    based_on: Values | None = None,
    name: str | None = None,
    merge: bool = False,
) -> Changed:
    """Change fields of a record. `based_on`: what the caller saw; Stale when one of those is different by now.

    `merge`: keystrokes of one field, all in one undo step.
    """
    spec = _kind(kind)
    checked = {field: fields.check(kind, field, value) for field, value in values.items()}
    if kind in ("account", "contact") and "name" in checked and not checked["name"]:
        raise Invalid(f"{kind}/name", f"{_a(spec)} needs a name")
    key = f"{kind}/{record_id}/{','.join(sorted(values))}" if merge else None
    account_id, known_as = _place(desk, kind, record_id)
    with desk.write(name or _change_name(spec, checked, known_as), account_id=account_id, merge_key=key) as tx:
        resolved = _resolve(desk, tx, kind, checked, account_id)
        before = _before(tx, record_id) if kind == "account" else {}
        try:
            tx.update(kind, record_id, resolved, based_on)
        except StaleWrite as stale:
            label = spec.field(stale.field).label
            texts = (display(desk, kind, stale.field, stale.yours), display(desk, kind, stale.field, stale.theirs))
            raise Stale(stale.field, stale.yours, stale.theirs, label, texts) from stale
        if kind == "account":
            _follow(tx, record_id, before, resolved)
    return tx.changed


def update_many(
    desk: Desk, kind: str, record_ids: Iterable[int], values: Values, *, name: str | None = None
) -> Changed:
    """Give several records the same values, in one undo step."""
    spec = _kind(kind)
    ids = list(dict.fromkeys(record_ids))
    checked = {field: fields.check(kind, field, value) for field, value in values.items()}
    labels = ", ".join(spec.field(field).label for field in checked)
    many = f"{len(ids)} {spec.plural.lower()}" if len(ids) != 1 else spec.label.lower()
    with desk.write(name or f"Change {labels} of {many}") as tx:
        for record_id in ids:
            account_id = record_id if kind == "account" else tx.current(kind, record_id).get("account_id")
            resolved = _resolve(desk, tx, kind, checked, account_id)
            before = _before(tx, record_id) if kind == "account" else {}
            tx.update(kind, record_id, resolved)
            if kind == "account":
                _follow(tx, record_id, before, resolved)
    return tx.changed


def move(desk: Desk, kind: str, record_id: int, position: float) -> Changed:
    """Give a record another place in its account's order."""
    account_id, known_as = _place(desk, kind, record_id)
    with desk.write(f"Move {_kind(kind).label.lower()} “{_short(known_as)}”", account_id=account_id) as tx:
        tx.update(kind, record_id, {"position": float(position)})
    return tx.changed


def check_all(kind: str, values: Values) -> dict[str, Any]:
    """Values as they would be stored; Invalid at the first that does not fit. Writes nothing."""
    return {field: fields.check(kind, field, value) for field, value in values.items()}


def title(desk: Desk, kind: str, record_id: int) -> str:
    """How a person knows a record; "" when it is not in the book or has no title."""
    return _place(desk, kind, record_id)[1]


def _read(connection: Connection, kind: str, where: str, parameters: tuple[Any, ...]) -> tuple[Record, ...]:
    spec = _kind(kind)
    slots = [layout(kind).slots[field.id] for field in spec.fields]
    account = "account_id" if spec.owned else "NULL"
    columns = ", ".join(f'"{column}"' for slot in slots for column in slot.columns)
    rows = connection.exec_driver_sql(
        f'SELECT id, {account}, version, position, updated_at, deleted_at, {columns} FROM "{kind}" '
        f"WHERE {where} ORDER BY position, id",
        parameters,
    )
    found = []
    for row in rows:
        values: dict[str, Any] = {}
        place = 6
        for slot in slots:
            stored = row[place]
            if slot.storage == "money" and stored is not None:
                stored = [stored, row[place + 1]]
            values[slot.name] = decode(slot.storage, stored)
            place += len(slot.columns)
        found.append(
            Record(
                kind,
                row[0],
                row[1] if spec.owned else row[0],
                row[2],
                values,
                row[3] or 0.0,
                datetime.fromisoformat(row[4]),
                decode("moment", row[5]),
            )
        )
    return tuple(found)


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Invalid(kind, f"there is no kind of record “{kind}”", f"Known are {', '.join(KINDS)}.")
    return KINDS[kind]


def _place(desk: Desk, kind: str, record_id: int) -> tuple[int | None, str]:
    """The account that a record belongs to, and its title."""
    spec = _kind(kind)
    account = "account_id" if spec.owned else "id"
    with desk.book.read() as connection:
        row = connection.exec_driver_sql(
            f'SELECT {account}, "{spec.title}" FROM "{kind}" WHERE id=?', (record_id,)
        ).fetchone()
    return (None, "") if row is None else (row[0], "" if row[1] is None else str(row[1]))


def _resolve(desk: Desk, tx: Transaction, kind: str, checked: Values, account_id: int | None) -> dict[str, Any]:
    """Names of people become their ids; ids are looked up."""
    resolved = dict(checked)
    for field, value in checked.items():
        if value is None or KINDS[kind].field(field).type != "contact":
            continue
        if isinstance(value, str):
            resolved[field] = people.find_or_create(desk, tx, value, people.side_of(kind, field), account_id)
        elif tx.connection.exec_driver_sql("SELECT 1 FROM contact WHERE id=?", (value,)).scalar() is None:
            raise Invalid(f"{kind}/{field}", f"there is no contact {value} in the book")
    return resolved


def _before(tx: Transaction, account_id: int) -> dict[str, Any]:
    stored = tx.current("account", account_id)
    return {"arr": decode("money", stored["arr"]), "health_score": stored["health_score"]}


def _follow(tx: Transaction, account_id: int, before: Values, values: Values) -> None:
    if "arr" in values and values["arr"] != before.get("arr"):
        ledger.arr_changed(tx, [(account_id, before.get("arr"), values["arr"])])
    if "health_score" in values and values["health_score"] != before.get("health_score"):
        ledger.scores_changed(tx, [(account_id, values["health_score"])])


def _change_name(spec: Kind, values: Values, known_as: str) -> str:
    labels = ", ".join(spec.field(field).label for field in list(values)[:3])
    of = f" of {spec.label.lower() + ' ' if spec.id != 'account' else ''}“{_short(known_as)}”" if known_as else ""
    return f"Change {labels}{of}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39].rstrip() + "…"


def _a(spec: Kind) -> str:
    return f"{'An' if spec.label[0] in 'AEIOU' else 'A'} {spec.label.lower()}"
