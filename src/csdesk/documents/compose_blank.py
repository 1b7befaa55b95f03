"""A form without answers, for handwriting: lines for texts, boxes for choices, empty rows for tables, places to sign.

Everything that a person can answer is there, whatever conditions would hide it on the screen; what is worked out is
not. Our own copy has the internal fields behind a lock, and the questions to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal

from csdesk.documents.compose_values import Scene
from csdesk.documents.model import (
    Audience,
    Block,
    Cell,
    Check,
    Checklist,
    Column,
    Document,
    Heading,
    ItemList,
    Letterhead,
    Ruled,
    Run,
    SideBySide,
    Signature,
    Signatures,
    Table,
)
from csdesk.forms.schema import Form, FormField, Section
from csdesk.forms.state import State

_ROWS: Final = 5
_CARDS: Final = 2
_MOST_COLUMNS: Final = 6
_LONG: Final = 4
_LIST: Final = 4
_BOXES: Final = 4
"""Boxes side by side."""
_MOST_BOXES: Final = 24
"""Choices above this number are written on a line."""
_SHORT: Final = frozenset({"text", "money", "percent", "number", "date", "contact", "talk-time"})
_EMPTY: Final = Cell((Run("\u00a0"), Run("\u00a0")))
"""A cell with room to write: two lines that say nothing."""
_UNITS: Final = {"percent": "%", "talk-time": "%", "date": "date"}


def compose_blank(
    form: Form,
    *,
    audience: Audience,
    letterhead: Letterhead,
    dated: date,
    company: str = "us",
    person: str = "",
    page: Literal["a4", "letter"] = "a4",
) -> Document:
    """The blank form for an audience. ValueError when the form has no customer copy."""
    if audience == "customer" and not form.customer_copy:
        raise ValueError(f"“{form.title}” is for our own use and has no customer copy. Print the internal one.")
    names: dict[str, object] = {
        "account": "the customer",
        "account_short": "the customer",
        "company": company,
        "person": person,
    }
    scene = Scene(form, State({}, names), audience)
    blocks: list[Block] = list(_subject(form))
    for section in form.sections:
        blocks += _section(scene, section)
    return Document(
        kind="Blank form",
        title=form.title,
        audience=audience,
        account="",
        version="",
        dated=dated,
        dated_text="",
        letterhead=letterhead,
        blocks=tuple(blocks),
        compact=True,
        page=page,
        has_customer_copy=form.customer_copy,
    )


def _subject(form: Form) -> Iterable[Block]:
    """Whom and when it is about, to be written at the top."""
    if form.subject == "none":
        yield SideBySide((Ruled("Name"),), (Ruled("Date"),))
    else:
        yield SideBySide((Ruled("Account"),), (Ruled("Meeting and date" if form.subject == "review" else "Date"),))


def _section(scene: Scene, section: Section) -> list[Block]:
    fields = [one for one in section.fields if scene.allowed(one) and _written(one)]
    if not fields:
        return []
    inner = _inner(scene, section, fields)
    if not inner:
        return []
    internal = all(one.audience == "internal" for one in fields)
    title = scene.label(section.title)
    return [Heading(title, 1, _note(section), internal, section.id), *inner]


def _written(one: FormField) -> bool:
    return one.editable and one.binding not in ("document.created", "document.updated")


def _note(section: Section) -> str:
    said = [f"{section.minutes} min"] if section.minutes else []
    if section.talk_time is not None:
        said.append(f"customer talks {section.talk_time.words}")
    return " · ".join(said)


def _inner(scene: Scene, section: Section, fields: Sequence[FormField]) -> list[Block]:
    blocks: list[Block] = []
    prompts = tuple(Run(scene.label(text)) for one in fields for text in one.prompts) if scene.internal else ()
    if prompts and section.kind == "fields" and section.minutes:
        blocks.append(ItemList(prompts, mark="›"))
    if section.kind == "checklist":
        return _checklist(scene, fields)
    if section.kind == "rows" and len(fields) <= _MOST_COLUMNS:
        return [*blocks, _table(scene, fields, max(section.at_least, _ROWS))]
    if section.kind in ("rows", "repeat"):
        item = section.item or "row"
        for number in range(1, max(section.at_least, _CARDS) + 1):
            blocks.append(Heading(f"{item[:1].upper()}{item[1:]} {number}", 2))
            blocks += _fields(scene, fields)
        return blocks
    return blocks + _fields(scene, fields)


def _checklist(scene: Scene, fields: Sequence[FormField]) -> list[Block]:
    groups: dict[str, list[Check]] = {}
    for one in fields:
        groups.setdefault(one.group, []).append(Check(Run(scene.field_label(one)), False))
    return [Checklist(tuple(items), scene.label(title)) for title, items in groups.items()]


def _table(scene: Scene, fields: Sequence[FormField], rows: int) -> Table:
    columns = tuple(
        Column(scene.field_label(one) or one.label, "text", one.audience == "internal" and scene.form.customer_copy)
        for one in fields
    )
    return Table(columns, (tuple(_EMPTY for _ in columns),) * rows)


def _fields(scene: Scene, fields: Sequence[FormField]) -> list[Block]:
    shared = [one for one in fields if one.audience == "customer"]
    own = [one for one in fields if one.audience == "internal"]
    blocks = _places(scene, shared)
    if own and shared:
        blocks.append(Heading("Internal", 2, internal=True))
    return blocks + _places(scene, own)


def _places(scene: Scene, fields: Sequence[FormField]) -> list[Block]:
    """Places to write; short ones two side by side, signatures last."""
    blocks: list[Block] = []
    waiting: list[Ruled] = []

    def finish() -> None:
        for start in range(0, len(waiting), 2):
            pair = waiting[start : start + 2]
            blocks.append(SideBySide((pair[0],), (pair[1],)) if len(pair) == 2 else pair[0])
        waiting.clear()

    for one in fields:
        if one.type == "approval":
            continue
        if one.type in _SHORT or (one.type == "choice" and len(one.options) > _MOST_BOXES):
            waiting.append(Ruled(_label(scene, one)))
            continue
        finish()
        blocks += _place(scene, one)
    finish()
    signed = tuple(Signature(_label(scene, one), Run("")) for one in fields if one.type == "approval")
    return [*blocks, Signatures(signed)] if signed else blocks


def _place(scene: Scene, one: FormField) -> list[Block]:
    label = _label(scene, one)
    if one.type in ("choice", "choices"):
        words = [option.label for option in one.options] + (["Other:"] if one.other else [])
        return [Checklist(tuple(Check(Run(word), False) for word in words), label, columns=min(len(words), _BOXES))]
    if one.type == "yes-no":
        return [Checklist((Check(Run("Yes"), False), Check(Run("No"), False)), label, columns=_BOXES)]
    if one.type == "rating":
        boxes = tuple(Check(Run(str(number)), False) for number in range(1, 6))
        return [Checklist(boxes, label, "1 low, 5 high", columns=5)]
    if one.type == "table":
        columns = [column for column in one.columns if scene.allowed(column)]
        return [Heading(label, 2), _table(scene, columns, _ROWS)] if columns else []
    return [Ruled(label, _LIST if one.type == "list" else max(_LONG, one.lines))]


def _label(scene: Scene, one: FormField) -> str:
    label = scene.field_label(one) or one.label
    unit = _UNITS.get(one.type, "")
    return f"{label} ({unit})" if unit and unit not in label.casefold() else label
