"""The mark on a Word copy: which document it is a copy of, in letters that say nothing to anybody else.

It holds a check sum (no name, no number of the book), the version, whether it was sealed, and for whom it was made.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from csdesk.desk.document_model import Audience
from csdesk.desk.document_state import Head

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_MARK = re.compile(r"([0-9a-f]{20})-(\d{1,6})([sd])([ci])")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark taken apart."""

    key: str
    version: int
    sealed: bool
    audience: Audience


def _key(document_id: int, form: str, created: datetime) -> str:
    text = f"{document_id} {form} {created.isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def mark_of(head: Head, audience: Audience) -> str:
    """The mark of a copy; "" for a document that is not in the book yet."""
    if not head.id:
        return ""
    state = "s" if head.state == "final" else "d"
    return f"{_key(head.id, head.form.id, head.created)}-{head.version}{state}{audience[0]}"


def read_mark(text: str) -> Mark | None:
    """The mark in its parts; None for a text that is none."""
    found = _MARK.fullmatch(text.strip())
    if found is None:
        return None
    audience: Audience = "customer" if found.group(4) == "c" else "internal"
    return Mark(found.group(1), int(found.group(2)), found.group(3) == "s", audience)


def document_of(desk: Desk, mark: Mark) -> int | None:
    """The document of this book that the mark belongs to, also one in the bin; None when it is another book's."""
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, form, created_at FROM document").fetchall()
    for number, form, created in rows:
        if _key(number, form, datetime.fromisoformat(created)) == mark.key:
            return int(number)
    return None
