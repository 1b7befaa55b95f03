"""Closing a review within a day: what is still open, what was confirmed, and the seal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import documents, records, review_papers, settings
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid, NotReady
from csdesk.desk.evidence import Evidence
from csdesk.desk.proofs import Proved, prove
from csdesk.desk.review_questions import Question, questions
from csdesk.desk.review_times import CLOSE_HOURS, end_of, type_label
from csdesk.values.days import count, format_date
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.records import Record

_KEY: Final = "review.close."


@dataclass(frozen=True, slots=True)
class CloseStep:
    """One step of closing: done or not, and why."""

    id: str
    """held, summary, actions, plan, next or seal."""
    title: str
    done: bool
    why: str


@dataclass(frozen=True, slots=True)
class Close:
    """How far a review is closed."""

    steps: tuple[CloseStep, ...]
    by: datetime | None
    """Local time, 24 hours after the end."""
    late: bool
    closed_on: date | None
    actions: tuple[Record, ...]
    questions: tuple[Question, ...]

    @property
    def open(self) -> tuple[CloseStep, ...]:
        """The steps still to do."""
        return tuple(one for one in self.steps if not one.done)


def closed_ids(desk: Desk) -> tuple[frozenset[int], frozenset[int]]:
    """The reviews of which something was written, and those that are closed: by the seal here, or by one set on a
    document of theirs on a later day."""
    with desk.book.read() as connection:
        written = connection.exec_driver_sql(
            "SELECT DISTINCT review_id FROM document WHERE review_id IS NOT NULL AND deleted_at IS NULL"
        ).fetchall()
        sealed = connection.exec_driver_sql(
            "SELECT DISTINCT d.review_id FROM document d JOIN document_issue i ON i.document_id = d.id "
            "JOIN review r ON r.id = d.review_id WHERE d.deleted_at IS NULL AND i.issued_on > r.date"
        ).fetchall()
        noted = connection.exec_driver_sql("SELECT key, value FROM setting WHERE key LIKE ?", (f"{_KEY}%",)).fetchall()
    closed = {number for (number,) in sealed}
    closed |= {int(key[len(_KEY) :]) for key, value in noted if (json.loads(value) or {}).get("closed")}
    return frozenset(number for (number,) in written), frozenset(closed)


def close_checklist(desk: Desk, review_id: int) -> Close:
    """What stands between a review and its being closed."""
    one = records.get(desk, "review", review_id)
    account = _account(one)
    book = Evidence(desk, account, one)
    kept = settings.get(desk, f"{_KEY}{review_id}", {}) or {}
    actions = caught(desk, one)
    asked = questions(desk, review_id)
    steps = [
        _step("held", "Say that it took place", prove("review-held", book)),
        _step("summary", "Send the summary", prove("summary-sent", book)),
        _step("actions", "Confirm the actions", _confirmed(actions, bool(kept.get("actions")))),
        _step("plan", "Take the plan and health further", _answered(asked, bool(kept.get("plan")))),
        _step("next", f"Plan the next {_word(one)}", prove("next-review-planned", book)),
    ]
    closed = str(kept.get("closed") or "")
    on = date.fromisoformat(closed) if closed else _sealed_on(desk, one)
    steps.append(CloseStep("seal", "Seal what was agreed", on is not None, f"Sealed {format_date(on)}" if on else ""))
    day = one.values["date"]
    by = None
    if day is not None:
        kind = str(one.values["type"] or "qbr")
        by = end_of(day, one.values["time"], one.values["minutes"], kind) + timedelta(hours=CLOSE_HOURS)
    now = desk.clock.now().astimezone().replace(tzinfo=None)
    return Close(tuple(steps), by, by is not None and by < now and on is None, on, actions, asked)


def _word(one: Record) -> str:
    label = type_label(str(one.values["type"] or ""))
    return label if label.isupper() else label.casefold()


def _step(key: str, title: str, found: Proved) -> CloseStep:
    return CloseStep(key, title, found.done, found.why)


def _account(one: Record) -> int:
    if one.account_id is None:
        raise Invalid("review", "this review belongs to no account")
    return one.account_id


def caught(desk: Desk, one: Record) -> tuple[Record, ...]:
    """The actions that came from a review: said to be from it, and made on its day or later, before the next one's."""
    forms = review_papers.suited(str(one.values["type"] or ""))
    origins = {fold(one.title), *(fold(form.title) for form in forms)}
    since = one.values["date"]
    found = []
    with desk.book.read() as connection:
        after = connection.exec_driver_sql(
            "SELECT min(date) FROM review WHERE account_id=? AND deleted_at IS NULL AND status='held' AND date > ?",
            (one.account_id, since.isoformat() if since is not None else ""),
        ).scalar()
        rows = connection.exec_driver_sql(
            "SELECT id, created_at FROM action WHERE account_id=? AND deleted_at IS NULL", (one.account_id,)
        ).fetchall()
    made: dict[int, str] = {row.id: row.created_at for row in rows}
    for action in records.of_account(desk, "action", one.account_id):
        day = datetime.fromisoformat(made[action.id]).astimezone().date() if action.id in made else None
        if fold(str(action.values["origin"] or "")) not in origins:
            continue
        if since is None or day is None or since <= day < (date.fromisoformat(after) if after else date.max):
            found.append(action)
    return tuple(found)


def _confirmed(actions: Sequence[Record], said: bool) -> Proved:
    bare = [one for one in actions if one.values["owner"] is None or one.values["due"] is None]
    if bare:
        return Proved(False, f"{count(len(bare), 'action')} of {len(actions)} without owner or date")
    if not actions:
        return Proved(said, "No action was agreed" if said else "No action was caught yet")
    words = f"{count(len(actions), 'action')}, each with owner and date"
    return Proved(said, words if said else f"{words}; read them once more")


def _answered(asked: Sequence[Question], said: bool) -> Proved:
    if said:
        return Proved(True, "Looked through after the meeting")
    return Proved(False, f"{count(len(asked), 'question')} raised by the meeting" if asked else "Nothing was raised")


def confirm(desk: Desk, review_id: int, step: str, done: bool = True) -> Changed:
    """Say that the actions, or the plan and health, were looked through."""
    if step not in ("actions", "plan"):
        raise Invalid(step, "this step is known from the book and is not ticked by hand")
    key = f"{_KEY}{review_id}"
    kept = dict(settings.get(desk, key, {}) or {})
    kept[step] = done
    one = records.get(desk, "review", review_id)
    words = "actions" if step == "actions" else "plan and health"
    return settings.put(desk, key, kept, name=f"Confirm the {words} after {one.title}", undoable=True)


def summary_sent(desk: Desk, review_id: int, on: date | None = None) -> Changed:
    """Note in the timeline that the summary went out by e-mail, which closes that step."""
    one = records.get(desk, "review", review_id)
    guests = [person for _, person in Evidence(desk, _account(one), one).side(ours=False)]
    values: dict[str, Any] = {
        "type": "email",
        "date": on or desk.clock.today(),
        "summary": f"Summary of {one.title}",
        "contact": guests[0].id if guests else None,
    }
    return records.create(desk, "touch", values, account_id=one.account_id, name=f"Send the summary of {one.title}")


def seal(desk: Desk, review_id: int) -> Changed:
    """Seal the agenda with its notes as an issued version, and close the review.

    NotReady, with nothing sealed, while the agenda still misses what its final version needs; a review without an
    agenda is closed alone.
    """
    one = records.get(desk, "review", review_id)
    form = review_papers.agenda_form(str(one.values["type"] or ""))
    number = documents.existing(desk, form.id, _account(one), review_id) if form else None
    if number is not None:
        seen = documents.view(desk, number)
        if seen.missing:
            raise NotReady(seen.missing)
        if seen.state != "final":
            documents.mark_final(desk, number)
    key = f"{_KEY}{review_id}"
    kept = dict(settings.get(desk, key, {}) or {}) | {"closed": desk.clock.today().isoformat()}
    return settings.put(desk, key, kept, name=f"Close {one.title}", undoable=True)


def _sealed_on(desk: Desk, one: Record) -> date | None:
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT max(i.issued_on) FROM document d JOIN document_issue i ON i.document_id = d.id "
            "WHERE d.review_id=? AND d.deleted_at IS NULL AND i.issued_on > ?",
            (one.id, one.values["date"].isoformat() if one.values["date"] else ""),
        ).scalar()
    return date.fromisoformat(found) if found else None
