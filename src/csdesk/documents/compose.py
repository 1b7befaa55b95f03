"""From a form and its answers to a finished document for one audience.

Reads the form's paper hints and nothing else: no form is known by name. What the audience may not see never enters a
block. What has no answer leaves no trace: no label, no empty row or column, no heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from csdesk.documents import compose_fields as plain_fields
from csdesk.documents import compose_report as report
from csdesk.documents.compose_agenda import by_hand, checklist_blocks, checklist_note, time_bar
from csdesk.documents.compose_agenda import part as agenda_part
from csdesk.documents.compose_figures import figure_blocks, headline
from csdesk.documents.compose_rows import Rows, card_blocks, hidden_answers, printed_rows, table_blocks
from csdesk.documents.compose_values import Scene, note_of, number_word
from csdesk.documents.model import (
    AgendaPart,
    Audience,
    Block,
    Callouts,
    Cards,
    Checklist,
    Document,
    Heading,
    KeyValues,
    Letterhead,
    SideBySide,
    Table,
)
from csdesk.forms.schema import Form, FormField, Section
from csdesk.forms.state import Row, State
from csdesk.forms.timing import Timing, timing
from csdesk.values.formats import Formats

_MOST_ROWS: Final = 5
_WHOLLY_OURS: Final = "Whole section internal"


@dataclass(frozen=True, slots=True)
class _Part:
    """A section as blocks, without its heading."""

    section: Section
    title: str
    note: str
    internal: bool
    """Whether all of it is ours alone."""
    blocks: tuple[Block, ...]
    hidden: int
    """How many of its printed fields the customer does not see."""


def compose(
    form: Form,
    state: State,
    *,
    audience: Audience,
    letterhead: Letterhead,
    version: str,
    dated: date,
    dated_text: str,
    final: bool,
    page: Literal["a4", "letter"] = "a4",
    subtitle: str = "",
    locked: bool = False,
    formats: Formats | None = None,
) -> Document:
    """The document that this form's answers make for `audience`.

    `version` is "Version 3" or "Draft"; `dated_text` is the date as printed; `subtitle` overrides the form's own;
    `formats` are those in which numbers were typed (for the meters). ValueError when the form has no customer copy.
    """
    if audience == "customer" and not form.customer_copy:
        raise ValueError(f"“{form.title}” is for our own use and has no customer copy. Export the internal copy.")
    if not form.customer_copy:
        form = _all_alike(form)
    scene = Scene(form, state, audience, formats, dated.year, audience == "internal" and not final)
    times = timing(form, state)
    parts = {section.id: _part(scene, section) for section in form.sections if scene.shown_section(section)}
    inside = _set_agenda(scene, parts, times) if times is not None else set()
    beside = {section.paper.beside for section in form.sections if section.paper.beside and section.id in parts}
    blocks: list[Block] = []
    for section in _in_order(form.sections):
        if section.id not in parts or section.id in beside or section.id in inside:
            continue
        if times is not None and section.id == times.slots[0].section:
            blocks.append(time_bar(scene, times))
        _append(blocks, _together(parts[section.id], parts.get(section.paper.beside)))
    account = str(state.names.get("account") or "")
    if scene.working:
        blocks = [_unmarked(block) for block in blocks]
    return Document(
        kind=form.print_title or form.title,
        title=account or form.title,
        audience=audience,
        account=account,
        version=version,
        dated=dated,
        dated_text=dated_text,
        subtitle=subtitle or scene.label(form.subtitle),
        letterhead=letterhead,
        blocks=tuple(_balanced(block) for block in blocks),
        final=final,
        compact=scene.working,
        notice=""
        if times is not None and form.customer_copy
        else _notice(scene, list(parts.values()), letterhead, version, final),
        page=page,
        locked=locked,
        has_customer_copy=form.customer_copy,
        most_pages=form.pages,
        warnings=(times.warning,) if times is not None and times.warning else (),
    )


def _all_alike(form: Form) -> Form:
    """A form without a customer's copy as its paper is set: where all is ours, nothing needs to be set apart."""
    sections = tuple(
        replace(section, fields=tuple(_alike(field) for field in section.fields)) for section in form.sections
    )
    return replace(form, sections=sections)


def _alike(field: FormField) -> FormField:
    columns = tuple(replace(column, audience="customer") for column in field.columns)
    return replace(field, audience="customer", columns=columns)


def _set_agenda(scene: Scene, parts: dict[str, _Part], times: Timing) -> set[str]:
    """Make the timed sections parts of an agenda, with the sections that stand in them; the ids of those."""
    inside: dict[str, list[str]] = {}
    for id, found in parts.items():
        within = found.section.paper.inside
        if within and within in parts:
            inside.setdefault(within, []).append(id)
    for slot in times.slots:
        if slot.section not in parts:
            continue
        old = parts[slot.section]
        blocks: list[Block] = []
        below: list[Block] = []
        for id in inside.get(slot.section, []):
            other = parts[id]
            # Beside the notes is room for a few rows; a long table stands under the part at full width.
            long = scene.internal and any(isinstance(b, Table) and len(b.rows) > _MOST_ROWS for b in other.blocks)
            here = below if long else blocks
            if other.blocks and other.title:
                here.append(Heading(other.title, 2, other.note, source=id))
            here += other.blocks
        made = agenda_part(scene, old.section, slot, tuple(blocks))
        hidden = old.hidden + sum(parts[id].hidden for id in inside.get(slot.section, []))
        parts[slot.section] = _Part(old.section, "", "", False, (made, *below), hidden)
    return {id for ids in inside.values() for id in ids}


def _in_order(sections: Sequence[Section]) -> list[Section]:
    """The form's order; a section with a place of its own (from 1) is put there."""
    placed = [section for section in sections if not section.paper.order]
    for section in sorted((s for s in sections if s.paper.order), key=lambda s: s.paper.order):
        placed.insert(section.paper.order - 1, section)
    return placed


def _append(blocks: list[Block], more: list[Block]) -> None:
    """Add blocks; facts of a section without a heading continue the grid before them."""
    if blocks and more:
        last, first = blocks[-1], more[0]
        if isinstance(last, KeyValues) and isinstance(first, KeyValues) and last.columns == first.columns:
            blocks[-1] = KeyValues((*last.items, *first.items), last.columns)
            more = more[1:]
    blocks += more


def _balanced(block: Block) -> Block:
    """Facts in fewer columns where the last row would hold one alone."""
    if not isinstance(block, KeyValues):
        return block
    count = sum(not item.internal for item in block.items)
    columns = block.columns
    while columns > 2 and count > columns and count % columns == 1:
        columns -= 1
    return KeyValues(block.items, columns if count % columns != 1 else block.columns)


def _together(part: _Part, second: _Part | None) -> list[Block]:
    """A section under its heading, with the one beside it in a second column."""
    if second is None or not second.blocks:
        return _under_heading(part)
    if not part.blocks:
        return _under_heading(second)
    if len(part.blocks) == 1 == len(second.blocks):
        first_block, second_block = part.blocks[0], second.blocks[0]
        if isinstance(first_block, Callouts) and isinstance(second_block, Callouts):
            both = (*first_block.items, *second_block.items)
            if len(both) <= 3:
                return [*_heading(part), Callouts(both)]
    if part.section.paper.twin:
        return [SideBySide((*_heading(part), *part.blocks), (*_heading(second), *second.blocks))]
    right = list(second.blocks)
    if isinstance(right[0], Checklist):
        right[0] = Checklist(right[0].items, right[0].title or second.title)
    elif second.title:
        right.insert(0, Heading(second.title, 2, internal=second.internal, source=second.section.id))
    wide = any(isinstance(block, Table) for block in part.blocks) and isinstance(right[0], Checklist)
    return [*_heading(part), SideBySide(part.blocks, tuple(right), 0.6 if wide else 0.5)]


def _under_heading(part: _Part) -> list[Block]:
    return [*_heading(part), *part.blocks] if part.blocks else []


def _heading(part: _Part) -> list[Block]:
    if not part.title:
        return []
    note = part.note or (_WHOLLY_OURS if part.internal else "")
    return [Heading(part.title, 1, note, part.internal, part.section.id)]


def _unmarked(block: Block) -> Block:
    """A block of a working paper: where all of it is ours, nothing stands on ground of its own or behind a lock."""
    match block:
        case Heading():
            return replace(block, internal=False, note="" if block.note == _WHOLLY_OURS else block.note)
        case KeyValues():
            return replace(block, items=tuple(replace(item, internal=False) for item in block.items))
        case Table():
            return replace(block, columns=tuple(replace(column, internal=False) for column in block.columns))
        case Callouts():
            return replace(block, items=tuple(replace(item, internal=False) for item in block.items))
        case Cards():
            return replace(
                block,
                items=tuple(
                    replace(card, notes=tuple(replace(note, internal=False) for note in card.notes))
                    for card in block.items
                ),
            )
        case SideBySide():
            return replace(block, first=tuple(map(_unmarked, block.first)), second=tuple(map(_unmarked, block.second)))
        case AgendaPart():
            return replace(block, blocks=tuple(map(_unmarked, block.blocks)), notes=tuple(map(_unmarked, block.notes)))
    return block


def _part(scene: Scene, section: Section) -> _Part:
    title = "" if section.paper.title == "-" else scene.label(section.paper.title or section.title)
    visible = [field for field in section.fields if scene.allowed(field)]
    internal = bool(visible) and all(field.audience == "internal" for field in visible)
    blocks: list[Block] = []
    hidden = 0
    rows: tuple[Row, ...] = ()
    if not visible or section.paper.layout == "none":
        pass
    elif section.kind in {"rows", "repeat"}:
        found = printed_rows(scene, section)
        rows = found.rows
        blocks = _row_blocks(scene, found)
        hidden = hidden_answers(found) if scene.internal else 0
    elif section.kind == "checklist":
        blocks = checklist_blocks(scene, section)
        hidden = sum(field.audience == "internal" for field in visible) if blocks else 0
    else:
        items = plain_fields.said(scene, section)
        blocks = [*_field_blocks(scene, section, items), *by_hand(scene, section)]
        hidden = sum(item.internal for item in items)
    note = note_of(scene, section, rows) if rows or section.kind == "fields" else ""
    if section.kind == "checklist" and blocks:
        note = checklist_note(scene, section)
    return _Part(section, title, note, internal, tuple(blocks), hidden)


def _row_blocks(scene: Scene, found: Rows) -> list[Block]:
    layout = found.section.paper.layout
    if layout == "points":
        return report.points(scene, found)
    if layout == "bars":
        return report.bars(scene, found)
    if layout == "figures":
        return figure_blocks(scene, found)
    if layout == "cards" or (layout == "auto" and found.section.kind == "repeat"):
        return card_blocks(scene, found)
    return table_blocks(scene, found, timeline=layout == "timeline")


def _field_blocks(scene: Scene, section: Section, items: list[plain_fields.Said]) -> list[Block]:
    layout = section.paper.layout
    if layout == "reply":
        return report.reply(scene, section)
    if not items:
        return []
    if layout == "figures":
        return report.field_figures(scene, section, items)
    if layout == "steps":
        return report.steps(scene, section, items)
    if layout == "boxes":
        return report.boxes(scene, section, items)
    if layout == "lead":
        return plain_fields.lead(scene, section, items)
    if layout == "headline":
        shown = next((item for item in items if not item.internal), None)
        rest = plain_fields.key_values(scene, section, [item for item in items if item is not shown])
        return [*([headline(shown.run)] if shown is not None else []), *rest]
    if layout == "callouts":
        return plain_fields.callouts(scene, section, items)
    if layout == "lists":
        return plain_fields.lists(scene, section, items)
    if layout == "signatures":
        return plain_fields.signatures(scene, section, items)
    return plain_fields.key_values(scene, section, items)


def _notice(scene: Scene, parts: Sequence[_Part], letterhead: Letterhead, version: str, final: bool) -> str:
    """The internal copy's first sentence: how much of it the customer does not see, and where that stands."""
    if not scene.internal:
        return ""
    company = str(scene.state.names.get("company") or letterhead.company or "us")
    if not scene.form.customer_copy:
        return f"All of this is for {company} only. There is no customer copy."
    counted = [
        (part.title or scene.label(part.section.title), part.hidden) for part in parts if part.blocks and part.hidden
    ]
    total = sum(count for _, count in counted)
    if not total:
        return ""
    where = ", ".join(f"{number_word(count)} in {title}" for title, count in counted)
    copy = f"The customer’s copy of {version[:1].lower()}{version[1:]}" if final else "The customer’s copy"
    if total == 1:
        return f"One field on warm ground is for {company} only. {copy} leaves it out: {where}."
    return f"{total} fields on warm ground are for {company} only. {copy} leaves them out: {where}."
