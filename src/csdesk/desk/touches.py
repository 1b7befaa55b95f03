"""A touch written down in one go: who, what, what was promised, what comes next; and what of it is still missing.

What a note of a conversation holds is listed by csm-playbook (record hygiene): account and contact, day and time, kind,
summary, actions with owner and day, and the next touch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import people, records, settings
from csdesk.desk.errors import Invalid
from csdesk.desk.review_times import read_time
from csdesk.desk.spoken import Known, Spoken, read_action
from csdesk.values.dates import parse_date
from csdesk.values.days import add_months, format_date
from csdesk.values.errors import ParseError
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.core import Changed, Desk, Transaction

__all__ = [
    "TYPES", "Draft", "Gap", "Known", "Promise", "Spoken", "drafted", "gaps", "keep_draft", "log", "owners",
    "promise", "read_when",
]  # fmt: skip

TYPES: Final = tuple((one.id, one.label) for one in records.KINDS["touch"].field("type").options)
MOODS: Final = tuple((one.id, one.label, one.tone or "") for one in records.KINDS["touch"].field("sentiment").options)
ME: Final = 0
"""The CSM as an owner, while the book knows no contact of their name; it is made when it is needed."""
_AHEAD: Final = 60
_DRAFT: Final = "today.touch.draft"
"""The setting that keeps what was typed and not logged; undo passes over it."""


@dataclass(frozen=True, slots=True)
class Promise:
    """An action that was promised. `owner` is a contact's id, or None while nobody is named."""

    title: str
    owner: int | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A touch as far as it is written. `contact` is an id, the name of a new person, or None."""

    account_id: int | None = None
    type: str = "call"
    day: date | None = None
    time: str = ""
    contact: int | str | None = None
    summary: str = ""
    detail: str = ""
    mood: str = ""
    next_touch: date | None = None
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing: the field, in words, and whether the touch cannot be logged without it."""

    field: str
    words: str
    needed: bool


def gaps(draft: Draft) -> tuple[Gap, ...]:
    """What a full note still lacks, what is needed first."""
    found = []
    if draft.account_id is None:
        found.append(Gap("account", "the account", True))
    if not draft.summary.strip():
        found.append(Gap("summary", "a summary", True))
    if draft.contact in (None, "") and draft.type != "note":
        found.append(Gap("contact", "who it was with", False))
    bare = [one for one in draft.promises if one.owner is None or one.due is None]
    if bare:
        words = "owner and day of each action" if len(draft.promises) > 1 else "owner and day of the action"
        found.append(Gap("promises", words, False))
    if draft.next_touch is None:
        found.append(Gap("next_touch", "the next touch", False))
    return tuple(found)


def owners(desk: Desk, account_id: int | None) -> tuple[Known, ...]:
    """Who can own an action of the account: our side and theirs, the CSM marked as "I"."""
    me = fold(desk.profile.name)
    found = [*people.team(desk), *(people.contacts(desk, account_id) if account_id is not None else ())]
    known = [
        Known(one.id, one.title, bool(me) and fold(one.title) == me)
        for one in found
        if one.title and one.values["left_on"] is None
    ]
    if me and not any(one.me for one in known):
        known.insert(0, Known(ME, desk.profile.name, True))
    return tuple(known)


def promise(desk: Desk, account_id: int | None, text: str) -> Spoken:
    """A promise as it is said ("Ines sends the list by friday"): title, owner and day as far as they were named."""
    return read_action(text, owners(desk, account_id), desk.clock.today(), desk.formats.date_order)


def read_when(desk: Desk, text: str) -> tuple[date, str]:
    """Day and time of a touch: "", "14:30", "yesterday", "fri 9:15"; now where nothing is said.

    Invalid for what cannot be read, and for a day that is still to come.
    """
    today = desk.clock.today()
    words = text.split()
    if not words:
        return today, f"{desk.clock.now().astimezone():%H:%M}"
    time = ""
    for count in (2, 1):
        ending = " ".join(words[-count:])
        if len(words) >= count and (":" in ending or fold(ending).endswith(("am", "pm")) or ending.count(".") == 1):
            try:
                time = read_time(ending)
            except Invalid:
                continue
            words = words[:-count]
            break
    if not words:
        return today, time
    try:
        day = parse_date(" ".join(words), today, desk.formats.date_order)
    except ParseError as problem:
        raise Invalid("touch/date", problem.reason) from None
    if (day - today).days > _AHEAD and not any(len(word) == 4 and word.isdecimal() for word in words):
        # A day without its year is the one that was, not the one to come.
        day = add_months(day, -12)
    if day > today:
        raise Invalid("touch/date", f"{format_date(day)} is still to come; a touch has taken place")
    return day, time


def log(desk: Desk, draft: Draft) -> Changed:
    """Write the touch with its actions, in one undo step; `Changed.record_id` is the touch.

    Invalid, with nothing written, without account or summary, or for a next touch that is not ahead.
    """
    for gap in gaps(draft):
        if gap.needed:
            raise Invalid(f"touch/{gap.field}", f"{gap.words} is needed")
    account_id = draft.account_id
    assert account_id is not None
    day = draft.day or desk.clock.today()
    if draft.next_touch is not None and draft.next_touch <= day:
        raise Invalid("touch/next_touch", "the next touch comes after this one")
    kind = next((label for id, label in TYPES if id == draft.type), "Touch")
    with desk.write(f"Log: {kind}, {_short(draft.summary)}", account_id=account_id) as tx:
        contact = draft.contact
        if isinstance(contact, str):
            contact = people.find_or_create(desk, tx, contact, "customer", account_id) if contact.strip() else None
        values: dict[str, Any] = {
            "type": draft.type,
            "date": day,
            "time": draft.time or None,
            "contact": contact,
            "summary": draft.summary.strip(),
            "detail": draft.detail.strip() or None,
            "sentiment": draft.mood or None,
            "next_touch": draft.next_touch,
        }
        made = records.create(desk, "touch", values, account_id=account_id).record_id
        if contact is not None:
            last = records.get(desk, "contact", contact).values["last_contact"]
            if draft.type != "note" and (last is None or last < day):
                records.update(desk, "contact", contact, {"last_contact": day})
        for one in draft.promises:
            owner = _myself(desk, tx) if one.owner == ME else one.owner
            action = {"title": one.title, "owner": owner, "due": one.due, "origin": draft.summary.strip()}
            records.create(desk, "action", action, account_id=account_id)
        if made is not None:
            tx.first = ("touch", made)
    return tx.changed


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 48 else words[:47].rstrip() + "…"


# What was typed and not logged


def keep_draft(desk: Desk, draft: Draft | None) -> None:
    """Keep what was typed for the next time, or forget it."""
    if desk.read_only or (draft is None and settings.get(desk, _DRAFT) is None):
        return
    settings.put(desk, _DRAFT, None if draft is None else _plain(draft), name="Keep what was typed")


def drafted(desk: Desk) -> Draft | None:
    """What was typed and not logged the last time; None when there is nothing."""
    kept = settings.get(desk, _DRAFT)
    if not isinstance(kept, dict):
        return None
    known = {key: value for key, value in kept.items() if key in Draft.__slots__}
    promises = tuple(Promise(str(one[0]), one[1], _day(one[2])) for one in known.pop("promises", ()))
    found = Draft(**{**known, "day": _day(known.get("day")), "next_touch": _day(known.get("next_touch"))})
    return replace(found, promises=promises)


def _plain(draft: Draft) -> Mapping[str, Any]:
    return {
        "account_id": draft.account_id,
        "type": draft.type,
        "day": draft.day.isoformat() if draft.day else None,
        "time": draft.time,
        "contact": draft.contact,
        "summary": draft.summary,
        "detail": draft.detail,
        "mood": draft.mood,
        "next_touch": draft.next_touch.isoformat() if draft.next_touch else None,
        "promises": [[one.title, one.owner, one.due.isoformat() if one.due else None] for one in draft.promises],
    }


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def act(desk: Desk, account_id: int, spoken: Spoken, important: bool | None = None) -> Changed:
    """Make one action of what was said; Invalid without words."""
    if not spoken.title:
        raise Invalid("action/title", "say what is to be done")
    with desk.write(f"Add action “{_short(spoken.title)}”", account_id=account_id) as tx:
        owner = spoken.owner.id if spoken.owner else ME
        values: dict[str, Any] = {"title": spoken.title, "due": spoken.due, "important": important}
        values["owner"] = _myself(desk, tx) if owner == ME else owner
        made = records.create(desk, "action", values, account_id=account_id).record_id
        if made is not None:
            tx.first = ("action", made)
    return tx.changed


def _myself(desk: Desk, tx: Transaction) -> int | None:
    name = desk.profile.name
    return people.find_or_create(desk, tx, name, "ours", None) if name else None


def people_of(desk: Desk, account_id: int) -> Sequence[tuple[int, str]]:
    """The account's people who are still there, by name."""
    found = [(one.id, one.title) for one in people.contacts(desk, account_id) if one.values["left_on"] is None]
    return [(number, name) for number, name in found if name]
