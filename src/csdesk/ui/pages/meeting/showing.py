"""What meeting mode says of its state: whether one is on time, and what was caught so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from csdesk.desk import meetings
from csdesk.desk.meetings import Meeting, Reading, clock_text
from csdesk.desk.records import Record
from csdesk.ui.pages.meeting.right import Item
from csdesk.values.days import count, format_date

_EARLY = 300
"""Seconds during which the sum of the parts is said, when it is more than the meeting has."""


def pace_words(meeting: Meeting, found: Reading) -> str:
    """Whether the meeting is on time, and when it will end."""
    began = found.began.astimezone() if found.began else None
    if began is None:
        return ""
    if not found.running:
        return "Paused. The clock stands."
    behind = round(meetings.pace([(one.id, one.minutes) for one in meeting.parts], found) / 60)
    part = meeting.part(found.part)
    place = meeting.parts.index(part)
    left = sum(one.minutes for one in meeting.parts[place + 1 :])
    left += max(0.0, part.minutes - found.used.get(part.id, 0.0) / 60)
    ends = f"{began + timedelta(minutes=found.elapsed / 60 + left):%H:%M}"
    state = "On time" if not behind else f"{count(abs(behind), 'minute')} {'behind' if behind > 0 else 'ahead'}"
    more = ""
    if meeting.total > meeting.minutes and found.elapsed < _EARLY:
        more = f" The parts take {meeting.total:g} of {meeting.minutes} minutes."
    return f"{state}. Ends at {ends}.{more}"


def items_of(
    meeting: Meeting,
    found: Mapping[str, Sequence[Record]],
    names: Mapping[int, str],
    said: Mapping[int, tuple[float, str]],
    lines: Mapping[str, Sequence[str]],
) -> dict[str, list[Item]]:
    """What was caught, by kind: records of this meeting, and the notes that are quotes."""
    items: dict[str, list[Item]] = {"action": [_action(meeting, one, names, said) for one in found.get("action", ())]}
    for kind in ("risk", "opportunity"):
        items[kind] = [Item(one.id, one.title, "") for one in found.get(kind, ())]
    items["quote"] = []
    for part in meeting.parts:
        for line in lines.get(part.id, ()):
            at, words = meetings.stamp(line)
            if words.startswith(("“", '"')):
                items["quote"].append(Item(0, words, f"{at} in {part.title}".strip()))
    return items


def _action(meeting: Meeting, one: Record, names: Mapping[int, str], said: Mapping[int, tuple[float, str]]) -> Item:
    owner, due = names.get(one.values["owner"], ""), one.values["due"]
    side = {"customer": "customer", "ours": "us"}.get(dict(meeting.people).get(owner, ""), "")
    below = ", ".join(text for text in (owner or "Nobody yet", side) if text)
    if one.id in said:
        at, part = said[one.id]
        below += f" · said at {clock_text(at)} in {meeting.part(part).title.split(' ')[0]}"
    return Item(one.id, one.title, below, format_date(due, "day") if due else "", due is None, not owner)
