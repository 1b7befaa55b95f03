"""What a form is: typed structures that one YAML file is loaded into.

The loader (`forms.load`) fills these from a file, refusing anything it does not know with file and line. Nothing here
reads files, a book or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from csdesk.values.expression import Expression as Condition

FieldType = Literal[
    "text",
    "long",
    "list",
    "money",
    "percent",
    "number",
    "date",
    "choice",
    "choices",
    "yes-no",
    "rating",
    "contact",
    "approval",
    "table",
    "talk-time",
]
Audience = Literal["customer", "internal"]
Needed = Literal["", "draft", "final"]
SectionKind = Literal["fields", "rows", "repeat", "checklist"]

Layout = Literal[
    "key-values", "lead", "callouts", "cards", "table", "timeline", "lists", "checklist", "signatures", "points",
    "bars", "headline", "figures", "steps", "boxes", "reply", "none", "auto",
]  # fmt: skip
"""How a section is set on paper. points: rows as numbered matters with a table each. bars: rows as a bar chart.
figures: large figures side by side. steps: dates on a line. boxes: choices with all their options. reply: the same as a
slip for the customer to fill in, with lines and places to sign. none: printed by another section."""

REVIEW_RECORDS = frozenset({"attendees"})
"""Records that belong to one review: `rows: review.attendees`."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is stored, what is shown, and its status tone ("green", "progress" ...) or ""."""

    id: str
    label: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a section, or one column of its rows."""

    id: str
    type: FieldType
    label: str
    audience: Audience
    needed: Needed = ""
    binding: str = ""
    """YAML `from`: the book field it shows and edits: "account.objective"; inside rows and repeats just the record's
    field ("outcome"). Empty: the answer lives in the document."""
    editable: bool = True
    """False for a bound value that is worked out and cannot be typed here."""
    options: tuple[Option, ...] = ()
    other: bool = False
    """A choice that accepts a text of one's own beside its options."""
    side: Literal["customer", "ours", "any"] = "customer"
    """For contact: whose people may be chosen."""
    help: str = ""
    """What good looks like, in a line or two; on screen only."""
    prompts: tuple[str, ...] = ()
    """What to ask the customer; on screen, and on the CSM's own agenda."""
    placeholder: str = ""
    """What is accepted, shown in the empty field."""
    show_if: Condition | None = None
    needed_if: Condition | None = None
    print_label: str = ""
    """The label on paper when it differs; {account} and {company} are replaced."""
    columns: tuple[FormField, ...] = ()
    """For table: its columns."""
    width: Literal["full", "half", "third"] = "full"
    """How much of the form's line it takes on screen."""
    default: str = ""
    """A first value: text, or an expression in braces such as "{today}"."""
    lines: int = 1
    """On screen, lines shown of a long text before it grows."""
    capture: bool = False
    """Written down in the meeting or right after it, so that nobody expects it to be there before."""
    group: str = ""
    """In a checklist: the sub-heading that the item stands under."""
    due: int | None = None
    """In a checklist: days from the review's date by which the item is done; before it they are negative."""
    due_hours: int | None = None
    """The same in hours: before the review counted from its start, after it from its end."""
    proof: str = ""
    """In a checklist: the check of the book that ticks the item (see desk.proofs)."""
    compute: Condition | None = None
    """What the value is worked out by, from other answers; then nobody types it (see forms.compute)."""
    source: str = ""
    """Where its first value comes from when the document is begun: a named source of the book ("churn-date"), or an
    answer of another document of the account ("risk-escalation/situation/summary")."""

    @property
    def timed(self) -> bool:
        """Whether the item has a day of its own."""
        return self.due is not None or self.due_hours is not None


@dataclass(frozen=True, slots=True)
class TalkTime:
    """How much of a section the customer should talk, in percent from `low` to `high`."""

    low: int
    high: int

    @property
    def words(self) -> str:
        """As a person says it: "under 30%", "60% or more", "30 to 40%"."""
        if self.low <= 0:
            return f"under {self.high}%"
        if self.high >= 100:
            return f"{self.low}% or more"
        return f"about {self.low}%" if self.low == self.high else f"{self.low} to {self.high}%"


@dataclass(frozen=True, slots=True)
class Paper:
    """How a section is set on paper (YAML `paper`); the composer reads it, the screen does not."""

    layout: Layout = "auto"
    """"none": never printed in a place of its own, since another section prints what it holds."""
    title: str = ""
    """The heading on paper when it differs from the screen's; "-" for none."""
    columns: int = 0
    """Columns of facts, or of the boxes of a checklist; 0 for the usual."""
    note: str = ""
    """At the right of the heading: "{count} people", with {count}, {open}, {done} replaced; left out when empty."""
    beside: str = ""
    """The id of a section that is set beside this one, in the second column."""
    order: int = 0
    """Place on paper among the sections; 0 keeps the form's order."""
    stack: tuple[tuple[str, str], ...] = ()
    """Table columns set as a second, muted line under another column: (column, under)."""
    numbered: bool = False
    """Lists with numbers in place of dashes."""
    inside: str = ""
    """The id of a timed section of an agenda that this one is printed in."""
    aim: str = ""
    """For a part of a meeting: what it is for, as the customer may read it."""
    stance: str = ""
    """The same as we say it to ourselves, on our own copy in the place of the aim."""
    rail: str = ""
    """On a timeline: the choice that gives the nodes their colours and is no column of its own."""
    twin: bool = False
    """With `beside`: both sections keep a heading of the first level."""
    legend: tuple[str, str] = ("", "")
    """For bars: what full ones are, and dashed ones."""
    total: tuple[str, ...] = ()
    """Columns of a table that are summed up in a last row."""
    blank: int = 0
    """On our own drafts, what has no answer is left open for the hand: so many rows of a table, or lines of a text."""


@dataclass(frozen=True, slots=True)
class Check:
    """What answers must agree on before a document is final, beyond each being there: weights that sum to 100."""

    wrong_if: Condition
    """Holds when they do not agree; what is unknown makes nothing wrong."""
    field: str
    """The field of the section that the fault is told at."""
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section: plain fields, a table of records, a card per record, or tick boxes."""

    id: str
    title: str
    kind: SectionKind
    fields: tuple[FormField, ...]
    about: str = ""
    """YAML `help`: what the section is for, in a line."""
    guide: str = ""
    """More about the section, on demand."""
    records: str = ""
    """For rows and repeat: "goals", "milestones" ... of the account ("account.goals" in YAML); "" for rows of the
    document's own."""
    item: str = ""
    """What one row is called: "goal"."""
    item_title: str = ""
    """The field that names a row."""
    at_least: int = 0
    """Rows that final needs."""
    starts_with: tuple[str, ...] = ()
    """Titles offered as first rows when there is none ("Technical go-live" ...)."""
    where: str = ""
    """A filter on the records, as "status != closed"; an expression over the record's fields."""
    customer_if: Condition | None = None
    """For rows and repeat: a row for which this does not hold is ours alone and absent from the customer's copy."""
    show_if: Condition | None = None
    source: str = ""
    """For the document's own rows: where the first of them come from, as at a field."""
    paper: Paper = field(default_factory=Paper)
    minutes: int = 0
    """For a part of a meeting: how long it takes, unless the section's own field "minutes" says otherwise."""
    talk_time: TalkTime | None = None
    letter: str = ""
    """The large letter at a part of an agenda: "V"."""
    checks: tuple[Check, ...] = ()
    """What its answers must agree on, each row by itself where it has rows."""
    opens: int | None = None
    """For a checklist: the day from which its items can be worked on, counted from the review's date."""

    @property
    def of_review(self) -> bool:
        """Whether its rows belong to the review, not to the whole account."""
        return self.records in REVIEW_RECORDS


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What an answer makes due: another document to begin, or something to do with this one's answers."""

    id: str
    when: Condition
    label: str
    opens: str = ""
    """YAML `open`: the form of the document to begin, prefilled from this one by its own sources."""
    action: str = ""
    """A named deed (see desk.followups)."""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form, complete and valid."""

    id: str
    title: str
    about: str
    subject: Literal["account", "review", "none"]
    sections: tuple[Section, ...]
    formats: tuple[str, ...] = ("docx", "pdf")
    file_name: str = "{account} {title} {date}"
    subtitle: str = ""
    print_title: str = ""
    """What stands above the account's name on paper, when the form's own title is for us only."""
    source: str = ""
    """Where it comes from, by short name: "handbook, template 1"."""
    customer_copy: bool = True
    """Whether a customer ever sees it."""
    reviews: tuple[str, ...] = ()
    """For subject review: the types of meeting it is for ("qbr"); empty for any."""
    review_every_months: int = 0
    """How often it wants a review once final; 0 for never."""
    then: tuple[FollowUp, ...] = ()
    """What answers of this form make due."""
    pages: int = 0
    """How many pages it is meant for; 0 for any number."""
    origin: str = ""
    """The file it was loaded from."""

    def section(self, section_id: str) -> Section:
        """The section of that id; KeyError when there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    @property
    def agenda(self) -> bool:
        """Whether it plans a meeting in timed parts."""
        return any(section.minutes for section in self.sections)
