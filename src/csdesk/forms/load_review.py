"""The keys of a form's file that speak of a meeting: days counted from it, who talks how much, what proves an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csdesk.forms.errors import near
from csdesk.forms.reader import Reader
from csdesk.forms.schema import TalkTime
from csdesk.yamlfile import Node

if TYPE_CHECKING:
    from csdesk.forms.load_field import Surroundings

_MOST_DAYS: Final = 400
_MOST_HOURS: Final = 240


def read_days(reader: Reader, node: Node, values: dict[str, Node], around: Surroundings) -> None:
    """The days that all items of a checklist share, noted in its surroundings."""
    for key in ("due", "due_hours", "opens"):
        if key in values and around.kind != "checklist":
            reader.fault(node, f"“{key}” is for checklists", key=key)
        elif key in values and not around.review:
            reader.fault(node, f"“{key}” counts from a review, and this form is about none", key=key)
    around.due, around.due_hours = _day(reader, node, values)
    around.opens = reader.number(values, "opens", 0, -_MOST_DAYS, _MOST_DAYS) if "opens" in values else None


def _day(reader: Reader, node: Node, values: dict[str, Node]) -> tuple[int | None, int | None]:
    if "due" in values and "due_hours" in values:
        reader.fault(node, "an item is due after days or after hours; keep one of them", key="due_hours")
    due = reader.number(values, "due", 0, -_MOST_DAYS, _MOST_DAYS) if "due" in values else None
    hours = reader.number(values, "due_hours", 0, -_MOST_HOURS, _MOST_HOURS) if "due_hours" in values else None
    return due, hours


def read_item(reader: Reader, values: dict[str, Node], around: Surroundings) -> dict[str, Any]:
    """The keys of one item of a checklist, with those of its section where it says nothing of its own."""
    if around.kind != "checklist" or around.column:
        for key in ("due", "due_hours", "proof"):
            if key in values:
                reader.fault(values[key], f"“{key}” is for the items of a checklist")
        return {}
    if ("due" in values or "due_hours" in values) and not around.review:
        place = values.get("due", values.get("due_hours"))
        if place is not None:
            reader.fault(place, "the day of an item counts from a review, and this form is about none")
    due, hours = _day(reader, values.get("due_hours", values["id"]), values) if "id" in values else (None, None)
    if due is None and hours is None:
        due, hours = around.due, around.due_hours
    proof = reader.text(values, "proof")
    if proof and proof not in around.known.proofs:
        reader.fault(values["proof"], f"the book cannot prove “{proof}”", near(proof, around.known.proofs))
        proof = ""
    return {"group": around.group, "due": due, "due_hours": hours, "proof": proof}


def read_group(reader: Reader, item: Node, around: Surroundings) -> bool:
    """Whether an entry of a checklist is a sub-heading for the items after it: {group: Attendees}."""
    if not item.is_mapping or "group" not in item.keys:
        return False
    values = reader.keys(item, "a group", ("group",))
    around.group = reader.text(values, "group")
    return True


def read_talk_time(reader: Reader, values: dict[str, Node]) -> TalkTime | None:
    """How much of a part of the meeting the customer should talk."""
    if "talk_time" not in values:
        return None
    node = values["talk_time"]
    given = reader.keys(node, "talk_time", ("low", "high"))
    low, high = reader.number(given, "low", 0, 0, 100), reader.number(given, "high", 100, 0, 100)
    if not given or low > high or (low, high) == (0, 100):
        reader.fault(node, "“talk_time” is {low: 60, high: 100}, in percent, the lower figure first")
        return None
    return TalkTime(low, high)
