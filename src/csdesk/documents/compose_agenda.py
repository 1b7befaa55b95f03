"""Meetings on paper: the time bar and parts of an agenda, checklists with their days, and places to write by hand."""

from __future__ import annotations

from csdesk.documents.compose_values import Scene, answer_of, items_of, plain, printed, source
from csdesk.documents.model import (
    AgendaPart,
    Block,
    Check,
    Checklist,
    ItemList,
    KeyValue,
    KeyValues,
    Ruled,
    Run,
    SideBySide,
    TalkBand,
    TimeBar,
    TimeSlot,
)
from csdesk.forms.schema import FormField, Section
from csdesk.forms.timing import Slot, Timing, due, minutes_text, opens_on
from csdesk.values.days import format_date

_LINES = 3
"""Lines left for a long answer by hand, where the form says no other number."""
_HEADED = 220
_PAIRED = 32
"""Letters of a label that half the width of the notes holds."""


def time_bar(scene: Scene, timing: Timing) -> TimeBar:
    """The whole meeting at a glance, with the sum; our own copy says what was planned when that is less."""
    slots = tuple(
        TimeSlot(slot.title.split(":")[0], slot.minutes, minutes_text(slot.minutes), slot.starts, not slot.letter)
        for slot in timing.slots
    )
    note = f"{timing.total:g} minutes in all"
    if scene.internal and timing.warning:
        note += f"; {timing.planned} are planned"
    return TimeBar(slots, timing.ends, note)


def part(scene: Scene, section: Section, slot: Slot, inside: tuple[Block, ...]) -> AgendaPart:
    """One part of the agenda. The customer sees its time, title, aim and what is shown; prompts and notes are ours."""
    answers = scene.answers(section).answers
    shown = [
        one for one in section.fields
        if scene.shown(one, answers) and one.id != "minutes" and one.type != "talk-time"
    ]  # fmt: skip
    blocks: list[Block] = [*_told(scene, section, [one for one in shown if not one.capture]), *inside]
    prompts = tuple(Run(scene.label(text)) for one in section.fields for text in one.prompts) if scene.internal else ()
    if prompts:
        blocks.append(ItemList(prompts, mark="›"))
    paper = section.paper
    aim = paper.stance or paper.aim if scene.internal else paper.aim
    return AgendaPart(
        title=scene.label(paper.title or section.title),
        clock=slot.starts,
        minutes=minutes_text(slot.minutes),
        letter=section.letter,
        aim=scene.label(aim),
        blocks=tuple(blocks),
        talk=_talk(scene, section) if scene.internal else None,
        notes=_notes(scene, section, [one for one in shown if one.capture]) if scene.internal else (),
        source=section.id,
        minutes_source=source(section, "", "minutes"),
    )


def _told(scene: Scene, section: Section, fields: list[FormField]) -> list[Block]:
    """What was prepared for a part: short facts side by side, texts and lists under their labels."""
    answers = scene.answers(section).answers
    blocks: list[Block] = []
    facts: list[KeyValue] = []
    for one in fields:
        answer = answer_of(one, answers)
        if not printed(one, answer):
            continue
        run = Run(plain(one, answer), source(section, "", one.id))
        label = scene.field_label(one)
        if one.type == "list":
            runs = tuple(Run(line, run.source) for line in items_of(answer))
            blocks.append(ItemList(runs, label))
        elif one.type == "long" or len(run.text) > _HEADED:
            blocks.append(KeyValues((KeyValue(label, run),), 1))
        else:
            facts.append(KeyValue(label, run))
    return [*([KeyValues(tuple(facts), 2)] if facts else []), *blocks]


def _talk(scene: Scene, section: Section) -> TalkBand | None:
    field = next((one for one in section.fields if one.type == "talk-time"), None)
    if section.talk_time is None:
        return None
    answer = answer_of(field, scene.answers(section).answers) if field is not None else None
    measured = plain(field, answer) if field is not None and answer is not None and not answer.empty else ""
    place = source(section, "", field.id) if field is not None else ""
    return TalkBand(section.talk_time.low, section.talk_time.high, section.talk_time.words, measured, place)


def _notes(scene: Scene, section: Section, fields: list[FormField]) -> tuple[Block, ...]:
    """What was written down, and lines for what was not; the last field that has lines takes the room that is left."""
    answers = scene.answers(section).answers
    made: list[Block] = []
    for one in fields:
        answer = answer_of(one, answers)
        label = scene.field_label(one)
        if printed(one, answer) and one.type == "list":
            runs = tuple(Run(line, source(section, "", one.id)) for line in items_of(answer))
            made.append(ItemList(runs, label))
        elif printed(one, answer):
            run = Run(plain(one, answer), source(section, "", one.id))
            made += [KeyValues((KeyValue(label, run),), 1)]
        elif scene.blanks:
            made.append(Ruled(label, 1))
    for number in reversed(range(len(made))):
        block = made[number]
        if isinstance(block, Ruled):
            made[number] = Ruled(block.label, block.lines, fill=True)
            break
    return _paired(made)


def _paired(blocks: list[Block]) -> tuple[Block, ...]:
    """Single lines under a short label stand two and two, so that a part is not longer than what is said in it."""
    made: list[Block] = []
    for block in blocks:
        before = made[-1] if made else None
        if _short(block) and isinstance(before, Ruled) and _short(before):
            made[-1] = SideBySide((before,), (block,))
        else:
            made.append(block)
    return tuple(made)


def _short(block: Block) -> bool:
    return isinstance(block, Ruled) and block.lines == 1 and not block.fill and len(block.label) <= _PAIRED


# Checklists


def checklist_blocks(scene: Scene, section: Section) -> list[Block]:
    """Tick boxes under their groups. Days and reasons are ours; a group whose items share a day says it once."""
    answers = scene.answers(section).answers
    fields = [one for one in section.fields if scene.shown(one, answers)]
    ticks = [answer_of(one, answers) for one in fields]
    if not fields or not (any(tick.value for tick in ticks) or scene.blank(section)):
        return []
    groups: dict[str, list[FormField]] = {}
    for one in fields:
        groups.setdefault(one.group, []).append(one)
    blocks: list[Block] = []
    across = section.paper.columns if section.paper.layout == "checklist" else 0
    for title, items in groups.items():
        # Boxes side by side are an overview: their days stand at the heading, their reasons where they are worked on.
        dated = scene.internal and across < 2
        days = [found.text if dated and (found := due(one, scene.state)) else "" for one in items]
        common = days[0] if len(set(days)) == 1 and (title or len(groups) == 1) else ""
        checks = tuple(
            Check(
                Run(scene.field_label(one), source(section, "", one.id)),
                bool(answer_of(one, answers).value),
                "" if common else day,
                answer_of(one, answers).second if scene.internal and across < 2 else "",
            )
            for one, day in zip(items, days, strict=True)
        )
        blocks.append(Checklist(checks, scene.label(title), f"by {common}" if common and title else "", across))
    return blocks if across > 1 else _two_by_two(blocks)


def _two_by_two(blocks: list[Block]) -> list[Block]:
    """Narrow blocks in pairs: lists of short lines would leave half of the page white."""
    return [
        SideBySide((blocks[at],), (blocks[at + 1],)) if at + 1 < len(blocks) else blocks[at]
        for at in range(0, len(blocks), 2)
    ]


def checklist_note(scene: Scene, section: Section) -> str:
    """At the heading of a checklist: how far it is, and from when to when it is worked on."""
    if not scene.internal or section.paper.note:
        return ""
    answers = scene.answers(section).answers
    fields = [one for one in section.fields if scene.shown(one, answers)]
    done = sum(answer_of(one, answers).value is True for one in fields)
    said = [f"{done} of {len(fields)}"]
    days = [found.on for one in fields if (found := due(one, scene.state)) is not None]
    first, last = opens_on(section, scene.state), max(days, default=None)
    if first is not None and first == last:
        said.append(f"on {format_date(first, 'day')}")
    elif first is not None and last is not None and last > first:
        said.append(f"{format_date(first, 'day')} to {format_date(last, 'day')}")
    elif last is not None:
        said.append(f"by {format_date(last, 'day')}" if len(set(days)) == 1 else f"until {format_date(last, 'day')}")
    return " · ".join(said)


# By hand


def by_hand(scene: Scene, section: Section) -> list[Block]:
    """Places to write for the fields that have no answer yet: boxes for choices, lines for texts."""
    if not scene.blank(section):
        return []
    answers = scene.answers(section).answers
    blocks: list[Block] = []
    for one in section.fields:
        if scene.shown(one, answers) and not printed(one, answer_of(one, answers)) and one.editable:
            blocks += _place(scene, section, one)
    return blocks if section.paper.beside else _two_by_two(blocks)


def _place(scene: Scene, section: Section, one: FormField) -> list[Block]:
    label = scene.field_label(one)
    if one.type in ("choice", "choices"):
        # A box's own source would make it an answer of that name; a choice is one answer for all of its boxes.
        checks = tuple(Check(Run(option.label), False) for option in one.options)
        return [Checklist(checks, label, columns=min(len(checks), 4))]
    if one.type == "yes-no":
        return [Checklist((Check(Run("Yes"), False), Check(Run("No"), False)), label, columns=4)]
    if one.type in ("table", "approval"):
        return []
    long = one.type in ("long", "list")
    return [Ruled(label, section.paper.blank if long and section.paper.blank > 1 else _LINES if long else 1)]
