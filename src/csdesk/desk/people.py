"""People: an account's contacts, and our own side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from csdesk.book.transaction import Transaction
from csdesk.desk.errors import Invalid
from csdesk.values.text import clean, fold

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.records import Record

Side = Literal["customer", "ours", "any"]

_SIDES: dict[tuple[str, str], Side] = {
    ("account", "csm"): "ours",
    ("account", "backup_csm"): "ours",
    ("goal", "owner_customer"): "customer",
    ("goal", "owner_ours"): "ours",
    ("touch", "contact"): "customer",
}


def side_of(kind: str, field: str) -> Side:
    """Whose people a contact field of the catalog names."""
    return _SIDES.get((kind, field), "any")


def contacts(desk: Desk, account_id: int) -> tuple[Record, ...]:
    """The account's people, in their order."""
    from csdesk.desk import records

    return records.of_account(desk, "contact", account_id)


def team(desk: Desk) -> tuple[Record, ...]:
    """Our side, in their order."""
    from csdesk.desk import records

    return records.of_account(desk, "contact", None)


def choices(desk: Desk, account_id: int | None, side: Side = "any") -> tuple[Record, ...]:
    """The people that a contact field may name: for any, our team and then the account's."""
    ours = team(desk) if side != "customer" else ()
    theirs = contacts(desk, account_id) if side != "ours" and account_id is not None else ()
    return (*ours, *theirs)


def find(desk: Desk, name: str, side: Side, account_id: int | None) -> int | None:
    """The id of the person of that name (accents and case aside) among those allowed; None when there is none."""
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, name, account_id FROM contact WHERE deleted_at IS NULL "
            "AND (account_id IS NULL OR account_id=?) ORDER BY account_id IS NOT NULL, position, id",
            (account_id,),
        ).fetchall()
    wanted = fold(name)
    for contact_id, known, owner in rows:
        allowed = side == "any" or (side == "ours") == (owner is None)
        if allowed and known and fold(known) == wanted:
            return int(contact_id)
    return None


def find_or_create(desk: Desk, tx: Transaction, name: str, side: Side, account_id: int | None) -> int:
    """The person of that name, made when there is none: on our side for "ours", else at the account.

    Invalid for an empty name, or for a customer's person without an account.
    """
    text = " ".join(clean(name).split())
    if not text:
        raise Invalid("name", "a person needs a name")
    found = find(desk, text, side, account_id)
    if found is not None:
        return found
    ours = side == "ours" or (side == "any" and account_id is None)
    if not ours and account_id is None:
        raise Invalid("name", f"“{text}” is not known, and without an account there is no place for a new contact")
    return tx.insert(
        "contact",
        {"name": text, "side": "ours" if ours else "customer", "account_id": None if ours else account_id},
    )


def names(desk: Desk, ids: set[int] | frozenset[int]) -> dict[int, str]:
    """Names by contact id, also of people in the bin."""
    found: dict[int, str] = {}
    ordered = sorted(ids)
    with desk.book.read() as connection:
        for start in range(0, len(ordered), 500):
            part = tuple(ordered[start : start + 500])
            sql = f"SELECT id, name FROM contact WHERE id IN ({','.join('?' * len(part))})"
            found.update({row[0]: row[1] or "" for row in connection.exec_driver_sql(sql, part)})
    return found
