"""Plain fields on paper: key-values, lead text, callouts, lists, checklists and places to sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from csdesk.documents.compose_rows import answer_table
from csdesk.documents.compose_values import Scene, answer_of, items_of, plain, printed, source, when
from csdesk.documents.model import (
    Block,
    Callout,
    Callouts,
    Heading,
    ItemList,
    KeyValue,
    KeyValues,
    Paragraph,
    Run,
    SideBySide,
    Signature,
    Signatures,
)
from csdesk.forms.schema import FormField, Section
from csdesk.forms.state import Answer, Approval
from csdesk.values.dates import format_date

_LONG_FACT: Final = 220
"""Characters above which an answer is set as running text under its label, not as a fact in a grid."""
_LONG_LEAD: Final = 420
_STATEMENT: Final = 180
_PARAGRAPHS: Final = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Said:
    """A field with a printed answer."""

    field: FormField
    answer: Answer
    label: str
    run: Run
    internal: bool
    """Whether it is marked as what the customer never sees."""


def said(scene: Scene, section: Section) -> list[Said]:
    """The section's fields that have something to print for this audience."""
    answers = scene.answers(section).answers
    found: list[Said] = []
    for field in section.fields:
        answer = answer_of(field, answers)
        if scene.shown(field, answers) and printed(field, answer):
            run = Run(plain(field, answer), source(section, "", field.id))
            marked = field.audience == "internal" and not scene.working
            found.append(Said(field, answer, scene.field_label(field), run, marked))
    return found


def key_values(scene: Scene, section: Section, items: list[Said]) -> list[Block]:
    """Facts in a grid; long texts, lists, tables and signatures by their own nature, in the form's order."""
    blocks: list[Block] = []
    facts: list[KeyValue] = []

    def finish() -> None:
        if facts:
            blocks.append(KeyValues(tuple(facts), section.paper.columns or 4))
            facts.clear()

    lists: list[Said] = []
    for item in items:
        if item.field.type != "list" and lists:
            blocks += list_blocks(section, lists)
            lists = []
        if item.field.type == "list":
            finish()
            lists.append(item)
        elif item.field.type == "table":
            finish()
            blocks += _table(scene, section, item)
        elif item.field.type == "approval":
            continue
        elif len(item.run.text) > _LONG_FACT or "\n" in item.run.text or _bare(item):
            finish()
            blocks += _running(item)
        else:
            facts.append(KeyValue(item.label, item.run, item.internal))
    finish()
    blocks += list_blocks(section, lists)
    return blocks + _signatures(scene, section, items)


def _running(item: Said) -> list[Block]:
    if item.internal:
        return [Callouts((Callout(item.label, item.run, internal=True, strong=False),))]
    heading: list[Block] = [Heading(item.label, 2)] if item.label else []
    return [*heading, Paragraph(item.run)]


def _table(scene: Scene, section: Section, item: Said) -> list[Block]:
    table = answer_table(scene, section, item.field, item.answer)
    if table is None:
        return []
    heading: list[Block] = [Heading(item.label, 2, internal=item.internal)] if item.label else []
    return [*heading, table]


def lead(scene: Scene, section: Section, items: list[Said]) -> list[Block]:
    """The first long text as the document's opening; further texts as statements beside one another."""
    first = next((item for item in items if item.field.type in {"text", "long"} and not item.internal), None)
    if first is None:
        return key_values(scene, section, items)
    return [*_opening(first.run), *callouts(scene, section, [item for item in items if item is not first])]


def _opening(run: Run) -> Iterator[Block]:
    parts = [part for part in _PARAGRAPHS.split(run.text.strip()) if part.strip()]
    first = parts[0] if parts else ""
    if len(first) <= _LONG_LEAD:
        yield Paragraph(Run(first, run.source), "lead")
        parts = parts[1:]
    if parts:
        yield Paragraph(Run("\n\n".join(parts), run.source))


def callouts(scene: Scene, section: Section, items: list[Said]) -> list[Block]:
    """Statements on tinted ground, two or three side by side; ours in rows of their own."""
    plain_items = [item for item in items if item.field.type not in {"list", "table", "approval"}]
    others = [item for item in items if item not in plain_items]
    blocks: list[Block] = []
    for internal in (False, True):
        row = [item for item in plain_items if item.internal == internal]
        brief = [item for item in row if len(item.run.text) <= _LONG_FACT and "\n" not in item.run.text]
        across = 3 if len(brief) % 3 == 0 and len(brief) != 0 and all(len(i.run.text) < 110 for i in brief) else 2
        for start in range(0, len(brief), across):
            blocks.append(Callouts(tuple(_callout(item) for item in brief[start : start + across])))
        blocks += [Callouts((_callout(item),)) for item in row if item not in brief]
    return blocks + (key_values(scene, section, others) if others else [])


def _callout(item: Said) -> Callout:
    strong = not item.internal and len(item.run.text) <= _STATEMENT
    return Callout(item.label, item.run, internal=item.internal, strong=strong)


def list_blocks(section: Section, items: list[Said]) -> list[Block]:
    """Lists, two side by side where there are two; ours behind a lock below them."""
    blocks: list[Block] = []
    shown = [item for item in items if not item.internal]
    for start in range(0, len(shown), 2):
        pair = [_list(section, item) for item in shown[start : start + 2]]
        blocks.append(SideBySide((pair[0],), (pair[1],)) if len(pair) == 2 else pair[0])
    for item in items:
        if item.internal:
            run = Run("\n".join(f"– {line}" for line in items_of(item.answer)), item.run.source)
            blocks.append(Callouts((Callout(item.label, run, internal=True, strong=False),)))
    return blocks


def _list(section: Section, item: Said) -> ItemList:
    runs = tuple(Run(line, item.run.source) for line in items_of(item.answer))
    return ItemList(runs, item.label, section.paper.numbered)


def _lines(item: Said) -> bool:
    """Whether a text was written as a list, a point a line."""
    return len(items_of(item.answer)) > 1 and "\n\n" not in item.run.text


def lists(scene: Scene, section: Section, items: list[Said]) -> list[Block]:
    """All fields as lists; other fields after them."""
    listed = [item for item in items if item.field.type == "list" or (item.field.type == "long" and _lines(item))]
    others = [item for item in items if item not in listed]
    return list_blocks(section, listed) + (key_values(scene, section, others) if others else [])


def _bare(item: Said) -> bool:
    """Whether it is running text: words that the form prints without a label."""
    return not item.label and not item.internal and item.field.type in ("text", "long")


def signatures(scene: Scene, section: Section, items: list[Said]) -> list[Block]:
    """What is signed, in words; places to sign; then what else the section holds."""
    words = [item for item in items if _bare(item)]
    others = [item for item in items if item.field.type != "approval" and item not in words]
    places = _signatures(scene, section, items)
    return [*key_values(scene, section, words), *places, *key_values(scene, section, others)]


def _signatures(scene: Scene, section: Section, items: list[Said]) -> list[Block]:
    """All places of the section, once it is known who signs at one of them: the others are signed by hand."""
    if not any(item.field.type == "approval" for item in items):
        return []
    answers = scene.answers(section).answers
    made: list[Signature] = []
    for field in section.fields:
        if field.type != "approval" or not scene.shown(field, answers):
            continue
        value = answer_of(field, answers).value
        approval = value if isinstance(value, Approval) else Approval()
        day = when(approval.date)
        made.append(
            Signature(
                scene.field_label(field),
                Run(approval.name, source(section, "", field.id)),
                approval.title,
                day is not None,
                format_date(day, "short") if day is not None else "",
            )
        )
    return [Signatures(tuple(made))] if made else []
