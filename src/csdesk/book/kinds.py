"""What a kind of record is made of: its fields, their types and their choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldType = Literal[
    "text", "long", "money", "percent", "number", "integer", "date", "datetime", "choice", "yes-no", "contact", "rating"
]
"""How a field is stored and handled.

text, long: str. money: values.money.Money, kept as minor units and a currency. percent: float in percent (34.0).
number: float. integer, rating: int. date: datetime.date. datetime: aware UTC datetime. choice: the id of an Option.
yes-no: bool. contact: the id of a contact record. Every field may be None, which means "not known".
"""

Tone = Literal["green", "yellow", "red", "neutral", "progress", "complete"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field: what is stored, what is shown, and its status tone where it has one."""

    id: str
    label: str
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record kind."""

    id: str
    label: str
    type: FieldType = "text"
    options: tuple[Option, ...] = ()
    searched: bool = False
    """Found by full-text search."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. `owned` kinds belong to one account, by `account_id`."""

    id: str
    label: str
    plural: str
    title: str
    """The field that names a record to a person."""
    fields: tuple[Field, ...]
    owned: bool = True

    def field(self, field_id: str) -> Field:
        """The field of that id; KeyError when the kind has none."""
        for field in self.fields:
            if field.id == field_id:
                return field
        raise KeyError(f"{self.id} has no field {field_id!r}")


LEVELS = (Option("high", "High"), Option("medium", "Medium"), Option("low", "Low"))
