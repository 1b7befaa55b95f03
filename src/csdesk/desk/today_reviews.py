"""Meetings of which something is due: to hold today, to prepare, to close within a working day, to plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import review_papers, reviews
from csdesk.desk.errors import Invalid
from csdesk.desk.review_cadence import covers
from csdesk.desk.review_closing import closed_ids
from csdesk.desk.review_times import PREPARE_DAYS, clock, end_of, type_label, working_day
from csdesk.desk.today_model import Item
from csdesk.desk.today_parts import among, in_utc, number_of
from csdesk.values.days import count, format_date

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk
    from csdesk.desk.review_cadence import Cover

_SQL = """
SELECT r.id, r.account_id, coalesce(r.type, ''), coalesce(r.title, ''), r.date, coalesce(r.time, ''), r.minutes,
    coalesce(r.status, 'planned'),
    (SELECT count(*) FROM attendee t JOIN contact c ON c.id = t.contact
     WHERE t.review = r.id AND t.deleted_at IS NULL AND c.account_id IS NOT NULL),
    (SELECT count(*) FROM touch t WHERE t.account_id = r.account_id AND t.deleted_at IS NULL AND t.date >= r.date
     AND t.type = 'email' AND (t.summary LIKE '%summary%' OR t.summary LIKE '%notes%' OR t.summary LIKE '%minutes%'
     OR t.summary LIKE '%recap%'))
FROM review r JOIN account a ON a.id = r.account_id
WHERE r.deleted_at IS NULL AND a.deleted_at IS NULL AND coalesce(r.status, 'planned') <> 'cancelled'
AND r.date BETWEEN ? AND ?{only} ORDER BY r.id
"""
_CLOSES_FOR: Final = 14
"""Days after which a meeting of which nothing was written is history (as on the Reviews place)."""
_SUMMARY_HOUR: Final = 18
"""Without a time, a meeting's summary is due at the end of the next working day."""


def due_items(
    desk: Desk, connection: Connection, today: date, until: date, accounts: Collection[int] | None
) -> Iterator[Item]:
    """What meetings ask for. How far a preparation is, is worked out for each meeting of the next three weeks."""
    only, values = among("r.account_id", accounts)
    first, last = today - timedelta(days=400), today + timedelta(days=PREPARE_DAYS)
    rows = connection.exec_driver_sql(_SQL.format(only=only), (first.isoformat(), last.isoformat(), *values)).fetchall()
    written, closed = closed_ids(desk)
    for row in rows:
        on = date.fromisoformat(row[4])
        if row[7] == "held":
            recent = row[0] in written or (today - on).days <= _CLOSES_FOR
            if recent and row[0] not in closed:
                yield _to_close(row, on)
        elif on < today:
            yield _to_say(row, on)
        else:
            if on == today:
                yield _to_hold(row, on)
            yield from _to_prepare(desk, row, on, today, until)
    yield from _to_plan(desk, today, until, accounts)


def _where(row: Any) -> dict[str, object]:
    return {"review_id": row[0]}


def _name(row: Any) -> str:
    label = type_label(row[2])
    return label if label.isupper() else label.casefold()


def _when(on: date, start: str) -> str:
    at = clock(start)
    return f"{format_date(on, 'day')}" + (f", {at:%H:%M}" if at else "")


def _to_hold(row: Any, on: date) -> Item:
    at = clock(row[5])
    said = f"{count(row[8], 'person')} of theirs" if row[8] == 1 else f"{row[8]} people of theirs"
    evidence = f"{row[3] or type_label(row[2])}, {said if row[8] else 'nobody of theirs is listed'}"
    return Item(
        f"meeting/{row[0]}", row[1], f"Hold the {_name(row)}", evidence, "A meeting of today", on,
        in_utc(datetime.combine(on, at)) if at else None, place="review", where=_where(row), verb="Meeting held",
    )  # fmt: skip


def _to_say(row: Any, on: date) -> Item:
    evidence = f"{row[3] or type_label(row[2])} was planned for {_when(on, row[5])}"
    return Item(
        f"meeting/{row[0]}", row[1], f"Say whether the {_name(row)} took place", evidence,
        "A meeting that is over is held or moved", on, place="review", where=_where(row), verb="Meeting held",
    )  # fmt: skip


def _to_close(row: Any, on: date) -> Item:
    """The summary goes out by the end of the next working day (handbook, template 4); then the rest is closed."""
    sent = bool(row[9])
    end = end_of(on, row[5], row[6], row[2] or "qbr")
    day = working_day(on + timedelta(days=1))
    by = datetime.combine(day, end.time() if clock(row[5]) else time(_SUMMARY_HOUR))
    held = f"{row[3] or type_label(row[2])} held {format_date(on, 'day')}"
    if sent:
        return Item(
            f"close/{row[0]}", row[1], f"Close the {_name(row)}", f"{held}; the summary is sent",
            "Actions, plan and next date within a day", day, place="review", where=_where(row),
        )  # fmt: skip
    return Item(
        f"summary/{row[0]}", row[1], "Send the review summary", f"{held}; no summary yet",
        "Summary within one working day", day, in_utc(by), place="review", where=_where(row), verb="Summary sent",
    )  # fmt: skip


def _to_prepare(desk: Desk, row: Any, on: date, today: date, until: date) -> Iterator[Item]:
    if not review_papers.is_prepared(row[2]):
        return
    found = review_papers.preparation(desk, row[1], row[0], row[2])
    if found is None or found.done >= found.total:
        return
    # Late items are caught up on today; only the day of the meeting itself can be missed.
    due = min(today if found.late else found.next_due or on, on)
    due = max(due, today)
    if due > until:
        return
    late = f"; {count(len(found.late), 'item')} late" if found.late else ""
    yield Item(
        f"prepare/{row[0]}", row[1], f"Finish the {_name(row)} preparation, {found.done} of {found.total}",
        f"{type_label(row[2])} on {_when(on, row[5])}{late}", "Each item of the checklist has its day", due,
        progress=f"{found.done} of {found.total}", place="review", where=_where(row),
    )  # fmt: skip


def _to_plan(desk: Desk, today: date, until: date, accounts: Collection[int] | None) -> Iterator[Item]:
    """Meetings that the cadence of the tier asks for and nobody planned: a duty of the week, whatever their delay."""
    friday = working_day(today) + timedelta(days=max(0, 4 - working_day(today).weekday()))
    for one in covers(desk, accounts):
        if one.state != "overdue":
            continue
        # What was let slip is work of this week; what was never begun may wait for the next.
        slipped = one.last is not None
        due = friday if slipped else friday + timedelta(days=7)
        if due > until:
            continue
        yield Item(
            f"plan-review/{one.account_id}/{one.type}", one.account_id, f"Plan the {_type(one)}",
            f"{one.why}, {reviews.overdue_words(one, today)}" if slipped else one.why, one.rule, due,
            important=slipped,
            place="reviews", where={"plan": one.account_id, "tab": "cadence"},
        )  # fmt: skip


def _type(one: Cover) -> str:
    label = type_label(one.type)
    return label if label.isupper() else label.casefold()


def complete_item(desk: Desk, key: str) -> Changed:
    """Say that a meeting was held, or that its summary went out; Invalid for what is done elsewhere."""
    source = key.partition("/")[0]
    if source == "meeting":
        number = number_of(key, "meeting")
        one = reviews.review(desk, number).row
        if one.status != "planned":
            raise Invalid("review", "this meeting is not planned any more")
        return reviews.hold(desk, number, one.date)
    if source == "summary":
        return reviews.summary_sent(desk, number_of(key, "summary"))
    raise Invalid("today", "this is not ticked from the list; open it")
