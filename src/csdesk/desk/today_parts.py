"""Small parts that the sources of Today's list share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Final

from csdesk.desk.errors import Invalid

_MOST: Final = 900
"""More accounts than this are not named in SQL; the caller filters."""


def among(column: str, accounts: Collection[int] | None) -> tuple[str, tuple[int, ...]]:
    """The condition for a query over some accounts, and its values; nothing for all."""
    if accounts is None:
        return "", ()
    ids = tuple(accounts)
    if len(ids) > _MOST:
        # Numbers are written out: a list so long passes what SQLite binds.
        return f" AND {column} IN ({','.join(str(int(one)) for one in ids)})", ()
    return f" AND {column} IN ({','.join('?' * len(ids))})", ids


def day_of(text: str | None) -> date | None:
    """A stored day; None for none."""
    return date.fromisoformat(text) if text else None


def in_utc(local: datetime) -> datetime:
    """A local time without a zone, as a moment in UTC."""
    return local.astimezone(UTC)


def number_of(key: str, source: str) -> int:
    """The number in a key such as "action/12"; Invalid for any other."""
    parts = key.split("/")
    if len(parts) < 2 or parts[0] != source or not parts[1].isdecimal():
        raise Invalid("today", f"“{key}” names nothing of the list")
    return int(parts[1])
