"""What is worked out anew once a day: whether today's is done already, kept with the rules it was done by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.desk.core import Desk


def waiting(desk: Desk, key: str, now: Mapping[str, str]) -> list[int]:
    """Every account, when what was noted under `key` is other than `now` (the day and the rules); else none."""
    from csdesk.desk import settings

    if desk.read_only or settings.get(desk, key, {}) == now:
        return []
    with desk.book.read() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT id FROM account WHERE deleted_at IS NULL")]


def caught_up(desk: Desk, key: str, now: Mapping[str, str], name: str) -> None:
    """Note under `key` that the whole book was worked out; nothing that a person could undo."""
    with desk.book.write(name, origin=desk.origin, undoable=False) as tx:
        known = tx.connection.exec_driver_sql("SELECT id FROM setting WHERE key=?", (key,)).scalar()
        if known is None:
            tx.insert("setting", {"key": key, "value": dict(now)})
        else:
            tx.update("setting", known, {"value": dict(now)})
