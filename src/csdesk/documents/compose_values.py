"""Small parts of the composer: printed labels, notes that count, and answers as pieces of a document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from csdesk.documents.model import Audience, Chip, Level, Piece, Run, Tone
from csdesk.forms.gaps import names, section_visible, visible
from csdesk.forms.schema import Form, FormField, Section
from csdesk.forms.state import Answer, Approval, Row, SectionState, State
from csdesk.values import operations
from csdesk.values.formats import Formats
from csdesk.values.money import Money, format_money
from csdesk.values.numbers import format_number

_PLACE: Final = re.compile(r"\{(\w+)\}")
_COUNT_FIRST: Final = re.compile(r"^\{count\} \w+$")
_TONES: Final = frozenset({"green", "yellow", "red", "neutral", "progress", "complete"})
_LEVELS: Final = {"low": 1, "medium": 2, "high": 3}
_WORDS: Final = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]

NOTHING: Final = Answer()


@dataclass(frozen=True, slots=True)
class Scene:
    """What every part of the composer needs to know."""

    form: Form
    state: State
    audience: Audience
    formats: Formats | None = None
    year: int = 0
    """The year of the document's date: dates within it may leave the year out."""
    blanks: bool = False
    """Whether places to write by hand are printed: on our own drafts."""

    @property
    def working(self) -> bool:
        """Whether this is a working paper: all of it is ours, so that nothing needs a lock to say so."""
        return self.internal and (not self.form.customer_copy or self.form.agenda)

    def blank(self, section: Section) -> bool:
        """Whether this section leaves places to write by hand."""
        return self.blanks and section.paper.blank > 0

    @property
    def internal(self) -> bool:
        """Whether this is our own copy."""
        return self.audience == "internal"

    def label(self, text: str) -> str:
        """A printed text with {account} (its short name), {company} and other names of the state put in."""
        known_names = self.state.names

        def value(found: re.Match[str]) -> str:
            name = found.group(1)
            if name == "account" and known_names.get("account_short"):
                name = "account_short"
            known = known_names.get(name)
            return "" if known is None else str(known)

        return re.sub(r" {2,}", " ", _PLACE.sub(value, text)).strip()

    def field_label(self, field: FormField) -> str:
        """What stands at a field on paper; "" where the form asks for none."""
        text = field.print_label or field.label
        return "" if text == "-" else self.label(text)

    def answers(self, section: Section) -> SectionState:
        """The answers of a section; empty ones when it has none."""
        return self.state.sections.get(section.id, SectionState())

    def allowed(self, field: FormField) -> bool:
        """Whether this audience may see the field."""
        return self.internal or field.audience == "customer"

    def shown_section(self, section: Section) -> bool:
        """Whether the section's condition holds."""
        return section_visible(section, self.state)

    def shown(self, field: FormField, answers: Mapping[str, Answer]) -> bool:
        """Whether the audience may see the field, and its condition holds for these answers."""
        return self.allowed(field) and visible(field, names(self.state, answers))

    def shared(self, section: Section, row: Row) -> bool:
        """Whether the customer sees this row."""
        return section.customer_if is None or section.customer_if.test(names(self.state, row.answers))


def source(section: Section, row: str, field: str) -> str:
    """Where an answer belongs: "section/row/field", with nothing for the row of plain fields."""
    return f"{section.id}/{row}/{field}"


def answer_of(field: FormField, answers: Mapping[str, Answer]) -> Answer:
    """The answer to a field, or an empty one."""
    return answers.get(field.id, NOTHING)


def printed(field: FormField, answer: Answer) -> bool:
    """Whether there is something to print."""
    if answer.empty:
        return False
    if isinstance(answer.value, Approval):
        return bool(answer.value.name)
    if isinstance(answer.value, tuple):
        return any(item.strip() if isinstance(item, str) else item for item in answer.value)
    return bool(plain(field, answer).strip())


def plain(field: FormField, answer: Answer) -> str:
    """The answer as text: as a person reads it, with the value itself as a last resort."""
    if answer.text:
        return answer.text
    value = answer.value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, tuple):
        return ", ".join(_option_label(field, str(item)) for item in value if str(item).strip())
    if isinstance(value, Approval):
        return value.name
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _option_label(field, str(value))


def _option_label(field: FormField, value: str) -> str:
    return next((option.label for option in field.options if option.id == value), value)


def items_of(answer: Answer) -> list[str]:
    """A list answer, line by line, without blank ones."""
    if isinstance(answer.value, tuple):
        return [str(item) for item in answer.value if str(item).strip()]
    return [line for line in answer.text.split("\n") if line.strip()]


def tone_of(field: FormField, answer: Answer) -> Tone | None:
    """The status tone of a choice; None for a choice without one."""
    for option in field.options:
        if option.id == answer.value:
            return cast(Tone, option.tone) if option.tone in _TONES else None
    return None


def is_status(field: FormField) -> bool:
    """Whether a field is a choice with status tones."""
    return field.type == "choice" and any(option.tone in _TONES for option in field.options)


def is_level(field: FormField) -> bool:
    """Whether a field is a choice between high, medium and low."""
    return field.type == "choice" and bool(field.options) and {option.id for option in field.options} <= set(_LEVELS)


def piece_of(field: FormField, answer: Answer, where: str, *, named: bool = False, muted: bool = False) -> Piece:
    """An answer as a status, a level or text. `named` adds the field's name to a level: "High probability"."""
    text = plain(field, answer)
    if is_status(field):
        return Chip(text, tone_of(field, answer) or "neutral", where)
    if is_level(field) and str(answer.value) in _LEVELS:
        word = f"{text} {field.label[:1].lower()}{field.label[1:]}" if named else text
        return Level(_LEVELS[str(answer.value)], word, where)
    return Run(text, where, "muted" if muted else "")


def note_of(scene: Scene, section: Section, rows: Iterable[Row]) -> str:
    """The note at a heading, with what is counted among the printed rows; parts that count nothing are left out."""
    template = section.paper.note
    if not template:
        return ""
    rows = list(rows)
    status = next((field for field in section.fields if is_status(field) and scene.allowed(field)), None)
    tones: Counter[str] = Counter()
    if status is not None:
        tones.update(tone_of(status, answer_of(status, row.answers)) or "" for row in rows)
    counts: dict[str, int] = {"count": len(rows), **{tone: tones[tone] for tone in _TONES}}
    counts["done"] = tones["complete"]
    counts["open"] = len(rows) - tones["complete"]
    parts: list[str] = []
    for part in template.split("·"):
        part = part.strip()
        counted = [name for name in _PLACE.findall(part) if name in counts]
        if counted and not any(counts[name] for name in counted):
            continue
        if counts["count"] == 1 and section.item and _COUNT_FIRST.match(part):
            part = f"1 {section.item}"
        parts.append(scene.label(_PLACE.sub(lambda found: _counted(found, counts), part)))
    return " · ".join(part for part in parts if part)


def _counted(found: re.Match[str], counts: Mapping[str, int]) -> str:
    name = found.group(1)
    return str(counts[name]) if name in counts else found.group()


def summed(values: Sequence[object], formats: Formats | None) -> str:
    """The sum of a column in words; "" for nothing to sum, or for amounts in more than one currency."""
    total = operations.total(list(values))
    money = [value for value in values if isinstance(value, Money)]
    if total is None:
        return ""
    shown = formats or Formats()
    if money:
        return format_money(Money.of(str(total), money[0].currency), shown)
    return format_number(float(str(total)), shown)


def number_word(number: int) -> str:
    """ "three", up to twelve; figures above."""
    return _WORDS[number] if number < len(_WORDS) else str(number)


def when(value: object) -> date | None:
    """A date, or None for anything else."""
    return value if isinstance(value, date) else None
