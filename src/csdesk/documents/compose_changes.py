"""Two states of a document as one that shows what changed: all of the later one, word by word against the earlier.

Read field by field, not as the document is laid out, so that nothing that changed can hide in a chip or a meter. What
the audience may not see never enters a block, neither as added nor as removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Final, Literal

from csdesk.documents.compose_values import Scene, answer_of, plain, printed
from csdesk.documents.model import (
    Audience,
    Block,
    Document,
    Heading,
    Letterhead,
    Marked,
    Paragraph,
    Run,
    Stretch,
)
from csdesk.forms.gaps import row_title
from csdesk.forms.schema import Form, FormField, Section
from csdesk.forms.state import Answer, Row, SectionState, State
from csdesk.values.days import format_date

_TOKENS: Final = re.compile(r"\n|[^\s]+")
_WORDS: Final = {"changed": "Changed", "added": "Added", "removed": "Removed"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states: its form, its answers, and what it is called ("version 1 of 5 Nov 2026")."""

    form: Form
    state: State
    name: str


def compose_changes(
    before: Side,
    after: Side,
    *,
    audience: Audience,
    letterhead: Letterhead,
    dated: date,
    page: Literal["a4", "letter"] = "a4",
) -> Document:
    """The document that marks what changed between the two. ValueError when the form has no customer copy."""
    if audience == "customer" and not after.form.customer_copy:
        raise ValueError(f"“{after.form.title}” is for our own use and has no customer copy. Export the internal one.")
    maker = _Maker(
        Scene(before.form, before.state, audience, None, dated.year),
        Scene(after.form, after.state, audience, None, dated.year),
    )
    blocks = list(maker.blocks())
    said = ", ".join(f"{count} {what}" for what, count in maker.counts.items() if count)
    changes = sum(maker.counts.values())
    summary = f"From {before.name} to {after.name}: " + (
        f"{said} {'answer' if changes == 1 else 'answers'}." if said else "nothing changed."
    )
    legend = Marked("How to read it", (Stretch("what was added", "added"), Stretch("what was removed", "removed")))
    account = str(after.state.names.get("account") or "")
    return Document(
        kind=f"{after.form.title}: changes",
        title=account or after.form.title,
        audience=audience,
        account=account,
        version=f"Changes since {before.name}",
        dated=dated,
        dated_text=format_date(dated, "long"),
        letterhead=letterhead,
        blocks=(Paragraph(Run(summary), "lead"), *([legend] if said else []), *blocks),
        compact=True,
        page=page,
        has_customer_copy=after.form.customer_copy,
    )


class _Maker:
    def __init__(self, before: Scene, after: Scene) -> None:
        self.before, self.after = before, after
        self.counts = {"changed": 0, "added": 0, "removed": 0}

    def blocks(self) -> Iterator[Block]:
        """Section by section in the later form's order; sections that only the earlier one had come last."""
        old = {section.id: section for section in self.before.form.sections}
        new = {section.id: section for section in self.after.form.sections}
        for section_id in dict.fromkeys((*new, *old)):
            first, second = old.get(section_id), new.get(section_id)
            inner = list(self._section(first, second))
            section = second or first
            if inner and section is not None:
                scene = self.after if second is not None else self.before
                fields = [field for field in section.fields if scene.allowed(field)]
                internal = bool(fields) and all(field.audience == "internal" for field in fields)
                yield Heading(scene.label(section.title), 1, "", internal)
                yield from inner

    def _section(self, first: Section | None, second: Section | None) -> Iterator[Block]:
        before, after = _shown(self.before, first), _shown(self.after, second)
        yield from self._fields(first, second, before.answers, after.answers)
        old = {row.key: row for row in before.rows if first is not None and self._seen(self.before, first, row)}
        new = {row.key: row for row in after.rows if second is not None and self._seen(self.after, second, row)}
        for number, key in enumerate(dict.fromkeys((*new, *old)), 1):
            was, now = old.get(key), new.get(key)
            inner = list(self._fields(first, second, was.answers if was else {}, now.answers if now else {}))
            section, row = (second, now) if now is not None else (first, was)
            if inner and section is not None and row is not None:
                word = "" if was is not None and now is not None else "Added" if was is None else "Removed"
                yield Heading(row_title(section, row, number), 2, word)
                yield from inner

    def _seen(self, scene: Scene, section: Section, row: Row) -> bool:
        return scene.internal or scene.shared(section, row)

    def _fields(
        self,
        first: Section | None,
        second: Section | None,
        before: Mapping[str, Answer],
        after: Mapping[str, Answer],
    ) -> Iterator[Marked]:
        old = {field.id: field for field in first.fields} if first is not None else {}
        new = {field.id: field for field in second.fields} if second is not None else {}
        for field_id in dict.fromkeys((*new, *old)):
            was = self._text(self.before, first, old.get(field_id), before)
            now = self._text(self.after, second, new.get(field_id), after)
            if not was and not now:
                continue
            field = new.get(field_id) or old[field_id]
            change = "" if was == now else "added" if not was else "removed" if not now else "changed"
            if change:
                self.counts[change] += 1
            label = self.after.field_label(field) or field.label
            yield Marked(label, stretches(was, now), _WORDS.get(change, ""), field.audience == "internal")

    def _text(
        self, scene: Scene, section: Section | None, field: FormField | None, answers: Mapping[str, Answer]
    ) -> str:
        if section is None or field is None or not scene.shown(field, answers):
            return ""
        answer = answer_of(field, answers)
        if section.kind == "checklist":
            return "Ticked" if answer.value is True else ""
        return _said(field, answer) if printed(field, answer) else ""


def _shown(scene: Scene, section: Section | None) -> SectionState:
    if section is None or not scene.shown_section(section):
        return SectionState()
    return scene.answers(section)


def _said(field: FormField, answer: Answer) -> str:
    text = plain(field, answer)
    return f"{text}, {answer.second}" if field.type == "contact" and answer.second else text


def stretches(before: str, after: str) -> tuple[Stretch, ...]:
    """The later text, word by word against the earlier one; what was removed stands before what took its place."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    found: list[Stretch] = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Stretch(_joined(new[start:end])))
            continue
        if last > first:
            found.append(Stretch(_joined(old[first:last]), "removed"))
        if end > start:
            found.append(Stretch(_joined(new[start:end]), "added"))
    return tuple(one for one in found if one.text.strip() or "\n" in one.text)


def _joined(tokens: list[str]) -> str:
    return re.sub(r" ?\n ?", "\n", " ".join(tokens))
