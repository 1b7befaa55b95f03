"""The book's side of an import, handed in as plain data, so that planning needs no book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from csdesk.sync.cells import Value


@dataclass(slots=True)
class BookSide:
    """The records of one kind as the book holds them now, in stored form, and what the source said of them last."""

    fields: tuple[str, ...] = ()
    """The order of the values in `records`; custom fields as "custom:Label"."""
    records: dict[int, tuple[Value, ...]] = field(default_factory=dict)
    last: dict[int, dict[str, Value]] = field(default_factory=dict)
    """By record id, what this source last said, field by field."""
    binned: dict[str, str] = field(default_factory=dict)
    """CRM keys of records in the bin, with their names."""
    custom: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Known custom fields: the key of the label to (label, type)."""
    account_of: dict[int, int | None] = field(default_factory=dict)
    """For owned records, their account."""
    accounts: BookSide | None = None
    """For contacts, readings and touches: the accounts they are linked to."""
    people: Mapping[int, str] = field(default_factory=dict)
    """Names of the book's contacts by id, for fields that point at one."""

    def position(self, name: str) -> int | None:
        """Where a field stands in `records`; None when it is not there."""
        return self.fields.index(name) if name in self.fields else None
