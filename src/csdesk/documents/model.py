"""The document model: what a finished document says, in blocks, for one audience.

Built once by `compose`; every writer (PDF, Word, later slides) sets the same blocks, so that they never disagree.
Blocks hold plain text only: never markup, never a field that the audience may not see. `source` names the form field
that a text came from ("section/row/field"), so that the preview can lead back to it; it is never printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from csdesk.values.text import clean

Tone = Literal["green", "yellow", "red", "neutral", "progress", "complete"]
Audience = Literal["customer", "internal"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with one setting. Line breaks in `text` are kept as line breaks."""

    text: str
    source: str = ""
    style: Literal["", "bold", "muted"] = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))


@dataclass(frozen=True, slots=True)
class Chip:
    """A status: a shape, a word and a colour, always all three."""

    word: str
    tone: Tone
    source: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """High, medium or low as three rising bars and words, in ink: `steps` of 3 are filled."""

    steps: int
    word: str
    source: str = ""


Piece = Run | Chip | Level


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its lines from the top. Empty prints as an en dash, or as nothing where it waits for the hand."""

    lines: tuple[Piece, ...] = ()
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (section) or 2; `note` stands at the right (a count, a date)."""

    text: str
    level: Literal[1, 2] = 1
    note: str = ""
    internal: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. Blank lines in the text separate paragraphs."""

    run: Run
    style: Literal["body", "lead", "muted", "headline"] = "body"


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A label over its value."""

    label: str
    value: Run
    internal: bool = False


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Facts in a grid of at most `columns` columns. Internal ones stand on their own ground with a lock."""

    items: tuple[KeyValue, ...]
    columns: int = 4


@dataclass(frozen=True, slots=True)
class Column:
    """A table column. `kind` sets alignment and width: numbers right, dates tabular, status as wide as its chip."""

    head: str
    kind: Literal["name", "text", "number", "date", "status", "owner"] = "text"
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has one cell per column. With `timeline`, a rail with the status node follows column one."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    timeline: tuple[Tone, ...] = ()
    """One node tone per row, or nothing for a table without a rail."""


@dataclass(frozen=True, slots=True)
class Check:
    """A tick box and its text."""

    text: Run
    checked: bool
    due: str = ""
    """By when, at the right of the line."""
    why: str = ""
    """Below the text, muted: what shows that it is done."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """Tick boxes, one a line; `title` is set like a table head above them, with `note` at its right."""

    items: tuple[Check, ...]
    title: str = ""
    note: str = ""
    columns: int = 0
    """Boxes side by side in this many columns; 0 leaves it to the writer."""


@dataclass(frozen=True, slots=True)
class Meter:
    """Progress from a start to a target: `fraction` 0 to 1 is filled, `now` stands above its end."""

    fraction: float
    start: str
    now: str
    target: str


@dataclass(frozen=True, slots=True)
class Callout:
    """A short text on a tinted ground with an accent edge; internal ones in the internal colours with a lock."""

    label: str
    text: Run
    internal: bool = False
    strong: bool = True
    """Set the text bold, as a statement; otherwise as body text."""


@dataclass(frozen=True, slots=True)
class Callouts:
    """One to three callouts side by side, of one height."""

    items: tuple[Callout, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One framed record: number, title, text, status at the right, meter, facts and internal notes."""

    number: str
    title: Run
    text: Run | None = None
    chip: Chip | None = None
    meter: Meter | None = None
    facts: tuple[KeyValue, ...] = ()
    notes: tuple[Callout, ...] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards one under another."""

    items: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A large figure, what it counts, and a muted line under it."""

    value: Run
    label: Run
    second: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures side by side, three in a row."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ItemList:
    """A titled list, numbered or dashed."""

    items: tuple[Run, ...]
    title: str = ""
    numbered: bool = False
    mark: str = "–"
    """What stands before an item that has no number: "›" for something to say or ask."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """Lines to write on by hand under a label; with `fill` as many more as the place leaves."""

    label: str = ""
    lines: int = 1
    fill: bool = False


@dataclass(frozen=True, slots=True)
class TimeSlot:
    """A part of a meeting on the time bar: its share is `minutes`; quiet ones are set grey."""

    title: str
    minutes: float
    minutes_text: str
    starts: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class TimeBar:
    """The parts of a meeting in proportion to their minutes, with the clock under them."""

    slots: tuple[TimeSlot, ...]
    ends: str
    note: str = ""
    """Under the bar: "65 minutes in all; 60 are planned"."""


@dataclass(frozen=True, slots=True)
class TalkBand:
    """How much the customer should talk, as a band from `low` to `high` on 0 to 100, and what was measured."""

    low: int
    high: int
    words: str
    measured: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """One part of a meeting: letter, clock and minutes, then title, aim and what to show and ask; at the right the
    customer's share of talking and room for notes. Without those two the left takes the whole width."""

    title: str
    clock: str
    minutes: str
    letter: str = ""
    aim: str = ""
    blocks: tuple[Block, ...] = ()
    talk: TalkBand | None = None
    notes: tuple[Block, ...] = ()
    source: str = ""
    minutes_source: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: how long it is, and its amount in words at its end. A dashed outline is not certain yet."""

    label: Run
    amount: float
    text: Run
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from one line, the longest over most of the width, with a legend where both sorts occur."""

    items: tuple[Bar, ...]
    full: str = ""
    open: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A numbered matter: its title, what is to say about it, and what follows from it."""

    title: Run
    text: Run | None = None
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Points:
    """Matters one under another, numbered in the accent."""

    items: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step: by when, and what."""

    when: Run
    text: str


@dataclass(frozen=True, slots=True)
class Steps:
    """Three to five steps on a line, in their order."""

    items: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text that stayed, was added or was removed. Stretches stand apart by a space or a line break."""

    text: str
    change: Literal["", "added", "removed"] = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer with its changes marked: added underlined, removed struck through; `word` says it under the label."""

    label: str
    stretches: tuple[Stretch, ...]
    word: str = ""
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: for whom, who and in what capacity; `signed` with its date when already signed."""

    role: str
    name: Run
    title: str = ""
    signed: bool = False
    date: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Two or three places to sign, side by side."""

    items: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block starts a page."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two columns of blocks with a gutter; `left` is the share of the width of the first, 0 to 1."""

    first: tuple[Block, ...]
    second: tuple[Block, ...]
    left: float = 0.5


Block = (
    Heading
    | Paragraph
    | KeyValues
    | Table
    | Checklist
    | Callouts
    | Cards
    | ItemList
    | Signatures
    | Bars
    | Points
    | Steps
    | PageBreak
    | SideBySide
    | Figures
    | Ruled
    | Marked
    | TimeBar
    | AgendaPart
)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose paper it is. `logo` is PNG, JPEG or SVG bytes, or empty."""

    company: str = ""
    person: str = ""
    role: str = "Customer Success"
    email: str = ""
    phone: str = ""
    logo: bytes = b""
    colour: str = "#27408B"
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One finished document for one audience. Colours, type and furniture are the writers' business."""

    kind: str
    title: str
    audience: Audience
    account: str
    version: str
    """"Version 3", or "Draft"."""
    dated: date
    dated_text: str
    subtitle: str = ""
    letterhead: Letterhead = field(default_factory=Letterhead)
    blocks: tuple[Block, ...] = ()
    final: bool = False
    """Sealed: only then a customer copy says "Prepared for"."""
    compact: bool = False
    notice: str = ""
    """Internal copy only: the sentence below the title that counts what the customer does not see."""
    page: Literal["a4", "letter"] = "a4"
    language: str = "en"
    locked: bool = False
    """Word: everything but tick boxes, dates of signatures and customer answers is locked (an issued version)."""
    has_customer_copy: bool = True
    """Whether there is a customer's copy beside an internal one."""
    most_pages: int = 0
    """How many pages it is meant for; 0 for any number. The PDF warns when it runs over."""
    warnings: tuple[str, ...] = ()
    """What its writer should know before it is sent: never printed."""
    mark: str = ""
    """Word: by what a copy that comes back is known again; letters, figures and hyphens that say nothing by themselves.
    """
