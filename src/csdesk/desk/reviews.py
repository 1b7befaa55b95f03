"""Reviews: planned, moved, cancelled and held, and listed with what each still needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from csdesk.desk import people, records
from csdesk.desk.core import Changed, Transaction
from csdesk.desk.errors import Invalid, RecordMissing
from csdesk.desk.review_cadence import Cover, Coverage, TierCover, coverage, overdue_words
from csdesk.desk.review_closing import (
    Close,
    CloseStep,
    close_checklist,
    closed_ids,
    confirm,
    seal,
    summary_sent,
)
from csdesk.desk.review_mails import export_paper_mail, paper_mail_name, paper_sent
from csdesk.desk.review_model import (
    Guest,
    Paper,
    Person,
    Phase,
    Preparation,
    Review,
    ReviewRow,
    ReviewState,
    Side,
    Task,
)
from csdesk.desk.review_papers import form_sent, is_prepared, open_paper, papers, preparation, preparation_counts, tick
from csdesk.desk.review_questions import Question, questions
from csdesk.desk.review_times import (
    CLOSE_HOURS,
    PREPARE_DAYS,
    TYPES,
    ReviewType,
    end_of,
    next_on,
    read_time,
    review_type,
    type_label,
    usual_title,
)
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

__all__ = [
    "TYPES",
    "Close",
    "CloseStep",
    "Cover",
    "Coverage",
    "Guest",
    "Paper",
    "Person",
    "Phase",
    "Preparation",
    "Question",
    "Review",
    "ReviewRow",
    "ReviewState",
    "ReviewType",
    "Side",
    "Task",
    "TierCover",
    "cancel",
    "close_checklist",
    "confirm",
    "confirm_attendance",
    "coverage",
    "end_of",
    "export_paper_mail",
    "form_sent",
    "hold",
    "needing",
    "next_on",
    "open_paper",
    "overdue_words",
    "paper_mail_name",
    "paper_sent",
    "papers",
    "plan",
    "plan_next",
    "preparation",
    "propose_next",
    "questions",
    "read_time",
    "reschedule",
    "review",
    "review_type",
    "rows",
    "seal",
    "set_people",
    "summary_sent",
    "tick",
    "type_label",
    "usual_title",
]  # fmt: skip

_LONGEST = 600
_CLOSES_FOR = 14
"""Days that a review of which nothing was written stays among those to close; later it is history."""


# Planning


def plan(
    desk: Desk,
    account_id: int,
    type_id: str,
    on: date,
    time: str = "",
    minutes: int | None = None,
    place: str = "",
    guests: Sequence[Guest] = (),
    *,
    title: str = "",
) -> Changed:
    """Plan a review with those who come, as one undo step; `Changed.record_id` is the review.

    It is called by type and quarter unless `title` names it. Invalid, with nothing saved, for a time, length or person
    that cannot be taken.
    """
    kind = review_type(type_id)
    values = {
        "title": title.strip() or usual_title(type_id, on),
        "type": type_id,
        "date": on,
        "time": read_time(time) or None,
        "minutes": _minutes(minutes if minutes is not None else kind.minutes),
        "place": place.strip() or None,
        "status": "planned",
    }
    with desk.write(f"Plan {values['title']}", account_id=account_id) as tx:
        made = records.create(desk, "review", values, account_id=account_id).record_id
        if made is None:
            raise RecordMissing("The review could not be added.", "Nothing was saved.", "Try again.")
        _invite(desk, tx, made, account_id, guests)
        tx.first = ("review", made)
    return tx.changed


def _minutes(minutes: int) -> int:
    if not 5 <= minutes <= _LONGEST:
        raise Invalid("review/minutes", f"a review of {minutes} minutes is not likely; write 5 to {_LONGEST}")
    return minutes


def _invite(desk: Desk, tx: Transaction, review_id: int, account_id: int, guests: Sequence[Guest]) -> None:
    known: set[int] = set()
    for one in guests:
        if isinstance(one.who, str):
            contact = people.find_or_create(desk, tx, one.who, one.side, account_id)
        else:
            contact = one.who
        if contact in known:
            continue
        known.add(contact)
        values = {"review": review_id, "contact": contact, "part": one.part}
        records.create(desk, "attendee", values, account_id=account_id)


def set_people(desk: Desk, review_id: int, guests: Sequence[Guest]) -> Changed:
    """Say anew who comes: those who stay keep their part and their answers, the others go, new ones are added."""
    one = records.get(desk, "review", review_id)
    account_id = _account(one)
    with desk.write(f"Change who comes to {one.title}", account_id=account_id) as tx:
        here = {person.contact: person for person in _people(desk, review_id)}
        wanted: set[int] = set()
        new: list[Guest] = []
        for guest in guests:
            found = guest.who if isinstance(guest.who, int) else people.find(desk, guest.who, guest.side, account_id)
            if found in here:
                wanted.add(found)
                if guest.part != here[found].part:
                    records.update(desk, "attendee", here[found].attendee, {"part": guest.part})
            else:
                new.append(guest)
        for contact, person in here.items():
            if contact not in wanted:
                records.delete(desk, "attendee", person.attendee)
        _invite(desk, tx, review_id, account_id, new)
    return tx.changed


def confirm_attendance(desk: Desk, attendee_id: int, confirmed: bool) -> Changed:
    """Note that somebody has said they come, or take it back."""
    person = records.get(desk, "attendee", attendee_id)
    name = people.names(desk, {person.values["contact"]}).get(person.values["contact"], "")
    said = f"Note that {name or 'somebody'} {'comes' if confirmed else 'has not confirmed'}"
    return records.update(desk, "attendee", attendee_id, {"confirmed": confirmed}, name=said)


def reschedule(
    desk: Desk,
    review_id: int,
    on: date,
    *,
    time: str | None = None,
    minutes: int | None = None,
    place: str | None = None,
) -> Changed:
    """Move a review; what is not given stays. One that was cancelled is planned again, one called by its quarter is
    called by the new one."""
    one = records.get(desk, "review", review_id)
    before = one.values["date"]
    values: dict[str, Any] = {"date": on, "status": "planned"}
    if time is not None:
        values["time"] = read_time(time) or None
    if minutes is not None:
        values["minutes"] = _minutes(minutes)
    if place is not None:
        values["place"] = place.strip() or None
    kind = str(one.values["type"] or "")
    if before is not None and one.title == usual_title(kind, before):
        values["title"] = usual_title(kind, on)
    return records.update(desk, "review", review_id, values, name=f"Move {one.title} to {format_date(on)}")


def cancel(desk: Desk, review_id: int, why: str = "") -> Changed:
    """Cancel a review; the reason goes to its note."""
    one = records.get(desk, "review", review_id)
    values: dict[str, Any] = {"status": "cancelled"}
    if why.strip():
        values["note"] = "\n".join(
            part for part in (str(one.values["note"] or ""), f"Cancelled: {why.strip()}") if part
        )
    return records.update(desk, "review", review_id, values, name=f"Cancel {one.title}")


def hold(desk: Desk, review_id: int, on: date | None = None) -> Changed:
    """Say that a review took place (today, unless `on` says when): it stands in the timeline as a touch."""
    one = records.get(desk, "review", review_id)
    account_id = _account(one)
    day = on or desk.clock.today()
    with desk.write(f"Hold {one.title}", account_id=account_id) as tx:
        records.update(desk, "review", review_id, {"status": "held", "date": day})
        if not _touched(tx, account_id, day, one.title):
            guests = [person for person in _people(desk, review_id) if person.side == "customer"]
            with_whom = guests[0].contact if guests else None
            touch = {"type": "meeting", "date": day, "summary": one.title or "Meeting", "contact": with_whom}
            records.create(desk, "touch", touch, account_id=account_id)
        tx.first = ("review", review_id)
    return tx.changed


def _touched(tx: Transaction, account_id: int, day: date, title: str) -> bool:
    return tx.connection.exec_driver_sql(
        "SELECT 1 FROM touch WHERE account_id=? AND date=? AND summary=? AND deleted_at IS NULL",
        (account_id, day.isoformat(), title),
    ).scalar() is not None  # fmt: skip


def propose_next(desk: Desk, review_id: int) -> date:
    """The working day to propose for the review after this one, 90 days on for a QBR; never a day that is past."""
    one = records.get(desk, "review", review_id)
    kind = str(one.values["type"] or "qbr")
    today = desk.clock.today()
    proposed = next_on(kind, one.values["date"] or today)
    return proposed if proposed > today else next_on(kind, today)


def plan_next(desk: Desk, review_id: int, on: date) -> Changed:
    """Plan the review after this one, with the same people, time, length and place."""
    one = records.get(desk, "review", review_id)
    guests = [Guest(person.contact, person.side, person.part) for person in _people(desk, review_id)]
    values = one.values
    return plan(
        desk,
        _account(one),
        str(values["type"] or "qbr"),
        on,
        str(values["time"] or ""),
        values["minutes"],
        str(values["place"] or ""),
        guests,
    )


def _account(one: records.Record) -> int:
    if one.account_id is None:
        raise Invalid("review", "this review belongs to no account")
    return one.account_id


# Reading

_ROWS = """
SELECT r.id, r.account_id, coalesce(a.name, ''), coalesce(a.tier, ''), coalesce(r.type, ''), coalesce(r.title, ''),
    r.date, coalesce(r.time, ''), r.minutes, coalesce(r.place, ''), coalesce(r.status, 'planned'),
    (SELECT count(*) FROM attendee t JOIN contact c ON c.id = t.contact
     WHERE t.review = r.id AND t.deleted_at IS NULL AND c.account_id IS NULL),
    (SELECT count(*) FROM attendee t JOIN contact c ON c.id = t.contact
     WHERE t.review = r.id AND t.deleted_at IS NULL AND c.account_id IS NOT NULL)
FROM review r JOIN account a ON a.id = r.account_id
WHERE r.deleted_at IS NULL AND a.deleted_at IS NULL {only}
ORDER BY r.date IS NULL, r.date, r.time, r.id
"""


def rows(desk: Desk, account_id: int | None = None) -> tuple[ReviewRow, ...]:
    """Every review of the book, or of one account, the earliest first, those without a date last."""
    only, values = ("AND r.account_id = ?", (account_id,)) if account_id is not None else ("", ())
    return _read(desk, only, values)


def review(desk: Desk, review_id: int) -> Review:
    """One review in full; RecordMissing when it is not in the book, or its account is not."""
    found = _read(desk, "AND r.id = ?", (review_id,))
    if not found:
        raise RecordMissing(f"There is no review {review_id} in the book.", "", "It may have been removed.")
    note = records.get(desk, "review", review_id).values["note"]
    return Review(found[0], _people(desk, review_id), str(note or ""))


def needing(desk: Desk) -> int:
    """How many reviews call for the CSM, for the count beside the place."""
    return sum(one.needs_me for one in rows(desk))


def _read(desk: Desk, only: str, values: tuple[Any, ...]) -> tuple[ReviewRow, ...]:
    today, now = desk.clock.today(), desk.clock.now().astimezone().replace(tzinfo=None)
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(_ROWS.format(only=only), values).fetchall()
    written, closed = closed_ids(desk)
    return tuple(_row(desk, one, today, now, written, closed) for one in found)


def _row(
    desk: Desk, found: Any, today: date, now: datetime, written: frozenset[int], closed: frozenset[int]
) -> ReviewRow:
    (number, account_id, account, tier, kind, title, text, time, minutes, place, status, ours, customers) = found
    on = date.fromisoformat(text) if text else None
    days = (on - today).days if on else None
    by = end_of(on, time, minutes, kind if kind else "qbr") + timedelta(hours=CLOSE_HOURS) if on else None
    state: ReviewState
    if status == "cancelled":
        state = "cancelled"
    elif status == "held":
        waits = number in written or (days is not None and days >= -_CLOSES_FOR)
        state = "close" if waits and number not in closed else "held"
    elif days is not None and days < 0:
        state = "close"
    else:
        near = days is not None and days <= (PREPARE_DAYS if is_prepared(kind) else 0)
        state = "prepare" if near else "upcoming"
    done = total = 0
    late: tuple[str, ...] = ()
    if state == "prepare":
        done, total, late = preparation_counts(desk, account_id, number, kind)
    return ReviewRow(
        number, account_id, account, tier, kind, title or type_label(kind), on, time, minutes, place, status, ours,
        customers, state, days, done, total, late,
        by if state in ("close", "held") else None, state == "close" and by is not None and by < now,
    )  # fmt: skip


def _people(desk: Desk, review_id: int) -> tuple[Person, ...]:
    roles = {option.id: option.label for option in records.KINDS["contact"].field("role").options}
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT t.id, c.id, coalesce(c.name, ''), coalesce(c.title, ''), coalesce(c.role, ''), c.account_id, "
            "coalesce(t.part, 'attends'), coalesce(c.email, ''), coalesce(t.confirmed, 0) "
            "FROM attendee t JOIN contact c ON c.id = t.contact "
            "WHERE t.review = ? AND t.deleted_at IS NULL ORDER BY c.account_id IS NOT NULL, t.position, t.id",
            (review_id,),
        ).fetchall()
    return tuple(
        Person(
            number,
            contact,
            name,
            title,
            roles.get(role, ""),
            "ours" if owner is None else "customer",
            part,
            email,
            bool(said),
        )
        for number, contact, name, title, role, owner, part, email, said in found
    )
