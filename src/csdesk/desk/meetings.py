"""A review while it is held: its parts from the agenda, its clock, and everything that is noted, kept as it is said.

Notes go line by line into the agenda's own notes ("16:05 The board approved Porto"), promises become actions of the
account, risks and opportunities join their registers. The clock's events are kept with the book.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import documents, people, records, review_papers, settings
from csdesk.desk.core import Changed
from csdesk.desk.document_model import FieldPath, FieldView, SectionView
from csdesk.desk.errors import Invalid
from csdesk.desk.meeting_clock import (
    Event,
    Reading,
    Speaker,
    Talk,
    clock_text,
    left_text,
    pace,
    read,
    talk_verdict,
)
from csdesk.desk.review_times import clock, review_type
from csdesk.desk.spoken import Known, Spoken, read_action

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.records import Record

__all__ = [
    "Capture", "Event", "Known", "Log", "Meeting", "Part", "Promise", "Reading", "Speaker", "Spoken", "Talk", "act",
    "caught", "clock_text", "keep", "keep_talk", "left_text", "load", "log", "note_lines", "pace", "promises", "read",
    "read_action", "say", "set_answer", "set_notes", "stamp", "talk_verdict", "without_agenda",
]  # fmt: skip

_KEY: Final = "review.meeting."
_LINE: Final = re.compile(r"(\d{1,3}:\d{2}(?::\d{2})?)\s+(.*)")
_MOVE_ON: Final = "move on:"


@dataclass(frozen=True, slots=True)
class Capture:
    """An answer of the agenda that the meeting is to give: what changed, what they will measure ..."""

    path: FieldPath
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the meeting."""

    id: str
    title: str
    letter: str
    minutes: float
    about: str
    low: int
    high: int
    talk_words: str
    """The target in words ("60% or more"); "" for a part without one."""
    prompts: tuple[str, ...]
    transition: str
    """What leads on to the next part."""
    notes: FieldPath | None
    lines: tuple[str, ...]
    """What is noted so far, with the stamps."""
    talk: FieldPath | None
    captures: tuple[Capture, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A goal of the plan as it stands: what the plan promised."""

    title: str
    now: str
    target: str
    tone: str
    status: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A review ready to be held."""

    review_id: int
    account_id: int
    account: str
    title: str
    type: str
    document: int | None
    starts: datetime | None
    """When it was planned to begin, in local time without a zone."""
    minutes: int
    people: tuple[tuple[str, str], ...]
    """(name, side) of those who come."""
    owners: tuple[Known, ...]
    """Who can own an action: those who come first."""
    parts: tuple[Part, ...]
    promises: tuple[Promise, ...]

    @property
    def total(self) -> float:
        """What the parts add up to, in minutes."""
        return sum(one.minutes for one in self.parts)

    def part(self, part_id: str) -> Part:
        """The part of that id; the first one for an id that is none."""
        return next((one for one in self.parts if one.id == part_id), self.parts[0])


@dataclass(frozen=True, slots=True)
class Log:
    """What is kept of a running meeting beside its agenda."""

    events: tuple[Event, ...] = ()
    ticked: Mapping[str, float] | None = None
    """Prompts that were asked ("align/2") and at which second."""
    said: Mapping[int, tuple[float, str]] | None = None
    """Actions by id: at which second and in which part they were promised."""

    def after(self, *events: Event) -> Log:
        """The same with more events."""
        return replace(self, events=(*self.events, *events))


# What a meeting is made of


def load(desk: Desk, review_id: int) -> Meeting:
    """A review with the parts of its agenda, which is begun when it is not there yet. Invalid for a cancelled one."""
    one = records.get(desk, "review", review_id)
    if one.account_id is None or one.values["status"] == "cancelled":
        raise Invalid("review", "this review was cancelled", "Plan it again first.")
    kind = str(one.values["type"] or "")
    form = review_papers.agenda_form(kind)
    document: int | None = None
    parts: tuple[Part, ...] = ()
    if form is not None:
        document = documents.existing(desk, form.id, one.account_id, review_id)
        if document is None and not desk.read_only:
            document = documents.open_document(desk, form.id, one.account_id, review_id)
        if document is not None:
            parts = _parts(documents.view(desk, document))
    minutes = one.values["minutes"] or (review_type(kind).minutes if kind else 60)
    if not parts:
        parts = (without_agenda(one, minutes),)
    day, at = one.values["date"], clock(one.values["time"])
    who = _who(desk, one)
    return Meeting(
        review_id,
        one.account_id,
        records.title(desk, "account", one.account_id),
        one.title,
        kind,
        document,
        datetime.combine(day, at) if isinstance(day, date) and at else None,
        minutes,
        tuple((name, side) for _, name, side in who),
        _owners(desk, one.account_id, who),
        parts,
        promises(desk, one.account_id),
    )


def without_agenda(one: Record, minutes: float) -> Part:
    """The only part of a meeting that has no agenda: its notes stand with the meeting itself."""
    lines = tuple(line for line in str(one.values["note"] or "").splitlines() if line.strip())
    about = "Notes are kept with the meeting, promises become actions."
    return Part("meeting", one.title or "Meeting", "", minutes, about, 0, 100, "", (), "", None, lines, None, ())


def _parts(seen: documents.DocumentView) -> tuple[Part, ...]:
    slots = {one.section: one for one in seen.timing.slots} if seen.timing else {}
    return tuple(_part(one, slots[one.section.id].minutes) for one in seen.sections if one.section.id in slots)


def _part(seen: SectionView, minutes: float) -> Part:
    section = seen.section
    shown = [one for one in seen.fields if one.visible]
    prompts = [text for one in shown for text in one.field.prompts]
    leads = [text for text in prompts if text.casefold().startswith(_MOVE_ON)]
    notes = next((one for one in shown if one.field.id == "notes" and one.field.type == "long"), None)
    talk = next((one for one in shown if one.field.type == "talk-time"), None)
    captures = tuple(
        Capture(one.path, one.field.label, one.text)
        for one in shown
        if one.field.capture and one.field.type in ("text", "long", "list") and one is not notes
    )
    target = section.talk_time
    return Part(
        section.id,
        section.title,
        section.letter,
        minutes,
        section.about,
        target.low if target else 0,
        target.high if target else 100,
        target.words if target else "",
        tuple(text for text in prompts if text not in leads),
        _sentence(leads[0][len(_MOVE_ON) :]) if leads else "",
        notes.path if notes else None,
        note_lines(notes),
        talk.path if talk else None,
        captures,
    )


def _sentence(text: str) -> str:
    words = text.strip()
    return words[:1].upper() + words[1:]


def note_lines(notes: FieldView | None) -> tuple[str, ...]:
    """The lines of a notes field."""
    text = str(notes.value) if notes is not None and notes.value else ""
    return tuple(line for line in text.splitlines() if line.strip())


def stamp(line: str) -> tuple[str, str]:
    """A line's time and its words: ("16:05", "The board approved Porto"); ("", the line) without one."""
    found = _LINE.fullmatch(line.strip())
    return (found[1], found[2]) if found else ("", line.strip())


def _who(desk: Desk, one: Record) -> list[tuple[int, str, str]]:
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT c.id, coalesce(c.name, ''), c.account_id FROM attendee t JOIN contact c ON c.id = t.contact "
            "WHERE t.review = ? AND t.deleted_at IS NULL ORDER BY c.account_id IS NULL, t.position, t.id",
            (one.id,),
        ).fetchall()
    return [(number, name, "ours" if owner is None else "customer") for number, name, owner in rows]


def _owners(desk: Desk, account_id: int, who: Sequence[tuple[int, str, str]]) -> tuple[Known, ...]:
    me = desk.profile.name.casefold()
    found = {number: name for number, name, _ in who}
    for one in (*people.contacts(desk, account_id), *people.team(desk)):
        if one.values["left_on"] is None:
            found.setdefault(one.id, one.title)
    return tuple(Known(number, name, name.casefold() == me) for number, name in found.items() if name)


def promises(desk: Desk, account_id: int) -> tuple[Promise, ...]:
    """The goals of the plan, those in danger first."""
    options = {option.id: option for option in records.KINDS["goal"].field("status").options}
    order = {"red": 0, "yellow": 1, "green": 2}
    found = []
    for one in records.of_account(desk, "goal", account_id):
        state = options.get(str(one.values["status"] or ""))
        tone = (state.tone or "none") if state else "none"
        found.append(
            Promise(
                one.title,
                str(one.values["current"] or "–"),
                str(one.values["target"] or "–"),
                tone,
                state.label if state else "No status",
            )
        )
    return tuple(sorted(found, key=lambda one: order.get(one.tone, 3)))


# The clock and what is ticked


def log(desk: Desk, review_id: int) -> Log:
    """What was kept of a meeting so far."""
    kept = settings.get(desk, f"{_KEY}{review_id}", {}) or {}
    events = tuple(Event(datetime.fromisoformat(at), what, value) for at, what, value in kept.get("events", ()))
    ticked = {str(key): float(at) for key, at in (kept.get("ticked") or {}).items()}
    said = {int(key): (float(at), str(part)) for key, (at, part) in (kept.get("said") or {}).items()}
    return Log(events, ticked, said)


def keep(desk: Desk, review_id: int, one: Log) -> Changed:
    """Keep it; no undo step, as a clock is not turned back."""
    value = {
        "events": [[event.at.isoformat(), event.what, event.value] for event in one.events],
        "ticked": dict(one.ticked or {}),
        "said": {str(key): list(pair) for key, pair in (one.said or {}).items()},
    }
    return settings.put(desk, f"{_KEY}{review_id}", value, name="Keep the meeting's clock")


def keep_talk(desk: Desk, meeting: Meeting, found: Reading) -> None:
    """Write each part's share of talking into the agenda, where it was estimated."""
    if meeting.document is None:
        return
    for part in meeting.parts:
        share = found.of(part.id).share
        if part.talk is not None and share is not None:
            documents.set_value(desk, meeting.document, part.talk, round(share * 100))


# What is noted


def set_notes(desk: Desk, meeting: Meeting, part: Part, lines: Sequence[str]) -> Changed:
    """Keep the notes of a part as they stand, the line that is still being typed among them."""
    text = "\n".join(line for line in lines if line.strip())
    if meeting.document is not None and part.notes is not None:
        return documents.set_value(desk, meeting.document, part.notes, text)
    name = f"Note in {meeting.title}"
    return records.update(desk, "review", meeting.review_id, {"note": text or None}, name=name, merge=True)


def set_answer(desk: Desk, meeting: Meeting, path: FieldPath, text: str) -> Changed:
    """Keep an answer that the meeting gave."""
    if meeting.document is None:
        raise Invalid(str(path), "this meeting has no agenda")
    return documents.set_value(desk, meeting.document, path, text)


def act(desk: Desk, meeting: Meeting, spoken: Spoken) -> Changed:
    """Make a promise an action of the account, from this meeting."""
    values: dict[str, Any] = {"title": spoken.title, "due": spoken.due, "origin": meeting.title, "status": "open"}
    values["owner"] = spoken.owner.id if spoken.owner else None
    return records.create(desk, "action", values, account_id=meeting.account_id)


def say(desk: Desk, meeting: Meeting, kind: str, text: str) -> Changed:
    """Add a risk or an opportunity that was named to its register."""
    if kind not in ("risk", "opportunity"):
        raise Invalid(kind, "only risks and opportunities are added in this way")
    return records.create(desk, kind, {"title": text.strip()}, account_id=meeting.account_id)


def caught(desk: Desk, meeting: Meeting, since: datetime | None) -> Mapping[str, tuple[Record, ...]]:
    """What this meeting brought: actions from it, and the risks and opportunities added since it began."""
    found: dict[str, tuple[Record, ...]] = {}
    for kind in ("action", "risk", "opportunity"):
        with desk.book.read() as connection:
            made: dict[int, str] = dict(
                connection.exec_driver_sql(
                    f'SELECT id, created_at FROM "{kind}" WHERE account_id=? AND deleted_at IS NULL',
                    (meeting.account_id,),
                ).fetchall()
            )
        mine = [
            one
            for one in records.of_account(desk, kind, meeting.account_id)
            if since is not None
            and datetime.fromisoformat(made[one.id]) >= since - timedelta(seconds=1)
            and (kind != "action" or one.values["origin"] == meeting.title)
        ]
        found[kind] = tuple(reversed(mine))
    return found
