"""The book's side of an import, handed in as plain data, so that planning needs no book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from csdesk.sync.cells import Value


class Said(Mapping[int, Mapping[str, Value]]):
    """What a source last said, by record id.

    `told` holds it field by field. Most records of a book are as an import made them and were never touched since: of
    those the book itself still says what the source said, so that for them `echoes` holds only which fields these are,
    and `besides` what was said beyond the record's own fields.
    """

    def __init__(self, side: BookSide | None = None) -> None:
        self.told: dict[int, dict[str, Value]] = {}
        self.echoes: dict[int, frozenset[str]] = {}
        self.besides: dict[int, dict[str, Value]] = {}
        self._side = side

    def tell(self, record_id: int, said: dict[str, Value]) -> None:
        """Take in a whole word on a record; it stands for all that was said before."""
        self.told[record_id] = said
        self.echoes.pop(record_id, None)
        self.besides.pop(record_id, None)

    def add(self, record_id: int, said: dict[str, Value]) -> None:
        """Take in what was said together with what is known of the record already."""
        if record_id in self.told:
            self.told[record_id].update(said)
        else:
            self.besides[record_id] = said

    def __getitem__(self, record_id: int) -> Mapping[str, Value]:
        said = self.told.get(record_id)
        if said is not None:
            return said
        fields = self.echoes[record_id]
        assert self._side is not None
        ours = zip(self._side.fields, self._side.records[record_id], strict=True)
        found = {name: value for name, value in ours if value is not None and name in fields}
        return found | self.besides.get(record_id, {})

    def __iter__(self) -> Iterator[int]:
        yield from self.told
        yield from self.echoes

    def __len__(self) -> int:
        return len(self.told) + len(self.echoes)

    def values_of(self, name: str) -> Iterator[tuple[int, Value]]:
        """What was said of one field, by record; records of which nothing was said of it are left out."""
        for record_id, said in self.told.items():
            value = said.get(name)
            if value is not None:
                yield record_id, value
        at = self._side.position(name) if self._side is not None else None
        if at is None or self._side is None:
            return
        records = self._side.records
        for record_id, fields in self.echoes.items():
            value = records[record_id][at]
            if value is not None and name in fields:
                yield record_id, value


@dataclass(slots=True)
class BookSide:
    """The records of one kind as the book holds them now, in stored form, and what the source said of them last."""

    fields: tuple[str, ...] = ()
    """The order of the values in `records`; custom fields as "custom:Label"."""
    records: dict[int, tuple[Value, ...]] = field(default_factory=dict)
    last: Said = field(default_factory=Said)
    """By record id, what this source last said, field by field."""
    binned: dict[str, str] = field(default_factory=dict)
    """CRM keys of records in the bin, with their names."""
    custom: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Known custom fields: the key of the label to (label, type)."""
    account_of: dict[int, int | None] = field(default_factory=dict)
    """For owned records, their account."""
    accounts: BookSide | None = None
    """For contacts, readings and touches: the accounts they are linked to."""
    people_of: tuple[tuple[int, int, str, str], ...] = ()
    """For touches: the people of the accounts, as account, id, name and e-mail address."""
    scored: frozenset[int] = frozenset()
    """Accounts whose health score the book works out itself, or was given by hand for a while."""
    people: Mapping[int, str] = field(default_factory=dict)
    """Names of the book's contacts by id, for fields that point at one."""

    def position(self, name: str) -> int | None:
        """Where a field stands in `records`; None when it is not there."""
        return self.fields.index(name) if name in self.fields else None
