"""The answers of one form at one moment, resolved: what the document says now, whether bound to the book or its own.

`desk` builds a State from the book and the document's answers; `gaps` counts over it and `documents.compose` sets it on
paper, so that the screen, the Missing list and the page always speak of the same values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """One value: as stored, and as a person reads it in the CSM's formats.

    `value` by field type: text, long: str. list: tuple[str, ...]. money: values.money.Money. percent, number: float.
    date: datetime.date. choice: option id or own text. choices: tuple of option ids. yes-no: bool. rating: int.
    contact: contact id (int). approval: Approval. table: tuple of mappings of column id to Answer. None: no answer.
    """

    value: object = None
    text: str = ""
    second: str = ""
    """A second line that belongs to the value: a contact's title."""

    @property
    def empty(self) -> bool:
        """Whether nothing was answered; False (a "no") is an answer."""
        return self.value is None or self.value == "" or self.value == ()


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approves, and when they did (None: not yet)."""

    name: str = ""
    title: str = ""
    date: object = None
    """datetime.date or None."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of rows or repeat: `key` is the record's id as text ("17"), or the document's own row key ("r3")."""

    key: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class SectionState:
    """The answers of one section: by field id, and by row. For checklists, `answers` holds True or False by item."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """All answers of a form, by section id, and the names that conditions and printed labels may use."""

    sections: Mapping[str, SectionState]
    names: Mapping[str, object] = field(default_factory=dict)
    """For expressions and labels: "account", "account_short", "company", "person", "today", "stage", "tier" ..."""
    known: Mapping[str, object] = field(init=False, repr=False, compare=False)
    """What conditions may speak of: the names, and every answer as "section.field", of rows as a list with a value
    for each row; never for printing."""

    def __post_init__(self) -> None:
        answers: dict[str, object] = {}
        for section, found in self.sections.items():
            for field_id, answer in found.answers.items():
                answers[f"{section}.{field_id}"] = answer.value
            for field_id in dict.fromkeys(one for row in found.rows for one in row.answers):
                values = tuple(row.answers[field_id].value if field_id in row.answers else None for row in found.rows)
                answers[f"{section}.{field_id}"] = values
        object.__setattr__(self, "known", {**answers, **self.names})
