"""What meeting mode asks of the desk at once: the meeting with its clock, what it brought, and its end."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from csdesk.desk import meetings, people, records, reviews
from csdesk.desk.core import Desk
from csdesk.desk.meetings import Log, Meeting, Reading
from csdesk.desk.records import Record
from csdesk.ui.pages.accounts.dialogs import FieldsDialog

Caught = tuple[dict[str, tuple[Record, ...]], dict[int, str]]
"""Records by kind, and the names of who owns them."""


def begin(desk: Desk, review_id: int) -> tuple[Meeting, Log]:
    """A meeting with what was kept of it so far."""
    return meetings.load(desk, review_id), meetings.log(desk, review_id)


def read_caught(desk: Desk, meeting: Meeting, log: Log) -> Caught:
    """What a meeting brought since it began."""
    began = log.events[0].at if log.events else None
    found = dict(meetings.caught(desk, meeting, began))
    owners = {one.values["owner"] for one in found["action"] if one.values["owner"] is not None}
    return found, people.names(desk, owners)


def finish(desk: Desk, meeting: Meeting, found: Reading) -> None:
    """Keep who talked how long, and say that the meeting was held."""
    meetings.keep_talk(desk, meeting, found)
    reviews.hold(desk, meeting.review_id)


def complete_action(parent: QWidget, desk: Desk, action_id: int) -> None:
    """Ask for what an action lacks: its owner or its day."""
    one = records.get(desk, "action", action_id)
    owner = one.values["owner"]
    first = {field: records.display(desk, "action", field, one.values[field]) for field in ("title", "due")}
    first["owner"] = people.names(desk, {owner}).get(owner, "") if owner is not None else ""

    def take(values: dict[str, object]) -> None:
        records.update(desk, "action", action_id, values)

    asked = ("title", "owner", "due")
    words = ("Complete the action", "Keep it")
    FieldsDialog(parent, words[0], desk, "action", asked, asked[:1], words[1], take, first).open()
