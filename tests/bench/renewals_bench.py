"""Renewals over a whole book, beside reading the same rows from SQLite alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from figures import Figure, best_of
from made import TODAY, big_book


def raw(path: Path) -> int:
    """What no list of renewals can do without: every account with its dates, its score and its last touch."""
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT a.id, a.name, a.tier, a.stage, a.arr, a.arr_currency, a.renewal_date, a.health_score, a.notice_days, "
        "(SELECT t.date FROM touch t WHERE t.account_id = a.id AND t.deleted_at IS NULL AND t.date <= ? "
        "ORDER BY t.date DESC LIMIT 1) FROM account a WHERE a.deleted_at IS NULL AND a.renewal_date IS NOT NULL "
        "ORDER BY a.renewal_date",
        (TODAY.isoformat(),),
    ).fetchall()
    connection.close()
    return len(rows)


def renewals(folder: Path, rows: int, times: int) -> list[Figure]:
    """Every renewal judged; the forecast after one call is dragged; one account for Today."""
    from csdesk.desk import renewals as desk_renewals
    from csdesk.desk.core import Desk

    path = big_book(folder, rows)
    floor = best_of(times, lambda: raw(path))
    with Desk.open(path) as desk:
        whole = best_of(times, lambda: desk_renewals.rows(desk))
        board = desk_renewals.board(desk)
        first = board.rows[0].account_id if board.rows else 0
        dragged = best_of(times, lambda: board.forecast(365, {first: 50.0}))

        def one() -> None:
            with desk.book.read() as connection:
                list(desk_renewals.due_items(desk, connection, TODAY, TODAY, {first}))

        single = best_of(times, one)
    return [
        Figure(f"renewals, {len(board.rows):,} judged", whole, floor, beside="the same accounts from SQLite"),
        Figure("forecast while a call is dragged", dragged, None),
        Figure("renewal of one account, for Today", single, None),
    ]
