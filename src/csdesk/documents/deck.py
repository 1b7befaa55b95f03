"""The deck model: what a set of slides says, for one audience.

The counterpart of `model.Document` for slides, and as plain: text without markup, nothing that the audience may not
see. Where blocks run over a slide is the writer's business; nothing here counts lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from csdesk.documents.model import Audience, Chip, Letterhead, Table
from csdesk.values.text import clean

LETTERS = "VALUE"
"""Validate, Align, Look ahead, Uncover, Establish: the five parts of a review, one letter each."""


def _cleaned(one: object, *names: str) -> None:
    for name in names:
        value = getattr(one, name)
        if isinstance(value, str):
            object.__setattr__(one, name, clean(value))
        else:
            object.__setattr__(one, name, tuple(clean(text) for text in value))


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal in one row: what it is, how far it has come, how it stands.

    `fraction` 0 to 1 fills the meter; None prints the three values without one.
    """

    title: str
    text: str = ""
    start: str = ""
    now: str = ""
    target: str = ""
    fraction: float | None = None
    chip: Chip | None = None

    def __post_init__(self) -> None:
        _cleaned(self, "title", "text", "start", "now", "target")


@dataclass(frozen=True, slots=True)
class GoalRows:
    """Goals under each other, three to a slide."""

    items: tuple[GoalRow, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Running text, at most 60 words to a slide."""

    text: str

    def __post_init__(self) -> None:
        _cleaned(self, "text")


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A titled list."""

    title: str
    items: tuple[str, ...]

    def __post_init__(self) -> None:
        _cleaned(self, "title", "items")


@dataclass(frozen=True, slots=True)
class Columns:
    """One to three titled lists side by side."""

    items: tuple[TextColumn, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures of a chart, a value per category; None where there is none."""

    name: str
    values: tuple[float | None, ...]

    def __post_init__(self) -> None:
        _cleaned(self, "name")


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars by category, stacked when there is more than one series; then each bar carries its total.

    `unit` stands in grey beside the title; `number_format` is a spreadsheet's ("#,##0").
    """

    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    number_format: str = "#,##0"

    def __post_init__(self) -> None:
        _cleaned(self, "title", "unit", "categories")


@dataclass(frozen=True, slots=True)
class Saying:
    """Lines on a tinted ground with an accent edge, at the foot of the slide. `strong` sets them bold.

    A `spare` one, such as a general question, is left out where it would need a slide of its own.
    """

    label: str
    lines: tuple[str, ...]
    strong: bool = True
    spare: bool = False

    def __post_init__(self) -> None:
        _cleaned(self, "label", "lines")


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A native table, at most seven rows to a slide. `what` is its alternative text."""

    table: Table
    what: str = ""

    def __post_init__(self) -> None:
        _cleaned(self, "what")


Block = GoalRows | Text | Columns | Chart | Saying | TableBlock


@dataclass(frozen=True, slots=True)
class Figure:
    """A large figure with what it is, and a line more."""

    value: str
    label: str
    detail: str = ""

    def __post_init__(self) -> None:
        _cleaned(self, "value", "label", "detail")


@dataclass(frozen=True, slots=True)
class Figures:
    """A panel of up to three large figures."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class NextDate:
    """A panel that names the next meeting. `day` is the large figure; without it `month` says what is missing."""

    label: str
    day: str
    month: str
    lines: tuple[str, ...] = ()
    until: str = ""

    def __post_init__(self) -> None:
        _cleaned(self, "label", "day", "month", "lines", "until")


Panel = Figures | NextDate


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide, or several when its blocks need them.

    `title` is a sentence that states the finding. `letters` are the parts of VALUE it belongs to ("V", "LU"). `notes`
    are what the speaker reads; a customer's deck has none.
    """

    title: str
    letters: str = ""
    blocks: tuple[Block, ...] = ()
    panel: Panel | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _cleaned(self, "title", "notes")


@dataclass(frozen=True, slots=True)
class Fact:
    """A label over one or more lines, on the title slide."""

    label: str
    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        _cleaned(self, "label", "lines")


@dataclass(frozen=True, slots=True)
class Deck:
    """A finished deck for one audience. `kind` is "Quarterly business review", `title` the account."""

    kind: str
    title: str
    audience: Audience
    version: str
    """"Version 3", or "Draft"."""
    dated: date
    dated_text: str
    """The day of the meeting, as printed."""
    stamp_text: str = ""
    """The day of this version, as printed; the meeting's own when empty."""
    subtitle: str = ""
    facts: tuple[Fact, ...] = ()
    slides: tuple[Slide, ...] = ()
    letterhead: Letterhead = field(default_factory=Letterhead)
    final: bool = False
    language: str = "en"

    def __post_init__(self) -> None:
        _cleaned(self, "kind", "title", "version", "dated_text", "stamp_text", "subtitle")

    @property
    def internal(self) -> bool:
        """Whether it is our own copy, with speaker notes."""
        return self.audience == "internal"


def words(texts: Sequence[str]) -> int:
    """How many words there are in all of `texts`."""
    return sum(len(text.split()) for text in texts)
