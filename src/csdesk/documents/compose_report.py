"""Reports on paper: large figures, bars, numbered matters, steps, and choices with all their boxes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from csdesk.documents.compose_fields import Said
from csdesk.documents.compose_rows import Rows, answer_table
from csdesk.documents.compose_values import Scene, answer_of, items_of, plain, printed, source, when
from csdesk.documents.model import (
    Bar,
    Bars,
    Block,
    Callout,
    Callouts,
    Check,
    Checklist,
    Figure,
    Figures,
    Heading,
    KeyValue,
    KeyValues,
    Paragraph,
    Point,
    Points,
    Ruled,
    Run,
    Signature,
    Signatures,
    Step,
    Steps,
)
from csdesk.forms.schema import FormField, Section
from csdesk.forms.state import Approval, Row
from csdesk.values.days import format_date
from csdesk.values.money import Money

_AMOUNTS = frozenset({"money", "number", "percent"})
_ACROSS = 48
"""Letters of the longest option up to which options stand side by side."""


# Figures


def field_figures(scene: Scene, section: Section, items: list[Said]) -> list[Block]:
    """A large figure for each field; one that is stacked under another is said beside it."""
    said = {item.field.id: item for item in items if not item.internal}
    under = dict(section.paper.stack)
    made: list[Figure] = []
    for item in said.values():
        if item.field.id in under and (under[item.field.id] in said or not item.label):
            # What only explains another figure says nothing without it.
            continue
        beside = [said[first] for first, second in under.items() if second == item.field.id and first in said]
        note = "; ".join(f"{one.run.text} {one.label}".strip() for one in beside)
        made.append(Figure(item.run, Run(item.label), note))
    others = [KeyValue(item.label, item.run, True) for item in items if item.internal]
    blocks: list[Block] = [Figures(tuple(made))] if made else []
    return [*blocks, KeyValues(tuple(others))] if others else blocks


# Bars


def bars(scene: Scene, found: Rows) -> list[Block]:
    """A bar for each row, the longest first; rows whose yes-no is not yes are dashed. Rows without a value are left."""
    section = found.section
    amount = next((one for one in section.fields if one.type in _AMOUNTS and scene.allowed(one)), None)
    name = next((one for one in section.fields if one.id == section.item_title), None)
    sure = next((one for one in section.fields if one.type == "yes-no" and scene.allowed(one)), None)
    if amount is None or name is None:
        return []
    made: list[Bar] = []
    for row in found.rows:
        answer = answer_of(amount, row.answers)
        length = _length(answer.value)
        if length is None:
            continue
        dashed = sure is not None and answer_of(sure, row.answers).value is not True
        label = Run(plain(name, answer_of(name, row.answers)), source(section, row.key, name.id))
        made.append(Bar(label, length, Run(plain(amount, answer), source(section, row.key, amount.id)), dashed))
    made.sort(key=lambda bar: -bar.amount)
    rest = [row for row in found.rows if _length(answer_of(amount, row.answers).value) is None]
    names = [plain(name, answer_of(name, row.answers)) for row in rest]
    blocks: list[Block] = []
    if made:
        full, dashed_words = (scene.label(text) for text in section.paper.legend)
        blocks.append(Bars(tuple(made), full, dashed_words))
    if any(names):
        blocks.append(Paragraph(Run(f"Not valued yet: {', '.join(text for text in names if text)}."), "muted"))
    return blocks


def _length(value: object) -> float | None:
    if isinstance(value, Money):
        return float(value.amount)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


# Numbered matters


def points(scene: Scene, found: Rows) -> list[Block]:
    """A numbered matter for each row: its title, the first long text, then its tables and facts."""
    made = tuple(_point(scene, found, row) for row in found.rows)
    return [Points(made)] if made else []


def _point(scene: Scene, found: Rows, row: Row) -> Point:
    section = found.section
    left = [one for one in found.fields
            if scene.shown(one, row.answers) and printed(one, answer_of(one, row.answers))]  # fmt: skip

    def taken(one: FormField | None) -> Run | None:
        if one is None:
            return None
        left.remove(one)
        return Run(plain(one, answer_of(one, row.answers)), source(section, row.key, one.id))

    title = taken(next((one for one in left if one.id == section.item_title), None))
    customer = [one for one in left if one.audience == "customer"]
    text = taken(next((one for one in customer if one.type == "long"), None))
    blocks: list[Block] = []
    notes: list[Callout] = []
    facts: list[KeyValue] = []
    for one in left:
        answer = answer_of(one, row.answers)
        label = scene.field_label(one)
        if one.type == "table":
            table = answer_table(scene, section, one, answer)
            if table is not None:
                # What is promised is a sentence, not a name.
                plain_columns = tuple(replace(column, kind="text" if column.kind == "name" else column.kind)
                                      for column in table.columns)  # fmt: skip
                table = replace(table, columns=plain_columns)
                blocks += [Heading(label, 2), table] if label else [table]
            continue
        words = "\n".join(f"– {item}" for item in items_of(answer)) if one.type == "list" else plain(one, answer)
        run = Run(words, source(section, row.key, one.id))
        if one.audience == "internal":
            notes.append(Callout(label, run, internal=True, strong=False))
        else:
            facts.append(KeyValue(label, run))
    if facts:
        blocks.append(KeyValues(tuple(facts), 3))
    blocks += [Callouts((note,)) for note in notes]
    return Point(title or Run(section.item.capitalize()), text, tuple(blocks))


# Steps


def steps(scene: Scene, section: Section, items: list[Said]) -> list[Block]:
    """The dates of a section on a line; what has no date, and what is ours, stands below."""
    dated = [item for item in items if not item.internal and when(item.answer.value) is not None]
    dated.sort(key=lambda item: when(item.answer.value) or date.max)
    others = [KeyValue(item.label, item.run, item.internal) for item in items if item not in dated]
    blocks: list[Block] = []
    if dated:
        blocks.append(Steps(tuple(Step(item.run, item.label) for item in dated)))
    return [*blocks, KeyValues(tuple(others), 3)] if others else blocks


# Boxes


def boxes(scene: Scene, section: Section, items: list[Said]) -> list[Block]:
    """Choices with all their options, once anything of the section is answered; other fields as facts after them."""
    if not items:
        return []
    blocks: list[Block] = []
    facts: list[KeyValue] = []
    answers = scene.answers(section).answers
    for one in section.fields:
        if not scene.shown(one, answers):
            continue
        if one.type in ("choice", "choices"):
            blocks.append(_options(scene, section, one, across=False))
        else:
            facts += [KeyValue(item.label, item.run, item.internal) for item in items if item.field.id == one.id]
    return [*blocks, KeyValues(tuple(facts), section.paper.columns or 2)] if facts else blocks


def _options(scene: Scene, section: Section, one: FormField, *, across: bool) -> Checklist:
    answer = answer_of(one, scene.answers(section).answers)
    chosen = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    checks = [Check(Run(option.label), option.id in chosen) for option in one.options]
    own = [str(item) for item in chosen if item and not any(option.id == item for option in one.options)]
    checks += [Check(Run(text), True) for text in own]
    short = max((len(check.text.text) for check in checks), default=0) <= _ACROSS
    return Checklist(tuple(checks), scene.field_label(one), columns=min(len(checks), 3) if across and short else 0)


def reply(scene: Scene, section: Section) -> list[Block]:
    """A slip to be filled in by hand: boxes, what was answered already, lines for what was not, places to sign."""
    answers = scene.answers(section).answers
    blocks: list[Block] = []
    places: list[Signature] = []
    for one in section.fields:
        if not scene.shown(one, answers):
            continue
        answer = answer_of(one, answers)
        label = scene.field_label(one)
        where = source(section, "", one.id)
        if one.type in ("choice", "choices"):
            blocks.append(_options(scene, section, one, across=True))
        elif one.type == "approval":
            approval = answer.value if isinstance(answer.value, Approval) else Approval()
            day = when(approval.date)
            signed = format_date(day, "short") if day is not None else ""
            places.append(Signature(label, Run(approval.name, where), approval.title, day is not None, signed))
        elif printed(one, answer):
            run = Run(plain(one, answer), where)
            blocks += [Heading(label, 2), Paragraph(run)] if label else [Paragraph(run)]
        else:
            blocks.append(Ruled(label, max(one.lines, 1)))
    return [*blocks, Signatures(tuple(places))] if places else blocks
