"""What the whole book says, for the report of a week to the manager."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from csdesk.desk import account_rows
from csdesk.desk.account_rows import AccountRow
from csdesk.desk.sources import Asked, Given, Source
from csdesk.values.days import format_date
from csdesk.values.money import format_money

_MOST: Final = 6
"""Lines of a list in a report of one page; the rest is in the book."""


def _rows(asked: Asked) -> list[AccountRow]:
    return [one for one in account_rows.read(asked.desk) if one.stage != "churned"]


def week_of(today: date) -> tuple[date, date]:
    """Monday and Sunday of the week that is reported: this one from Wednesday on, before that the last one."""
    monday = today - timedelta(days=today.weekday())
    if today.weekday() < 2:
        monday -= timedelta(days=7)
    return monday, monday + timedelta(days=6)


def _week(asked: Asked) -> Given:
    first, last = week_of(asked.today)
    return Given(f"{format_date(first, 'short')} to {format_date(last, 'short')}")


def _money(asked: Asked, rows: Iterable[AccountRow]) -> str:
    sums = account_rows.summarise(tuple(rows)).arr
    return " + ".join(format_money(one, asked.desk.formats, style="short") for one in sums)


def _book(asked: Asked) -> Given:
    rows = _rows(asked)
    return Given(f"{len(rows)} accounts, {_money(asked, rows)}" if rows else None)


def _bands(asked: Asked) -> Given:
    counts: dict[str, int] = {}
    for one in _rows(asked):
        if one.band:
            counts[one.band] = counts.get(one.band, 0) + 1
    order = [band.word for band in account_rows.chosen_policy(asked.desk).bands]
    said = ", ".join(f"{counts[word]} {word.lower()}" for word in order if word in counts)
    return Given(said or None)


def _renewing(asked: Asked) -> Given:
    soon = [one for one in _rows(asked) if one.days_left is not None and 0 <= one.days_left <= 90]
    return Given(f"{len(soon)} in 90 days, {_money(asked, soon)}" if soon else "none in 90 days")


def _attention(asked: Asked) -> Given:
    """Accounts out of the green, the largest first: why, and what comes next."""
    found: list[Mapping[str, Any]] = []
    weak = [one for one in _rows(asked) if one.tone in ("red", "yellow")]
    for one in sorted(weak, key=lambda row: (row.tone != "red", -(row.arr.amount if row.arr else 0)))[:_MOST]:
        reasons = [f"health {one.score:g}" if one.score is not None else ""]
        if one.change is not None and one.change <= -5:
            reasons.append(f"down {-one.change:g} in 30 days")
        if one.days_left is not None and 0 <= one.days_left <= 120:
            reasons.append(f"renews in {one.days_left} days")
        if one.days_quiet is not None and one.days_quiet > 30:
            reasons.append(f"quiet for {one.days_quiet} days")
        found.append({
            "account": one.name, "state": one.tone, "arr": one.arr, "why": ", ".join(part for part in reasons if part),
            "next": one.next_step or None,
        })  # fmt: skip
    return Given(rows=tuple(found))


def _renewals(asked: Asked) -> Given:
    soon = [one for one in _rows(asked) if one.days_left is not None and 0 <= one.days_left <= 90]
    rows = tuple(
        {"account": one.name, "date": one.renewal_date, "arr": one.arr, "state": one.tone or None}
        for one in sorted(soon, key=lambda row: row.days_left or 0)[:_MOST]
    )
    return Given(rows=rows)


def _moves(asked: Asked) -> Given:
    """Accounts whose health moved by five points or more in 30 days, the falls first."""
    moved = [one for one in _rows(asked) if one.change is not None and abs(one.change) >= 5 and one.score is not None]
    rows = tuple(
        {"account": one.name, "change": f"{'+' if one.change > 0 else '−'}{abs(one.change):g} to {one.score:g}",
         "state": one.tone or None}
        for one in sorted(moved, key=lambda row: row.change or 0)[:_MOST]
        if one.change is not None
    )  # fmt: skip
    return Given(rows=rows)


def _meetings(asked: Asked) -> Given:
    """Meetings held in the week, and those of the week after it."""
    first, last = week_of(asked.today)
    with asked.desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT r.date, a.name, coalesce(r.title, 'Meeting'), coalesce(r.status, 'planned') FROM review r "
            "JOIN account a ON a.id = r.account_id WHERE r.deleted_at IS NULL AND a.deleted_at IS NULL "
            "AND r.date BETWEEN ? AND ? ORDER BY r.date, a.name LIMIT 24",
            (first.isoformat(), (last + timedelta(days=7)).isoformat()),
        ).fetchall()
    rows = tuple(
        {"date": date.fromisoformat(day), "account": name, "meeting": title, "state": state}
        for day, name, title, state in found
        if state != "cancelled"
    )
    return Given(rows=rows[:_MOST])


def _promises(asked: Asked) -> Given:
    """Open actions that are late or due within a week, the most late first."""
    until = asked.today + timedelta(days=7)
    with asked.desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT t.due, a.name, t.title, coalesce(t.status, 'open'), c.name FROM action t "
            "JOIN account a ON a.id = t.account_id LEFT JOIN contact c ON c.id = t.owner "
            "WHERE t.deleted_at IS NULL AND a.deleted_at IS NULL AND coalesce(t.status, 'open') IN "
            "('open', 'in-progress') AND t.due <= ? ORDER BY t.due, a.name LIMIT ?",
            (until.isoformat(), _MOST),
        ).fetchall()
    rows = tuple(
        {"due": date.fromisoformat(due), "account": name, "action": title, "owner": who,
         "state": "late" if date.fromisoformat(due) < asked.today else "due"}
        for due, name, title, _, who in found
    )  # fmt: skip
    return Given(rows=rows)


def _done(asked: Asked) -> Given:
    first, last = week_of(asked.today)
    with asked.desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT a.name, t.title FROM action t JOIN account a ON a.id = t.account_id "
            "WHERE t.deleted_at IS NULL AND a.deleted_at IS NULL AND t.status = 'done' AND t.done_on BETWEEN ? AND ? "
            "ORDER BY t.done_on, a.name LIMIT ?",
            (first.isoformat(), last.isoformat(), _MOST),
        ).fetchall()
    return Given(tuple(f"{name}: {title}" for name, title in found) or None)


def _open_chances(asked: Asked) -> Given:
    with asked.desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT a.name, o.title, o.stage FROM opportunity o JOIN account a ON a.id = o.account_id "
            "WHERE o.deleted_at IS NULL AND a.deleted_at IS NULL "
            "AND coalesce(o.stage, '') IN ('qualified', 'proposed', 'negotiating') "
            "ORDER BY o.value DESC LIMIT ?",
            (_MOST,),
        ).fetchall()
    return Given(tuple(f"{name}: {title} ({stage})" for name, title, stage in found) or None)


_ROWS: Final = frozenset

SOURCES: Final[dict[str, Source]] = {
    "week": Source(_week),
    "week-book": Source(_book),
    "week-bands": Source(_bands),
    "week-renewing": Source(_renewing),
    "week-done": Source(_done),
    "week-pipeline": Source(_open_chances),
    "week-attention": Source(_attention, _ROWS({"account", "state", "arr", "why", "next"}), ("account",)),
    "week-renewals": Source(_renewals, _ROWS({"account", "date", "arr", "state"}), ("account",)),
    "week-moves": Source(_moves, _ROWS({"account", "change", "state"}), ("account",)),
    "week-meetings": Source(_meetings, _ROWS({"date", "account", "meeting", "state"}), ("date", "account", "meeting")),
    "week-promises": Source(_promises, _ROWS({"due", "account", "action", "owner", "state"}), ("account", "action")),
}
