"""The bin: deleting puts a record there, restoring takes it back, emptying removes it for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from csdesk.book.catalog import KINDS
from csdesk.book.tables import REFERENCES, layout
from csdesk.book.transaction import Transaction
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid, RecordMissing

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_LABELS = {"document": "document", "saved_view": "view"}
_BINNED = (*KINDS, "document")


@dataclass(frozen=True, slots=True)
class BinItem:
    """A record in the bin."""

    kind: str
    id: int
    account_id: int | None
    account_name: str
    title: str
    deleted_at: datetime


def delete(desk: Desk, kind: str, record_id: int) -> Changed:
    """Put a record in the bin. An account takes all that belongs to it out of sight, and brings it back."""
    title, account_id = _look(desk, kind, record_id)
    with desk.write(f"Delete {_label(kind)} “{title}”", account_id=account_id) as tx:
        tx.delete(kind, record_id)
    return tx.changed


def restore(desk: Desk, kind: str, record_id: int) -> Changed:
    """Take a record out of the bin."""
    title, account_id = _look(desk, kind, record_id)
    with desk.write(f"Restore {_label(kind)} “{title}”", account_id=account_id) as tx:
        tx.update(kind, record_id, {"deleted_at": None})
    return tx.changed


def bin(desk: Desk) -> tuple[BinItem, ...]:
    """What lies in the bin, the last deleted first."""
    found: list[BinItem] = []
    with desk.book.read() as connection:
        for kind in _BINNED:
            account = "it.account_id" if layout(kind).owned else "it.id"
            rows = connection.exec_driver_sql(
                f'SELECT it.id, {account}, account.name, it."{_title(kind)}", it.deleted_at FROM "{kind}" AS it '
                f"LEFT JOIN account ON account.id={account} WHERE it.deleted_at IS NOT NULL"
            )
            found += [
                BinItem(kind, row[0], row[1], row[2] or "", str(row[3] or ""), datetime.fromisoformat(row[4]))
                for row in rows
            ]
    return tuple(sorted(found, key=lambda item: item.deleted_at, reverse=True))


def empty_bin(desk: Desk, items: tuple[BinItem, ...] | None = None) -> Changed:
    """Remove what lies in the bin, or only `items` of it, for good, with all that belongs to it.

    The journal keeps the values, so that even this can be undone.
    """
    wanted = bin(desk) if items is None else items
    with desk.write("Empty the bin") as tx:
        for item in wanted:
            _remove(tx, item.kind, item.id)
    return tx.changed


def _remove(tx: Transaction, table: str, record_id: int) -> None:
    """Remove a record after what belongs to it; who merely names it (an owner, say) forgets the name."""
    if tx.connection.exec_driver_sql(f'SELECT 1 FROM "{table}" WHERE id=?', (record_id,)).scalar() is None:
        return
    for child, column, target in REFERENCES:
        if target != table:
            continue
        sql = f'SELECT id FROM "{child}" WHERE "{column}"=?'
        for (child_id,) in tx.connection.exec_driver_sql(sql, (record_id,)).fetchall():
            if target == "contact" or column == "review_id":
                tx.update(child, child_id, {column: None})
            else:
                _remove(tx, child, child_id)
    tx.remove(table, record_id)


def _title(kind: str) -> str:
    return KINDS[kind].title if kind in KINDS else "title"


def _label(kind: str) -> str:
    return KINDS[kind].label.lower() if kind in KINDS else _LABELS.get(kind, kind.replace("_", " "))


def _look(desk: Desk, kind: str, record_id: int) -> tuple[str, int | None]:
    if kind not in _BINNED:
        raise Invalid(kind, f"“{kind}” has no bin")
    account = "account_id" if layout(kind).owned else "id"
    with desk.book.read() as connection:
        row = connection.exec_driver_sql(
            f'SELECT "{_title(kind)}", {account} FROM "{kind}" WHERE id=?', (record_id,)
        ).fetchone()
    if row is None:
        raise RecordMissing(f"There is no {_label(kind)} {record_id} in the book.", "", "It may have been removed.")
    return str(row[0] or ""), row[1]
