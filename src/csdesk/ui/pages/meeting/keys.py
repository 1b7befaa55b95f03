"""The keys of meeting mode, all of which work while one types."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from csdesk.ui.actions import Action, Actions

if TYPE_CHECKING:
    from csdesk.ui.pages.meeting.page import MeetingPage

_GROUP = "Meeting"
_SIDES = (("customer", "The customer speaks", "Alt+1"), ("us", "We speak", "Alt+2"))
_KINDS = (
    ("action", "Add an action", "Ctrl+J"),
    ("risk", "Add a risk", "Ctrl+Shift+R"),
    ("opportunity", "Add an opportunity", "Ctrl+Shift+O"),
    ("quote", "Add a quote", "Ctrl+Shift+Q"),
)
PARTS = 9
"""Parts that a number reaches."""


def install(page: MeetingPage, actions: Actions) -> None:
    """Offer what meeting mode can do."""
    add = partial(actions.add, owner=page)
    for side, words, keys in _SIDES:
        add(Action(f"meeting.{side}", words, (keys,), "mic", _GROUP), partial(page.key_speak, side))
    add(Action("meeting.nobody", "Nobody speaks", ("Alt+0",), "mic", _GROUP), partial(page.speak, ""))
    add(Action("meeting.next", "Next part", ("Ctrl+Right",), "chevron-right", _GROUP), page.next_part)
    add(Action("meeting.previous", "Part before", ("Ctrl+Left",), "chevron-left", _GROUP), page.previous_part)
    for place in range(PARTS):
        number = (f"Ctrl+{place + 1}",)
        action = Action(f"meeting.part.{place}", f"Part {place + 1}", number, "list", _GROUP, palette=False)
        add(action, partial(page.go_to_place, place), when=partial(page.has_part, place))
    add(Action("meeting.tick", "Tick the next prompt", ("Ctrl+Space",), "check", _GROUP), page.tick_next)
    add(Action("meeting.pause", "Pause, or go on", ("Ctrl+P",), "pause", _GROUP), page.pause)
    add(Action("meeting.note", "Write a note", ("Ctrl+L",), "note", _GROUP), page.middle.notes.line.setFocus)
    for kind, words, keys in _KINDS:
        add(Action(f"meeting.{kind}", words, (keys,), "plus", _GROUP), partial(page.catch, kind))
    add(Action("meeting.end", "End the meeting", (), "stop", _GROUP), page.end)
