"""What the status bar and the first screen want to know of a book, in one quick read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.desk.core import Desk


@dataclass(frozen=True, slots=True)
class Status:
    """Accounts not in the bin, when the CRM was last imported, and when the book was last backed up (aware, UTC)."""

    accounts: int
    last_import: datetime | None
    last_backup: datetime | None


def status(desk: Desk) -> Status:
    """The book's state now. Quick enough for the window's thread."""
    with desk.book.read() as connection:
        accounts = connection.exec_driver_sql("SELECT count(*) FROM account WHERE deleted_at IS NULL").scalar() or 0
        imported = connection.exec_driver_sql("SELECT max(at) FROM sync_run WHERE change_set_id IS NOT NULL").scalar()
    backups = desk.book.backups()
    return Status(
        accounts,
        datetime.fromisoformat(imported) if imported else None,
        max((one.at for one in backups), default=None),
    )
