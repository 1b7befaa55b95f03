"""Finding anything by a few letters: accounts, people, records and documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.book.catalog import KINDS

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

__all__ = ["MARK_END", "MARK_START", "Found", "search"]

MARK_START, MARK_END = "\x02", "\x03"
"""Around each matched word of a snippet."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found."""

    kind: str
    """A record kind, or "document"."""
    kind_label: str
    id: int
    account_id: int | None
    account_name: str
    title: str
    snippet: str
    """Where it was found, when that is not the title; matched words stand between MARK_START and MARK_END."""


def search(desk: Desk, text: str, limit: int = 30, kinds: frozenset[str] | None = None) -> tuple[Found, ...]:
    """What holds every word of `text`, or a word that begins so, the closest titles first; accounts before the rest.

    Accents and case do not matter. An account is also found by its domain and by the start of its CRM id, a person
    by e-mail. `kinds` limits what is looked for.
    """
    hits = desk.book.search(text, limit, kinds)
    wanted = sorted({hit.account_id for hit in hits if hit.account_id is not None})
    names: dict[int, str] = {}
    with desk.book.read() as connection:
        for start in range(0, len(wanted), 500):
            part = tuple(wanted[start : start + 500])
            sql = f"SELECT id, name FROM account WHERE id IN ({','.join('?' * len(part))})"
            names.update({row[0]: row[1] or "" for row in connection.exec_driver_sql(sql, part)})
    return tuple(
        Found(
            hit.kind,
            KINDS[hit.kind].label if hit.kind in KINDS else "Document",
            hit.record_id,
            hit.account_id,
            names.get(hit.account_id or 0, ""),
            hit.title,
            "" if _bare(hit.snippet) == hit.title else hit.snippet,
        )
        for hit in hits
    )


def _bare(snippet: str) -> str:
    return snippet.replace(MARK_START, "").replace(MARK_END, "")
