"""What the window and the command line see of documents: plain structures, nothing of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from csdesk.desk.errors import Invalid
from csdesk.desk.proofs import Proved as Proved
from csdesk.documents.pdf.result import Anchor as Anchor
from csdesk.forms.schema import Form, FormField, Section
from csdesk.forms.timing import Timing as Timing

Audience = Literal["customer", "internal"]
Format = Literal["docx", "pdf", "pptx"]
DocumentState = Literal["draft", "final"]


@dataclass(frozen=True, slots=True)
class FieldPath:
    """Where an answer stands: section, row key (empty outside rows) and field."""

    section: str
    row: str = ""
    field: str = ""

    def __str__(self) -> str:
        return f"{self.section}/{self.row}/{self.field}"

    @classmethod
    def parse(cls, text: str) -> FieldPath:
        """The path that `str` wrote; Invalid for anything else."""
        parts = text.split("/")
        if len(parts) != 3:
            raise Invalid(text, "this is no path of a field (section/row/field)")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value came from: a label ("CRM import"), the day, and both as one text with the age."""

    label: str
    on: date | None
    text: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field with its answer."""

    path: FieldPath
    field: FormField
    value: object = None
    text: str = ""
    source: Provenance | None = None
    put_back: str | None = None
    """The text of an older value that can be put back."""
    visible: bool = True
    needed: bool = False
    missing: bool = False
    due: date | None = None
    """In a checklist of a review: by when."""
    due_text: str = ""
    """The same in words, with the time where it is counted in hours: "Mon 30 Nov, 14:00"."""
    proved: Proved | None = None
    """In a checklist: what the book says of the item. Done means that it ticked itself; `why` is said either way."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: a record of the book (`record` is its id) or a row of the document's own."""

    key: str
    title: str
    answered: int
    needed: int
    fields: tuple[FieldView, ...]
    record: int | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section with its counts."""

    section: Section
    visible: bool
    answered: int
    needed: int
    fields: tuple[FieldView, ...] = ()
    rows: tuple[RowView, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing for final."""

    path: FieldPath
    label: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class HiddenField:
    """An answered internal field that a customer's copy leaves out."""

    path: FieldPath
    label: str
    section: str


@dataclass(frozen=True, slots=True)
class Issue:
    """A sealed version."""

    id: int
    document_id: int
    version: int
    issued_on: date
    exported: tuple[str, ...] = ()
    """For whom it was exported, the first one first."""
    slides: bool = False
    """Whether its slides were kept, so that they can be written again."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as the workspace shows it. `account` is the account's id."""

    id: int
    form: Form
    account: int | None
    account_name: str
    state: DocumentState
    version: int
    sections: tuple[SectionView, ...]
    answered: int
    total: int
    missing: tuple[Gap, ...]
    hidden: tuple[HiddenField, ...]
    issues: tuple[Issue, ...] = ()
    review: int | None = None
    """The id of the meeting it is about."""
    timing: Timing | None = None
    """Of an agenda: when each part begins, the sum, and what to say when it is too long."""
    ticked: tuple[int, int] = (0, 0)
    """Items of its checklists that are ticked, and all that are in sight."""
    prepared: tuple[int, int] = (0, 0)
    """The same of those due before the meeting."""
    warnings: tuple[str, ...] = ()
    """What a reader should know before it is sent."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list."""

    id: int
    form: str
    title: str
    account: str
    account_id: int | None
    state: DocumentState
    version: int
    answered: int
    total: int
    missing: int
    updated_at: datetime
    issues: int
    review_id: int | None = None
    review: str = ""
    """The meeting it is about, with its day: "Business review, 2 Dec 2026"."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The exported page itself. Anchors count pages from 0 and points from the top left corner."""

    pdf: bytes
    pages: int
    anchors: tuple[Anchor, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished file."""

    file: Path
    audience: Audience
    left_out: tuple[HiddenField, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """What exporting many documents came to."""

    files: tuple[Exported, ...] = ()
    with_gaps: tuple[tuple[str, int], ...] = ()
    """Account names and how many answers each still misses."""
    failed: tuple[tuple[str, str], ...] = ()
    """Account names and why they could not be exported."""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that differs between two versions."""

    label: str
    before: str
    after: str


Fill = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Filled:
    """What `fill` did."""

    document_id: int
    created: bool
    changed: int = field(default=0)
    """How many answers are others than before."""
