"""Finding anything in the book by what one remembers of it: accounts first, then people, records and documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.book.catalog import KINDS
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_MANY = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One answer. `label` says what kind of thing it is, `account` whose it is (empty for an account itself)."""

    kind: str
    record_id: int
    account_id: int | None
    title: str
    label: str
    account: str
    snippet: str = ""


def search(desk: Desk, text: str, limit: int = 50) -> tuple[Found, ...]:
    """What fits `text`, best first: accounts whose name begins with it, then those that hold it, then everything else.

    Every word must be found, each as the beginning of a word; case and accents do not matter.
    """
    wanted = fold(text)
    if not wanted or limit <= 0:
        return ()
    names = _account_names(desk)
    begins, holds = [], []
    for account_id, (name, folded) in names.items():
        if folded.startswith(wanted):
            begins.append((folded, account_id, name))
        elif all(f" {word}" in f" {folded}" for word in wanted.split()):
            holds.append((folded, account_id, name))
    accounts = [*sorted(begins), *sorted(holds)][:limit]
    found = [Found("account", account_id, account_id, name, _label("account"), "") for _, account_id, name in accounts]
    seen = {("account", account_id) for _, account_id, _ in accounts}
    for hit in desk.book.search(text, limit=_MANY):
        if len(found) >= limit:
            break
        if (hit.kind, hit.record_id) in seen:
            continue
        seen.add((hit.kind, hit.record_id))
        owner = names.get(hit.account_id, ("", ""))[0] if hit.account_id is not None else ""
        own = "" if hit.kind == "account" else owner
        found.append(Found(hit.kind, hit.record_id, hit.account_id, hit.title, _label(hit.kind), own, hit.snippet))
    return tuple(found)


def _account_names(desk: Desk) -> dict[int, tuple[str, str]]:
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, name FROM account WHERE deleted_at IS NULL")
        return {int(row[0]): (str(row[1] or ""), fold(str(row[1] or ""))) for row in rows}


def _label(kind: str) -> str:
    return KINDS[kind].label if kind in KINDS else kind.capitalize()
