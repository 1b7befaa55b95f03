"""What a form may bind to: the fields of the account, of its records, and of the document itself.

`desk` derives this from the book's catalog, since forms know no book.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from csdesk.forms.schema import FieldType, Option

FITS: Final[Mapping[str, tuple[FieldType, ...]]] = {
    "text": ("text", "long"),
    "long": ("long", "text"),
    "money": ("money",),
    "percent": ("percent",),
    "number": ("number",),
    "integer": ("number",),
    "date": ("date",),
    "choice": ("choice",),
    "yes-no": ("yes-no",),
    "contact": ("contact",),
    "rating": ("rating",),
    "link": ("choice",),
}
"""The form types that may show a field of the book, by its type there; the first is used when the form says none."""


@dataclass(frozen=True, slots=True)
class BoundField:
    """One field that may be bound to: its type in the book, its label, and its choices."""

    id: str
    label: str
    type: str
    options: tuple[Option, ...] = ()
    editable: bool = True


@dataclass(frozen=True, slots=True)
class Bindings:
    """Everything that may be bound to."""

    subjects: Mapping[str, Mapping[str, BoundField]] = field(default_factory=dict)
    """For plain fields: "account", "review" and "document", each with its fields by id."""
    records: Mapping[str, Mapping[str, BoundField]] = field(default_factory=dict)
    """For rows and repeats: "goals", "milestones" ... with the fields of such a record by id."""
    names: frozenset[str] = frozenset()
    """What conditions may name beside the form's own fields: "tier", "stage", "account.arr" ..."""
    proofs: frozenset[str] = frozenset()
    """Checks of the book that may tick an item of a checklist."""
    sources: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Named sources of first values: what each gives rows of (their fields), or nothing for a single value."""
    actions: frozenset[str] = frozenset()
    """Deeds that a follow-up may name."""
