"""What the controls of one field in a returned copy say, as an answer that the field can take."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from csdesk.documents.compose_rows import NOT_SHARED
from csdesk.documents.compose_values import answer_of, is_level, is_status, printed
from csdesk.documents.docx_read import Control, print_of
from csdesk.forms.schema import FormField, Section
from csdesk.forms.state import Answer, Approval
from csdesk.values.days import format_date

_DASH = re.compile(r"^[–—•-]\s+")
_JOINED = frozenset({"text", "long", "list", "table"})
"""Types whose answer may stand in several controls; of the others the first one is the answer."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a field of the copy says. `raw` is for the field's own reading; `reason` says why it cannot be taken."""

    raw: object = None
    shown: str = ""
    changed: bool = True
    beside: tuple[str, ...] = ()
    """What was changed beside the answer in controls of the same field: a person's title, a remark."""
    reason: str = ""


def words_of(
    section: Section,
    field: FormField,
    controls: Sequence[Control],
    before: Sequence[str],
    now: object,
    *,
    signature: Sequence[Control] = (),
    day: Sequence[Control] = (),
    named: bool = False,
) -> Words:
    """The words of one field; `before` are the prints of its controls when the copy was made, `now` the book's value.

    For a place to sign, `signature` and `day` are what was put into it, and `named` says that the name was changed.
    """
    if field.type == "approval":
        return _approval(controls, now, signature, day, named)
    if section.kind == "checklist":
        ticked = any(one.checked for one in controls)
        return Words(ticked, "Ticked" if ticked else "Not ticked")
    controls = [one for one in controls if one.text != NOT_SHARED]
    before = [one for one in before if one != print_of(NOT_SHARED)]
    if field.type == "list":
        items = [_DASH.sub("", line).strip() for one in controls for line in one.text.split("\n")]
        items = [item for item in items if item]
        return Words(items or None, "\n".join(items))
    if field.type == "table":
        return _table(section, field, controls, now)
    if len(controls) != len(before):
        said = " / ".join(one.text for one in controls if one.text)
        reason = f"the field stands in the copy {len(controls)} times, so that it cannot be told which one counts"
        return Words(shown=said, reason=reason)
    if field.type in _JOINED:
        text = "\n\n".join(one.text for one in controls if one.text)
        return Words(text or None, text)
    beside = tuple(
        one.text for one, was in zip(controls[1:], before[1:], strict=True) if print_of(one.text) != was and one.text
    )
    first = controls[0].text
    changed = print_of(first) != before[0]
    if field.type == "choices" and first:
        return Words([part.strip() for part in re.split(r"[,;\n]", first) if part.strip()], first, changed, beside)
    if field.type == "date" and controls[0].day is not None:
        return Words(controls[0].day.isoformat(), first, changed, beside)
    return Words(" ".join(first.split()) or None, first, changed, beside)


def _approval(
    controls: Sequence[Control], now: object, signature: Sequence[Control], day: Sequence[Control], named: bool
) -> Words:
    old = now if isinstance(now, Approval) else Approval()
    signed = signature[0].text if signature else ""
    name = (controls[0].text if named and controls else old.name) or signed
    when: object = old.date
    said = ""
    if day and (day[0].day is not None or day[0].text):
        # The calendar's day counts only where the words are its own.
        when = day[0].text or (day[0].day.isoformat() if day[0].day is not None else None)
        said = day[0].text or str(when)
    if not name and when:
        return Words(shown=said, reason="it is dated, but nobody's name is at it")
    if signed and not when:
        return Words(shown=signed, reason="it is signed without a date")
    if named and controls and name == old.name and when == old.date:
        return Words(changed=False)
    raw = {"name": name, "title": old.title if name == old.name else "", "date": when} if name else None
    date_words = said or (format_date(old.date) if isinstance(old.date, date) else "")
    return Words(raw, ", ".join(part for part in (name, date_words) if part))


def _table(section: Section, field: FormField, controls: Sequence[Control], now: object) -> Words:
    """A table's cells in their order, as long as there are as many as the book's table prints."""
    rows = [row for row in now if isinstance(row, Mapping)] if isinstance(now, tuple) else []
    said = "\n".join(one.text for one in controls if one.text)
    places = [(number, column) for number, row in enumerate(rows) for column in field.columns if _typed(column, row)]
    if len(places) != len(controls):
        return Words(shown=said, reason="the table has other rows in the book than in the copy")
    made: list[dict[str, object]] = [{key: _value(one) for key, one in row.items()} for row in rows]
    for (number, column), control in zip(places, controls, strict=True):
        if control.text != rows[number][column.id].text:
            made[number][column.id] = control.text or None
    return Words(made, said)


def _typed(column: FormField, row: Mapping[str, Answer]) -> bool:
    answer = answer_of(column, row)
    if not printed(column, answer):
        return False
    return not (is_status(column) or (is_level(column) and str(answer.value) in ("low", "medium", "high")))


def _value(one: Answer) -> object:
    return one.value
